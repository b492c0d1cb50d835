"""Events and neighbours enter; the geometry of timelines and networks must be right, and always the same."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.pages.ego import MOST, NAME_HIGH, NAMED, RING, SIZE, ego
from api.pages.timeline import LEFT, LONGEST, RIGHT, WIDTH, timeline

AS_OF = date(2015, 6, 30)


def event(
    name: str, begin: str | None, end: str | None, latest: str | None = None, earliest: str | None = None
) -> dict[str, Any]:
    return {
        "event": name,
        "label": name,
        "kind": "project",
        "activity": True,
        "begin": begin,
        "begin_latest": latest or begin,
        "end_earliest": earliest or end,
        "end": end,
    }


def lanes(*events: dict[str, Any], covered: Any = ()) -> list[Any]:
    return [("x", {"label": "x"}, list(events), covered)]


def test_nothing_dated_draws_nothing() -> None:
    assert timeline(lanes(event("a", None, None)), AS_OF) is None


def test_exact_inexact_and_open_ends() -> None:
    drawn = timeline(
        lanes(
            event("exact", "2001-01-01", "2003-12-31"),
            event("inexact", "2005-01-01", "2006-12-31", latest="2005-12-31", earliest="2006-12-01"),
            event("open", "2009-01-01", None),
            event("late", None, "2002-06-30"),
            event("never", None, None),
        ),
        AS_OF,
    )
    assert drawn is not None
    bars = {bar.event["event"]: bar for bar in drawn.lanes[0].bars}
    assert bars["exact"].early is None
    assert bars["exact"].late is None
    assert bars["inexact"].early is not None
    assert bars["inexact"].late is not None
    assert bars["open"].open_end
    assert bars["open"].x + bars["open"].width == drawn.today
    assert bars["late"].open_begin
    assert [one["event"] for one in drawn.undated] == ["never"]
    scale = (WIDTH - LEFT - RIGHT) / (drawn.last - drawn.first + 1)
    assert abs(bars["exact"].width - 3 * scale) < 0.5


def test_years_that_no_source_covers_are_hatched_even_where_something_is_known() -> None:
    drawn = timeline(
        lanes(event("a", "2001-01-01", "2015-06-30"), covered={*range(2001, 2006), *range(2007, 2016)}), AS_OF
    )
    assert drawn is not None
    assert [(first, last) for _, _, first, last in drawn.lanes[0].hatched] == [(2006, 2006)]


def test_bars_of_a_lane_do_not_cover_each_other() -> None:
    drawn = timeline(
        lanes(*(event(str(n), f"{2000 + n}-01-01", f"{2004 + n}-12-31") for n in range(9))), AS_OF
    )
    assert drawn is not None
    bars = drawn.lanes[0].bars
    for one in bars:
        for other in bars:
            assert (
                one is other
                or one.y != other.y
                or one.x + one.width <= other.x
                or other.x + other.width <= one.x
            )


def test_a_very_old_event_is_cut_and_counted() -> None:
    drawn = timeline(lanes(event("old", "1890-01-01", "2010-12-31"), event("new", "2010-01-01", None)), AS_OF)
    assert drawn is not None
    assert drawn.last - drawn.first + 1 <= LONGEST
    assert drawn.earlier == 1
    assert all(bar.x >= LEFT for bar in drawn.lanes[0].bars)


day = st.dates(date(1900, 1, 1), date(2030, 12, 31)).map(str)


@given(st.lists(st.tuples(st.none() | day, st.none() | day), max_size=12))
def test_every_drawing_stays_inside_its_frame(dates: list[tuple[str | None, str | None]]) -> None:
    drawn = timeline(lanes(*(event(str(n), a, b) for n, (a, b) in enumerate(dates))), AS_OF)
    if drawn is None:
        assert all(a is None and b is None for a, b in dates)
        return
    for bar in drawn.lanes[0].bars:
        assert LEFT <= bar.x <= WIDTH - RIGHT + 1
        assert bar.width > 0
        assert bar.x + bar.width <= WIDTH
        assert bar.y + 13 <= drawn.height
    assert len(drawn.lanes[0].bars) + len(drawn.undated) == len(dates)


def around(count: int) -> tuple[list[dict[str, Any]], list[tuple[str, str, float]]]:
    nodes = [{"id": f"n{n}", "label": f"n{n}", "group": "ABCDEFGHIJ"[n % 10]} for n in range(count)]
    edges = [("me", f"n{n}", float(1 + n % 5)) for n in range(count)]
    return nodes, [*edges, *((f"n{n}", f"n{n + 3}", 1.0) for n in range(0, count - 3, 7))]


def test_up_to_the_cap_everyone_is_drawn_and_what_is_cut_is_counted() -> None:
    nodes, edges = around(MOST + 7)
    drawn = ego(nodes, edges, "me")
    assert len(drawn.dots) == MOST
    assert drawn.cut == 7
    named = [at for at, dot in enumerate(drawn.dots) if dot.named]
    assert drawn.unnamed == MOST - len(named)
    assert 50 < len(named) <= NAMED
    assert min(b - a for a, b in pairwise(named)) * 2 * math.pi * RING / MOST >= NAME_HIGH, "names overlap"
    assert drawn.own["n4"] == (5.0, 5)
    assert len(drawn.inner) == len([one for one in edges if "me" not in one[:2] and int(one[1][1:]) < MOST])
    assert sum(group.count for group in drawn.groups) == MOST


def test_the_drawing_does_not_depend_on_the_order_of_edges() -> None:
    nodes, edges = around(40)
    assert (
        ego(nodes, edges, "me")
        == ego(nodes, list(reversed(edges)), "me")
        == ego(nodes, edges, "me", seed=360)
    )
    assert ego(nodes, edges, "me", seed=90) != ego(nodes, edges, "me")


def test_groups_stand_together_and_all_inside_the_frame() -> None:
    nodes, edges = around(33)
    drawn = ego(nodes, edges, "me")
    names = [dot.node["group"] for dot in drawn.dots]
    assert sum(a != b for a, b in pairwise(names)) == len(set(names)) - 1
    assert all(0 < dot.x < SIZE and 0 < dot.y < SIZE for dot in drawn.dots)
    assert [dot.number for dot in sorted(drawn.dots, key=lambda dot: dot.number)] == list(range(1, 34))


def test_nobody_around_is_no_error() -> None:
    assert ego([], [], "me").dots == ()


def test_the_first_year_that_there_is_has_none_before_it() -> None:
    drawn = timeline(lanes(event("ended", None, "0001-06-30")), date(1, 1, 1))
    assert drawn is not None
    assert drawn.first == 1
