"""The dates of an event and of those who took part for a part of it enter; when two of them were in it together leaves.

A member may join a laboratory years after it opened, or leave a project before it ends. What two members share is then
shorter than the event, and only that much is activity between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

Bounds = Sequence[str | None]  # first and last possible begin, first and last possible end, as ISO dates


def meeting(event: Bounds, *stints: Bounds) -> tuple[str | None, ...]:
    """When all were in an event together; an end before the begin: never.

    Who says nothing of its own time was in it as long as it lasted. An event of unknown begin stays one: when it lasted, and
    with it whoever says nothing, nobody knows. An end that nobody states is open.
    """
    several = [event, *(one for one in stints if one)]
    if len(several) == 1 or event[0] is None:
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


def apart(dates: Bounds, as_of: date) -> bool:
    """Whether two certainly are not yet in an event together on a day, by the dates at which they are in it."""
    return dates[0] is not None and dates[0] > as_of.isoformat()


def never_together(stints: Iterable[Iterable[Bounds]]) -> bool:
    """Whether one of two members certainly had left an event before the other came; an end before its own begin says nothing."""
    one, other = (whole_stint(several) for several in stints)
    if not one or not other or _ends_before(one, one) or _ends_before(other, other):
        return False
    return _ends_before(one, other) or _ends_before(other, one)


def _ends_before(one: Bounds, other: Bounds) -> bool:
    return one[3] is not None and other[0] is not None and one[3] < other[0]


def by_meeting(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of an institution's events with their members; each again for those who share only a part of the event with it.

    A row tells `own`, when the institution took part, and `timed`, members that say when they did; `members` always did.
    """
    found: list[dict[str, Any]] = []
    for row in rows:
        own, stints = whole_stint(row["own"]), dict[str, list[Bounds]]()
        for member, bounds in row["timed"]:
            if member not in row["members"]:
                stints.setdefault(member, []).append(bounds)
        found.append({**row, "dates": list(meeting(row["dates"], own))} if own else dict(row))
        for member, several in stints.items():
            met = list(meeting(row["dates"], own, whole_stint(several)))
            found.append({**row, "members": [member], "seatless": [], "dates": met})
    return found
