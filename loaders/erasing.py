"""A home and the id of a person enter; the home without that person leaves: sources, canon, judgements, proposals, imports.

The list of erasures is written first. From then on every load leaves the person out, so that an erasure that was killed is
ended by the next one, or by asking for it again.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from loaders.backend import DEFAULT, Tables, open_tables
from loaders.canon import WORK
from loaders.current import CANONS, SOURCES, Current, locked, read_current, write_current
from loaders.encoding import encoding_of
from loaders.erased import Erasure, Erasures, append, check_complete, digests, read_erasures
from loaders.judgements import FILE as JUDGEMENTS
from loaders.kept import kept_versions
from loaders.matching.proposals import FILE as PROPOSALS
from loaders.personal import is_personal, minted, names_of, whose
from loaders.stripping import going, strip_canon, strip_source, told
from ontology.errors import NotFound, UsageError
from ontology.model import Model
from ontology.statements import REDIRECTS_FILE, REFERENCE, SOURCE_FILE, STATEMENTS_FILE

IMPORTS: Final = "imports"
ID: Final = "id"  # the first column of an imported table
_BETWEEN: Final = re.compile(r"[;\s<>#/\"]+")
_TELLING: Final = 4  # letters from which on a name in a reason is no accident
_SHOWN: Final = 200  # other texts with the name that are listed


@dataclass(frozen=True)
class Whom:
    """All that a home holds of one person."""

    ids: frozenset[str]  # all ids, and those of things that are only about the person
    also: frozenset[str]  # ids under which another source would bring the person back
    names: frozenset[str]
    statements: int  # in the current canon, as all that follows
    records: int
    elsewhere: tuple[
        Mapping[str, Any], ...
    ]  # subject, predicate, record of other texts in which a name stands
    known: bool = False  # erased before: what is left is to go


@dataclass(frozen=True)
class Done:
    """What an erasure did to the files of a home; canon is made anew afterwards."""

    number: int
    sources: int  # kept source versions that were written anew
    lines: int  # of judgements, proposals and imported tables


def find_person(home: Path, model: Model, thing: str, *, memory: str = "1GB") -> Whom:
    """Everything about the person, under whichever id one of the kept sources and data versions knows them."""
    if not is_personal(thing, model):
        raise UsageError(
            f"{thing[:80]} is not about a person", f"{thing[:80]} 不是个人信息",
            remedy="only what is personal is erased; anything else goes with its source: coopgraph load --drop NAME",
            remedy_zh="只有个人信息可以删除；其他内容随来源移除：coopgraph load --drop 名称",
        )  # fmt: skip
    erasures = read_erasures(home)
    before = erasures.holds(thing)
    with _opened(memory) as tables:
        folders = _folders(home)
        if not folders:
            raise _nobody(thing)
        statements = tables.read([folder / STATEMENTS_FILE for folder in folders])
        start = _cluster(tables, home, thing)
        ids = whose(
            tables, statements, model, lambda name: name in start or (before and erasures.holds(name))
        )
        if not ids and not before:
            raise _nobody(thing)
        names = names_of(tables, statements, ids)
        also = minted(tables, statements, model, ids) | start | {thing}
        current = home / CANONS / read_current(home).data_version
        count, records = 0, 0
        elsewhere: tuple[Mapping[str, Any], ...] = ()
        if (current / STATEMENTS_FILE).is_file():
            found = going(tables, tables.read([current / STATEMENTS_FILE]), ids, names)
            count, records = tables.count(found.out), tables.count(found.lost)
            elsewhere = _elsewhere(tables, found.kept, names)
        return Whom(ids, also - ids, names, count, records, elsewhere, before)


def erase_person(home: Path, found: Whom, entry: Erasure, *, memory: str = "1GB") -> Done:
    """Write it down, then take the person out of everything but canon."""
    for text in (entry.reason, entry.who):
        telling = [name for name in found.names if not name.isascii() or len(name) >= _TELLING]
        if any(name in text for name in (*found.ids, *found.also, *telling)):
            raise UsageError(
                "reason and who are kept, so they must not say who was erased", "理由与操作人会被保留，不得透露被删除者",
                remedy="say why, not whom: request of 2026-05-17", remedy_zh="只写原因，不写对象：如“2026-05-17 的申请”",
            )  # fmt: skip
    with locked(home), _opened(memory) as tables:
        current = read_current(home)
        erasures = read_erasures(home)
        check_complete(erasures, current.erasures)
        things = digests(home, erasures, found.ids | found.also)
        if things:
            erasures = append(home, erasures, Erasure(0, things, entry.when, entry.who, entry.reason))
            _mark(home, erasures)
        ids = found.ids | found.also
        records, written = set[str](), 0
        for folder in _sources(home):
            gone = strip_source(tables, folder, ids, found.names)
            written += bool(gone)
            records |= gone
        lines = sum(_drop_lines(path, ids) for path in _tables_of_lines(home))
        erasures = _also(home, erasures, records, _number(erasures))
    return Done(_number(erasures), written, lines)


def renew(
    home: Path, sources: Mapping[str, Path], model: Model, erasures: Erasures, *, memory: str = "1GB"
) -> Erasures:
    """Take whoever was erased out of the sources that are to be united, however they came back; the list as it is then."""
    with _opened(memory) as tables:
        statements = tables.read([folder / STATEMENTS_FILE for _, folder in sorted(sources.items())])
        ids = whose(tables, statements, model, erasures.holds)
        if not ids:
            return erasures
        names = names_of(tables, statements, ids)
        erasures = _also(home, erasures, ids | minted(tables, statements, model, ids), _number(erasures))
        records: set[str] = set()
        for _, folder in sorted(sources.items()):
            records |= strip_source(tables, folder, ids, names)
        return _also(home, erasures, records, _number(erasures))


def rewrite_canons(home: Path, found: Whom, *, memory: str = "1GB") -> Mapping[str, str]:
    """Put in place of every kept data version the same one without the person; old version → new."""
    with locked(home), _opened(memory) as tables:
        current = read_current(home)
        erasures = read_erasures(home)
        replaced, records = {}, set[str]()
        for folder in _canons(home):
            if folder.name == current.data_version:
                continue
            version, gone = strip_canon(tables, folder, found.ids | found.also, found.names)
            if version != folder.name:
                replaced[folder.name] = version
                records |= gone
        if replaced:
            number = _number(erasures)
            things = digests(home, erasures, records)
            _mark(home, append(home, erasures, Erasure(0, things, of=number, versions=replaced)))
            for (
                old
            ) in replaced:  # renamed first: a folder under a version's name is whole, whenever this is killed
                leaving = home / CANONS / f"{WORK}{old}"
                (home / CANONS / old).rename(leaving)
                shutil.rmtree(leaving)
    return replaced


def _number(erasures: Erasures) -> int:
    """The line of the last erasure that somebody asked for."""
    return max((one.number for one in erasures.entries if not one.of), default=0)


def _also(home: Path, erasures: Erasures, names: Collection[str], number: int) -> Erasures:
    """Put into the list what belongs to an erasure and was found later."""
    things = digests(home, erasures, names)
    if not things:
        return erasures
    longer = append(home, erasures, Erasure(0, things, of=number))
    _mark(home, longer)
    return longer


def _mark(home: Path, erasures: Erasures) -> None:
    found = read_current(home)
    write_current(home, Current(found.sources, found.data_version, found.places, erasures.mark))


def _elsewhere(tables: Tables, kept: Any, names: Collection[str]) -> tuple[Mapping[str, Any], ...]:
    if not names:
        return ()
    texts = kept.filter(kept.datatype != REFERENCE)
    rows = texts.filter(told(texts.object, names)).select("subject", "predicate", "record").distinct()
    return tuple(tables.fetch(rows.order_by(["subject", "predicate", "record"]).limit(_SHOWN)).to_pylist())


def _cluster(tables: Tables, home: Path, thing: str) -> frozenset[str]:
    """All ids that any kept data version holds for one with this one."""
    files = [folder / REDIRECTS_FILE for folder in _canons(home)]
    found = {thing}
    if files:
        pairs = [
            (row["id"], row["canonical"])
            for row in tables.fetch(_personal_pairs(tables, files, thing)).to_pylist()
        ]
        while more := {name for pair in pairs if found & set(pair) for name in pair} - found:
            found |= more
    return frozenset(found)


def _personal_pairs(tables: Tables, files: list[Path], thing: str) -> Any:
    rows = tables.read(files)
    return rows.filter(rows.id.startswith(thing.partition("-")[0] + "-")).distinct()


def _tables_of_lines(home: Path) -> Iterator[Path]:
    for path in (home / JUDGEMENTS, home / PROPOSALS):
        if path.is_file():
            yield path
    yield from sorted((home / IMPORTS).rglob("*.csv"))


def _drop_lines(path: Path, ids: Collection[str]) -> int:
    """Take out the lines of a file that are about one of the ids; how many lines were changed.

    A line of an imported table whose thing stays only loses the reference; all other lines that name an id go whole.
    """
    before = path.read_bytes()
    encoding = encoding_of(lambda: path.open("rb"), path.name)
    rows = list(csv.reader(io.StringIO(before.decode(encoding), newline="")))
    if not any(_named(cell) & set(ids) for row in rows for cell in row):
        return 0
    table = bool(rows) and rows[0][:1] == [ID]
    kept, changed = [], 0
    for row in rows:
        touched = [cell for cell in row if _named(cell) & set(ids)]
        changed += bool(touched)
        if not touched:
            kept.append(row)
        elif table and not _named(row[0]) & set(ids):
            kept.append(
                [";".join(part for part in cell.split(";") if not _named(part) & set(ids)) for cell in row]
            )
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(kept)
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(text.getvalue().encode(encoding))
    new.replace(path)
    return changed


def _named(cell: str) -> set[str]:
    """What in a cell may be an id: of a list, or at the end of an address."""
    return set(_BETWEEN.split(cell))


@contextmanager
def _opened(memory: str) -> Iterator[Tables]:
    with (
        tempfile.TemporaryDirectory(prefix="coopgraph-erase-") as folder,
        open_tables(DEFAULT, Path(folder) / "work", memory=memory) as tables,
    ):
        yield tables


def _sources(home: Path) -> list[Path]:
    return sorted(path.parent for path in (home / SOURCES).glob(f"*/[0-9a-f]*/{SOURCE_FILE}"))


def _canons(home: Path) -> list[Path]:
    return [home / CANONS / version for version in kept_versions(home)]


def _folders(home: Path) -> list[Path]:
    return [*_sources(home), *_canons(home)]


def _nobody(thing: str) -> NotFound:
    return NotFound(
        f"no source and no kept data version knows {thing[:80]}", f"没有任何来源或保留的数据版本包含 {thing[:80]}",
        remedy="look the id up by name: coopgraph search", remedy_zh="请按名称检索编号：coopgraph search",
    )  # fmt: skip
