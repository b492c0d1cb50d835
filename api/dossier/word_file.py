"""A document enters; the same as a DOCX file leaves, for A4, always the same bytes for the same document."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

import docx
from docx.document import Document as DocxFile
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from api.dossier.blocks import Block, Cell, Document, Drawing, Facts, Heading, Table, Text

MEDIA: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LATIN, _CHINESE = "Arial", "Microsoft YaHei"
_WIDTH_MM: Final = 178  # between the margins
_SHADES: Final = {
    "MET": "E8F5EC",
    "NOT_MET": "FDECEC",
    "UNKNOWN": "F1F2F4",
    "CONFLICT": "F5EDFC",
    "JUDGE": "FDF3DF",
}
_STYLES: Final = {
    "note": (8.5, "444444"),
    "warn": (9.5, "8A1C1C"),
    "quote": (9.5, "222222"),
    "code": (8.5, "1A1A1A"),
}
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_WHEN: Final = (1980, 1, 1, 0, 0, 0)


def word_file(document: Document) -> bytes:
    """Return the document as a file."""
    file = docx.Document()
    _page(file, document)
    file.add_paragraph(_clean(document.title)).runs[0].font.color.rgb = RGBColor.from_string("444444")
    file.add_heading(_clean(document.subject), 0)
    _paragraph(file, Text(document.foot, "note"))
    if document.banner:
        _paragraph(file, Text(document.banner, "warn"))
    for part in document.parts:
        if part.title:
            file.add_heading(_clean(f"{part.number} {part.title}"), 1)
        for block in part.blocks:
            _block(file, block)
    _paragraph(file, Text(document.note, "note"))
    made = BytesIO()
    file.save(made)
    return _settled(made)


def _page(file: DocxFile, document: Document) -> None:
    section = file.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin = section.bottom_margin = Mm(18)
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style: Any = file.styles[name]
        style.font.name = _LATIN
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _CHINESE)
    normal: Any = file.styles["Normal"]
    normal.font.size = Pt(10)
    _page_number(section.footer.paragraphs[0], f"{document.foot}  ·  ")
    about = file.core_properties
    about.title, about.subject, about.author = _clean(document.title), _clean(document.subject), "coopgraph"
    about.language = "zh-CN" if document.lang == "zh" else "en"
    about.created = about.modified = datetime(2000, 1, 1, tzinfo=UTC)  # when it was made stands in the text


def _page_number(paragraph: Any, before: str) -> None:
    run = paragraph.add_run(_clean(before))
    run.font.size = Pt(8)
    run = paragraph.add_run()
    run.font.size = Pt(8)
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        else:
            made.text = words
        run._r.append(made)


def _block(file: DocxFile, block: Block) -> None:
    match block:
        case Text():
            _paragraph(file, block)
        case Heading():
            heading = file.add_heading(_clean(block.text), 2)
            if block.status:
                run = heading.add_run(f"  {_clean(block.word)}")
                run.font.size = Pt(9)
                _shade(run._r.get_or_add_rPr(), block.status)
        case Facts():
            _table(file, [[Cell(name), value] for name, value in block.rows], (28, 72))
        case Table():
            _table(
                file,
                [[Cell(one) for one in block.headings], *block.rows],
                block.widths,
                head=True,
                tall=block.tall,
            )
        case Drawing():
            pass  # the tables that follow it say the same


def _paragraph(file: DocxFile, block: Text) -> None:
    paragraph = file.add_paragraph()
    run = paragraph.add_run(_clean(block.text))
    if block.kind in _STYLES:
        size, colour = _STYLES[block.kind]
        run.font.size, run.font.color.rgb = Pt(size), RGBColor.from_string(colour)
    run.bold = block.kind == "warn" or None
    if block.kind == "quote":
        paragraph.paragraph_format.left_indent = Mm(5)
    paragraph.paragraph_format.space_after = Pt(4)


def _table(
    file: DocxFile, rows: Any, widths: tuple[int, ...], *, head: bool = False, tall: bool = False
) -> None:
    columns = max((len(row) for row in rows), default=0)
    if not columns:
        return
    made = file.add_table(rows=len(rows), cols=columns)
    made.style = "Table Grid"
    made.autofit = False
    shares = widths or (100 // columns,) * columns
    for number, row in enumerate(rows):
        cells = made.rows[number].cells
        for place, cell in enumerate(row):
            target = cells[place]
            target.width = Mm(_WIDTH_MM * shares[place] / 100)
            run = target.paragraphs[0].add_run(_clean(cell.text))
            run.font.size = Pt(8.5)
            run.bold = (head and number == 0) or bool(cell.status) or None
            if cell.status:
                _shade(target._tc.get_or_add_tcPr(), cell.status)
        if tall and number:
            made.rows[number].height = Mm(14)
        _never_split(made.rows[number], repeated=head and number == 0)
    file.add_paragraph().paragraph_format.space_after = Pt(2)


def _never_split(row: Any, *, repeated: bool) -> None:
    about = row._tr.get_or_add_trPr()
    about.append(OxmlElement("w:cantSplit"))
    if repeated:
        about.append(OxmlElement("w:tblHeader"))


def _shade(about: Any, status: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADES.get(status, "FFFFFF"))):
        shade.set(qn(f"w:{name}"), value)
    about.append(shade)


def _clean(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def _settled(made: BytesIO) -> bytes:
    """The same archive with no time of day in it."""
    settled = BytesIO()
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as after:
        for name in sorted(before.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            after.writestr(zipfile.ZipInfo(name, _WHEN), before.read(name), zipfile.ZIP_DEFLATED)
    return settled.getvalue()
