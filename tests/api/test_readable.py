"""Answers of every question on the fictional world enter; what a person reads of them, in either language, is judged."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rich.console import Console

from api.candidate_list import figures, legend, show_candidates
from api.deps import Desk
from api.reports.answers import present
from api.settings import read_settings
from api.values import lines, told
from api.words import catalogue
from graph.ask import Answer, ask
from graph.connection import Connection
from graph.presets import load_reasons
from graph.question import load_questions
from ontology.model import default_model

DAY = "2015-06-30"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# what programs and sources call things, shown as it is
VERBATIM = {"datatype", "lang", "object", "source", "acronym", "names", "id", "currency", "file", "licence"}

OWN_VIEWS = {"verdicts", "compare", "gaps", "history"}  # grids and sheets of their own making

Shown = Callable[[Answer, str], str]


@pytest.fixture(scope="module")
def answers(world_graph: Connection) -> dict[str, Answer]:
    candidates = ask(world_graph, "candidates", {"home": ["QM"], "as_of": DAY, "limit": 0})
    first = candidates.rows[0]
    labs = ask(world_graph, "labs", {"home": ["QM"], "as_of": DAY}).rows
    known: dict[str, Any] = {
        "institution": first["institution"], "one": first["institution"], "thing": first["institution"],
        "other": first["channels"][0]["partner"], "project": first["projects"][0]["project"],
        "agreement": "agr-own-ag-star", "lab": labs[0]["lab"], "text": "university", "country": "country-iso-QM",
        "things": [first["institution"]], "institutions": [first["institution"]], "record": first["records"][0], "records": first["records"][:3],
    }  # fmt: skip
    found: dict[str, Answer] = {}
    for name, question in load_questions().items():
        given: dict[str, Any] = {}
        for key, parameter in question.params.items():
            if key == "as_of":
                given[key] = DAY
            elif parameter.type == "countries":
                given[key] = ["QM"]
            elif parameter.required and parameter.type != "internal":
                given[key] = known[key]
        if name == "country_pair":
            given |= {"one": "country-iso-QM", "other": "country-iso-QN"}
        found[name] = ask(world_graph, question, given)
    return found


@pytest.fixture
def shown() -> Iterator[Shown]:
    def showing(answer: Answer, lang: str) -> str:
        page = io.StringIO()
        console = Console(file=page, width=4000)
        present(Desk(read_settings({"COOPGRAPH_LANG": lang}), console, console), answer)
        return page.getvalue()

    yield showing


@pytest.fixture(scope="module")
def codes() -> set[str]:
    """Every code that answers carry and that a reader cannot be expected to know."""
    schemes = [found for found in default_model().concepts.values() if len(found) <= 40]
    notations = {one.notation for scheme in schemes for one in scheme.values() if one.notation}
    kinds = {
        "in",
        "out",
        "undecided",
        "presumed",
        "stated",
        "programme",
        "copresence",
        "not_included",
        "ours",
        "policy",
    }
    return {
        *load_reasons(),
        *notations,
        *kinds,
        *(key for key in catalogue() if "." not in key and "_" in key),
    }


@pytest.mark.parametrize("name", sorted(load_questions()))
def test_no_heading_and_no_code_is_left_unexplained_in_chinese(
    name: str, answers: dict[str, Answer], codes: set[str]
) -> None:
    answer = answers[name]
    for column in answer.columns:
        assert CHINESE.search(answer.question.heading(column, "zh")), column
        assert "_" not in answer.question.heading(column, "en"), column
    for row in answer.rows:
        for column, value in row.items():
            if column in VERBATIM or column in answer.question.evidence:
                continue
            text = " · ".join(lines(value, "zh", column))
            for part in re.split(r" · |; |: |\n", text):
                assert part not in codes, (column, part)
            assert not re.search(r"[\[{]['\"]|\bNone\b|\bTrue\b|\bFalse\b", text), (column, text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_view_closes_in_the_readers_words(
    lang: str, answers: dict[str, Answer], shown: Shown, codes: set[str]
) -> None:
    for name, answer in answers.items():
        page = shown(answer, lang)
        for line in page.splitlines():
            head, _, rest = line.partition("  ")
            if lang == "zh" and rest and line[0] not in "│┃┏┡└ ":
                assert CHINESE.search(head), (name, line)
        for code in (one for one in codes if "_" in one):
            assert not re.search(rf"(?<![\w-]){code}(?![\w-])", page.replace(f": {name}", "")), (name, code)


def test_figures_of_a_pair_stand_in_the_table(answers: dict[str, Answer], shown: Shown) -> None:
    chinese, english = (shown(answers["pair"], lang) for lang in ("zh", "en"))
    for figure in ("I1", "I2", "I3", "I4", "I8", "I10", "I11", "I17"):
        assert re.search(rf"^{figure}\b", chinese, re.M), figure
        assert re.search(rf"^{figure}\b", english, re.M), figure
    for said in ("双方", "来源声明覆盖的年份", "既无来源覆盖、也无已知活动的", "无日期的事件", "云海大学"):
        assert said in chinese
    for said in (
        "the pair",
        "years that sources declare to cover",
        "neither covered nor known to be active",
        "events without dates",
    ):
        assert said in english


def test_what_is_unknown_and_why_nothing_is_found_is_said(world_graph: Connection, shown: Shown) -> None:
    def asked(question: str, **given: Any) -> Answer:
        return ask(world_graph, question, given)

    pool = asked("pool", home=["QM"], as_of=DAY)
    hidden = asked("agreement", agreement="agr-own-ag-star", as_of="1990-01-01")
    merged = asked("institution", institution="inst-own-yunhai", as_of=DAY, home=["QM"])
    for lang in ("en", "zh"):
        page = shown(pool, lang)
        assert load_reasons()["seat_unknown"][lang] in page
        assert all(one in page for one in pool.meta["seat_unknown"]["things"])
        assert load_reasons()["later_than_the_day"][lang] in shown(hidden, lang)
        assert "inst-own-yunhai → inst-ror-0zzzy0129" in shown(merged, lang)


def test_invented_data_is_marked_in_the_readers_language(answers: dict[str, Answer], shown: Shown) -> None:
    assert told(True, "zh", "fictional") == "虚构"
    assert told(False, "zh", "fictional") == ""
    from dataclasses import replace

    answer = answers["agreement"]
    marked = replace(answer, meta={**answer.meta, "fictional": True})
    assert shown(marked, "zh").startswith("虚构")
    assert shown(marked, "en").startswith("FICTIONAL")


def test_statements_are_read_in_one_language(answers: dict[str, Answer], shown: Shown) -> None:
    for name in ("show", "record", "conflicts"):
        assert answers[name].rows or name == "conflicts"
        chinese, english = shown(answers[name], "zh"), shown(answers[name], "en")
        for jargon in ("langString", "gYear", "anyURI", " type ", "Institution "):
            assert jargon not in chinese, (name, jargon)
        assert not re.search(r"属性(中|英)文名", chinese)
        assert "Name of the property" not in english
    assert "国家" in shown(answers["show"], "zh")
    assert "│ 类别" in shown(answers["show"], "zh")


def test_dates_of_a_pair_are_as_exact_as_stated(world_graph: Connection, shown: Shown) -> None:
    partner = next(
        row["partner"]
        for row in ask(
            world_graph, "partners", {"institution": "inst-own-baita", "as_of": DAY, "home": ["QM"]}
        ).rows
        if row["events"] > 1
    )
    asked = {"one": "inst-own-baita", "other": partner, "as_of": DAY}
    page = shown(ask(world_graph, "pair", asked), "zh")
    # its project is stated as 2008-01 to 2010-12, and its stay by the year 2011
    for said in ("│ 2008-01 ", "│ 2010-12 ", "│ 2011 "):
        assert said in page
    assert "2008-01-01" not in page
    assert "2011-12-31" not in page


def _columns(page: str) -> tuple[list[int], list[str]]:
    """How wide the columns of a page's table are, and what stands above them."""
    lines = page.splitlines()
    top = next((number for number, line in enumerate(lines) if line.startswith("┏")), None)
    if top is None:
        return [], []
    heads = [one.strip() for one in lines[top + 1].strip("┃").split("┃")]
    return [len(one) - 2 for one in lines[top].strip("┏┓").split("┳")], heads


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [100, 120])
def test_a_table_can_be_read_and_names_the_columns_that_it_leaves_out(
    lang: str, width: int, answers: dict[str, Answer], shown: Shown
) -> None:
    cut = set()
    for name, answer in answers.items():
        if name in OWN_VIEWS:
            continue
        page = io.StringIO()
        console = Console(file=page, width=width)
        present(Desk(read_settings({"COOPGRAPH_LANG": lang}), console, console), answer)
        narrow, _ = _columns(page.getvalue())
        wide, heads = _columns(shown(answer, lang))
        # a column is as wide as all that stands in it, or wide enough for words
        assert all(one >= 15 or one in wide for one in narrow), (name, narrow)
        missing = len(wide) - len(narrow)
        said = "".join(page.getvalue().split())
        _, marked, left = said.partition("因宽度所限未显示的列：" if lang == "zh" else "isnoroom:")
        assert bool(marked) == (missing > 0), name
        if missing:
            assert "--json" in left, name
            assert sum("".join(head.split()) in left for head in heads) >= missing, (name, heads)
            cut.add(name)
    assert {"agreements_in_force", "partners"} <= cut


def test_columns_that_matter_stay_where_there_is_little_room(answers: dict[str, Answer]) -> None:
    for lang, headings in (
        ("en", ("State on the day", "Valid until", "Countries bound")),
        ("zh", ("该日状态", "有效期至", "当日受约束的国家")),
    ):
        page = io.StringIO()
        console = Console(file=page, width=120)
        present(
            Desk(read_settings({"COOPGRAPH_LANG": lang}), console, console), answers["agreements_in_force"]
        )
        table = page.getvalue().partition("└")[0]
        assert "2012-05-01" in table  # an entry into force, whole and in one line
        chinese, english = table.index("云岭国"), table.index("Yunling")
        assert (chinese < english) == (lang == "zh")  # the name in the reader's language comes first
        for heading in headings:
            assert heading.split()[0] in table, heading


def test_figures_that_rest_on_an_end_nobody_states_are_marked(answers: dict[str, Answer]) -> None:
    rows = answers["candidates"].rows
    assert {bool(row["channels"][0]["open_ends"]) for row in rows if row["channels"]} == {True, False}
    for lang, said in (
        ("en", "† activities that state no end are counted as running up to the day"),
        ("zh", "† 未载明结束的活动按持续至截至日计算"),
    ):
        assert said in legend(lang)
        for channel in (one for row in rows for one in row["channels"]):
            line = " · ".join(figures(channel, lang))
            counted = (
                3 if channel["i3"] is None else 4
            )  # I1, I2 of all and of small events, and I3 where it is known
            assert line.count("†") == (counted if channel["open_ends"] else 0), line
            assert ("†" in line.partition("I4")[0]) == bool(channel["open_ends"])
        page = io.StringIO()
        show_candidates(Console(file=page, width=200), rows, {}, lang)
        assert "†" in page.getvalue().partition("└")[0], "the table itself"


def test_things_are_named_once_and_first_in_the_readers_language(
    world_graph: Connection, shown: Shown
) -> None:
    pair = ask(
        world_graph, "pair", {"one": "inst-own-fix-a", "other": "inst-own-fix-b", "as_of": "2010-12-31"}
    )
    chinese, english = shown(pair, "zh"), shown(pair, "en")
    assert "固定例e1（虚构） · Fixture e1 (fictional)" in chinese
    assert "Fixture e1 (fictional) · 固定例e1（虚构）" in english
    assert "英文名称" not in chinese and "Name in English" not in english
    motifs = ask(world_graph, "motifs", {"home": ["QM"], "as_of": DAY, "limit": 0})
    table = shown(motifs, "zh")
    assert motifs.rows
    for row in motifs.rows:
        assert f"{row['name_zh']} · {row['name_en']}" in table
        assert f"{row['partner_name_zh']} · {row['partner_name_en']}" in table
    record = ask(world_graph, "record", {"record": "rec-worldcordis-900000001.1"})
    named = next(row for row in record.rows if row["name_zh"])
    assert f"{named['name_zh']} ({named['subject']}" in shown(record, "zh")
    thing = shown(ask(world_graph, "show", {"thing": "inst-own-yunhai"}), "zh")
    assert "(country-iso-QM)" in thing and not re.search(r"[A-Za-z] \(country-iso-QM\)", thing)


def test_what_refers_to_a_thing_that_nobody_describes_is_named_in_the_readers_language(
    world_graph: Connection, shown: Shown
) -> None:
    from tests.route.reading import expected

    told = 0
    for thing in expected("placeholders"):
        answer = ask(world_graph, "show", {"thing": thing})
        for one in answer.meta["placeholder"]["referred_to_by"]:
            if one["label_zh"]:
                told += 1
                assert one["label_zh"] in shown(answer, "zh")
    assert told
