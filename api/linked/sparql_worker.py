"""Queries enter as lines of JSON on stdin; answers leave on stdout: a line of JSON that says what it is, then its bytes.

The process cannot open a socket, has a bound on its memory, and holds nothing that its parent would miss: it is killed
when a query takes too long. `--without-gate` leaves the gate out, for the test that the process could not reach anybody.
"""

from __future__ import annotations

import csv
import io
import os
import sys
from typing import Any, Final

import orjson
import pyoxigraph as ox

from api.linked.cage import shut
from api.linked.gate import Checked, RefusedError, check

TABLES: Final = {
    "json": (ox.QueryResultsFormat.JSON, "application/sparql-results+json"),
    "xml": (ox.QueryResultsFormat.XML, "application/sparql-results+xml"),
    "csv": (ox.QueryResultsFormat.CSV, "text/csv; charset=utf-8"),
    "tsv": (ox.QueryResultsFormat.TSV, "text/tab-separated-values; charset=utf-8"),
}
GRAPHS: Final = {
    "turtle": (ox.RdfFormat.TURTLE, "text/turtle; charset=utf-8"),
    "ntriples": (ox.RdfFormat.N_TRIPLES, "application/n-triples"),
    "jsonld": (ox.RdfFormat.JSON_LD, "application/ld+json"),
    "rdfxml": (ox.RdfFormat.RDF_XML, "application/rdf+xml"),
    "trig": (ox.RdfFormat.TRIG, "application/trig"),
    "nquads": (ox.RdfFormat.N_QUADS, "application/n-quads"),
}
_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class _TooLargeError(Exception):
    """The answer is larger than it may be."""


class _Bounded(io.BytesIO):
    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def write(self, piece: Any) -> int:
        if self.tell() + len(piece) > self.most:
            raise _TooLargeError
        return super().write(piece)


def main(arguments: list[str]) -> None:
    """Answer until stdin ends."""
    path, memory, most = arguments[0], int(arguments[1]), int(arguments[2])
    gate = "--without-gate" not in arguments
    shut(memory)
    store = ox.Store.read_only(path)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed must not get between answers
    out.write(orjson.dumps({"status": "ready"}) + b"\n")
    out.flush()
    for line in sys.stdin.buffer:
        told, body = answered(store, orjson.loads(line), most, gate=gate)
        out.write(orjson.dumps({**told, "bytes": len(body)}) + b"\n")
        out.write(body)
        out.flush()


def answered(
    store: ox.Store, asked: dict[str, Any], most: int, *, gate: bool = True
) -> tuple[dict[str, Any], bytes]:
    """Answer one request."""
    try:
        return _answer(store, asked, most, gate=gate)
    except RefusedError as error:
        return {"status": error.kind, "what": error.what, "what_zh": error.what_zh}, b""
    except _TooLargeError:
        return {
            "status": "too-large", "what": f"the answer has more than {most} bytes; add LIMIT",
            "what_zh": f"回答超过 {most} 字节；请加 LIMIT",
        }, b""  # fmt: skip
    except (SyntaxError, ValueError) as error:
        what = str(error)[:300]
        return {
            "status": "bad-query",
            "what": f"this cannot be read: {what}",
            "what_zh": f"无法读取：{what}",
        }, b""
    except MemoryError:  # the process ends, and its parent says why
        raise
    except Exception as error:  # whatever the engine or a writer meets: one query must not end the worker
        what = str(error)[:300]
        return {
            "status": "refused-query",
            "what": f"it cannot be answered: {what}",
            "what_zh": f"无法应答：{what}",
        }, b""


def _answer(store: ox.Store, asked: dict[str, Any], most: int, *, gate: bool) -> tuple[dict[str, Any], bytes]:
    query, default, named = asked["query"], asked["default"], asked["named"]

    def known(graph: str) -> bool:
        return store.contains_named_graph(ox.NamedNode(graph))

    base = asked.get("base", "")
    checked = (
        check(query, known, [*default, *named], base) if gate else Checked("", names_graphs=False, text=query)
    )
    given: dict[str, Any] = {}
    if default or named:
        given = {
            "default_graph": [ox.NamedNode(one) for one in default],
            "named_graphs": [ox.NamedNode(one) for one in named],
        }
    elif not checked.names_graphs:
        given = {"use_default_graph_as_union": True}
    found = store.query(checked.text, base_iri=base or None, **given)
    bounded = _Bounded(most)
    if isinstance(found, ox.QueryTriples):
        name = asked["graph"]
        form, media = GRAPHS[name]
        found.serialize(bounded, form)
    else:
        name = asked["table"]
        table, media = TABLES[name]
        found.serialize(bounded, table)
    body = bounded.getvalue()
    if name == "csv":
        body = _guarded(body)
        if len(body) > most:
            raise _TooLargeError
    return {"status": "ok", "media": media, "form": name}, body


def _guarded(body: bytes) -> bytes:
    """Cells that a spreadsheet would take for a formula begin with an apostrophe; numbers stay as they are."""
    csv.field_size_limit(max(len(body), csv.field_size_limit()))  # one cell may hold many names
    rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(
        [f"'{cell}" if cell.startswith(_STARTS) and not _is_number(cell) else cell for cell in row]
        for row in rows
    )
    return buffer.getvalue().encode()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii()


if __name__ == "__main__":
    main(sys.argv[1:])
