"""The columns of a question and the rows of an envelope enter; frozen dataclasses leave, one a row."""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, make_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from api.client.described import Column


@dataclass(frozen=True)
class Row:
    """One row of an answer: an attribute for each column; what is not known is None."""

    if TYPE_CHECKING:

        def __getattr__(self, column: str) -> Any: ...


@cache
def row_class(name: str, columns: tuple[Column, ...]) -> type[Row]:
    """Return the frozen dataclass of the rows of a question, made from its columns."""
    title = "".join(word.capitalize() for word in name.split("_")) + "Row"
    made = [(attribute(one.name), one.annotation, field(default=None)) for one in columns]
    return make_dataclass(title, made, bases=(Row,), frozen=True, namespace={"__doc__": _told(columns)})


def attribute(column: str) -> str:
    """The attribute of a column: its name, with an underscore after it where Python keeps the word for itself."""
    return f"{column}_" if keyword.iskeyword(column) else column


def _told(columns: Sequence[Column]) -> str:
    return "\n".join(f"{one.name}: {one.about}" for one in columns)


def read_rows(
    name: str, columns: tuple[Column, ...], results: Sequence[Mapping[str, Any]]
) -> tuple[Row, ...]:
    """Read the rows of an envelope; lists of plain values become tuples, so that a row cannot be changed by accident."""
    made = row_class(name, columns)
    names = [(one.name, attribute(one.name), one.many) for one in columns]
    return tuple(
        made(**{key: tuple(row[name]) if many and row.get(name) is not None else row.get(name) for name, key, many in names})
        for row in results
    )  # fmt: skip
