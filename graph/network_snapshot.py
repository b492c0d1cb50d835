"""A canon folder and the model enter; a snapshot of who took part in what leaves, kept in the home by data version.

What is a tie, an event and its size follows from the ontology, through the same projection that fills the graph;
which things count as members stands in the header of the question. Arrays are numpy files, texts an Arrow file: both
are opened memory-mapped, so that many processes share one copy.
"""

# pyright: reportArgumentType=false, reportOperatorIssue=false, reportAttributeAccessIssue=false
# Ibis declares its operators more narrowly than it accepts them; mypy and the tests watch over this file.

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from filelock import FileLock
from ibis import _ as here
from numpy.typing import NDArray

from graph.engine.settings import Progress, silent
from graph.network_store import ARRAYS, DAYS, TEXTS, Snapshot, open_snapshot
from graph.project import graph_fingerprint, project, read_version
from graph.project_tables import NodeTable, Projection, RelationshipTable
from graph.question import find_question
from ontology.errors import GraphError
from ontology.model import Model
from ontology.statements import VERSION_FILE

FORMAT: Final = "1"  # raise it when the same canon gives another snapshot
STAGE: Final = "network snapshot"
FOLDER: Final = "network"  # of a home
_MEMBER: Final = ("id", "label", "label_zh", "label_en", "country", "kind", "fictional", "host")
_EVENT: Final = (
    "id", "label", "label_zh", "label_en", "event_kind", "event_activity", "event_size", "event_from",
    "event_from_to", "event_to_from", "event_to",
)  # fmt: skip


def snapshot(home: Path, canon: Path, model: Model, progress: Progress = silent) -> Snapshot:
    """Open the snapshot of a canon folder; where there is none yet it is made, by one process at a time."""
    if not (canon / VERSION_FILE).is_file():
        raise GraphError(
            "whole networks are read from canon, which is not in this home",
            "整体网络读取自 canon 数据，而此目录中没有",
            where=str(canon),
            remedy="load the sources into this home, or ask in the home in which they were loaded",
            remedy_zh="请在此目录载入数据，或在已载入数据的目录中提问",
        )
    version = str(read_version(canon)["data_version"])
    folder = home / FOLDER / f"{graph_fingerprint(version, model)}.{FORMAT}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / "making.lock"):
            if not folder.is_dir():
                _make(canon, model, folder, progress)
    return open_snapshot(folder, version)


def _make(canon: Path, model: Model, folder: Path, progress: Progress) -> None:
    """Make a snapshot beside its place and move it there whole."""
    passing = folder.with_suffix(".new")
    shutil.rmtree(passing, ignore_errors=True)
    passing.mkdir()
    try:
        with project(canon, model, passing / "work") as projection:
            _write(projection, passing, progress)
        shutil.rmtree(passing / "work", ignore_errors=True)
        os.replace(passing, folder)  # noqa: PTH105 - a folder is replaced whole
    finally:
        shutil.rmtree(passing, ignore_errors=True)


def _write(projection: Projection, folder: Path, progress: Progress) -> None:
    steps = 6
    progress(STAGE, 0, steps)
    (of,) = find_question("network_ego").params["institution"].of
    named = [table for table in projection.nodes if of in table.labels]
    events = [table for table in projection.nodes if any(one.name == "event_kind" for one in table.columns)]
    referring, stated, ties = (_relationship(projection, name) for name in ("", "stated_subject", "via"))
    hosts = referring.filter(here.type == "HOST").group_by("start").agg(end=here.end.min())
    members = _fetch(projection, _things(projection, named, _MEMBER, hosts), folder)
    progress(STAGE, 1, steps)
    known = _fetch(projection, _things(projection, events, _EVENT, None), folder)
    progress(STAGE, 2, steps)
    numbers = projection.ids.select("n", "id")
    via = numbers.select(vn=here.n, via=here.id)
    tied = ties.inner_join(via, "via").select("start", "end", "vn", "role")
    bonds = _fetch(projection, tied, folder)
    progress(STAGE, 3, steps)
    fields = _fetch(projection, referring.filter(here.type == "FIELD").select("start", "end"), folder)
    progress(STAGE, 4, steps)
    wanted = ibis.union(tied.select(thing=here.end), tied.select(thing=here.vn), distinct=True)
    said = stated.select(thing=here.start, rn=here.end).distinct().inner_join(wanted, "thing")
    records = said.inner_join(numbers.select(rn=here.n, record=here.id), "rn").select("thing", "record")
    evidence = _fetch(projection, records, folder)
    progress(STAGE, 5, steps)
    vias = _fetch(projection, tied.select(n=here.vn).distinct().inner_join(numbers, "n"), folder)
    concepts = _fetch(
        projection,
        referring.filter(here.type == "FIELD").select(n=here.end).distinct().inner_join(numbers, "n"),
        folder,
    )
    _save(folder, _host_country(members), known, bonds, fields, evidence, vias, concepts)
    progress(STAGE, steps, steps)


def _relationship(projection: Projection, key: str) -> ir.Table:
    found: RelationshipTable = next(
        one for one in projection.relationships if (one.identity[0] if one.identity else "") == key
    )
    return found.rows


def _things(
    projection: Projection, tables: Sequence[NodeTable], columns: Sequence[str], hosts: ir.Table | None
) -> ir.Table:
    parts = [
        table.rows.select(
            "n",
            **{
                name: table.rows[name] if name in table.rows.columns else ibis.null("string")
                for name in columns
                if name != "host"
            },
        )
        for table in tables
    ]
    if not parts:
        every = projection.ids.limit(0)
        parts = [every.select("n", **{name: ibis.null("string") for name in columns if name != "host"})]
    rows = ibis.union(*parts) if len(parts) > 1 else parts[0]
    if hosts is None:
        return rows
    led = rows.left_join(hosts, [("n", "start")])
    return led.select(*rows.columns, host=led.end)


def _fetch(projection: Projection, expression: ir.Table, folder: Path) -> pa.Table:
    """The rows of an expression, by way of a Parquet file that memory need not hold twice."""
    path = folder / "work" / "passing.parquet"
    projection.tables.write_parquet(expression, path)
    try:
        return pq.read_table(path)
    finally:
        path.unlink()


def _host_country(members: pa.Table) -> pa.Table:
    """A member without a seat of its own has that of its host."""
    country = dict(zip(members["n"].to_pylist(), members["country"].to_pylist(), strict=True))
    seats = [
        own or country.get(host)
        for own, host in zip(members["country"].to_pylist(), members["host"].to_pylist(), strict=True)
    ]
    place = members.schema.get_field_index("country")
    return members.set_column(place, "country", pa.array(seats, pa.string())).drop_columns(["host"])


def _save(
    folder: Path,
    members: pa.Table,
    events: pa.Table,
    bonds: pa.Table,
    fields: pa.Table,
    evidence: pa.Table,
    vias: pa.Table,
    concepts: pa.Table,
) -> None:
    members, events, vias, concepts = (one.sort_by("id") for one in (members, events, vias, concepts))
    member, event, via, concept = (_places(one) for one in (members, events, vias, concepts))
    roles = pa.array(sorted({one for one in bonds["role"].to_pylist() if one is not None}), pa.string())
    role = pc.index_in(bonds["role"].combine_chunks(), value_set=roles).fill_null(-1)
    arrays: dict[str, NDArray[np.int64]] = {
        "bond_event": event(bonds["end"]),
        "bond_member": member(bonds["start"]),
        "bond_via": via(bonds["vn"]),
        "bond_role": role.to_numpy(zero_copy_only=False),
    }
    kept = (arrays["bond_event"] >= 0) & (arrays["bond_member"] >= 0)
    order = np.lexsort([arrays[name][kept] for name in ("bond_role", "bond_via", "bond_member", "bond_event")])
    arrays = {name: array[kept][order] for name, array in arrays.items()}
    arrays["others"] = np.bincount(event(bonds["end"])[~kept & (event(bonds["end"]) >= 0)], minlength=len(events))
    of_event, of_concept = event(fields["start"]), concept(fields["end"])
    pairs = np.unique(np.stack([of_event, of_concept], axis=1)[of_event >= 0], axis=0)
    arrays |= {"field_event": pairs[:, 0], "field_concept": pairs[:, 1]}
    for name in DAYS:
        days = pc.cast(pc.cast(events[name], pa.date32()), pa.int32())
        arrays[name] = pc.fill_null(days, 0).to_numpy()
        arrays[f"{name}_known"] = pc.is_valid(days).to_numpy()
    arrays["size"] = pc.cast(events["event_size"], pa.int64()).to_numpy()
    arrays["activity"] = pc.equal(events["event_activity"], "true").to_numpy(zero_copy_only=False)
    for name, places in (("event", event), ("via", via)):
        arrays |= _stated(name, places(evidence["thing"]), evidence["record"], len(events if name == "event" else vias))
    texts = {
        "members": members.drop_columns(["n"]),
        "events": events.drop_columns(["n", "event_size", "event_activity"]),
        "vias": vias.select(["id"]),
        "concepts": concepts.select(["id"]),
        "roles": pa.table({"id": roles}),
        "records": pa.table({"id": pa.array(sorted(set(evidence["record"].to_pylist())), pa.string())}),
    }
    record_places = pa.array(texts["records"]["id"].combine_chunks())
    for name in ("event", "via"):
        chosen = arrays.pop(f"{name}_record_text")
        arrays[f"{name}_record"] = pc.index_in(pa.array(chosen, pa.string()), value_set=record_places).to_numpy()
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", arrays[name], allow_pickle=False)
    for name in TEXTS:
        with pa.OSFile(str(folder / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, texts[name].schema) as file:
            file.write_table(texts[name].combine_chunks())


class _Places:
    """Numbers of the projection enter; places in a sorted table leave, -1 for what is not in it."""

    def __init__(self, numbers: pa.ChunkedArray) -> None:
        self.known = numbers.combine_chunks()

    def __call__(self, numbers: pa.ChunkedArray) -> NDArray[np.int64]:
        found = pc.index_in(numbers.combine_chunks(), value_set=self.known)
        return np.asarray(pc.fill_null(pc.cast(found, pa.int64()), -1).to_numpy())


def _places(table: pa.Table) -> _Places:
    return _Places(table["n"])


def _stated(name: str, places: NDArray[np.int64], records: pa.ChunkedArray, count: int) -> dict[str, NDArray[np.int64]]:
    """The records of each thing as one long list and where each thing's part of it begins."""
    kept = places >= 0
    texts = np.asarray(records.to_pylist(), dtype=object)[kept]
    order = np.lexsort([texts.astype(str), places[kept]])
    starts = np.concatenate([[0], np.cumsum(np.bincount(places[kept], minlength=count))])
    return {f"{name}_records": starts, f"{name}_record_text": texts[order]}
