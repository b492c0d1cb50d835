"""What is said of things enters, as rows; the terms that the search index finds each by leave, with its names as they stand.

Folding is no expression of a database, so Python does it. Much of it is shared with a process of its own, which is this
file run as a program: a table as an Arrow stream enters there by stdin and one leaves by stdout.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Final, Literal, cast

import pyarrow as pa

from graph.project_tables import ITEM_SEPARATOR, LIST_SEPARATOR
from graph.search_kinds import load_searched
from graph.search_terms import terms

if TYPE_CHECKING:
    from io import IOBase

_SHARE: Final = 0.55  # of the rows for the other process: this one has other work meanwhile
_CHUNK: Final = 20_000
_KNOWN: Final = b"known"
_FIELDS: list[pa.Field[Any]] = [
    pa.field("n", pa.int64()),
    pa.field("terms", pa.string()),
    pa.field("named", pa.string()),
]
_ROWS: Final = pa.schema(_FIELDS)


@dataclass(frozen=True)
class Known:
    """What of the ontology the folding needs."""

    names: list[str]  # properties that are names
    identifying: list[str]
    labels: Mapping[str, list[str]]  # set of classes, as the rows say it -> labels of its nodes


def fold_rows(said: pa.Table, known: Known) -> pa.Table:
    """`n`, `terms`, `named` of every thing with a name or an identifier; `said` is sorted by `n`."""
    rows: dict[str, list[Any]] = {"n": [], "terms": [], "named": []}
    for number, found, named in _found(said, known):
        rows["n"].append(number)
        rows["terms"].append(LIST_SEPARATOR.join(found))
        # found by an identifier alone: a list of one empty text would come back as no property
        rows["named"].append(LIST_SEPARATOR.join(named) or None)
    return pa.table(rows, schema=_ROWS)


def _found(said: pa.Table, known: Known) -> Iterator[tuple[int, list[str], list[str]]]:
    searched = load_searched()
    short, names, identifying = set(searched.short), set(known.names), set(known.identifying)
    for number, group in groupby(_dictionaries(said), itemgetter("n")):
        rows = list(group)
        own = known.labels[rows[0]["classes"]]
        if searched.hides(own, {row["predicate"] for row in rows}):
            continue
        named = [row for row in rows if row["predicate"] in names]
        keys = [row["object"] for row in rows if row["predicate"] in identifying or row["predicate"] == ""]
        called = [(row["object"], row["predicate"] in short) for row in named]
        yield (
            number,
            terms(own, called, keys, rows[0]["referred"] or 0),
            [ITEM_SEPARATOR.join((row["predicate"], row["lang"], row["object"])) for row in named],
        )


def _dictionaries(said: pa.Table) -> Iterable[dict[str, Any]]:
    for batch in said.to_batches(_CHUNK):
        yield from batch.to_pylist()


class Folding:
    """Rows being folded, a part of them by another process; use it as a context: give it the rows, then ask for the result."""

    def __init__(self, *, shared: bool) -> None:
        """`shared` says whether there is enough to fold for two; the other process starts at once, while rows are gathered."""
        self.other = _started() if shared and (os.cpu_count() or 1) > 1 else None
        self._known = Known([], [], {})
        self._sent = self._own = _ROWS.empty_table()

    def __enter__(self) -> Folding:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.other is not None:
            self.other.kill()
            self.other.wait()
            for pipe in (self.other.stdin, self.other.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()

    def give(self, said: pa.Table, known: Known) -> None:
        """Take the rows, sorted by `n`; the other process begins with its part."""
        cut = _cut(said, _SHARE) if self.other is not None else 0
        self._known, self._sent, self._own = known, said.slice(0, cut), said.slice(cut)
        if self.other is not None:
            told = self._sent.replace_schema_metadata({_KNOWN: json.dumps(asdict(known)).encode()})
            # a process that is gone already shows when its rows are asked for
            with suppress(OSError), _pipe(self.other.stdin, "w") as pipe:
                _write(told, pipe)

    def result(self) -> pa.Table:
        """All rows, in any order."""
        own = fold_rows(self._own, self._known)
        if self.other is None:
            return own
        # a process that was ended from outside is no loss: its rows are still here
        return pa.concat_tables([_taken(self.other) or fold_rows(self._sent, self._known), own])


def _cut(said: pa.Table, share: float) -> int:
    """Where the rows of a thing begin, about so far down."""
    at = int(len(said) * share)
    numbers = said["n"]
    while 0 < at < len(said) and numbers[at].as_py() == numbers[at - 1].as_py():
        at += 1
    return at


def _started() -> subprocess.Popen[bytes] | None:
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "graph.search_rows"],
            cwd=Path(__file__).resolve().parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is this process's to handle
        )
    except OSError:
        return None  # then this one does all


def _taken(other: subprocess.Popen[bytes]) -> pa.Table | None:
    try:
        found = _read(_pipe(other.stdout, "r"))
    except (OSError, pa.ArrowInvalid):
        return None
    return found if other.wait() == 0 else None


def _pipe(stream: IO[bytes] | None, mode: Literal["r", "w"]) -> pa.PythonFile:
    return pa.PythonFile(cast("IOBase", stream), mode)


def _write(table: pa.Table, pipe: pa.PythonFile) -> None:
    with pa.ipc.new_stream(pipe, table.schema) as stream:
        stream.write_table(table)


def _read(pipe: pa.PythonFile) -> pa.Table:
    with pa.ipc.open_stream(pipe) as stream:
        return stream.read_all()


def main() -> None:
    """Be the other process."""
    said = _read(_pipe(sys.stdin.buffer, "r"))
    found = fold_rows(said, Known(**json.loads(said.schema.metadata[_KNOWN])))
    with _pipe(sys.stdout.buffer, "w") as pipe:
        _write(found, pipe)


if __name__ == "__main__":
    main()
