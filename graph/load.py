"""A canon folder and a target enter; the target's graph leaves as exactly that canon, by the quickest safe way.

The private server gets a second home beside the live one and a switch; a small difference is written in place. A
foreign server, on which no second home can stand, is always changed in place. However often a load is killed, the
next one finds the old graph, the new one, or one that knows how far it is.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.connection import Connection, connect
from graph.engine.address import Address
from graph.engine.readiness import HeldError
from graph.flat_kept import read_kept, settle_kept, sweep_kept, write_kept
from graph.inplace import begin, change, finish, take_over
from graph.live import Live, Place, alone, alone_in, open_live, read_live, write_live
from graph.load_changes import empty, find_changes
from graph.meta import Meta, read_meta
from graph.project import graph_fingerprint, project, read_version
from graph.project_backend import open_tables
from graph.project_files import meta_properties
from graph.project_flat import Flat, flatten
from graph.read import write_flat
from graph.schema import apply, await_online
from graph.swap import sweep, switch, verify
from ontology.errors import EngineError, GraphError
from ontology.model import Model
from ontology.progress import Progress
from ontology.statements import CANON_TABLES, REJECTS_FILE, STATEMENTS_FILE

# Up to this share of changed rows, or up to so few, a private graph is changed in place; measured, see
# docs/decisions/0001: comparing costs about as much as half a new home, so little is won beyond it.
IN_PLACE_SHARE: Final = 0.005
FEW: Final = 5_000


@dataclass(frozen=True)
class Foreign:
    """A server that coopgraph does not run, and a folder in which a load may write what it throws away."""

    address: Address
    work: Path


Target = Place | Foreign
_Done = tuple[str, Address, Meta, int]  # way, address, what the graph says of itself, how much was changed


@dataclass(frozen=True)
class LoadReport:
    """What a load did: `way` is one of unchanged, switched, in place."""

    data_version: str
    way: str
    address: Address
    nodes: int
    relationships: int
    changed: int  # nodes and relationships that were written, where only a difference was
    seconds: float


@dataclass(frozen=True)
class _Wanted:
    """The graph that a load is to make, and whom it tells how far it is."""

    canon: Path
    model: Model
    aim: str  # fingerprint of the graph of this canon
    progress: Progress


@dataclass(frozen=True)
class _Room:
    """Where a change in place writes beside the graph."""

    work: Path  # thrown away at the end
    home: Path | None = (
        None  # of the private server: rows of the new graph stay, for the change after this one
    )


def load(
    canon: Path, target: Target, model: Model, progress: Progress, *, in_place_share: float = IN_PLACE_SHARE
) -> LoadReport:
    """Make the target's graph the one that this canon stands for; nothing is done where it is that already."""
    began = time.monotonic()
    version = str(read_version(canon)["data_version"])
    wanted = _Wanted(canon, model, graph_fingerprint(version, model), progress)
    if isinstance(target, Foreign):
        with alone_in(target.work.parent):  # what a load throws away is not for two loads of one home
            way, address, meta, changed = _load_foreign(wanted, target)
    else:
        with alone(target):
            way, address, meta, changed = _load_private(wanted, target, in_place_share)
    seconds = time.monotonic() - began
    return LoadReport(version, way, address, meta.nodes, meta.relationships, changed, seconds)


def _load_private(wanted: _Wanted, place: Place, share: float) -> _Done:
    sweep(place)
    live = read_live(place)
    if live is not None:
        done = _load_into_live(wanted, place, live, share)
        if done is not None:
            return done
    built = switch(place, _new_home(place, wanted.aim), wanted.canon, wanted.model, wanted.progress)
    return "switched", built.address, built.meta, 0


def _load_into_live(wanted: _Wanted, place: Place, live: Live, share: float) -> _Done | None:
    """Leave the live graph as it is or change it in place; None where a second home is the better way."""
    try:
        address = open_live(place, wanted.progress)
    except HeldError:
        raise  # whoever holds it works in it, and it must not be taken away
    except EngineError:
        return None  # its home is damaged, and canon has all that was in it
    with connect(address) as server:
        meta = read_meta(server)
        if meta is not None and not meta.loading and meta.fingerprint == wanted.aim:
            _say(place, live, meta)
            sweep_kept(place.engine(live.home).home, wanted.aim)
            return "unchanged", address, meta, 0
        if meta is not None and _is_small(wanted, meta, share, place.work):
            room = _Room(place.work, place.engine(live.home).home)
            meta, changed = _change(wanted, server, meta, room)
            _say(place, live, meta)
            return "in place", address, meta, changed
    return None


def _say(place: Place, live: Live, meta: Meta) -> None:
    """The graph was changed in place, by this load or by one that was killed before it could say so."""
    if (live.data_version, live.fingerprint) != (meta.data_version, meta.fingerprint):
        now = read_live(place) or live
        write_live(place, Live(now.home, meta.data_version, meta.fingerprint, now.uri))


def _new_home(place: Place, aim: str) -> str:
    """A name that no home has; the version in it is for people, live.json is what counts."""
    version = aim.partition(".")[0]
    return next(
        name for name in (f"{version}-{n}" for n in range(1, len(place.homes) + 2)) if name not in place.homes
    )


def _is_small(wanted: _Wanted, meta: Meta, share: float, work: Path) -> bool:
    """Whether the step from the graph's canon to this one is small, and both are at hand under one ontology."""
    before = _kept_canon(wanted.canon, meta)
    if before is None or not _same_making(meta, wanted.aim) or share <= 0:
        return False
    with open_tables(work) as tables:
        changed = rows = 0
        for name, schema in CANON_TABLES.items():
            if name != REJECTS_FILE:  # nothing of the graph is made of it
                old, new = tables.read([before / name]), tables.read([wanted.canon / name])
                rows += tables.count(new)
                for left, right in ((old, new), (new, old)):
                    changed += tables.count(left.anti_join(right, schema.names))
        return changed <= max(share * rows, FEW)


def _load_foreign(wanted: _Wanted, target: Foreign) -> _Done:
    model, progress = wanted.model, wanted.progress
    with connect(target.address) as server:
        meta = read_meta(server)
        if meta is not None and not meta.loading and meta.fingerprint == wanted.aim:
            return "unchanged", target.address, meta, 0
        if meta is None and server.read("MATCH (n) RETURN count(n) AS nodes")[0]["nodes"]:
            raise GraphError(
                "this database holds data that coopgraph did not write; nothing was changed",
                "此数据库中有非本程序写入的数据；未做任何修改",
                where=f"{target.address.uri} {target.address.database}",
                remedy="name an empty database in the settings (COOPGRAPH_NEO4J_DATABASE)",
                remedy_zh="请在设置中指定一个空数据库（COOPGRAPH_NEO4J_DATABASE）",
            )
        apply(server, model)
        await_online(server, model, tick=lambda done, total: progress("index", done, total))
        meta, changed = _change(wanted, server, meta, _Room(target.work / "load"))
        return "in place", target.address, meta, changed


def _change(wanted: _Wanted, server: Connection, meta: Meta | None, room: _Room) -> tuple[Meta, int]:
    """Write what differs between the graph as it is, or as its canon says it is, and the graph of this canon."""
    aim, progress = wanted.aim, wanted.progress
    shutil.rmtree(room.work, ignore_errors=True)
    source, old, meta = _as_it_is(wanted, server, meta, room)
    with project(wanted.canon, wanted.model, room.work) as projection:
        tables = projection.tables
        progress("compare", 0, None)
        new = flatten(projection)
        before = Flat(*(tables.read([path]) for path in old)) if old else empty(tables)
        changes = find_changes(tables, before, new, source, aim)
        if room.home is not None:
            write_kept(room.home, aim, tables, new)  # before anything is changed: a disk may be full
        done = begin(server, meta, projection.data_version, aim, changes)
        steps = change(server, changes, done, progress)
        nodes, relationships = tables.count(new.nodes), tables.count(new.relationships)
        finish(server, meta_properties(projection, nodes + 1, relationships), changes.plan, steps)
    finished = verify(server, aim, nodes + 1, relationships)
    if room.home is not None:
        settle_kept(room.home, aim)
    shutil.rmtree(room.work, ignore_errors=True)
    return finished, changes.count


def _as_it_is(
    wanted: _Wanted, server: Connection, meta: Meta | None, room: _Room
) -> tuple[str, tuple[Path, Path] | None, Meta | None]:
    """The graph to start from: nothing, the canon it was made from, or, where that cannot be known, what is read from it.

    Beside it what the graph says of itself meanwhile.
    """
    aim, work = wanted.aim, room.work
    if meta is None or (meta.loading and meta.aim == aim and not meta.fingerprint):
        return "", None, meta
    before = _kept_canon(wanted.canon, meta)
    if before is not None and _same_making(meta, aim) and (not meta.loading or meta.aim == aim):
        if room.home is not None and (kept := read_kept(room.home, meta.fingerprint)) is not None:
            return meta.fingerprint, kept, meta
        with project(before, wanted.model, work / "old") as projection:
            wanted.progress("compare", 0, None)
            flat = flatten(projection)
            paths = work / "old-nodes.parquet", work / "old-relationships.parquet"
            for table, path in zip((flat.nodes, flat.relationships), paths, strict=True):
                projection.tables.write_parquet(table, path)
        return meta.fingerprint, paths, meta
    if meta.loading:
        meta = take_over(server, meta)
    wanted.progress("read", 0, None)
    return "graph", write_flat(server, work / "graph"), meta


def _kept_canon(canon: Path, meta: Meta) -> Path | None:
    """The folder of the canon version that the graph was last finished from."""
    version = meta.fingerprint.partition(".")[0]
    folder = canon.parent / version
    return folder if version and (folder / STATEMENTS_FILE).is_file() else None


def _same_making(meta: Meta, aim: str) -> bool:
    """Whether both graphs are made by the same ontology and format, so that the old one can be made again to compare."""
    return meta.fingerprint.partition(".")[2] == aim.partition(".")[2]
