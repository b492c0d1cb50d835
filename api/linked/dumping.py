"""A folder of canon, a syntax and what is wanted enter; the bytes of a dump leave, piece by piece, in constant memory.

DuckDB writes the text of every row; Python hands the memory of its batches on and touches no row.
"""

# ruff: noqa: S608 - every name and text below is of the program or passes through `quoted`; values are bound

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from api.linked.profiles import CALLED, Profile, left_out, prepare, profiled
from api.linked.rows import Run, derived, descriptions, runs
from api.linked.selecting import MEMORY, Wanted, selected
from api.linked.spelling import Syntax
from ontology.addresses import check_base
from ontology.model import Model
from ontology.stopping import stoppable, stoppable_steps

_ROWS: Final = 50_000  # of one batch


def dump(
    canon: Path,
    syntax: Syntax,
    model: Model,
    base: str,
    wanted: Wanted | None = None,
    words: Profile | None = None,
    *,
    memory: str = MEMORY,
) -> Generator[bytes | memoryview, None, None]:
    """The pieces of the whole dump, or of the part that is wanted, in our own words or those of a profile."""
    check_base(base)
    part = wanted or Wanted()
    with selected(canon, part, model, memory=memory) as connection:
        yield syntax.heads(base).encode()
        written = False
        asked = part.asked(words.name if words else "")
        for run in _runs(connection, syntax, base, canon.name, asked, words):
            begun = False
            for piece in _pieces(connection, syntax, run):
                if not begun and written:
                    yield syntax.between.encode()
                begun = written = True
                yield piece
            if begun:
                yield (syntax.close_named if run.named else syntax.close_default).encode()
        yield syntax.foot.encode()


def unsaid(canon: Path, model: Model, words: Profile, wanted: Wanted | None = None) -> list[dict[str, Any]]:
    """What the words of a profile cannot say of the same part: class, property, number of statements."""
    with selected(canon, wanted or Wanted(), model) as connection, stoppable(connection):
        prepare(connection, words)
        return left_out(connection)


def _runs(
    connection: duckdb.DuckDBPyConnection,
    syntax: Syntax,
    base: str,
    data_version: str,
    asked: str,
    words: Profile | None,
) -> Iterable[Run]:
    if words is None:
        return runs(syntax, base, data_version, asked, ordered=True)
    with stoppable(connection):
        prepare(connection, words)
    behind = [] if syntax.graphs else [derived(syntax, base, CALLED)]
    return [profiled(syntax, base), *behind, *descriptions(syntax, base, data_version, asked)]


def _pieces(connection: duckdb.DuckDBPyConnection, syntax: Syntax, run: Run) -> Iterator[memoryview]:
    with stoppable(connection):
        rows = connection.sql(f"SELECT {syntax.piece} AS piece FROM ({run.sql})").to_arrow_reader(_ROWS)
    for batch in stoppable_steps(connection, rows):
        text = _texts(batch)
        if text:
            yield text


def _texts(batch: pa.RecordBatch) -> memoryview:
    """All texts of a batch as one piece of memory: that is how Arrow keeps them."""
    column = batch.column(0)
    if not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    _, offsets, data = column.buffers()
    if offsets is None or data is None or not len(column):
        return memoryview(b"")
    ends = memoryview(offsets).cast("i")
    return memoryview(data)[ends[column.offset] : ends[column.offset + len(column)]]
