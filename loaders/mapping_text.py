"""Checked rules enter, the text of a plain Python generator and the constants it uses leave.

The text is real Python that a debugger steps through; every name and value from the TOML enters it as a constant
or through repr(), never as code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from loaders.cleaners import CLEANERS
from loaders.mapping_check import Aim, aim_of, class_of, property_of
from loaders.mapping_rules import Block, Condition, Rules, ThingRule, Value
from loaders.mapping_runtime import Cleaned, Ids
from loaders.records.paths import LINE, POSITION, TEXT
from ontology.model import Class, Model
from ontology.terms import mint


@dataclass
class Text:
    """Lines of Python under construction, with the constants they refer to and the paths they read."""

    lines: list[str] = field(default_factory=list)
    constants: dict[str, object] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)  # where values are read
    containers: set[str] = field(default_factory=set)  # elements that are only walked through
    line_paths: set[str] = field(default_factory=set)
    depth: int = 0
    count: int = 0

    def add(self, line: str) -> None:
        """One line at the present depth."""
        self.lines.append("    " * self.depth + line)

    @contextmanager
    def under(self, line: str) -> Iterator[None]:
        """A line that opens a suite."""
        self.add(line)
        self.depth += 1
        yield
        self.depth -= 1

    def name(self, kind: str) -> str:
        """A variable that no other rule uses."""
        self.count += 1
        return f"{kind}{self.count}"

    def constant(self, kind: str, value: object) -> str:
        """A name for a value; equal caches are shared so that one column is cleaned once."""
        for name, known in self.constants.items():
            if known is value:
                return name
        name = self.name(kind.upper() + "_")
        self.constants[name] = value
        return name


@dataclass(frozen=True)
class Place:
    """Where a rule stands: the variable with the element, its path from the record's root, the record's id."""

    variable: str
    path: str
    rid: str = "rid"
    record: str = "record"
    position: str = ""  # variable with the element's number, "" at the root


class Writer:
    """Turns the rules of one source into text; used once and thrown away."""

    def __init__(self, rules: Rules, model: Model, source_scheme: str, *, flat: bool) -> None:
        self.rules, self.model, self.source_scheme = rules, model, source_scheme
        self.flat = flat  # a table: a '/' in a path is part of a column's name
        self.text = Text()
        self._ids: dict[tuple[str, str, str], Ids] = {}
        self._cleaned: dict[str, Cleaned] = {}

    def write(self) -> Text:
        """The whole generator `statements(record, sink)`."""
        text, root = self.text, Place("data", "")
        with text.under("def statements(record, sink):"):
            text.add("data = record.data")
            self._record(root)
            handles: dict[str, tuple[str, str]] = {}
            for block in self.rules.blocks:
                self._block(block, root, handles)
        return text

    # -- records -------------------------------------------------------------------------------------------------

    def _record(self, root: Place) -> None:
        text = self.text
        text.add("rid = ''")
        if self.rules.record_key:
            self._key(self.rules.record_key, "rec", self.source_scheme, "rid", root, "Record")
            with text.under("if not rid:"):
                text.add("return")
        else:
            text.add(f"rid = mint('rec', {self.source_scheme!r}, record.file, record.locator)")
        for name, value in (("url", self.rules.url), ("seen", self.rules.seen), ("quality", self.rules.quality)):
            text.add(f"{name} = ''")
            if value is not None:
                self._scalar(value, name, root, {"url": "url", "seen": "date"}.get(name, "text"))
        text.add("sink.record(RecordRow(rid, record.file, record.locator, record.line, url, seen, quality))")
        for path, values in self.rules.known.items():
            known = text.constant("known", frozenset(values))
            with text.under(f"for text in texts({self._get(path, root)}):"), text.under(f"if text not in {known}:"):
                text.add(f"sink.unread({path + ' = '!r} + text, record.file + '!' + record.locator, record.line)")

    def _sub_record(self, block: Block, place: Place) -> None:
        text = self.text
        last = block.path.rpartition("/")[2]
        text.add(f"line = {place.variable}.get({LINE!r}) or record.line")
        text.add(f"part = record._replace(locator=f'{{record.locator}}#{last}[{{{place.position}}}]', line=line)")
        text.add(f"{place.rid} = ''")
        self._key(block.record_key, "rec", self.source_scheme, place.rid, place, "Record")
        with text.under(f"if not {place.rid}:"):
            text.add("continue")
        text.add(f"sink.record(RecordRow({place.rid}, part.file, part.locator, line, url, seen, quality))")
        self.text.line_paths.add(block.path)

    # -- things --------------------------------------------------------------------------------------------------

    def _block(self, block: Block, root: Place, outer: dict[str, tuple[str, str]]) -> None:
        text = self.text
        if not block.path:
            self._refusals(block, root, "return")
            self._things(block.things, root, outer)
            return
        element, position = text.name("element"), text.name("number")
        own = bool(block.record_key)
        place = Place(
            element, block.path, text.name("rid") if own else "rid", "part" if own else "record", position
        )
        found = self._get(block.path, root, container=True)
        with text.under(f"for {position}, {element} in enumerate(items({found}), 1):"):
            self._conditions(block.conditions, place, "continue")
            if own:
                self._sub_record(block, place)
            self._refusals(block, place, "continue")
            self._things(block.things, place, dict(outer))

    def _refusals(self, block: Block, place: Place, otherwise: str) -> None:
        """The value itself is not told: what is kept out may be a person."""
        for refusal in block.refusals:
            tests = " or ".join(f"any(texts({self._get(path, place)}))" for path in refusal.absent)
            told = (refusal.reason["en"], refusal.reason["zh"], refusal.remedy["en"], refusal.remedy["zh"])
            with self.text.under(f"if not ({tests}):"):
                column = ", ".join(refusal.absent)
                self.text.add(
                    f"sink.reject({place.record}, {column!r}, '', *{told!r}, record_id={place.rid}, stage='record')"
                )
                self.text.add(otherwise)

    def _things(self, things: Sequence[ThingRule], place: Place, handles: dict[str, tuple[str, str]]) -> None:
        """All ids first, so that a thing may refer to one that is described after it."""
        made: list[tuple[ThingRule, Class, str]] = []
        for thing in things:
            found = class_of(self.model, thing)
            variable = self.text.name("thing")
            self.text.add(f"{variable} = ''")
            depth = self.text.depth
            self._open_conditions(thing.conditions, place)
            scheme = thing.scheme or found.key_scheme
            self._key(thing.key, found.prefix or "", scheme, variable, place, found.name)
            self.text.depth = depth
            if thing.handle:
                handles[thing.handle] = (variable, found.name)
            made.append((thing, found, variable))
        for thing, found, variable in made:
            with self.text.under(f"if {variable}:"):
                self.text.add(f"yield {variable}, 'type', {found.name!r}, 'class', '', {place.rid}")
                for name, value in thing.values:
                    aim = aim_of(self.model, property_of(found, name, thing), value, _classes(handles))
                    self._property(value, aim, variable, place, handles)

    def _conditions(self, conditions: Sequence[Condition], place: Place, otherwise: str) -> None:
        for condition in conditions:
            with self.text.under(f"if {self._condition(condition, place, negated=True)}:"):
                self.text.add(otherwise)

    def _open_conditions(self, conditions: Sequence[Condition], place: Place) -> None:
        for condition in conditions:
            self.text.add(f"if {self._condition(condition, place, negated=False)}:")
            self.text.depth += 1

    def _condition(self, condition: Condition, place: Place, *, negated: bool) -> str:
        values = self.text.constant("values", frozenset(condition.values))
        test = f"{values}.isdisjoint(texts({self._get(condition.path, place)}))"
        return test if condition.wanted == negated else f"not {test}"

    # -- keys and single values ----------------------------------------------------------------------------------

    def _key(
        self, key: Sequence[Value], prefix: str, scheme: str, variable: str, place: Place, class_name: str
    ) -> None:
        """Sets the variable to an id, or leaves it '' and tells the ledger why."""
        text = self.text
        columns = ", ".join(_column(value) for value in key)
        parts = []
        for value in key:
            part = text.name("key")
            text.add(f"{part} = ''")
            self._scalar(value, part, place, "text")
            parts.append(part)
        with text.under(f"if {' and '.join(parts)}:"):
            text.add(f"{variable} = mint({prefix!r}, {scheme!r}, {', '.join(parts)})")
        if class_name:
            with text.under("else:"):
                text.add(f"keyless(sink, {place.record}, {place.rid}, {columns!r}, {class_name!r})")

    def _scalar(self, value: Value, variable: str, place: Place, cleaner: str) -> None:
        """Sets the variable to one cleaned text, or leaves it ''."""
        text, column = self.text, _column(value)
        if value.const is not None:
            text.add(f"{variable} = {value.const!r}")
            return
        if value.first:
            for at, choice in enumerate(value.first):
                with text.under(f"if not {variable}:") if at else _here():
                    self._scalar(choice, variable, place, cleaner)
            return
        raw = text.name("text")
        text.add(f"{raw} = ''")
        with text.under("try:"):
            if value.template:
                self._template(value, raw, place)
            elif value.path == POSITION:
                text.add(f"{raw} = str({place.position or 1})")
            else:
                text.add(f"{raw} = one({self._get(value.path, place)})")
            clean = self._clean_cache(value.clean or cleaner)
            with text.under(f"if {raw}:"):
                self._translate(value, raw, place, column, f"{clean}[{raw}][0]", variable)
        with text.under("except Refused as refused:"):
            text.add(f"refuse(sink, {place.record}, {place.rid}, {column!r}, {raw}, refused)")

    def _translate(self, value: Value, raw: str, place: Place, column: str, result: str, variable: str) -> None:
        """Pick and table, then the result into the variable."""
        text = self.text
        if value.pick:
            text.add(f"found = {text.constant('pick', re.compile(value.pick))}.search({raw})")
            with text.under("if found is None:"):
                text.add(f"unmatched(sink, {place.record}, {place.rid}, {column!r}, {raw}, {value.pick!r})")
            text.add(f"{raw} = found[1] if found else ''")
        if value.lookup is not None:
            table = text.constant("table", dict(value.lookup))
            with text.under(f"if {raw}:"):
                text.add(f"known = {table}.get({raw})")
                with text.under("if known is None:"):
                    text.add(f"unknown(sink, {place.record}, {place.rid}, {column!r}, {raw}, {value.lookup_name!r})")
                text.add(f"{raw} = known or ''")
        text.add(f"{variable} = {result} if {raw} else ''")

    def _template(self, value: Value, raw: str, place: Place) -> None:
        text = self.text
        names = []
        for path in value.fields:
            name = text.name("part")
            source = f"str({place.position or 1})" if path == POSITION else f"one({self._get(path, place)})"
            text.add(f"{raw} = {name} = {source}")
            names.append(name)
        pieces = re.split(r"\{[^{}]+\}", value.template)
        filled = " + ".join(
            part for at, piece in enumerate(pieces) for part in (repr(piece), *names[at : at + 1]) if part != "''"
        )
        text.add(f"{raw} = {filled} if {' and '.join(names) or 'True'} else ''")

    # -- properties ----------------------------------------------------------------------------------------------

    def _property(
        self, value: Value, aim: Aim, subject: str, place: Place, handles: dict[str, tuple[str, str]], flag: str = ""
    ) -> None:
        text, name = self.text, aim.property.name
        depth = text.depth
        if value.each:
            element = text.name("element")
            inner = Place(
                element, _join(place.path, value.each), place.rid, place.record, place.position
            )
            text.add(f"for {element} in items({self._get(value.each, place, container=True)}):")
            text.depth += 1
            self._conditions(value.conditions, inner, "continue")
            place = inner
        else:
            self._open_conditions(value.conditions, place)
        done = [f"{flag} = True"] if flag else []
        if value.first:
            found = text.name("found")
            text.add(f"{found} = False")
            for at, choice in enumerate(value.first):
                with text.under(f"if not {found}:") if at else _here():
                    self._property(choice, aim, subject, place, handles, found)
        elif value.thing:
            variable = handles[value.thing][0]
            with text.under(f"if {variable}:"):
                self._yield(subject, name, variable, "'id'", "''", place, done)
        elif value.key:
            variable = text.name("other")
            text.add(f"{variable} = ''")
            self._key(value.key, aim.prefix, aim.scheme, variable, place, "")
            with text.under(f"if {variable}:"):
                self._yield(subject, name, variable, "'id'", "''", place, done)
        elif value.const is not None:
            self._constant(value, aim, subject, place, done)
        else:
            self._texts(value, aim, subject, place, done)
        text.depth = depth

    def _constant(self, value: Value, aim: Aim, subject: str, place: Place, done: list[str]) -> None:
        lexical, datatype = CLEANERS[aim.cleaner](value.const or "")
        if aim.prefix:
            lexical, datatype = mint(aim.prefix, aim.scheme, lexical), "id"
        lang = self._lang(value, place)
        self._yield(subject, aim.property.name, repr(lexical), repr(aim.datatype or datatype), lang, place, done)

    def _texts(self, value: Value, aim: Aim, subject: str, place: Place, done: list[str]) -> None:
        """The usual case: every text at a path, cleaned, becomes a statement."""
        text, column, name = self.text, _column(value), aim.property.name
        raw = text.name("text")
        lang = self._lang(value, place)
        if value.template:
            text.add(f"{raw} = ''")
            with text.under("try:"):
                self._template(value, raw, place)
            with text.under("except Refused as refused:"):
                text.add(f"refuse(sink, {place.record}, {place.rid}, {column!r}, {raw}, refused)")
                text.add(f"{raw} = ''")
            loop = f"for {raw} in ({raw},):"
        else:
            found = self._get(value.path, place)
            several = text.name("value")
            text.add(f"{several} = {found}")
            loop = f"for {raw} in ({several},) if type({several}) is str else texts({several}):"
        with text.under(loop), text.under(f"if {raw} and not {raw}.isspace():"):
            depth = text.depth
            if value.split:
                text.add(f"for {raw} in cut({raw}, {value.split!r}):")
                text.depth += 1
            if value.pick or value.lookup is not None:
                self._translate(value, raw, place, column, raw, raw)
                text.add(f"if {raw}:")
                text.depth += 1
            self._clean(aim, raw, place, column)
            with text.under("else:"):
                if aim.prefix:
                    self._yield(subject, name, "clean", "'id'", "''", place, done, guard="clean")
                else:
                    datatype = repr(aim.datatype) if aim.datatype else "clean[1]"
                    self._yield(subject, name, "clean[0]", datatype, lang, place, done, guard="clean[0]")
            text.depth = depth

    def _clean(self, aim: Aim, raw: str, place: Place, column: str) -> None:
        text = self.text
        with text.under("try:"):
            if aim.prefix:
                kept = self._ids.setdefault(
                    (aim.cleaner, aim.prefix, aim.scheme), Ids(CLEANERS[aim.cleaner], aim.prefix, aim.scheme)
                )
                text.add(f"clean = {text.constant('ids', kept)}[{raw}]")
            elif aim.cleaner == "text":  # texts hardly repeat: keeping them would cost memory and save nothing
                text.add(f"clean = {text.constant('clean', CLEANERS['text'])}({raw})")
            else:
                text.add(f"clean = {self._clean_cache(aim.cleaner)}[{raw}]")
        with text.under("except Refused as refused:"):
            text.add(f"refuse(sink, {place.record}, {place.rid}, {column!r}, {raw}, refused)")

    def _clean_cache(self, cleaner: str) -> str:
        return self.text.constant("clean", self._cleaned.setdefault(cleaner, Cleaned(CLEANERS[cleaner])))

    def _lang(self, value: Value, place: Place) -> str:
        """An expression for the language: fixed, or at a path with the fixed one as its default."""
        if not value.lang_path:
            return repr(value.lang)
        variable = self.text.name("lang")
        self.text.add(f"{variable} = ''")
        self._scalar(Value(value.table, path=value.lang_path), variable, place, "language")
        return f"{variable} or {value.lang or 'und'!r}"

    def _yield(
        self,
        subject: str,
        name: str,
        found: str,
        datatype: str,
        lang: str,
        place: Place,
        done: Sequence[str],
        guard: str = "",
    ) -> None:
        text, depth = self.text, self.text.depth
        if guard:
            text.add(f"if {guard}:")
            text.depth += 1
        text.add(f"yield {subject}, {name!r}, {found}, {datatype}, {lang}, {place.rid}")
        for line in done:
            text.add(line)
        text.depth = depth

    # -- paths ---------------------------------------------------------------------------------------------------

    def _get(self, path: str, place: Place, *, container: bool = False) -> str:
        """An expression for what stands at a path, from the element or, with a leading '/', from the record."""
        absolute = path.startswith("/") and not self.flat
        variable, base = ("data", "") if absolute else (place.variable, place.path)
        path = path.removeprefix("/") if absolute else path
        if path in (".", TEXT):
            self.text.paths.add(base)
            return f"{variable}.get({TEXT!r})"
        (self.text.containers if container else self.text.paths).add(_join(base, path))
        names = [path] if self.flat else path.split("/")
        if len(names) == 1:
            return f"{variable}.get({names[0]!r})"
        return f"dig({variable}, {tuple(names)!r})"


@contextmanager
def _here() -> Iterator[None]:
    yield


def _join(base: str, path: str) -> str:
    return f"{base}/{path}" if base else path


def _column(value: Value) -> str:
    """What the ledger calls the place of a value."""
    if value.first:
        return _column(value.first[0])
    return value.path or value.template or value.each or value.lookup_name or (value.const or "")


def _classes(handles: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {name: found for name, (_, found) in handles.items()}
