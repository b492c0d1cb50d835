"""The scene enters; how long questions to the full graph take through the driver, and a plain query, leaves."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import duckdb
import neo4j

from bench.figures import Figure, Section, percentile, table
from bench.scene import Scene, canon_of, spread
from graph.ask import Answer, ask
from graph.connection import Connection, connect
from graph.live import open_live, stop_all
from ontology.statements import REFERENCE, STATEMENTS_FILE

CANDIDATES_MS: Final = 300
PAGE_MS: Final = 50
MANY: Final = 1_000  # candidates that a pool must have for its figure to count
LINES: Final = 25
WARM: Final = 10
REPEATS: Final = 45
PAGES: Final = 100
HUBS: Final = 10
# home, readings: the default, and for a home without associations also the weak reading
ASKED: Final = (
    ("DE", ("stated", "programme")), ("IL", ("stated", "programme")), ("CN", ("stated", "programme")),
    ("DE", ("stated", "programme", "copresence")), ("IL", ("stated", "programme", "copresence")),
    ("CN", ("stated", "programme", "copresence")),
)  # fmt: skip
PLAIN: Final = Path(__file__).with_name("institution_page.cypher")


@dataclass(frozen=True)
class Times:
    """Milliseconds of many askings."""

    values: Sequence[float]

    @property
    def p50(self) -> float:
        return percentile(self.values, 0.5)

    @property
    def p95(self) -> float:
        return percentile(self.values, 0.95)

    @property
    def told(self) -> str:
        return f"p50 {self.p50:.0f}, p95 {self.p95:.0f}, most {max(self.values):.0f} of {len(self.values)}"


def measure(scene: Scene) -> list[Section]:
    """Ask for candidates again and again, then for the pages of a hundred institutions and pairs."""
    loaded = scene.loaded()
    address = open_live(loaded.place, lambda *_: None)
    with connect(address) as connection:
        candidates = _candidates(scene, connection)
        pages = _pages(scene, connection, address.uri, (address.user, address.password), address.database)
    stop_all(loaded.place)  # so that it takes nothing from what is measured next
    return [candidates, pages]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1e3


def _candidates(scene: Scene, connection: Connection) -> Section:
    rows: list[tuple[str, ...]] = []
    figures: list[Figure] = []

    def asked(home: str, reading: Sequence[str], limit: int = LINES) -> Answer:
        given = {"home": [home], "reading": list(reading), "as_of": scene.today, "limit": limit}
        return ask(connection, "candidates", given)

    for _ in range(WARM):
        for home, reading in ASKED:
            asked(home, reading)
    for home, reading in ASKED:
        times = Times([_timed(partial(asked, home, reading)) for _ in range(REPEATS)])
        whole = Times([_timed(partial(asked, home, reading, 0)) for _ in range(3)])
        count = int(asked(home, reading).meta["total"])
        scene.say(f"candidates --home {home}, {'+'.join(reading)}: {count:,} in the pool, {times.told} ms")
        rows.append((f"{home}, {' + '.join(reading)}", f"{count:,}", f"{times.p50:.0f}", f"{times.p95:.0f}",
                     f"{whole.p50:.0f}"))  # fmt: skip
        counts = count >= MANY
        figures.append(
            Figure(
                f"candidates of {home} under {' + '.join(reading)}, p95", times.p95, "ms",
                CANDIDATES_MS if counts else None, note=f"{count:,} candidates; {times.told}",
            )
        )  # fmt: skip
    largest = [figure for figure in figures if figure.target is not None]
    told = (
        f"`candidates` with its default of {LINES} lines, evidence included, through the driver in one process; {WARM} "
        f"askings each to warm up, then {REPEATS} that count, for each home and reading. A figure has a target where the "
        f"reading has at least {MANY:,} candidates"
        + ("." if largest else f", and none has at this scale ({scene.scale:g}).")
    )
    shown = table(("home and reading", "candidates", "p50 ms", "p95 ms", "all lines, ms"), rows)
    return Section("Candidates from the full graph", told, figures, shown)


def _pages(scene: Scene, connection: Connection, uri: str, auth: tuple[str, str], database: str) -> Section:
    ranked = _institutions(canon_of(scene.loaded().home) / STATEMENTS_FILE)
    ids = _chosen(ranked, PAGES)
    scene.say(f"pages of {len(ids)} institutions of {len(ranked):,}; the biggest hub is {ranked[0]}")
    day = {"as_of": scene.today}

    def page(one: str) -> Answer:
        return ask(connection, "institution", {"institution": one, **day})

    def pair(one: str, other: str) -> Answer:
        return ask(connection, "pair", {"one": one, "other": other, **day})

    pairs = pairs_of(connection, _chosen(ranked, PAGES + PAGES // 2), scene.today)
    with neo4j.GraphDatabase.driver(uri, auth=auth, notifications_min_severity="OFF") as driver:
        driver.verify_connectivity()
        text = PLAIN.read_text("utf-8")

        def plain(one: str) -> list[Any]:
            found = driver.execute_query(
                text, {"institution": one, **day}, database_=database, routing_=neo4j.RoutingControl.READ
            )
            return found.records

        for warm in range(2):  # the second pass counts
            ours = [_timed(partial(page, one)) for one in ids]
            theirs = [_timed(partial(plain, one)) for one in ids]
            both = [_timed(partial(pair, *two)) for two in pairs]
            scene.say(f"pages, pass {warm + 1}: institution {Times(ours).told}; pair {Times(both).told} ms")
    told = (
        f"Pages of {len(ids)} different institutions: the {HUBS} biggest hubs (first `{ids[0]}`), the others spread "
        f"evenly over all {len(ranked):,} to which at least two things refer; and of {len(pairs)} pairs of such an "
        "institution with one of its partners, the two biggest hubs among them; each asked once before. "
        "Beside it one Cypher query, written by hand and sent by the bare driver, for the same institutions: names, "
        "place, units, relations, titles, agreements, counts of events, records. It lacks the pool and its reasons, "
        "the checks of parameters, the redirects and the data version."
    )
    figures = [
        Figure("institution page, p95", Times(ours).p95, "ms", PAGE_MS, note=Times(ours).told),
        Figure("institution page of the biggest hub", ours[0], "ms"),
        Figure("one query by the bare driver, p95", Times(theirs).p95, "ms", note=Times(theirs).told),
        Figure("pair page, p95", Times(both).p95, "ms", PAGE_MS, note=Times(both).told),
        Figure("pair page of the two biggest hubs", both[0], "ms"),
    ]
    return Section("Pages of institutions and pairs", told, figures)


def _institutions(statements: Path) -> list[str]:
    """Institutions to which at least two things refer, the most referred to first."""
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT object FROM read_parquet(?) WHERE datatype = ? AND starts_with(object, 'inst-') "
            "GROUP BY object HAVING count(DISTINCT subject) >= 2 ORDER BY count(DISTINCT subject) DESC, object",
            [str(statements), REFERENCE],
        ).fetchall()
    return [str(row[0]) for row in found]


def hubs_and_others(statements: Path, count: int) -> list[str]:
    """The biggest hubs of a canon, and institutions spread evenly over all the others."""
    return _chosen(_institutions(statements), count)


def _chosen(ranked: Sequence[str], count: int) -> list[str]:
    """The biggest hubs, and institutions spread evenly over all the others."""
    rest = ranked[HUBS:]
    wanted = min(len(rest), count - HUBS)
    return [*ranked[:HUBS], *(rest[number] for number in spread(len(rest), wanted / max(1, len(rest))))]


def pairs_of(connection: Connection, institutions: Sequence[str], today: str) -> list[tuple[str, str]]:
    """The first two, then each with the partner in the middle of its list; not all of them have a partner."""
    pairs = [(institutions[0], institutions[1])]
    for one in institutions:
        if len(pairs) == PAGES:
            break
        partners = ask(connection, "partners", {"institution": one, "as_of": today, "limit": 0}).rows
        if partners:
            pairs.append((one, str(partners[len(partners) // 2]["partner"])))
    return pairs
