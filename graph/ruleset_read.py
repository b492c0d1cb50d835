"""A rule set file enters; the rule set leaves, or an error that names the file, the line and the entry that is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from graph.kleene import parse
from graph.presets import ORIGINS
from graph.question import load_parts, load_questions
from graph.readings import READINGS
from graph.ruleset import (
    Changed,
    ConditionRule,
    Mode,
    Option,
    PartRule,
    Reading,
    RuleSet,
    Threshold,
    named_for,
)
from graph.ruleset_entry import Entry
from graph.ruleset_history import history_of
from graph.verdict_shape import Words
from graph.weighing import TESTS
from ontology.errors import NoSuchValue

KINDS: Final = ("required", "graded", "judge", "derived")
JOINS: Final = ("any", "named", "all")
_TOP: Final = {"name", "version", "title", "source", "changed", "scheme", "level", "suppliers", "mode", "threshold",
               "pool", "condition", "part", "list", "history"}  # fmt: skip
_MODE: Final = {"name", "origin", "about", "default", "options", "changed"}
_OPTION: Final = {"zh", "en", "links", "states", "join", "formula"}
_THRESHOLD: Final = {"name", "value", "minimum", "maximum", "step", "origin", "about", "changed"}
_PART: Final = {"clause", "kind", "test", "text_zh", "text_en", "evidence", "reads", "origin", "mode", "suppliers",
                "settings", "lights", "changed"}  # fmt: skip
_CONDITION: Final = {"clause", "policy", "text_zh", "text_en", "formula", "mode", "changed"}
_LIST: Final = {"name", "year", "basis", "ids"}
# modes that the pool and agreements in force always have
_ALWAYS: Final = {
    "link": (),
    "time": ("at", "ever", "within"),
    "overlap": ("start", "throughout", "any"),
    "force": (),
}


def rules_folder() -> Path:
    """Return the folder of the rule sets that ship with coopgraph."""
    return Path(__file__).parent / "rules"


@cache
def load_rule_sets(folder: Path | None = None) -> Mapping[str, RuleSet]:
    """Return every rule set of a folder by `name@version`, in order; two of one name and version are an error."""
    found: dict[str, RuleSet] = {}
    for path in sorted((folder or rules_folder()).glob("*.toml")):
        one = read_rule_set(path)
        key = f"{one.name}@{one.version}"
        if key in found:
            raise Entry(path.name, "", "the file").wrong(f"{key} stands in {found[key].file} already")
        found[key] = one
    return MappingProxyType(found)


def find_rule_set(asked: str, sets: Mapping[str, RuleSet] | None = None) -> RuleSet:
    """Return a rule set by `name` (its last version) or `name@version`."""
    known = load_rule_sets() if sets is None else sets
    if asked in known:
        return known[asked]
    versions = [one for one in known.values() if one.name == asked]
    if versions:
        return max(versions, key=lambda one: _numbers(one.version))
    names = sorted({*known, *(one.name for one in known.values())})
    near = get_close_matches(asked, names, n=1, cutoff=0.4)
    hint, hint_zh = (f"did you mean {near[0]!r}? ", f"是否要写 {near[0]!r}？") if near else ("", "")
    raise NoSuchValue(
        f"there is no rule set {asked!r}", f"没有名为 {asked!r} 的规则集",
        remedy=f"{hint}the rule sets are: {', '.join(names)}", remedy_zh=f"{hint_zh}可用的规则集：{'、'.join(names)}",
    )  # fmt: skip


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(one) for one in re.findall(r"\d+", version))


def reading_of(rules: RuleSet, asked: Sequence[str]) -> Reading:
    """Return a rule set as it is to be read: `C3=all` chooses a mode, `C2c.years=4` sets a number."""
    modes = {name: one.default for name, one in rules.modes.items()}
    numbers = {name: one.value for name, one in rules.thresholds.items()}
    for text in asked:
        name, sign, said = (one.strip() for one in text.partition("="))
        if not sign:
            raise _misread(rules, text, "write NAME=VALUE, such as C3=all", "请写作 名称=值，如 C3=all")
        if name in modes:
            options = list(rules.modes[name].options)
            if said not in options:
                raise _misread(rules, text, f"{name} is read as one of: {', '.join(options)}",
                               f"{name} 的读法为：{'、'.join(options)}")  # fmt: skip
            modes[name] = said
        elif name in numbers:
            numbers[name] = _within(rules, rules.thresholds[name], text, said)
        else:
            every = [*modes, *numbers]
            near = get_close_matches(name, every, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise _misread(rules, text, f"{hint}it has the modes {', '.join(modes)} and the thresholds {', '.join(numbers)}",
                           f"可选读法：{'、'.join(modes)}；可设数值：{'、'.join(numbers)}")  # fmt: skip
    return Reading(rules, modes, numbers)


def _within(rules: RuleSet, one: Threshold, text: str, said: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", said) or not one.minimum <= int(said) <= one.maximum:
        span = f"{one.minimum}…{one.maximum}"
        raise _misread(rules, text, f"{one.name} takes a whole number within {span}",
                       f"{one.name} 须为 {span} 之间的整数")  # fmt: skip
    return int(said)


def _misread(rules: RuleSet, text: str, remedy: str, remedy_zh: str) -> NoSuchValue:
    return NoSuchValue(
        f"rule set {rules.name} cannot be read with {text!r}", f"规则集 {rules.name} 不能按 {text!r} 来读",
        remedy=remedy, remedy_zh=remedy_zh,
    )  # fmt: skip


def read_rule_set(path: Path) -> RuleSet:
    """Read one file."""
    return parse_rule_set(path.name, path.read_text("utf-8"))


def parse_rule_set(file: str, text: str) -> RuleSet:
    """Read a rule set from the text of its file."""
    top = Entry(file, text, "the rule set")
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise top.wrong(f"it is not TOML, or holds an impossible date: {error}") from error
    top.keys(said, _TOP)
    changed = top.changed(said)
    suppliers = {
        key: top.words(value, f"suppliers.{key}") for key, value in said.get("suppliers", {}).items()
    }
    modes = _modes(file, text, said.get("mode", []), changed)
    thresholds = _thresholds(file, text, said.get("threshold", []), changed)
    for name, options in _ALWAYS.items():
        if name not in modes or (options and not set(modes[name].options) <= set(options)):
            raise top.wrong(
                f"it needs the mode {name}" + (f" with options of: {', '.join(options)}" if options else "")
            )
    reader = _Parts(file, text, modes, suppliers, changed)
    pool = reader.pool(said.get("pool"))
    parts = [reader.part(one) for one in said.get("part", [])]
    conditions = [reader.condition(one, parts) for one in said.get("condition", [])]
    _each_once(top, [*(one.clause for one in parts), *(one.clause for one in conditions)])
    placed = {part.clause for condition in conditions for part in condition.parts}
    if lost := sorted({part.clause for part in parts} - placed):
        raise top.wrong(f"parts that belong to no condition: {', '.join(lost)}")
    if not conditions:
        raise top.wrong("it has no condition")
    reader.check_derived(parts)
    for part in parts:
        for name in TESTS[part.test].thresholds:
            if not any(one in thresholds for one in named_for(part.clause, name)):
                raise Entry(file, text, f"part {part.clause}", f'clause = "{part.clause}"').wrong(
                    f"the test {part.test} needs the threshold {part.clause}.{name}")  # fmt: skip
        alike = [one.clause for one in parts if one.test == part.test]
        if TESTS[part.test].single and part.clause != alike[0]:
            raise Entry(file, text, f"part {part.clause}", f'clause = "{part.clause}"').wrong(
                f"only one part may be weighed by {part.test}, whose settings others read, and {alike[0]} is"
            )
    return RuleSet(
        name=top.text_of(said, "name"), version=top.text_of(said, "version"), title=top.words(said.get("title"), "title"),
        source=top.words(said.get("source"), "source"), changed=changed, scheme=top.text_of(said, "scheme"),
        level=top.text_of(said, "level"), modes=MappingProxyType(modes), thresholds=MappingProxyType(thresholds), pool=pool,
        conditions=tuple(conditions), suppliers=MappingProxyType(suppliers), lists=MappingProxyType(_lists(top, said)),
        digest=sha256(text.encode()).hexdigest()[:16], file=file,
        history=history_of(Entry(file, text, "the history check", "[history]"), said.get("history"), parts, changed),
    )  # fmt: skip


def _lists(top: Entry, said: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for key, one in said.get("list", {}).items():
        top.keys(one, _LIST)
        top.text_of(one, "name")
        top.text_of(one, "basis")
        if not isinstance(one.get("year"), int):
            raise top.wrong(f"list.{key} must say the year it is of")
        top.listed(one, "ids")
        found[key] = one
    return found


def _each_once(top: Entry, names: Sequence[str]) -> None:
    if twice := sorted({one for one in names if names.count(one) > 1}):
        raise top.wrong(f"clauses that stand twice: {', '.join(twice)}")


def _modes(file: str, text: str, listed: Sequence[Mapping[str, Any]], changed: Changed) -> dict[str, Mode]:
    found: dict[str, Mode] = {}
    for said in listed:
        name = str(said.get("name"))
        at = Entry(file, text, f"mode {name}", f'name = "{name}"')
        at.keys(said, _MODE)
        if name in found:
            raise at.wrong("it stands twice")
        options = {key: _option(at, key, one) for key, one in said.get("options", {}).items()}
        if not options:
            raise at.wrong("it has no options")
        found[name] = Mode(
            name, at.words(said.get("about"), "about"), at.one_of(said, "default", options), MappingProxyType(options),
            at.one_of(said, "origin", ORIGINS), at.changed(said, changed),
        )  # fmt: skip
    return found


def _option(at: Entry, name: str, said: Mapping[str, Any]) -> Option:
    at.keys(said, _OPTION)
    links = at.listed(said, "links")
    if unknown := sorted(set(links) - set(READINGS)):
        raise at.wrong(f"option {name} links by {', '.join(unknown)}; known are: {', '.join(READINGS)}")
    states = at.listed(said, "states")
    if unknown := sorted(set(states) - {"yes", "presumed"}):
        raise at.wrong(
            f"option {name} counts the states {', '.join(unknown)}; only yes and presumed can count"
        )
    if said.get("join", "any") not in JOINS:
        raise at.wrong(f"option {name} joins by {said['join']!r}; it must be one of: {', '.join(JOINS)}")
    return Option(
        name, at.words(said, f"option {name}"), links, states, said.get("join", ""), said.get("formula", "")
    )


def _thresholds(
    file: str, text: str, listed: Sequence[Mapping[str, Any]], changed: Changed
) -> dict[str, Threshold]:
    found: dict[str, Threshold] = {}
    for said in listed:
        name = str(said.get("name"))
        at = Entry(file, text, f"threshold {name}", f'name = "{name}"')
        at.keys(said, _THRESHOLD)
        if name in found:
            raise at.wrong("it stands twice")
        numbers = {}
        for key in ("value", "minimum", "maximum", "step"):
            if not isinstance(said.get(key), int) or isinstance(said[key], bool):
                raise at.wrong(f"{key} must be a whole number")
            numbers[key] = int(said[key])
        if numbers["step"] < 1:
            raise at.wrong("step must be at least 1")
        if not numbers["minimum"] <= numbers["value"] <= numbers["maximum"]:
            raise at.wrong(
                f"value {numbers['value']} is out of range {numbers['minimum']}…{numbers['maximum']}"
            )
        found[name] = Threshold(
            name, at.words(said.get("about"), "about"), **numbers, origin=at.one_of(said, "origin", ORIGINS),
            changed=at.changed(said, changed),
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class _Parts:
    """Reads parts and conditions against what the file declares and what questions return."""

    file: str
    text: str
    modes: Mapping[str, Mode]
    suppliers: Mapping[str, Words]
    changed: Changed

    def pool(self, said: Any) -> PartRule:
        at = Entry(self.file, self.text, "the pool", "[pool]")
        if not isinstance(said, Mapping):
            raise at.wrong("it is missing")
        return self._part(at, {"kind": "required", "test": "pool", **said}, {"pool"})

    def part(self, said: Mapping[str, Any]) -> PartRule:
        clause = str(said.get("clause"))
        return self._part(
            Entry(self.file, self.text, f"part {clause}", f'clause = "{clause}"'), said, set(TESTS)
        )

    def _part(self, at: Entry, said: Mapping[str, Any], tests: Collection[str]) -> PartRule:
        at.keys(said, _PART)
        clause, test = at.text_of(said, "clause"), at.one_of(said, "test", tests)
        mode = said.get("mode", "")
        if mode and mode not in self.modes:
            raise at.wrong(f"unknown mode {mode!r}; the modes are: {', '.join(self.modes)}")
        named = at.listed(said, "suppliers")
        if unknown := sorted(set(named) - set(self.suppliers)):
            raise at.wrong(f"unknown suppliers: {', '.join(unknown)}")
        if not named:
            raise at.wrong("it does not say who could supply what is missing")
        evidence, reads = at.listed(said, "evidence"), at.listed(said, "reads")
        self._check_columns(at, evidence, reads)
        settings = said.get("settings", {})
        if test in TESTS:
            at.keys(settings, {*TESTS[test].settings, *TESTS[test].optional})
            if missing := sorted(set(TESTS[test].settings) - set(settings)):
                raise at.wrong(f"the test {test} needs the settings: {', '.join(missing)}")
        lights = {key: at.words(one, f"lights.{key}") for key, one in said.get("lights", {}).items()}
        return PartRule(
            clause, at.one_of(said, "kind", KINDS), test, at.words(_texts(said), "text"), evidence, reads,
            at.one_of(said, "origin", ORIGINS), at.changed(said, self.changed), named, mode, MappingProxyType(dict(settings)),
            MappingProxyType(lights),
        )  # fmt: skip

    def _check_columns(self, at: Entry, evidence: Sequence[str], reads: Sequence[str]) -> None:
        steps = {**load_parts(), **load_questions()}
        if unknown := sorted(set(evidence) - set(steps)):
            raise at.wrong(f"no question file is called {', '.join(unknown)}")
        returned = {column for name in evidence for column in steps[name].returns}
        if missing := sorted(set(reads) - returned):
            raise at.wrong(f"it reads {', '.join(missing)}, which {', '.join(evidence)} do not return")

    def condition(self, said: Mapping[str, Any], parts: Sequence[PartRule]) -> ConditionRule:
        clause = str(said.get("clause"))
        at = Entry(self.file, self.text, f"condition {clause}", f'clause = "{clause}"')
        at.keys(said, _CONDITION)
        own = tuple(part for part in parts if re.fullmatch(re.escape(clause) + r"[a-z]", part.clause))
        mode, formula = said.get("mode", ""), said.get("formula", "")
        if bool(mode) == bool(formula):
            raise at.wrong("it needs either a formula or a mode")
        if mode and mode not in self.modes:
            raise at.wrong(f"unknown mode {mode!r}; the modes are: {', '.join(self.modes)}")
        texts = [one.formula for one in self.modes[mode].options.values()] if mode else [formula]
        for one in texts:
            self._check_formula(at, one, {part.clause for part in own})
        words = at.words(_texts(said), "text")
        return ConditionRule(clause, at.text_of(said, "policy"), words, formula, mode, own)

    @staticmethod
    def _check_formula(at: Entry, text: str, own: Collection[str]) -> None:
        try:
            words = set(parse(text).words())
        except ValueError as error:
            raise at.wrong(str(error)) from error
        if unknown := sorted(words - set(own)):
            raise at.wrong(f"its formula {text!r} names {', '.join(unknown)}, which are no parts of it")

    def check_derived(self, parts: Sequence[PartRule]) -> None:
        clauses = {part.clause for part in parts}
        for part in parts:
            if (
                unknown := sorted(set(part.settings.get("of", ())) - clauses)
                if part.kind == "derived"
                else []
            ):
                at = Entry(self.file, self.text, f"part {part.clause}", f'clause = "{part.clause}"')
                raise at.wrong(f"it is derived from {', '.join(unknown)}, which are no parts")


def _texts(said: Mapping[str, Any]) -> dict[str, Any]:
    return {"zh": said.get("text_zh"), "en": said.get("text_en")}
