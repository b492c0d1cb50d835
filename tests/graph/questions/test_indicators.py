"""The worked fixture to the last digit, and what must hold of the indicators whatever the data."""

import itertools
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from graph.channels import Event, Rules, YearMasks, channel, covered_years, small_masks
from graph.indicators import (
    Bounds,
    Run,
    active_year_count,
    chains,
    longest_run,
    multiplexity,
    persistence,
    person_dependence,
    renewal,
    simmelian,
    strength,
)
from graph.intervals import active_years, interval

# Window 2001-2010, 2006 uncovered: e1 project A,B 2001-2003, e2 project A,B,C 2005, e3 and e4 agreements A,B,
# e5 consortium of 20 in 2008, e6 stay 2009, e7 joint lab since 2009.
AS_OF = date(2010, 12, 31)
WINDOW = set(range(2001, 2011))
COVERED = WINDOW - {2006}
SPANS = {
    "e1": interval("2001", "2003"),
    "e2": interval("2005", "2005"),
    "e5": interval("2008", "2008"),
    "e6": interval("2009", "2009"),
    "e7": interval("2009", None),
}
CROWD = ["A", "B", *(f"D{number}" for number in range(18))]
MEMBERS = {"e1": ["A", "B"], "e2": ["A", "B", "C"], "e5": CROWD, "e6": ["A", "B"], "e7": ["A", "B"]}
KINDS = ["project", "project", "agreement", "agreement", "project", "stay", "lab"]
MOTIF = ("project", "stay", "lab")
ACTIVE = active_years(SPANS.values(), AS_OF).certain

years = st.frozensets(st.integers(1990, 2025), max_size=20)


def test_i1_of_the_fixture() -> None:
    assert active_year_count(ACTIVE, COVERED) == 7


def test_i2_of_the_fixture() -> None:
    unknown = WINDOW - COVERED - ACTIVE
    assert longest_run(ACTIVE, unknown, gap=0) == Run(Bounds(3, 3), Bounds(3, 3))
    assert longest_run(ACTIVE, unknown, gap=1) == Run(Bounds(5, 10), Bounds(4, 8))


def test_i3_of_the_fixture() -> None:
    assert persistence(ACTIVE, COVERED) == 7 / 9
    assert f"{persistence(ACTIVE, COVERED):.3f}" == "0.778"


def test_i4_of_the_fixture() -> None:
    sizes = [len(members) for members in MEMBERS.values()]
    assert strength(sizes) == float(1 + Fraction(1, 2) + Fraction(1, 19) + 1 + 1)
    assert f"{strength(sizes):.3f}" == "3.553"


def test_i8_of_the_fixture() -> None:
    renews = {"e4": ["e3"]}
    in_2010 = renewal({"e3": "renewed", "e4": "force"}, renews)
    assert (in_2010.share, in_2010.chain) == (1.0, 2)
    in_2013 = renewal({"e3": "renewed", "e4": "lapsed"}, renews)
    assert in_2013.share == 0.5
    automatic = renewal({"e3": "renewed", "e4": "presumed"}, renews)
    assert (automatic.share, automatic.presumed) == (1.0, 1)
    incomplete = renewal({"e3": "renewed", "e4": "unknown"}, renews)
    assert incomplete.share is None
    assert (incomplete.low, incomplete.high) == (0.5, 1.0)


def test_i10_of_the_fixture() -> None:
    assert multiplexity(KINDS, MOTIF) == (4, True)
    assert multiplexity(["project", "lab"], MOTIF) == (2, False)


def test_i11_of_the_fixture() -> None:
    assert simmelian("A", "B", list(MEMBERS.values())) == 0
    apart = [*MEMBERS.values(), ["A", "C"], ["B", "C"]]
    assert simmelian("A", "B", apart) == 1
    assert simmelian("A", "B", [["A", "B", "C"], ["A", "C"], ["B", "C"]]) == 0, (
        "their own tie came with C alone"
    )


def test_i17_of_the_fixture() -> None:
    assert person_dependence([None, None, None, ["p"], None]) is None
    assert person_dependence([["p"], ["p", "q"], ["q"], ["r"]]) == 0.5


def test_a_channel_of_the_fixture_shows_the_same_figures() -> None:
    declared = [{"activity": True, "countries": ["QM"], "begin": first, "end": last}
                for first, last in (("2001-01-01", "2005-12-31"), ("2007-01-01", "2015-12-31"))]  # fmt: skip
    covered = covered_years(declared, {"QM", "QN"}, 2010)
    assert covered == COVERED
    assert covered_years(declared, {"QX"}, 2010) == set()
    events = [Event(key, "project", True, len(MEMBERS[key]), span) for key, span in SPANS.items()]
    found = channel("B", events, covered, AS_OF, Rules(1, 10, MOTIF))
    assert found is not None
    assert found.figures["i1"] == 7
    assert found.figures["i2"] == {"span": [5, 10], "active": [4, 8]}
    assert found.figures["i2_small"] == {"span": [5, 6], "active": [4, 5]}
    assert found.figures["i3"] == 7 / 9
    assert found.figures["uncovered"] == [2006]


def test_no_dated_activity_is_no_channel() -> None:
    agreement = Event("e3", "agreement", False, 2, interval("2002", "2006"))
    undated = Event("e9", "project", True, 2, interval(None, None))
    assert channel("B", [agreement, undated], COVERED, AS_OF, Rules(1, 10, MOTIF)) is None


@given(years, years, st.integers(0, 4))
def test_the_run_lies_within_its_bounds_in_every_world(
    active: frozenset[int], unknown: frozenset[int], gap: int
) -> None:
    run = longest_run(active, unknown, gap)
    assert run.span.low <= run.span.high
    for some in itertools.islice(itertools.combinations(sorted(unknown - active), 3), 20):
        world = chains(active | set(some), gap)
        assert run.span.low <= max(last - first + 1 for first, last, _ in world) <= run.span.high
        assert run.active.low <= max(count for _, _, count in world) <= run.active.high


@given(years, years, years, st.integers(0, 3))
def test_more_support_never_lowers_an_indicator(
    active: frozenset[int], more: frozenset[int], covered: frozenset[int], gap: int
) -> None:
    both = active | more
    assert active_year_count(active, covered) <= active_year_count(both, covered)
    assert longest_run(active, (), gap).span.low <= longest_run(both, (), gap).span.low
    before, after = persistence(active, covered), persistence(both, covered)
    assert (before is None and after is None) or (
        before is not None and after is not None and before <= after
    )


@given(st.lists(st.integers(2, 60), max_size=12))
def test_strength_grows_with_events_and_shrinks_with_size(sizes: list[int]) -> None:
    assert strength([*sizes, 2]) > strength(sizes)
    assert strength([size + 1 for size in sizes]) <= strength(sizes)


members = st.lists(st.sets(st.sampled_from("ABCDEF"), min_size=2), max_size=8)


@given(members, st.integers(3, 12))
def test_a_consortium_adds_no_simmelian_tie(events: list[set[str]], size: int) -> None:
    crowd = {"A", "B", *(f"X{number}" for number in range(size))}
    assert simmelian("A", "B", [*events, crowd], cap=2) == simmelian("A", "B", events, cap=2)
    assert simmelian("A", "B", [crowd]) == 0


@given(members, st.randoms())
def test_simmelian_is_symmetric_and_blind_to_order(events: list[set[str]], random: object) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert simmelian("A", "B", events) == simmelian("B", "A", shuffled)


spans = st.tuples(st.integers(1995, 2014), st.integers(0, 5))


@given(
    st.lists(st.tuples(spans, st.sets(st.sampled_from(["b", "c", "d"]), min_size=1)), min_size=1),
    st.integers(0, 2),
)
def test_the_fast_order_is_the_figure_of_the_channel(
    rows: list[tuple[tuple[int, int], set[str]]], gap: int
) -> None:
    given_rows = [
        [
            ["a", *sorted(others)],
            ["QM", *("QN" for _ in others)],
            [f"{first}-01-01", f"{first}-12-31", f"{first + length}-01-01", f"{first + length}-12-31"],
            None,
        ]
        for (first, length), others in rows
    ]
    masks = YearMasks(date(2020, 1, 1), gap)
    fast = small_masks(given_rows, ["QM"], masks)["a"]
    for partner in {other for _, others in rows for other in others}:
        events = [
            Event(str(at), "project", True, 2, interval(str(first), str(first + length)))
            for at, ((first, length), others) in enumerate(rows)
            if partner in others
        ]
        made = channel(partner, events, range(1990, 2021), date(2020, 1, 1), Rules(gap, 10, MOTIF))
        assert made is not None
        assert masks.run(fast[partner]) == made.figures["i2_small"]["span"][0]
        assert fast[partner].bit_count() == made.figures["i1"]


def test_an_event_without_size_or_of_one_makes_no_strength() -> None:
    assert strength([0, 1]) == 0.0
    assert persistence({2001}, set()) is None
    assert small_masks([], ["QM"], YearMasks(AS_OF, 1)) == {}
    nowhere = [["a", "b"], ["QM", ""], ["2001-01-01", "2001-12-31", None, None], None]
    assert small_masks([nowhere], ["QM"], YearMasks(AS_OF, 1)) == {}, (
        "a partner without a seat is not foreign"
    )
