"""What long work tells while it lasts: a stage, how much of it is done, and of how much."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int | None], None]  # stage, done, total; None where nobody knows the total


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""
