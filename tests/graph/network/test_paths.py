"""Random events enter; all shortest paths must leave, as networkx finds them, and every cap must be told."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.network_paths import search

events_strategy = st.lists(st.sets(st.sampled_from("abcdefghij"), min_size=1, max_size=5), max_size=14)


def looking(events: Sequence[set[str]]):
    def look(ids: Sequence[str]) -> list[tuple[str, list[str]]]:
        return [(f"e{n}", sorted(event)) for n, event in enumerate(events) if event & set(ids)]

    return look


@settings(max_examples=300)
@given(
    events_strategy,
    st.sampled_from("abcdefghij"),
    st.sampled_from("abcdefghij"),
    st.integers(1, 8),
    st.integers(1, 6),
)
def test_all_shortest_paths_are_found_and_counted(
    events: list[set[str]], one: str, other: str, longest: int, most: int
) -> None:
    graph = nx.Graph()
    graph.add_nodes_from("abcdefghij")
    for event in events:
        graph.add_edges_from((a, b) for a in event for b in event if a < b)
    found = search(one, other, looking(events), longest, most)
    expected = (
        sorted(map(tuple, nx.all_shortest_paths(graph, one, other))) if nx.has_path(graph, one, other) else []
    )
    if not expected or len(expected[0]) - 1 > longest:
        assert (found.length, found.total, found.shown) == (None, 0, ())
        assert not (found.exhausted and expected)
    else:
        assert found.length == len(expected[0]) - 1
        assert found.total == len(expected)
        assert list(found.shown) == expected[:most]


def test_an_event_is_opened_once_from_each_end() -> None:
    seen: list[str] = []
    events = [{"a", "b"}, {"b", "c"}, {"c", "d"}]
    look = looking(events)
    search("a", "d", lambda ids: [seen.append(i) or row for i in ids for row in look([i])], 8, 9)
    assert len(seen) <= 2 * len(events) + 2
