"""JSON arrays and lines, streamed; numbers exactly as written."""

import json
from pathlib import Path

import pytest

from loaders.manifest import FilePattern, Limits
from loaders.records import shard as sharding
from loaders.records.paths import PathTree
from loaders.records.shard import plan
from ontology.errors import SourceError
from tests.loaders.making import leaves, records, write_zip


def _json(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_an_array_item_by_item(tmp_path: Path) -> None:
    text = '[\n {"id": "a", "n": 0.10, "big": 12345678901234567890, "e": 1e-5},\n\n {"id": "b"}\n]\n'
    found, _ = records(_json(tmp_path / "a.json", text), "json")
    assert found[0].data == {"id": "a", "n": "0.10", "big": "12345678901234567890", "e": "1e-5"}
    assert [(record.locator, record.line) for record in found] == [("item 1", 2), ("item 2", 4)]


def test_objects_longer_than_a_chunk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.records.json._CHUNK", 64)
    items = [{"id": f"{number}", "text": '虚构 \\"}, {' * number} for number in range(40)]
    text = json.dumps(items, ensure_ascii=False, indent=1)
    found, _ = records(_json(tmp_path / "a.json", text), "json")
    assert [dict(record.data) for record in found] == items
    lines = text.splitlines()
    assert all(lines[record.line - 1].strip() == "{" for record in found)


@pytest.mark.parametrize("indent", [None, 2])
def test_parts_together_are_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, indent: int | None
) -> None:
    items = [
        {"id": f"{number}", "inner": [{"id": "x"}, {"id": "y"}], "t": '"}, {"id": "虚"'}
        for number in range(900)
    ]
    path = write_zip(tmp_path / "a.zip", {"a.json": json.dumps(items, ensure_ascii=False, indent=indent)})
    whole, _ = records(path, "json", locator="id")
    monkeypatch.setattr(sharding, "_PART_BYTES", 4096)
    monkeypatch.setattr(sharding, "_CHUNK", 1500)
    kind = FilePattern("*", "json", options={"locator": "id"})
    try:
        cut, _ = records(path, "json", locator="id")
    except SourceError as error:
        # a cut inside an object must end in an error, never in another reading
        assert "broken" in error.what
        return
    assert len(plan("trial", path, kind, Limits())) > 3
    assert cut == whole


def test_parts_of_an_array_whose_objects_nest_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [
        {"admin": {"x": "1"}, "id": f"{number}", "names": [{"v": "1"}, {"v": "2"}]} for number in range(900)
    ]
    path = write_zip(tmp_path / "a.zip", {"a.json": json.dumps(items, indent=1)})
    whole, _ = records(path, "json", locator="id")
    monkeypatch.setattr(sharding, "_PART_BYTES", 4096)
    monkeypatch.setattr(sharding, "_CHUNK", 700)
    cut, _ = records(path, "json", locator="id")
    assert cut == whole
    assert len(plan("trial", path, FilePattern("*", "json", options={"locator": "id"}), Limits())) > 3


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ('{"id": 1}', "does not start with a JSON array", 1),
        ('[{"id": 1},\n{"id": 2}', "truncated", 2),
        ('[{"id": 1},\n{"id": tru', "truncated", 2),
        ('[{"id": 1},\n\n{"id" 2}]', "broken", 3),
        ('[{"id": NaN}]', "broken", 1),
        ('[{"id": 1}]\n{"id": 2}', "more text after the array", 1),
        ('[{"id": 1},\n"text"]', "item 2 of the array is not an object", 2),
        ("", "does not start", 1),
    ],
)
def test_broken_arrays(tmp_path: Path, text: str, what: str, line: int) -> None:
    with pytest.raises(SourceError) as caught:
        records(_json(tmp_path / "a.json", text), "json")
    assert what in caught.value.what
    assert caught.value.line == line
    assert caught.value.file == "a.json"


def test_an_empty_array_and_a_byte_order_mark(tmp_path: Path) -> None:
    assert records(_json(tmp_path / "a.json", "[]"), "json")[0] == []
    assert len(records(_json(tmp_path / "b.json", '\ufeff[{"id": "1"}]'), "json")[0]) == 1


def test_json_in_the_wrong_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes('[{"id": "Universität"}]'.encode("latin-1"))
    with pytest.raises(SourceError, match="not UTF-8: byte 0xe4"):
        records(path, "json")


def test_lines_and_a_broken_one(tmp_path: Path) -> None:
    path = _json(tmp_path / "a.jsonl", '{"id": "1"}\n\n{"id": \n[1]\n{"id": "2", "n": 1.50}\n')
    found, ledger = records(path, "jsonl")
    assert [(record.line, dict(record.data)) for record in found] == [
        (1, {"id": "1"}),
        (5, {"id": "2", "n": "1.50"}),
    ]
    assert [(reject.line, reject.stage) for reject in ledger.rejects] == [(3, "record"), (4, "record")]


def test_unknown_keys_are_noticed_at_any_depth(tmp_path: Path) -> None:
    tree: PathTree = leaves("id", "names/value")
    text = '[{"id": "1", "names": [{"value": "a"}]}, {"id": "2", "new": 1, "names": [{"value": "b", "lang": null}]}]'
    _, ledger = records(_json(tmp_path / "a.json", text), "json", tree=tree)
    assert set(ledger.unread_paths) == {"new", "names/lang"}
