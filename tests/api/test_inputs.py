"""Names of people's own sources: one a workbook or folder, by its name and by where it lies."""

from pathlib import Path

from api.inputs import requests_of

TABLE = "ID,Name (en)\na,A\n"


def _own(folder: Path, stem: str = "institutes") -> str:
    path = folder / stem
    path.mkdir(parents=True, exist_ok=True)
    (path / "institutions.csv").write_text(TABLE, encoding="utf-8")
    (request,) = requests_of([str(path)])
    return request.manifest.name


def test_the_same_name_in_two_folders_is_two_sources(tmp_path: Path) -> None:
    first, second = _own(tmp_path / "a"), _own(tmp_path / "b")
    assert first != second
    assert first.startswith("own_institutes_") and second.startswith("own_institutes_")
    both = requests_of([str(tmp_path / "a" / "institutes"), str(tmp_path / "b" / "institutes")])
    assert [request.manifest.name for request in both] == [first, second]


def test_an_export_to_the_same_place_is_the_same_source(tmp_path: Path) -> None:
    first = _own(tmp_path / "a")
    table = tmp_path / "a" / "institutes" / "institutions.csv"
    table.write_text(TABLE + "b,B\n", encoding="utf-8")
    (tmp_path / "b").mkdir()
    again = requests_of([str(tmp_path / "b" / ".." / "a" / "institutes")])
    assert [request.manifest.name for request in again] == [first]


def test_chinese_names(tmp_path: Path) -> None:
    assert _own(tmp_path, "机构") != _own(tmp_path, "单位")
