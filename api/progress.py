"""Reports enter (stage, done, total); a bar on a terminal, or a plain line every few seconds, leaves.

Everything goes to stderr: stdout belongs to results.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

PLAIN_SECONDS = 5.0

Report = Callable[[str, int, int | None], None]


class _RateColumn(TextColumn):
    """Units a second, empty before the first is done."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: object) -> Text:
        speed = getattr(task, "finished_speed", None) or getattr(task, "speed", None)
        return Text(f"{speed:,.0f}/s" if speed else "", style="progress.data.speed")


def quiet(stage: str, done: int, total: int | None) -> None:
    """Report nothing."""


@contextmanager
def reporting(console: Console, *, silent: bool = False) -> Iterator[Report]:
    """Give a report function for the time of one command."""
    if silent:
        yield quiet
    elif console.is_terminal:
        yield from _bars(console)
    else:
        yield _lines(console)


def _bars(console: Console) -> Iterator[Report]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, transient=False) as progress:

        def report(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                for other in tasks.values():
                    progress.stop_task(other)
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield report


def _lines(console: Console) -> Report:
    last: dict[str, float] = {}
    started: dict[str, float] = {}

    def report(stage: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        begun = started.setdefault(stage, now)
        if done != total and now - last.get(stage, begun - PLAIN_SECONDS) < PLAIN_SECONDS:
            return
        last[stage] = now
        share = f"{done:,} of {total:,}" if total else f"{done:,}"
        rate = f", {done / (now - begun):,.0f}/s" if now - begun > 1 else ""
        rest = f", {(total - done) * (now - begun) / done:,.0f} s to go" if total and 0 < done < total else ""
        console.print(f"{stage}: {share}{rate}{rest}", highlight=False, markup=False)

    return report
