"""A date as exact as somebody wrote it enters, xsd:date, gYearMonth or gYear leaves, never more exact."""

from __future__ import annotations

import re
from datetime import date as calendar_date
from datetime import timedelta
from unicodedata import normalize

from loaders.cleaners.refusal import Absent, Refused

_ISO = re.compile(r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})")
_SERIAL = re.compile(r"[1-9][0-9]{4}(\.[0-9]+)?")  # days since the end of 1899: 1927 to 2173
_EXCEL = calendar_date(1899, 12, 30)
_WRITTEN = re.compile(
    r"([1-9][0-9]{3})"
    r"(?:(?:([-/.])([0-9]{1,2})(?:\2([0-9]{1,2}))?)|(?:\s?年(?:\s?([0-9]{1,2})\s?月(?:\s?([0-9]{1,2})\s?[日号])?)?))?"
    r"(?:[T ]\s?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_OCTOBER = re.compile(r"[1-9][0-9]{3}[.]1")  # as a spreadsheet keeps 2006.10, which it takes for a number
_FORMS = "2006, 2006-05, 2006-05-17, 2006/5/17, 2006年5月17日"


def date(value: str) -> tuple[str, str]:
    """A date, a month or a year; a time of day behind it is dropped, an impossible date is refused."""
    found = _ISO.fullmatch(value)
    if (
        found is not None
        and found[2] < "13"
        and found[2] > "00"
        and "00" < found[3] < "29"
        and found[1] != "9999"
    ):
        return value, "date"
    written = normalize("NFKC", value).strip()
    if _OCTOBER.fullmatch(written):
        raise _january(value, written[:4])
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise _no_date(value)
    year = found[1]
    month = found[3] or found[5] or ""
    day = found[4] or found[6] or ""
    if ":" in written and not day:
        raise _no_date(value)
    if year == "9999":
        raise Absent(
            f"{value!r} stands for 'no end'; an open end is an empty cell",
            f"{value!r} 表示“没有结束日期”；开放的结束日期应留空",
            "nothing to do; leave the cell empty to avoid this note",
            "无须处理；若不想看到此提示，请将单元格留空",
        )
    if not month:
        return year, "gYear"
    if not 1 <= int(month) <= 12:
        raise _no_month(value, int(month))
    if not day:
        return f"{year}-{int(month):02}", "gYearMonth"
    try:
        return calendar_date(int(year), int(month), int(day)).isoformat(), "date"
    except ValueError:
        raise _impossible(value) from None


def _no_date(value: str) -> Refused:
    if _SERIAL.fullmatch(value):
        day = (_EXCEL + timedelta(days=int(float(value)))).isoformat()
        return Refused(
            f"{value!r} is not a date; Excel stores {day} as this number",
            f"{value!r} 不是日期；Excel 用这个数表示 {day}",
            f"format the column as a date, or write {day} if that is the day",
            f"请将该列设为日期格式；若就是这一天，请写 {day}",
        )
    return Refused(
        f"{value!r} is not a date",
        f"{value!r} 不是日期",
        f"write one of the forms {_FORMS}; words such as 'since' or 'by' belong into the note",
        f"请用以下写法之一：{_FORMS}；“自”“截至”之类的字词请写入备注",
    )


def _no_month(value: str, month: int) -> Refused:
    return Refused(
        f"{value!r} is no date: there is no month {month}",
        f"{value!r} 不是日期：没有 {month} 月",
        "correct the month, or keep the year alone; write year, month, day in this order",
        "请更正月份，或只保留年份；顺序为年、月、日",
    )


def _january(value: str, year: str) -> Refused:
    return Refused(
        f"{value!r} is January, or October: a spreadsheet keeps {year}.10 as the number {year}.1",
        f"{value!r} 可能是 1 月，也可能是 10 月：电子表格会把 {year}.10 存为数字 {year}.1",
        f"write {year}-01 or {year}-10",
        f"请写 {year}-01 或 {year}-10",
    )


def _impossible(value: str) -> Refused:
    return Refused(
        f"{value!r} is not a day of the calendar",
        f"{value!r} 在日历中不存在",
        "correct the day or the month, or keep only what is certain, such as 2006-05",
        "请更正日或月，或只保留确定的部分，例如 2006-05",
    )
