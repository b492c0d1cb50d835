"""Files that nobody reads: what the error says, in both languages, and the sources that it lists."""

from pathlib import Path

import pytest

from api.inputs import requests_of, shipped
from loaders.fetch import take
from ontology.errors import SourceError


@pytest.mark.parametrize("source", ["", "own"])
def test_an_old_workbook_is_to_be_saved_anew(tmp_path: Path, source: str) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    with pytest.raises(SourceError) as caught:
        for request in requests_of([str(path)], source):
            take(request.manifest, request.files)
    assert "save it as .xlsx" in caught.value.remedy and "另存为 .xlsx" in caught.value.remedy_zh


def test_an_unclaimed_file_lists_every_source(tmp_path: Path) -> None:
    path = tmp_path / "what.bin"
    path.write_bytes(b"anything")
    with pytest.raises(SourceError, match="no source can read this file") as caught:
        requests_of([str(path)])
    assert caught.value.remedy.endswith(", ".join(shipped()))
    assert caught.value.remedy_zh.endswith(", ".join(shipped()))
