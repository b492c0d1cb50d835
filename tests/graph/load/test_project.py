"""The projection of an invented canon, table by table, without a server."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from graph.project import project
from graph.project_files import write_files
from graph.project_flat import flatten, parse_text, text_of
from graph.project_tables import ITEM_SEPARATOR, Projection
from ontology.errors import GraphError, OntologyError, ShapeError
from ontology.model import default_model
from ontology.terms import mint
from tests.graph.load.made import World, make_world, write_canon


def quiet(stage: str, done: int, total: int | None) -> None:
    pass


@pytest.fixture(scope="module")
def projection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Projection]:
    canon = write_canon(make_world(), tmp_path_factory.mktemp("canon"))
    with project(canon, default_model(), tmp_path_factory.mktemp("work")) as made:
        yield made


@pytest.fixture(scope="module")
def nodes(projection: Projection) -> Mapping[str, Any]:
    """Every node by id: its labels, and its properties as Neo4j will have them."""
    flat = flatten(projection)
    return {
        row["id"]: (set(row["labels"].split(":")), parse_text(row["text"]))
        for row in projection.tables.listed(flat.nodes)
    }


@pytest.fixture(scope="module")
def relationships(projection: Projection) -> list[tuple[Any, ...]]:
    flat = flatten(projection)
    return [
        (
            row["start_id"],
            row["type"],
            row["end_id"],
            {**parse_text(row["identity"]), **parse_text(row["text"])},
        )
        for row in projection.tables.listed(flat.relationships)
    ]


def test_labels_are_the_class_and_all_above_it(nodes: Mapping[str, Any]) -> None:
    assert nodes["inst-own-i0000"][0] == {"Thing", "Actor", "Organisation", "Institution"}
    assert nodes["proj-cordis-1000"][0] == {"Thing", "Cooperation", "Project"}


def test_values_have_the_type_of_their_property(nodes: Mapping[str, Any]) -> None:
    properties = nodes["proj-cordis-1001"][1]
    assert properties["totalCost"] == 2000.25
    assert properties["keyword"] == ["ice", "water; air"]
    assert properties["programme"] == ["h1", "horizon"]
    link = nodes[mint("part", "cordis", "1000", str(_first_member()))][1]
    assert link["order"] == 0
    assert link["sme"] is False
    assert link["participationRole"] == "coordinator"


def _first_member() -> int:
    world = make_world()
    coordinating = {s.subject for s in world.statements if s.object == "concept-role-coordinator"}
    return next(
        int(s.object.removeprefix("inst-own-i"))
        for s in sorted(world.statements)
        if s.subject in coordinating and s.record == "rec-cordis-p0" and s.predicate == "institution"
    )


def test_a_date_that_is_less_exact_than_a_day_has_a_first_and_a_last_day(nodes: Mapping[str, Any]) -> None:
    def days(identifier: str, name: str) -> tuple[str, str, str]:
        properties = nodes[identifier][1]
        return properties[name], str(properties[f"{name}_from"]), str(properties[f"{name}_to"])

    assert days("proj-cordis-1000", "startDate") == ("2021", "2021-01-01", "2021-12-31")
    assert days("proj-cordis-1001", "startDate") == ("2021-02", "2021-02-01", "2021-02-28")
    assert days("proj-cordis-1002", "startDate") == ("2020-02-29", "2020-02-29", "2020-02-29")
    assert days("proj-cordis-1001", "endDate") == ("2024-02", "2024-02-01", "2024-02-29")
    assert days("inst-own-i0000", "established") == ("1800", "1800-01-01", "1800-12-31")


def test_labels_for_people_fall_back_from_english_to_chinese_to_any_to_the_id(
    nodes: Mapping[str, Any],
) -> None:
    assert nodes["inst-own-i0001"][1]["label"] == 'University "1", of; things'
    assert nodes["inst-own-i0001"][1]["label_zh"] == "第1大学"
    assert nodes["inst-own-odd"][1]["label"] == "臺灣"
    assert "label_zh" not in nodes["inst-own-odd"][1]
    assert nodes["inst-own-invented"][1]["label"] == "inst-own-invented"


def test_every_odd_spot_of_a_text_comes_through(nodes: Mapping[str, Any]) -> None:
    texts = {
        s.object for s in make_world().statements if s.subject == "inst-own-odd" and s.predicate == "altName"
    }
    assert set(nodes["inst-own-odd"][1]["altName"]) == texts
    assert set(nodes["inst-own-odd"][1]["names"]) == texts | {"臺灣"}


def test_of_contradicting_values_the_node_has_the_chosen_one_and_says_so(nodes: Mapping[str, Any]) -> None:
    properties = nodes["inst-own-i0005"][1]
    assert properties["city"] == "City 5"
    assert properties["conflicts"] == ["city"]
    assert properties["sources"] == ["books", "cordis"]
    assert "conflicts" not in nodes["inst-own-i0001"][1]


def test_a_name_that_another_was_preferred_to_still_leads_to_its_thing(nodes: Mapping[str, Any]) -> None:
    properties = nodes["inst-own-i0003"][1]
    assert properties["label_zh"] == "某研究所"
    assert properties["name"] == ['University "3", of; things', "某研究所"]
    assert properties["conflicts"] == ["name"]
    assert "第3大学" in properties["names"]
    assert {"N第3大学_", "N某研究所_"} <= set(properties["terms"])
    assert {ITEM_SEPARATOR.join(("name", "zh", one)) for one in ("第3大学", "某研究所")} <= set(
        properties["named"]
    )


def test_a_thing_is_invented_when_all_its_sources_are(nodes: Mapping[str, Any]) -> None:
    assert nodes["inst-own-invented"][1]["fictional"] is True
    assert "fictional" not in nodes["inst-own-i0001"][1]


def test_what_is_only_referred_to_is_a_placeholder(nodes: Mapping[str, Any]) -> None:
    assert nodes["prog-own-horizon"] == ({"Thing", "Placeholder"}, {"label": "prog-own-horizon?"})
    # records name their source, whether or not a source describes itself
    assert nodes["src-own-cordis"][0] == {"Thing", "Placeholder"}
    assert "Source" in nodes["src-own-books"][0]


def test_members_are_tied_to_events_with_their_role(relationships: list[tuple[Any, ...]]) -> None:
    ties = {(start, end, told["role"]) for start, kind, end, told in relationships if kind == "TIE"}
    member = mint("inst", "own", f"i{_first_member():04}")
    assert (member, "proj-cordis-1000", "coordinator") in ties
    assert ("country-iso-CN", "agr-own-cnil", "actor") in ties
    vias = {told["via"] for _, kind, _, told in relationships if kind == "TIE"}
    assert all(via.startswith(("part-", "party-")) for via in vias)


def test_events_know_their_size_kind_and_possible_days(nodes: Mapping[str, Any]) -> None:
    event = nodes["proj-cordis-1001"][1]
    assert (event["event_kind"], event["event_activity"], event["event_size"]) == ("project", True, 4)
    assert (str(event["event_from"]), str(event["event_from_to"])) == ("2021-02-01", "2021-02-28")
    assert (str(event["event_to"]), str(event["event_to_from"])) == ("2024-02-29", "2024-02-01")
    assert "event_to" not in nodes["proj-cordis-1000"][1]  # open
    agreement = nodes["agr-own-cnil"][1]
    assert (agreement["event_kind"], agreement["event_activity"]) == ("agreement", False)
    assert str(agreement["event_from"]) == "1993-01-01"  # in force goes before signed


def test_every_statement_stands_on_the_way_to_its_record(relationships: list[tuple[Any, ...]]) -> None:
    found = {
        (start, *item.split("\t", 3), end, told["stated_subject"])
        for start, kind, end, told in relationships
        if kind == "STATED_IN"
        for item in told["statements"]
    }
    wanted = {
        (s.subject, s.predicate, s.datatype, s.lang, s.object, s.record, s.stated_subject)
        for s in make_world().statements
    }
    assert found == wanted


def test_redirects_lead_to_the_thing(nodes: Mapping[str, Any], relationships: list[tuple[Any, ...]]) -> None:
    assert nodes["inst-pic-900000005"] == ({"Redirect"}, {})
    assert ("inst-pic-900000005", "REDIRECT", "inst-own-i0005", {}) in relationships


def test_properties_survive_the_way_through_text(nodes: Mapping[str, Any]) -> None:
    for _, properties in nodes.values():
        assert parse_text(text_of(properties)) == properties


def test_the_same_canon_gives_the_same_bytes(tmp_path: Path) -> None:
    canon = write_canon(make_world(), tmp_path)
    digests = []
    for name in ("one", "two"):
        with project(canon, default_model(), tmp_path / "work") as made:
            write_files(made, tmp_path / name, quiet)
        files = sorted((tmp_path / name).iterdir())
        digests.append([(file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files])
    assert digests[0] == digests[1]


def test_files_say_whether_a_value_holds_the_end_of_a_line(tmp_path: Path) -> None:
    for number, (said, multiline) in enumerate(
        (("one line", False), ("two\nlines", True), ("two\rlines", True), ('"quoted", and so on', False))
    ):
        world, folder = World(), tmp_path / str(number)
        world.say("inst-own-a", "rec-books-a", ("type", "Institution", "class"), ("city", said, "string"))
        folder.mkdir()
        with project(write_canon(world, folder), default_model(), folder / "work") as made:
            assert write_files(made, folder / "files", quiet).multiline is multiline


def test_a_separator_in_a_value_is_refused(tmp_path: Path) -> None:
    world = make_world()
    world.say("inst-own-bad", "rec-books-bad", ("type", "Institution", "class"), ("city", "a\x1fb", "string"))
    with (
        pytest.raises(ShapeError, match="control character"),
        project(write_canon(world, tmp_path), default_model(), tmp_path),
    ):
        pass


def test_a_class_that_the_ontology_lacks_is_refused(tmp_path: Path) -> None:
    world = World()
    world.say("x-own-1", "rec-books-1", ("type", "Dragon", "class"))
    with (
        pytest.raises(OntologyError, match="Dragon"),
        project(write_canon(world, tmp_path), default_model(), tmp_path),
    ):
        pass


def test_a_statement_without_its_record_is_refused(tmp_path: Path) -> None:
    world = make_world()
    del world.records["rec-books-odd"]
    with (
        pytest.raises(GraphError, match="record"),
        project(write_canon(world, tmp_path), default_model(), tmp_path),
    ):
        pass


def test_an_empty_canon_is_an_empty_graph(tmp_path: Path) -> None:
    with project(write_canon(World(), tmp_path), default_model(), tmp_path / "work") as made:
        files = write_files(made, tmp_path / "files", quiet)
    assert (files.nodes, files.relationships) == (1, 0)
