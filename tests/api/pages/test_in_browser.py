"""A person with a real browser enters: what they can do with eyes, keyboard alone, no script, a printer, must work."""

from __future__ import annotations

import base64
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.pages.browser import REMEDY
from tests.api.pages.test_every_page import visiting

pytestmark = pytest.mark.browser

FIRST = "/?home=QM"


def _pixels(page: Page, letter: str) -> bytes:
    page.set_content(f'<p lang="zh" style="font-size:60px;margin:8px">{letter}</p>')
    return page.locator("p").screenshot()


def test_two_different_chinese_characters_differ_in_pixels(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 200, "height": 120})
    drawn = {letter: _pixels(page, letter) for letter in "云海龘"}
    missing = _pixels(page, "\U000effff")
    page.close()
    assert len(set(drawn.values())) == 3, f"no font draws Chinese. {REMEDY}"
    assert missing not in drawn.values(), f"no font draws Chinese. {REMEDY}"


def test_candidates_show_each_condition_as_a_light_with_a_word_and_a_reason(
    browser: Browser, world_site: str
) -> None:
    with visiting(browser, world_site + FIRST, locale="en-GB") as page:
        table = page.get_by_role("table", name="Candidates")
        lines = table.locator("tbody")
        assert lines.count() == 15
        for light in table.locator(".light").all():
            assert light.inner_text().strip()
            assert light.locator("svg use").count() == 1
        yunhai = lines.filter(has=page.get_by_role("link", name="Yunhai University (fictional)", exact=True))
        expect(yunhai).to_contain_text("in the pool")
        expect(yunhai).to_contain_text("within its stated term")
        expect(yunhai).to_contain_text("Northlake University")
        undecided = lines.filter(has=page.get_by_role("link", name="Spring Dawn College"))
        expect(undecided).to_contain_text("undecided")
        expect(undecided).to_contain_text("the project has no date")
        expect(undecided).to_contain_text("no dated channel to a foreign partner is known")
        shapes = {use.get_attribute("href") for use in table.locator(".light use").all()}
        assert shapes >= {"#l-yes", "#l-presumed", "#l-unknown"}
        sizes = [re.sub(r"\s+", " ", one.inner_text()) for one in page.locator(".sizes li").all()]
        assert [one.split()[0] for one in sizes] == ["5", "9", "16"]
        assert "2 undecided" in sizes[0]


def test_controls_make_an_address_that_holds_everything(browser: Browser, world_site: str) -> None:
    with visiting(browser, world_site + "/?home=QM&lang=en") as page:
        page.get_by_label("As of").fill("2017-06-30")
        page.get_by_label("Programme").uncheck()
        page.get_by_role("button", name="Show").click()
        state = parse_qs(urlsplit(page.url).query)
        assert state == {"lang": ["en"], "home": ["QM"], "as_of": ["2017-06-30"], "reading": ["stated"]}
        heading = page.locator(".headline").inner_text()
        expect(page.get_by_label("As of")).to_have_value("2017-06-30")
        expect(page.get_by_label("Programme")).not_to_be_checked()
        page.goto(page.url)
        assert page.locator(".headline").inner_text() == heading
        page.get_by_role("link", name="中文").click()
        expect(page.locator("html")).to_have_attribute("lang", "zh")
        assert parse_qs(urlsplit(page.url).query) == {**state, "lang": ["zh"]}


def test_a_wrong_home_is_said_with_what_to_do_and_the_form_stays(browser: Browser, world_site: str) -> None:
    with visiting(browser, world_site + "/?home=XX", 404, locale="zh-CN") as page:
        expect(page.get_by_role("alert")).to_contain_text("没有国家或地区")
        expect(page.get_by_role("alert")).to_contain_text("怎么办")
        expect(page.get_by_label("本方")).to_have_value("XX")


def test_names_say_their_language(browser: Browser, world_site: str) -> None:
    with visiting(browser, world_site + FIRST, locale="zh-CN") as page:
        names = page.locator(".candidates .name bdi")
        assert names.count() > 20
        assert {one.get_attribute("lang") for one in names.all()} == {"zh", "en"}
        expect(page.locator(".candidates .name bdi").first).to_have_attribute("lang", "zh")


def test_without_script_the_evidence_leads_to_file_line_and_record(browser: Browser, world_site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(world_site + FIRST)
    page.get_by_role("searchbox").fill("yunhai university")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Yunhai University (fictional)").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Yunhai University (fictional)")
    drawer = page.locator("#facts ~ table .evidence").first
    expect(drawer.get_by_role("link").first).not_to_be_visible()
    drawer.locator("summary").click()
    place = drawer.get_by_role("link").first
    expect(place).to_be_visible()
    told = place.inner_text()
    place.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(told.split(",")[0])
    expect(page.get_by_role("heading", name="What it states")).to_be_visible()
    assert re.search(r"[0-9a-f]{64}", page.locator("code.hash").inner_text())
    context.close()


def test_the_keyboard_alone_reaches_everything(browser: Browser, world_site: str) -> None:
    with visiting(browser, world_site + FIRST, locale="en-GB") as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        _tab_to(page, "#home")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        _tab_to(page, "input[value=copresence]")
        page.keyboard.press("Space")
        _tab_to(page, "button.main")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("reading=copresence"))
        _tab_to(page, ".drawer summary")
        page.keyboard.press("Enter")
        _tab_to(page, ".records a")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/records/rec-"))
        page.go_back()
        _tab_to(page, "#q")
        page.keyboard.type("北湖大学")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/search"))
        expect(page.get_by_role("link", name="Northlake University").first).to_be_visible()


def _tab_to(page: Page, selector: str, most: int = 150) -> None:
    """Press Tab until an element that fits is in focus: whatever cannot be reached so fails."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the Tab key")


def test_the_timeline_draws_kinds_open_ends_and_years_nobody_covers(
    browser: Browser, world_site: str
) -> None:
    with visiting(
        browser, world_site + "/pairs/inst-own-fix-a/inst-own-fix-b?as_of=2013-12-31", locale="en-GB"
    ) as page:
        drawing = page.get_by_role("img", name="What the two share, by kind")
        assert drawing.locator("g.bar").count() == 7
        assert drawing.locator("g.bar.k-project").count() == 3
        assert drawing.locator("g.bar.idle").count() == 2
        assert drawing.locator("g.bar .open").count() == 1
        assert drawing.locator("g.bar .pale").count() > 0
        hatched = {one.text_content() for one in drawing.locator("g:has(> .uncovered) > title").all()}
        assert hatched == {"no source covers 2006–2006: this does not mean that nothing happened"}
        assert drawing.locator("desc").text_content()
        # a pattern that is not found would leave the year white: the hatch must be there to see
        box = drawing.locator(".uncovered").first.bounding_box()
        assert box is not None
        shot = page.screenshot(clip={**box}, type="png")
        empty = page.screenshot(clip={**box, "x": box["x"] + 1.1 * box["width"]}, type="png")
        assert base64.b64encode(shot) != base64.b64encode(empty)


def test_the_network_has_its_table_beside_it(browser: Browser, world_site: str) -> None:
    with visiting(browser, world_site + "/institutions/inst-own-fix-a?home=QM", locale="en-GB") as page:
        drawing = page.get_by_role("img", name="Partners of Institute Jia")
        lines = page.locator(".ties tbody tr")
        told = page.request.get(world_site + "/institutions/inst-own-fix-a?home=QM").text()
        assert drawing.locator("g.dot").count() == lines.count() >= 22
        assert f"All {lines.count()} partners are shown." in told
        assert drawing.locator("path.tie").count() == lines.count()
        first = drawing.locator("g.dot[data-line='1'] title").text_content()
        assert first is not None
        assert "Institute Yi (fictional)" in first
        lines.first.hover()
        expect(drawing.locator("g.dot[data-line='1']")).to_have_class(re.compile("lit"))
        # a tie among partners, and one of the centre, lead to their events and the records of these
        page.locator(".among summary").click()
        page.locator(".among a").first.click()
        expect(page.locator("table.rows .evidence").first).to_be_visible()
        page.go_back()
        lines.first.locator("td a").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Institute Yi")
        page.locator("table.rows .evidence summary").first.click()
        expect(page.locator("table.rows .records a").first).to_be_visible()
        page.go_back()
        forms = page.locator(".files a")
        assert forms.all_inner_texts() == ["JSON", "GraphML", "GEXF", "CSV", "Parquet", "VOSviewer"]
        address = forms.first.get_attribute("href") or ""
        assert address.startswith(
            "/api/v1/networks/ego/inst-own-fix-a?as_of=2015-06-30&nodes=300&edges=600&format="
        )


def test_unknown_is_said(browser: Browser, world_site: str) -> None:
    with visiting(browser, world_site + "/institutions/inst-own-shuangcheng?home=QM", locale="en-GB") as page:
        country = page.locator("dl.facts div").filter(has_text="Country")
        expect(country).to_contain_text("unknown")
    with visiting(browser, world_site + "/institutions/inst-own-bianjie?home=QM", locale="en-GB") as page:
        expect(page.get_by_role("heading", name="Sources contradict each other")).to_be_visible()


def test_paper_shows_the_evidence_and_no_controls(browser: Browser, world_site: str) -> None:
    with visiting(browser, world_site + "/agreements/agr-own-ag-inst", locale="en-GB") as page:
        page.emulate_media(media="print")
        expect(page.get_by_role("navigation")).not_to_be_visible()
        expect(page.locator(".records a").first).to_be_visible()
        expect(page.get_by_role("note")).to_be_visible()
        assert page.pdf()[:5] == b"%PDF-"


def test_the_first_page_is_light_and_complete_as_soon_as_it_is_there(
    browser: Browser, world_site: str
) -> None:
    """How long the answer takes is for `make bench`; here: the weight, and what the page adds after its first byte."""
    added = []
    for _ in range(3):
        with visiting(browser, world_site + FIRST, fresh=True, locale="zh-CN") as page:
            page.wait_for_load_state("load")
            entries = (
                "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
            )
            size = page.evaluate(f"{entries}.reduce((sum, one) => sum + one.transferSize, 0)")
            first = page.evaluate("performance.getEntriesByType('navigation')[0].responseStart")
            added.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") - first)
            assert 5_000 < size < 150_000
    assert min(added) < 1_000, added
