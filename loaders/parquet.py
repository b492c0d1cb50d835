"""Sorted batches enter; a Parquet file leaves whose bytes depend on the rows alone, and the hash of its rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ontology.terms import SEPARATOR

GROUP_ROWS = 122_880


class Written(NamedTuple):
    """What went into a file."""

    rows: int
    digest: str  # SHA-256 over the rows, '' where it was not asked for


def write_rows(
    path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch], *, digest: bool = False
) -> Written:
    """Write the batches as they come; row groups are cut anew, so the sizes of the batches leave no trace."""
    hashed = sha256()
    rows = 0
    with path.open("wb") as file:
        with pq.ParquetWriter(file, schema, compression="zstd", compression_level=1) as writer:

            def take(group: pa.RecordBatch) -> None:
                if digest:
                    hashed.update(row_bytes(group))
                writer.write_batch(group, row_group_size=GROUP_ROWS)

            # One group is hashed and written while the next is computed; never more than two are in memory.
            with ThreadPoolExecutor(1) as worker:
                busy: Future[None] | None = None
                for group in _groups(schema, batches):
                    rows += group.num_rows
                    if busy is not None:
                        busy.result()
                    busy = worker.submit(take, group)
                if busy is not None:
                    busy.result()
        file.flush()
        os.fsync(file.fileno())
    return Written(rows, hashed.hexdigest() if digest else "")


def row_bytes(batch: pa.RecordBatch) -> memoryview:
    """The rows as UTF-8, columns joined by U+001F, each row ended by a line feed, as one piece of memory."""
    separator, ending, nothing = (pa.scalar(text) for text in (SEPARATOR, "\n", ""))
    join: Callable[..., pa.StringArray] = pc.binary_join_element_wise
    texts = [column.cast(pa.string()) for column in batch.columns]  # numbers decimal, true and false
    ended = join(join(*texts, separator), nothing, ending)
    _, offsets, data = ended.buffers()
    if offsets is None or data is None:
        return memoryview(b"")
    ends = memoryview(offsets).cast("i")
    return memoryview(data)[ends[ended.offset] : ends[ended.offset + len(ended)]]


def _groups(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        plain = pa.RecordBatch.from_arrays(
            [column.cast(field.type) for column, field in zip(batch.columns, schema, strict=True)],
            schema=schema,
        )
        plain.validate()
        waiting.append(plain)
        count += plain.num_rows
        while count >= GROUP_ROWS:
            table = pa.Table.from_batches(waiting, schema)
            yield _whole(table.slice(0, GROUP_ROWS))
            waiting = table.slice(GROUP_ROWS).to_batches()
            count -= GROUP_ROWS
    if count:
        yield _whole(pa.Table.from_batches(waiting, schema))


def _whole(table: pa.Table) -> pa.RecordBatch:
    return table.combine_chunks().to_batches()[0]
