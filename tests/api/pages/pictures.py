"""A folder enters by the command line; pictures of pages that show the shipped facts leave in it, for the README."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from api.inputs import base_requests, requests_of
from graph.engine.settings import EngineSettings, silent
from graph.live import Place, open_live, stop_all
from graph.load import load
from loaders.route import build
from ontology.model import default_model
from tests.api.pages.browser import find_chromium
from tests.api.pages.serving import served, site

DAY = date(2026, 11, 25)
LARGEST = 300_000  # bytes of a picture
# name: address, language, width, height, colour scheme, what is scrolled to the top, what is opened
PICTURES = {
    "candidates": ("/", "en", 1280, 1000, "light", "", ""),
    "evidence": ("/", "zh", 1280, 820, "light", ".candidates tbody:nth-of-type(1)", ".drawer details"),
    "partners": ("/institutions/inst-own-cau", "en", 1180, 960, "dark", "#timeline", ""),
}


def main(folder: Path) -> None:
    """Load the shipped facts into a server of their own, and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    model = default_model()
    with tempfile.TemporaryDirectory() as work:
        requests = [*base_requests(), *requests_of(["facts"])]
        made = build(Path(work) / "home", requests, None, model)
        place = Place(
            Path(work) / "graph", EngineSettings(heap="512m", page_cache="64m", quick_compiler=True)
        )
        try:
            load(made.folder, place, model, silent)
            with served(site(open_live(place, silent), DAY)) as address:
                take_all(address, folder)
        finally:
            stop_all(place)


def take_all(address: str, folder: Path) -> None:
    """Take every picture of a running site."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(os.environ))
        for name in PICTURES:
            _take(browser, address, name, folder / f"{name}.png")
        browser.close()


def _take(browser: Browser, address: str, name: str, target: Path) -> None:
    path, lang, width, height, scheme, top, opened = PICTURES[name]
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale=f"{lang}-XX"
    )  # type: ignore[arg-type]
    page.set_default_timeout(120_000)
    page.goto(address + path)
    if opened:
        page.locator(opened).first.evaluate("one => { one.open = true; }")
    if top:
        page.locator(top).first.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top - 24)")
    page.screenshot(path=target)
    page.close()
    if target.stat().st_size > LARGEST:
        raise SystemExit(f"{target} is larger than {LARGEST} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
