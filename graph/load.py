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
from graph.inplace import begin, change, finish, take_over
from graph.live import Live, Place, alone, alone_in, open_live, read_live, write_live
from graph.load_changes import empty, find_changes
from graph.meta import Meta, read_meta
from graph.project import graph_fingerprint, project, read_version
from graph.project_backend import open_tables
from graph.project_files import meta_properties
from graph.project_flat import Flat, flatten
from graph.project_part import compare, sizes, write_parts
from graph.read import write_flat
from graph.schema import apply, await_online
from graph.swap import counted, sweep, switch, verify
from ontology.errors import EngineError, GraphError
from ontology.model import Model
from ontology.progress import Progress
from ontology.statements import STATEMENTS_FILE

# Up to this share of changed rows, or up to so few, a private graph is changed in place; measured, see
# docs/decisions/0001: beyond it a new home beside the old one is there sooner.
IN_PLACE_SHARE: Final = 0.02
FEW: Final = 5_000
# In place of the fingerprint of a graph that is no finished one of any canon: who goes on from it has to read it again.
_READ: Final = "graph"
_WORTH_PARTS: Final = 0.2  # beyond this share the parts of two versions are hardly smaller than the wholes


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
class _Parts:
    """What of the graph's canon and of this one is projected to see how the two graphs differ."""

    old: Path
    new: Path


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
        # Rows of the whole graph, which versions before 2026-11-27 kept there: what is erased must not stay in them.
        shutil.rmtree(place.engine(live.home).home / "flat", ignore_errors=True)
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
            return "unchanged", address, meta, 0
        parts = _parts(wanted, server, meta, place.work, share, FEW)
        if parts is not None:
            meta, changed = _change(wanted, server, meta, place.work, parts)
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


def _parts(
    wanted: _Wanted, server: Connection, meta: Meta | None, work: Path, share: float, few: int
) -> _Parts | None:
    """What to project of both versions; None where the step is large, or the old one is not at hand or not what is there."""
    before = _kept_canon(wanted.canon, meta) if meta is not None else None
    if meta is None or before is None or not _leads_on(meta, wanted.aim) or share <= 0:
        return None
    if not meta.loading and counted(server) != (meta.nodes, meta.relationships):
        return None  # the size of the whole is worked out from these figures
    wanted.progress("compare", 0, None)
    with open_tables(work) as tables:
        rows, least = sizes(tables, before, wanted.canon)
        most = max(share * rows, few)
        if least > most:  # a new source, for one
            return None
        found = compare(tables, before, wanted.canon)
        if found.weight > most:
            return None
        written = write_parts(tables, found, wanted.model, work)
    return _Parts(*written) if written is not None else None


def _load_foreign(wanted: _Wanted, target: Foreign) -> _Done:
    model, progress, work = wanted.model, wanted.progress, target.work / "load"
    shutil.rmtree(work, ignore_errors=True)  # what a killed load left: an erasure must not find it there
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
        parts = _parts(wanted, server, meta, work, _WORTH_PARTS, 0)
        meta, changed = _change(wanted, server, meta, work, parts)
        return "in place", target.address, meta, changed


def _change(
    wanted: _Wanted, server: Connection, meta: Meta | None, work: Path, parts: _Parts | None
) -> tuple[Meta, int]:
    """Write what differs between the graph as it is, or as its canon says it is, and the graph of this canon."""
    aim, progress = wanted.aim, wanted.progress
    source, old, meta = _as_it_is(wanted, server, meta, work, parts)
    with project(parts.new if parts else wanted.canon, wanted.model, work) as projection:
        tables = projection.tables
        progress("compare", 0, None)
        new = flatten(projection)
        before = Flat(*(tables.read([path]) for path in old)) if old else empty(tables)
        changes = find_changes(tables, before, new, source, aim)
        nodes, relationships = tables.count(new.nodes), tables.count(new.relationships)
        if parts and meta:  # both are parts: the whole grows by as much as they do, its Meta node aside
            nodes += meta.nodes - 1 - tables.count(before.nodes)
            relationships += meta.relationships - tables.count(before.relationships)
        done = begin(server, meta, projection.data_version, aim, source, changes)
        steps = change(server, changes, done, progress)
        finish(server, meta_properties(projection, nodes + 1, relationships), changes.plan, steps)
    finished = verify(server, aim, nodes + 1, relationships)
    shutil.rmtree(work, ignore_errors=True)
    return finished, changes.count


def _as_it_is(
    wanted: _Wanted, server: Connection, meta: Meta | None, work: Path, parts: _Parts | None
) -> tuple[str, tuple[Path, Path] | None, Meta | None]:
    """The graph to start from: nothing, the canon it was made from, or, where that cannot be known, what is read from it.

    Beside it what the graph says of itself meanwhile.
    """
    aim = wanted.aim
    if meta is None or (meta.loading and meta.aim == aim and not meta.fingerprint):
        return "", None, meta
    before = parts.old if parts else _kept_canon(wanted.canon, meta)
    if before is not None and _leads_on(meta, aim):
        with project(before, wanted.model, work / "old") as projection:
            flat = flatten(projection)
            paths = work / "old-nodes.parquet", work / "old-relationships.parquet"
            for table, path in zip((flat.nodes, flat.relationships), paths, strict=True):
                projection.tables.write_parquet(table, path)
        return meta.fingerprint, paths, meta
    if meta.loading:
        meta = take_over(server, meta)
    wanted.progress("read", 0, None)
    return _READ, write_flat(server, work / "graph"), meta


def _kept_canon(canon: Path, meta: Meta) -> Path | None:
    """The folder of the canon version that the graph was last finished from."""
    version = meta.fingerprint.partition(".")[0]
    folder = canon.parent / version
    return folder if version and (folder / STATEMENTS_FILE).is_file() else None


def _leads_on(meta: Meta, aim: str) -> bool:
    """Whether the graph is one that was finished by this ontology and format, or is on its way from such a one to this aim."""
    same = meta.fingerprint.partition(".")[2] == aim.partition(".")[2]
    return same and (not meta.loading or meta.aim == aim)
