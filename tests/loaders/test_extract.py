"""From files to one source version: the same for any number of processes, and for the same again."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from loaders.extract import begun, extract
from loaders.manifest import load_manifest
from loaders.workers import Workers
from ontology.model import default_model
from ontology.statements import SOURCE_TABLES
from tests.loaders.making import CSV, JSON, XML, facts, load, rows, source
from tests.loaders.shards import MAPPING, bytes_in, many_shards, many_zips, no_left_over_processes

__all__ = ["many_shards", "no_left_over_processes"]

RUN = """
import sys
from pathlib import Path
from tests.loaders.making import load
if __name__ == "__main__":
    load(Path(sys.argv[1]), *map(Path, sys.argv[3:]), out=Path(sys.argv[2]))
"""


@pytest.mark.usefixtures("many_shards")
def test_processes_and_order_of_files_make_no_difference(tmp_path: Path) -> None:
    folder, files = source(tmp_path / "source", MAPPING, XML), many_zips(tmp_path)
    one = load(folder, *files, out=tmp_path / "one", processes=1)
    two = load(folder, *reversed(files), out=tmp_path / "two", processes=2)
    three = load(folder, *files, out=tmp_path / "three", processes=3)
    assert one.version == two.version == three.version
    assert bytes_in(one.folder) == bytes_in(two.folder) == bytes_in(three.folder)
    assert (one.records, one.things["Project"]) == (61, 60)
    assert one.rejected == 8


@pytest.mark.usefixtures("many_shards")
def test_parts_of_one_json_make_no_difference(tmp_path: Path) -> None:
    items = [{"id": f"{number}", "title": f"Fictional {number}", "start": "2022"} for number in range(300)]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(items), encoding="utf-8")
    folder = source(tmp_path / "source", MAPPING, JSON + 'options.locator = "id"\n')
    one = load(folder, path, out=tmp_path / "one", processes=1)
    two = load(folder, path, out=tmp_path / "two", processes=2)
    assert bytes_in(one.folder) == bytes_in(two.folder)
    assert one.things["Project"] == 300


def test_hash_seeds_make_no_difference(tmp_path: Path) -> None:
    folder, files = (
        source(tmp_path / "source", MAPPING, XML, extra='retrieved = "2026"\n'),
        many_zips(tmp_path),
    )
    found = []
    for seed in ("0", "1", "4294967295"):
        out = tmp_path / seed
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path.cwd())}
        arguments = [sys.executable, "-c", RUN, str(folder), str(out), *map(str, files)]
        subprocess.run(arguments, env=environment, check=True)
        found.append(bytes_in(next((out / "trial").iterdir())))
    assert found[0] == found[1] == found[2]


def test_the_tables_are_as_agreed(tmp_path: Path) -> None:
    version = load(source(tmp_path / "source", MAPPING, XML), *many_zips(tmp_path), out=tmp_path / "out")
    for name, schema in SOURCE_TABLES.items():
        table = pq.read_table(version.folder / name)
        assert table.schema.equals(schema)
        assert all(not column.null_count for column in table.columns)
        found = [tuple(row.values()) for row in table.to_pylist()]
        assert found == sorted(set(found))
    assert sorted(path.name for path in version.folder.iterdir()) == [
        *("records.parquet", "rejects.parquet", "source.json", "statements.parquet")
    ]
    told = json.loads((version.folder / "source.json").read_text(encoding="utf-8"))
    assert [file["name"] for file in told["files"]] == ["a.zip", "b.zip"]
    assert told["statements"] == version.statements == len(rows(version))
    assert {row["sha256"] for row in rows(version, "records") if row["file"] == "a.zip"} == {
        told["files"][0]["sha256"]
    }


def test_the_source_itself_is_told_of(tmp_path: Path) -> None:
    extra = 'retrieved = "2026-11-22"\n'
    coverage = '[[coverage]]\nclass = "Project"\ncountries = ["EL"]\nstart = "2014"\nnote = { zh = "甲", en = "A" }\n'
    version = load(
        source(tmp_path / "s", MAPPING, XML + coverage, extra), *many_zips(tmp_path), out=tmp_path / "out"
    )
    told = {(str(r["subject"]), str(r["predicate"]), str(r["object"])) for r in rows(version)}
    assert ("src-own-trial", "type", "Source") in told
    assert ("src-own-trial", "name", "试验") in told
    assert ("src-own-trial", "retrieved", "2026-11-22") in told
    covered = next(subject for subject, name, value in told if (name, value) == ("type", "Coverage"))
    assert {
        (covered, "aboutClass", "Project"),
        (covered, "country", "country-iso-GR"),
        (covered, "startDate", "2014"),
    } <= told


def test_every_subject_of_an_invented_source_says_so(tmp_path: Path) -> None:
    folder = source(tmp_path / "source", MAPPING, XML)
    manifest = folder / "source.toml"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace("fictional = false", "fictional = true"),
        encoding="utf-8",
    )
    version = load(folder, *many_zips(tmp_path), out=tmp_path / "out")
    found = rows(version)
    pairs = {(row["subject"], row["record"]) for row in found}
    assert pairs == {(row["subject"], row["record"]) for row in found if row["predicate"] == "fictional"}


def test_the_same_again_is_taken_as_it_is(tmp_path: Path) -> None:
    folder, files = source(tmp_path / "source", MAPPING, XML), many_zips(tmp_path)
    first = load(folder, *files, out=tmp_path / "out")
    stamp = (first.folder / "source.json").stat().st_mtime_ns
    again = load(folder, *files, out=tmp_path / "out")
    assert again == first
    assert (again.folder / "source.json").stat().st_mtime_ns == stamp


def test_the_version_depends_on_files_rules_and_names(tmp_path: Path) -> None:
    files = many_zips(tmp_path)
    base = load(source(tmp_path / "one", MAPPING, XML), *files, out=tmp_path / "out").version
    rules = load(source(tmp_path / "two", MAPPING + "# a note\n", XML), *files, out=tmp_path / "out").version
    fewer = load(source(tmp_path / "three", MAPPING, XML), files[0], out=tmp_path / "out").version
    assert len({base, rules, fewer}) == 3


def test_when_a_file_was_fetched_is_said_of_that_file_alone(tmp_path: Path) -> None:
    """A description that ships says it of the files it was made for; of another file of the name nobody knows it."""
    one, other = many_zips(tmp_path)
    known = f'[fetched]\n"{sha256(one.read_bytes()).hexdigest()}" = "2026-05-17"\n'
    folder = source(tmp_path / "source", MAPPING, XML, extra=known)
    both = load(folder, one, other, out=tmp_path / "both")
    said = {str(row["file"]): row["retrieved"] for row in rows(both, "records")}
    assert said == {"a.zip": "2026-05-17", "b.zip": "", "source.toml": "2026-05-17"}
    alone = load(folder, other, out=tmp_path / "alone")
    assert {row["retrieved"] for row in rows(alone, "records")} == {""}
    assert json.loads((alone.folder / "source.json").read_text("utf-8"))["retrieved"] == ""
    told = replace(load_manifest(folder), retrieved="2026-06")
    dated = extract(told, [other], default_model(), tmp_path / "alone", 1)
    assert dated.version != alone.version
    assert {row["retrieved"] for row in rows(dated, "records")} == {"2026-06"}


def test_progress_runs_to_the_end(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int | None]] = []
    manifest = load_manifest(source(tmp_path / "source", MAPPING, XML))
    extract(
        manifest, many_zips(tmp_path), default_model(), tmp_path / "out", 1, lambda *now: seen.append(now)
    )
    assert seen[0][1] == 0
    reading = [step for step in seen if step[0] == "read trial"]
    assert reading[-1][1] == reading[-1][2]
    assert [step[1] for step in reading] == sorted(step[1] for step in reading)
    assert seen[-1][0] == "sort trial"


def test_rows_that_cannot_be_told_apart_by_place_need_no_key(tmp_path: Path) -> None:
    folder = source(tmp_path / "source", MAPPING.replace('[record]\nkey = ["id"]\n', ""), CSV)
    path = tmp_path / "a.csv"
    path.write_text("id;title;start\n1;甲;2022\n1;乙;\n", encoding="gb18030")
    version = load(folder, path, out=tmp_path / "out")
    assert {value for _, name, value in facts(version) if name == "name"} == {"甲", "乙"}
    assert {row["line"] for row in rows(version, "records") if row["file"] == "a.csv"} == {2, 3}


def test_a_folder_with_an_odd_name(tmp_path: Path) -> None:
    out = tmp_path / "it's [a] *home*?"
    version = load(source(tmp_path / "source", MAPPING, XML), *many_zips(tmp_path), out=out)
    assert version.things["Project"] == 60


@pytest.mark.usefixtures("many_shards")
def test_sources_share_their_workers(tmp_path: Path) -> None:
    files = many_zips(tmp_path)
    alone = [
        load(source(tmp_path / name, MAPPING + f"# {name}\n", XML), *files, out=tmp_path / "alone")
        for name in ("one", "two")
    ]
    with Workers(default_model(), 2) as workers, ExitStack() as stack:
        # all are begun before the first is finished, and a later one may be finished first
        both = [
            stack.enter_context(begun(load_manifest(tmp_path / name), files, tmp_path / "shared", workers))
            for name in ("one", "two")
        ]
        assert all(extraction.sent for extraction in both)
        shared = [extraction.finish() for extraction in reversed(both)][::-1]
    assert [version.version for version in alone] == [version.version for version in shared]
    assert [bytes_in(version.folder) for version in alone] == [bytes_in(version.folder) for version in shared]
