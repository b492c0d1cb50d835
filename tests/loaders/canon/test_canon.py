"""The folder of canon: same rows same bytes, named by their hash, complete or not there at all."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from itertools import permutations
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from loaders.canon import make_canon
from loaders.parquet import GROUP_ROWS, row_bytes, write_rows
from ontology.model import default_model
from ontology.statements import (
    CANON_TABLES,
    RECORDS,
    RECORDS_FILE,
    REDIRECTS_FILE,
    STATEMENTS,
    STATEMENTS_FILE,
    VERSION_FILE,
)
from tests.loaders.canon.scene import Made, make, say, thing, write_source

ROR = "03rc6as71"
SOURCES = {
    "a": [
        *thing("country-iso-CN", "Country", code="CN", name="中国@zh"),
        *thing("inst-own-a", "Institution", "r2", ror=ROR, country="country-iso-CN", city="X", latitude="91"),
    ],
    "b": [
        *thing(f"inst-ror-{ROR}", "Institution", "r1", name="A@en", city="Y"),
        *thing("inst-own-b", "Institution", "r2", pic="999", name="B@en"),
        *thing("unit-own-u", "Unit", "r3", host="inst-pic-999"),
        *thing("unit-own-v", "Unit", "r4"),
    ],
    "c": [
        *thing("desig-own-d", "Designation", organisation="inst-own-ghost"),
        say("inst-own-b", "altName", "乙", lang="zh"),
    ],
}


def content(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_tables_and_their_order(tmp_path: Path) -> None:
    made = make(tmp_path, SOURCES)
    assert sorted(content(made.canon.folder)) == sorted([*CANON_TABLES, VERSION_FILE])
    for name, schema in CANON_TABLES.items():
        table = pq.read_table(made.canon.folder / name)
        assert table.schema.equals(schema)
        rows = [tuple(row.values()) for row in table.to_pylist()]
        assert rows == sorted(set(rows)), name
        assert rows, f"{name} is empty, so this test proves nothing of it"


def digest(rows: dict[str, list[dict[str, object]]]) -> str:
    """The data version as ontology/statements.py defines it, from plain rows."""
    text = {True: "true", False: "false"}
    hashed = sha256()
    for name in CANON_TABLES:
        lines = (
            "\x1f".join(text[value] if isinstance(value, bool) else str(value) for value in row.values())
            + "\n"
            for row in rows[name]
        )
        hashed.update(f"{name}\x1f{sha256(''.join(lines).encode()).hexdigest()}\n".encode())
    return hashed.hexdigest()[:16]


def tables(folder: Path) -> dict[str, list[dict[str, object]]]:
    return {name: pq.read_table(folder / name).to_pylist() for name in CANON_TABLES}


def test_the_version_is_the_hash_of_the_rows(tmp_path: Path) -> None:
    made = make(tmp_path, SOURCES)
    rows = made.rows("statements")
    expected = digest(tables(made.canon.folder))
    assert made.canon.data_version == made.canon.folder.name == expected
    version = orjson.loads((made.canon.folder / VERSION_FILE).read_bytes())
    assert version["data_version"] == expected
    assert version["model"] == default_model().fingerprint
    assert version["counts"] == {
        name.removesuffix(".parquet"): len(made.rows(name.removesuffix(".parquet"))) for name in CANON_TABLES
    }
    assert sum(source["accepted"] for source in version["sources"].values()) == len(rows)


def test_no_order_of_sources_and_rows_leaves_a_trace(tmp_path: Path) -> None:
    seen = set()
    for number, order in enumerate(permutations(SOURCES)):
        made = make(tmp_path / str(number), {name: SOURCES[name][::-1] for name in order})
        seen.add(tuple(content(made.canon.folder).items()))
    assert len(seen) == 1


def test_no_hash_seed_and_no_number_of_threads_leaves_a_trace(tmp_path: Path) -> None:
    for name, rows in SOURCES.items():
        write_source(tmp_path / "sources", name, rows)
    seen = set()
    for seed, threads in (("0", 1), ("1", 2), ("4711", 3)):
        script = (
            "import sys; from pathlib import Path; from loaders.canon import make_canon;"
            "from ontology.model import default_model;"
            "make_canon(Path(sys.argv[1]), {path.name: path for path in Path(sys.argv[2]).iterdir()}, default_model(),"
            "threads=int(sys.argv[3]))"
        )
        out = tmp_path / f"canon-{seed}"
        subprocess.run(
            [sys.executable, "-c", script, str(out), str(tmp_path / "sources"), str(threads)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )
        (folder,) = out.iterdir()
        seen.add((folder.name, *content(folder).items()))
    assert len(seen) == 1


def test_a_second_build_changes_nothing(tmp_path: Path) -> None:
    folders = {name: write_source(tmp_path / "sources", name, rows) for name, rows in SOURCES.items()}
    first = make_canon(tmp_path / "canon", folders, default_model())
    before = content(first.folder)
    again = make_canon(tmp_path / "canon", folders, default_model())
    assert again.folder == first.folder
    assert content(again.folder) == before
    assert [path.name for path in (tmp_path / "canon").iterdir()] == [first.data_version]


def change_records(folder: Path, **changed: object) -> None:
    """Rewrite a source version: its first record says something else, all statements stay."""
    rows = pq.read_table(folder / RECORDS_FILE).to_pylist()
    rows[0] |= changed
    pq.write_table(pa.Table.from_pylist(rows, RECORDS), folder / RECORDS_FILE)


@pytest.mark.parametrize(
    "changed",
    [{"url": "https://example.org/other"}, {"seen": "2026-01-02"}, {"line": 4711}, {"sha256": "f" * 64}],
    ids=lambda changed: next(iter(changed)),
)
def test_where_a_record_was_read_is_part_of_the_version(tmp_path: Path, changed: dict[str, object]) -> None:
    folders = {name: write_source(tmp_path / "sources", name, rows) for name, rows in SOURCES.items()}
    first = make_canon(tmp_path / "canon", folders, default_model())
    before = content(first.folder)
    change_records(folders["a"], **changed)
    second = make_canon(tmp_path / "canon", folders, default_model())
    assert second.data_version != first.data_version
    assert content(first.folder) == before  # a kept version is never written again
    after = content(second.folder)
    assert {name for name in CANON_TABLES if after[name] != before[name]} == {RECORDS_FILE}


def test_what_is_rejected_is_part_of_the_version(tmp_path: Path) -> None:
    first = make(tmp_path / "1", SOURCES)
    before = content(first.canon.folder)
    fewer = {**SOURCES, "a": [row for row in SOURCES["a"] if row.predicate != "latitude"]}
    folders = {name: write_source(tmp_path / "sources", name, rows) for name, rows in fewer.items()}
    second = Made(make_canon(tmp_path / "1" / "canon", folders, default_model()))
    assert second.rows("statements") == first.rows("statements")
    assert second.canon.data_version != first.canon.data_version
    assert content(first.canon.folder) == before
    assert "Latitude · 纬度" in {row["column"] for row in first.rows("rejects")}
    assert "Latitude · 纬度" not in {row["column"] for row in second.rows("rejects")}


def test_the_same_rows_again_leave_what_is_there_but_for_what_is_damaged(tmp_path: Path) -> None:
    folders = {name: write_source(tmp_path / "sources", name, rows) for name, rows in SOURCES.items()}
    made = make_canon(tmp_path / "canon", folders, default_model()).folder
    before = content(made)
    first = {path.name: path.stat().st_ino for path in made.iterdir()}
    make_canon(tmp_path / "canon", folders, default_model())
    assert {path.name: path.stat().st_ino for path in made.iterdir()} == first
    (made / RECORDS_FILE).write_bytes(b"torn")
    (made / REDIRECTS_FILE).unlink()
    (made / VERSION_FILE).write_text("{", "utf-8")
    make_canon(tmp_path / "canon", folders, default_model())
    assert content(made) == before
    assert (made / STATEMENTS_FILE).stat().st_ino == first[STATEMENTS_FILE]


def test_no_source_at_all_is_an_empty_canon(tmp_path: Path) -> None:
    made = make(tmp_path, {"a": []})
    assert made.canon.data_version == digest({name: [] for name in CANON_TABLES})
    assert set(made.canon.counts.values()) == {0}


def test_row_groups_do_not_depend_on_batches(tmp_path: Path) -> None:
    count = GROUP_ROWS + 5
    columns = [pa.array([f"{name}{number:07}" for number in range(count)]) for name in STATEMENTS.names]
    table = pa.table(columns, schema=STATEMENTS)
    seen = set()
    for size in (1_000, 77_777, count):
        written = write_rows(
            tmp_path / STATEMENTS_FILE, STATEMENTS, table.to_batches(max_chunksize=size), digest=True
        )
        assert written.rows == count
        seen.add((written.digest, sha256((tmp_path / STATEMENTS_FILE).read_bytes()).hexdigest()))
    assert len(seen) == 1
    (batch,) = table.slice(3, 2).combine_chunks().to_batches()
    assert bytes(row_bytes(batch)).count(b"\n") == 2
    assert bytes(row_bytes(table.to_batches()[0].slice(1, 1))).startswith(
        b"subject0000001\x1fpredicate0000001"
    )
