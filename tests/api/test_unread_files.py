"""Files that nobody reads: what the error says, in both languages, and the sources that it lists."""

from pathlib import Path

import pytest

from api.inputs import requests_of, shipped
from loaders.fetch import take
from ontology.errors import SourceError, UsageError


@pytest.mark.parametrize("source", ["", "own"])
def test_an_old_workbook_is_to_be_saved_anew(tmp_path: Path, source: str) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    with pytest.raises(SourceError) as caught:
        for request in requests_of([str(path)], source):
            take(request.manifest, request.files)
    assert "save it as .xlsx" in caught.value.remedy and "另存为 .xlsx" in caught.value.remedy_zh


@pytest.mark.parametrize(
    ("content", "said", "said_zh"),
    [
        (b"", "the file is empty", "文件为空"),
        ("编号,名称\nnwu,西北大学\n".encode(), "no workbook", "不是工作簿"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "no workbook", "不是工作簿"),
        (b"PK\x03\x04 cut off", "truncated or damaged", "被截断或已损坏"),
    ],
)
def test_what_is_only_named_a_workbook_is_to_be_saved_as_one(
    tmp_path: Path, content: bytes, said: str, said_zh: str
) -> None:
    path = tmp_path / "mine.xlsx"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=said) as caught:
        requests_of([str(path)])
    error = caught.value
    assert said_zh in error.what_zh and "mine.xlsx" in error.where and "publisher" not in error.remedy
    assert "save it as .xlsx" in error.remedy and "另存为 .xlsx" in error.remedy_zh


@pytest.mark.parametrize("source", ["", "own", "ror"])
def test_a_folder_without_files_is_told(tmp_path: Path, source: str) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / ".hidden.csv").write_text("id\n", "utf-8")
    with pytest.raises(UsageError, match="no file to read") as caught:
        requests_of([str(tmp_path)], source)
    assert "没有可读取的文件" in caught.value.what_zh and caught.value.remedy_zh


def test_an_unclaimed_file_lists_every_source(tmp_path: Path) -> None:
    path = tmp_path / "what.bin"
    path.write_bytes(b"anything")
    with pytest.raises(SourceError, match="no source can read this file") as caught:
        requests_of([str(path)])
    assert caught.value.remedy.endswith(", ".join(shipped()))
    assert caught.value.remedy_zh.endswith(", ".join(shipped()))
