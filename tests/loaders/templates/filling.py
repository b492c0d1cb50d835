"""Plain rows enter; the files that a person hands over, and what a load makes of them, leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq
from openpyxl import Workbook, load_workbook

from loaders.extract import extract
from loaders.fetch import expand
from loaders.ledger import Ledger
from loaders.manifest import load_manifest, shipped_sources
from loaders.records.record import Record, Row
from loaders.templates.mapper import TemplateMapper
from loaders.templates.sheets import Sheet
from ontology.model import Model, default_model

Rows = Sequence[Mapping[str, str]]

# One small world in technical headers; every kind of cell occurs.
FILLED: Mapping[str, Rows] = {
    "institutions": [
        {
            "id": "a-university",
            "name@zh": "甲大学",
            "name@en": "University A",
            "country": "CN",
            "ror": "https://ror.org/03cve4549",
            "kind": "education; facility",
            "shortName": "A; 甲",
            "established": "1911-04",
            "latitude": "39.99",
            "source_url": "https://a.example.org/about",
            "seen_on": "2026-11-23",
            "source_quality": "official page",
        },
        {
            "id": "b-institute",
            "name@en": "Institute; with a semicolon",
            "country": "德国",
            "established": "1948",
        },
    ],
    "agreements": [
        {
            "id": "ab-2001",
            "name@en": "Agreement of A and B",
            "level": "institution",
            "signedOn": "2001-05-17",
            "duration": "P5Y",
            "noticeMonths": "6",
            "renewalRule": "automatic",
            "instrumentProgramme": "HORIZON; H2020",
            "reported": "yes",
        }
    ],
    "parties": [
        {"agreement": "ab-2001", "actor": "inst:a-university", "signedOn": "2001-05-17"},
        {"agreement": "ab-2001", "actor": "inst:ror:03cve4549"},
        {"agreement": "ab-2001", "actor": "country:CN"},
    ],
    "contributions": [
        {
            "agreement": "ab-2001",
            "side": "inst:b-institute",
            "contributionKind": "funding",
            "amount": "1250,5",
        }
    ],
}


@dataclass
class Loaded:
    """What the mapper said of a workbook."""

    statements: list[Row] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)

    def of(self, subject: str) -> dict[str, list[str]]:
        """The values of one thing by predicate."""
        found: dict[str, list[str]] = {}
        for row in self.statements:
            if row[0] == subject:
                found.setdefault(row[1], []).append(row[2])
        return found

    @property
    def subjects(self) -> set[str]:
        """Everything that is stated to be something."""
        return {row[0] for row in self.statements if row[1] == "type"}


def map_rows(sheet: str, *rows: Mapping[str, str], model: Model | None = None) -> Loaded:
    """Rows of one sheet, typed by hand."""
    mapper = TemplateMapper(model or default_model(), "own")
    loaded = Loaded()
    headers = tuple(dict.fromkeys(header for row in rows for header in row))
    mapper.check_header("book.xlsx!" + sheet, sheet, headers)
    for number, row in enumerate(rows, start=2):
        data = {header: row.get(header, "") for header in headers}
        record = Record("own", "book.xlsx", sheet, f"{sheet}!{number}", number, data)
        loaded.statements.extend(mapper(record, loaded.ledger))
    return loaded


def fill_workbook(
    path: Path, sheets: Mapping[str, Sheet], lang: str, filled: Mapping[str, Rows] = FILLED
) -> None:
    """Type the rows under the headers of a template, as the template shows them."""
    book = load_workbook(path)
    for key, rows in filled.items():
        sheet = sheets[key]
        page = book[sheet.title(lang)]
        headers = [cell.value for cell in page[1]]
        for row in rows:
            line = {_shown(sheet, name, lang): value for name, value in row.items()}
            page.append([line.get(str(header)) for header in headers])
    book.save(path)


def fill_folder(
    folder: Path, sheets: Mapping[str, Sheet], lang: str, encoding: str, filled: Mapping[str, Rows] = FILLED
) -> None:
    """The same in a folder of CSV files."""
    for key, rows in filled.items():
        sheet = sheets[key]
        path = folder / f"{sheet.title(lang)}.csv"
        header = path.read_text("utf-8-sig").splitlines()[0].split(",")
        lines = [",".join(header)]
        for row in rows:
            line = {_shown(sheet, name, lang): value for name, value in row.items()}
            lines.append(",".join(f'"{line.get(name, "")}"' for name in header))
        path.write_bytes("\r\n".join(lines).encode(encoding))


def _shown(sheet: Sheet, name: str, lang: str) -> str:
    return next(column.header(lang) for column in sheet.columns if column.name == name)


def save_book(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> None:
    """A workbook of plain cells."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)


def load_files(path: Path, out: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Statements (without those of the source itself) and rejects of a real extraction."""
    manifest = load_manifest(shipped_sources() / "own")
    version = extract(manifest, expand([path]), default_model(), out, processes=1)
    statements = pq.read_table(version.folder / "statements.parquet").to_pylist()
    rejects = pq.read_table(version.folder / "rejects.parquet").to_pylist()
    return [row for row in statements if not row["subject"].startswith(("src-", "cov-"))], rejects
