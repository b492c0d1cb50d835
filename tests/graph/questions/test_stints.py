"""When two members of one event were in it together: the dates that their figures are counted from."""

from __future__ import annotations

from datetime import date
from typing import Any

from graph.channels import Rules, YearMasks, channel, event, small_masks
from graph.stints import apart, by_meeting, meeting, never_together, together, whole_stint

LAB = ("1997-01-01", "1997-01-31", None, None)
EARLY = ("2000-01-01", "2000-12-31", "2006-01-01", "2006-12-31")
LATE = ("2008-10-01", "2008-10-31", None, None)
SILENT = ()


def test_two_are_together_from_the_later_begin_to_the_earlier_end() -> None:
    assert meeting(LAB, SILENT, SILENT) == LAB
    assert meeting(LAB, EARLY, SILENT) == ("2000-01-01", "2000-12-31", "2006-01-01", "2006-12-31")
    assert meeting(LAB, LATE, SILENT) == LATE
    ended = ("1997-01-01", "1997-01-31", "2010-01-01", "2010-12-31")
    assert meeting(ended, LATE, SILENT) == ("2008-10-01", "2008-10-31", "2010-01-01", "2010-12-31")
    undated = (None, None, None, None)
    assert meeting(undated, LATE, EARLY) == undated


def test_who_left_before_the_other_came_never_met() -> None:
    met = meeting(LAB, EARLY, LATE)
    assert met[0] is not None
    assert met[3] is not None
    assert met[0] > met[3]
    assert YearMasks(date(2026, 1, 1), 1).mask(met) == 0
    assert never_together([[EARLY], [LATE]]) and never_together([[LATE], [EARLY]])
    for open_ in (
        [],
        [SILENT],
        [(None, None, None, None)],
        [EARLY, LATE],
    ):  # of one nobody knows, or it came back
        assert not never_together([open_, [LATE]])
    touching = ("2006-06-01", "2006-06-30", None, None)  # somebody left in 2006, perhaps after June
    assert not never_together([[EARLY], [touching]])
    wrong = ("2010-01-01", "2010-12-31", "2005-01-01", "2005-12-31")
    assert not never_together([[wrong], [LATE]])


def test_several_stints_of_one_member_are_taken_as_one() -> None:
    assert whole_stint([EARLY, LATE]) == ("2000-01-01", "2000-12-31", None, None)
    assert whole_stint([EARLY, (None, None, None, None)]) == ()  # of one of them nobody knows when it was
    assert whole_stint([]) == ()


def test_a_row_is_dated_by_when_both_were_in_it() -> None:
    row = {"dates": list(LAB), "stints": [[list(LATE)], [list(EARLY), list(LATE)]], "event": "e"}
    assert together(row) == {**row, "dates": list(LATE)}


def test_each_pair_of_one_activity_has_years_of_its_own() -> None:
    masks = YearMasks(date(2010, 6, 30), 1)
    rows = [(["a", "b", "c"], ["DE", "FR", "FR"], LAB, [list(EARLY), [], list(LATE)])]
    found = small_masks(rows, ["DE"], masks)
    assert set(found["a"]) == {"b"}  # c came when a had left
    assert masks.run(found["a"]["b"]) == 7  # from some day of 2000 to some day of 2006
    plain = small_masks([(*rows[0][:3], None)], ["DE"], masks)
    assert set(plain["a"]) == {"b", "c"}
    assert masks.run(plain["a"]["b"]) == 14


def test_rows_of_events_are_parted_by_when_members_took_part() -> None:
    row = {"event": "lab", "dates": list(LAB), "members": ["a"], "seatless": ["s"], "own": [list(LATE)],
           "timed": [["b", EARLY], ["c", ["2012-01-01", "2012-12-31", None, None]], ["a", EARLY]]}  # fmt: skip
    found = {tuple(one["members"]): (one["dates"], one["seatless"]) for one in by_meeting([row])}
    assert found[("a",)] == (list(LATE), ["s"])  # who says once that it was always in it, was
    assert found[("c",)] == (["2012-01-01", "2012-12-31", None, None], [])
    assert YearMasks(date(2026, 1, 1), 1).mask(found[("b",)][0]) == 0
    plain = {**row, "own": [[]], "timed": []}
    assert by_meeting([plain]) == [plain]


def test_who_joins_after_the_day_is_not_together_yet() -> None:
    assert apart(LATE, date(2008, 9, 30))
    assert not apart(LATE, date(2008, 10, 1))
    assert not apart((None, None, None, None), date(2008, 1, 1))


def test_years_before_any_that_is_counted_break_nothing() -> None:
    """Somebody typed 1206 for 2006: the years that are counted remain."""
    assert YearMasks(date(2026, 1, 1), 1).mask(("1206-01-01", "1206-12-31", "1207-01-01", "1207-12-31")) == 0


def test_what_one_had_left_before_the_other_came_is_none_of_their_channel() -> None:
    """Else the laboratory would be a kind of event of theirs, make the motif whole, and pass for one without a date."""
    shared: dict[str, Any] = {"activity": True, "size": 3}
    rows = [
        {
            **shared,
            "event": "l",
            "kind": "lab",
            "dates": meeting(LAB, EARLY, LATE),
            "stints": [[EARLY], [LATE]],
        },
        {**shared, "event": "p", "kind": "project", "dates": EARLY, "stints": [[], []]},
    ]
    made = channel("b", map(event, rows), set(), date(2015, 1, 1), Rules(1, 10, ("lab", "project")))
    assert made is not None
    assert [one.id for one in made.events] == ["p"]
    assert made.undated == ()
    assert made.figures["events"] == 1
    assert made.figures["i10"] == {"kinds": ["project"], "count": 1, "motif": False}
