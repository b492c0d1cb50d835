"""Networks with hostile names enter; every file must be read back by others with names, types and intervals whole."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from api.network import FORMS, form_of
from api.network.flat import merged, spell_of
from api.network.xml import GEXF, legible
from graph.network import Network, Row
from ontology.errors import BadParameter
from tests.api.network.made import HOSTILE, hostile


def written(form: str, network: Network) -> bytes:
    buffer = io.BytesIO()
    FORMS[form].write(network, buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("view", ["pairs", "bipartite"])
@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_same_network_gives_the_same_bytes(form: str, view: str) -> None:
    assert written(form, hostile(view)) == written(form, hostile(view))


@pytest.mark.parametrize("view", ["pairs", "bipartite"])
def test_graphml_is_read_with_names_and_types(view: str) -> None:
    network = hostile(view)
    graph = nx.read_graphml(io.BytesIO(written("graphml", network)))
    assert (len(graph), graph.number_of_edges()) == (len(network.nodes), len(network.edges))
    for number, name in enumerate(HOSTILE):
        node = graph.nodes[f"inst-own-{number}"]
        assert node["label"] == node["name_en"] == legible(name)
        assert isinstance(node["degree"], int) and isinstance(node["strength"], float)
        assert node["fictional"] is (number % 2 == 0)
        assert node.get("kind", "HES; education") == "HES; education"
        assert None not in node.values()
    assert all(isinstance(data["weight"], float) for _, _, data in graph.edges(data=True))


def test_gexf_has_the_intervals_of_the_events() -> None:
    network = hostile()
    root = etree.fromstring(written("gexf", network))
    of = {"g": GEXF}
    assert root.get("version") == "1.3"
    spells = {
        (edge.get("source")[-1], edge.get("target")[-1]): [
            (one.get("start"), one.get("end")) for one in edge.findall("g:spells/g:spell", of)
        ]
        for edge in root.iterfind(".//g:edge", of)
    }
    assert spells["0", "1"] == [("2001-01-01", "2005-12-31")], "day on day is one interval"
    assert spells["0", "2"] == [("2004-01-01", "2005-12-31")]
    assert spells["0", "3"] == [("2010-05-01", None)], "an end that nobody states is open"
    assert spells["4", "5"] == spells["6", "7"] == [], "neither undated nor contradictory events have one"
    nodes = {
        node.get("id")[-1]: len(node.findall("g:spells/g:spell", of))
        for node in root.iterfind(".//g:node", of)
    }
    assert nodes["0"] == 2 and nodes["4"] == 0
    assert len(nx.read_gexf(io.BytesIO(written("gexf", network)))) == len(network.nodes)
    told = json.loads(root.findtext("g:meta/g:description", namespaces=of))
    assert (told["as_of"], told["data_version"]) == ("2015-06-30", "0123456789abcdef")
    assert told["cut"]["edges"]["shown"] == len(network.edges)


def spells_of(network: Network, kind: str) -> dict[str, list[tuple[str | None, str | None]]]:
    """The intervals of nodes by their numbers, or of edges by those of their ends."""
    root, of = etree.fromstring(written("gexf", network)), {"g": GEXF}
    return {
        (one.get("id")[-1] if kind == "node" else one.get("source")[-1] + one.get("target")[-1]): [
            (spell.get("start"), spell.get("end")) for spell in one.findall("g:spells/g:spell", of)
        ]
        for one in root.iterfind(f".//g:{kind}", of)
    }


def test_the_ends_of_a_tie_that_is_always_there_are_too() -> None:
    network = hostile()
    undated = next(one for one in network.edges if one["events"] == ["e4"])
    more = {**undated, "source": "inst-own-0", "target": "inst-own-7"}
    both = replace(network, edges=[*network.edges, more])
    assert spells_of(both, "edge")["07"] == []
    assert spells_of(both, "node")["0"] == []  # dated ties or not
    assert spells_of(both, "node")["1"] == spells_of(network, "node")["1"] != []


def with_stints(network: Network, event: str, **stints: list[str | None]) -> Network:
    """The same network, where members say when they took part in an event."""

    def told(bond: Row) -> Row:
        dates = stints.get(f"n{bond['member'][-1]}")
        return {**bond, "dates": dates} if dates else bond

    events = [
        {**one, "bonds": [told(bond) for bond in one["bonds"]]} if one["id"] == event else one
        for one in network.events
    ]
    return replace(network, events=events)


def test_ties_are_dated_by_when_both_took_part() -> None:
    joined = ["2005-03-01", "2005-03-31", None, None]
    left = ["2004-01-01", "2004-01-01", "2004-06-30", "2004-06-30"]
    network = with_stints(hostile(), "e2", n2=joined, n1=left)
    edges = spells_of(network, "edge")
    assert edges["02"] == [("2005-03-01", "2005-12-31")]
    assert edges["01"] == [("2001-01-01", "2004-06-30")]
    assert edges["12"] == [("2004-01-01", "2005-12-31")], "who never met are tied by the event alone"
    rows = list(csv.DictReader(io.StringIO(written("csv", network).decode("utf-8-sig"))))
    dated = {
        row["source"][-1] + row["target"][-1]: (row["begin_earliest"], row["begin_latest"], row["end_latest"])
        for row in rows
        if row["event"] == "e2"
    }
    assert dated["02"] == ("2005-03-01", "2005-03-31", "2005-12-31")
    assert dated["01"] == ("2004-01-01", "2004-01-01", "2004-06-30")
    assert dated["12"] == ("2005-03-01", "2005-03-31", "2004-06-30")


def test_csv_is_for_spreadsheets_and_names_both_languages() -> None:
    data = written("csv", hostile())
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == sum(edge["weight"] for edge in hostile().edges)
    assert not [
        value for row in rows for value in row.values() if value.startswith(("=", "+", "-", "@", "\t", "\r"))
    ]
    first = next(row for row in rows if row["event"] == "e1")
    assert (first["source_name_en"], first["target_name_zh"]) == (HOSTILE[0], "'" + HOSTILE[1])
    assert (first["begin_earliest"], first["end_latest"], first["size"]) == ("2001-01-01", "2003-12-31", "3")
    assert first["records"].split("; ")[0] == "rec-e1" and len(first["records"].split("; ")) == 3


def test_parquet_is_typed_and_exact(tmp_path: Path) -> None:
    (tmp_path / "edges.parquet").write_bytes(written("parquet", hostile()))
    table = pq.read_table(tmp_path / "edges.parquet")
    assert table.schema.field("begin_earliest").type == pa.date32()
    assert table.schema.field("records").type.value_type == pa.string()
    assert set(table["source_label"].to_pylist()) | set(table["target_label"].to_pylist()) == set(HOSTILE)
    assert json.loads(table.schema.metadata[b"coopgraph"])["as_of"] == "2015-06-30"


def test_vosviewer_gets_places_clusters_and_no_markup() -> None:
    network = hostile()
    found = json.loads(written("vosviewer", network))["network"]
    assert [item["label"] for item in found["items"]] == list(HOSTILE)
    assert not [item for item in found["items"] if "<img" in item["description"]]
    assert all(-1 <= item[axis] <= 1 for item in found["items"] for axis in ("x", "y"))
    ids = {item["id"] for item in found["items"]}
    assert all(
        {link["source_id"], link["target_id"]} <= ids and link["strength"] > 0 for link in found["links"]
    )
    assert {item["cluster"] for item in found["items"]} == {one["cluster"] for one in found["clusters"]}
    assert json.loads(json.dumps(written("vosviewer", network).decode()))


def test_json_holds_everything() -> None:
    network = hostile()
    assert json.loads(written("json", network)) == json.loads(json.dumps(network.document))


def test_an_empty_network_is_written_in_every_form() -> None:
    empty = Network("pairs", [], [], [], {"as_of": "2015-06-30", "data_version": "x", "cut": {}})
    for form in FORMS:
        assert written(form, empty)


def test_the_form_follows_the_file_unless_named() -> None:
    assert form_of("", "a.gexf").name == "gexf"
    assert form_of("", "a.vosviewer.json").name == "vosviewer"
    assert form_of("", "a").name == form_of("").name == "json"
    assert form_of("vosviewer", "a.json").name == "vosviewer"  # which is JSON
    with pytest.raises(BadParameter, match="gexf"):
        form_of("gexff")


@given(st.text())
def test_any_text_can_stand_in_xml(text: str) -> None:
    made = legible(text)
    assert etree.fromstring(etree.tostring(_holding(made))).text in (made.replace("\r", "\r"), None)
    assert len(made) == len(text)


def _holding(text: str) -> etree._Element:
    element = etree.Element("a")
    element.text = text
    return element


days = st.dates().map(lambda day: day.isoformat())


@given(st.lists(st.tuples(days | st.just(""), days | st.just(""))))
def test_intervals_of_an_element_never_meet(given_spells: list[tuple[str, str]]) -> None:
    spells = [
        spell
        for first, last in given_spells
        if (spell := spell_of([first or None, None, None, last or None]))
    ]
    joined = merged(spells)
    for (_, last), (first, _) in pairwise(joined):
        assert last and first and last < first
    assert bool(joined) == bool(spells)


def test_events_of_the_table_are_named_in_both_languages() -> None:
    rows = csv.DictReader(io.StringIO(written("csv", hostile()).decode("utf-8-sig")))
    first = next(row for row in rows if row["event"] == "e1")
    assert [first[f"event_{name}"] for name in ("label", "name_zh", "name_en")] == [
        HOSTILE[0],
        "",
        "'" + HOSTILE[1],
    ]
