"""Requests enter without a browser; status, headers, files and links of the pages must be right."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from api.pages import routes
from api.pages.raw import raw_address
from api.pages.rendering import printer
from api.pages.routes import pages, problem, warm
from api.pages.view import View
from api.pages.wording import Wording
from graph.ask import Answer, ask
from graph.awaited import AwaitedGraph
from graph.connection import Address, Connection
from ontology.errors import BadParameter, CoopgraphError, EngineError, NotFound, TimedOut, Unavailable
from ontology.model import default_model
from tests.api.pages.serving import served, site
from tests.api.pages.test_every_page import KINDS, STATUS


@pytest.fixture(scope="module")
def client(world_site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=world_site, timeout=120) as opened:
        yield opened


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attrs if name in ("href", "src") and value}


def _links(page: httpx.Response) -> set[str]:
    parser = _Links()
    parser.feed(page.text)
    return {urljoin(str(page.url), one) for one in parser.found if not one.startswith("#")}


@pytest.mark.parametrize("kind", KINDS)
def test_status_and_headers(client: httpx.Client, kind: str) -> None:
    for lang in ("en", "zh"):
        page = client.get(KINDS[kind], headers={"accept-language": lang})
        assert page.status_code == STATUS.get(kind, 200)
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["content-language"] == lang
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "accept-language" in page.headers["vary"].lower()
        assert "set-cookie" not in page.headers
        assert int(page.headers["content-length"]) < 150_000
        said = re.sub(r"<[^>]+>", " ", page.text)
        assert not re.search(
            r"\[&#39;|\{&#39;|\[&#34;|: None\b|\bTrue\b|\bFalse\b", said
        )  # a list is shown as text
        assert client.head(KINDS[kind], headers={"accept-language": lang}).status_code == page.status_code


def test_every_link_of_every_page_leads_to_a_page(client: httpx.Client) -> None:
    seen: set[str] = set()
    for kind, path in KINDS.items():
        if (
            kind in STATUS or kind == "project"
        ):  # what is wrong stays wrong; fifty participants are more of the same
            continue
        # the world does not have the country that is home by default, so every page is asked with its own
        here = client.get(path if "home=" in path else f"{path}{'&' if '?' in path else '?'}home=QM")
        links = {one for one in _links(here) if urlsplit(one).netloc == urlsplit(str(here.url)).netloc}
        # of links of one kind (records, projects …) five are enough
        kinds: dict[str, list[str]] = {}
        for one in sorted(links - seen):
            kinds.setdefault(urlsplit(one).path.split("/")[1], []).append(one)
        for several in kinds.values():
            for one in several[:5]:
                seen.add(one)
                if urlsplit(one).path.startswith(
                    ("/api/", "/docs", "/doc/", "/compare", "/sparql", "/ontology", "/changes.atom")
                ):
                    continue  # the programs' side, which is not served here
                assert client.get(one).status_code == 200, f"{path} → {one}"
    assert len(seen) > 40


def test_links_to_elsewhere_give_nothing_away(client: httpx.Client) -> None:
    page = client.get("/records/rec-worldcordis-900000001.1").text
    outside = re.findall(r'<a[^>]*href="https?://[^>]*>', page)
    assert outside
    assert all('rel="noopener noreferrer external"' in one for one in outside)


def test_files_are_kept_for_ever_and_only_under_their_digest(client: httpx.Client) -> None:
    page = client.get("/search").text
    for address in re.findall(r'(?:href|src)="(/assets/[^"]+)"', page):
        file = client.get(address)
        assert file.status_code == 200
        assert "immutable" in file.headers["cache-control"]
        none = client.get(re.sub(r"/[0-9a-f]{12}/", "/000000000000/", address))
        assert (none.status_code, none.json()["type"]) == (404, "urn:coopgraph:problem:no-such-address")
    assert client.get("/assets/000000000000/..%2Froutes.py").status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/?hom=QM", 400, "did you mean &#39;home&#39;"),
        ("/?lang=de", 400, "it is one of: en, zh"),
        ("/?as_of=2015-02-30", 400, "write a day as 2026-11-23"),
        ("/?home=XX", 404, "there is no country or region"),
        ("/?home=QM&reading=state", 400, "did you mean &#39;stated&#39;"),
        ("/institutions/nonsense", 400, "an id looks like"),
        ("/institutions/inst-own-nobody", 404, "look the id up by name"),
        ("/labs/inst-own-yunhai", 404, "takes the id of a thing of class"),
        ("/search?q=" + "a" * 401, 400, "give 1 to 400 characters"),
        ("/?home=QM&limit=0", 400, "1…200"),
        ("/?home=QM&limit=201", 400, "1…200"),
        ("/search?q=university&limit=500", 400, "1…200"),
    ],
)
def test_an_error_is_a_page_that_says_what_to_do(
    client: httpx.Client, path: str, status: int, said: str
) -> None:
    page = client.get(path, headers={"accept-language": "en"})
    assert page.status_code == status
    assert said in page.text
    assert "What to do" in page.text


def test_without_a_database_the_page_says_so() -> None:
    nowhere = Address("bolt://127.0.0.1:1", "neo4j", "none", "neo4j")
    with served(site(nowhere, date(2015, 6, 30))) as address:
        page = httpx.get(address, timeout=60)
        assert page.status_code == 503
        assert "no server answers" in page.text
        assert "coopgraph doctor" in page.text
        assert httpx.get(f"{address}/search").status_code == 200


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadParameter, 400),
        (NotFound, 404),
        (Unavailable, 503),
        (TimedOut, 504),
        (EngineError, 503),
        (CoopgraphError, 500),
    ],
)
def test_every_kind_of_error_has_its_status(error: type[CoopgraphError], status: int) -> None:
    assert problem(error("x")).status == status


def test_raw_addresses_ask_the_same_again(world_graph: Connection) -> None:
    answer: Answer = ask(
        world_graph, "pair", {"one": "inst-own-fix-a", "other": "inst-own-fix-b", "as_of": "2013-12-31"}
    )
    assert raw_address(answer) == (
        "/api/v1/pairs/inst-own-fix-a/inst-own-fix-b?as_of=2013-12-31&gap=1&cap=10&simmelian_cap=10"
    )
    candidates = ask(world_graph, "candidates", {"home": ["QM"], "as_of": "2015-06-30", "limit": 5})
    assert raw_address(candidates).startswith(
        "/api/v1/candidates?as_of=2015-06-30&home=QM&reading=stated&reading=programme&per_page=5&"
    )


def test_a_page_that_the_browser_holds_is_not_sent_again(client: httpx.Client) -> None:
    path = "/institutions/inst-own-fix-a?home=QM"
    first = client.get(path, headers={"accept-language": "en"})
    again = client.get(path, headers={"accept-language": "en"})
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    for held, status in ((first.headers["etag"], 304), ('"another"', 200)):
        page = client.get(path, headers={"accept-language": "en", "if-none-match": held})
        assert page.status_code == status
        assert bool(page.content) == (status == 200)
        assert "content-security-policy" in page.headers
    for other in ({"accept-language": "zh"}, {"accept-language": "en", "accept-encoding": "identity"}):
        assert client.get(path, headers=other).headers["etag"] != first.headers["etag"]
    assert client.get(f"{path}&as_of=2010-06-30").headers["etag"] != first.headers["etag"]
    assert "etag" not in client.get("/?home=XX").headers


def test_raw_answers_come_as_json_and_as_csv(client: httpx.Client) -> None:
    links = _links(client.get("/labs/lab-own-lab-in", headers={"accept-language": "en"}))
    raw = {one for one in links if "/api/v1/" in one}
    plain = {one for one in raw if "format=csv" not in one}
    assert plain
    assert raw - plain == {f"{one}{'&' if '?' in one else '?'}format=csv" for one in plain}


def test_what_is_asked_before_anybody_comes_can_be_asked(world_graph: Connection) -> None:
    asked: list[str] = []

    async def run() -> None:
        graph = AwaitedGraph(lambda: world_graph.address, timeout_s=60, threads=2)

        async def counted(question: str, params: Mapping[str, object]) -> Answer:
            asked.append(question)
            home = (
                {"home": ["QM"]} if question in ("candidates", "institution", "partners", "verdict") else {}
            )
            return await graph(question, {**params, **home})

        try:
            await warm(pages(counted, today=lambda: date(2015, 6, 30)))
        finally:
            await graph.close()

    asyncio.run(run())
    assert {"candidates", "institution", "partners", "network_ego", "search", "pair", "verdict"} <= set(asked)


def test_no_page_takes_for_granted_what_nobody_chose() -> None:
    """What is not in the address is not there: a template asks for it with get, or whether it is defined."""
    folder = Path(routes.__file__).parent / "templates"
    for template in sorted(folder.glob("*.html")):
        found = re.findall(
            r"view\.given\.(?!get\()(?!\w+ is (?:not )?defined)\w+", template.read_text("utf-8")
        )
        assert not found, (template.name, found)


def test_a_page_offers_no_more_lines_than_it_may_show(client: httpx.Client) -> None:
    for shown, offered in ((1, 2), (3, 6)):
        page = client.get(f"/?home=QM&as_of=2015-06-30&limit={shown}").text
        assert re.search(rf'class="pager".*limit={offered}\b', page)


def strip(years: list[int] | None, uncovered: list[int] | None, until: int) -> str:
    """The small drawing of the years of a tie, up to a year."""
    drawn = printer(default_model()).templates.from_string(
        "{% import 'parts.html' as p with context %}{{ p.strip(years, uncovered, until, '') }}"
    )
    return drawn.render(
        years=years,
        uncovered=uncovered,
        until=until,
        t=lambda key, **_: key,
        t_or=lambda key, _: key,
        words=Wording(default_model(), "en"),
        view=View("en", "/", {}, date(until, 6, 30)),
    )


def test_a_line_whose_figures_are_not_known_is_drawn() -> None:
    for years, uncovered in ((None, None), ([2014], None), (None, [2013])):
        page = strip(years, uncovered, 2015)
        assert "<svg" in page


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Sources contradict each other"), ("zh", "来源之间的矛盾")]
)
def test_a_page_says_beside_its_heading_that_sources_contradict_each_other(
    client: httpx.Client, lang: str, said: str
) -> None:
    shown = client.get("/institutions/inst-own-bianjie?home=QM", headers={"accept-language": lang}).text
    told = (
        rf'</h1>.*<p class="warn"><a href="#conflicts">{said}</a>: [^<]+</p>.*<h2 id="conflicts">{said}</h2>'
    )
    assert re.search(told, shown, re.S)
    settled = client.get("/institutions/inst-own-baita?home=QM", headers={"accept-language": lang}).text
    assert "#conflicts" not in settled


def test_the_years_told_are_those_of_the_activity_and_not_of_the_drawing() -> None:
    for years, uncovered, told in (
        ([2020, 2021, 2022, 2023, 2024], [2025, 2026], "2020–2024"),
        ([2005], [], "2005"),
        (list(range(2009, 1992, -1)), [2010], "1993–2009"),  # it begins before the drawing does
        ([1980, 1985], [], "1980–1985"),
        ([], [2013], "unknown"),
    ):
        page = strip(years, uncovered, 2026)
        assert re.findall(r'class="stripnote">([^<]*)<', page) == [told]


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "activities that state no end are counted"), ("zh", "未载明结束的活动按持续至截至日计算")],
)
def test_figures_that_rest_on_an_end_nobody_states_are_marked(
    client: httpx.Client, world_graph: Connection, lang: str, said: str
) -> None:
    def shown(path: str) -> str:
        page = client.get(path, headers={"accept-language": lang}).text
        assert f"† {said}" in page, path
        return re.sub(r"<[^>]+>", "", page)

    first = shown("/?home=QM")
    best = [
        row["channels"][0]
        for row in ask(world_graph, "candidates", {"home": ["QM"], "as_of": "2015-06-30"}).rows
        if row["channels"]
    ]
    assert {bool(one["open_ends"]) for one in best} == {True, False}
    assert first.count("†") - 1 == sum(bool(one["open_ends"]) for one in best)
    pair = shown("/pairs/inst-own-fix-a/inst-own-fix-b?as_of=2010-12-31")
    assert pair.count("†") == 5  # I1, both of I2, I3, and the legend
    institution = shown("/institutions/inst-own-fix-a?home=QM&as_of=2010-12-31")
    assert institution.count("†") > 1


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "add another word of the name"), ("zh", "请加上名称中的另一个词")]
)
def test_a_general_word_is_said_to_be_one(client: httpx.Client, lang: str, said: str) -> None:
    assert said in client.get("/search?q=institute", headers={"accept-language": lang}).text
    assert said not in client.get("/search?q=yunhai", headers={"accept-language": lang}).text
