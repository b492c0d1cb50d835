"""The table workflow.toml enters; the workflow leaves: states, acts, who may do them, what each needs, numbers with origin."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from cases.keys import SCOPES
from ontology.errors import UsageError

Text = Mapping[str, str]
FIELD_TYPES: Final = ("thing", "text", "choice", "date", "items", "person", "positions", "rule_set")
ORIGINS: Final = ("policy", "documented-preset", "ours")
OPERATOR: Final = "operator"  # whose a number is that a setting gives


@dataclass(frozen=True)
class Field:
    """One particular that an act is given."""

    name: str
    type: str
    about: Text
    options: tuple[str, ...] = ()
    default: str | None = None
    of: tuple[str, ...] = ()  # classes, one of which a thing must be of

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default is None


@dataclass(frozen=True)
class Act:
    """Something that may be done with a case."""

    name: str
    word: Text  # what it is called, in a word or two
    about: Text
    scopes: tuple[str, ...]
    before: tuple[str, ...]  # states in which it may be done; none: it opens a case
    after: str  # the state that it leads to; empty: it changes no state
    fields: Mapping[str, Field]
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()  # needs that a reason may set aside
    clause: str = ""


@dataclass(frozen=True)
class Limit:
    """A number that judges, and whose it is."""

    value: int
    origin: str
    about: Text
    clause: str = ""
    asks: str = ""  # the parameter of a question that looks at the same: QUESTION.PARAMETER


@dataclass(frozen=True)
class Workflow:
    """All that the table says."""

    version: str
    states: Mapping[str, Text]
    acts: Mapping[str, Act]
    limits: Mapping[str, Limit]
    criteria: Mapping[str, Text]  # conditions, where a case names no rule set that has them
    checklist: Mapping[str, Text]
    needs: Mapping[str, Text]
    words: Mapping[str, Text]  # what codes that cases hold are called
    parts: frozenset[str] = (
        frozenset()
    )  # parts of conditions that can be judged; none: any that looks like one

    def limit(self, name: str) -> int:
        """The value of a limit."""
        return self.limits[name].value

    def chosen(self) -> dict[str, dict[str, int]]:
        """What the operator chose of numbers that questions ask for too: by question and parameter."""
        found: dict[str, dict[str, int]] = {}
        for one in self.limits.values():
            if one.asks and one.origin == OPERATOR:
                question, parameter = one.asks.split(".")
                found.setdefault(question, {})[parameter] = one.value
        return found

    def with_limits(self, chosen: Mapping[str, int]) -> Workflow:
        """The same with numbers that the operator chose."""
        said = {
            name: replace(self.limits[name], value=value, origin=OPERATOR) for name, value in chosen.items()
        }
        return replace(self, limits={**self.limits, **said})


@cache
def load_workflow() -> Workflow:
    """Return the shipped workflow."""
    file = Path(__file__).parent / "workflow.toml"
    return read_workflow(file.read_text("utf-8"), file.name)


def read_workflow(text: str, file: str) -> Workflow:
    """Read a table and check that it holds together: every state that an act names exists and can be reached."""
    said = tomllib.loads(text)
    states: dict[str, Text] = {
        name: _both(file, f"states.{name}", one) for name, one in said["states"].items()
    }
    acts = {name: _act(file, name, one) for name, one in said["acts"].items()}
    for act in acts.values():
        for state in (*act.before, *([act.after] if act.after else [])):
            if state not in states:
                raise _wrong(file, f"acts.{act.name}", f"there is no state {state!r}", f"没有状态“{state}”")
    needs, words = (
        {name: _both(file, f"{table}.{name}", one) for name, one in said[table].items()}
        for table in ("needs", "words")
    )
    for act in acts.values():
        _in_words(file, act, needs, words)
    reached = {act.after for act in acts.values()}
    for state in states:
        if state not in reached:
            raise _wrong(file, f"states.{state}", "no act leads there", "没有任何操作通向该状态")
    return Workflow(
        version=str(said["version"]),
        states=states,
        acts=acts,
        limits={name: _limit(file, name, one) for name, one in said["limits"].items()},
        criteria={one["id"]: _both(file, one["id"], one["about"]) for one in said["criteria"]},
        checklist={one["id"]: _both(file, one["id"], one["about"]) for one in said["checklist"]},
        needs=needs,
        words=words,
    )


def explained_code(code: str, word: Text, lang: str) -> str:
    """A code that people type: in English it says itself, in Chinese its word stands before it."""
    return f"{word['zh']}（{code}）" if lang == "zh" else code


def _in_words(file: str, act: Act, needs: Mapping[str, Text], words: Mapping[str, Text]) -> None:
    """Refuse a code of an act that nobody says in words."""
    choices = {option for one in act.fields.values() for option in one.options}
    for code in sorted(({*act.needs, *act.unless} - set(needs)) | ({*act.scopes, *choices} - set(words))):
        raise _wrong(
            file, f"acts.{act.name}", f"nobody says in words what {code!r} is", f"“{code}”没有文字说明"
        )


def _act(file: str, name: str, said: Mapping[str, Any]) -> Act:
    where = f"acts.{name}"
    unknown = set(said) - {"clause", "from", "to", "scopes", "word", "about", "needs", "unless", "fields"}
    if unknown:
        raise _wrong(file, where, f"unknown key {min(unknown)!r}", f"未知的项“{min(unknown)}”")
    scopes = tuple(said.get("scopes", ()))
    if not scopes or set(scopes) - set(SCOPES):
        raise _wrong(
            file, where, f"scopes must be of: {', '.join(SCOPES)}", f"scopes 只能取：{'、'.join(SCOPES)}"
        )
    return Act(
        name=name,
        word=_both(file, where, said.get("word")),
        about=_both(file, where, said.get("about")),
        scopes=scopes,
        before=tuple(said["from"]),
        after=said.get("to", ""),
        fields={key: _field(file, f"{where}.{key}", key, one) for key, one in said.get("fields", {}).items()},
        needs=tuple(said.get("needs", ())),
        unless=tuple(said.get("unless", ())),
        clause=said.get("clause", ""),
    )


def _field(file: str, where: str, name: str, said: Mapping[str, Any]) -> Field:
    if said.get("type") not in FIELD_TYPES:
        raise _wrong(
            file,
            where,
            f"type must be one of: {', '.join(FIELD_TYPES)}",
            f"type 只能取：{'、'.join(FIELD_TYPES)}",
        )
    return Field(
        name,
        said["type"],
        _both(file, where, said.get("about")),
        tuple(said.get("options", ())),
        said.get("default"),
        tuple(said.get("of", ())),
    )


def _limit(file: str, name: str, said: Mapping[str, Any]) -> Limit:
    where = f"limits.{name}"
    value = said.get("value")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 100:
        raise _wrong(
            file,
            where,
            f"value {value!r} is no whole number from 0 to 100",
            f"取值 {value!r} 不是 0 至 100 的整数",
        )
    if said.get("origin") not in ORIGINS:
        raise _wrong(
            file,
            where,
            f"origin must be one of: {', '.join(ORIGINS)}",
            f"origin 只能取：{'、'.join(ORIGINS)}",
        )
    about = _both(file, where, said.get("about"))
    return Limit(value, said["origin"], about, said.get("clause", ""), said.get("asks", ""))


def _both(file: str, where: str, said: object) -> Text:
    if not isinstance(said, Mapping) or not said.get("zh") or not said.get("en"):
        raise _wrong(file, where, "words are needed in zh and en", "须同时给出 zh 与 en")
    return said


def _wrong(file: str, where: str, what: str, what_zh: str) -> UsageError:
    return UsageError(
        what, what_zh, where=f"{file}, {where}", remedy="correct the table", remedy_zh="请更正该表"
    )
