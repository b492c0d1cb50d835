"""The must-pass properties of the policy's reading, in its own words, over generated candidates.

A candidate is made of evidence rows as the questions return them; what is added, deleted, doubled, shuffled or dated
later is said in each test. Whole worlds in a real graph go the same way in test_differential and test_clauses.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.channels import YearMasks
from graph.closure import Declared
from graph.indicators import simmelian
from graph.ruleset import Reading
from graph.ruleset_read import find_rule_set, reading_of
from graph.subjects import Act, Scene, Subject
from graph.weighing import TESTS

DAY = date(2010, 6, 30)
RULES = find_rule_set("key-institutions")
ORDER = {"NOT_MET": 0, "UNKNOWN": 1, "CONFLICT": 1, "JUDGE": 1, "MET": 2}
DECIDED = [part for part in RULES.parts if part.kind == "required"]
few = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

days = st.dates(date(2000, 1, 1), date(2013, 12, 31))
spans = st.tuples(st.none() | days, st.none() | days)
things = st.integers(0, 10**6).map(lambda number: f"x{number}")


def dates(first: date | None, last: date | None) -> list[str | None]:
    begin, end = (one.isoformat() if one else None for one in (first, last))
    return [begin, begin, end, end]


def row(kind: str, thing: str, span: tuple[date | None, date | None], **said: Any) -> dict[str, Any]:
    first, last = span
    if first and last and last < first:
        first, last = last, first
    return {"thing": thing, "label": thing, "kind": kind, "dates": dates(first, last), "contested": [], "through": "self",
            "link": "certain", **said}  # fmt: skip


titles = st.builds(
    lambda t, s, v: row("title", t, s, value=v),
    things,
    spans,
    st.sampled_from(["stateKeyLaboratory", "demonstrationBase"]),
)
fields = st.builds(lambda t, s, v, h: row("project", t, s, value=v, how=h), things, spans, st.sampled_from(["KA05", "KA01.1", "FT"]),
                   st.sampled_from(["stated", "mapped"]))  # fmt: skip
duties = st.builds(
    lambda t, s, v, p, u: row("project", t, s, value=v, state=p, under=u, role=[]), things, spans,
    st.sampled_from([None, "programme", "specialProject", "intergovernmental"]), st.sampled_from([None, "key", "ordinary"]), st.booleans(),
)  # fmt: skip


def paper(
    thing: str,
    force: str,
    form: str | None,
    forms: list[str] | None,
    ip: str | None,
    cost: str | None,
    level: str | None,
) -> dict[str, Any]:
    return row("agreement", thing, (date(2005, 1, 1), None), value=level, form=form, forms=forms, ip=ip, ip_text=None, cost=cost,
               reported=False, sides=[["us", "us", "CN", None], ["them", "them", "DE", None]], above=[], excerpts=None, via=[],
               force=force, why="in_force", foreign="yes", partner="them", renewed=[])  # fmt: skip


papers = st.builds(
    paper, things, st.sampled_from(["yes", "presumed", "unknown", "no", "hidden"]), st.sampled_from([None, "contract", "memorandum"]),
    st.sampled_from([None, ["jointResearch"], ["seminars"]]), st.sampled_from([None, "clause", "annex", "toBeAgreed", "absent"]),
    st.sampled_from([None, "ownCost"]), st.sampled_from(["institution", "institution", None, "project"]),
)  # fmt: skip
inputs = st.builds(
    lambda t, s, k, state, c: row("contribution", t, s, of="p", value=k, state=state, side="them", country=c, amount=None, unit=None,
                                  excerpts=None),
    things, spans, st.sampled_from(["technology", "manpower", "equipment", "funding"]),
    st.sampled_from([None, "committed", "delivered", "withdrawn"]), st.sampled_from(["DE", "DE", None, "CN"]),
)  # fmt: skip
acts = st.builds(
    lambda t, first, length, size, partner: (partner, act(t, first, length, size)), things, st.integers(2000, 2010), st.integers(1, 5),
    st.sampled_from([2, 3, 10, 12]), st.sampled_from(["f1", "f2"]),
)  # fmt: skip


def act(thing: str, first: int, length: int, size: int) -> Act:
    last = min(first + length - 1, DAY.year)
    mask = sum(1 << (year - 1500) for year in range(first, last + 1))
    return Act(
        thing, thing, "project", size, mask, tuple(dates(date(first, 1, 1), date(last, 12, 31))), "self"
    )


Parts = dict[str, list[Any]]
evidence = st.fixed_dictionaries({
    "evidence_titles": st.lists(titles, max_size=3), "evidence_fields": st.lists(fields, max_size=4), "evidence_duties": st.lists(duties, max_size=4),
    "evidence_agreements": st.lists(papers, max_size=3), "evidence_inputs": st.lists(inputs, max_size=4), "acts": st.lists(acts, max_size=5, unique_by=lambda one: one[1].event),
})  # fmt: skip
covers = st.lists(
    st.builds(
        lambda about, prop, first: Declared(about, prop, frozenset(), frozenset(), first, date(2013, 12, 31)),
        st.sampled_from(["Project", "JointLab", "ExpertEngagement"]), st.sampled_from(["", "nationalKind", "priority"]),
        st.sampled_from([date.min, date(2004, 1, 1)]),
    ), max_size=4,
)  # fmt: skip
readings = st.sampled_from(
    [[], ["C3.time=ever"], ["C3.time=at"], ["C5b=all4"], ["C5b=relevant"], ["force=yes"], ["C2c.events=1"]]
).map(lambda asked: reading_of(RULES, asked))


def weighed(
    found: Parts, reading: Reading, declared: list[Declared], order: int | None = None
) -> dict[str, str]:
    """The status of every part that a machine can decide."""
    rows = {name: list(several) for name, several in found.items() if name != "acts"}
    listed = list(found["acts"])
    if order is not None:
        dice = random.Random(order)
        for several in (*rows.values(), listed):
            dice.shuffle(several)
    on = {one["thing"] for one in rows["evidence_agreements"]}
    rows["evidence_inputs"] = [{**one, "of": min(on)} for one in rows["evidence_inputs"] if on]
    one = Subject("us", "CN", ("education",), None, frozenset({"CN"}), ("us",), rows=rows)
    for partner, each in listed:
        if all(each.event != known.event for known in one.channels.get(partner, ())):
            one.channels.setdefault(partner, []).append(each)
    scene = Scene(
        DAY, frozenset({"CN"}), tuple(declared), {}, {gap: YearMasks(DAY, gap) for gap in range(12)}, {}
    )
    return {part.clause: TESTS[part.test].weigh(one, part, reading, scene).status for part in DECIDED}


def support(name: str, found: Any) -> bool:
    """Whether a row is of a kind that the rule lists as support: what would speak for a part if it were certain."""
    match name:
        case "evidence_titles":
            return bool(found["value"] == "stateKeyLaboratory")
        case "evidence_fields":
            return bool(found["value"].startswith("KA"))
        case "evidence_duties":
            return found["value"] in ("programme", "specialProject") or found["state"] == "key"
        case "evidence_agreements":
            return found["force"] in ("yes", "presumed", "unknown") and found["ip"] != "absent"
        case "evidence_inputs":
            return found["state"] in ("committed", "delivered") and found["country"] == "DE"
        case _:
            return True


more = st.sampled_from(
    sorted(
        {
            "evidence_titles",
            "evidence_fields",
            "evidence_duties",
            "evidence_agreements",
            "evidence_inputs",
            "acts",
        }
    )
)
one_of = {"evidence_titles": titles, "evidence_fields": fields, "evidence_duties": duties, "evidence_agreements": papers,
          "evidence_inputs": inputs, "acts": acts}  # fmt: skip
added = more.flatmap(
    lambda name: one_of[name].filter(lambda found: support(name, found)).map(lambda found: (name, found))
)


@few
@given(evidence, added, covers, readings)
def test_support_never_moves_a_sub_condition_down_the_order(
    found: Parts, plus: tuple[str, Any], declared: list[Declared], reading: Reading
) -> None:
    """A record of a kind that the rule lists as support never moves a sub-condition down NOT_MET < UNKNOWN < MET."""
    name, one = plus
    if name == "evidence_inputs" and not found["evidence_agreements"]:
        return
    if name == "evidence_agreements" and found["evidence_inputs"]:
        found = {
            **found,
            "evidence_inputs": [],
        }  # they hang on the first agreement: another one would be another fact
    before = weighed(found, reading, declared)
    after = weighed({**found, name: [*found[name], one]}, reading, declared)
    lower = {
        clause: (before[clause], after[clause])
        for clause in before
        if ORDER[after[clause]] < ORDER[before[clause]]
    }
    if reading.modes["C5b"] == "relevant":
        lower.pop("C5b", None)  # a kind that is named becomes one that is asked for: the reading says so
    assert not lower, plus


@few
@given(evidence, readings, st.data())
def test_deleting_support_turns_met_to_unknown_never_to_not_met(
    found: Parts, reading: Reading, data: st.DataObject
) -> None:
    """Without counter-evidence and without a declared list, nothing that is taken away makes a NOT_MET."""
    open_ = {
        **found,
        "evidence_agreements": [
            one for one in found["evidence_agreements"] if one["force"] != "no" and one["ip"] != "absent"
        ],
        "evidence_inputs": [one for one in found["evidence_inputs"] if one["state"] != "withdrawn"],
    }
    before = weighed(open_, reading, [])
    name = data.draw(more)
    fewer = {**open_, name: open_[name][1:]}
    if name == "evidence_agreements":
        fewer["evidence_inputs"] = []
    after = weighed(fewer, reading, [])
    assert "NOT_MET" not in {*before.values(), *after.values()}
    if reading.modes["C5b"] != "relevant":
        assert all(ORDER[after[clause]] <= ORDER[before[clause]] for clause in before)


@few
@given(evidence, covers, readings)
def test_duplicate_records_of_one_project_do_not_raise_counts(
    found: Parts, declared: list[Declared], reading: Reading
) -> None:
    """A project known by its Chinese and by its English name is one thing, however often it is returned."""
    twice = {name: [*several, *several] for name, several in found.items()}
    assert weighed(twice, reading, declared) == weighed(found, reading, declared)


@few
@given(evidence, added, covers, readings)
def test_the_as_of_date_hides_later_facts(
    found: Parts, plus: tuple[str, Any], declared: list[Declared], reading: Reading
) -> None:
    name, one = plus
    if name == "acts":
        return  # what begins later has no year before the day, and no question returns it
    later = {**one, "dates": dates(DAY + timedelta(days=1), None), "force": "hidden"}
    if name == "evidence_agreements":
        later["thing"] = "zz-later"
    assert weighed({**found, name: [*found[name], later]}, reading, declared) == weighed(
        found, reading, declared
    )


@few
@given(
    evidence,
    covers,
    readings,
    st.sampled_from(["evidence_fields", "evidence_duties", "evidence_agreements", "acts"]),
)
def test_renamed_or_merged_institutions_keep_one_history(
    found: Parts, declared: list[Declared], reading: Reading, name: str
) -> None:
    """Whose name the facts stand under makes no difference once the succession is certain."""
    if name == "acts":
        moved: list[Any] = [(partner, replace(one, through="predecessor")) for partner, one in found["acts"]]
    else:
        moved = [{**one, "through": "predecessor"} for one in found[name]]
    assert weighed({**found, name: moved}, reading, declared) == weighed(found, reading, declared)


@few
@given(evidence, covers, readings, st.integers(0, 10**6))
def test_same_verdict_for_shuffled_input(
    found: Parts, declared: list[Declared], reading: Reading, order: int
) -> None:
    assert weighed(found, reading, declared, order) == weighed(found, reading, declared)


@few
@given(
    evidence,
    covers,
    readings,
    st.integers(2000, 2010),
    st.integers(1, 6),
    st.sampled_from(["f1", "f2", "f3"]),
)
def test_a_consortium_of_fifty_never_raises_c2c(
    found: Parts, declared: list[Declared], reading: Reading, first: int, length: int, partner: str
) -> None:
    crowd = (partner, act("crowd", first, length, 50))
    assert weighed({**found, "acts": [*found["acts"], crowd]}, reading, declared) == weighed(
        found, reading, declared
    )


@few
@given(st.lists(st.frozensets(st.sampled_from("ijklmn"), min_size=2, max_size=4), max_size=6))
def test_a_consortium_of_fifty_never_raises_i11(events: list[frozenset[str]]) -> None:
    """It may raise the pool and raw I1 to I4; the removal rule and the cap each keep it out of I11."""
    crowd = frozenset({*"ijklmn", *(f"p{number}" for number in range(44))})
    assert simmelian("i", "j", [*events, crowd], cap=10) == simmelian("i", "j", events, cap=10)
    alone = [event for event in events if not {"i", "j"} & event]
    assert simmelian("i", "j", [*alone, crowd]) == 0
