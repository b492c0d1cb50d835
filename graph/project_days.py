"""Dates as sources state them enter as columns of text; the first and the last day that each can mean leave.

The same as `graph/intervals.py` says of one date, written for a whole column.
"""

# pyright: reportArgumentType=false, reportOperatorIssue=false, reportAttributeAccessIssue=false
# Ibis declares its operators more narrowly than it accepts them; mypy and the tests watch over this file.

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def first_day(stated: ir.Value) -> ir.Value:
    """The first day that a date as stated can mean: 2006 is 1 January 2006."""
    year, month = stated + "-01-01", stated + "-01"
    return ibis.cases((stated.length() == 4, year), (stated.length() == 7, month), else_=stated)


def last_day(stated: ir.Value) -> ir.Value:
    """The last day that a date as stated can mean: 2006-02 is 28 February 2006."""
    year, month = stated.substr(0, 4).try_cast("int32"), stated.substr(5, 2)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = stated + ibis.cases(
        (month.isin(["04", "06", "09", "11"]), "-30"),
        ((month == "02") & leap, "-29"),
        (month == "02", "-28"),
        else_="-31",
    )
    whole = stated + "-12-31"
    return ibis.cases((stated.length() == 4, whole), (stated.length() == 7, last), else_=stated)
