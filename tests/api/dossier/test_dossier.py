"""The dossier of a candidate of the world says its twelve parts in both languages, and is the same in every form."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import orjson
import pytest

from api.dossier.archive import archive, check_archive
from api.dossier.blocks import Cell, Document, Heading, Part, Table, Text, table
from api.dossier.comparing import compared
from api.dossier.document import dossier, gaps
from api.dossier.facts import Facts, Wanted, gather, items_of, parts_of
from api.dossier.judged import judged
from api.dossier.page import html
from api.dossier.word_file import word_file
from api.dossier.words import catalogue
from api.values import told
from cases.journal import Journal, open_journal
from cases.keys import OWNER
from graph.ask import Answer, ask
from graph.connection import Connection
from graph.verdict_shape import STATUSES, Judgement
from tests.cases.acted import WORKFLOW, decided, peopled

CANDIDATE = "inst-ror-0zzzy0129"
DAY = date(2015, 6, 30)
HOSTILE = "<script>alert(1)</script>\x00\x0b =cmd|' /C calc'!A0 \u202e"

Gather = Callable[..., Facts]


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    opened = peopled(open_journal("", tmp_path_factory.mktemp("journal")))
    decided(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def gathered(world_graph: Connection, journal: Journal) -> Gather:
    def made(
        candidate: str = "inst-own-yunhai", *, every: bool = False, listed: int = 10, **more: Any
    ) -> Facts:
        def look(question: str, params: Mapping[str, object], judgements: Sequence[Judgement] = ()) -> Answer:
            given = {"listed": listed, **params} if question == "verdict" else params
            return ask(world_graph, question, given, judgements)

        wanted = Wanted(candidate, DAY.isoformat(), ("QM",), **more)
        return gather(
            look,
            wanted,
            lambda ids: judged(journal, WORKFLOW, ids, OWNER, wanted.rules, DAY),
            "local",
            "2015-06-30T12:00:00Z",
            every=every,
        )

    return made


@pytest.fixture(scope="module")
def facts(gathered: Gather) -> Facts:
    return gathered()


def words(document: Document) -> str:
    """All text of a document."""
    return re.sub(r"<[^>]+>", " ", html(document).decode().partition("</style>")[2])


def test_the_words_stand_in_both_languages() -> None:
    for key, said in catalogue().items():
        assert set(said) == {"zh", "en"} and all(said.values()), key
    assert set(STATUSES) <= set(catalogue())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_has_the_twelve_parts_and_the_records(facts: Facts, lang: str) -> None:
    made = dossier(facts, lang)
    assert [part.number for part in made.parts] == list(range(1, 14))
    assert [part.title for part in made.parts[:12]] == [
        catalogue()[f"p{number}"][lang] for number in range(1, 13)
    ]
    assert all(part.blocks for part in made.parts)
    text = words(made)
    for condition in facts.verdict["conditions"]:
        assert condition["words"]["zh"] in text  # the clause in the original, in every language
    for one in (
        CANDIDATE,
        "key-institutions@2007.1",
        str(facts.meta["data_version"]),
        str(facts.judged.head),
        made.banner,
    ):
        assert one in text
    assert made.banner


def test_every_status_of_the_verdict_and_every_record_stands_in_it(facts: Facts) -> None:
    text = words(dossier(facts, "en"))
    for part in parts_of(facts.verdict):
        assert f"{part['clause']} " in text
        for record in part.get("records", ()):
            assert record in text
    cited = {int(number) for number in re.findall(r"\[(\d+)\]", text)}
    assert cited and max(cited) == len(facts.records)
    for record in facts.records:
        assert record in text


def test_a_number_is_never_said_to_be_without_evidence(gathered: Gather) -> None:
    """The projects behind a percentile, and the activities with partners of whom none makes a channel, are listed."""
    seen = set()
    for candidate in ("inst-own-yunhai", CANDIDATE):
        one = gathered(candidate)
        for part in parts_of(one.verdict):
            if any(part["figures"].get(name) for name in ("projects", "partners", "years")):
                assert items_of(part), (candidate, part["clause"])
                assert all(item["records"] and item["label"] for item in items_of(part))
                seen.add((part["clause"], part["reason"]))
    assert {"C2b", "C3d", "C2c"} <= {clause for clause, _ in seen}


def test_in_chinese_figures_kinds_of_places_and_sources_have_chinese_names(facts: Facts) -> None:
    """What the figures of every kind of part are called, and what the appendix says of records."""
    named = {name for part in parts_of(facts.verdict) if part["kind"] == "graded" for name in part["figures"]}
    assert not {name for name in named if f"figure_{name}" not in catalogue()}
    assert told({"persons": 3, "times": 20}, "zh", "presets") == "人数: 3 · 人次: 20"
    assert told("news of an association", "zh", "quality") == "协会新闻"
    one = replace(
        facts, records={"rec-x": {"record": "rec-x", "title": "Facts", "title_zh": "事实", "quality": "news"}}
    )
    assert "事实 ·" in words(dossier(one, "zh"))
    assert "Facts ·" in words(dossier(one, "en"))


def test_people_stand_beside_the_machine(facts: Facts) -> None:
    assert facts.judged.cases[0]["decision"]["content"]["outcome"] == "approved"
    text = words(dossier(facts, "en"))
    assert "reviewer-1" in text and "approved" in text
    one = next(each for each in facts.verdict["conditions"] if each["clause"] == "C3")
    assert (one["status"], one["effective"]) == ("UNKNOWN", "MET")


def test_html_needs_nothing_else_and_prints_to_a4(facts: Facts) -> None:
    page = html(dossier(facts, "zh")).decode()
    assert not re.search(r"<(script|link|img|iframe)|src=|@import|url\((?!#)", page)
    assert "size: A4" in page
    assert '<html lang="zh-Hans">' in page


def test_the_same_facts_give_the_same_bytes(facts: Facts) -> None:
    for made in (html(dossier(facts, "en")), word_file(dossier(facts, "en")), archive(facts, "en")):
        assert made
    assert archive(facts, "zh") == archive(facts, "zh")


def test_the_word_file_says_all_that_the_page_says(facts: Facts) -> None:
    made = dossier(facts, "zh")
    file = docx.Document(io.BytesIO(word_file(made)))
    said = " ".join(one.text for one in file.paragraphs) + " ".join(
        cell.text for each in file.tables for row in each.rows for cell in row.cells
    )
    for part in made.parts:
        assert part.title in said
        for block in part.blocks:
            match block:
                case Text() | Heading():
                    assert block.text in said
                case Table():
                    assert all(cell.text in said for row in block.rows for cell in row)
                case _:
                    pass
    assert file.sections[0].page_width.mm == pytest.approx(210, abs=0.5)


def test_the_zip_reads_without_the_system(facts: Facts) -> None:
    body = archive(facts, "en")
    assert check_archive(body) == []
    with zipfile.ZipFile(io.BytesIO(body)) as zipped:
        manifest = orjson.loads(zipped.read("manifest.json"))
        rows = list(csv.reader(io.StringIO(zipped.read("evidence.csv").decode("utf-8-sig"))))
        assert zipped.read("rules.toml").decode() == facts.rules_text
    assert manifest["data_version"] == facts.meta["data_version"]
    assert manifest["rules"]["digest"] == facts.verdict["rules"]["digest"]
    assert set(manifest["files"]) == {"dossier.html", "dossier.docx", "gaps.html", "evidence.csv", "records.csv", "rules.toml",
                                      "dossier.json"}  # fmt: skip
    assert {row[-1] for row in rows[1:]} <= set(facts.records)
    assert {"C5b", "4.1"} <= {row[0] for row in rows[1:]}
    assert f"--data-version {facts.meta['data_version']}" in manifest["made_again_by"]


def test_the_zip_holds_every_item_of_evidence(gathered: Gather) -> None:
    """What a document lists is cut and counted, what the zip holds is not."""
    one = gathered(every=True, listed=1)
    assert any(part["left_out"] for part in parts_of(one.verdict))
    items = {part["clause"]: len(items_of(part)) for part in parts_of(one.whole)}
    assert max(items.values()) > 1
    assert not any(part["left_out"] for part in parts_of(one.whole))
    with zipfile.ZipFile(io.BytesIO(archive(one, "en"))) as zipped:
        rows = list(csv.DictReader(io.StringIO(zipped.read("evidence.csv").decode("utf-8-sig"))))
        records = list(csv.DictReader(io.StringIO(zipped.read("records.csv").decode("utf-8-sig"))))
    told = {
        clause: len({(row["says"], row["thing"], row["value"]) for row in rows if row["clause"] == clause})
        for clause in items
    }
    assert told == items
    assert {row["record"] for row in rows} - {""} <= {row["record"] for row in records}


def test_a_changed_file_of_the_zip_shows(facts: Facts) -> None:
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive(facts, "en"))) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name) + (b"x" if name == "evidence.csv" else b""))
        after.writestr("more.txt", "x")
    assert check_archive(changed.getvalue()) == ["evidence.csv", "more.txt"]


def test_asked_again_with_its_version_it_is_the_same(facts: Facts, gathered: Gather) -> None:
    rules = facts.verdict["rules"]
    again = gathered(CANDIDATE, rules=f"{rules['name']}@{rules['version']}")
    assert again.verdict == facts.verdict


def test_a_unit_names_its_host(gathered: Gather) -> None:
    text = words(dossier(gathered("unit-own-yunhai-matlab"), "en"))
    assert "its host signs for it" in text and CANDIDATE in text


def test_the_nominators_page_lists_every_gap_and_who_could_fill_it(facts: Facts) -> None:
    made = gaps(facts, "en")
    rows = made.parts[0].blocks[0]
    assert isinstance(rows, Table)
    assert len(rows.rows) == len(facts.gaps)
    assert all(row[3].text for row in rows.rows)

    judged = {
        each["clause"]
        for part in parts_of(facts.verdict)
        for each in part["judgements"]
        if part["effective"] == "MET"
    }
    judged |= {part["clause"] for one in facts.verdict["conditions"] if one["effective"] == "MET" and one["judgements"]
               for part in one["parts"]}  # fmt: skip
    assert judged and not judged & {row["clause"] for row in facts.gaps if row["enters"]}
    assert any(part["unknowns"] for part in parts_of(facts.verdict) if part["clause"] in judged)


def test_the_nominators_page_names_a_lab_that_no_agreement_includes(gathered: Gather) -> None:
    text = words(gaps(gathered("inst-own-baita"), "en"))
    assert "a matter for the next joint committee" in text
    assert "lab-own-lab-not" in text and "agr-own-ag-north" in text


def test_what_counts_no_longer_and_ties_found_since_are_told(gathered: Gather, facts: Facts) -> None:
    since = {"reviewer-1": [{"kind": "affiliation", "thing": "aff-x", "organisation": CANDIDATE, "start": "2014", "end": None}],
             "reviewer-2": [{"kind": "declared", "count": 2}]}  # fmt: skip
    late = Judgement("case-1#9", CANDIDATE, "C5a", "NOT_MET", "papers were late", "admin-1", DAY, late=True)
    old = replace(late, id="case-1#8", until=DAY)
    said = replace(facts.judged, judgements=(*facts.judged.judgements, late, old))
    text = words(dossier(replace(facts, judged=said, ties=since), "en"))
    for one in (
        "found since the invitation",
        "aff-x",
        "Of earlier cases",
        "case-1#8",
        "Deadlines for what is known",
        "case-1#9",
    ):
        assert one in text, one
    assert "found since the invitation" not in words(dossier(facts, "en"))


def test_candidates_stand_side_by_side_without_an_order_of_merit(world_graph: Connection) -> None:
    asked = {"institutions": [CANDIDATE, "inst-own-baita"], "home": ["QM"], "as_of": DAY.isoformat()}
    text = words(compared(ask(world_graph, "compare", asked), "zh"))
    for clause in ("C1", "C2c", "C5b", "C6"):
        assert clause in text
    assert "它不是评分" in text


def test_hostile_words_stay_words(facts: Facts) -> None:
    made = Document(
        "en",
        "t",
        HOSTILE,
        "",
        "",
        "",
        (Part(1, HOSTILE, (Text(HOSTILE), table((HOSTILE,), ((Cell(HOSTILE),),)))),),
    )
    assert b"<script>" not in html(made)
    assert docx.Document(io.BytesIO(word_file(made))).paragraphs
    rows = archive(
        replace(
            facts, verdict={**facts.verdict, "pool": _with_label(facts.verdict["pool"], "=HYPERLINK(1)")}
        ),
        "en",
    )
    with zipfile.ZipFile(io.BytesIO(rows)) as zipped:
        assert "'=HYPERLINK" in zipped.read("evidence.csv").decode("utf-8-sig")


def _with_label(part: Mapping[str, Any], label: str) -> dict[str, Any]:
    return {**part, "evidence": [{**part["evidence"][0], "label": label}]}


def test_who_decided_is_named_in_the_readers_language(facts: Facts) -> None:
    for lang, key in (("zh", "name_zh"), ("en", "name_en")):
        name = facts.names["auth-own-qm-most"][key]
        assert name and f"{name} (auth-own-qm-most)" in words(dossier(facts, lang))


def test_the_history_of_partners_names_events_in_the_readers_language(facts: Facts) -> None:
    text = words(dossier(facts, "zh"))
    events = [row for _, pair in facts.lanes for row in pair.rows if row["name_zh"]]
    assert events
    assert all(row["name_zh"] in text for row in events)
