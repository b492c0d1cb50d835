"""Proposals and sources that changed since enter; a load that acts on those alone that are still about the same leaves."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from loaders.backend import open_tables
from loaders.canon import CanonVersion, make_canon
from loaders.judgements import SAME
from loaders.matching.matcher import propose
from loaders.matching.proposals import write_proposals
from loaders.matching.stamps import acted_on, read_stamps, stamps_of
from ontology.model import default_model
from ontology.statements import REDIRECTS_FILE, STATEMENTS_FILE, Statement
from tests.loaders.canon.scene import say, thing, write_source
from tests.loaders.matching.world import sources


def _canon(folder: Path, made: dict[str, Path], file: Path) -> tuple[CanonVersion, dict[str, str]]:
    canon = make_canon(folder, made, default_model(), proposals=file)
    rows = pq.read_table(canon.folder / REDIRECTS_FILE).to_pylist()
    return canon, {row["id"]: row["canonical"] for row in rows}


def _extra(folder: Path, rows: list[Statement]) -> dict[str, Path]:
    return {"later": write_source(folder, "later", rows)}


def test_a_pair_of_which_a_source_says_something_else_since_is_left_alone(tmp_path: Path) -> None:
    made = sources(tmp_path / "made")
    files = [folder / STATEMENTS_FILE for folder in made.values()]
    found = propose(files, default_model())
    stamps = read_stamps(files, acted_on(found.proposals))
    file = write_proposals(tmp_path, found.proposals, found.weights, {}, "2026-05-17", stamps)
    whole, before = _canon(tmp_path / "a", made, file)
    assert whole.stale == 0
    assert before["inst-pic-900000007"] == "inst-ror-0aaaaaa06"

    # the number was given to somebody else; of another one only something is said that is not compared
    changed = [
        say("inst-pic-900000007", "name", "Bäckerei Grünwald (fictional)", lang="de"),
        say("inst-pic-900000009", "note", "seen (fictional)"),
    ]
    later, after = _canon(tmp_path / "b", {**made, **_extra(tmp_path / "x", changed)}, file)
    assert later.stale == 1
    assert before.items() - after.items() == {("inst-pic-900000007", "inst-ror-0aaaaaa06")}


def test_a_stamp_is_the_same_in_files_and_in_a_load(tmp_path: Path) -> None:
    rows = [
        *thing("inst-own-a", "Institution", name=["Ünï “quoted”, 'with'@en", "清华大学@zh"], city="Zürich"),
        *thing("inst-own-b", "Institution", name="é@fr", shortName=["b", "B", "a"]),
    ]
    folder = write_source(tmp_path, "s", rows)
    files, ids = [folder / STATEMENTS_FILE], ["inst-own-a", "inst-own-b", "inst-own-nobody"]
    with open_tables("duckdb", tmp_path / "work") as tables:
        told = stamps_of(tables, tables.read(files), ids)
    assert told == read_stamps(files, ids)
    assert set(told) == {"inst-own-a", "inst-own-b"}
    assert all(len(stamp) == 16 for stamp in told.values())


def test_only_what_a_load_acts_on_is_stamped(tmp_path: Path) -> None:
    made = sources(tmp_path)
    found = propose([folder / STATEMENTS_FILE for folder in made.values()], default_model())
    assert {one.left for one in found.proposals if one.word == SAME} <= set(acted_on(found.proposals))
