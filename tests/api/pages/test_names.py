"""Answers enter; what they mention by a display name alone is named in the language of the page."""

from __future__ import annotations

import re
from html import escape, unescape

import httpx

from api.mentioned import asked_for, mentioned, renamed
from graph.ask import Answer, ask
from graph.connection import Connection
from graph.question import find_question
from tests.api.pages.test_every_page import KINDS

DAY = "2015-06-30"
ONE = "inst-own-yunhai"


def test_only_what_stands_beside_a_display_name_alone_is_looked_up() -> None:
    rows = [
        {"institution": "inst-own-a", "label": "A", "name_zh": "甲", "name_en": "A"},
        {"grounds": [{"agreement": "agr-own-b", "label": "B", "since": "2006-05-17"}]},
        {"labs": (["lab-own-c", "C", "2006-05-17"], ["2006-05-17", "no id"], ["covid-19-x", "no class has this prefix"])},
        {"label": "agr-own-name", "value": 3},
    ]  # fmt: skip
    assert list(mentioned(rows)) == ["agr-own-b", "lab-own-c"]


def test_agreements_behind_a_place_in_the_pool_are_named_in_chinese(
    world_site: str, world_graph: Connection
) -> None:
    asked = {"institution": ONE, "home": ["QM"], "as_of": DAY}
    (row,) = ask(world_graph, "institution", asked).rows
    ids = {one["agreement"] for one in row["pool"]["grounds"]}
    named = [one for one in ask(world_graph, "named_things", {"things": sorted(ids)}).rows if one["name_zh"]]
    assert named
    for lang, key in (("zh", "name_zh"), ("en", "label")):
        page = httpx.get(
            f"{world_site}/institutions/{ONE}?home=QM&as_of={DAY}",
            headers={"accept-language": lang},
            timeout=120,
        )
        for one in named:
            assert escape(one[key]) in page.text


def test_what_an_answer_mentions_is_called_by_its_chinese_name() -> None:
    names = {"agr-own-b": ("Agreement B", "乙协定"), "lab-own-c": ("Lab C", "丙实验室")}
    row = {
        "institution": "inst-own-a", "label": "A", "name_zh": "甲",
        "agreements": [{"agreement": "agr-own-b", "label": "Agreement B"}],
        "labs": [["labmem-own-x", "lab-own-c", "Lab C", "QM"], ["labmem-own-y", "lab-own-d", "Lab D", "QN"]],
    }  # fmt: skip
    assert renamed(row, names) == {
        **row,
        "agreements": [{"agreement": "agr-own-b", "label": "乙协定"}],
        "labs": [
            ["labmem-own-x", "lab-own-c", "丙实验室", "QM"],
            ["labmem-own-y", "lab-own-d", "Lab D", "QN"],
        ],
    }
    assert renamed(row, {}) == row


def test_both_ends_of_a_relation_are_called_by_their_chinese_names() -> None:
    row = {"id": "rel-own-r", "from": "inst-own-a", "from_label": "A", "to": "inst-own-b", "to_label": "B",
           "label_of": "x", "sizes_label": ["no name"], "sizes": [1]}  # fmt: skip
    assert list(mentioned([row])) == ["inst-own-a", "inst-own-b"]
    assert renamed(row, {"inst-own-a": ("A", "甲")}) == {**row, "from_label": "甲"}
    named = {"partner": "inst-own-a", "partner_label": "A", "partner_name_zh": "甲", "partner_name_en": "A"}
    assert list(mentioned([named])) == []
    assert renamed(named, {"inst-own-a": ("A", "甲")}) == named


def test_what_statements_refer_to_by_an_id_alone_is_looked_up() -> None:
    lines = [
        {"subject": "inst-own-a", "label": "A", "name_zh": "甲", "name_en": "A", "predicate": "country",
         "object": "country-iso-QM", "datatype": "id"},
        {"subject": "inst-own-a", "label": "A", "name_zh": "甲", "name_en": "A", "predicate": "name", "object": "A",
         "datatype": "langString"},
    ]  # fmt: skip
    record = Answer(
        find_question("record"), {}, tuple(find_question("record").columns), lines, {"record": {}}, ()
    )
    assert asked_for(record) == ["country-iso-QM"]
    stated = [
        {"predicate": "country", "object": "country-iso-QM", "label": "Q", "label_zh": "群", "datatype": "id"}
    ]
    show = Answer(find_question("show"), {}, tuple(find_question("show").columns), stated, {}, ())
    assert asked_for(show) == []  # its lines say themselves what they refer to


DRAWN = re.compile(r'<g class="bar[^>]*><title>[^<·]*· ([^<]*?) · ')
LINKED = re.compile(r"<a [^>]*><bdi[^>]*>([^<]*)</bdi></a>")


def test_whatever_a_chinese_page_draws_or_links_to_is_called_by_its_chinese_name(
    world_site: str, world_graph: Connection
) -> None:
    read = "MATCH (t:Thing) WHERE t.label_zh <> t.label_en RETURN t.label_zh AS zh, t.label_en AS en"
    rows = world_graph.read(read)
    english, chinese = {row["en"] for row in rows}, {row["zh"] for row in rows}
    drawn: set[str] = set()
    for kind, path in KINDS.items():
        page = httpx.get(f"{world_site}{path}", headers={"accept-language": "zh"}, timeout=120).text
        bars = set(map(unescape, DRAWN.findall(page)))
        links = set(map(unescape, LINKED.findall(page)))
        assert not english & (bars | links), kind
        drawn |= bars
    assert chinese & drawn


def test_a_thing_is_headed_by_its_name_in_the_language_of_the_page(world_site: str) -> None:
    for lang, name in (("zh", "白塔大学（虚构）"), ("en", "White Pagoda University (fictional)")):
        page = httpx.get(f"{world_site}/things/inst-own-baita?lang={lang}", timeout=120).text
        assert re.search(rf"<h1><bdi[^>]*>{re.escape(name)}</bdi></h1>", page), lang
