"""The bounds of a date (its first and its last possible day) enter; the shortest honest text leaves: 1993, 1997-01, 2006-05-17.

Answers for programs keep their bounds; whatever a person reads is said by this module, so that no date looks more exact
than its source states it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

Row = Mapping[str, Any]

_DAY: Final = timedelta(days=1)
INNER: Final = ("begin_latest", "end_earliest")
OPEN_MARK: Final = "†"


def moment(first: str | None, last: str | None) -> str:
    """Return a date between two days as exact as they are; a bound that is not given equals the other, none is empty."""
    if not first or not last:
        return first or last or ""
    if first == last:
        return first
    one, other = date.fromisoformat(first), date.fromisoformat(last)
    opens, closes = _opens_year(one), _opens_year(_after(other))
    if one.year == other.year and opens and closes:
        return first[:4]
    if first[:7] == last[:7] and one.day == 1 and _opens_month(other):
        return first[:7]
    # neither one year, one month nor one day: from .. to, each as exact as it can be said
    early = first[:4] if opens and one.year != other.year else first[:7] if one.day == 1 else first
    late = last[:4] if closes and one.year != other.year else last[:7] if _opens_month(other) else last
    return f"{early} / {late}"


def _after(day: date) -> date | None:
    return day + _DAY if day < date.max else None


def _opens_year(day: date | None) -> bool:
    """Whether a day is the first of its year; the day after the calendar's last is."""
    return day is None or (day.month, day.day) == (1, 1)


def _opens_month(last: date) -> bool:
    """Whether the day after begins a month."""
    after = _after(last)
    return after is None or after.day == 1


def begin_of(row: Row) -> str:
    """Return when something with begin and begin_latest begins; empty where it is not known."""
    return moment(row.get("begin"), row.get("begin_latest")) if row.get("begin") else ""


def end_of(row: Row) -> str:
    """Return when something with end_earliest and end ends; empty where no end is stated."""
    return moment(row.get("end_earliest"), row.get("end")) if row.get("end") else ""


def reversed_dates(row: Row) -> bool:
    """Whether the end lies certainly before the begin: two dates that contradict each other and make no stretch."""
    begin, end = row.get("begin"), row.get("end")
    return bool(begin and end and str(end) < str(begin))


def as_stated(row: Row) -> Row:
    """Return a row whose begin and end are as exact as stated, without the inner bounds; any other row as it is.

    A row with start and end as its source states them does without the bounds that it carries beside them.
    """
    if "start" in row and "dates" in row:
        return {key: value for key, value in row.items() if key != "dates"}
    if not any(key in row for key in INNER):
        return row
    told = {"begin": begin_of(row) or None, "end": end_of(row) or None}
    return {key: told.get(key, value) for key, value in row.items() if key not in INNER}


def open_mark(channel: Row) -> str:
    """Return the mark of what is counted in years where an activity of a channel states no end, and so counts up to the day."""
    return OPEN_MARK if channel.get("open_ends") else ""
