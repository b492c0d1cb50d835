"""In force on a day: each clause by example, and whom an agreement binds through blocs and successions."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.force import (
    RANK,
    Instrument,
    Membership,
    Side,
    When,
    bindings,
    state_during,
    state_on,
    timeline,
    together,
)
from graph.intervals import earliest, interval, latest

DAY = date(2015, 6, 30)


def when(text: str) -> When:
    return When(earliest(text), latest(text))


def made(**dates: object) -> Instrument:
    """An instrument from dates as text."""
    return Instrument("a", **{key: when(one) if isinstance(one, str) and key not in ("renewal", "term") else one
                              for key, one in dates.items()})  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "day", "state", "reason"),
    [
        (made(entered="1999-06-01", valid_until="2004-05-31", renewal="automatic"), "2004-05-31", "yes", "in_force"),
        (made(entered="1999-06-01", valid_until="2004-05-31", renewal="automatic"), "2004-06-01", "presumed", "renews_automatically"),
        (made(entered="1995", valid_until="2000-12-31", renewal="none"), "2001-01-01", "no", "outside_its_term"),
        (made(entered="2000-03-01", valid_until="2005-03-01", renewal="unknown"), "2006-01-01", "unknown", "renewal_not_seen"),
        (made(entered="2000-03-01", valid_until="2005-03-01", renewal="consent"), "2006-01-01", "unknown", "renewal_not_seen"),
        (made(entered="2000-03-01", valid_until="2005-03-01"), "2006-01-01", "unknown", "renewal_not_seen"),
        (made(entered="2002", valid_until="2006", renewal="none", renewed=(("b", when("2007")),)), "2008-01-01", "no", "outside_its_term"),
        (made(entered="2012-05-01", provisional="2009-01-01", valid_until="2018"), "2010-01-01", "yes", "provisional"),
        (made(entered="2012-05-01", provisional="2009-01-01", valid_until="2018"), "2012-04-30", "yes", "provisional"),
        (made(entered="2012-05-01", provisional="2009-01-01", valid_until="2018"), "2012-05-01", "yes", "in_force"),
        (made(provisional="2009-01-01"), "2010-01-01", "presumed", "no_end_stated"),
        (made(provisional="2009-01-01", valid_until="2012"), "2010-01-01", "yes", "provisional"),
        (made(signed="2013"), "2014-01-01", "unknown", "entry_into_force_not_stated"),
        (made(signed="2013", by_signature=True, valid_until="2020"), "2014-01-01", "yes", "in_force"),
        (made(), "2014-01-01", "unknown", "undated"),
        (made(entered="1985", terminated="1999-12-31", valid_until="2010-12-31"), "2000-01-01", "no", "outside_its_term"),
        (made(entered="1985", terminated="1999-12-31", valid_until="2010-12-31"), "1999-12-31", "yes", "in_force"),
        (made(entered="1980", valid_until="1985", terminated="1999-05-31", renewal="automatic"), "1990-01-01", "presumed", "renews_automatically"),
        (made(entered="1980", valid_until="1985", terminated="1999-05-31", renewal="automatic"), "1999-06-01", "no", "outside_its_term"),
        (made(entered="2001"), "2010-01-01", "presumed", "no_end_stated"),
        (made(entered="2001", renewal="automatic"), "2010-01-01", "presumed", "renews_automatically"),
        (made(entered="2001", term="five years"), "2010-01-01", "unknown", "term_not_dated"),
        (made(entered="2001-01-01", term="P5Y"), "2005-12-31", "yes", "in_force"),
        (made(entered="2001-01-01", term="P5Y"), "2006-01-01", "unknown", "renewal_not_seen"),
        (made(entered="2001-01-01", term="P1Y6M", renewal="none"), "2002-07-01", "no", "outside_its_term"),
        (made(entered="2001-01-01", term="P"), "2002-07-01", "unknown", "term_not_dated"),
        (made(signed="2004-01-01", renews=True, term="P5Y"), "2008-12-31", "presumed", "renewal_signed"),
        (made(signed="2004-01-01", renews=True, term="P5Y"), "2009-01-01", "unknown", "renewal_not_seen"),
        (made(signed="2004-01-01", renews=True), "2009-01-01", "presumed", "no_end_stated"),
        (made(signed="2004-01-01", term="P5Y"), "2006-01-01", "unknown", "entry_into_force_not_stated"),
        (made(entered="2001", terminated="2005-01-01"), "2004-01-01", "yes", "in_force"),
        (made(entered="1985", valid_until="1990", renewal="automatic"), "1990-05-01", "presumed", "renews_automatically"),
        (made(entered="1985", valid_until="1990", renewal="none"), "1990-05-01", "unknown", "date_not_exact"),
        (made(entered="1985"), "1985-05-01", "unknown", "date_not_exact"),
    ],
)  # fmt: skip
def test_state_on_a_day(one: Instrument, day: str, state: str, reason: str) -> None:
    assert state_on(timeline(one, DAY), date.fromisoformat(day)) == (state, reason)


def test_facts_after_the_day_are_hidden() -> None:
    ended = made(entered="2000-01-01", valid_until="2005-12-31", terminated="2010-06-01", renewal="automatic")
    assert state_on(timeline(ended, date(2009, 1, 1)), date(2009, 1, 1))[0] == "presumed"
    assert state_on(timeline(ended, date(2011, 1, 1)), date(2011, 1, 1))[0] == "no"
    renewed = made(
        entered="2000-01-01", valid_until="2005-12-31", renewal="consent", renewed=(("b", when("2008")),)
    )
    assert state_on(timeline(renewed, date(2007, 1, 1)), date(2007, 1, 1))[0] == "unknown"
    assert state_on(timeline(renewed, date(2009, 1, 1)), date(2009, 1, 1))[0] == "no"
    assert timeline(made(signed="2016", entered="2016-05-01"), DAY) == ()
    signed_only = timeline(made(signed="2015-01-01", entered="2016-01-01"), DAY)
    assert signed_only == (), "what enters into force later is not in force, and nothing is unknown about it"


def test_any_overlap_counts_and_the_best_state_wins() -> None:
    life = timeline(made(entered="1999-06-01", valid_until="2004-05-31", renewal="automatic"), DAY)
    assert state_during(life, interval("2003", "2008"))[0] == "yes"
    assert state_during(life, interval("2006", "2008"))[0] == "presumed"
    assert state_during(life, interval("1990", "1998"))[0] == "no"
    assert state_during(life, interval(None, None))[0] == "unknown"


SIDES = (Side("p1", "country-iso-QM"), Side("p2", "region-own-four"), Side("p3", "country-iso-QS"))
LINKS = {
    "region-own-four": [
        Membership("m1", "region-own-four", "country-iso-QQ", interval("2000-01-01", None)),
        Membership("m2", "region-own-four", "country-iso-QR", interval("2010-01-01", None)),
        Membership("m3", "region-own-four", "country-iso-QX", interval("2000-01-01", "2008-12-31")),
        Membership("m4", "region-own-four", "country-iso-QY", interval(None, None)),
    ],
    "country-iso-QS": [Membership("s1", "country-iso-QS", "country-iso-QT", interval("1992-01-01", None))],
}


def bound(country: str, day: str, as_of: date = DAY) -> str:
    life = made(entered="1990-01-01", valid_until="2013-12-31", renewal="none", sides=SIDES)
    found = [one for one in bindings(life, LINKS, as_of) if one.actor == f"country-iso-{country}"]
    states = [state_on(one.segments, date.fromisoformat(day))[0] for one in found]
    return max(states, key=lambda state: RANK[state], default="no")


@pytest.mark.parametrize(
    ("country", "day", "state"),
    [
        ("QM", "1995-01-01", "yes"),
        ("QQ", "1999-12-31", "no"),
        ("QQ", "2000-01-01", "yes"),
        ("QR", "2009-12-31", "no"),
        ("QR", "2010-01-01", "yes"),
        ("QX", "2008-12-31", "yes"),
        ("QX", "2009-01-01", "no"),
        ("QY", "2005-01-01", "unknown"),
        ("QT", "1991-12-31", "no"),
        ("QT", "1992-01-01", "yes"),
        ("QZ", "2005-01-01", "no"),
    ],
)
def test_blocs_bind_their_members_and_states_their_successors(country: str, day: str, state: str) -> None:
    assert bound(country, day) == state


def test_memberships_after_the_day_are_hidden_and_so_is_their_end() -> None:
    assert bound("QR", "2010-06-01", as_of=date(2009, 6, 30)) == "no"
    assert bound("QX", "2009-06-30", as_of=date(2008, 6, 30)) == "yes", "that it would leave was not known"


def test_each_party_has_its_own_dates() -> None:
    sides = (
        Side("p1", "country-iso-QM"),
        Side("p2", "country-iso-QW", when("2002"), when("2003-01-01"), when("2008-12-31")),
        Side("p3", "country-iso-QT", when("2004")),
    )
    life = made(entered="2001-07-01", sides=sides)
    found = {one.actor[-2:]: one.segments for one in bindings(life, {}, DAY)}
    states = {
        (actor, day): state_on(segments, date.fromisoformat(day))[0]
        for actor, segments in found.items()
        for day in ("2002-06-01", "2005-01-01", "2009-01-01")
    }
    assert [states["QM", day] for day in ("2002-06-01", "2005-01-01", "2009-01-01")] == ["presumed"] * 3
    assert [states["QW", day] for day in ("2002-06-01", "2005-01-01", "2009-01-01")] == [
        "no",
        "presumed",
        "no",
    ]
    assert [states["QT", day] for day in ("2002-06-01", "2005-01-01", "2009-01-01")] == [
        "no",
        "unknown",
        "unknown",
    ]
    by_actor = {one.actor[-2:]: one for one in bindings(life, {}, DAY)}
    shared = together(by_actor["QM"], by_actor["QW"])
    assert state_on(shared, date(2005, 1, 1))[0] == "presumed"
    assert state_on(shared, date(2009, 1, 1))[0] == "no"


def test_dates_that_contradict_each_other_make_no_stretch() -> None:
    life = timeline(made(entered="2015-06-01", valid_until="2010-01-01", renewal="automatic"), DAY)
    assert [(one.state, one.reason, one.span.undated) for one in life] == [
        ("unknown", "dates_contradict", True)
    ]
    assert state_on(life, DAY) == ("unknown", "dates_contradict")


texts = st.dates(date(1990, 1, 1), date(2014, 12, 31)).map(lambda day: day.isoformat())


@given(texts, texts, st.sampled_from(["", "none", "automatic", "consent"]), texts)
def test_a_termination_never_strengthens_a_state(begin: str, end: str, renewal: str, stop: str) -> None:
    begin, end = sorted((begin, end))
    open_one = made(entered=begin, valid_until=end, renewal=renewal)
    stopped = made(entered=begin, valid_until=end, renewal=renewal, terminated=max(begin, stop))
    before, after = state_on(timeline(open_one, DAY), DAY)[0], state_on(timeline(stopped, DAY), DAY)[0]
    assert RANK[after] <= RANK[before]


@given(
    *[st.none() | texts] * 5,
    st.sampled_from(["", "none", "automatic", "consent"]),
    st.sampled_from(["", "P5Y", "P6M"]),
)
def test_no_segment_ends_before_it_begins(
    signed: str | None,
    provisional: str | None,
    entered: str | None,
    until: str | None,
    stop: str | None,
    renewal: str,
    term: str,
) -> None:
    life = made(
        signed=signed, provisional=provisional, entered=entered, valid_until=until, terminated=stop,
        renewal=renewal, term=term,
    )  # fmt: skip
    assert not [part for part in timeline(life, DAY) if part.span.contradictory]
