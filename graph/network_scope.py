"""Filters of a network enter; what they take in leaves: the countries of both sides, a field with those below it."""

from __future__ import annotations

from typing import Any

from graph.asking import Asking, Row

_COUNTRY = "country-iso-"


def answer_scope(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer which things the filters of a network mean on the day, each with the records that state it."""
    fields = asking.rows()
    other = asking.values["other"]
    seats = [("home", f"{_COUNTRY}{code}") for code in asking.countries]
    seats += [("other", other)] if other else []
    labels = {row["id"]: row["label"] for row in asking.part("lines", ids=sorted({one for _, one in seats}))}
    found = [(aspect, one, labels.get(one, one)) for aspect, one in seats]
    found += [("field", row["field"], row["label"]) for row in fields]
    records = asking.records(one for _, one, _ in found)
    rows: list[Row] = [
        {"aspect": aspect, "id": one, "label": label, "records": records.get(one, [])}
        for aspect, one, label in found
    ]
    return rows, {"total": len(rows)}
