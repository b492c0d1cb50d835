"""A project under an agreement below a treaty that ran out enters; every answer says what is stated, of what time, leaves."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import httpx
import pytest
from rich.console import Console

from api.candidate_list import show_candidates
from api.under import lower, under
from graph.ask import ask
from graph.connection import Connection
from tests.api.pages.serving import served, site
from tests.policy.cases import DAY

HOME = {"home": ["HC014"], "as_of": DAY}


def inst(name: str) -> str:
    return f"inst-own-wc014-{name}"


@pytest.fixture(scope="module")
def lines(policy_graph: Connection) -> dict[str, dict[str, Any]]:
    rows = ask(policy_graph, "candidates", {**HOME, "limit": 0}).rows
    return {row["institution"].rsplit("-", 1)[1]: row for row in rows}


def test_in_force_is_said_of_the_project_and_of_the_day(
    lines: dict[str, dict[str, Any]], policy_graph: Connection
) -> None:
    """The same agreement was in force at some time of the project, and nobody knows whether it is on the day."""
    (ground,) = lines["itself"]["projects"][0]["under"]
    assert (ground["state"], ground["when"], ground["on_the_day"]) == ("yes", "any", "unknown")
    (row,) = ask(policy_graph, "agreement", {"agreement": ground["agreement"], "as_of": DAY}).rows
    assert row["state"] == ground["on_the_day"]
    (told,) = lines["itself"]["agreements"]
    assert (told["state"], told["on_the_day"]) == ("yes", "unknown")
    (page,) = ask(policy_graph, "institution", {"institution": inst("itself"), **HOME}).rows
    assert [(one["state"], one["on_the_day"]) for one in page["pool"]["grounds"] if one["reading"] == "stated"] == [
        ("yes", "unknown")
    ]  # fmt: skip


def test_what_is_stated_is_named_and_that_it_leads_to_the_treaty(
    lines: dict[str, dict[str, Any]], policy_graph: Connection
) -> None:
    (ground,) = lines["through"]["projects"][0]["under"]
    (below,) = lower(ground)
    assert below["level"] == "departmental" and below["agreement"] != ground["agreement"]
    assert lower(lines["itself"]["projects"][0]["under"][0]) == []
    (told,) = lines["through"]["agreements"]
    assert (told["agreement"], told["stated"]) == (ground["agreement"], [below])
    (page,) = ask(policy_graph, "institution", {"institution": inst("through"), **HOME}).rows
    assert [one["stated"] for one in page["pool"]["grounds"] if one["reading"] == "stated"] == [[below]]
    (verdict,) = ask(policy_graph, "verdict", {"institution": inst("through"), **HOME}).rows
    assert [one["under"] for one in verdict["pool"]["evidence"]] == [ground]
    told_records = {record for row in (lines["through"], page) for record in row["records"]}
    assert any(record.endswith(below["agreement"]) for record in told_records)


@pytest.mark.parametrize(("reading", "when"), [("overlap=any", "any"), ("overlap=start", "start")])
def test_a_verdict_says_which_time_of_the_project_its_reading_means(
    reading: str, when: str, policy_graph: Connection
) -> None:
    given = {"institution": inst("through"), **HOME, "reading": [reading]}
    (verdict,) = ask(policy_graph, "verdict", given).rows
    assert [one["under"]["when"] for one in verdict["pool"]["evidence"]] == [when]


def test_the_page_of_an_agreement_counts_projects_that_name_it_and_those_that_lead_to_it(
    lines: dict[str, dict[str, Any]], policy_graph: Connection
) -> None:
    (ground,) = lines["through"]["projects"][0]["under"]
    counts = {}
    for one in (ground["agreement"], lower(ground)[0]["agreement"]):
        (row,) = ask(policy_graph, "agreement", {"agreement": one, "as_of": DAY}).rows
        counts[row["level"]] = (row["projects"], row["projects_through"])
    assert counts == {"intergovernmental": (1, 1), "departmental": (1, 0)}


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", ("at some time of the project: in force; on the day: unknown", "states an agreement made under it:")),
     ("zh", ("项目期间某时：有效；当日：未知", "来源指明的是其下协议："))],
    ids=("en", "zh"),
)  # fmt: skip
def test_the_pages_say_both_in_words(
    lang: str, said: tuple[str, str], lines: dict[str, dict[str, Any]], policy_graph: Connection
) -> None:
    (ground,) = lines["through"]["projects"][0]["under"]
    with served(site(policy_graph.address, date.fromisoformat(DAY))) as address:
        for path in (f"/institutions/{inst('through')}", "/"):
            page = httpx.get(
                f"{address}{path}?home=HC014&as_of={DAY}", headers={"accept-language": lang}, timeout=60
            )
            assert page.status_code == 200
            for words in (*said, f"/agreements/{lower(ground)[0]['agreement']}"):
                assert words in page.text


@pytest.mark.parametrize(
    ("lang", "direct", "through"),
    [
        ("en", "T (stated, at some time of the project: in force; on the day: unknown)",
         "B (stated, Departmental), which is made under T (at some time of the project: in force; on the day: unknown)"),
        ("zh", "T（来源明示，项目期间某时：有效；当日：未知）",
         "B（来源明示，部门间），其上位协议为 T（项目期间某时：有效；当日：未知）"),
    ],
    ids=("en", "zh"),
)  # fmt: skip
def test_the_line_says_both_in_words(
    lang: str, direct: str, through: str, lines: dict[str, dict[str, Any]]
) -> None:
    def named(one: Any) -> str:
        return "B" if "level" in one else "T"

    assert under(lines["itself"]["projects"][0]["under"][0], lang, named) == direct
    assert under(lines["through"]["projects"][0]["under"][0], lang, named) == through
    console = Console(file=io.StringIO(), width=400)
    show_candidates(console, list(lines.values()), {}, lang)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert direct[direct.index("stated" if lang == "en" else "来源") :] in shown
    assert through[through.index(" T (" if lang == "en" else "T（") + 3 :] in shown
