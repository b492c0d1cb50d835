"""When two members of one event were in it together: the dates that their figures are counted from."""

from __future__ import annotations

from datetime import date

from graph.channels import YearMasks, small_masks
from graph.stints import by_meeting, meeting, together, whole_stint

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


def test_who_was_in_it_for_a_part_makes_a_row_of_its_own() -> None:
    """As the graph gives them: who took part always as ids, and who for a part as an id with its bounds."""
    row = {"event": "e", "dates": list(LAB), "members": ["b"], "seatless": ["s"], "own": [list(EARLY)]}
    timed = [["c", list(LATE)], ["d", list(EARLY)], ["b", list(LATE)]]
    found = by_meeting([{**row, "timed": timed}])
    assert [(one["members"], one["seatless"]) for one in found] == [(["b"], ["s"]), (["c"], []), (["d"], [])]
    assert found[0]["dates"] == list(EARLY)
    assert found[1]["dates"] == list(meeting(LAB, EARLY, LATE))
    assert found[2]["dates"] == list(EARLY)
    assert by_meeting([{**row, "own": [[]], "timed": []}])[0]["dates"] == list(LAB)
