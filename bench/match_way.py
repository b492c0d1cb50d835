"""A home, and a day, enter; how affiliation strings of two kinds are answered, and how fast, leaves on stdout as JSON.

A program of its own, so that its memory and its time are those of reading strings and of nothing else.
"""

from __future__ import annotations

import csv
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb

from loaders.affiliation.keeping import shelf_of
from loaders.affiliation.reading import Reading, read_affiliation
from loaders.affiliation.shelf import Shelf
from loaders.cleaners.place import countries
from loaders.current import CANONS, read_current
from ontology.model import default_model
from ontology.statements import STATEMENTS_FILE

LABELLED: Final = Path(__file__).with_name("affiliations.csv")
MADE: Final = 4_000
_DEPARTMENTS: Final = (
    "Department of Physics", "Dept. of Chemistry", "Faculty of Medicine", "School of Engineering", "Institute of Biology",
    "Laboratory for Materials Science", "Department of Computer Science", "Facultad de Ciencias", "Institut für Physik",
    "Dipartimento di Ingegneria", "Research and Development", "Group of Robotics", "Division of Energy",
)  # fmt: skip
Case = tuple[str, frozenset[str]]  # a string and the ids that are right


def labelled() -> list[Case]:
    """The strings that were labelled by hand."""
    with LABELLED.open(encoding="utf-8", newline="") as file:
        return [
            (row["text"], frozenset(f"inst-{one}" for one in row["organisations"].split()))
            for row in csv.DictReader(file)
        ]


def made(canon: Path, most: int) -> Iterator[Case]:
    """Strings of the addresses that CORDIS states, a department put before or behind, the same ones every time."""
    with duckdb.connect(":memory:") as database:
        rows = database.execute(
            """
            SELECT stated_subject,
                   min(object) FILTER (predicate = 'name'), min(object) FILTER (predicate = 'street'),
                   min(object) FILTER (predicate = 'postalCode'), min(object) FILTER (predicate = 'city'),
                   min(object) FILTER (predicate = 'country')
            FROM read_parquet($file) WHERE starts_with(stated_subject, 'inst-pic-') GROUP BY 1 ORDER BY 1
            """,
            {"file": str(canon / STATEMENTS_FILE)},
        ).fetchall()
    rng, known = random.Random(7), countries()
    for one, name, street, code, city, country in rng.sample(rows, min(most, len(rows))):
        if not name or not country:
            continue
        written = name if rng.random() < 0.5 else name.title()
        form, department = rng.randrange(4), rng.choice(_DEPARTMENTS)
        parts = [[department, written], [written, department], [written], [department, written]][form]
        if street and rng.random() < 0.6:
            parts.append(street)
        if city:
            parts.append(f"{code} {city}" if code and rng.random() < 0.7 else city)
        state = country.rpartition("-")[2]
        parts.append(known[state]["en"] if state in known else state)
        yield ", ".join(parts), frozenset((one,))


def score(cases: Sequence[Case], shelf: Shelf, day: str) -> dict[str, Any]:
    """Answer every string; those answered wrongly are listed, so that somebody may look at them."""
    right = wrong = missed = unsure = nothing = 0
    took: list[float] = []
    errors: list[str] = []
    for text, ids in cases:
        truth = {found.id for one in ids if (found := shelf.find(one))}
        began = time.perf_counter()
        reading = read_affiliation(text, shelf, day)
        took.append(time.perf_counter() - began)
        good = {name for one in reading.found for name in truth & {one.organisation.id, *one.also}}
        bad = [one.organisation for one in reading.found if not truth & {one.organisation.id, *one.also}]
        right, wrong, missed = right + len(good), wrong + len(bad), missed + len(truth - good)
        unsure, nothing = unsure + _is(reading, "unsure"), nothing + _is(reading, "nothing")
        errors += [f"{text} → {one.id} {one.name}" for one in bad]
    took.sort()
    return {
        "strings": len(cases), "right": right, "wrong": wrong, "missed": missed, "unsure": unsure, "nothing": nothing,
        "precision": right / max(1, right + wrong), "recall": right / max(1, right + missed),
        "seconds": sum(took), "p50_ms": 1e3 * took[len(took) // 2], "p95_ms": 1e3 * took[int(len(took) * 0.95)],
        "errors": errors[:20],
    }  # fmt: skip


def _is(reading: Reading, answer: str) -> int:
    return int(reading.answer == answer)


def main(home: Path, day: str) -> None:
    """Make the names ready, read all strings once to warm up, and then for the figures."""
    began = time.perf_counter()
    shelf = shelf_of(home, default_model())
    ready = time.perf_counter() - began
    canon = home / CANONS / read_current(home).data_version
    sets = {"labelled": labelled(), "made": list(made(canon, MADE))}
    for text, _ in [*sets["labelled"], *sets["made"][:500]]:
        read_affiliation(text, shelf, day)
    found = {name: score(cases, shelf, day) for name, cases in sets.items()}
    shelf.close()
    print(json.dumps({"ready": ready, "organisations": shelf.size, **found}, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
