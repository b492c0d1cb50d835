"""What a person's own workbook says of itself reaches the source; what is wrong with it is told."""

from pathlib import Path

import pytest

from loaders.manifest import load_manifest, shipped_sources
from loaders.templates.workbook import about_of, described
from loaders.templates.writer import write_templates
from ontology.errors import SourceError
from ontology.model import default_model
from tests.loaders.templates.filling import save_book

OWN = load_manifest(shipped_sources() / "own")


def test_a_workbook_describes_itself(tmp_path: Path) -> None:
    rows = [
        ["项目", "内容"],
        ["标题（中文）", "我院协议台账"],
        ["Publisher (en)", "Institute A"],
        ["Licence", "CC-BY-4.0"],
        ["Retrieved", "2026-11"],
        ["虚构（是/否）", "是"],
    ]
    save_book(tmp_path / "book.xlsx", {"关于": rows})
    found = described(OWN, about_of([tmp_path / "book.xlsx"]))
    assert found.title == {"zh": "我院协议台账", "en": "我院协议台账"}
    assert found.publisher == {"zh": "Institute A", "en": "Institute A"}
    assert (found.licence, found.retrieved, found.fictional) == ("CC-BY-4.0", "2026-11", True)


def test_a_folder_describes_itself_in_any_encoding(tmp_path: Path) -> None:
    (tmp_path / "关于.csv").write_bytes(
        "项目,内容\r\n标题（中文）,甲所协议\r\n许可,内部使用资料\r\n".encode("gb18030")
    )
    found = described(OWN, about_of([tmp_path / "关于.csv", tmp_path / "agreements.csv"]))
    assert (found.title["zh"], found.licence) == ("甲所协议", "内部使用资料")


def test_without_an_about_sheet_the_manifest_stays(tmp_path: Path) -> None:
    save_book(tmp_path / "book.xlsx", {"agreements": [["id"], ["x"]]})
    assert described(OWN, about_of([tmp_path / "book.xlsx"])) == OWN


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_about_sheet_of_an_empty_template_says_nothing(tmp_path: Path, lang: str) -> None:
    written = write_templates(default_model(), tmp_path / "t.xlsx", "xlsx", "zh" if lang == "zh" else "en")
    assert described(OWN, about_of(written)) == OWN


def test_a_wrong_item_or_value_is_told(tmp_path: Path) -> None:
    save_book(tmp_path / "book.xlsx", {"about": [["Item", "Content"], ["Titel", "x"]]})
    with pytest.raises(SourceError, match="'Titel' is no item of the about sheet; the nearest is 'title@"):
        about_of([tmp_path / "book.xlsx"])
    save_book(tmp_path / "book.xlsx", {"about": [["Item", "Content"], ["fictional", "perhaps"]]})
    with pytest.raises(SourceError, match=r"book\.xlsx!about, line 2, column fictional, value 'perhaps'"):
        about_of([tmp_path / "book.xlsx"])


def test_two_about_sheets_are_told(tmp_path: Path) -> None:
    rows = [["Item", "Content"], ["Licence", "x"]]
    save_book(tmp_path / "book.xlsx", {"about": rows, "关于": rows})
    with pytest.raises(SourceError, match="there are two about sheets"):
        about_of([tmp_path / "book.xlsx"])
