"""Invented countries enter, one for each clause of the policy; the test that its row names leaves, on a real graph."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from graph.ask import ask
from graph.connection import Connection
from graph.verdict_shape import Condition, Judgement, Part, Verdict
from graph.verdicts import verdict_of
from ontology.errors import BadParameter
from tests.policy.cases import DAY

HOME = "HC001"


def inst(name: str, number: int = 1) -> str:
    return f"inst-own-wc{number:03}-{name}"


def parts(graph: Connection, name: str, number: int = 1, day: str = DAY, *reading: str) -> dict[str, str]:
    """The status of every part of one institution."""
    given = {
        "institutions": [inst(name, number)],
        "home": [f"HC{number:03}"],
        "as_of": day,
        "reading": list(reading),
    }
    (row,) = ask(graph, "compare", given).rows
    return {
        **row["parts"],
        **row["conditions"],
        "decidable": row["decidable"],
        "institution": row["institution"],
    }


def test_p1_an_unmapped_topic_is_listed_not_dropped(policy_graph: Connection) -> None:
    answer = ask(policy_graph, "field_matrix", {"home": [HOME], "as_of": DAY, "limit": 0})
    assert [one["thing"] for one in answer.meta["unmapped"]] == ["concept-otherland-42"]
    found = {(row["code"], row["country"]): row for row in answer.rows}
    assert found["KA05", "FC001"]["projects"] == 2
    assert found["KA01", "FC001"]["projects"] == 0
    assert (
        found["KA01", "FC001"]["covered"]["projects"] == "none"
    )  # empty, and nobody says that it is covered


def test_p2_a_project_is_no_agreement_between_institutions(policy_graph: Connection) -> None:
    answer = ask(policy_graph, "institutionalisation", {"home": ["HC002"], "as_of": DAY, "since": 2003})
    shares = {row["year"]: row["share"] for row in answer.rows}
    assert shares[2003] == 0.25
    assert shares[2004] is None


def test_1a_countries_are_counted_by_day_not_agreements(policy_graph: Connection) -> None:
    def counted(day: str) -> tuple[int, int]:
        answer = ask(policy_graph, "agreements_in_force", {"country": ["HC003"], "as_of": day, "limit": 0})
        return answer.meta["countries"]["presumed"], answer.meta["agreements"]["presumed"]

    assert counted("2003-06-30") == (1, 2)
    assert counted("2006-06-30") == (2, 3)


def test_1b_one_expert_and_three_visits_are_one_person_and_three_times(policy_graph: Connection) -> None:
    rows = {row["year"]: row for row in ask(policy_graph, "experts", {"home": [HOME], "as_of": DAY}).rows}
    assert (rows[2010]["persons"], rows[2010]["person_times"], rows[2010]["person_days"]) == (1, 3, None)


def test_1c_no_motif_where_the_talent_is_from_another_partner(policy_graph: Connection) -> None:
    rows = ask(policy_graph, "motifs", {"home": [HOME], "as_of": DAY}).rows
    mine = {row["partner"]: row for row in rows if row["institution"] == inst("talent")}
    assert mine[inst("f")]["complete"] is False
    assert mine[inst("f")]["missing"] == ["stay"]
    assert inst("g") not in mine


def test_2_2_months_of_support(policy_graph: Connection) -> None:
    def states(**given: int) -> dict[str, tuple[str, int]]:
        rows = ask(policy_graph, "support", {"home": [HOME], "as_of": DAY, **given}).rows
        return {row["project"].rsplit("-", 1)[1]: (row["state"], row["months"]["low"]) for row in rows}

    assert states() == {"s36": ("MET", 36), "s35": ("NOT_MET", 35), "gap": ("NOT_MET", 18)}
    assert states(tolerance=1)["gap"] == ("MET", 36)


def test_2_3_a_year_without_an_entry_is_no_record_unless_covered(policy_graph: Connection) -> None:
    answer = ask(policy_graph, "talent_plans", {"institution": inst("talent"), "as_of": DAY, "since": 2007})
    assert {row["year"]: row["state"] for row in answer.rows} == {
        2007: "no_record",
        2008: "entry",
        2009: "none",
        2010: "no_record",
    }


def test_2_4_what_is_requested_never_counts(policy_graph: Connection) -> None:
    assert parts(policy_graph, "asked")["C5a"] == "MET"
    assert parts(policy_graph, "asked")["C5b"] == "UNKNOWN"


def test_2_5_calls_are_excluded_each_with_the_reason(policy_graph: Connection) -> None:
    given = {"one": inst("star"), "other": inst("f"), "as_of": DAY, "field": "concept-mlp2006-KA05"}
    rows = {row["call"].rsplit("-", 1)[1]: row for row in ask(policy_graph, "calls", given).rows}
    found = {
        name: (rows[name]["usable"], rows[name]["why"]) for name in ("usable", "closed", "country", "field")
    }
    assert found == {
        "usable": ("yes", []), "closed": ("no", ["call_closed"]), "country": ("no", ["call_wrong_country"]),
        "field": ("no", ["call_wrong_field"]),
    }  # fmt: skip


def test_a_candidate_that_meets_all_a_machine_can_decide(policy_graph: Connection) -> None:
    found = parts(policy_graph, "star")
    for clause in ("4.1", "C1a", "C2a", "C2c", "C3a", "C3c", "C5a", "C5b", "C5c", "C3", "C5", "decidable"):
        assert found[clause] == "MET", clause
    assert [found[clause] for clause in ("C1b", "C1c", "C6a", "C6b", "C6c", "C1", "C4", "C6")] == [
        "JUDGE"
    ] * 8
    assert found["C3b"] == "UNKNOWN"


def test_3_2_a_lapsed_title_does_not_match(policy_graph: Connection) -> None:
    assert parts(policy_graph, "lapsed")["C2a"] == "JUDGE"
    assert parts(policy_graph, "lapsed", 1, "2005-06-30")["C2a"] == "MET"


def test_3_3_each_mode_gives_its_verdict_on_the_same_facts(policy_graph: Connection) -> None:
    found = {
        mode: parts(policy_graph, "duties", 1, DAY, f"C3={mode}")["C3"] for mode in ("all", "ab_and_c", "any")
    }
    assert found == {"all": "UNKNOWN", "ab_and_c": "UNKNOWN", "any": "MET"}


def test_3_4_no_list_of_world_class_bodies_ships(policy_graph: Connection) -> None:
    one = whole(policy_graph, "star")
    (part,) = (part for part in one.parts if part.clause == "C4a")
    assert part.reason == "no_list_configured"
    assert part.figures["list"] is None
    assert not part.enters


def test_3_5_no_text_is_unknown_and_no_clause_is_not_met(policy_graph: Connection) -> None:
    assert parts(policy_graph, "silent")["C5c"] == "UNKNOWN"
    assert parts(policy_graph, "noclause")["C5c"] == "NOT_MET"
    assert parts(policy_graph, "expired")["C5a"] == "NOT_MET"
    assert parts(policy_graph, "expired", 1, "2009-06-30")["C5a"] == "MET"


def test_3_5_a_clause_that_a_person_found_missing_is_not_met(policy_graph: Connection) -> None:
    read = replace(judged("C5c", "NOT_MET"), candidate=inst("silent"))
    found = {part.clause: part for part in whole(policy_graph, "silent", [read]).parts}
    assert (found["C5c"].status, found["C5c"].effective) == ("UNKNOWN", "NOT_MET")


def test_a_judgement_of_a_candidate_whose_id_went_with_a_load_counts_under_one_that_is_left(
    policy_graph: Connection,
) -> None:
    gone = replace(judged("C5c", "NOT_MET"), candidate="inst-ror-03cve4549")
    for known, effective in (((inst("silent"), gone.candidate), "NOT_MET"), ((gone.candidate,), "UNKNOWN")):
        read = replace(gone, known_as=known)
        found = {part.clause: part for part in whole(policy_graph, "silent", [read]).parts}
        assert found["C5c"].effective == effective


def test_a_deadline_never_moves_what_is_known(policy_graph: Connection) -> None:
    late = [replace(judged(clause, "NOT_MET", "admin-1"), late=True) for clause in ("C5a", "C6b", "C6", "C2")]
    one = whole(policy_graph, "star", late)
    found = {part.clause: part for part in one.parts}
    assert (found["C5a"].status, found["C5a"].effective, found["C5a"].judgements) == ("MET", "MET", ())
    assert (found["C6b"].status, found["C6b"].effective) == ("JUDGE", "NOT_MET")
    conditions = {each.clause: each.effective for each in one.conditions}
    assert (conditions["C2"], conditions["C5"], conditions["C6"]) == ("MET", "MET", "NOT_MET")
    read = [*late, judged("C6b", "MET")]
    found = {part.clause: part for part in whole(policy_graph, "star", read).parts}
    assert found["C6b"].effective == "MET"


def test_3_6_a_plan_is_never_scored_as_feasible(policy_graph: Connection) -> None:
    one = whole(policy_graph, "planned")
    found = {part.clause: part for part in one.parts}
    assert found["C6b"].status == "JUDGE"
    assert found["C6b"].figures["present"] == {"milestone": True, "address": False}
    assert found["C6b"].graded == (0.0, 1.0)


def test_4_1_a_departmental_memorandum_is_no_way_into_the_pool(policy_graph: Connection) -> None:
    listed = {
        row["institution"]
        for row in ask(policy_graph, "verdicts", {"home": [HOME], "as_of": DAY, "limit": 0}).rows
    }
    assert inst("memo") not in listed
    assert inst("duties") in listed
    row = ask(policy_graph, "institution", {"institution": inst("memo"), "home": [HOME], "as_of": DAY}).rows[
        0
    ]
    assert "only_other_level" in str(row)


def test_a_declared_list_allows_not_met_and_only_for_its_period(policy_graph: Connection) -> None:
    found = parts(policy_graph, "one", 5)
    assert [found[clause] for clause in ("C3a", "C3b", "C3c", "C3", "decidable")] == ["NOT_MET"] * 5
    assert (
        parts(policy_graph, "one", 5, DAY, "C3.time=ever")["C3a"] == "UNKNOWN"
    )  # nobody speaks of the years before 2001
    assert parts(policy_graph, "duties")["C3b"] == "UNKNOWN"


def test_merged_institutions_keep_one_history(policy_graph: Connection) -> None:
    after = parts(policy_graph, "old", 4)
    assert after["institution"] == inst("new", 4)
    assert (after["4.1"], after["C2c"]) == ("MET", "MET")
    before = parts(policy_graph, "old", 4, "2007-06-30")
    assert before["institution"] == inst("old", 4)
    assert before["C2c"] == "UNKNOWN"


def whole(graph: Connection, name: str, judgements: list[Judgement] | None = None, **asked: Any) -> Verdict:
    given = {"as_of": date.fromisoformat(DAY), "home": [HOME], "rules": "key-institutions", **asked}
    return verdict_of(graph, inst(name), judgements=judgements or [], **given)


def judged(clause: str, status: Any, by: str = "reviewer-1", on: date = date(2010, 6, 1)) -> Judgement:
    return Judgement(f"{clause}-{by}", inst("star"), clause, status, "read the plan", by, on)


def test_4_3_peoples_judgements_stand_beside_the_machines_status(policy_graph: Connection) -> None:
    awaited = ("C1b", "C1c", "C6a", "C6b", "C6c", "C4")
    one = whole(policy_graph, "star", [judged(clause, "MET") for clause in awaited])
    assert (one.status, one.effective) == ("JUDGE", "MET")
    found = {part.clause: part for part in one.parts}
    assert (found["C6b"].status, found["C6b"].effective) == ("JUDGE", "MET")
    assert found["C6b"].judgements[0].reason == "read the plan"
    assert all(part.status != "MET" for part in one.parts if part.clause in awaited)


def test_judgements_that_differ_are_a_conflict_and_later_ones_are_hidden(policy_graph: Connection) -> None:
    two = [judged("C6b", "MET"), judged("C6b", "NOT_MET", "reviewer-2")]
    found = {part.clause: part for part in whole(policy_graph, "star", two).parts}
    assert found["C6b"].effective == "CONFLICT"
    later = [judged("C6b", "MET", on=date(2010, 7, 1))]
    found = {part.clause: part for part in whole(policy_graph, "star", later).parts}
    assert found["C6b"].effective == "JUDGE"
    changed = [judged("C6b", "MET", on=date(2010, 5, 1)), judged("C6b", "NOT_MET")]
    found = {part.clause: part for part in whole(policy_graph, "star", changed).parts}
    assert found["C6b"].effective == "NOT_MET"  # the last word of one person


def test_a_judgement_of_an_unknown_clause_is_refused(policy_graph: Connection) -> None:
    with pytest.raises(BadParameter, match="C9z"):
        whole(policy_graph, "star", [judged("C9z", "MET")])


def test_4_4_no_verdict_has_a_field_for_a_decision() -> None:
    names = {field.name for kind in (Verdict, Condition, Part) for field in fields(kind)}
    assert not {name for name in names if "decision" in name or "score" in name or "rank" in name}


def test_q10_says_who_could_supply_what_is_missing(policy_graph: Connection) -> None:
    answer = ask(policy_graph, "gaps", {"institution": inst("silent"), "home": [HOME], "as_of": DAY})
    rows = {row["clause"]: row for row in answer.rows}
    assert rows["C5c"]["who_en"][0] == "the keeper of the agreement's text"
    assert rows["C5c"]["alone"] == ["NOT_MET"]
    sets = {tuple(one["facts"]) for one in answer.meta["sets"] if one["to"] == "MET"}
    assert all("C5c" in one for one in sets)
    assert len({len(one) for one in sets}) == 1


def gaps(
    graph: Connection, name: str, judgements: list[Judgement] | None = None, number: int = 1
) -> list[dict[str, Any]]:
    given = {"institution": inst(name, number), "home": [f"HC{number:03}"], "as_of": DAY}
    return ask(graph, "gaps", given, judgements or ()).rows


@pytest.mark.parametrize(
    ("name", "clause", "reason"),
    [("expired", "C5a", "agreement_expired"), ("noclause", "C5c", "no_ownership_clause")],
)
def test_the_nominator_is_told_what_stands_against_a_part(
    policy_graph: Connection, name: str, clause: str, reason: str
) -> None:
    (row,) = [row for row in gaps(policy_graph, name) if row["clause"] == clause]
    assert (row["effective"], row["reason"], row["enters"]) == ("NOT_MET", reason, True)
    assert row["things"][0].startswith("agr-own-") and row["who_en"] and row["records"]


def test_the_nominator_is_told_what_each_agreement_lacks(policy_graph: Connection) -> None:
    """One agreement has its clause and its contribution, so the parts are met; the other has neither."""
    rows = gaps(policy_graph, "papers", number=8)
    (bare,) = {row["things"][0] for row in rows if row["reason"] == "lacks_ownership"}
    mine = {row["reason"]: row for row in rows if bare in row["things"]}
    assert set(mine) == {"lacks_ownership", "lacks_contribution", "lacks_framework"}
    assert (mine["lacks_ownership"]["clause"], mine["lacks_ownership"]["effective"]) == ("C5c", "MET")
    assert "no IP clause on file" in mine["lacks_ownership"]["why_en"]
    assert not mine["lacks_ownership"]["enters"] and mine["lacks_ownership"]["who_zh"]


def test_the_nominator_is_told_which_lab_no_agreement_includes(policy_graph: Connection) -> None:
    (row,) = [row for row in gaps(policy_graph, "papers", number=8) if row["clause"] == "2.1"]
    lab, *could = row["things"]
    assert lab.startswith("lab-own-") and len(could) == 1 and could[0].startswith("agr-own-")
    assert row["reason"] == "lab_inclusion_unknown" and "joint committee" in row["why_en"] and row["records"]


def test_what_people_judged_met_is_no_gap(policy_graph: Connection) -> None:
    def said(clause: str, status: Any, by: str = "reviewer-1") -> Judgement:
        return judged(clause, status, by)

    before = {row["clause"] for row in gaps(policy_graph, "star")}
    assert {"C1b", "C6a", "C6b", "C6c"} <= before
    after = gaps(policy_graph, "star", [said("C1b", "MET"), said("C6", "MET")])
    assert not {"C1b", "C6a", "C6b", "C6c"} & {row["clause"] for row in after}
    differ = gaps(
        policy_graph,
        "star",
        [said("C5a", "MET"), said("C5a", "NOT_MET", "reviewer-2"), said("C6b", "NOT_MET")],
    )
    reasons = {(row["clause"], row["reason"]) for row in differ}
    assert {("C5a", "judgements_differ"), ("C6b", "judged_not_met")} <= reasons


def interests(graph: Connection, candidate: str, **more: Any) -> set[tuple[str, str, str]]:
    given = {"institution": inst(candidate, 8), "as_of": DAY, **more}
    return {(row["kind"], row["organisation"], row["side"]) for row in ask(graph, "interests", given).rows}


def test_4_3_whoever_works_for_what_became_part_of_a_candidate_has_a_tie(policy_graph: Connection) -> None:
    person = "person-own-wc008-before"
    assert interests(policy_graph, "merged", person=person) == {
        ("affiliation", inst("before", 8), "candidate")
    }
    assert interests(policy_graph, "before", organisations=[inst("merged", 8)]) == {
        ("declared", inst("merged", 8), "candidate")
    }
    assert interests(policy_graph, "papers", person=person) == set()


def test_4_3_the_host_of_a_reviewers_unit_is_looked_at(policy_graph: Connection) -> None:
    ties = interests(policy_graph, "papers", organisations=["unit-own-wc008-institute"])
    assert ties == {("shared_project", inst("academy", 8), "candidate")}


def test_sensitivity_names_exactly_what_flips(policy_graph: Connection) -> None:
    one = whole(policy_graph, "star")
    flips = {
        (each.what, each.value): {flip.clause for flip in each.flips}
        for each in one.sensitivity
        if each.flips
    }
    assert ("C1a.items", "3") in flips
    assert "C1a" in flips["C1a.items", "3"]
    assert "C3" in flips["C3", "all"]
    assert ("C2c.years", "4") not in flips  # the run is six years long
    for (what, value), clauses in flips.items():
        again = whole(policy_graph, "star", reading=[f"{what}={value}"])
        base = {part.clause: part.status for part in one.parts}
        assert {part.clause for part in again.parts if part.status != base[part.clause]} == {
            c for c in clauses if c in base
        }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"rules": "nothing"}, "no rule set"),
        ({"reading": ["C3=most"]}, "cannot be read with"),
        ({"reading": ["C2c.years=99"]}, "cannot be read with"),
        ({"as_of": "2010-02-30"}, "2010-02-30"),
    ],
)
def test_bad_input_names_what_is_wrong(given: dict[str, Any], said: str, policy_graph: Connection) -> None:
    with pytest.raises(BadParameter, match=said):
        ask(policy_graph, "verdicts", {"home": [HOME], "as_of": DAY, **given})


def test_a_comparison_holds_five(policy_graph: Connection) -> None:
    six = [inst(name) for name in ("star", "lapsed", "memo", "silent", "noclause", "asked")]
    with pytest.raises(BadParameter, match="at most 5"):
        ask(policy_graph, "compare", {"institutions": six, "home": [HOME], "as_of": DAY})
