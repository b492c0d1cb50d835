"""A ground for a place in the pool enters; what an answer tells of it leaves: its agreement, when it held, what is stated.

Two things are easily read out of "stated: in force" that are not in it. The state is that of a time of the project, not
of the day that is asked about; and the agreement may be the framework of the one that the source names, not that one.
Both are said here, for every answer that shows a ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from graph.arranged import Arranged
from graph.asking import Row
from graph.force import RANK, state_on
from graph.readings import Ground

_CITED: Final = 5  # projects that a ground for a place in the pool names
_STATED: Final = "stated"  # the reading in which a source names an agreement


def told(ground: Ground, arranged: Arranged, overlap: str = "any") -> Row:
    """Return a ground with the state of its agreement for the project and on the day, and the agreements that are stated.

    `when` says of which time of the project `state` speaks: any, start, throughout.
    """
    readings = arranged.readings
    return {
        "reading": ground.reading,
        "agreement": ground.agreement,
        "state": ground.state,
        "when": overlap,
        "on_the_day": state_on(readings.lives[ground.agreement], readings.as_of)[0],
        "stated": stated([ground], arranged),
    }


def stated(grounds: Iterable[Ground], arranged: Arranged) -> list[Row]:
    """Return the agreements that sources name for the projects: the one of the ground, or others made under it."""
    named = {
        one for ground in grounds if ground.reading == _STATED for one in ground.via or (ground.agreement,)
    }
    return [
        {"agreement": one, "label": arranged.stating[one]["label"], "level": arranged.stating[one]["level"]}
        for one in sorted(named)
    ]


def summed(several: Sequence[tuple[Ground, str]], arranged: Arranged) -> tuple[Row, set[str]]:
    """The best state that a reading of an agreement gives, the first projects that give it, and the ties behind it."""
    best = min((ground for ground, _ in several), key=lambda one: (-RANK[one.state], one.state, one.reason))
    alike = [(ground, project) for ground, project in several if ground.state == best.state]
    projects = sorted({project for _, project in alike})
    shown = projects[:_CITED]
    row = {
        **told(best, arranged), "reason": best.reason, "label": arranged.agreements[best.agreement]["label"],
        "stated": stated((ground for ground, _ in alike), arranged),
        "projects": shown, "project_count": len(projects),
    }  # fmt: skip
    ties = {one for ground, project in alike if project in shown for one in ground.via}
    return row, ties | {one["agreement"] for one in row["stated"]}
