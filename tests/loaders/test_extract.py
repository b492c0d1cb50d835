"""From files to one source version: the same for any number of processes, all of it or nothing."""

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from loaders import extract as extracting
from loaders import extract_merge
from loaders.extract import begun, extract
from loaders.manifest import load_manifest
from loaders.records import shard as sharding
from loaders.workers import Workers
from ontology.errors import SourceError, StorageError
from ontology.model import default_model
from ontology.statements import SOURCE_TABLES
from tests.loaders.making import CSV, JSON, XML, facts, load, rows, source, write_zip

MAPPING = """
[record]
key = ["id"]
[[thing]]
class = "Project"
key = ["id"]
[thing.set]
name = { path = "title", lang = "en" }
startDate = "start"
"""
RUN = """
import sys
from pathlib import Path
from tests.loaders.making import load
if __name__ == "__main__":
    load(Path(sys.argv[1]), *map(Path, sys.argv[3:]), out=Path(sys.argv[2]))
"""


def _xml(number: int, start: str = "2022-01-01") -> str:
    return f"<project><id>{number}</id><title>Fictional {number % 7}</title><start>{start}</start></project>"


@pytest.fixture
def many_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharding, "_MEMBERS_BYTES", 400)
    monkeypatch.setattr(sharding, "_PART_BYTES", 2000)
    monkeypatch.setattr(extracting, "_WORTH_A_POOL", 0)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _zips(folder: Path) -> list[Path]:
    """Two zips with good, broken and dirty members, packed in a random order."""
    members = {
        f"{number}.xml": _xml(number, "2022-02-30" if number % 9 == 0 else "2022") for number in range(60)
    }
    members["61.xml"] = "<project><id>"
    names = list(members)
    random.Random(7).shuffle(names)
    return [
        write_zip(folder / "a.zip", {name: members[name] for name in names[:40]}),
        write_zip(folder / "b.zip", {name: members[name] for name in names[40:]}),
    ]


@pytest.mark.usefixtures("many_shards")
def test_processes_and_order_of_files_make_no_difference(tmp_path: Path) -> None:
    folder, files = source(tmp_path / "source", MAPPING, XML), _zips(tmp_path)
    one = load(folder, *files, out=tmp_path / "one", processes=1)
    two = load(folder, *reversed(files), out=tmp_path / "two", processes=2)
    three = load(folder, *files, out=tmp_path / "three", processes=3)
    assert one.version == two.version == three.version
    assert _bytes(one.folder) == _bytes(two.folder) == _bytes(three.folder)
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
    assert _bytes(one.folder) == _bytes(two.folder)
    assert one.things["Project"] == 300


def test_hash_seeds_make_no_difference(tmp_path: Path) -> None:
    folder, files = source(tmp_path / "source", MAPPING, XML, extra='retrieved = "2026"\n'), _zips(tmp_path)
    found = []
    for seed in ("0", "1", "4294967295"):
        out = tmp_path / seed
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path.cwd())}
        arguments = [sys.executable, "-c", RUN, str(folder), str(out), *map(str, files)]
        subprocess.run(arguments, env=environment, check=True)
        found.append(_bytes(next((out / "trial").iterdir())))
    assert found[0] == found[1] == found[2]


def test_the_tables_are_as_agreed(tmp_path: Path) -> None:
    version = load(source(tmp_path / "source", MAPPING, XML), *_zips(tmp_path), out=tmp_path / "out")
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
        source(tmp_path / "s", MAPPING, XML + coverage, extra), *_zips(tmp_path), out=tmp_path / "out"
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
    version = load(folder, *_zips(tmp_path), out=tmp_path / "out")
    found = rows(version)
    pairs = {(row["subject"], row["record"]) for row in found}
    assert pairs == {(row["subject"], row["record"]) for row in found if row["predicate"] == "fictional"}


def test_what_nobody_reads_fails_the_source(tmp_path: Path) -> None:
    folder, out = source(tmp_path / "source", MAPPING, XML), tmp_path / "out"
    new = "<project><id>9</id><title>t</title><novelty kind='x'>1</novelty></project>"
    path = write_zip(tmp_path / "a.zip", {"1.xml": _xml(1), "2.xml": new})
    with pytest.raises(SourceError) as caught:
        load(folder, path, out=out)
    assert "novelty" in caught.value.what
    assert caught.value.file == "2.xml"
    assert "[ignore]" in caught.value.remedy and "[ignore]" in caught.value.remedy_zh
    assert not list(out.rglob("*.parquet"))
    ignoring = source(tmp_path / "ignoring", MAPPING + '[ignore]\nnovelty = "not of interest"\n', XML)
    assert load(ignoring, path, out=out).things["Project"] == 2


def test_an_unread_column_fails_before_the_first_row(tmp_path: Path) -> None:
    folder, path = source(tmp_path / "source", MAPPING), tmp_path / "a.csv"
    path.write_text("id,title,start,extra\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        load(folder, path, out=tmp_path / "out")
    assert (caught.value.column, caught.value.file, caught.value.line) == ("extra", "a.csv", 1)


def test_unknown_codes_fail_the_source(tmp_path: Path) -> None:
    known = '[known.unread."title/@kind"]\nmain = "all titles are taken"\n'
    folder = source(tmp_path / "source", MAPPING + known, XML)
    good = write_zip(
        tmp_path / "a.zip", {"1.xml": "<project><id>1</id><title kind='main'>t</title></project>"}
    )
    assert load(folder, good, out=tmp_path / "out").things["Project"] == 1
    bad = write_zip(tmp_path / "b.zip", {"1.xml": "<project><id>1</id><title kind='old'>t</title></project>"})
    with pytest.raises(SourceError, match="title/@kind = old"):
        load(folder, bad, out=tmp_path / "out")


@pytest.mark.usefixtures("many_shards")
@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_changes_nothing(tmp_path: Path, processes: int) -> None:
    folder, out = source(tmp_path / "source", MAPPING, XML), tmp_path / "out"
    first = load(folder, *_zips(tmp_path), out=out)
    before = _bytes(first.folder)
    bad = write_zip(
        tmp_path / "c.zip",
        {f"{n}.xml": _xml(n) for n in range(30)} | {"31.xml": "<!DOCTYPE project><project/>"},
    )
    with pytest.raises(SourceError, match="DOCTYPE"):
        load(folder, bad, out=out, processes=processes)
    assert [path.name for path in (out / "trial").iterdir()] == [first.version]
    assert _bytes(first.folder) == before


def test_the_same_again_is_taken_as_it_is(tmp_path: Path) -> None:
    folder, files = source(tmp_path / "source", MAPPING, XML), _zips(tmp_path)
    first = load(folder, *files, out=tmp_path / "out")
    stamp = (first.folder / "source.json").stat().st_mtime_ns
    again = load(folder, *files, out=tmp_path / "out")
    assert again == first
    assert (again.folder / "source.json").stat().st_mtime_ns == stamp


def test_the_version_depends_on_files_rules_and_names(tmp_path: Path) -> None:
    files = _zips(tmp_path)
    base = load(source(tmp_path / "one", MAPPING, XML), *files, out=tmp_path / "out").version
    rules = load(source(tmp_path / "two", MAPPING + "# a note\n", XML), *files, out=tmp_path / "out").version
    fewer = load(source(tmp_path / "three", MAPPING, XML), files[0], out=tmp_path / "out").version
    assert len({base, rules, fewer}) == 3


def test_a_killed_extraction_leaves_no_trace(tmp_path: Path) -> None:
    folder, out = source(tmp_path / "source", MAPPING, XML), tmp_path / "out"
    left = out / "trial" / ".0123456789abcdef-999999" / "parts"
    left.mkdir(parents=True)
    (left / "statements-000001.parquet").write_bytes(b"half")
    version = load(folder, *_zips(tmp_path), out=out)
    assert [path.name for path in (out / "trial").iterdir()] == [version.version]


def test_one_that_was_killed_with_our_process_id_is_in_nobodys_way(tmp_path: Path) -> None:
    """In a container every run has the same small number: what the last one left stands under our own name."""
    folder, out, files = source(tmp_path / "source", MAPPING, XML), tmp_path / "out", _zips(tmp_path)
    version = load(folder, *files, out=tmp_path / "once").version
    for name in (version, "0123456789abcdef"):
        left = out / "trial" / f".{name}-{os.getpid()}" / "parts"
        left.mkdir(parents=True)
        (left / "statements-000001.parquet").write_bytes(b"half")
    assert load(folder, *files, out=out).things["Project"] == 60
    assert [path.name for path in (out / "trial").iterdir()] == [version]


def test_when_a_file_was_fetched_is_said_of_that_file_alone(tmp_path: Path) -> None:
    """A description that ships says it of the files it was made for; of another file of the name nobody knows it."""
    one, other = _zips(tmp_path)
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


def test_no_room_to_sort_is_one_clear_error_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = source(tmp_path / "source", MAPPING, XML), tmp_path / "out"
    monkeypatch.setattr(extract_merge, "_MEMORY", "1KB")
    with pytest.raises(StorageError) as caught:
        load(folder, *_zips(tmp_path), out=out)
    assert "腾出磁盘空间" in caught.value.message("zh")
    assert not list((out / "trial").iterdir())


def test_a_sole_broken_file_is_named_with_what_was_refused(tmp_path: Path) -> None:
    folder = source(tmp_path / "source", MAPPING, XML, extra="[expect]\nProject = 1\n")
    path = write_zip(tmp_path / "sent.zip", {f"{n}.xml": "<project>\n<id>1</project>" for n in range(5)})
    with pytest.raises(SourceError) as caught:
        load(folder, path, out=tmp_path / "out")
    for said in (caught.value.message("en"), caught.value.message("zh")):
        assert said.startswith(("sent.zip: ", "sent.zip："))
        assert "sent.zip!0.xml" in said and "sent.zip!2.xml" in said and "…" in said
        assert "source.toml" not in said and "expect.Project" not in said
    assert "5 records were refused: sent.zip!0.xml, line 2: the XML is not well-formed" in caught.value.what
    plain = tmp_path / "one.xml"
    plain.write_text("<project><id>1</id>", "utf-8")
    with pytest.raises(SourceError, match=r"1 record was refused: one\.xml, line 1: the XML"):
        load(folder, plain, out=tmp_path / "out")


def test_expectations(tmp_path: Path) -> None:
    folder = source(tmp_path / "source", MAPPING, XML, extra="[expect]\nProject = 100\n")
    with pytest.raises(SourceError) as caught:
        load(folder, *_zips(tmp_path), out=tmp_path / "out")
    assert "at least 100 Project, found 60" in caught.value.what
    wrong = source(tmp_path / "wrong", MAPPING, XML, extra="[expect]\nCall = 1\n")
    with pytest.raises(SourceError, match="never makes"):
        load(wrong, *_zips(tmp_path), out=tmp_path / "out")


@pytest.mark.usefixtures("many_shards")
@pytest.mark.parametrize("apart", [True, False])
def test_two_records_with_one_key(tmp_path: Path, apart: bool) -> None:
    folder = source(tmp_path / "source", MAPPING, XML)
    first = "<project><id>1</id><title>the first one</title></project>"
    second = "<project><id>1</id><title>the second one</title></project>"
    filling = {f"5{n}.xml": _xml(500 + n) for n in range(20 if apart else 0)}
    path = write_zip(tmp_path / "a.zip", {"1.xml": first, **filling, "9.xml": second})
    found = [load(folder, path, out=tmp_path / str(processes), processes=processes) for processes in (1, 2)]
    assert _bytes(found[0].folder) == _bytes(found[1].folder)
    names = {value for _, name, value in facts(found[0]) if name == "name"}
    assert "the first one" in names and "the second one" not in names
    told = rows(found[0], "rejects")
    assert [(reject["locator"], reject["stage"], reject["record"]) for reject in told] == [
        ("9.xml", "record", "rec-trial-1")
    ]
    earlier = "a.zip!1.xml"
    assert earlier in str(told[0]["reason"]) and earlier in str(told[0]["reason_zh"])
    assert told[0]["value"] == ""
    records = [row["record"] for row in rows(found[0], "records")]
    assert len(records) == len(set(records))


def test_progress_runs_to_the_end(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int | None]] = []
    manifest = load_manifest(source(tmp_path / "source", MAPPING, XML))
    extract(manifest, _zips(tmp_path), default_model(), tmp_path / "out", 1, lambda *now: seen.append(now))
    assert seen[0][1] == 0
    reading = [step for step in seen if step[0] == "read trial"]
    assert reading[-1][1] == reading[-1][2]
    assert [step[1] for step in reading] == sorted(step[1] for step in reading)
    assert seen[-1][0] == "sort trial"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where a folder should be")
    with pytest.raises(OSError):
        load(source(tmp_path / "source", MAPPING, XML), *_zips(tmp_path), out=tmp_path / "out")


def test_rows_that_cannot_be_told_apart_by_place_need_no_key(tmp_path: Path) -> None:
    folder = source(tmp_path / "source", MAPPING.replace('[record]\nkey = ["id"]\n', ""), CSV)
    path = tmp_path / "a.csv"
    path.write_text("id;title;start\n1;甲;2022\n1;乙;\n", encoding="gb18030")
    version = load(folder, path, out=tmp_path / "out")
    assert {value for _, name, value in facts(version) if name == "name"} == {"甲", "乙"}
    assert {row["line"] for row in rows(version, "records") if row["file"] == "a.csv"} == {2, 3}


def test_a_folder_with_an_odd_name(tmp_path: Path) -> None:
    out = tmp_path / "it's [a] *home*?"
    version = load(source(tmp_path / "source", MAPPING, XML), *_zips(tmp_path), out=out)
    assert version.things["Project"] == 60


@pytest.mark.usefixtures("many_shards")
def test_sources_share_their_workers(tmp_path: Path) -> None:
    files = _zips(tmp_path)
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
    assert [_bytes(version.folder) for version in alone] == [_bytes(version.folder) for version in shared]


@pytest.mark.usefixtures("many_shards")
def test_what_was_begun_and_not_finished_leaves_nothing(tmp_path: Path) -> None:
    folder = source(tmp_path / "source", MAPPING, XML)
    with Workers(default_model(), 2) as workers:
        with begun(load_manifest(folder), _zips(tmp_path), tmp_path / "out", workers) as extraction:
            assert extraction.sent and list((tmp_path / "out" / "trial").iterdir())
        assert not list((tmp_path / "out" / "trial").iterdir())
        with begun(load_manifest(folder), _zips(tmp_path), tmp_path / "out", workers) as extraction:
            assert extraction.finish().things["Project"] == 60


def test_a_worker_ended_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharding, "_MEMBERS_BYTES", 40_000)
    monkeypatch.setattr(extracting, "_WORTH_A_POOL", 0)
    members = {f"{n}.xml": f"<project><id>{n}</id><title>{'t' * 300}</title></project>" for n in range(9000)}
    folder, path = source(tmp_path / "source", MAPPING, XML), write_zip(tmp_path / "a.zip", members)
    killed: list[int] = []

    def kill_one(stage: str, done: int, total: int | None) -> None:
        for child in multiprocessing.active_children()[:1] if done and not killed else ():
            os.kill(child.pid or 0, signal.SIGKILL)
            killed.append(child.pid or 0)

    with pytest.raises(SourceError, match="ended from outside"):
        extract(load_manifest(folder), [path], default_model(), tmp_path / "out", 2, kill_one)
    assert killed
    assert not list((tmp_path / "out" / "trial").iterdir())


@pytest.fixture(autouse=True)
def _no_left_over_processes() -> Iterator[None]:
    yield
    assert not multiprocessing.active_children()
