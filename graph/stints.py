"""The dates of an event and of those who took part for a part of it enter; when two of them were in it together leaves.

A member may join a laboratory years after it opened, or leave a project before it ends. What two members share is then
shorter than the event, and only that much is activity between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Bounds = Sequence[str | None]  # first and last possible begin, first and last possible end, as ISO dates


def meeting(event: Bounds, *stints: Bounds) -> tuple[str | None, ...]:
    """When all were in an event together; an end before the begin: never.

    Who says nothing of its own time was in it as long as it lasted. A begin that nobody states stays unknown, an end open.
    """
    several = [event, *(one for one in stints if one)]
    if len(several) == 1:
        return tuple(event)
    begins = [[one[at] for one in several if one[at] is not None] for at in (0, 1)]
    ends = [[one[at] for one in several if one[at] is not None] for at in (2, 3)]
    return (
        *(max(known, default=None) for known in begins),  # type: ignore[type-var]
        *(min(known, default=None) for known in ends),  # type: ignore[type-var]
    )


def whole_stint(stints: Iterable[Bounds]) -> Bounds:
    """One stint that holds all stints of a member; nothing where one of them says nothing of its time."""
    listed = list(stints)
    if not listed or not all(any(one) for one in listed):
        return ()
    if len(listed) == 1:
        return listed[0]
    begins = [[one[at] for one in listed] for at in (0, 1)]
    ends = [[one[at] for one in listed] for at in (2, 3)]
    return (
        *(None if None in known else min(known) for known in begins),  # type: ignore[type-var]
        *(None if None in known else max(known) for known in ends),  # type: ignore[type-var]
    )


def together(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of an event of two institutions, with the dates at which both were in it."""
    own = [whole_stint(stints) for stints in row["stints"]]
    return {**row, "dates": list(meeting(row["dates"], *own))}
