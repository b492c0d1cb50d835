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
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from api.stages import how_far, how_fast, stage_words

PLAIN_SECONDS = 5.0

Report = Callable[[str, int, int | None], None]


def quiet(stage: str, done: int, total: int | None) -> None:
    """Report nothing."""


@contextmanager
def reporting(console: Console, *, silent: bool = False, lang: str = "en") -> Iterator[Report]:
    """Give a report function for the time of one command."""
    if silent:
        yield quiet
    elif console.is_terminal:
        yield from _bars(console, lang)
    else:
        yield plain_lines(console, lang, time.monotonic)


def _bars(console: Console, lang: str) -> Iterator[Report]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[far]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, transient=False) as progress:

        def report(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                for other in tasks.values():
                    progress.stop_task(other)
                tasks[stage] = progress.add_task(stage_words(stage, lang), total=total, far="")
            rate = how_fast(stage, done, progress.tasks[tasks[stage]].elapsed or 0.0)
            far = " ".join(filter(None, (how_far(stage, done, total, lang), rate)))
            progress.update(tasks[stage], completed=done, total=total, far=far)

        yield report


def plain_lines(console: Console, lang: str, clock: Callable[[], float]) -> Report:
    """Print a stage when it begins, how far it is every few seconds, and its time where it took that long."""
    chinese = lang == "zh"
    begun: dict[str, float] = {}
    last: dict[str, float] = {}
    ended: set[str] = set()

    def told(text: str) -> None:
        console.print(text, highlight=False, markup=False, soft_wrap=True)

    def report(stage: str, done: int, total: int | None) -> None:
        now, whole = clock(), total is not None and done >= total > 0
        if stage in ended:
            if whole:
                return  # said already
            ended.discard(stage)
            begun.pop(stage)
        words = stage_words(stage, lang)
        if stage not in begun:
            begun[stage] = last[stage] = now
            told(words)
        passed = now - begun[stage]
        if whole:
            ended.add(stage)
            if passed >= PLAIN_SECONDS:
                told(f"{words}：完成，{passed:,.0f} 秒" if chinese else f"{words}: done, {passed:,.0f} s")
            return
        far = how_far(stage, done, total, lang)
        if not far or now - last[stage] < PLAIN_SECONDS:
            return
        last[stage] = now
        if rate := how_fast(stage, done, passed):
            far += f"，{rate}" if chinese else f", {rate}"
        rest = (total - done) * passed / done if total and 0 < done < total else 0.0
        if rest:
            far += f"，约剩 {rest:,.0f} 秒" if chinese else f", about {rest:,.0f} s to go"
        told(f"{words}：{far}" if chinese else f"{words}: {far}")

    return report
