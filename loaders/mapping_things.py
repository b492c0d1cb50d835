"""The rules of a source and the ontology enter, the text of its generator leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from loaders.mapping_check import aim_of, class_of, property_of
from loaders.mapping_rules import Block, Rules, ThingRule, Value
from loaders.mapping_text import Handle, Place, Text
from loaders.mapping_values import Goal, Values
from loaders.records.paths import LINE
from ontology.model import Class, Model

_NOTES = {"url": "url", "seen": "date", "quality": "text"}  # what a record may say of itself -> its cleaner


@dataclass
class Writer:
    """Turns the rules of one source into text; used once and thrown away."""

    rules: Rules
    model: Model
    scheme: str  # of the ids of the source's records
    text: Text
    values: Values = field(init=False)

    def __post_init__(self) -> None:
        self.values = Values(self.text)

    def write(self) -> Text:
        """The whole generator."""
        text, root = self.text, Place("data", "")
        with text.under("def statements(record, sink):"):
            text.add("data = record.data")
            self._record(root)
            self._known(root)
            handles: dict[str, Handle] = {}
            for block in self.rules.blocks:
                self._block(block, root, handles)
        return text

    # -- records

    def _record(self, root: Place) -> None:
        text = self.text
        text.add("rid = ''")
        if self.rules.record_key:
            self.values.key(self.rules.record_key, "rec", self.scheme, "rid", root, "Record")
            with text.under("if not rid:"):
                text.add("return")
        else:
            text.add(f"rid = mint('rec', {self.scheme!r}, record.file, record.locator)")
        for name, value in (
            ("url", self.rules.url),
            ("seen", self.rules.seen),
            ("quality", self.rules.quality),
        ):
            text.add(f"{name} = ''")
            if value is not None:
                self.values.scalar(value, name, root, _NOTES[name])
        text.add("sink.record(RecordRow(rid, record.file, record.locator, record.line, url, seen, quality))")

    def _known(self, root: Place) -> None:
        """Codes that the mapping was not made for: they could change what an element means."""
        text = self.text
        for path in dict.fromkeys((*self.rules.known, *self.rules.unread)):
            values = {*self.rules.known.get(path, ()), *self.rules.unread.get(path, ())}
            known = text.constant("known", frozenset(values))
            with text.under(f"for text in texts({text.get(path, root)}):"):
                with text.under("if not text or text.isspace():"):  # one empty cell must not stop all rows
                    text.add(f"untold(sink, record, rid, {path!r})")
                with text.under(f"elif text not in {known}:"):
                    text.add(
                        f"sink.unread({path + ' = '!r} + text, record.file + '!' + record.locator, record.line)"
                    )

    def _own_record(self, block: Block, place: Place) -> None:
        text = self.text
        last = block.path.rpartition("/")[2]
        text.add(f"line = {place.variable}.get({LINE!r}) or record.line")
        text.add(
            f"part = record._replace(locator=f'{{record.locator}}#{last}[{{{place.position}}}]', line=line)"
        )
        text.add(f"{place.rid} = ''")
        self.values.key(block.record_key, "rec", self.scheme, place.rid, place, "Record")
        with text.under(f"if not {place.rid}:"):
            text.add("continue")
        text.add(f"sink.record(RecordRow({place.rid}, part.file, part.locator, line, url, seen, quality))")
        text.line_paths.add(block.path)

    # -- things

    def _block(self, block: Block, root: Place, outer: dict[str, Handle]) -> None:
        text = self.text
        if not block.path:
            self._refusals(block, root, "return")
            self._things(block.things, root, outer)
            return
        element, position, own = text.name("element"), text.name("number"), bool(block.record_key)
        rid, record, shown = (text.name("rid"), "part", "") if own else ("rid", "record", block.path)
        place = Place(element, block.path, rid, record, position, shown)
        found = text.get(block.path, root, container=not block.split)
        found = f"pieces({found}, {block.split!r})" if block.split else f"items({found})"
        with text.under(f"for {position}, {element} in enumerate({found}, 1):"):
            self.values.unless(block.conditions, place, "continue")
            if own:
                self._own_record(block, place)
            self._refusals(block, place, "continue")
            self._things(block.things, place, dict(outer))

    def _refusals(self, block: Block, place: Place, otherwise: str) -> None:
        """The value itself is not told: what is kept out may be a person."""
        for refusal in block.refusals:
            tests = [f"not any(texts({self.text.get(path, place)}))" for path in refusal.absent]
            tests += [self.values.condition(condition, place, holds=True) for condition in refusal.conditions]
            told = (refusal.reason["en"], refusal.reason["zh"], refusal.remedy["en"], refusal.remedy["zh"])
            asked = (*refusal.absent, *(condition.path for condition in refusal.conditions))
            names = ", ".join(dict.fromkeys(name for path in asked for name in self.text.shown(path, place)))
            with self.text.under(f"if {' and '.join(tests)}:"):
                what = f"{place.record}, {names!r}, '', *{told!r}"
                self.text.add(f"sink.reject({what}, record_id={place.rid}, stage='record')")
                self.text.add(otherwise)

    def _things(self, things: Sequence[ThingRule], place: Place, handles: dict[str, Handle]) -> None:
        """All ids first, so that a thing may refer to one that is described after it."""
        made: list[tuple[ThingRule, Class, str]] = []
        for thing in things:
            found = class_of(self.model, thing)
            variable, depth = self.text.name("thing"), self.text.depth
            self.text.add(f"{variable} = ''")
            self.values.only_if(thing.conditions, place)
            scheme = thing.scheme or found.key_scheme
            self.values.key(thing.key, found.prefix or "", scheme, variable, place, found.name)
            self.text.depth = depth
            if thing.handle:
                handles[thing.handle] = Handle(variable, found.name)
            made.append((thing, found, variable))
        for thing, found, variable in made:
            with self.text.under(f"if {variable}:"):
                self.text.add(f"yield {variable}, 'type', {found.name!r}, 'class', '', {place.rid}")
                self._properties(thing, found, variable, place, handles)

    def _properties(
        self, thing: ThingRule, found: Class, variable: str, place: Place, handles: Mapping[str, Handle]
    ) -> None:
        classes = {name: handle.class_name for name, handle in handles.items()}
        aims = [
            aim_of(self.model, property_of(found, name, thing), value, classes)
            for name, value in thing.values
        ]
        languages = self._sets(thing, {name for name, value in thing.values if value.spill}, "languages")
        taken = self._sets(thing, {value.besides for _, value in thing.values if value.besides}, "taken")
        for (name, value), aim in zip(thing.values, aims, strict=True):
            for other in (value.spill, value.besides):
                if other:
                    property_of(found, other, thing)
            self._check_besides(value, taken, thing)
            goal = Goal(
                subject=variable,
                aim=aim,
                handles=handles,
                languages=languages.get(name, ""),
                taken=taken.get(name, ""),
                besides=taken.get(value.besides, ""),
                spill=value.spill,
            )
            self.values.property(value, goal, place)

    def _sets(self, thing: ThingRule, names: set[str], kind: str) -> dict[str, str]:
        """An empty set for each property that another rule asks about."""
        variables = {}
        for name in sorted(names):
            variables[name] = self.text.name(kind)
            self.text.add(f"{variables[name]} = set()")
        return variables

    def _check_besides(self, value: Value, taken: Mapping[str, str], thing: ThingRule) -> None:
        names = [name for name, _ in thing.values]
        if value.besides and value.besides not in names:
            raise value.wrong(
                f"besides: {value.besides} is not set here",
                f"besides：此处没有设置 {value.besides}",
                "set that property before this one",
                "请先设置该属性",
            )
