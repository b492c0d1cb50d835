"""Measurements enter; a page with figures, targets and verdicts leaves, with the machine and the day."""

from __future__ import annotations

import math
import os
import platform
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Final

PACKAGES: Final = (
    "duckdb", "ibis-framework", "pyarrow", "lxml", "neo4j", "neo4j-rust-ext", "pyshacl", "rdflib", "rdflib-neo4j"
)  # fmt: skip
# What stands below this line in docs/benchmarks.md was written by people, and stays.
MARK: Final = "<!-- `make bench` writes what is above this line and keeps what is below it -->"


@dataclass(frozen=True)
class Figure:
    """One measurement: what, how much, in which unit, and what was to be reached."""

    what: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False  # whether more is better; the target is then a least value
    note: str = ""

    @property
    def missed(self) -> bool:
        """Whether there was a target and it was not reached."""
        if self.target is None:
            return False
        return self.value < self.target if self.at_least else self.value > self.target

    @property
    def verdict(self) -> str:
        """`met`, `MISSED by n %`, or nothing where no target was set."""
        if self.target is None or not self.missed:
            return "" if self.target is None else "met"
        if self.target == 0:
            return "**MISSED**"
        gap = abs(self.value - self.target) / self.target
        return f"**MISSED by {math.ceil(gap * 100)} %**"

    @property
    def wanted(self) -> str:
        """The target in words."""
        return "" if self.target is None else f"{'≥' if self.at_least else '≤'} {self.target:,g}"

    @property
    def shown(self) -> str:
        """The value with three significant digits, thousands set apart."""
        if self.value == int(self.value) or abs(self.value) >= 100:
            return f"{self.value:,.0f}"
        return f"{self.value:,.3g}"

    @property
    def line(self) -> str:
        """The figure as one line for a terminal."""
        target = f"; target {self.wanted}: {self.verdict.strip('*')}" if self.target is not None else ""
        return f"{self.what}: {self.shown} {self.unit}{target}"


@dataclass(frozen=True)
class Section:
    """The figures of one benchmark, and what was done to get them."""

    title: str
    told: str
    figures: Sequence[Figure]
    after: str = field(default="")  # more of it in Markdown, such as a table of stages


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; every column but the first is set to the right."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def yardstick() -> float:
    """Return the processor seconds of twenty million additions in plain Python: how fast this machine is on this day.

    Machines of one name differ, and one machine by the hour where others share it; figures of two runs are compared by this.
    """
    began, total = time.process_time(), 0
    for number in range(20_000_000):
        total += number
    return time.process_time() - began


def machine() -> str:
    """Describe the machine in one line."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores of {cpu}, {memory:.0f} GiB, {platform.system()} {platform.machine()}"


def page(sections: Iterable[Section], day: str, data: str, load: float, minutes: float) -> str:
    """Return what docs/benchmarks.md says of this run, down to the line below which people write."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    several = list(sections)
    figures = [one for section in several for one in section.figures if one.target is not None]
    missed = sum(one.missed for one in figures)
    lines = [
        "# Benchmarks",
        "",
        (
            f"Written by `make bench` on {day}, at {_commit()}, in {minutes:.0f} minutes: "
            f"{len(figures)} targets, {missed} missed."
        ),
        "",
        (
            f"Machine: {machine()}; load average when the run began: {load:.1f}. Yardstick: twenty million additions in plain "
            f"Python took {yardstick():.2f} processor seconds at the end of the run."
        ),
        "",
        (
            f"Python {platform.python_version()}; {versions}; Neo4j and Java as `graph/engine/jars.lock` and the "
            "lock of the environment pin them."
        ),
        "",
        f"Data: {data}",
        "",
        (
            "Every peer ran in the same run, on the same machine and the same data. MiB of memory are proportional "
            "set sizes (a page shared by two processes counts once), sampled all the time."
        ),
        "",
    ]
    for section in several:
        lines += [f"## {section.title}", "", section.told, ""]
        if section.figures:
            lines += ["| what | figure | unit | target | verdict |", "|---|---:|---|---|---|"]
            lines += [
                f"| {one.what}{f' ({one.note})' if one.note else ''} | {one.shown} | {one.unit} "
                f"| {one.wanted} | {one.verdict} |"
                for one in section.figures
            ]
            lines.append("")
        if section.after:
            lines += [section.after, ""]
    return "\n".join(lines)


def write_page(path: Path, text: str) -> None:
    """Write the page; what people wrote below the mark stays as it is."""
    old = path.read_text("utf-8") if path.exists() else ""
    _, mark, kept = old.partition(MARK)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n{MARK}{kept if mark else chr(10)}", "utf-8")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile of at least one value."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _commit() -> str:
    run = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return f"commit {run.stdout.strip()}" if run.returncode == 0 else "an unknown commit"


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text("utf-8").splitlines() if file.exists() else []
