"""A candidate, a person and a day enter; the ties of interest between them leave, with the years that were looked at."""

from __future__ import annotations

from typing import Any

from graph.asking import Asking, Row


def answer_interests(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer which ties a person, or the organisations they belong to, has with a candidate and its partners."""
    rows = asking.rows()
    return rows, {"total": len(rows)}
