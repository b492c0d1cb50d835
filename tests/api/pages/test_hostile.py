"""Names that nobody should trust enter by the route and stand on every page; nothing runs, all stays legible."""

from __future__ import annotations

import re
from itertools import cycle
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from tests.api.pages import hostile
from tests.api.pages.test_every_page import VIOLATION, serious, visiting
from tests.injections import markup

pytestmark = pytest.mark.browser

PLACES = {
    "first": "/?home=QM",
    "search": "/search?q=Institute",
    "image": "/institutions/inst-own-image?home=QM",
    "endless": "/institutions/inst-own-endless?home=QM",
    "partner": "/institutions/inst-own-partner?home=QN",
    "pair": "/pairs/inst-own-endless/inst-own-partner",
    "agreement": "/agreements/agr-own-ag",
    "project": "/projects/proj-own-p",
    "country": "/countries/country-iso-QM",
    "thing": "/things/inst-own-script",
    "sources": "/sources",
}


@pytest.mark.parametrize("place", PLACES)
def test_nothing_runs_and_nothing_breaks_out(browser: Browser, hostile_site: str, place: str) -> None:
    for width in (1280, 360):
        with visiting(
            browser, hostile_site + PLACES[place], locale="en-GB", viewport={"width": width, "height": 800}
        ) as page:
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert page.evaluate("window.pwned") is None
            assert page.locator("main img, main script, main iframe, main b").count() == 0
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            text = page.locator("body").inner_text()
            assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff]", text)
            assert "54439" not in text
            if width == 360:
                assert serious(page) == []


def test_every_name_can_be_read(browser: Browser, hostile_site: str) -> None:
    with visiting(browser, hostile_site + PLACES["first"], locale="en-GB") as page:
        names = page.locator(".candidates tbody th .name")
        assert names.count() == len(hostile.NAMES)
        shown = "\n".join(names.all_inner_texts())
        assert hostile.IMAGE in shown
        assert "Academy [U+202E]gnp.exe[U+202C] of Turns" in shown
        assert "Zero Width [U+2060] Institute" in shown  # the route makes zero-width spaces spaces
        assert hostile.HEBREW in shown
        for name in names.all():
            assert name.locator("bdi").count() >= 1
            box = name.bounding_box()
            assert box is not None
            assert box["height"] < 200


def test_a_name_without_end_is_cut_and_its_whole_can_be_reached(browser: Browser, hostile_site: str) -> None:
    with visiting(browser, hostile_site + PLACES["first"], locale="en-GB") as page:
        link = page.locator(".candidates th a", has_text="甲乙丙丁")
        assert link.inner_text().endswith("…")
        link.click()
        heading = page.get_by_role("heading", level=1)
        assert len(heading.inner_text()) <= 200
        whole = page.locator(".fullname details")
        whole.locator("summary").click()
        expect(whole.locator("> bdi")).to_have_text(hostile.ENDLESS)


@pytest.mark.parametrize(
    "words",
    [
        "<img src=x onerror=alert(1)>",
        "\"'>{{7777*7}}",
        "\u202eabc",
        "a" * 400,
        "\x00\x01",
        "') MATCH (n) DETACH DELETE n //",
        "/ .* [ ~ ^ AND OR NOT",
    ],
)
def test_words_of_a_search_are_words(browser: Browser, hostile_site: str, words: str) -> None:
    with visiting(browser, hostile_site + "/search", locale="en-GB") as page:
        page.get_by_role("searchbox").evaluate(
            "(box, words) => { box.value = words; box.form.submit(); }", words
        )
        page.wait_for_url(re.compile(r"/search\?q="))
        assert page.evaluate("window.pwned") is None
        assert page.locator("main img").count() == 0
        expect(page.get_by_role("heading", level=1)).to_have_text("Search")


def test_markup_in_the_address_stays_text(browser: Browser, hostile_site: str) -> None:
    """Every string that a browser may take for more than text, as what is searched for and as each control of the first page."""
    heard: list[str] = []
    context = browser.new_context(locale="en-GB")
    context.add_init_script(VIOLATION)
    page = context.new_page()
    page.on("dialog", lambda dialog: heard.append(f"dialog: {dialog.message}"))
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    page.on(
        "console",
        lambda said: heard.append(said.text) if "Failed to load resource" not in said.text else None,
    )
    places = cycle(
        [
            "/search?q={}",
            "/?home={}",
            "/?as_of={}",
            "/?reading={}",
            "/search?q=x&kind={}",
            "/things/{}",
            "/?{}=1",
        ]
    )
    for text in markup():
        for address in ("/search?q={}", next(places)):
            answer = page.goto(hostile_site + address.format(quote(text, safe="")))
            assert answer is not None
            assert answer.status in (200, 304, 400, 404), f"{address} {text}: {answer.status}"
            assert page.evaluate("window.pwned") is None, f"{address} {text}"
            assert (
                page.locator("main :is(img, script, iframe, object, math, video, style, base)").count() == 0
            )
            assert "54439" not in page.locator("body").inner_text(), f"{address} {text}"
            assert not heard, f"{address} {text}: {heard}"
    context.close()
