"""Answers enter; what they mention by a display name alone is named in the language of the page."""

from __future__ import annotations

from html import escape

import httpx

from api.mentioned import mentioned, renamed
from graph.ask import ask
from graph.connection import Connection

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
