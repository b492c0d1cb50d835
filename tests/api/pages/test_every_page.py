"""Every kind of page enters a real browser, in both languages, light and dark, wide and narrow; what must hold is held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

KINDS = {
    "first": "/?home=QM",
    "first_empty": "/?home=QU",
    "first_wrong": "/?home=XX",
    "search": "/search?q=%E4%BA%91%E6%B5%B7",
    "search_blank": "/search",
    "institution": "/institutions/inst-own-yunhai?home=QM",
    "institution_out": "/institutions/inst-own-huilang?home=QM",
    "institution_many": "/institutions/inst-own-fix-a?home=QM",
    "pair": "/pairs/inst-own-fix-a/inst-own-fix-b",
    "pair_nothing": "/pairs/inst-own-fix-a/inst-own-yunhai",
    "agreement": "/agreements/agr-own-ag-inst",
    "agreement_parties": "/agreements/agr-own-ag-multi",
    "lab": "/labs/lab-own-lab-in",
    "project": "/projects/proj-own-p-mega",
    "project_later": "/projects/proj-own-p-future",
    "country": "/countries/country-iso-QM",
    "thing": "/things/inst-own-bianjie",
    "record": "/records/rec-worldcordis-900000001.1",
    "record_missing": "/records/rec-x",
    "sources": "/sources",
    "problem": "/labs/lab-own-nothing",
}
STATUS = {"first_wrong": 404, "project_later": 404, "record_missing": 404, "problem": 404}
# pages that show no thing of the world, so nothing that could be marked
NOTHING_SHOWN = {
    "first_empty",
    "first_wrong",
    "search_blank",
    "pair_nothing",
    "record_missing",
    "project_later",
    "problem",
}
# on a narrow screen tables become lists: one page of each layout is enough to see that they stay tables for a reader
NARROW = {"first", "institution", "pair", "record"}
_CONTEXTS: dict[int, dict[str, BrowserContext]] = {}  # of a browser, which lives as long as the run
VIOLATION = "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"


@contextmanager
def visiting(
    browser: Browser, address: str, status: int = 200, *, fresh: bool = False, **options: Any
) -> Iterator[Page]:
    """Open a page; a word on the console, an error of a script or a request to elsewhere fails.

    Pages with the same options share a context, so that files are fetched once; a fresh one holds nothing.
    """
    heard: list[str] = []
    context = opened(browser, options, fresh=fresh)
    page = context.new_page()
    try:
        page.on("console", lambda said: heard.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: heard.append(f"script: {error}"))
        page.on("dialog", lambda dialog: heard.append(f"dialog: {dialog.message}"))
        page.on(
            "request",
            lambda request: (
                heard.append(f"elsewhere: {request.url}") if _foreign(request.url, address) else None
            ),
        )
        answer = page.goto(address)
        assert answer is not None
        assert answer.status in (status, 304 if status == 200 else status)  # what the browser held was good
        yield page
        # the browser itself says on the console that a page came with 404 or 422
        left = [one for one in heard if not (status != 200 and "Failed to load resource" in one)]
        assert not left, left
    finally:
        page.close()
        if fresh:
            context.close()


def opened(browser: Browser, options: Mapping[str, Any], *, fresh: bool = False) -> BrowserContext:
    """Return the context of these options; pages are never remembered by it, since they say no-cache."""
    name = repr(sorted(options.items()))
    held = _CONTEXTS.setdefault(id(browser), {})
    if fresh or name not in held:
        context = browser.new_context(**options)
        context.set_default_navigation_timeout(120_000)  # a cold database on a busy machine takes its time
        context.add_init_script(VIOLATION)
        if fresh:
            return context
        held[name] = context
    return held[name]


def _foreign(url: str, address: str) -> bool:
    return urlsplit(url).netloc != urlsplit(address).netloc and not url.startswith(("data:", "about:"))


def serious(page: Page) -> list[str]:
    """What axe finds serious or critical on a page."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]} {one['nodes'][0]['failureSummary'][:300]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("zh", "dark")])
@pytest.mark.parametrize("kind", KINDS)
def test_page_is_quiet_accessible_and_in_one_language(
    browser: Browser, world_site: str, kind: str, lang: str, scheme: str
) -> None:
    with visiting(
        browser, world_site + KINDS[kind], STATUS.get(kind, 200), locale=f"{lang}-XX", color_scheme=scheme,
        viewport={"width": 1280, "height": 900},
    ) as page:  # fmt: skip
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator("h1").count() == 1
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        assert page.locator("[style]").count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_page_fits_a_narrow_screen_with_everything_open(browser: Browser, world_site: str, kind: str) -> None:
    for lang in ("en", "zh"):
        with visiting(
            browser, world_site + KINDS[kind], STATUS.get(kind, 200), locale=f"{lang}-XX",
            viewport={"width": 360, "height": 740},
        ) as page:  # fmt: skip
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            if lang == "zh" and kind in NARROW:
                assert serious(page) == []


@pytest.mark.parametrize("kind", sorted(set(KINDS) - NOTHING_SHOWN))
def test_fictional_data_is_marked(browser: Browser, world_site: str, kind: str) -> None:
    with visiting(browser, world_site + KINDS[kind], locale="en-GB") as page:
        mark = page.get_by_role("note")
        assert mark.is_visible()
        assert "虚构" in mark.inner_text()
        assert "fictional" in mark.inner_text()


@pytest.mark.parametrize("kind", KINDS)
def test_page_says_the_same_without_a_script(browser: Browser, world_site: str, kind: str) -> None:
    said = []
    for script in (True, False):
        with visiting(
            browser,
            world_site + KINDS[kind],
            STATUS.get(kind, 200),
            java_script_enabled=script,
            locale="zh-CN",
        ) as page:
            said.append(page.locator("body").inner_text())
    assert said[0] == said[1]
