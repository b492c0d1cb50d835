"""Reasons to join and pairs to keep apart enter at random; what must hold of identity in any order leaves."""

from __future__ import annotations

import random

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from loaders.clusters import Clusters, Link, cluster
from loaders.judgements import NOT_SAME, SAME, UNDO, UNSURE, Judgement, latest

IDS = [f"inst-own-{letter}" for letter in "abcdefgh"]
IDENTIFIERS = [f"ror-{number}" for number in range(4)]
PAIRS = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] != pair[1])

LINKS = st.lists(
    st.one_of(
        st.builds(Link, st.integers(2, 4), st.just(0), st.sampled_from(IDS), st.sampled_from(IDENTIFIERS)),
        st.builds(lambda pair, age: Link(1, age, *pair), PAIRS, st.integers(-9, 0)),
    ),
    max_size=25,
)
APART = st.lists(PAIRS.map(lambda pair: (min(pair), max(pair))), max_size=6)  # as judgements give them


def together(found: Clusters, one: str, other: str) -> bool:
    return any(one in group and other in group for group in found.members)


@given(LINKS, APART, st.randoms(use_true_random=False))
def test_no_order_changes_the_clusters(
    links: list[Link], apart: list[tuple[str, str]], luck: random.Random
) -> None:
    shuffled, turned = links.copy(), apart.copy()
    luck.shuffle(shuffled)
    luck.shuffle(turned)
    assert cluster(shuffled + shuffled[:3], turned) == cluster(links, apart)


@given(LINKS, APART)
def test_not_same_always_separates(links: list[Link], apart: list[tuple[str, str]]) -> None:
    found = cluster(links, apart)
    assert not any(together(found, one, other) for one, other in apart)


@given(LINKS)
def test_without_judgements_clusters_are_connected_components(links: list[Link]) -> None:
    web: nx.Graph[str] = nx.Graph()
    web.add_edges_from((link.left, link.right) for link in links)
    expected = tuple(sorted(tuple(sorted(group)) for group in nx.connected_components(web)))
    assert cluster(links, []) == Clusters(expected, ())


@given(LINKS, APART)
def test_kept_links_join_and_cut_links_do_not(links: list[Link], apart: list[tuple[str, str]]) -> None:
    found = cluster(links, apart)
    gave_way = {gone.link for gone in found.cut}
    for link in links:
        assert together(found, link.left, link.right) == (link not in gave_way)
    for gone in found.cut:
        assert gone.apart
        assert set(gone.apart) <= set(apart)


@given(LINKS, APART)
def test_clustering_what_was_kept_again_changes_nothing(
    links: list[Link], apart: list[tuple[str, str]]
) -> None:
    first = cluster(links, apart)
    gave_way = {gone.link for gone in first.cut}
    kept = [link for link in links if link not in gave_way]
    assert cluster(kept, apart) == Clusters(first.members, ())
    assert cluster(kept, []) == Clusters(first.members, ())


@given(LINKS, APART, PAIRS)
def test_a_merge_taken_back_leaves_no_trace(
    links: list[Link], apart: list[tuple[str, str]], pair: tuple[str, str]
) -> None:
    merge = Link(1, -10, *pair)
    before = cluster(links, apart)
    cluster([*links, merge], apart)
    assert cluster([link for link in [*links, merge] if link != merge], apart) == before


STATED = LINKS.map(lambda links: [link for link in links if link.strength > 1])
COUNTRIES = st.dictionaries(st.sampled_from(IDS), st.sampled_from(("DE", "FR")))


@given(STATED, COUNTRIES, st.lists(PAIRS, max_size=4))
def test_what_no_person_says_never_joins_two_countries_nor_a_part_and_its_whole(
    links: list[Link], countries: dict[str, str], kin: list[tuple[str, str]]
) -> None:
    claims = {name: {"country": frozenset((country,))} for name, country in countries.items()}
    found = cluster(links, [], claims, kin)
    for group in found.members:
        assert len({countries[name] for name in group if name in countries}) < 2
    assert not any(together(found, one, other) for one, other in kin)
    assert all(gone.against for gone in found.cut)
    kept = [link for link in links if link not in {gone.link for gone in found.cut}]
    assert cluster(kept, [], claims, kin) == Clusters(found.members, ())


JUDGEMENTS = st.lists(
    st.builds(
        lambda pair, word, line: Judgement(pair[0], pair[1], word, "somebody", "2015-06-30", "", line),
        PAIRS,
        st.sampled_from((SAME, NOT_SAME, UNSURE, UNDO)),
        st.integers(2, 99),
    )
)


@given(JUDGEMENTS)
def test_the_last_word_about_a_pair_is_in_force_and_no_other(judgements: list[Judgement]) -> None:
    said = latest(judgements)
    assert [found.line for found in said] == [found.line for found in judgements]
    for pair in {found.pair for found in said}:
        words = [found for found in said if found.pair == pair]
        in_force = [found for found in words if found.in_force]
        assert in_force == ([] if words[-1].word == UNDO else [words[-1]])


@given(JUDGEMENTS, PAIRS)
def test_undo_takes_back_what_was_said_of_the_pair_alone(
    judgements: list[Judgement], pair: tuple[str, str]
) -> None:
    undo = Judgement(pair[0], pair[1], UNDO, "somebody", "2015-07-01", "", 100)
    before = [found for found in latest(judgements) if found.in_force and found.pair != undo.pair]
    assert [found for found in latest([*judgements, undo]) if found.in_force] == before
