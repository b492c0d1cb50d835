"""A built world and a change to it enter: a source replaced or dropped, a merge undone; the rest stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from loaders.changes import changes, difference
from loaders.manifest import MANIFEST, find_sources, load_manifest
from loaders.route import Request, build
from ontology.model import Model
from tests.route.reading import expected, fingerprints, rows
from tests.world.build import World, build_world
from tests.world.fixture import BuiltWorld, requests, vocabulary


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


def chosen(folder: Path) -> set[str]:
    """What is chosen of the values that the sources of one institution contradict each other in."""
    found = rows(folder, "conflicts")
    return {row["object"] for row in found if row["subject"] == "inst-own-zhuxi" and row["chosen"]}


def ranked(world: World, folder: Path, name: str, rank: int) -> Request:
    """A source of the world whose source.toml declares a rank."""
    manifest = find_sources(world.sources)[name]
    copied = Path(shutil.copytree(manifest.folder, folder / name))
    text = (copied / MANIFEST).read_text("utf-8")
    (copied / MANIFEST).write_text(f"rank = {rank}\n{text}", "utf-8")
    return Request(load_manifest(copied), world.files(name))


def test_the_declared_rank_decides_and_not_what_was_loaded_last(
    world: World, model: Model, tmp_path: Path
) -> None:
    names = ("world_registry", "world_survey")
    registry, survey = requests(world, names)
    one, base = tmp_path / "one", vocabulary()
    both = build(one, [base, registry, survey], None, model)
    assert chosen(both.folder) == {"1987-09"}  # of equal ranks the first by name
    preferred = ranked(world, tmp_path, "world_survey", 50)
    after = build(one, [preferred], None, model)
    assert chosen(after.folder) == {"1988"}
    assert after.data_version != both.data_version
    wanted = fingerprints(after.folder)
    # to load the other one again changes nothing: the rank was kept with what was read
    assert fingerprints(build(one, [registry], None, model).folder) == wanted
    for number, order in enumerate(([registry, preferred, base], [preferred, base, registry])):
        together = build(tmp_path / f"together{number}", order, None, model)
        for request in order:
            apart = build(tmp_path / f"apart{number}", [request], None, model)
        assert fingerprints(together.folder) == fingerprints(apart.folder) == wanted


def test_where_a_row_was_seen_makes_another_version(
    home: Path, world_canon: BuiltWorld, model: Model, tmp_path: Path
) -> None:
    """One cell of source_url is changed, and then one line is put before all rows: no fact is another one."""
    before, kept = world_canon.canon, fingerprints(home / "canon")
    world = build_world(tmp_path / "moved")
    table = world.folder / "files" / "world_survey" / "institutions.csv"
    head, *lines = table.read_text("utf-8").splitlines()
    place = head.split(";").index("source_url")
    cells = lines[-1].split(";")
    cells[place] = "https://survey.example.invalid/moved"
    versions = {before.data_version}
    for changed in ([head, *lines[:-1], ";".join(cells)], [head, lines[-1], *lines[:-1]]):
        table.write_text("\n".join(changed) + "\n", "utf-8")
        after = build(home, requests(world, ["world_survey"]), world_canon.world.judgements, model)
        assert rows(after.folder, "statements") == rows(before.folder, "statements")
        versions.add(after.data_version)
    assert len(versions) == 3
    assert {name: found for name, found in fingerprints(home / "canon").items() if name in kept} == kept


def test_sources_are_told_apart_by_their_own_name(world: World) -> None:
    manifests = find_sources(world.sources)
    assert sorted(manifests) == list(world.names)
    assert all(isinstance(Request(manifests[name], world.files(name)), Request) for name in world.names)
