"""What two institutions did and agreed enters; the rung of each year leaves, worked out by hand."""

from __future__ import annotations

from datetime import date

from graph.channels import Event
from graph.force import Segment
from graph.intervals import bounded, interval
from graph.ladder import ladder
from graph.presets import load_presets
from tests.graph.questions.conftest import Asked

RUNGS = load_presets()["rungs"].value


def event(name: str, kind: str, begin: str, end: str, size: int = 2, *, activity: bool = True) -> Event:
    return Event(name, kind, activity, size, interval(begin, end))


def test_the_highest_rung_of_each_year_and_what_reached_it() -> None:
    events = [
        event("paper", "output", "2000", "2000"), event("stay", "stay", "2001", "2001"), event("p", "project", "2001", "2003"),
        event("huge", "project", "2004", "2004", 20), event("lab", "lab", "2006-05", "2007"), event("a", "agreement", "", "", activity=False),
        event("between states", "agreement", "", "", activity=False),
    ]  # fmt: skip
    life = [Segment("yes", bounded(date(2007, 3, 1), None, None, date(2008, 2, 28)), "in_force")]
    agreed = {"a": ("institution", life), "between states": ("intergovernmental", life)}
    found = ladder(events, agreed, {2000, 2005}, date(2009, 6, 30), rungs=RUNGS, cap=10)
    assert [(one["year"], one["rung"]) for one in found] == [
        (2000, 0), (2001, 2), (2002, 2), (2003, 2), (2004, 0), (2005, None), (2006, 4), (2007, 5), (2008, 5), (2009, None),
    ]  # fmt: skip
    assert [one["year"] for one in found if one["covered"]] == [2000, 2005]
    assert found[7]["things"] == ["a"]
    assert ladder([], {}, {2000}, date(2009, 6, 30), rungs=RUNGS, cap=10) == []


def test_the_fixture_climbs_from_projects_to_an_agreement(asked: Asked) -> None:
    answer = asked("pair", one="inst-own-fix-a", other="inst-own-fix-b", as_of="2010-12-31")
    rungs = {one["year"]: one["rung"] for one in answer.meta["ladder"]}
    # the first agreement holds until 2006, to the year: whether it still did on any day of it is not said
    assert rungs == {2001: 2, **dict.fromkeys(range(2002, 2011), 5), 2006: None}
    assert {one["year"]: one["may_be"] for one in answer.meta["ladder"] if one["may_be"] is not None} == {
        2006: 5
    }
    earlier = asked("pair", one="inst-own-fix-a", other="inst-own-fix-b", as_of="2001-12-31")
    assert {one["year"]: one["rung"] for one in earlier.meta["ladder"]} == {2001: 2}


def test_balance_of_stays_counts_who_hosts(asked: Asked) -> None:
    """I16 on the world: the one stay of the fixture was at the first; turned round, the sides change."""
    one = asked("pair", one="inst-own-fix-a", other="inst-own-fix-b", as_of="2010-12-31").meta["i16"]
    turned = asked("pair", one="inst-own-fix-b", other="inst-own-fix-a", as_of="2010-12-31").meta["i16"]
    assert one == {"inward": 1, "outward": 0, "share": 0.0}
    assert turned == {"inward": 0, "outward": 1, "share": 0.0}
    assert (
        asked("pair", one="inst-own-fix-a", other="inst-own-fix-b", as_of="2008-12-31").meta["i16"]["share"]
        is None
    )


def test_the_last_year_of_the_calendar_ends_like_others() -> None:
    life = [Segment("yes", bounded(date(9998, 3, 1), None, None, None), "in_force")]
    paper = event("a", "agreement", "", "", activity=False)
    found = ladder([paper], {"a": ("institution", life)}, set(), date(9999, 12, 31), rungs=RUNGS, cap=10)
    assert [(one["year"], one["rung"]) for one in found] == [(9998, 5), (9999, 5)]
