"""What a person wrote for a thing, a record or a country enters; its id leaves, or an error that names the nearest.

A thing is named by its id. Where a question takes things of given classes, the key alone serves too (`CN` for
`country-iso-CN`, by the prefix and the key scheme that the model gives the class), a notation that only one concept
has (`KA05`), and, for classes whose keys a public register gives, a name that only one of them has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from typing import Any, Final

from graph.connection import Reads, shipped
from graph.question import Parameter, load_parts
from ontology.errors import BadParameter, NoSuchValue, NotFound
from ontology.model import default_model
from ontology.terms import is_id, mint, split_id

COUNTRY: Final = "country-iso-"  # what ids of countries begin with; their code follows
_RECORD: Final = "rec-"
_PLACEHOLDER: Final = "Placeholder"  # a thing that is only referred to may be of any class
_OWN: Final = "own"  # keys that people give themselves
_NEAR: Final = 3  # how many of the nearest are named
_LONG: Final = 4  # letters of a word that a slip leaves recognisable
_WORD: Final = re.compile(r"\w+")

Found = tuple[str | None, list[str] | None]

_TOLD: Final = 200  # characters of a wrong value that an error repeats


def refused(
    parameter: Parameter,
    value: object,
    remedy: str,
    remedy_zh: str,
    error: type[BadParameter] = BadParameter,
) -> BadParameter:
    """Return the error for a value that a parameter cannot have."""
    told = repr(value) if len(repr(value)) <= _TOLD else f"{repr(value)[:_TOLD]}…"
    return error(
        f"{parameter.name} cannot be {told}",
        f"参数 {parameter.name} 不能为 {told}",
        remedy=remedy,
        remedy_zh=remedy_zh,
    )


def thing(connection: Reads, parameter: Parameter, given: str, found: Found) -> str:
    """Return the id of what was named; `found` is the thing that has this very id, and its classes."""
    identifier, classes = found
    if identifier is None and given.startswith(_RECORD):
        raise refused(parameter, given, "that is the id of a record: coopgraph show RECORD says what it states",
                      "这是记录的编号：coopgraph show 记录编号 可查看其陈述", NoSuchValue)  # fmt: skip
    if identifier is None:
        return _named(connection, parameter, given)
    if not _fits(parameter, classes or ()):
        kinds = " or ".join(parameter.of)
        raise refused(
            parameter, given,
            f"this question takes the id of a thing of class {kinds}, such as {_example(parameter)}; "
            "coopgraph show ID takes any",
            f"此问题需要 {kinds} 类事物的编号，形如 {_example(parameter)}；coopgraph show 编号 接受任何编号",
            NoSuchValue,
        )  # fmt: skip
    return identifier


def _fits(parameter: Parameter, classes: Iterable[str]) -> bool:
    return not parameter.of or bool({*parameter.of, _PLACEHOLDER} & set(classes))


def _named(connection: Reads, parameter: Parameter, given: str) -> str:
    rows = [row for row in _look_up(connection, parameter, given) if _fits(parameter, row["classes"])]
    if parameter.of and not is_id(given):
        same = [row for row in rows if fold(given) in map(fold, row["names"])]
        public = [row for row in same if _scheme(row["id"]) != _OWN]
        for ways in (
            [row for row in rows if row["way"] == "key"],
            [row for row in rows if row["way"] == "notation"],
            public if len({row["id"] for row in same}) == 1 else [],
        ):
            if len(meant := {str(row["id"]) for row in ways}) == 1:
                return meant.pop()
    near = _nearest(given, rows)
    said, said_zh = (
        [f"{one!r} ({label})" for one, label in each] for each in (near.items(), _chinese(near, rows))
    )
    hint = f"did you mean {' or '.join(said)}? " if near else ""
    hint_zh = f"是否要写 {'、'.join(said_zh)}？" if near else ""
    if not is_id(given):
        raise refused(
            parameter, given,
            f"{hint}an id looks like {_example(parameter)}; look it up by name: coopgraph ask find --text NAME",
            f"{hint_zh}编号形如 {_example(parameter)}；可按名称查找：coopgraph ask find --text 名称",
        )  # fmt: skip
    raise NotFound(
        f"nothing in the graph has the id {given!r}",
        f"图中没有编号为 {given!r} 的事物",
        remedy=f"{hint}look the id up by name: coopgraph ask find --text NAME",
        remedy_zh=f"{hint_zh}可按名称查找编号：coopgraph ask find --text 名称",
    )


def _look_up(connection: Reads, parameter: Parameter, given: str) -> list[dict[str, Any]]:
    keyed: list[str] = []
    stems: list[str] = []
    words = given
    if is_id(given):
        prefix, scheme, words = split_id(given)
        head = f"{prefix}-{scheme}-"
        # what is mistyped is seldom the beginning: things whose keys begin alike, from many letters down to half
        stems = [head + words[:length] for length in range(len(words) - 1, len(words) // 2, -1)]
    elif parameter.of and given == given.strip():
        keyed = sorted(
            {one for spelt in (given, given.upper(), given.lower()) for one in _keyed(parameter, spelt)}
        )
    terms = [word for word in _WORD.findall(words) if not word.startswith("~")][:8]
    query = " OR ".join(
        [*(f'"{word}"' for word in terms), *(f"{word.lower()}~" for word in terms if word.isascii())]
    )
    return connection.read(
        shipped(load_parts()["named"].text),
        {"keyed": keyed, "notation": given, "query": query or '""', "stems": stems[:12]},
        tag="named",
    )


def _keyed(parameter: Parameter, key: str) -> list[str]:
    """The ids that things of the classes asked for would have with this key."""
    model = default_model()
    made = [
        mint(one.prefix, one.key_scheme, key)
        for name in parameter.of
        for one in model.concrete(name)
        if one.prefix is not None
    ]
    return [one for one in made if "~" not in one]


def _scheme(identifier: str) -> str:
    return split_id(identifier)[1] if is_id(identifier) else _OWN


def _example(parameter: Parameter) -> str:
    """How the ids of what a parameter takes are built, from the model."""
    model = default_model()
    made = [
        f"{one.prefix}-{one.key_scheme}-…"
        for name in parameter.of
        for one in model.concrete(name)
        if one.prefix is not None
    ]
    return " / ".join(made) or "inst-ror-03cve4549"


def _nearest(given: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The ids of the things nearest to what was written, with their names; never that very word, and none that is far."""
    labels = {str(row["id"]): str(row["label"] or row["id"]) for row in rows}
    alike = get_close_matches(given, labels, n=_NEAR, cutoff=0.8)
    # the index orders names by likeness already, and finds some by the least of it
    named = [str(row["id"]) for row in rows if row["way"] != "stem" and _is_near(given, row)]
    return {
        one: labels[one]
        for one in list(dict.fromkeys(one for one in (*alike, *named) if one != given))[:_NEAR]
    }


def _chinese(near: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    names = {str(row["id"]): row["label_zh"] for row in rows}
    return [(one, str(names[one] or label)) for one, label in near.items()]


def _is_near(given: str, row: Mapping[str, Any]) -> bool:
    """Whether a thing that was looked up has a name like what was written, or like the key in an id that was written."""
    if row["way"] in ("key", "notation"):
        return True
    wanted = fold(split_id(given)[2].replace("-", " ") if is_id(given) else given)
    return any(_like(wanted, fold(name)) for name in (row["label"] or "", *row["names"]))


def _like(wanted: str, name: str) -> bool:
    """Whether all words are in a name as they stand or but for a letter, or the two are alike as a whole."""
    if not wanted.isascii() and len(wanted) > 1 and wanted in name:
        return True
    there = _WORD.findall(name)
    words = _WORD.findall(wanted)
    return bool(words) and (
        all(
            word in there or (len(word) >= _LONG and get_close_matches(word, there, 1, 0.8)) for word in words
        )
        or SequenceMatcher(None, wanted, name).ratio() >= 0.7
    )


def fold(text: str) -> str:
    """Return a name without differences of case and spacing."""
    return " ".join(text.casefold().split())


def check_records(given: Sequence[str], missing: Sequence[str]) -> None:
    """Refuse ids of records of which none is in the graph."""
    if given and set(given) <= set(missing):
        listed = ", ".join(given[:_NEAR])
        raise NotFound(
            f"the graph has no record {listed}",
            f"图中没有记录 {listed}",
            remedy="copy the id from the evidence of an answer, or from `show` with the id of a thing",
            remedy_zh="请从答案的证据中复制编号，或用 show 加事物编号查看其记录",
        )


def named_actors(connection: Reads, given: Sequence[str]) -> dict[str, str]:
    """What to write for each of these that is the name of exactly one country or region: a country's code, a region's id."""
    if not given:
        return {}
    bearers: dict[str, set[str]] = {}
    for row in connection.read(shipped(load_parts()["actors"].text), {}, tag="actors"):
        for name in row["names"]:
            bearers.setdefault(fold(name), set()).add(row["id"])
    only = {one: next(iter(ids)) for one in given if len(ids := bearers.get(fold(one), set())) == 1}
    return {
        one: split_id(found)[2] if found.startswith(COUNTRY) else found for one, found in sorted(only.items())
    }


def no_such_actor(connection: Reads, name: str, given: str) -> NoSuchValue:
    """Return the error for a country or region that is not in the graph, with what is written for the nearest."""
    rows = connection.read(shipped(load_parts()["actors"].text), {}, tag="actors")
    # what to write for each: the code of a country, the key of a region; looked for by id, key and every name
    written = {row["id"]: split_id(row["id"])[2] for row in rows}
    names = {
        fold(word): row["id"]
        for row in reversed(rows)
        for word in (row["id"], row["label"] or row["id"], *row["names"], written[row["id"]])
    }
    near = [fold(given)] if fold(given) in names else get_close_matches(fold(given), names, n=1, cutoff=0.3)
    hint = hint_zh = ""
    if near:
        meant = names[near[0]]
        label, label_zh = next((row["label"], row["label_zh"]) for row in rows if row["id"] == meant)
        hint = f"did you mean {written[meant]!r} ({label})? "
        hint_zh = f"是否要写 {written[meant]!r}（{label_zh}）？"
    return NoSuchValue(
        f"{name}: there is no country or region {given!r} in the graph",
        f"{name}：图中没有国家或地区 {given!r}",
        remedy=f"{hint}give two-letter country codes or ids of regions, separated by commas",
        remedy_zh=f"{hint_zh}请给出两位国家代码或地区编号，以逗号分隔",
    )


def no_country(name: str, given: str) -> NoSuchValue:
    """Return the error for a thing that is neither a country nor has countries as members."""
    return NoSuchValue(
        f"{name}: {given!r} is no country, and no country is known to be a member of it",
        f"{name}：{given!r} 不是国家，也没有已知的成员国",
        remedy="give two-letter country codes or ids of regions; members of a region stand on the sheet region_memberships",
        remedy_zh="请给出两位国家代码或地区编号；地区的成员填写在“区域成员关系”表中",
    )
