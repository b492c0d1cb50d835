"""The scene enters; how long searches of the full graph take, as people type, leaves."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import duckdb
import opencc

from bench.figures import Figure, Section, percentile, table
from bench.scene import Scene, canon_of, spread
from graph.ask import ask
from graph.connection import Connection, connect
from graph.live import open_live, stop_all
from ontology.statements import STATEMENTS_FILE

SEARCH_MS: Final = 150
NAMES: Final = 40  # names from which the texts of each way of typing are made
TYPED: Final = (1, 2, 3, 5, 8)  # letters of a name that are typed so far
CHINESE: Final = (
    "清",
    "大",
    "中国",
    "科学院",
    "北京大学",
    "清华大学",
    "中国科学院",
    "联合实验室",
    "学",
    "科技合作",
)
BROAD: Final = ("university", "of", "research", "institute", "the", "european", "national", "univ", "s", "u")
PASSES: Final = 3  # the first warms up


def measure(scene: Scene) -> list[Section]:
    """Ask for everything once to warm up, then again."""
    loaded = scene.loaded()
    texts = typed(canon_of(loaded.home) / STATEMENTS_FILE)
    address = open_live(loaded.place, lambda *_: None)
    with connect(address) as connection:
        sections = [_searches(scene, connection, texts)]
    stop_all(loaded.place)
    return sections


def typed(statements: Path) -> dict[str, list[str]]:
    """What people may type, by the way in which they type it, made from the names in canon; the same every time."""
    with duckdb.connect() as db:
        found = db.execute(
            "SELECT predicate, lang, object FROM read_parquet(?) "
            "WHERE predicate IN ('name', 'shortName', 'acronym', 'ror', 'pic', 'doi') GROUP BY ALL ORDER BY ALL",
            [str(statements)],
        ).fetchall()
    held: dict[str, list[str]] = {}
    for predicate, lang, text in found:
        held.setdefault(predicate if lang != "zh" else "zh", []).append(text)
    names = _some(held["name"])
    chinese = list(dict.fromkeys([*CHINESE, *_some(held.get("zh", []))]))
    return {
        "whole name": names,
        "beginning of a name": [name[:length] for name in names for length in TYPED],
        "two words, the last not whole": [_words(name) for name in names],
        "short form": [*_some(held.get("shortName", [])), *_some(held.get("acronym", []))],
        "Chinese": chinese,
        "the same, traditional": [opencc.OpenCC("s2t").convert(text) for text in chinese],
        "with a slip of the finger": [_slipped(name) for name in names],
        "identifier": [text for one in ("ror", "pic", "doi") for text in _some(held.get(one, []))],
        "words that half of all names have": list(BROAD),
        "nothing has it": [f"{name.split()[0]} qqxyzzy" for name in names],
    }


def _some(texts: list[str]) -> list[str]:
    return [texts[number] for number in spread(len(texts), min(1.0, NAMES / max(1, len(texts))))]


def _words(name: str) -> str:
    words = name.split()
    return f"{words[-1]} {words[0][: max(2, len(words[0]) // 2)]}"


def _slipped(name: str) -> str:
    """The longest word with two letters swapped."""
    word = max(name.split(), key=len)
    middle = len(word) // 2
    return name.replace(word, word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :])


def _searches(scene: Scene, connection: Connection, texts: dict[str, list[str]]) -> Section:
    times: dict[str, list[float]] = {way: [] for way in texts}
    for number in range(PASSES):
        for way, several in texts.items():
            for text in several:
                started = time.perf_counter()
                ask(connection, "search", {"text": text[:400]})
                if number:
                    times[way].append((time.perf_counter() - started) * 1e3)
        scene.say(f"search, pass {number + 1} of {PASSES}")
    every = [one for several in times.values() for one in several]
    rows = [
        (way, str(len(texts[way])), f"{percentile(held, 0.5):.0f}", f"{percentile(held, 0.95):.0f}", f"{max(held):.0f}")
        for way, held in times.items() if held
    ]  # fmt: skip
    count = len({text for several in texts.values() for text in several})
    told = (
        f"`search` with its default of ten lines of each kind, reasons included, through the driver in one process: {count} "
        f"different texts made from the names in the graph, each asked once to warm up and {PASSES - 1} times that count."
    )
    figures = [
        Figure("search, p95", percentile(every, 0.95), "ms", SEARCH_MS, note=f"{count} texts"),
        Figure("search, p50", percentile(every, 0.5), "ms"),
    ]
    return Section("Search", told, figures, table(("typed", "texts", "p50 ms", "p95 ms", "most, ms"), rows))
