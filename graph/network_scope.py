"""Filters of a network enter; what they take in leaves: the countries of both sides, a field with those below it."""

from __future__ import annotations

from typing import Any

from graph.asking import Asking, Row
from graph.called import called

_COUNTRY = "country-iso-"


def answer_scope(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer which things the filters of a network mean on the day, each with the records that state it."""
    fields = asking.rows()
    other = asking.values["other"]
    seats = [("home", f"{_COUNTRY}{code}") for code in asking.countries]
    seats += [("other", other)] if other else []
    known = {row["id"]: row for row in asking.part("lines", ids=sorted({one for _, one in seats}))}
    found = [(aspect, one, known.get(one, _unknown(one))) for aspect, one in seats]
    found += [("field", row["field"], row) for row in fields]
    records = asking.records(one for _, one, _ in found)
    rows: list[Row] = [
        {"aspect": aspect, "id": one, **called(row), "records": records.get(one, [])}
        for aspect, one, row in found
    ]
    return rows, {"total": len(rows)}


def _unknown(one: str) -> Row:
    """What has no line of its own goes by its id."""
    return {"label": one, "label_zh": None, "label_en": None}
