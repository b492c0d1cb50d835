"""A network enters; its dated edge list leaves as CSV for spreadsheets or as Parquet: a row an edge and event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from api.formats import BOM, to_csv
from api.network.xml import described
from graph.network import Network, Row, met, stints_of, tie_strength

_NAMES: Final = ("label", "name_zh", "name_en")
_END: Final = (*_NAMES, "country")
_DAYS: Final = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
_TEXT, _DAY = pa.string(), pa.date32()
_FIELDS: Final[Mapping[str, pa.DataType]] = {
    **{f"{end}{name}": _TEXT for end in ("source", "target") for name in ("", *(f"_{one}" for one in _END))},
    **dict.fromkeys(("event", *(f"event_{one}" for one in _NAMES), "event_kind"), _TEXT),
    "activity": pa.bool_(),
    **dict.fromkeys(_DAYS, _DAY),
    "size": pa.int64(),
    "strength": pa.float64(),
    "records": pa.list_(_TEXT),
    "as_of": _DAY,
    "data_version": _TEXT,
}
COLUMNS: Final = pa.schema([pa.field(name, kind) for name, kind in _FIELDS.items()])


def edge_rows(network: Network) -> Iterator[Row]:
    """Yield each edge once for each of its events, named in both languages, dated by when both ends were in it together."""
    nodes = {node["id"]: node for node in network.nodes}
    events = {event["id"]: event for event in network.events}
    stints = stints_of(network.events)
    fixed = {
        "as_of": date.fromisoformat(str(network.meta["as_of"])),
        "data_version": str(network.meta["data_version"]),
    }
    for edge in network.edges:
        ends: Row = {}
        for end in ("source", "target"):
            ends[end] = edge[end]
            ends |= {f"{end}_{name}": nodes[edge[end]][name] for name in _END}
        for one in edge["events"]:
            event = events[one]
            together = met(event, (edge["source"], edge["target"]), stints)
            days = [date.fromisoformat(day) if day else None for day in together]
            said = {
                record
                for bond in event["bonds"]
                if bond["member"] in (edge["source"], edge["target"])
                for record in bond["records"]
            }
            yield {
                **ends, "event": one, **{f"event_{name}": event[name] for name in _NAMES}, "event_kind": event["kind"],
                "activity": event["activity"], **dict(zip(_DAYS, days, strict=True)), "size": event["size"],
                "strength": round(tie_strength(event["size"]), 6), "records": sorted({*event["records"], *said}), **fixed,
            }  # fmt: skip


def write_csv(network: Network, stream: BinaryIO) -> None:
    """Write CSV in UTF-8 with a byte-order mark; a cell that would begin a formula gets an apostrophe."""
    stream.write((BOM + to_csv(list(edge_rows(network)), COLUMNS.names)).encode())


def write_parquet(network: Network, stream: BinaryIO) -> None:
    """Write Parquet with typed columns; the meta of the network stands in the file's own."""
    rows: list[dict[str, Any]] = list(edge_rows(network))
    schema = COLUMNS.with_metadata({"coopgraph": described(network)})
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), stream, compression="zstd")
