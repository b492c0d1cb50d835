"""A folder of published data and a share of it enter; smaller inputs, canons and a loaded home leave, each made once."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

import orjson

from api.settings import read_settings
from bench.watch import Watched, watch
from graph.engine.private import Engine
from graph.engine.settings import EngineSettings
from graph.live import Place, stop_all
from loaders.current import CANONS, read_current

# What a full load takes, beside what is shipped: two large zips, of which less can be taken, and three small files.
LARGE: Final = ("*cordis-HORIZONprojects*.zip", "*ror-data*.zip")
SMALL: Final = ("EuroSciVoc*.ttl.gz", "facts-agreements.csv", "facts-joint-platforms.csv")
SHIPPED: Final = "facts"
_KEPT_SETTINGS: Final = ("COOPGRAPH_CACHE", "COOPGRAPH_MIRROR")  # all others have their defaults


@dataclass(frozen=True)
class Way:
    """One run from the zips to canon and import files."""

    share: float
    watched: Watched
    canon: Path
    counts: Mapping[str, int]
    nodes: int
    relationships: int
    stages: Mapping[str, float]

    @property
    def statements(self) -> int:
        """Statements in canon."""
        return self.counts["statements"]

    @property
    def rate(self) -> float:
        """Statements a second, from starting the program to its end."""
        return self.statements / self.watched.seconds


@dataclass(frozen=True)
class Loaded:
    """A home whose graph holds everything, and what it took to get the first answer from it."""

    home: Path
    load: Watched
    answer: Watched
    place: Place


@dataclass
class Scene:
    """The data of one run of the benchmarks and all that was made of it; `work` is removed at the end."""

    data: Path
    scale: float
    work: Path
    today: str
    _ways: dict[float, list[Way]] = field(default_factory=dict)
    _loaded: Loaded | None = None
    _places: list[Place] = field(default_factory=list)
    _engines: list[Engine] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Tell on stderr how far the run is."""
        print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)

    def environ(self, home: Path) -> dict[str, str]:
        """The environment of a command that works on a home, with the default settings."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("COOPGRAPH_") or name in _KEPT_SETTINGS
        }
        return {**kept, "COOPGRAPH_HOME": str(home), "COOPGRAPH_LANG": "en", "PYTHONUTF8": "1"}

    def run(self, home: Path, *words: str) -> Watched:
        """Run a command of coopgraph on a home."""
        return watch([sys.executable, "-m", "coopgraph", *words], self.environ(home))

    def share_of(self, statements: float, known: float) -> float:
        """The share of the data whose canon has about so many statements, reckoned from a known share and all of it."""
        full, part = self.statements(1.0), self.statements(known)
        always = (part - known * full) / (1 - known)  # shipped facts, concepts, countries: of no size less
        return min(1.0, max(known, round((statements - always) / (full - always), 4)))

    def aim(self, seconds: float) -> float:
        """How long a peer is to work: less on a small scale, where nothing but the way it runs is tried out."""
        return max(10.0, seconds * min(1.0, self.scale))

    @property
    def engine_settings(self) -> EngineSettings:
        """How private servers are run: as the settings say by default."""
        settings = read_settings(self.environ(self.work))
        return EngineSettings(
            cache=settings.cache / "engine",
            repository=settings.mirror or "",
            heap=settings.neo4j_heap,
            page_cache=settings.neo4j_pagecache,
            transaction_timeout_s=max(1, round(settings.query_timeout)),
        )

    def place(self, home: Path) -> Place:
        """Where the graphs of a home are; their servers are stopped when the run ends."""
        place = Place(home / "graph", self.engine_settings)
        self._places.append(place)
        return place

    def engine(self, name: str) -> Engine:
        """A private server of its own, empty, stopped when the run ends."""
        engine = Engine(self.work / name, self.engine_settings)
        engine.remove()
        self._engines.append(engine)
        return engine

    def inputs(self, share: float) -> list[str]:
        """What is named on the command line to load this share of the data (times the scale of the run)."""
        part = min(1.0, share * self.scale)
        large = [_only(self.data, pattern) for pattern in LARGE]
        if part < 1.0:
            folder = self.work / f"inputs-{part:g}"
            large = [_slice(path, folder / path.name, part) for path in large]
        return [SHIPPED, *map(str, large), *(str(_only(self.data, pattern)) for pattern in SMALL)]

    def go(self, share: float) -> Way:
        """Go the way from the zips to the import files once more, in a fresh home; the last home is kept."""
        files, home = self.inputs(share), self.work / f"way-{share:g}"
        shutil.rmtree(home, ignore_errors=True)
        watched = watch([sys.executable, "-m", "bench.way", str(home), *files], self.environ(home))
        told = json.loads(watched.stdout)
        shutil.rmtree(home / "import")
        way = Way(
            share, watched, Path(told["folder"]), told["counts"], told["nodes"], told["relationships"], told["stages"]
        )  # fmt: skip
        self._ways.setdefault(share, []).append(way)
        return way

    def ways(self, share: float) -> list[Way]:
        """All runs of the way with this share of the data; at least one."""
        self.canon(share)
        return self._ways[share]

    def canon(self, share: float) -> Path:
        """The canon of this share of the data, made if it has not been."""
        if share not in self._ways:
            self.say(f"making canon of {share:.4g} of the data")
            self.go(share)
        return self._ways[share][-1].canon

    def statements(self, share: float) -> int:
        """How many statements the canon of this share holds."""
        return self.ways(share)[-1].statements

    def loaded(self) -> Loaded:
        """The home in which everything is loaded; its server runs."""
        if self._loaded is None:
            home = self.work / "home"
            place = self.place(home)
            Engine(self.work / "none", self.engine_settings).prepare()  # jars present
            self.say("coopgraph load: everything into a fresh home")
            load = self.run(home, "load", "--quiet", *self.inputs(1.0))
            self.say(f"loaded in {load.seconds:.1f} s; coopgraph candidates --home DE")
            answer = self.run(home, "candidates", "--quiet", "--home", "DE", "--as-of", self.today)
            self._loaded = Loaded(home, load, answer, place)
        return self._loaded

    def close(self) -> None:
        """Stop every server that was started."""
        for place in self._places:
            stop_all(place)
        for engine in self._engines:
            engine.remove()


@contextmanager
def set_up(data: Path, scale: float, today: str) -> Iterator[Scene]:
    """A scene for one run; its servers are stopped and its files removed at the end, however it ends."""
    with tempfile.TemporaryDirectory(prefix="coopgraph-bench-") as folder:
        scene = Scene(data.absolute(), scale, Path(folder), today)
        try:
            yield scene
        finally:
            scene.close()


def spread(count: int, share: float) -> list[int]:
    """Which of so many items make this share of them, evenly spread over all."""
    return [number for number in range(count) if int((number + 1) * share) > int(number * share)]


def canon_of(home: Path) -> Path:
    """The folder of the canon that is current in a home."""
    return home / CANONS / read_current(home).data_version


def told_of(scene: Scene) -> str:
    """The data of a full load in words."""
    names = [_only(scene.data, pattern) for pattern in (*LARGE, *SMALL)]
    files = ", ".join(f"`{path.name}` ({path.stat().st_size / 1e6:,.1f} MB)" for path in names)
    part = "" if scale_is_full(scene) else f", {scene.scale:.0%} of the records of the two large ones"
    return f"{files}{part}; the shipped facts, concepts and countries."


def scale_is_full(scene: Scene) -> bool:
    """Whether the run uses all of the data, so that its figures may be compared with the targets."""
    return scene.scale >= 1.0


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise SystemExit(
            f"{folder} must hold one file {pattern}, and holds {len(found)}: name another --data"
        )
    return found[0]


def _slice(source: Path, target: Path, share: float) -> Path:
    """A zip with this share of the members, or, where it is one JSON array, of the items of the array."""
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(source) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        members = [member for member in old.infolist() if not member.is_dir()]
        if len(members) == 1:
            items = orjson.loads(old.read(members[0]))
            kept = [items[number] for number in spread(len(items), share)]
            new.writestr(members[0].filename, json.dumps(kept, ensure_ascii=False))  # one line, as published
        else:
            for number in spread(len(members), share):
                new.writestr(members[number].filename, old.read(members[number]))
    return target
