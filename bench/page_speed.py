"""The scene enters; how soon pages are complete in a real browser, and how much goes over the wire for them, leaves."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from bench.figures import Figure, Section, percentile, table
from bench.question_speed import hubs_and_others
from bench.scene import Scene, canon_of
from bench.served import service
from graph.live import stop_all
from ontology.statements import STATEMENTS_FILE

COMPLETE_MS: Final = 1_000
WIRE_KB: Final = 150
HOMES: Final = ("CN", "IL", "DE")
RUNS: Final = 15
HUBS: Final = 5
_ENTRIES: Final = (
    "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
)
_SIZE: Final = f"{_ENTRIES}.reduce((sum, one) => sum + one.transferSize, 0)"
_COMPLETE: Final = "performance.getEntriesByType('navigation')[0].loadEventEnd"


@dataclass(frozen=True)
class Visits:
    """Visits of one page by browsers that hold nothing: when each was complete, and the bytes that came."""

    ms: list[float]
    size: int

    @property
    def row(self) -> tuple[str, ...]:
        """Half of them, nearly all of them, the slowest, and kB."""
        spread = (percentile(self.ms, 0.5), percentile(self.ms, 0.95), max(self.ms), self.size / 1e3)
        return tuple(f"{one:.0f}" for one in spread)


def measure(scene: Scene) -> list[Section]:
    """Visit the first page and those of the biggest hubs: made anew for each visit, and as it is remembered."""
    loaded = scene.loaded()
    hubs = hubs_and_others(canon_of(loaded.home) / STATEMENTS_FILE, HUBS * 4)[:HUBS]
    with service(scene) as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium())
        rows, figures = _visited(scene, browser, address, hubs)
        browser.close()
    stop_all(loaded.place)
    told = (
        f"`coopgraph serve` on the full graph and a real browser on the same machine, {RUNS} visits of each page, each by a "
        "browser that holds nothing; complete = the end of the load event. Made anew: every visit asks for another day, so "
        "that no page is remembered; two visits before these count for nothing."
    )
    head = ("page", "p50 ms", "p95 ms", "most, ms", "kB over the wire")
    return [Section("Pages in a browser", told, figures, table(head, rows))]


def _visited(
    scene: Scene, browser: Browser, address: str, hubs: list[str]
) -> tuple[list[tuple[str, ...]], list[Figure]]:
    today, rows, figures = date.fromisoformat(scene.today), [], []
    for home in HOMES:
        days = [(today - timedelta(days=number)).isoformat() for number in range(RUNS + 2)]
        anew = _visits(browser, [f"{address}/?home={home}&as_of={day}" for day in days])
        again = _visits(browser, [f"{address}/?home={home}"] * (RUNS + 2))
        scene.say(f"first page of {home}: anew {anew.row}, remembered {again.row}")
        rows += [
            (f"first page, {home}, made anew", *anew.row),
            (f"first page, {home}, remembered", *again.row),
        ]
        figures += [
            Figure(
                f"first page of {home} complete, made anew, p95", percentile(anew.ms, 0.95), "ms", COMPLETE_MS
            ),
            Figure(f"first page of {home} over the wire", anew.size / 1e3, "kB", WIRE_KB),
        ]
    for hub in hubs:
        days = [(today - timedelta(days=number)).isoformat() for number in range(7)]
        anew = _visits(browser, [f"{address}/institutions/{hub}?as_of={day}" for day in days])
        scene.say(f"page of {hub}: {anew.row}")
        rows.append((f"institution `{hub}`, made anew", *anew.row))
    return rows, figures


def _visits(browser: Browser, addresses: list[str]) -> Visits:
    ms, size = [], 0
    for address in addresses:
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        page.goto(address, wait_until="load", timeout=120_000)
        page.wait_for_function(f"{_COMPLETE} > 0")
        ms.append(float(page.evaluate(_COMPLETE)))
        size = max(size, int(page.evaluate(_SIZE)))
        context.close()
    return Visits(ms[2:], size)


def _chromium() -> str:
    found = shutil.which(os.environ.get("COOPGRAPH_CHROMIUM") or "chromium") or shutil.which("google-chrome")
    if found is None:
        raise RuntimeError(  # the other benchmarks go on
            "pages are measured in Chromium: `make browser` installs it, COOPGRAPH_CHROMIUM names it"
        )
    return found
