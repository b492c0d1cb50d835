"""What is served beside the pages – ontology, queries, comparison, dossier, an institution's way to them – in a real browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.api.pages.test_every_page import serious, visiting

pytestmark = pytest.mark.browser

ASKED = "home=QM&as_of=2015-06-30"
KINDS = {
    "ontology": "/ontology?",
    "sparql": "/sparql?",
    "compare": f"/compare?institutions=inst-own-yunhai,inst-own-fix-a&{ASKED}&",
    "dossier": f"/api/v1/dossiers/inst-own-yunhai?{ASKED}&",
    "gaps": f"/api/v1/dossiers/inst-own-yunhai?{ASKED}&document=gaps&",
    "institution": "/institutions/inst-own-yunhai?home=QM&",
}
WIDTHS = {"wide": (1280, 900), "narrow": (360, 740)}
PICTURES = "COOPGRAPH_PICTURES"  # a folder for whoever wants to look


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_page_is_quiet_accessible_and_fits(
    browser: Browser, whole_world_site: str, kind: str, lang: str, width: str
) -> None:
    across, high = WIDTHS[width]
    address = f"{whole_world_site}{KINDS[kind]}lang={lang}"
    with visiting(browser, address, locale=f"{lang}-XX", viewport={"width": across, "height": high}) as page:
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        if folder := os.environ.get(PICTURES):
            page.screenshot(path=Path(folder) / f"{kind}-{lang}-{width}.png", full_page=True)
        assert str(page.locator("html").get_attribute("lang")).startswith(lang)
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= across
        assert serious(page) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_keyboard_alone_reaches_what_can_be_done(
    browser: Browser, whole_world_site: str, kind: str
) -> None:
    with visiting(browser, f"{whole_world_site}{KINDS[kind]}lang=en", locale="en-XX") as page:
        doable = page.locator("a[href]:visible, button:visible, summary:visible, textarea:visible").count()
        seen = set()
        for _ in range(min(doable, 12)):
            page.keyboard.press("Tab")
            found = page.evaluate(
                "[document.activeElement.tagName, document.activeElement.outerHTML.slice(0, 200)].join(' ')"
            )
            seen.add(found)
        assert not [one for one in seen if one.startswith("BODY")] or doable == 0
        assert len(seen) >= min(doable, 12) - 1


def test_an_institution_leads_to_all_of_them(browser: Browser, whole_world_site: str) -> None:
    with visiting(browser, f"{whole_world_site}{KINDS['institution']}lang=zh", locale="zh-CN") as page:
        links = page.locator("#onwards ~ ul a")
        addresses = [one.get_attribute("href") or "" for one in links.all()]
        starts = ("/api/v1/dossiers/", "/compare?", "/doc/", "/sparql", "/ontology", "/changes.atom")
        assert {start for start in starts if any(one.startswith(start) for one in addresses)} == set(starts)
        for one in addresses:
            if not one.startswith("/changes.atom"):  # a service without canon has no versions to tell of
                found = page.request.get(whole_world_site + one, headers={"accept": "text/html,*/*;q=0.1"})
                assert found.status == 200, one
