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
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock
from ibis import _ as here

from graph.engine.settings import Progress, silent
from graph.network_store import ARRAYS, DAYS, STINT, TEXTS, Array, Ints, Snapshot, open_snapshot
from graph.project import graph_fingerprint, project, read_version
from graph.project_events import STINT_COLUMNS
from graph.project_tables import NodeTable, Projection, RelationshipTable
from graph.question import find_question
from ontology.errors import GraphError
from ontology.model import Model
from ontology.statements import VERSION_FILE

FORMAT: Final = "2"  # raise it when the same canon gives another snapshot
STAGE: Final = "network snapshot"
FOLDER: Final = "network"  # of a home
_MEMBER: Final = ("id", "label", "label_zh", "label_en", "country", "kind", "fictional", "host")
_EVENT: Final = (
    "id", "label", "label_zh", "label_en", "event_kind", "event_activity", "event_size", "event_from",
    "event_from_to", "event_to_from", "event_to",
)  # fmt: skip
_STINT: Final = tuple(column.name for column in STINT_COLUMNS)


class _Fetched(NamedTuple):
    """What of a projection a snapshot is made of; things have their number in it as `n`."""

    members: pa.Table
    events: pa.Table
    bonds: pa.Table  # start (a member), end (an event), vn (by way of what), role
    fields: pa.Table  # start (an event), end (a concept)
    evidence: pa.Table  # thing, and the id of a record that states it
    vias: pa.Table
    concepts: pa.Table


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
    tied = ties.inner_join(via, "via").select("start", "end", "vn", "role", *_STINT)
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
    _save(
        folder,
        _Fetched(
            members=_host_country(members),
            events=known,
            bonds=bonds,
            fields=fields,
            evidence=evidence,
            vias=vias,
            concepts=concepts,
        ),
    )
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
    numbers, seats, hosts = (members[name].to_pylist() for name in ("n", "country", "host"))
    country = dict(zip(numbers, seats, strict=True))
    told = [own or country.get(host) for own, host in zip(seats, hosts, strict=True)]
    place = members.schema.get_field_index("country")
    return members.set_column(place, "country", pa.array(told, pa.string())).drop_columns(["host"])


def _save(folder: Path, fetched: _Fetched) -> None:
    bonds, fields, evidence = fetched.bonds, fetched.fields, fetched.evidence
    members, events, vias, concepts = (
        one.sort_by("id") for one in (fetched.members, fetched.events, fetched.vias, fetched.concepts)
    )
    member, event, via, concept = (_Places(one) for one in (members, events, vias, concepts))
    roles, role = np.unique(
        np.asarray([one or "" for one in bonds["role"].to_pylist()], dtype=str), return_inverse=True
    )
    of_event = event(bonds["end"])
    columns = {
        "bond_event": of_event,
        "bond_member": member(bonds["start"]),
        "bond_via": via(bonds["vn"]),
        "bond_role": role.astype(np.int64),
    }
    for name, stated in zip(STINT, _STINT, strict=True):
        columns[name] = np.asarray([_day(text) for text in bonds[stated].to_pylist()], dtype=np.int64)
    kept = (columns["bond_event"] >= 0) & (columns["bond_member"] >= 0)
    keys = [columns[name][kept] for name in ("bond_role", "bond_via", "bond_member", "bond_event")]
    order = np.lexsort(keys)
    arrays: dict[str, Array] = {name: column[kept][order] for name, column in columns.items()}
    arrays["others"] = np.bincount(of_event[~kept & (of_event >= 0)], minlength=len(events))
    pairs = np.stack([event(fields["start"]), concept(fields["end"])], axis=1)
    pairs = np.unique(pairs[pairs[:, 0] >= 0], axis=0)
    arrays |= {"field_event": pairs[:, 0], "field_concept": pairs[:, 1]}
    for name in DAYS:
        texts = events[name].to_pylist()
        arrays[name] = np.asarray([_day(text) for text in texts], dtype=np.int64)
        arrays[f"{name}_known"] = np.asarray([bool(text) for text in texts], dtype=bool)
    arrays["size"] = np.asarray([int(text or 0) for text in events["event_size"].to_pylist()], dtype=np.int64)
    arrays["activity"] = np.asarray(
        [text == "true" for text in events["event_activity"].to_pylist()], dtype=bool
    )
    records, stating = np.unique(np.asarray(evidence["record"].to_pylist(), dtype=str), return_inverse=True)
    for name, places, count in (("event", event, len(events)), ("via", via, len(vias))):
        arrays |= _stated(name, places(evidence["thing"]), stating, count)
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", arrays[name], allow_pickle=False)
    tables = {
        "members": members.drop_columns(["n"]),
        "events": events.drop_columns(["n", "event_size", "event_activity"]),
        "vias": vias.select(["id"]),
        "concepts": concepts.select(["id"]),
        "roles": pa.table({"id": pa.array(roles.tolist(), pa.string())}),
        "records": pa.table({"id": pa.array(records.tolist(), pa.string())}),
    }
    for name in TEXTS:
        table = tables[name].combine_chunks()
        path = str(folder / f"{name}.arrow")
        with pa.OSFile(path, "wb") as sink, pa.ipc.new_file(sink, table.schema) as file:
            file.write_table(table)


def _day(text: str | None) -> int:
    """A day as a number, 0 where none is known."""
    return date.fromisoformat(text).toordinal() if text else 0


class _Places:
    """Numbers of the projection enter; places in a table sorted by id leave, -1 for what is not in it."""

    def __init__(self, table: pa.Table) -> None:
        numbers = np.asarray(table["n"].to_pylist(), dtype=np.int64)
        self.order = np.argsort(numbers)
        self.known = numbers[self.order]

    def __call__(self, column: pa.ChunkedArray[pa.Int64Scalar]) -> Ints:
        numbers = np.asarray(column.to_pylist(), dtype=np.int64)
        if not len(self.known):
            return np.full(len(numbers), -1, dtype=np.int64)
        near = np.minimum(np.searchsorted(self.known, numbers), len(self.known) - 1)
        return np.where(self.known[near] == numbers, self.order[near], -1).astype(np.int64)


def _stated(name: str, places: Ints, stating: Ints, count: int) -> dict[str, Array]:
    """The records of each thing as one long list, and where each thing's part of it begins."""
    kept = places >= 0
    order = np.lexsort([stating[kept], places[kept]])
    starts = np.concatenate([[0], np.cumsum(np.bincount(places[kept], minlength=count))])
    return {f"{name}_records": starts, f"{name}_record": stating[kept][order]}
