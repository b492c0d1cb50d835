"""One asking enters; every statement that any record makes of a thing leaves, one a row, as canon has it."""

from __future__ import annotations

from typing import Any

from graph.asking import Asking, Row
from graph.project_tables import ITEM_SEPARATOR


def answer_statements(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer each statement with the record that makes it and where that record stands."""
    rows: list[Row] = []
    for row in asking.rows():
        for item in row["statements"]:
            predicate, datatype, lang, value = item.split(ITEM_SEPARATOR, 3)
            rows.append({**row, "predicate": predicate, "object": value, "datatype": datatype, "lang": lang})
    rows.sort(
        key=lambda one: (one["record"], one["stated_subject"], one["predicate"], one["object"], one["lang"])
    )
    return rows, {"total": len(rows), "thing": asking.values["thing"]}
