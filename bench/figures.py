"""Measurements enter; a page with figure, target and verdict leaves, with the machine and the day they were taken."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

PACKAGES = ("duckdb", "ibis-framework", "pyarrow", "lxml", "neo4j", "pyshacl", "rdflib", "rdflib-neo4j")


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
    def verdict(self) -> str:
        """`met`, `MISSED by n %`, or nothing where no target was set."""
        if self.target is None:
            return ""
        good = self.value >= self.target if self.at_least else self.value <= self.target
        if good:
            return "met"
        gap = (self.target - self.value if self.at_least else self.value - self.target) / self.target
        return f"MISSED by {gap:.0%}"

    @property
    def wanted(self) -> str:
        """The target in words."""
        return "" if self.target is None else f"{'≥' if self.at_least else '≤'} {self.target:,g}"


@dataclass(frozen=True)
class Section:
    """The figures of one benchmark, and what was done to get them."""

    title: str
    told: str
    figures: Sequence[Figure]


def machine() -> str:
    """Describe the machine in one line."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores of {cpu}, {memory:.0f} GiB, {platform.system()} {platform.machine()}"


def page(sections: Iterable[Section], hand_written: str) -> str:
    """Return docs/benchmarks.md: what was measured, then what people checked by hand."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    lines = [
        "# Benchmarks",
        "",
        f"Written by `make bench` on {date.today().isoformat()}, at {_commit()}.",
        f"Machine: {machine()}. Python {platform.python_version()}; {versions}.",
        "",
        "Every peer ran in the same run, on the same machine and the same data.",
        "",
    ]
    for section in sections:
        lines += [f"## {section.title}", "", section.told, "", "| what | figure | unit | target | verdict |",
                  "|---|---:|---|---|---|"]  # fmt: skip
        for figure in section.figures:
            what = f"{figure.what} ({figure.note})" if figure.note else figure.what
            value = f"{figure.value:,.0f}" if figure.value >= 100 else f"{figure.value:,.3g}"
            lines.append(f"| {what} | {value} | {figure.unit} | {figure.wanted} | {figure.verdict} |")
        lines.append("")
    return "\n".join([*lines, hand_written])


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile of at least one value."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def _commit() -> str:
    run = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return f"commit {run.stdout.strip()}" if run.returncode == 0 else "an unknown commit"


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text("utf-8").splitlines() if file.exists() else []
