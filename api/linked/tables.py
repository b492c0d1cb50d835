"""An RDF file in our own ontology enters; a folder of template tables leaves, which then goes through the door of every source.

It runs in a process of its own (`python -m api.linked.tables FILE FOLDER BASE`) that cannot open a socket and has bounds on
memory and time. Document types and entities, deep JSON and contexts from elsewhere are refused before anything is read;
what is not about our things, or cannot stand in a column as it is, is told in `not-taken.csv` beside the folder. What a dump
says beside its statements (records, runs, licences, old ids) is neither: it is about the file that it came from.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson
import pyoxigraph as ox

from api.formats import BOM, to_csv
from api.linked.cage import shut
from api.linked.rows import DATASET_ID, FILE_ID, PROGRAM_ID, RIGHTS, RUN_ID, SAID
from api.linked.spelling import expanded
from loaders.cleaners import BLANKS
from loaders.templates.sheets import ID, derive_sheets
from ontology.errors import SourceError
from ontology.model import Model, default_model
from ontology.rdf import STATED_AS, written_language
from ontology.terms import COOP, LANGUAGES, RDF, SOURCE, is_id

ENDINGS: Final = {
    ".nq": ox.RdfFormat.N_QUADS,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
MEMORY_MB: Final = 2_048
SECONDS: Final = 600
_DEEPEST: Final = 100
_CHUNK: Final = 1 << 20
_MOST_BYTES: Final = 4 << 30
_MARKED: Final = re.compile(rb"<!\s*(doctype|entity)", re.I)
_ROOT: Final = Path(__file__).resolve().parents[2]

# What is left out: subject, predicate, object, why in both languages.
LEFT_OUT: Final = ("subject", "predicate", "object", "reason", "reason_zh")
_AT_ONCE: Final = 10_000
_MOST_LEFT: Final = 1_000_000  # lines of what is left out; beyond them it is only counted
_RECORD_ID: Final = "rec-"
_FRAME_IDS: Final = (_RECORD_ID, FILE_ID, RUN_ID, DATASET_ID, PROGRAM_ID, "-".join(SAID))


@dataclass
class _Row:
    """What one record says of one thing."""

    values: dict[str, list[str]] = field(default_factory=dict)  # column → values


class _Left:
    """What could not be taken, written down as it comes: of a file that is about other things it may be more than memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        # a table too, so that an erasure finds what a killed import leaves
        self._passing = path.with_name(f"{path.stem}.new.csv")
        self._passing.parent.mkdir(parents=True, exist_ok=True)
        self._waiting: list[dict[str, str]] = []
        with self._passing.open("w", encoding="utf-8", newline="") as file:
            file.write(BOM + to_csv([], LEFT_OUT))

    def add(self, *row: str) -> None:
        self.count += 1
        if self.count <= _MOST_LEFT:
            self._waiting.append(dict(zip(LEFT_OUT, row, strict=True)))
        if len(self._waiting) >= _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        with self._passing.open("a", encoding="utf-8", newline="") as file:
            file.write(to_csv(self._waiting, LEFT_OUT).partition("\r\n")[2])
        self._waiting.clear()

    def keep(self) -> None:
        self._flush()
        self._passing.replace(self.path)

    def forget(self) -> None:
        self._passing.unlink()


@dataclass
class _Read:
    """Everything that was read: rows by sheet, thing and record, and what could not be taken."""

    left: _Left
    kinds: dict[str, str] = field(default_factory=dict)
    rows: dict[tuple[str, str], _Row] = field(default_factory=dict)


def convert(path: Path, folder: Path, base: str) -> Mapping[str, Any]:
    """Convert in a process of its own; what it refuses is an error that says why."""
    command = [sys.executable, "-m", "api.linked.tables", str(path.resolve()), str(folder.resolve()), base]
    try:
        run = subprocess.run(command, cwd=_ROOT, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise _refused(path, f"reading takes longer than {SECONDS} s", f"读取超过 {SECONDS} 秒") from None
    lines = run.stdout.splitlines()
    told: dict[str, Any] = orjson.loads(lines[-1]) if lines else {}
    if run.returncode != 0 or not told:
        raise _refused(path, "reading it takes more memory than it may", "读取所需内存超过限制")
    if "what" in told:
        raise _refused(path, told["what"], told["what_zh"])
    return told


def _refused(path: Path, what: str, what_zh: str) -> SourceError:
    return SourceError(what, what_zh, file=path.name, remedy="give plain RDF of our own ontology, such as a dump",
                       remedy_zh="请提供采用本体系本体的普通 RDF，如导出文件")  # fmt: skip


class _NoError(Exception):
    def __init__(self, what: str, what_zh: str) -> None:
        super().__init__(what)
        self.told = {"what": what, "what_zh": what_zh}


def read(path: Path, base: str, model: Model, left: _Left) -> _Read:
    """Read the file into rows."""
    form = ENDINGS.get(path.suffix.lower())
    if form is None:
        raise _NoError(f"no RDF syntax ends in {path.suffix!r}; there are {', '.join(ENDINGS)}",
                       f"没有以 {path.suffix!r} 结尾的 RDF 语法；可用 {'、'.join(ENDINGS)}")  # fmt: skip
    _look(path, form)
    found = _Read(left)
    try:
        for quad in ox.parse(path=path, format=form):
            _take(quad, base, model, found)
    except SyntaxError as error:
        raise _NoError(f"not valid RDF: {error.msg}", f"不是合法的 RDF：{error.msg}") from None
    except (ValueError, OSError) as error:
        raise _NoError(f"cannot be read: {error}", f"无法读取：{error}") from None
    return found


def _look(path: Path, form: ox.RdfFormat) -> None:
    """Refuse what no parser of ours should see."""
    if path.stat().st_size > _MOST_BYTES:
        raise _NoError(f"the file has more than {_MOST_BYTES >> 30} GB", f"文件超过 {_MOST_BYTES >> 30} GB")
    if form == ox.RdfFormat.RDF_XML:
        before = b""
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if b"\x00" in chunk or _MARKED.search(before + chunk):
                    raise _NoError("document types and entities are not read, and the file must be UTF-8",
                                   "不读取文档类型与实体声明，且文件须为 UTF-8")  # fmt: skip
                before = chunk[-64:]
    if form == ox.RdfFormat.JSON_LD and _depth(path) > _DEEPEST:
        raise _NoError(f"the JSON is more than {_DEEPEST} deep", f"JSON 嵌套超过 {_DEEPEST} 层")


def _depth(path: Path) -> int:
    deep = most = 0
    inside = escaped = False
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            for byte in re.finditer(rb'[\\"\[\]{}]|[^\\"\[\]{}]+', chunk):
                text = byte[0]
                if escaped:
                    escaped = False
                elif inside:
                    escaped, inside = text == b"\\", text != b'"'
                elif text == b'"':
                    inside = True
                elif text in (b"[", b"{"):
                    deep += 1
                    most = max(most, deep)
                elif text in (b"]", b"}"):
                    deep -= 1
    return most


def _take(quad: ox.Quad, base: str, model: Model, found: _Read) -> None:
    predicate = quad.predicate.value
    subject = _id_of(quad.subject, base)
    graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
    if _of_the_file(subject, quad, base, model):
        return
    if not subject:
        _leave(quad, found, "it is about nothing with an id of ours", "其主语不是本体系的编号")
        return
    if predicate == RDF + "type":
        _take_class(quad, subject, graph, model, found)
        return
    column, value, why, why_zh = _cell(quad, predicate.removeprefix(COOP), base, model)
    if why:
        _leave(quad, found, why, why_zh)
        return
    found.rows.setdefault((subject, graph), _Row()).values.setdefault(column, []).append(value)


def _of_the_file(subject: str, quad: ox.Quad, base: str, model: Model) -> bool:
    """What a dump says beside its statements: of records and their like, of licences and old ids, and whence a thing is."""
    predicate = quad.predicate.value
    if subject.startswith(_FRAME_IDS) or predicate == COOP + STATED_AS:
        return True
    if not isinstance(quad.graph_name, ox.DefaultGraph):
        return False
    return (
        (predicate == expanded("dcterms:isReplacedBy") and bool(subject))
        or (predicate == expanded(RIGHTS) and subject.startswith(f"{model.classes[SOURCE].prefix}-"))
        or (predicate == expanded("prov:wasDerivedFrom") and _id_of(quad.object, base).startswith(_RECORD_ID))
    )


def _take_class(quad: ox.Quad, subject: str, graph: str, model: Model, found: _Read) -> None:
    node = quad.object
    ours = isinstance(node, ox.NamedNode) and node.value.startswith(COOP)
    name = node.value.removeprefix(COOP) if ours and isinstance(node, ox.NamedNode) else ""
    if name not in model.classes or model.classes[name].abstract:
        _leave(quad, found, "there is no such class of things", "没有此类事物")
        return
    first = found.kinds.setdefault(subject, name)
    if first != name:
        _leave(
            quad,
            found,
            f"the file calls it {first} already, and a thing has one class",
            f"该文件已称其为 {first}，而一物只有一类",
        )
        return
    found.rows.setdefault((subject, graph), _Row())


def _cell(quad: ox.Quad, name: str, base: str, model: Model) -> tuple[str, str, str, str]:
    prop = model.properties.get(name)
    value: Any = quad.object
    if prop is None:
        return "", "", "there is no such property", "没有此属性"
    if prop.is_reference:
        target = _id_of(value, base)
        return (
            (name, target, "", "")
            if target
            else ("", "", "it refers to nothing with an id of ours", "所指不是本体系的编号")
        )
    if not isinstance(value, ox.Literal):
        return "", "", "a value is expected here", "此处应为值"
    if not value.value.strip(BLANKS):
        return "", "", "an empty text says nothing", "空白文本没有内容"
    if value.language and not prop.is_text:
        return "", "", "the property takes texts without a language", "该属性只接受不注明语言的文本"
    if prop.is_text:
        lang = written_language(value.language or "")
        if lang not in LANGUAGES:  # zh-Hant is not zh: told, rather than called what it is not
            return (
                "",
                "",
                f"tables have columns for {' and '.join(LANGUAGES)} only",
                f"表格只有 {'、'.join(LANGUAGES)} 列",
            )
        return f"{name}@{lang}", value.value, "", ""
    many = prop.max_count != 1
    return name, value.value.replace(";", "\\;").replace("；", "\\；") if many else value.value, "", ""


def _id_of(node: object, base: str) -> str:
    if isinstance(node, ox.NamedNode) and node.value.startswith(base) and is_id(node.value[len(base) :]):
        return node.value[len(base) :]
    return ""


def _leave(quad: ox.Quad, found: _Read, reason: str, reason_zh: str) -> None:
    found.left.add(str(quad.subject), str(quad.predicate), str(quad.object), reason, reason_zh)


def write(found: _Read, folder: Path, model: Model) -> dict[str, int]:
    """Write a table for each sheet that has rows; several texts of one language take several rows."""
    sheets = {sheet.kind.name: sheet for sheet in derive_sheets(model).values()}
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.csv"):
        old.unlink()
    tables: dict[str, list[dict[str, str]]] = {}
    for (subject, _), row in sorted(found.rows.items()):
        kind = found.kinds.get(subject, "")
        if kind not in sheets:
            why = ("no table holds things of this class", "没有此类事物的表格") if kind else (
                "nothing says of which class the thing is", "没有说明其类别")  # fmt: skip
            found.left.add(subject, "", kind, *why)
            continue
        columns = {column.name: column for column in sheets[kind].columns}
        cells = {name: values for name, values in row.values.items() if name in columns}
        for name, values in sorted(row.values.items()):
            if name not in columns:
                why_not = (f"things of class {kind} have no such property", "该类事物没有此属性")
                found.left.add(subject, name, "; ".join(values), *why_not)
        tables.setdefault(sheets[kind].key, []).extend(_lines(subject, cells, columns))
    for key, lines in sorted(tables.items()):
        names = sorted({name for line in lines for name in line} - {ID})
        with (folder / f"{key}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [ID, *names], restval="")
            writer.writeheader()
            writer.writerows(lines)
    return {key: len(lines) for key, lines in sorted(tables.items())}


def _lines(
    subject: str, cells: Mapping[str, list[str]], columns: Mapping[str, Any]
) -> Iterator[dict[str, str]]:
    first: dict[str, str] = {ID: subject}
    more: list[dict[str, str]] = []
    for name, values in sorted(cells.items()):
        prop = columns[name].prop
        several = sorted(set(values))
        if prop is None or prop.is_text or prop.max_count == 1:
            first[name] = several[0]
            more += [{ID: subject, name: value} for value in several[1:]]
        else:
            # before a separator a backslash would make the separator part of the value
            alone = [value for value in several if value.endswith("\\")]
            if joined := ";".join(value for value in several if value not in alone):
                first[name] = joined
            more += [{ID: subject, name: value} for value in alone]
    yield first
    yield from more


def main(words: list[str]) -> None:
    """Convert one file, with the network shut and memory bounded."""
    path, folder, base = Path(words[0]), Path(words[1]), words[2]
    model = default_model()
    left = _Left(folder.with_name(f"{folder.name}.not-taken.csv"))
    shut(MEMORY_MB)
    try:
        found = read(path, base, model, left)
    except _NoError as error:
        left.forget()
        sys.stdout.buffer.write(orjson.dumps(error.told) + b"\n")
        return
    rows = write(found, folder, model)
    left.keep()
    told = {
        "rows": rows,
        "not_taken": left.count,
        "listed": min(left.count, _MOST_LEFT),
        "list": str(left.path),
    }
    sys.stdout.buffer.write(orjson.dumps(told) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
