"""Rules for values enter, the lines that find, translate, clean and state them leave."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from loaders.cleaners import CLEANERS
from loaders.mapping_check import Aim
from loaders.mapping_rules import Condition, Value
from loaders.mapping_runtime import GIVEN, Cleaned, Ids, id_of
from loaders.mapping_text import Handle, Place, Text, column, join
from loaders.records.paths import POSITION


@dataclass(frozen=True)
class Goal:
    """Where the values of one property go."""

    subject: str  # variable with the thing's id
    aim: Aim
    handles: Mapping[str, Handle]
    languages: str = ""  # variable with the languages already used, for rules that spill
    taken: str = ""  # variable that collects the property's values, because another one leaves them out
    besides: str = ""  # variable with the values that are left out
    spill: str = ""
    done: str = ""  # variable set when a value was found, for `first`


@dataclass
class Values:
    """Writes lines for values; its caches of cleaned texts are shared by all rules of a mapping."""

    text: Text
    ids: dict[tuple[str, str, str], Ids] = field(default_factory=dict)
    cleaned: dict[str, Cleaned] = field(default_factory=dict)

    # -- conditions

    def condition(self, condition: Condition, place: Place, *, holds: bool) -> str:
        """An expression that is true if the condition holds, or if it does not."""
        values = self.text.constant("values", frozenset(condition.values))
        test = f"has({self.text.get(condition.path, place)}, {values})"
        return test if condition.wanted == holds else f"not {test}"

    def unless(self, conditions: Sequence[Condition], place: Place, otherwise: str) -> None:
        """Leave the suite where a condition fails."""
        for condition in conditions:
            with self.text.under(f"if {self.condition(condition, place, holds=False)}:"):
                self.text.add(otherwise)

    def only_if(self, conditions: Sequence[Condition], place: Place) -> None:
        """Open a suite for each condition; the caller sets the depth back."""
        for condition in conditions:
            self.text.open(f"if {self.condition(condition, place, holds=True)}:")

    # -- one value

    def key(
        self, key: Sequence[Value], prefix: str, scheme: str, variable: str, place: Place, class_name: str
    ) -> None:
        """Sets the variable to an id, or leaves it '' and, for things, tells the ledger why."""
        text, parts = self.text, []
        for value in key:
            part = text.name("key")
            text.add(f"{part} = ''")
            self.scalar(value, part, place, "text")
            parts.append(part)
        names = ", ".join(column(value, place) for value in key)
        with text.under(f"if {' and '.join(parts)}:"):
            if scheme == GIVEN:
                with text.under("try:"):
                    text.add(f"{variable} = given({prefix!r}, {', '.join(parts)})")
                with text.under("except Refused as refused:"):
                    text.add(f"refuse(sink, {place.record}, {place.rid}, {names!r}, {parts[0]}, refused)")
            else:
                text.add(f"{variable} = mint({prefix!r}, {scheme!r}, {', '.join(parts)})")
        if class_name:
            with text.under("else:"):
                text.add(f"keyless(sink, {place.record}, {place.rid}, {names!r}, {class_name!r})")

    def scalar(self, value: Value, variable: str, place: Place, cleaner: str) -> None:
        """Sets the variable to one cleaned text, or leaves it ''."""
        text = self.text
        if value.const is not None:
            text.add(f"{variable} = {value.const!r}")
            return
        if value.first:
            for at, choice in enumerate(value.first):
                with text.under(f"if not {variable}:" if at else ""):
                    self.scalar(choice, variable, place, cleaner)
            return
        raw = text.name("text")
        text.add(f"{raw} = ''")
        with text.under("try:"):
            self._single(value, raw, place)
            with text.under(f"if {raw}:"):
                self._translate(value, raw, place)
                text.add(f"{variable} = {self._cache(value.clean or cleaner)}[{raw}][0] if {raw} else ''")
        self._except(value, raw, place)

    def _single(self, value: Value, raw: str, place: Place) -> None:
        """One text from a path or a template; several are refused by `one`."""
        text = self.text
        if not value.template:
            plain = text.get(value.path, place)
            text.add(f"{raw} = {plain if value.path == POSITION else f'one({plain})'}")
            return
        names = []
        for path in value.fields:
            name = text.name("part")
            found = text.get(path, place)
            text.add(f"{name} = {found if path == POSITION else f'one({found})'}")
            names.append(name)
        pieces = re.split(r"\{[^{}]+\}", value.template)
        parts = [
            part
            for at, piece in enumerate(pieces)
            for part in (repr(piece), *names[at : at + 1])
            if part != "''"
        ]
        text.add(f"{raw} = {' + '.join(parts)}" + (f" if {' and '.join(names)} else ''" if names else ""))

    def _translate(self, value: Value, raw: str, place: Place) -> None:
        """The wanted part of the text, then what the table has for it; '' where there is none."""
        text, where = self.text, f"sink, {place.record}, {place.rid}, {column(value, place)!r}, {raw}"
        if value.pick:
            text.add(f"found = {text.constant('pick', re.compile(value.pick))}.search({raw})")
            with text.under("if found is None:"):
                text.add(f"unmatched({where}, {value.pick!r})")
            text.add(f"{raw} = found[1] if found else ''")
        if value.lookup is not None:
            with text.under(f"if {raw}:"):
                text.add(f"known = {text.constant('table', value.lookup)}.get({raw})")
                with text.under("if known is None:"):
                    text.add(f"unknown({where}, {value.lookup_name!r})")
                text.add(f"{raw} = known or ''")

    def _except(self, value: Value, raw: str, place: Place) -> None:
        with self.text.under("except Refused as refused:"):
            self.text.add(
                f"refuse(sink, {place.record}, {place.rid}, {column(value, place)!r}, {raw}, refused)"
            )

    def _cache(self, cleaner: str) -> str:
        return self.text.constant("clean", self.cleaned.setdefault(cleaner, Cleaned(CLEANERS[cleaner])))

    # -- values of a property

    def property(self, value: Value, goal: Goal, place: Place) -> None:
        """Every statement that one rule makes."""
        text = self.text
        depth = text.depth
        if value.each:
            if value.alone:
                self._alone(value, place)
            element, number = text.name("element"), text.name("number")
            shown = join(place.shown, value.each)
            inner = Place(element, join(place.path, value.each), place.rid, place.record, number, shown)
            found = text.get(value.each, place, container=True)
            text.open(f"for {number}, {element} in enumerate(items({found}), 1):")
            self.unless(value.conditions, inner, "continue")
            place = inner
        else:
            self.only_if(value.conditions, place)
        if value.first:
            self._first(value, goal, place)
        elif value.thing:
            variable = goal.handles[value.thing].variable
            with text.under(f"if {variable}:"):
                self._state(goal, variable, "'id'", "''", place)
        elif value.key:
            variable = text.name("other")
            text.add(f"{variable} = ''")
            self.key(value.key, goal.aim.prefix, goal.aim.scheme, variable, place, "")
            with text.under(f"if {variable}:"):
                self._state(goal, variable, "'id'", "''", place)
        elif value.const is not None:
            self._constant(value, goal, place)
        else:
            self._texts(value, goal, place)
        text.depth = depth

    def _alone(self, value: Value, place: Place) -> None:
        """Open a suite for the case that the elements hold one text at most; several are told to the ledger."""
        text = self.text
        element, held = text.name("element"), text.name("held")
        shown = join(place.shown, value.each)
        inner = Place(element, join(place.path, value.each), place.rid, place.record, "", shown)
        text.add(f"{held} = []")
        with text.under(f"for {element} in items({text.get(value.each, place, container=True)}):"):
            self.unless(value.conditions, inner, "continue")
            text.add(f"{held} += texts({text.get(value.path, inner)})")
        with text.under("try:"):
            text.add(f"one({held})")
        self._except(value, f"', '.join({held})", inner)
        text.open("else:")

    def _first(self, value: Value, goal: Goal, place: Place) -> None:
        found = self.text.name("found")
        self.text.add(f"{found} = False")
        for at, choice in enumerate(value.first):
            aim = replace(goal.aim, cleaner=choice.clean) if choice.clean else goal.aim
            with self.text.under(f"if not {found}:" if at else ""):
                self.property(choice, replace(goal, aim=aim, done=found), place)
        if goal.done:
            self.text.add(f"{goal.done} = {goal.done} or {found}")

    def _constant(self, value: Value, goal: Goal, place: Place) -> None:
        aim = goal.aim
        lexical, datatype = CLEANERS[aim.cleaner](value.const or "")
        if aim.prefix:
            lexical, datatype = id_of(aim.prefix, aim.scheme, lexical), "id"
        self._state(goal, repr(lexical), repr(aim.datatype or datatype), self._language(value, place), place)

    def _texts(self, value: Value, goal: Goal, place: Place) -> None:
        """The usual case: every text at a path, cleaned, becomes a statement."""
        text, aim = self.text, goal.aim
        raw = text.name("text")
        language = self._language(value, place)
        with text.under(self._loop(value, raw, place)), text.under(f"if {raw} and not {raw}.isspace():"):
            if value.split:
                text.open(f"for {raw} in cut({raw}, {value.split!r}):")
            if value.pick or value.lookup is not None:
                self._translate(value, raw, place)
                text.open(f"if {raw}:")
            with text.under("try:"):
                text.add(f"clean = {self._cleaner(aim, raw)}")
            self._except(value, raw, place)
            if aim.prefix:
                with text.under("else:"), text.under("if clean:"):
                    self._state(goal, "clean", "'id'", "''", place)
            else:
                with text.under("else:"), text.under("if clean[0]:"):
                    self._state(
                        goal, "clean[0]", repr(aim.datatype) if aim.datatype else "clean[1]", language, place
                    )

    def _loop(self, value: Value, raw: str, place: Place) -> str:
        text = self.text
        if value.template or value.only:
            text.add(f"{raw} = ''")
            with text.under("try:"):
                self._single(value, raw, place)
            self._except(value, raw, place)
            return f"for {raw} in ({raw},):"
        found = text.name("value")
        text.add(f"{found} = {text.get(value.path, place)}")
        return f"for {raw} in ({found},) if type({found}) is str else texts({found}):"

    def _cleaner(self, aim: Aim, raw: str) -> str:
        if aim.prefix:
            key = (aim.cleaner, aim.prefix, aim.scheme)
            kept = self.ids.setdefault(key, Ids(CLEANERS[aim.cleaner], aim.prefix, aim.scheme))
            return f"{self.text.constant('ids', kept)}[{raw}]"
        if aim.cleaner == "text":  # texts hardly repeat: keeping them would cost memory and save nothing
            return f"{self.text.constant('clean', CLEANERS['text'])}({raw})"
        return f"{self._cache(aim.cleaner)}[{raw}]"

    def _language(self, value: Value, place: Place) -> str:
        """An expression for the language: fixed, or at a path with the fixed one as its default."""
        if value.lang_han:
            return f"script_language(clean[0], {value.lang_han!r}, {value.lang!r})"
        if not value.lang_path:
            return repr(value.lang)
        variable = self.text.name("lang")
        self.text.add(f"{variable} = ''")
        self.scalar(Value(value.table, path=value.lang_path), variable, place, "language")
        self.text.add(f"{variable} = {variable} or {value.lang or 'und'!r}")
        return variable

    def _state(self, goal: Goal, found: str, datatype: str, language: str, place: Place) -> None:
        """The statement itself."""
        text, name = self.text, goal.aim.property.name
        with text.under(f"if {found} not in {goal.besides}:" if goal.besides else ""):
            if goal.languages:
                spilled = repr(name)
                if goal.spill:
                    spilled = f"{goal.spill!r} if {language} in {goal.languages} else {name!r}"
                text.add(f"yield {goal.subject}, {spilled}, {found}, {datatype}, {language}, {place.rid}")
                text.add(f"{goal.languages}.add({language})")
            else:
                text.add(f"yield {goal.subject}, {name!r}, {found}, {datatype}, {language}, {place.rid}")
            if goal.taken:
                text.add(f"{goal.taken}.add({found})")
            if goal.done:
                text.add(f"{goal.done} = True")
