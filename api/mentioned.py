"""Answers, and what the graph calls the things that they mention, enter; the same with Chinese names leaves.

Answers name what a line is about in both languages, and what it mentions by its display name, which is English where there
is one. Who reads Chinese is shown the Chinese name of it, where a source gives one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from graph.ask import Answer
from ontology.model import default_model
from ontology.terms import SOURCE, is_id, mint

MOST: Final = 300  # things whose names are asked for; what comes after them keeps its display name
NAMES: Final = "named_things"  # the question that says what ids are called
_ITSELF: Final = ("name_zh", "label_zh")  # what has one of these is named in both languages already
_END: Final = "_label"  # `from_label` is the display name of what stands under `from`

Row = Mapping[str, Any]


def mentioned(value: Any) -> Iterator[str]:
    """The ids that stand beside a display name alone: `{…: id, label: name}`, `{x: id, x_label: name}`, `[…, id, name, …]`."""
    if isinstance(value, Mapping):
        if "label" in value and not any(key in value for key in _ITSELF):
            yield from (one for key, one in value.items() if key != "label" and is_thing(one))
        yield from (value[end] for end in _ends(value))
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


def _ends(value: Row) -> list[str]:
    """The keys under which things stand that another key gives a display name, and none a Chinese one."""
    ends = [key.removesuffix(_END) for key in value if isinstance(key, str) and key.endswith(_END)]
    return [end for end in ends if is_thing(value.get(end)) and f"{end}_name_zh" not in value]


def statements(answer: Answer) -> bool:
    """Whether the rows of an answer are statements: of a thing, of a record, or those that contradict each other.

    Rows that hold where each statement stands beside it are shown as they are; a record's place is shown above them.
    """
    placed = "file" in answer.columns and answer.meta.get("record") is None
    return {"predicate", "object", "datatype"} <= set(answer.columns) and not placed


def asked_for(answer: Answer) -> list[str]:
    """The things whose names a reader of Chinese needs, at most so many."""
    told = [one for row in answer.rows for one in mentioned(row)]
    if statements(answer) and "label_zh" not in answer.columns:
        told += _referred(answer.rows)
    return list(dict.fromkeys(told))[:MOST]


def _referred(rows: Sequence[Row]) -> list[str]:
    """The things that statements refer to by their ids alone."""
    return [row["object"] for row in rows if row["datatype"] == "id"]


def renamed(value: Any, names: Mapping[str, tuple[str, str]]) -> Any:
    """Return a value whose display names are Chinese where there is such a name; `names`: id to (display name, Chinese name)."""
    if isinstance(value, Mapping):
        inner = {key: renamed(one, names) for key, one in value.items()}
        if "label" in value and not any(key in value for key in _ITSELF):
            meant = (names[one] for one in value.values() if isinstance(one, str) and one in names)
            inner["label"] = next((zh for label, zh in meant if label == value["label"]), value["label"])
        inner |= {f"{end}{_END}": names[value[end]][1] for end in _ends(value) if value[end] in names}
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
