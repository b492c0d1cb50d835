"""What somebody wants to do with a case, and a way to ask the graph, enter; an entry of the journal leaves.

Things are looked up before anything is written: that they are there, that they are of the right class, and, for a reviewer,
which ties they have to the candidate. No verdict is asked for here, so none can decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from cases.acting import Wanted, bare, do, find_act, moment, particulars
from cases.case import Case, read_case, read_cases
from cases.entry import Entry
from cases.journal import Journal, listed
from cases.keys import Holder, keys, revoke_key
from cases.needs import support_watch
from cases.people import Somebody, add_somebody, erase, people
from cases.seen import reviews_seen, seen_by, sees_ties
from cases.ties import Shelf, counted, shelf
from cases.workflow import Act, Workflow
from graph.ask import Answer
from graph.ruleset_read import find_rule_set
from ontology.errors import BadParameter, NoSuchValue, NotFound

Look = Callable[[str, Mapping[str, object]], Answer]

_ANY: Final = "Placeholder"  # what is only referred to may be of any class
_TIE: Final = ("kind", "thing", "organisation", "side", "start", "end", "undated", "size", "records")


def perform(
    journal: Journal, workflow: Workflow, look: Look, wanted: Wanted, who: Holder, now: datetime
) -> Entry:
    """Look things up, then do the act."""
    act = find_act(workflow, wanted.act)
    if not who.may(act.scopes):
        return do(
            journal, workflow, wanted, who, now
        )  # which refuses it; nobody's rights are probed by looking up
    content = canonical(act, particulars(act, wanted.content or {}), look)
    ready = replace(wanted, content=content)
    case = read_case(journal.entries(wanted.case), workflow) if wanted.case else None
    if case is None:
        typed = str((wanted.content or {}).get("candidate", ""))
        ready = replace(ready, known_as=_ids(look, typed, str(content.get("candidate", ""))))
        return do(journal, workflow, ready, who, now)
    years = workflow.limit("conflict_years")
    known = {one.id: one for one in people(journal)}
    asked = {name: known[name] for name in _whose(act, content, case, who) if name in known}
    candidate = _candidate(look, case) if asked else ""
    ties = {name: ties_of(look, candidate, one, now.date(), years) for name, one in asked.items()}
    return do(journal, under(workflow, case.rules), replace(ready, ties=ties), who, now)


def _ids(look: Look, typed: str, candidate: str) -> tuple[str, ...]:
    """All ids that lead to the candidate of a new case now, the one that was typed first."""
    rows = look("named_things", {"things": [candidate]}).rows if candidate else []
    leading = [one for row in rows for one in row["aliases"]]
    return tuple(dict.fromkeys(one for one in (bare(typed), candidate, *leading) if one))


def _candidate(look: Look, case: Case) -> str:
    """The id of now of a case's candidate: of those that it was known under the first that the graph still has."""
    for one in case.ids:
        try:
            rows = look("named_things", {"things": [one]}).rows
        except (BadParameter, NotFound):
            continue
        if rows:
            return str(rows[0]["thing"])
    return case.candidate


def _whose(act: Act, content: Mapping[str, Any], case: Case, who: Holder) -> set[str]:
    """Of whom the graph is asked before an act: whom it invites, who reviews, whose reviews it rests on."""
    needs, found = {*act.needs, *act.unless}, set[str]()
    if "no_conflict" in needs:
        found.add(str(content["reviewer"]))
    if "own_ties_known" in needs and who.person in case.invited:
        found.add(who.person)
    if "ties_known" in needs:
        found |= {one.actor for one in case.reviews}
    return found


def under(workflow: Workflow, rules: str) -> Workflow:
    """Return the workflow with the conditions of a rule set; what an old case names that is not here changes nothing."""
    try:
        found = find_rule_set(rules)
    except NoSuchValue:
        return workflow
    criteria = {one.clause: {"zh": one.words.zh, "en": one.words.en} for one in found.conditions}
    return replace(workflow, criteria=criteria, parts=frozenset(one.clause for one in found.parts))


def canonical(act: Act, content: Mapping[str, Any], look: Look) -> dict[str, Any]:
    """Return the particulars with every thing's id of now, and rule sets with their version; what is not there is refused."""
    found = dict(content)
    for name, one in act.fields.items():
        if one.type == "thing" and found[name]:
            found[name] = _thing(look, name, str(found[name]), one.of)
        elif one.type == "rule_set":
            found[name] = _rule_set(name, str(found[name]))
    return found


def _rule_set(name: str, given: str) -> str:
    try:
        used = find_rule_set(given)
    except NoSuchValue as error:
        raise NoSuchValue(
            error.what, error.what_zh, where=name, remedy=error.remedy, remedy_zh=error.remedy_zh
        ) from None
    return f"{used.name}@{used.version}"


def _thing(look: Look, name: str, given: str, of: Sequence[str]) -> str:
    rows = look("named_things", {"things": [given]}).rows if given.strip() else []
    if not rows:
        raise BadParameter(
            f"{name}: {given!r} is no id", f"{name}：“{given}”不是编号", where=name,
            remedy="leave it out, or look the id up by name: coopgraph search NAME",
            remedy_zh="请留空不填，或按名称查找编号：coopgraph search 名称",
        )  # fmt: skip
    (row,) = rows
    if of and not {*of, _ANY} & set(row["classes"]):
        raise NoSuchValue(
            f"{name}: {given} is no {' or '.join(of)}", f"{name}：{given} 不是 {'、'.join(of)} 类事物",
            where=name,
            remedy="look the id up by name: coopgraph search NAME", remedy_zh="请按名称查找编号：coopgraph search 名称",
        )  # fmt: skip
    return str(row["thing"])


def ties_of(
    look: Look, candidate: str, who: Somebody, today: date, years: int
) -> tuple[Mapping[str, Any], ...] | None:
    """The ties of a reviewer to a candidate, as the graph knows them; nothing where nobody can look."""
    if not (who.thing or who.organisations):
        return None
    rows = interests(look, candidate, who, today, years).rows
    return tuple({name: row[name] for name in _TIE} for row in rows)


def interests(look: Look, candidate: str, who: Somebody, today: date, years: int) -> Answer:
    """Ask the graph for the ties of somebody to a candidate."""
    return look(
        "interests",
        {"institution": candidate, "person": who.thing, "organisations": list(who.organisations),
         "as_of": today.isoformat(), "years": years},
    )  # fmt: skip


def register(journal: Journal, look: Look, who: Somebody, actor: str, now: datetime) -> Somebody:
    """Add somebody; what they say of themselves in the graph must be there."""
    thing = _thing(look, "thing", who.thing, ()) if who.thing else ""
    organisations = tuple(_thing(look, "organisations", one, ()) for one in who.organisations)
    return add_somebody(journal, replace(who, thing=thing, organisations=organisations), actor, moment(now))


def forget(journal: Journal, person: str, actor: str, now: datetime, reason: str) -> Somebody:
    """Erase the personal fields of somebody; their keys are worth nothing from then on."""
    gone = erase(journal, person, actor, moment(now), reason)
    for key in keys(journal):
        if key.person == person and not key.revoked:
            revoke_key(journal, key.id, actor, moment(now), "the person was erased")
    return gone


def find_case(journal: Journal, workflow: Workflow, name: str) -> Case:
    """Return a case, or say that there is none."""
    case = read_case(journal.entries(name), workflow) if name else None
    if case is None:
        raise NotFound(f"there is no case {name[:60]!r}", f"没有案卷“{name[:60]}”",
                       remedy="coopgraph case list names them all", remedy_zh="coopgraph case list 列出全部案卷")  # fmt: skip
    return case


def show_case(journal: Journal, workflow: Workflow, name: str, who: Holder, today: date) -> dict[str, Any]:
    """Return a case as the one who asks may see it, or say that there is none."""
    return told(find_case(journal, workflow, name), workflow, who, today, journal.read(shelf))


def told(case: Case, workflow: Workflow, who: Holder, today: date, kept: Shelf) -> dict[str, Any]:
    """Return a case as the one who asks may see it: what was done, what can be done, how its support stands."""
    seen = seen_by(case, who, kept.gone)
    reviews = reviews_seen(case, who)
    return {
        "case": case.id,
        "candidate": case.candidate,
        "known_as": list(case.ids),
        "rules": case.rules,
        "criteria": {name: dict(about) for name, about in under(workflow, case.rules).criteria.items()},
        "state": case.state,
        "state_words": dict(workflow.states[case.state]),
        "workflow": workflow.version,
        "last": case.last,
        "open": case.is_open,
        "can_do": [one.name for one in workflow.acts.values() if case.state in one.before and who.may(one.scopes)],
        "signatures": {side: one.content["authority"] for side, one in sorted(case.signatures.items())},
        "reviewers": {
            name: {"ties": _ties_seen(case, who, name, kept.of(one, name)), "despite": one.content.get("despite", "")}
            for name, one in sorted(case.invited.items())
        },
        "reviews": listed(reviews),
        "reviews_hidden": len(case.reviews) - len(reviews),
        "decision": listed([case.decision])[0] if case.decision else None,
        "support": [
            {"project": one.project, "months": one.months_past, "months_planned": one.months_planned, "needed": one.needed,
             "status": one.status, "runs": [[str(day) for day in run] for run in one.runs],
             "breaks": [[str(day) for day in gap] for gap in one.breaks]}
            for one in support_watch(case, workflow, today)
        ],
        "entries": listed(seen.entries),
    }  # fmt: skip


def _ties_seen(
    case: Case, who: Holder, person: str, ties: Sequence[Mapping[str, Any]] | None
) -> list[dict[str, Any]] | None:
    if ties is None:
        return None
    return [dict(one) for one in ties] if sees_ties(case, who, person) else counted(ties)


def overview(journal: Journal, workflow: Workflow) -> list[dict[str, Any]]:
    """Return a line for every case."""
    return [
        {"case": one.id, "candidate": one.candidate, "known_as": list(one.ids),
         "state": one.state, "state_words": dict(workflow.states[one.state]),
         "open": one.is_open, "since": one.entries[0].at, "last": one.last, "changed": one.entries[-1].at}
        for one in read_cases(journal.entries(), workflow)
    ]  # fmt: skip


def from_words(act: Act, given: Mapping[str, Any]) -> dict[str, Any]:
    """Read particulars as a command line gives them: lists by commas or by repeating, positions as numbers."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        kind = act.fields[name].type if name in act.fields else ""
        if kind not in ("items", "positions"):
            found[name] = value
            continue
        words = [
            part.strip()
            for one in (value if isinstance(value, list) else [value])
            for part in str(one).split(",")
        ]
        found[name] = [
            int(one) if kind == "positions" and one.isascii() and one.isdigit() and len(one) < 16 else one
            for one in words
            if one
        ]
    return found
