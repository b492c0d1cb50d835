"""The meta of an envelope enters; what an answer holds for leaves, as a frozen dataclass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final


@dataclass(frozen=True)
class Query:
    """What was asked, in three forms; any of them asks it again."""

    address: str = ""
    json: Mapping[str, Any] = field(default_factory=dict)
    filter: str = ""
    sentence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cut:
    """What was cut, by what, and how much of it is shown."""

    what: str
    by: str
    shown: int
    total: int | None = None
    rows: int | None = None


@dataclass(frozen=True)
class Meta:
    """What must be known to judge an answer or to ask again; `more` holds what only some questions say."""

    question: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    data_version: str = ""
    loading: str | None = None
    as_of: str | None = None
    home: Mapping[str, Any] | None = None
    reading: tuple[str, ...] | None = None
    query: Query = Query()
    shown: int = 0
    total: int | None = None
    limited: tuple[Cut, ...] = ()
    filtered: Mapping[str, Any] | None = None
    next_cursor: str | None = None
    evidence: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


_META: Final = tuple(one.name for one in fields(Meta) if one.name != "more")
_CUT: Final = tuple(one.name for one in fields(Cut))


def read_meta(said: Mapping[str, Any]) -> Meta:
    """Read the meta of an envelope."""
    known = {name: said[name] for name in _META if name in said}
    if known.get("reading") is not None:
        known["reading"] = tuple(known["reading"])
    if "query" in known:
        known["query"] = Query(
            **{one.name: known["query"][one.name] for one in fields(Query) if one.name in known["query"]}
        )
    known["limited"] = tuple(
        Cut(**{name: one.get(name) for name in _CUT}) for one in known.get("limited", ())
    )
    known["evidence"] = tuple(known.get("evidence", ()))
    return Meta(**known, more={name: said[name] for name in said if name not in _META})


def facts(meta: Meta) -> dict[str, Any]:
    """Return the meta as plain data, for whatever keeps it beside the rows."""
    return {name: value for name, value in asdict(meta).items() if name not in ("more", "next_cursor")}
