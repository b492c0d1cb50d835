"""A built world and a change to it enter: a source replaced or dropped, a merge undone; the rest stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from loaders.changes import changes, difference
from loaders.manifest import find_sources
from loaders.route import Request, build
from ontology.model import Model
from tests.route.reading import expected, fingerprints, rows
from tests.world.build import World, build_world
from tests.world.fixture import BuiltWorld, requests


@pytest.fixture
def home(world_canon: BuiltWorld, tmp_path: Path) -> Path:
    """A copy of the built home, to change."""
    return Path(shutil.copytree(world_canon.home, tmp_path / "home"))


@pytest.fixture
def edited(tmp_path: Path) -> World:
    """The world with one row less and one cell changed in the survey."""
    world = build_world(tmp_path / "edited")
    table = world.folder / "files" / "world_survey" / "institutions.csv"
    lines = [line for line in table.read_text("utf-8").splitlines() if not line.startswith("yunhai-press;")]
    table.write_text("\n".join(lines).replace(";1988;", ";1989;") + "\n", "utf-8")
    return world


def test_loading_the_same_again_changes_nothing(home: Path, world_canon: BuiltWorld, model: Model) -> None:
    before = fingerprints(home)
    again = build(home, requests(world_canon.world, ["world_survey"]), world_canon.world.judgements, model)
    assert again.data_version == world_canon.canon.data_version
    assert fingerprints(home) == before


def test_one_source_replaced_equals_all_built_anew(
    home: Path, edited: World, world_canon: BuiltWorld, model: Model, tmp_path: Path
) -> None:
    replaced = build(home, requests(edited, ["world_survey"]), edited.judgements, model)
    anew = build(tmp_path / "anew", requests(edited), edited.judgements, model)
    assert replaced.data_version == anew.data_version != world_canon.canon.data_version
    assert fingerprints(replaced.folder) == fingerprints(anew.folder)
    # the old version stays, so that an old answer can be given again
    assert fingerprints(home / "canon" / world_canon.canon.data_version) == fingerprints(
        world_canon.canon.folder
    )


def test_changes_lists_what_differs_and_nothing_else(
    home: Path, edited: World, world_canon: BuiltWorld, model: Model
) -> None:
    after = build(home, requests(edited, ["world_survey"]), edited.judgements, model)
    listed = list(changes(world_canon.canon.folder, after.folder))
    assert {change.statement.subject for change in listed if change.thing == "removed"} == {
        "inst-own-yunhai-press"
    }
    assert not [change for change in listed if change.thing == "added"]
    values = {
        (change.sign, change.statement.object)
        for change in listed
        if change.statement.subject == "inst-own-zhuxi" and change.statement.datatype.startswith("gYear")
    }
    assert values == {("-", "1988"), ("+", "1989")}
    back = list(changes(after.folder, world_canon.canon.folder))
    assert {(change.sign, change.statement) for change in back} == {
        ("+" if change.sign == "-" else "-", change.statement) for change in listed
    }
    counted = difference(world_canon.canon.folder, after.folder)
    assert sum(counted.statements.values()) == len(listed)


def test_a_merge_is_undone_without_touching_a_source(
    home: Path, world_canon: BuiltWorld, model: Model, tmp_path: Path
) -> None:
    sources = fingerprints(home / "sources")
    judgements = tmp_path / "judgements.csv"
    undo = "inst-own-grey-corr,inst-own-huilang,undo,reviewer B (fictional),2015-07-01,two houses after all\n"
    judgements.write_text(world_canon.world.judgements.read_text("utf-8") + undo, "utf-8")
    after = build(home, [], judgements, model)
    assert fingerprints(home / "sources") == sources
    told = {row["id"]: row["canonical"] for row in rows(after.folder, "redirects")}
    assert told == {
        member: to for member, to in expected("redirects").items() if member != "inst-own-huilang"
    }
    build(home, [], world_canon.world.judgements, model)
    assert fingerprints(home / "sources") == sources
    assert fingerprints(home / "canon" / world_canon.canon.data_version) == fingerprints(
        world_canon.canon.folder
    )


def test_without_judgements_the_mistaken_identifier_merges(home: Path, model: Model, tmp_path: Path) -> None:
    nobody = tmp_path / "none.csv"
    after = build(home, [], nobody, model)
    told = {row["id"]: row["canonical"] for row in rows(after.folder, "redirects")}
    assert told["inst-own-luming-hosp"] == "inst-ror-0zzzy0323"
    assert "inst-own-huilang" not in told


def test_a_dropped_source_leaves_canon_but_not_the_versions(
    home: Path, world_canon: BuiltWorld, model: Model, tmp_path: Path
) -> None:
    judgements = world_canon.world.judgements
    after = build(home, [], judgements, model, drop=["world_cordis"])
    rest = [request for request in requests(world_canon.world) if request.manifest.name != "world_cordis"]
    anew = build(tmp_path / "anew", rest, judgements, model)
    assert fingerprints(after.folder) == fingerprints(anew.folder)
    assert (home / "sources" / "world_cordis").is_dir()
    again = build(home, requests(world_canon.world, ["world_cordis"]), judgements, model)
    assert again.data_version == world_canon.canon.data_version


def test_the_order_of_sources_decides_which_value_is_chosen(
    home: Path, world_canon: BuiltWorld, model: Model
) -> None:
    chosen = {}
    for order in (["world_registry"], ["world_survey"]):
        made = build(home, [], world_canon.world.judgements, model, order=order)
        assert made.data_version == world_canon.canon.data_version  # the values are the same, all are kept
        chosen[order[0]] = {
            row["object"]
            for row in rows(made.folder, "conflicts")
            if row["subject"] == "inst-own-zhuxi" and row["chosen"]
        }
    assert chosen == {"world_registry": {"1987-09"}, "world_survey": {"1988"}}


def test_sources_are_told_apart_by_their_own_name(world: World) -> None:
    manifests = find_sources(world.sources)
    assert sorted(manifests) == list(world.names)
    assert all(isinstance(Request(manifests[name], world.files(name)), Request) for name in world.names)
