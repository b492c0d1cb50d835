"""The reader that counts pairs, on works made for one test each."""

import json
from pathlib import Path

import pytest

from loaders.ledger import Ledger
from loaders.manifest import FilePattern, Limits
from loaders.records.read import read
from loaders.records.record import Record
from loaders.records.shard import plan
from ontology.errors import SourceError
from tests.loaders.making import Anything

OPTIONS: dict[str, object] = {
    "id": "id",
    "holders": "authors",
    "members": "places",
    "key": "key",
    "facts": ["key", "land"],
    "groups": {"year": "year"},
}


def _records(path: Path, options: dict[str, object]) -> tuple[list[Record], Ledger]:
    ledger = Ledger()
    (shard,) = plan("trial", path, FilePattern("*", "pairs", options=options), Limits())
    return list(read(shard, Anything(), ledger)), ledger  # type: ignore[arg-type]


def _read(folder: Path, *works: object, **more: object) -> tuple[list[tuple[str, ...]], Ledger]:
    path = folder / "works.jsonl"
    path.write_text("\n".join(json.dumps(work) for work in works), encoding="utf-8")
    found, ledger = _records(path, OPTIONS | more)
    told = []
    for record in found:
        left, right, group = (record.data[name] for name in ("left", "right", "group"))
        told.append((left["key"], right["key"], group["year"], record.data["works"], record.data["shared"]))  # type: ignore[index]
    return told, ledger


def _work(number: int, year: int | None, *authors: str, **more: object) -> dict[str, object]:
    held = [{"places": [{"key": key, "land": key[0]} for key in author.split()]} for author in authors]
    return {"id": str(number), "year": year, "authors": held} | more


def test_each_work_counts_a_pair_once(tmp_path: Path) -> None:
    found, _ = _read(tmp_path, _work(1, 2020, "b1 a1", "a1", "b1 a1"), _work(2, 2020, "a1", "b1"))
    assert found == [("a1", "b1", "2020", "2", "1")]


def test_groups_are_apart_and_in_order(tmp_path: Path) -> None:
    found, _ = _read(
        tmp_path, _work(1, 2021, "c1", "a1 b1"), _work(2, None, "a1", "b1"), _work(3, 2020, "b1", "a1")
    )
    assert found == [
        ("a1", "b1", "", "1", "0"),
        ("a1", "b1", "2020", "1", "0"),
        ("a1", "b1", "2021", "1", "1"),
        ("a1", "c1", "2021", "1", "0"),
        ("b1", "c1", "2021", "1", "0"),
    ]


def test_only_pairs_that_are_apart(tmp_path: Path) -> None:
    found, _ = _read(tmp_path, _work(1, 2020, "a1 a2 b1"), apart="land")
    assert [pair[:2] for pair in found] == [("a1", "b1"), ("a2", "b1")]


def test_too_many_members_are_told(tmp_path: Path) -> None:
    found, ledger = _read(tmp_path, _work(1, 2020, "a1 b1 c1"), _work(2, 2020, "a1 b1"), most=2)
    assert len(found) == 1
    assert [(reject.value, reject.line) for reject in ledger.rejects] == [("1", 1)]


def test_some_are_passed_over_and_broken_lines_are_told(tmp_path: Path) -> None:
    path = tmp_path / "works.jsonl"
    path.write_text(
        json.dumps(_work(1, 2020, "a b", gone=True)) + "\n{broken\n" + json.dumps(_work(2, 1, "a b"))
    )
    found, ledger = _records(path, OPTIONS | {"skip": {"gone": ["true"]}})
    assert len(found) == 1 and found[0].line == 3
    assert len(ledger.rejects) == 1


def test_no_more_examples_than_asked(tmp_path: Path) -> None:
    path = tmp_path / "works.jsonl"
    path.write_text(
        "\n".join(json.dumps(_work(number, 2020, "a b")) for number in range(9)), encoding="utf-8"
    )
    (found,), _ = _records(path, OPTIONS | {"examples": 2})
    assert found.data["examples"] == ["0", "1"] and found.data["works"] == "9"


def test_keys_that_nobody_reads_are_told(tmp_path: Path) -> None:
    _, ledger = _read(tmp_path, _work(1, 2020, "a b", title="x", note="y"), ignored={"title": "not needed"})
    assert list(ledger.unread_paths) == ["note"]


def test_an_option_that_is_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "works.jsonl"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(SourceError, match="'id'"):
        _records(path, {name: value for name, value in OPTIONS.items() if name != "id"})
