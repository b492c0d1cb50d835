"""The scene enters; how long it takes until canon and graph hold a new version of one source, of 60,000 rows, leaves.

Beside it what a clean run of the same files gives: the same data version, and a graph that holds it statement by statement.
"""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from api.linked.snapshot import FOLDER as SNAPSHOTS
from bench.figures import Figure, Section
from bench.scene import Scene
from graph.live import stop_all
from loaders.current import read_current
from loaders.matching.proposals import FILE as PROPOSALS

SOURCE: Final = "cordis-h2020-participations*.csv.gz"
MONEY: Final = "contribution"
ROWS: Final = 60_000
SECONDS: Final = 20
FEW, MANY = 600, 33  # one row of so many has another amount in the new version
GONE: Final = 100  # and of the larger change one of so many is missing

Rows = Sequence[Sequence[str]]


def measure(scene: Scene) -> list[Section]:
    """Load the source beside everything else, then two new versions of it; then all of it anew in a fresh home."""
    home = scene.work / "changed"
    stop_all(scene.loaded().place)
    shutil.copytree(scene.loaded().home, home)
    stop_all(scene.place(home))  # so that it is stopped at the end too
    # The clean run has none of the merges that the benchmark of identity proposes, and no snapshot for SPARQL, which is
    # made after the graph is there and has a benchmark of its own.
    (home / PROPOSALS).unlink(missing_ok=True)
    shutil.rmtree(home / SNAPSHOTS, ignore_errors=True)
    head, rows = _rows(scene)
    scene.say(f"{len(rows):,} participations beside everything else")
    first = _load(scene, home, "first", head, rows)
    few = list(_changed(head, rows, FEW, 0))
    scene.say(f"one of {FEW} amounts is another")
    small, small_way = _load(scene, home, "small", head, few)
    many = list(_changed(head, rows, MANY, GONE))
    scene.say(f"one of {MANY} amounts is another, one of {GONE} rows is gone")
    large, large_way = _load(scene, home, "large", head, many)
    right = json.loads(scene.run(home, "check", "--json", "--quiet").stdout)
    scene.run(home, "db", "stop")
    scene.say("the same files in a fresh home")
    clean = scene.work / "clean"
    scene.place(clean)
    anew = scene.run(clean, "load", "--quiet", *scene.inputs(1.0), str(_file(scene, "large")))
    scene.run(clean, "db", "stop")
    same = right["right"] and read_current(clean).data_version == read_current(home).data_version
    told = (
        f"A source of {len(rows):,} participations (Horizon 2020) stands beside all the data; a new version of it is loaded "
        f"with `coopgraph load FILE`: first one in which one of {FEW} amounts is another ({small_way}), then one in which one of "
        f"{MANY} is and one of {GONE} rows is gone, which moves all lines after it ({large_way}). Only this source is mapped "
        "again. Canon is made anew of all sources; the graph is changed in place or switched, by the size of the difference."
    )
    figures = [
        Figure("a new version with a small change: canon and graph up to date", small, "s", SECONDS),
        Figure("a new version with a larger change", large, "s", SECONDS),
        Figure("the source loaded beside everything for the first time", first[0], "s"),
        Figure("all of it into a fresh home", anew.seconds, "s"),
        Figure("answers other than those of the clean run", 0 if same else 1, "", 0),
    ]
    return [Section("One source has changed", told, figures)]


def _rows(scene: Scene) -> tuple[Sequence[str], Rows]:
    (path,) = scene.data.glob(SOURCE)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        return next(reader), list(islice(reader, max(FEW, int(ROWS * scene.scale))))


def _changed(head: Sequence[str], rows: Rows, every: int, gone: int) -> Iterator[Sequence[str]]:
    money = head.index(MONEY)
    for number, row in enumerate(rows):
        if gone and number % gone == 1:
            continue
        if number % every == 0 and row[money].isdigit():
            yield [*row[:money], str(int(row[money]) + 1), *row[money + 1 :]]
        else:
            yield row


def _file(scene: Scene, version: str) -> Path:
    return scene.work / version / "h2020-participations.csv"


def _load(scene: Scene, home: Path, version: str, head: Sequence[str], rows: Rows) -> tuple[float, str]:
    """How long the command takes for a version of the file, and its last words on how the graph was changed."""
    path = _file(scene, version)
    path.parent.mkdir()
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
    done = scene.run(home, "load", "--quiet", str(path))
    lines = (done.stdout + done.stderr).splitlines()
    return done.seconds, next(
        (line for line in lines if line.startswith(("A new graph", "The graph"))), ""
    ).rstrip(".")
