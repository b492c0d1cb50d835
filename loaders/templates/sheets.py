"""The ontology's classes enter, the sheets of the templates with every column's accepted headers leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from loaders.mistakes import joined
from loaders.templates.headers import comparable, nearest, plain, split_language, with_language
from ontology.errors import OntologyError, SourceError
from ontology.model import Class, Model, Property
from ontology.terms import LANGUAGES

ID = "id"
SOURCE_URL = "source_url"
SEEN_ON = "seen_on"
SOURCE_QUALITY = "source_quality"
REMARK = "#"  # a column, or a sheet, whose name begins so is the user's own remark and is not read

# Columns of the frame, on every sheet: they say which thing the row is about and where a person saw the fact.
FRAME: Mapping[str, Mapping[str, str]] = {
    ID: {"zh": "编号", "en": "ID"},
    SOURCE_URL: {"zh": "来源网址", "en": "Source URL"},
    SEEN_ON: {"zh": "查看日期", "en": "Seen on"},
    SOURCE_QUALITY: {"zh": "来源质量", "en": "Source quality"},
}
ABOUT = "about"  # title, publisher and licence of a user's own workbook
ABOUT_NAMES = (ABOUT, "关于")
NOTES_NAMES = ("notes", "说明")
LISTS_NAMES = ("lists", "列表")


@dataclass(frozen=True)
class Column:
    """One column of a template: a property (one language of it), or a column of the frame."""

    name: str  # technical header: signedOn, name@zh, id
    prop: Property | None  # None = a column of the frame
    lang: str  # language of a langString column, else ""

    def header(self, lang: str) -> str:
        """The header as a template in that language shows it."""
        if self.prop is None:
            return FRAME[self.name][lang]
        label = self.prop.labels.get(lang) or self.prop.name
        return with_language(label, lang, self.lang) if self.lang else label


@dataclass(frozen=True)
class Sheet:
    """One class as a sheet."""

    key: str  # technical name: joint_labs
    kind: Class
    columns: tuple[Column, ...]
    optional_id: bool  # nothing refers to the class, so a row can go without a key of its own

    def title(self, lang: str) -> str:
        """The sheet's name as a template in that language shows it."""
        return self.key if lang == "en" else self.kind.labels.get(lang, self.key)

    @cached_property
    def by_header(self) -> Mapping[str, Column | None]:
        """Every accepted header in its comparable form; None = two properties share that label."""
        found: dict[str, Column | None] = {}
        for column in self.columns:
            if not column.lang:
                found[comparable(column.name)] = column
        for column in self.columns:
            if column.lang:
                continue
            for lang in LANGUAGES:
                form = comparable(column.header(lang))
                other = found.setdefault(form, column)
                if other is not None and other.name != column.name and comparable(other.name) != form:
                    found[form] = None
        return found

    @cached_property
    def texts(self) -> Mapping[str, Property | None]:
        """The langString properties by comparable name and label; None = two of them share that label."""
        found: dict[str, Property | None] = {}
        properties = {column.prop.name: column.prop for column in self.columns if column.prop and column.lang}
        for prop in properties.values():
            found[comparable(prop.name)] = prop
        for prop in properties.values():
            for label in prop.labels.values():
                form = comparable(label)
                other = found.setdefault(form, prop)
                if other is not None and other.name != prop.name and comparable(other.name) != form:
                    found[form] = None
        return found

    def column_of(self, header: str) -> Column | None:
        """The column that a typed header means, or None."""
        text, lang = split_language(header)
        if lang:
            prop = self.texts.get(comparable(text))
            if prop is not None:
                return Column(f"{prop.name}@{lang}", prop, lang)
        return self.by_header.get(comparable(header))

    def known_headers(self) -> list[str]:
        """Every header a person may type: technical, zh, en."""
        languages = ("zh", "en")
        return [
            form
            for column in self.columns
            for form in (column.name, *(column.header(lang) for lang in languages))
        ]

    def known(self, most: int) -> str:
        """The first technical headers, for a message."""
        return ", ".join(column.name for column in self.columns[:most]) + ", …"


def derive_sheets(model: Model) -> Mapping[str, Sheet]:
    """All sheets by technical name, in the ontology's order."""
    referred = _referred(model)
    found: dict[str, Sheet] = {}
    for name in sorted(model.classes):
        kind = model.classes[name]
        if kind.sheet is None:
            continue
        if kind.prefix is None:
            raise OntologyError(
                f"class {name} has a sheet but no prefix", f"类 {name} 有工作表但没有前缀", where=kind.iri
            )
        if kind.sheet in found:
            raise OntologyError(
                f"sheet {kind.sheet} is claimed by {found[kind.sheet].kind.name} and {name}",
                f"工作表 {kind.sheet} 同时属于 {found[kind.sheet].kind.name} 和 {name}",
                where=kind.iri,
            )
        optional = referred.isdisjoint((name, *kind.ancestors))
        found[kind.sheet] = Sheet(kind.sheet, kind, _columns(kind), optional)
    return found


def find_sheet(sheets: Mapping[str, Sheet], typed: str) -> Sheet | None:
    """The sheet meant by a file's stem or a sheet's name: technical name, or label in zh or en."""
    form = comparable(typed)
    for sheet in sheets.values():
        if form in {comparable(sheet.key), *(comparable(label) for label in sheet.kind.labels.values())}:
            return sheet
    return None


def is_remark(name: str) -> bool:
    """Whether a column or sheet is the user's own remark."""
    return plain(name).startswith(REMARK)


def is_ignored_sheet(name: str) -> bool:
    """Notes, lists and the user's own remarks hold no rows."""
    form = comparable(name)
    return is_remark(name) or form in {comparable(word) for word in (*NOTES_NAMES, *LISTS_NAMES)}


def is_about(name: str) -> bool:
    """Whether a sheet says what the workbook is, instead of holding rows."""
    return comparable(name) in {comparable(word) for word in ABOUT_NAMES}


def require_sheet(sheets: Mapping[str, Sheet], typed: str, file: str) -> Sheet:
    """As find_sheet, but an unknown name is an error that names the nearest sheet."""
    sheet = find_sheet(sheets, typed)
    if sheet is not None:
        return sheet
    names = [form for each in sheets.values() for form in (each.key, *each.kind.labels.values())]
    like = nearest(typed, names)
    raise SourceError(
        f"sheet {typed!r} is none of the templates' sheets" + (f"; the nearest is {like!r}" if like else ""),
        f"工作表“{typed}”不在模板之列" + (f"；最接近的是“{like}”" if like else ""),
        file=file,
        value=typed,
        remedy=f"rename it to one of {', '.join(titles(sheets, 'en'))}, or begin its name with '{REMARK}' to leave it out",
        remedy_zh=f"请改为以下名称之一：{'、'.join(titles(sheets, 'zh'))}；或以“{REMARK}”开头表示不读取",
    )


def titles(sheets: Mapping[str, Sheet], lang: str) -> list[str]:
    """The names of the sheets as the templates of a language show them."""
    return [sheet.title(lang) for sheet in sheets.values()]


def resolve_headers(sheet: Sheet, typed: Sequence[str], file: str, line: int = 1) -> Mapping[str, Column]:
    """The columns that the typed headers mean; unknown ones, all at once, or a repeated one are a SourceError."""
    found: dict[str, Column] = {}
    first: dict[str, str] = {}
    unknown: list[str] = []
    wrong: list[SourceError] = []
    named = [header for header in typed if plain(header) and not is_remark(header)]
    for header in named:
        column = sheet.column_of(header)
        if column is None:
            unknown.append(header)
            continue
        if column.name in first:
            twice = SourceError(
                f"columns {first[column.name]!r} and {header!r} of sheet {sheet.key} are the same",
                f"工作表 {sheet.title('zh')} 的列“{first[column.name]}”与“{header}”重复",
                file=file,
                line=line,
                column=header,
                remedy="keep one of them (several values go into one cell, split by ';')",
                remedy_zh="请只保留其中一列（一格中的多个值用“；”隔开）",
            )
            wrong.append(twice)
            continue
        first[column.name] = header
        found[header] = column
    if unknown:
        alone = unknown == named and len(unknown) == 1
        wrong.append(_title(sheet, unknown[0], file, line) if alone else _unknown(sheet, unknown, file, line))
    if wrong:
        raise joined(wrong)
    return found


def _title(sheet: Sheet, header: str, file: str, line: int) -> SourceError:
    return SourceError(
        f"the first row must hold the column names; it holds {header!r} alone,"
        f" and sheet {sheet.key} has no column {header!r}",
        f"第一行必须是列名；现在只有“{header}”一格，而工作表 {sheet.title('zh')} 没有这一列",
        file=file,
        line=line,
        value=header,
        remedy=f"delete the title above the column names, or correct the name; columns are {sheet.known(3)}",
        remedy_zh=f"请删除列名上方的标题行，或更正列名；可用的列名如 {sheet.known(3)}",
    )


def _unknown(sheet: Sheet, headers: Sequence[str], file: str, line: int) -> SourceError:
    """One error for all of them: who mends a header wants to do it once."""
    told = [_of_unknown(sheet, header) for header in headers]
    english, chinese, remedies, remedies_zh = (
        list(dict.fromkeys(column)) for column in zip(*told, strict=True)
    )
    return SourceError(
        f"sheet {sheet.key} " + "; it ".join(english),
        f"工作表 {sheet.title('zh')} " + "；".join(chinese),
        file=file,
        line=line,
        column=", ".join(headers),
        remedy="; ".join(remedies),
        remedy_zh="；".join(remedies_zh),
    )


def _of_unknown(sheet: Sheet, header: str) -> tuple[str, str, str, str]:
    prop = sheet.texts.get(comparable(header))
    if prop is not None:
        return (
            f"has a column {header!r} that does not say its language",
            f"的列“{header}”没有注明语言",
            f"name it {prop.name}@zh or {prop.name}@en",
            f"请写作 {prop.name}@zh（{prop.labels.get('zh', prop.name)}（中文））或 {prop.name}@en",
        )
    like = nearest(header, sheet.known_headers())
    return (
        f"has no column {header!r}" + (f", the nearest is {like!r}" if like else ""),
        f"没有“{header}”这一列" + (f"，最接近的是“{like}”" if like else ""),
        f"rename the column, or begin its header with '{REMARK}' to keep it as an unread remark",
        f"请改列名；若只是备注，请以“{REMARK}”开头，程序不读取",
    )


def _columns(kind: Class) -> tuple[Column, ...]:
    columns = [Column(ID, None, "")]
    for prop in kind.properties.values():
        if prop.is_text:
            columns.extend(Column(f"{prop.name}@{lang}", prop, lang) for lang in LANGUAGES)
        else:
            columns.append(Column(prop.name, prop, ""))
    columns.extend(Column(name, None, "") for name in (SOURCE_URL, SEEN_ON, SOURCE_QUALITY))
    return tuple(columns)


def _referred(model: Model) -> set[str]:
    """The classes that some property may point at: they and their subclasses need keys of their own."""
    return {
        target
        for kind in model.classes.values()
        for prop in kind.properties.values()
        for target in prop.classes
    }
