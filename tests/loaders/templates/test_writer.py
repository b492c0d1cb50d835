"""Empty templates: the same bytes each time, every column explained, lists where there is a choice."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from loaders.templates.cells import read_value
from loaders.templates.notes import HEADINGS, notes
from loaders.templates.references import References
from loaders.templates.sheets import derive_sheets
from loaders.templates.writer import Lang, write_templates
from ontology.errors import UsageError
from ontology.model import default_model
from tests.loaders.templates.filling import fill_workbook

SHEETS = derive_sheets(default_model())
REFERENCES = References(default_model())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_ontology_gives_the_same_bytes(tmp_path: Path, lang: Lang) -> None:
    for fmt in ("xlsx", "csv"):
        first = write_templates(default_model(), tmp_path / f"{fmt}1", fmt, lang)
        second = write_templates(default_model(), tmp_path / f"{fmt}2", fmt, lang)
        assert [path.name for path in first] == [path.name for path in second]
        assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_has_a_sheet_for_each_class_and_helps_to_fill_it(tmp_path: Path, lang: Lang) -> None:
    (path,) = write_templates(default_model(), tmp_path / "book.xlsx", "xlsx", lang)
    book = load_workbook(path)
    assert set(book.sheetnames) >= {sheet.title(lang) for sheet in SHEETS.values()}
    page = book[SHEETS["agreements"].title(lang)]
    assert [cell.value for cell in page[1]] == [
        column.header(lang) for column in SHEETS["agreements"].columns
    ]
    assert page.freeze_panes == "B2"
    assert all(page.column_dimensions[letter].width >= 12 for letter in "ABC")
    lists = [rule for rule in page.data_validations.dataValidation if rule.type == "list"]
    with_concepts = [
        column for column in SHEETS["agreements"].columns if column.prop and column.prop.concept_scheme
    ]
    assert len(lists) == len(with_concepts)


def test_a_list_does_not_forbid_several_values(tmp_path: Path) -> None:
    (path,) = write_templates(default_model(), tmp_path / "book.xlsx", "xlsx", "en")
    page = load_workbook(path)["agreements"]
    letters = {cell.value: cell.column_letter for cell in page[1]}
    strict = {
        str(rule.sqref)[0:2].rstrip("2"): rule.showErrorMessage
        for rule in page.data_validations.dataValidation
    }
    assert strict[letters["Level"]]
    assert not strict[letters["Form of cooperation"]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_notes_explain_every_column(lang: str) -> None:
    lines = list(notes(SHEETS, REFERENCES, lang))
    explained = {(line.sheet, line.name): line for line in lines if line.name}
    for sheet in SHEETS.values():
        for column in sheet.columns:
            line = explained[sheet.title(lang), column.name]
            assert line.column == column.header(lang)
            assert line.meaning and line.writing, (sheet.key, column.name)
            free = column.prop is not None and column.prop.datatypes[:1] in (("string",), ("langString",))
            assert line.example or free, (sheet.key, column.name)
    assert len(HEADINGS[lang]) == len(lines[0])


def test_notes_show_what_is_needed_and_what_may_be_chosen() -> None:
    explained = {(line.sheet, line.name): line for line in notes(SHEETS, REFERENCES, "en")}
    assert explained["parties", "agreement"].required == "yes"
    assert explained["parties", "id"].required == ""
    assert explained["agreements", "id"].required == "yes"
    assert "automatic = " in explained["agreements", "renewalRule"].writing
    assert "country:KEY" in explained["parties", "actor"].writing


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_examples_are_values_that_the_column_takes(lang: str) -> None:
    model = default_model()
    sheets = derive_sheets(model)
    told = {(note.sheet, note.name): note for note in notes(sheets, References(model), lang)}
    for sheet in sheets.values():
        for column in sheet.columns:
            prop, note = column.prop, told[sheet.title(lang), column.name]
            assert note.example != "…"
            if prop is None or prop.is_reference:
                continue
            if prop.pattern:
                assert note.example and prop.pattern not in note.writing, column.name
            if note.example:
                assert read_value(note.example, column, References(model)).text
            for bound, sign in ((prop.min_inclusive, 1), (prop.max_inclusive, -1)):
                if bound is not None and note.example:
                    assert sign * float(note.example) >= sign * float(bound)
    city = told[sheets["institutions"].title(lang), "city"]
    assert city.example == {"zh": "上海", "en": "Shanghai"}[lang]


def test_only_the_sheets_asked_for(tmp_path: Path) -> None:
    written = write_templates(default_model(), tmp_path / "t", "csv", "en", ["parties"])
    assert [path.name for path in written] == ["about.csv", "notes.csv", "parties.csv"]
    with pytest.raises(UsageError, match="there is no sheet 'partys'"):
        write_templates(default_model(), tmp_path / "t", "csv", "en", ["partys"])


def test_sheets_by_any_of_their_names(tmp_path: Path) -> None:
    asked = ["缔约方", "Joint laboratory", "institutions", "Parties"]
    written = write_templates(default_model(), tmp_path / "t", "csv", "en", asked)
    assert [path.stem for path in written] == ["about", "notes", "institutions", "joint_labs", "parties"]
    with pytest.raises(UsageError) as caught:
        write_templates(default_model(), tmp_path / "t", "csv", "zh", ["缔约", "xx"])
    assert "“缔约”、“xx”" in caught.value.what_zh
    assert "缔约方" in caught.value.remedy_zh and "parties" not in caught.value.remedy_zh
    assert "parties" in caught.value.remedy


def test_csv_templates_open_in_a_spreadsheet_program_as_chinese(tmp_path: Path) -> None:
    write_templates(default_model(), tmp_path, "csv", "zh")
    content = (tmp_path / "协议.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").startswith("编号,名称（中文）,名称（英文）")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_somebody_filled_in_is_not_written_over(tmp_path: Path, lang: Lang) -> None:
    target = tmp_path / "coopgraph.xlsx"
    steps: list[tuple[Lang, list[str]]] = [
        ("en", []),
        ("zh", []),
        (lang, ["institutions"]),
        (lang, ["institutions"]),
    ]
    for each, sheets in steps:
        write_templates(default_model(), target, "xlsx", each, sheets)  # it is still empty
    fill_workbook(target, SHEETS, lang, {"institutions": [{"id": "typed"}]})
    typed = target.read_bytes()
    with pytest.raises(UsageError, match="filled in") as told:
        write_templates(default_model(), target, "xlsx", lang)
    assert "coopgraph.xlsx" in told.value.message("zh") and "--output" in told.value.message("zh")
    assert target.read_bytes() == typed


def test_a_folder_gets_further_sheets_and_none_that_is_filled_in_is_written_over(tmp_path: Path) -> None:
    write_templates(default_model(), tmp_path, "csv", "en", ["institutions"])
    for name in ("institutions", "about"):
        with (tmp_path / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write("typed\n")
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}
    further = write_templates(default_model(), tmp_path, "csv", "en", ["parties"])
    assert [path.name for path in further] == ["notes.csv", "parties.csv"]
    assert "parties" in (tmp_path / "notes.csv").read_text("utf-8-sig")
    with pytest.raises(UsageError, match="filled in"):
        write_templates(default_model(), tmp_path, "csv", "en", ["institutions", "agreements"])
    assert not (tmp_path / "agreements.csv").exists()
    for name in ("institutions.csv", "about.csv"):
        assert (tmp_path / name).read_bytes() == before[name]
