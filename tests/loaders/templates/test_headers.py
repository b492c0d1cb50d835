"""Headers and names of sheets: every one that a template shows is read back, whatever its spelling."""

import pytest

from loaders.templates.headers import comparable, nearest, split_language
from loaders.templates.sheets import derive_sheets, find_sheet, require_sheet, resolve_headers
from ontology.errors import SourceError
from ontology.model import default_model

SHEETS = derive_sheets(default_model())


def test_every_class_with_a_sheet_has_one() -> None:
    wanted = {kind.sheet for kind in default_model().classes.values() if kind.sheet}
    assert set(SHEETS) == wanted
    assert {"institutions", "parties", "contributions", "joint_labs"} <= set(SHEETS)


@pytest.mark.parametrize("key", sorted(SHEETS))
def test_every_header_of_a_template_finds_its_column(key: str) -> None:
    sheet = SHEETS[key]
    for column in sheet.columns:
        for typed in (column.name, column.header("zh"), column.header("en")):
            found = sheet.column_of(typed)
            assert found is not None and found.name == column.name, typed


@pytest.mark.parametrize("key", sorted(SHEETS))
def test_no_two_columns_of_a_sheet_share_a_header(key: str) -> None:
    sheet = SHEETS[key]
    assert not [header for header, column in sheet.by_header.items() if column is None]
    assert not [header for header, prop in sheet.texts.items() if prop is None]


@pytest.mark.parametrize(
    "typed",
    [
        "Signed on",
        "SIGNED ON",
        "signed_on",
        "signedOn",
        " signed-on ",
        "签署日期",
        "签 署 日 期",
        "ｓｉｇｎｅｄＯｎ",
    ],
)
def test_case_blanks_and_width_do_not_count(typed: str) -> None:
    found = SHEETS["agreements"].column_of(typed)
    assert found is not None
    assert found.name == "signedOn"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("名称（中文）", "name@zh"),
        ("名称(英文)", "name@en"),
        ("Name (zh)", "name@zh"),
        ("Name (English)", "name@en"),
        ("name@zh-Hant", "name@zh-Hant"),
        ("Name (und)", "name@und"),
        ("名称 @ en", "name@en"),
    ],
)
def test_languages_of_a_header(typed: str, name: str) -> None:
    found = SHEETS["institutions"].column_of(typed)
    assert found is not None
    assert (found.name, found.lang) == (name, name.partition("@")[2])


def test_a_note_in_parentheses_is_no_language() -> None:
    assert split_language("Amount (thousand EUR)") == ("Amount (thousand EUR)", "")
    assert split_language("Duration (months)")[1] == ""
    assert comparable(" Ｎａｍｅ（ＥＮ） ") == "name(en)"


def test_an_unknown_column_names_the_nearest_header() -> None:
    with pytest.raises(SourceError, match="the nearest is 'Signed on'") as caught:
        resolve_headers(SHEETS["agreements"], ["id", "Sgined on"], "agreements.csv")
    assert "agreements.csv, line 1, column Sgined on" in str(caught.value)
    assert "begin its header with '#'" in str(caught.value)
    assert "最接近的是" in caught.value.message("zh")


def test_a_remark_is_not_read_and_blank_headers_are_not_there() -> None:
    found = resolve_headers(SHEETS["agreements"], ["id", "# my notes", "＃备注", ""], "agreements.csv")
    assert list(found) == ["id"]


def test_the_same_column_twice_is_an_error() -> None:
    with pytest.raises(SourceError, match="'Signed on' and '签署日期' of sheet agreements are the same"):
        resolve_headers(SHEETS["agreements"], ["id", "Signed on", "签署日期"], "agreements.csv")


def test_a_text_column_must_say_its_language() -> None:
    with pytest.raises(SourceError, match="does not say its language") as caught:
        resolve_headers(SHEETS["institutions"], ["id", "Name"], "institutions.csv")
    assert "name@zh or name@en" in str(caught.value)


@pytest.mark.parametrize(
    "typed",
    ["joint_labs", "Joint Labs", "joint-labs", "Joint laboratory", "联合实验室", "ＪＯＩＮＴ＿ＬＡＢＳ"],
)
def test_sheets_by_any_of_their_names(typed: str) -> None:
    found = find_sheet(SHEETS, typed)
    assert found is not None
    assert found.key == "joint_labs"


def test_an_unknown_sheet_names_the_nearest() -> None:
    with pytest.raises(SourceError, match="the nearest is 'institutions'"):
        require_sheet(SHEETS, "instituions", "book.xlsx")


def test_nothing_near_is_said_to_be_near() -> None:
    assert nearest("zzzzz", ["signedOn", "inForceFrom"]) == ""


def test_all_unknown_columns_are_told_at_once_with_their_line() -> None:
    typed = ["id", "Name", "website", "Sgined on", "zzz"]
    with pytest.raises(SourceError) as caught:
        resolve_headers(SHEETS["institutions"], typed, "book.xlsx!institutions", 3)
    said = caught.value.message("en")
    assert "book.xlsx!institutions, line 3, column Name, website, Sgined on, zzz" in said
    assert "does not say its language" in said and "name it name@zh or name@en" in said
    assert "no column 'website', the nearest is 'Web address'" in said
    assert "“zzz”" in caught.value.message("zh") and "“website”" in caught.value.message("zh")


@pytest.mark.parametrize("typed", [["List of institutions 2026"], ["表1 机构清单", "# note"]])
def test_a_title_above_the_header_is_told(typed: list[str]) -> None:
    with pytest.raises(SourceError, match="the first row must hold the column names") as caught:
        resolve_headers(SHEETS["institutions"], typed, "institutions.csv")
    assert caught.value.line == 1 and "标题行" in caught.value.remedy_zh


def test_a_template_of_one_column_is_a_header() -> None:
    assert list(resolve_headers(SHEETS["institutions"], ["编号"], "institutions.csv")) == ["编号"]
