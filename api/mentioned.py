"""Rows of an answer, and what the graph calls the things that they mention, enter; the rows with Chinese names leave.

Answers give what they are about in both languages, and what they mention by its display name, which is English where there
is one. Who reads Chinese is shown the Chinese name of it, where a source gives one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from ontology.model import default_model
from ontology.terms import SOURCE, is_id, mint

MOST: Final = 300  # things whose names are asked for; what comes after them keeps its display name
NAMES: Final = "named_things"  # the question that says what ids are called
_ITSELF: Final = ("name_zh", "label_zh")  # what has one of these is named in both languages already


def mentioned(value: Any) -> Iterator[str]:
    """The ids that stand beside a display name alone, as `{…: id, label: name}` or `[…, id, name, …]`."""
    if isinstance(value, Mapping):
        if "label" in value and not any(key in value for key in _ITSELF):
            yield from (one for key, one in value.items() if key != "label" and is_thing(one))
        for one in value.values():
            if isinstance(one, list | tuple | Mapping):
                yield from mentioned(one)
    elif isinstance(value, list | tuple):
        for one, after in pairwise(value):
            if isinstance(after, str) and is_thing(one) and not is_thing(after):
                yield one
        for one in value:
            if isinstance(one, list | tuple | Mapping):
                yield from mentioned(one)


def asked_for(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The things whose names a reader of Chinese needs, at most so many."""
    return list(dict.fromkeys(one for row in rows for one in mentioned(row)))[:MOST]


def renamed(value: Any, names: Mapping[str, tuple[str, str]]) -> Any:
    """Return a value whose display names are Chinese where there is such a name; `names`: id to (display name, Chinese name)."""
    if isinstance(value, Mapping):
        inner = {key: renamed(one, names) for key, one in value.items()}
        if "label" in value and not any(key in value for key in _ITSELF):
            meant = (names[one] for one in value.values() if isinstance(one, str) and one in names)
            inner["label"] = next((zh for label, zh in meant if label == value["label"]), value["label"])
        return inner
    if isinstance(value, list | tuple):
        found = [renamed(one, names) for one in value]
        for place, one in enumerate(value[:-1]):
            if isinstance(one, str) and one in names and value[place + 1] == names[one][0]:
                found[place + 1] = names[one][1]
        return found
    return value


def is_thing(text: object) -> bool:
    """Whether it has the form of an id, and its first part is that of a class of the ontology; a date has not."""
    return (
        isinstance(text, str) and is_id(text) and default_model().by_prefix(text.split("-", 1)[0]) is not None
    )


def source_id(name: str) -> str:
    """Return the id of a source by its name, as records give it; an id stays as it is."""
    known = default_model().classes[SOURCE]
    return name if is_thing(name) else mint(known.prefix or "", known.key_scheme, name)
