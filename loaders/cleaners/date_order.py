"""A date in figures whose source is known to write day or month first enters, the day in ISO order leaves.

Nothing in `04/11/1938` says which figure is the month, so a mapping says it for a whole source. A year of two figures
is read as POSIX has it: 69 to 99 are of the last century, 00 to 68 of this one.
"""

from __future__ import annotations

import re
from datetime import date
from unicodedata import normalize

from loaders.cleaners.refusal import Refused

_FIGURES = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_TURN = 69


def date_dmy(value: str) -> tuple[str, str]:
    """Day, month, year: 04/11/1938 is the fourth of November."""
    return _read(value, 1, 3, "day, month, year, such as 04/11/1938", "日/月/年，例如 04/11/1938")


def date_mdy(value: str) -> tuple[str, str]:
    """Month, day, year: 11/4/09 is the fourth of November."""
    return _read(value, 3, 1, "month, day, year, such as 11/4/2009", "月/日/年，例如 11/4/2009")


def _read(value: str, day: int, month: int, form: str, form_zh: str) -> tuple[str, str]:
    found = _FIGURES.fullmatch(normalize("NFKC", value).strip())
    try:
        if found is None:
            raise ValueError
        year = int(found[4])
        if len(found[4]) == 2:
            year += 1900 if year >= _TURN else 2000
        return date(year, int(found[month]), int(found[day])).isoformat(), "date"
    except ValueError:
        raise Refused(
            f"{value!r} is not a day written as {form}",
            f"{value!r} 不是按“{form_zh}”书写的日期",
            "correct it in the file, or leave the cell empty",
            "请在文件中更正，或将单元格留空",
        ) from None
