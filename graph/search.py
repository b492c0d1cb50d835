"""What somebody typed enters; the things it may mean leave, by kind and with the reason of each match.

First everything that holds all of it: an identifier, a whole name, a short form, the beginning of one, all words in any
order. Only where nothing does, all words with slips of the finger in long ones; and only then some of the words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from graph.asking import Asking, Row
from graph.project_tables import ITEM_SEPARATOR
from graph.search_kinds import SearchKind, load_searched
from graph.search_match import BEGINS, IDENTIFIER, WAYS, Match, Name, match
from graph.search_terms import mistyped, some, strict, within
from ontology.model import default_model
from ontology.terms import is_id

DEEP: Final = 500  # things of a kind that are looked at, and counted
_ALL: Final = 1_000_000  # where so many are equally good that the first could not be told from fewer
_INEXACT: Final = WAYS.index(BEGINS)  # from here on a text is but a part of a name
_STAGES: Final[Sequence[Callable[[str], str]]] = (strict, mistyped, some)


def answer_search(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer what a text may mean."""
    text = asking.values["text"]
    chosen = [one for one in load_searched().kinds if one.name in (asking.values["kind"] or [one.name])]
    groups: dict[str, Row] = {}
    named = _is_ours(text)
    for stage in _STAGES[:1] if named else _STAGES:
        groups = _groups(asking, chosen, stage(text))
        if any(group["count"] for group in groups.values()):
            break
    _put_first(groups, chosen, asking.part("by_id", id=text) if named else [])
    found = {
        name: _lines(name, group["found"], text, asking.values["limit"]) for name, group in groups.items()
    }
    order = sorted((name for name in found if found[name]), key=lambda name: _best(found[name]))
    kinds = [_told(one, groups[one.name], len(found[one.name])) for one in _in_order(chosen, order)]
    meta: dict[str, Any] = {
        "total": sum(one["count"] for one in kinds),
        "total_at_least": any(one["at_least"] for one in kinds),
        "kinds": kinds,
    }
    if general := _general(kinds, found):
        meta["general"] = {"reason": "too_general", "kinds": general}
    if not order:
        meta["nothing"] = {"reason": "found_nothing" if strict(text) else "no_letter_or_digit"}
    return [line for name in order for line in found[name]], meta


def _is_ours(text: str) -> bool:
    """Whether a text is an id of the graph's own making, of which parts mean nothing."""
    return is_id(text) and default_model().by_prefix(text.partition("-")[0]) is not None


def _groups(asking: Asking, chosen: Sequence[SearchKind], text: str) -> dict[str, Row]:
    """What the index finds of each kind: of all at once, kind by kind where there is more, and all of it where that matters.

    It matters where the last line to show is no better than what was not looked at: then the first cannot be told.
    """
    found: dict[str, Row] = {one.name: {"count": 0, "at_least": False, "found": []} for one in chosen}
    if not text:
        return found
    rows = asking.rows(queries=[_query(text, chosen)], deep=DEEP)
    if rows and rows[0]["looked"] == DEEP:
        rows = asking.rows(queries=[_query(text, [one]) for one in chosen], deep=DEEP)
        again = {row["kind"] for row in rows if row["looked"] == DEEP and row["last"] >= row["edge"]}
        if again:
            rows = [row for row in rows if row["kind"] not in again]
            rows += asking.rows(
                queries=[_query(text, [one]) for one in chosen if one.name in again], deep=_ALL
            )
    for row in rows:
        found[row["kind"]] = {
            "count": row["count"], "at_least": row["looked"] == DEEP, "found": row["found"],
        }  # fmt: skip
    return found


def _query(text: str, kinds: Sequence[SearchKind]) -> Row:
    """A query of the index for some kinds, and which classes belong to which of them."""
    every = load_searched().kinds
    rest = [one.name for one in kinds if not one.classes]
    classes = [name for one in kinds for name in one.classes]
    others = [name for one in every if one not in kinds for name in one.classes]
    return {
        "query": within(text, [] if rest else classes, others if rest else []),
        "kinds": [{"kind": one.name, "classes": list(one.classes)} for one in kinds],
        "rest": rest[0] if rest else None,
    }


def _put_first(groups: Mapping[str, Row], chosen: Sequence[SearchKind], things: Sequence[Row]) -> None:
    """Put a thing whose id was typed before all others of its kind, unless it is one that is not to be found."""
    every = load_searched().kinds
    for thing in things:
        own = next((one for one in every if set(one.classes) & set(thing["labels"])), every[-1])
        for kind in [own] if own in chosen and (thing["listed"] or not own.published) else []:
            group = groups[kind.name]
            rest = [one for one in group["found"] if one["id"] != thing["id"]]
            group["count"] += len(rest) == len(group["found"])
            group["found"] = [{**thing, "is_it": True}, *rest]


def _lines(kind: str, things: Sequence[Row], text: str, limit: int) -> list[Row]:
    """The lines of a kind in the order in which they were found: the best match, then the most referred to, then by id.

    They are not sorted again, so that fewer lines are always the beginning of more.
    """
    short = load_searched().short
    lines: list[Row] = []
    for thing in things[:limit]:
        names = [Name(*one.split(ITEM_SEPARATOR, 2)) for one in thing["named"] or []]
        keys = [term[1:-1] for term in thing["terms"]]
        found = Match(IDENTIFIER) if thing.get("is_it") else match(text, names, keys, short)
        line = {
            name: thing[name]
            for name in ("id", "label", "name_zh", "name_en", "country", "fictional", "referred")
        }
        line |= {"kind": kind, "type": sorted(thing["labels"]), "match": _shown(found)}
        lines.append(line)
    return lines


def _shown(found: Match) -> Row:
    name = found.name
    return {
        "reason": found.way,
        "name": name.text if name else None,
        "lang": (name.lang or None) if name else None,
        "property": name.property if name else None,
        "through": list(found.through),
    }


def _general(kinds: Sequence[Row], found: Mapping[str, Sequence[Row]]) -> list[str]:
    """The kinds of which not all is shown, and so many have the text in their names that it does not tell which is meant.

    Where the best of a kind is called exactly so, that is the one that was meant, whatever else is called like it.
    """
    return [
        str(one["kind"])
        for one in kinds
        if one["cut"] and one["count"] >= load_searched().general and _best(found[one["kind"]]) >= _INEXACT
    ]


def _best(lines: Sequence[Row]) -> int:
    return WAYS.index(lines[0]["match"]["reason"])


def _in_order(chosen: Sequence[SearchKind], order: Sequence[str]) -> list[SearchKind]:
    by_name = {one.name: one for one in chosen}
    return [by_name[name] for name in order]


def _told(kind: SearchKind, group: Row, shown: int) -> Row:
    """How many there are of a kind, how many are shown, and so how many are not."""
    return {
        "kind": kind.name,
        "label": dict(kind.label),
        "count": group["count"],
        "at_least": group["at_least"],
        "shown": shown,
        "cut": group["count"] - shown,
    }
