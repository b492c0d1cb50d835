"""A home and a day enter; what is loaded leaves: rows, accepted, rejected, coverage and age, source by source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import orjson
import pyarrow.parquet as pq

from loaders.current import CANONS, read_current
from ontology.model import Model
from ontology.statements import RECORDS_FILE, REJECTS_FILE, STATEMENTS_FILE, VERSION_FILE
from ontology.terms import COVERAGE


@dataclass(frozen=True)
class Loaded:
    """One source as it stands in a canon."""

    name: str
    version: str
    title: Mapping[str, str]
    publisher: Mapping[str, str]
    licence: str
    url: str
    fictional: bool
    retrieved: str
    age: int | None  # days since it was retrieved, None = nobody says when
    records: int
    statements: int  # as the source's mapping made them
    accepted: int  # of these, in canon
    rejected: Mapping[str, int]  # stage → number of values
    coverage: tuple[Mapping[str, tuple[str, ...]], ...] = field(
        default=()
    )  # property → values, of each claim


def overview(home: Path, model: Model, today: date, data_version: str = "") -> tuple[Loaded, ...]:
    """The sources of the current canon, or of the data version named; none where nothing was loaded."""
    data_version = data_version or read_current(home).data_version
    if not data_version:
        return ()
    folder = home / CANONS / data_version
    told = orjson.loads((folder / VERSION_FILE).read_bytes())["sources"]
    rejects = pq.read_table(folder / REJECTS_FILE, columns=["source", "stage"])
    grouped = rejects.group_by(["source", "stage"]).aggregate([([], "count_all")]).to_pylist()
    rejected = {(row["source"], row["stage"]): row["count_all"] for row in grouped}
    claims = _coverage(folder, model)
    return tuple(
        Loaded(
            name=name,
            version=about.get("version", ""),
            title=about.get("title", {}),
            publisher=about.get("publisher", {}),
            licence=about.get("licence", ""),
            url=about.get("url", ""),
            fictional=about.get("fictional", False),
            retrieved=about.get("retrieved", ""),
            age=_days(about.get("retrieved", ""), today),
            records=about.get("records", 0),
            statements=about.get("statements", 0),
            accepted=about.get("accepted", 0),
            rejected={stage: count for (source, stage), count in sorted(rejected.items()) if source == name},
            coverage=tuple(claims.get(name, ())),
        )
        for name, about in sorted(told.items())
    )


def _coverage(folder: Path, model: Model) -> dict[str, list[Mapping[str, tuple[str, ...]]]]:
    """What each source claims to know: the statements of its coverage things, by thing."""
    prefix = f"{model.classes[COVERAGE].prefix}-"
    # Rows are sorted by subject, so the file's statistics lead to the few row groups that matter.
    rows = pq.read_table(
        folder / STATEMENTS_FILE,
        columns=["subject", "predicate", "object", "record"],
        filters=[("subject", ">=", prefix), ("subject", "<", prefix[:-1] + ".")],
    ).to_pylist()
    wanted = sorted({row["record"] for row in rows})
    known = pq.read_table(
        folder / RECORDS_FILE, columns=["record", "source"], filters=[("record", "in", wanted)]
    )
    sources = {row["record"]: row["source"] for row in known.to_pylist()}
    things: dict[tuple[str, str], dict[str, list[str]]] = {}
    for row in rows:
        claim = things.setdefault((sources[row["record"]], row["subject"]), {})
        claim.setdefault(row["predicate"], []).append(row["object"])
    found: dict[str, list[Mapping[str, tuple[str, ...]]]] = {}
    for (source, _), claim in sorted(things.items()):
        found.setdefault(source, []).append({name: tuple(values) for name, values in sorted(claim.items())})
    return found


def _days(retrieved: str, today: date) -> int | None:
    """A month or a year counts from its first day: the age is then the greatest that it can be."""
    parts = [int(part) for part in retrieved.split("-")] if retrieved else []
    return (today - date(*[*parts, 1, 1][:3])).days if parts else None
