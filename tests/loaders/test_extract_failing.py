"""From files to one source version: all of it or nothing, and the reason in words."""

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from loaders import extract as extracting
from loaders import extract_merge
from loaders.extract import begun, extract
from loaders.manifest import load_manifest
from loaders.records import shard as sharding
from loaders.workers import Workers
from ontology.errors import SourceError, StorageError
from ontology.model import default_model
from tests.loaders.making import XML, facts, load, rows, source, write_zip
from tests.loaders.shards import (
    MAPPING,
    bytes_in,
    many_shards,
    many_zips,
    no_left_over_processes,
    project_xml,
)

__all__ = ["many_shards", "no_left_over_processes"]


def test_what_nobody_reads_fails_the_source(tmp_path: Path) -> None:
    folder, out = source(tmp_path / "source", MAPPING, XML), tmp_path / "out"
    new = "<project><id>9</id><title>t</title><novelty kind='x'>1</novelty></project>"
    path = write_zip(tmp_path / "a.zip", {"1.xml": project_xml(1), "2.xml": new})
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
    first = load(folder, *many_zips(tmp_path), out=out)
    before = bytes_in(first.folder)
    bad = write_zip(
        tmp_path / "c.zip",
        {f"{n}.xml": project_xml(n) for n in range(30)} | {"31.xml": "<!DOCTYPE project><project/>"},
    )
    with pytest.raises(SourceError, match="DOCTYPE"):
        load(folder, bad, out=out, processes=processes)
    assert [path.name for path in (out / "trial").iterdir()] == [first.version]
    assert bytes_in(first.folder) == before


def test_a_killed_extraction_leaves_no_trace(tmp_path: Path) -> None:
    folder, out = source(tmp_path / "source", MAPPING, XML), tmp_path / "out"
    left = out / "trial" / ".0123456789abcdef-999999" / "parts"
    left.mkdir(parents=True)
    (left / "statements-000001.parquet").write_bytes(b"half")
    version = load(folder, *many_zips(tmp_path), out=out)
    assert [path.name for path in (out / "trial").iterdir()] == [version.version]


def test_one_that_was_killed_with_our_process_id_is_in_nobodys_way(tmp_path: Path) -> None:
    """In a container every run has the same small number: what the last one left stands under our own name."""
    folder, out, files = source(tmp_path / "source", MAPPING, XML), tmp_path / "out", many_zips(tmp_path)
    version = load(folder, *files, out=tmp_path / "once").version
    for name in (version, "0123456789abcdef"):
        left = out / "trial" / f".{name}-{os.getpid()}" / "parts"
        left.mkdir(parents=True)
        (left / "statements-000001.parquet").write_bytes(b"half")
    assert load(folder, *files, out=out).things["Project"] == 60
    assert [path.name for path in (out / "trial").iterdir()] == [version]


def test_no_room_to_sort_is_one_clear_error_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = source(tmp_path / "source", MAPPING, XML), tmp_path / "out"
    monkeypatch.setattr(extract_merge, "_MEMORY", "1KB")
    with pytest.raises(StorageError) as caught:
        load(folder, *many_zips(tmp_path), out=out)
    assert "腾出磁盘空间" in caught.value.message("zh")
    assert not list((out / "trial").iterdir())


def test_a_sole_broken_file_is_named_with_what_was_refused(tmp_path: Path) -> None:
    folder = source(tmp_path / "source", MAPPING, XML, extra="[expect]\nProject = 1\n")
    path = write_zip(tmp_path / "sent.zip", {f"{n}.xml": "<project>\n<id>1</project>" for n in range(5)})
    with pytest.raises(SourceError) as caught:
        load(folder, path, out=tmp_path / "out")
    for said, colon in ((caught.value.message("en"), ": "), (caught.value.message("zh"), "：")):
        assert said.startswith(f"sent.zip{colon}")
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
        load(folder, *many_zips(tmp_path), out=tmp_path / "out")
    assert "at least 100 Project, found 60" in caught.value.what
    wrong = source(tmp_path / "wrong", MAPPING, XML, extra="[expect]\nCall = 1\n")
    with pytest.raises(SourceError, match="never makes"):
        load(wrong, *many_zips(tmp_path), out=tmp_path / "out")


@pytest.mark.usefixtures("many_shards")
@pytest.mark.parametrize("apart", [True, False])
def test_two_records_with_one_key(tmp_path: Path, apart: bool) -> None:
    folder = source(tmp_path / "source", MAPPING, XML)
    first = "<project><id>1</id><title>the first one</title></project>"
    second = "<project><id>1</id><title>the second one</title></project>"
    filling = {f"5{n}.xml": project_xml(500 + n) for n in range(20 if apart else 0)}
    path = write_zip(tmp_path / "a.zip", {"1.xml": first, **filling, "9.xml": second})
    found = [load(folder, path, out=tmp_path / str(processes), processes=processes) for processes in (1, 2)]
    assert bytes_in(found[0].folder) == bytes_in(found[1].folder)
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


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where a folder should be")
    with pytest.raises(OSError):
        load(source(tmp_path / "source", MAPPING, XML), *many_zips(tmp_path), out=tmp_path / "out")


@pytest.mark.usefixtures("many_shards")
def test_what_was_begun_and_not_finished_leaves_nothing(tmp_path: Path) -> None:
    folder = source(tmp_path / "source", MAPPING, XML)
    with Workers(default_model(), 2) as workers:
        with begun(load_manifest(folder), many_zips(tmp_path), tmp_path / "out", workers) as extraction:
            assert extraction.sent and list((tmp_path / "out" / "trial").iterdir())
        assert not list((tmp_path / "out" / "trial").iterdir())
        with begun(load_manifest(folder), many_zips(tmp_path), tmp_path / "out", workers) as extraction:
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
