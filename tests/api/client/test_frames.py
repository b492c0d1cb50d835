"""Frames hold all rows with the types of the description, whatever the rows; networks become networkx graphs and files."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import networkx as nx
import polars as pl
import pyarrow.parquet as pq
import pytest

from api.client import Client, WrongRequestError
from tests.api.client.conftest import HUB


def test_a_pandas_frame_holds_all_pages(graph: Client) -> None:
    answer = graph.coverage(per_page=5)
    assert answer.meta.total > 5
    frame = answer.to_pandas()
    assert len(frame) == answer.meta.total
    assert len(answer.to_pandas(whole=False)) == 5
    assert list(frame.columns) == [one.name for one in answer.columns]
    assert frame.attrs["data_version"] == answer.meta.data_version
    assert frame.attrs["query"]["sentence"]["zh"]
    json.dumps(frame.attrs)  # so that Parquet can keep it


def test_types_are_those_of_the_description_even_without_rows(graph: Client) -> None:
    some, none = graph.partners(HUB), graph.partners(HUB, filter="label:nobody")
    assert (len(some), len(none)) != (0, 0) and len(none) == 0
    for answer in (some, none):
        types = answer.to_pandas().dtypes.astype(str).to_dict()
        assert (types["label"], types["events"], types["i3"], types["fictional"]) == (
            "string", "Int64", "Float64", "boolean",
        )  # fmt: skip
        schema = answer.to_polars().schema
        assert schema["label"] == pl.String
        assert schema["events"] == pl.Int64
        assert schema["i3"] == pl.Float64
        assert schema["years"] == pl.List(pl.Int64)
        assert schema["records"] == pl.List(pl.String)
        assert schema["i2"] == pl.String
    assert some.to_pandas().dtypes.equals(none.to_pandas().dtypes)
    assert some.to_polars().schema == none.to_polars().schema


def test_frames_hold_what_the_rows_hold(graph: Client) -> None:
    answer = graph.partners(HUB)
    rows = answer.to_dicts()
    assert len(rows) == answer.meta.total
    pandas, polars = answer.to_pandas(), answer.to_polars()
    for at, row in enumerate(rows):
        line: dict[str, Any] = polars.row(at, named=True)
        for name, value in row.items():
            if isinstance(value, tuple) and line[name] is not None and not isinstance(line[name], str):
                assert line[name] == list(value)
            elif isinstance(value, dict | list):
                assert json.loads(line[name]) == value
                assert pandas[name][at] == value
            else:
                assert line[name] == value


@pytest.mark.parametrize(
    "question", ["candidates", "coverage", "sources", "agreements_in_force", "labs", "versions"]
)
def test_every_answer_becomes_either_frame(graph: Client, question: str) -> None:
    answer = graph.ask(question)
    assert len(answer.to_pandas()) == answer.to_polars().height == answer.meta.total


def test_a_network_becomes_a_graph(graph: Client) -> None:
    network = graph.network.ego(HUB, measures=["degree", "community"])
    made = network.to_networkx()
    assert set(made) == {node["id"] for node in network.nodes}
    assert made.number_of_edges() == len(network.edges)
    assert made.graph["as_of"] == "2015-06-30"
    assert made.graph["data_version"] == network.meta.data_version
    assert made.graph["cut"] == network.meta.cut
    for node, told in made.nodes(data=True):
        assert told["degree"] == made.degree(node)
    for edge in network.edges:
        held = made.edges[edge["source"], edge["target"]]
        assert (held["weight"], held["strength"]) == (edge["weight"], edge["strength"])


def test_two_sides_are_two_sides(graph: Client) -> None:
    made = graph.network.ego(HUB, view="bipartite").to_networkx()
    assert nx.is_bipartite(made)
    assert {told["bipartite"] for _, told in made.nodes(data=True)} == {0, 1}
    for one, other in made.edges:
        assert made.nodes[one]["bipartite"] != made.nodes[other]["bipartite"]


def test_paths_and_whole_networks(graph: Client) -> None:
    paths = graph.network.paths("inst-own-fix-c", "inst-own-fix-b3").to_networkx()
    assert nx.has_path(paths, "inst-own-fix-c", "inst-own-fix-b3")
    whole = graph.network.whole(home="QM", other="country-iso-QN")
    assert whole.meta.more["scope"]["other"] == "QN"
    assert set(dir(graph.network)) == {"ego", "paths", "whole"}


def test_a_network_is_saved_in_the_form_of_its_ending(graph: Client, tmp_path: Path) -> None:
    network = graph.network.ego(HUB)
    made = network.to_networkx()
    for ending, read in (("gexf", nx.read_gexf), ("graphml", nx.read_graphml)):
        again = read(network.save(tmp_path / f"ego.{ending}"))
        assert set(again) == set(made)
        assert again.number_of_edges() == made.number_of_edges()
    assert pq.read_table(network.save(tmp_path / "ego.parquet")).num_rows >= len(network.edges)
    assert json.loads(network.save(tmp_path / "ego.json").read_text("utf-8"))["meta"]["view"] == "pairs"
    assert "items" in json.loads(network.save(tmp_path / "ego.vosviewer.json").read_text("utf-8"))["network"]
    table = pl.read_csv(io.BytesIO(network.save(tmp_path / "ego.csv").read_bytes()))
    assert "source" in table.columns
    with pytest.raises(WrongRequestError, match="gexf"):
        network.save(tmp_path / "ego.gexff")
