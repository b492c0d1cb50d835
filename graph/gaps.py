"""A candidate enters; what is missing for it or stands against it leaves, who could supply it, and what it would change.

Parts come from its verdict, people's judgements counted: what they judged met is no gap. Beside them stand its agreements and
joint labs one by one, since a part that one agreement meets says nothing of the next.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from graph.asking import Asking, Row, check_values
from graph.policy_answers import answer_agreement_gaps
from graph.presets import load_clauses, load_lacks
from graph.question import load_questions
from graph.ruleset import PartRule, Reading
from graph.treaties import lab_lines
from graph.verdict_build import words_of
from graph.verdict_shape import UNDETERMINED, Part, Verdict, Words, clause_of
from graph.verdicts import named_verdicts, reading_for, rules_meta

_OVER: Final = "no"
_RENEWAL: Final = "renewal"  # all that an agreement which is over can lack
_INCLUSION: Final = {"not_included": "lab_not_included", "unknown": "lab_inclusion_unknown"}


def answer_gaps(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer what is missing for a candidate or stands against it."""
    reading = reading_for(asking)
    verdicts, gathered = named_verdicts(asking, reading, [asking.values["institution"]])
    one = verdicts[0]
    subject = gathered.subjects[one.candidate]
    rows = _parts(one, reading)
    told = {(row["clause"], thing) for row in rows for thing in row["things"]}
    signs = [*subject.selves, *([subject.host] if subject.host else [])]
    rows += _agreements(asking, one, reading, signs, told)
    rows += _labs(asking, one, reading, subject.selves)
    return rows, {
        **rules_meta(reading, gathered.folded), "total": len(rows), "status": one.effective,
        "smallest": {to: min(len(each.facts) for each in one.missing if each.to == to) for to in _ends(one)},
        "sets": [{"to": found.to, "facts": list(found.facts), "size": len(found.facts)} for found in one.missing],
    }  # fmt: skip


def _ends(one: Verdict) -> list[str]:
    return list(dict.fromkeys(found.to for found in one.missing))


def _parts(one: Verdict, reading: Reading) -> list[Row]:
    rules = {rule.clause: rule for rule in (reading.rules.pool, *reading.rules.parts)}
    settled = {
        part.clause
        for each in one.conditions
        if each.judgements and each.effective == "MET"
        for part in each.parts
    }
    return [
        row
        for part in one.parts if part.effective != "MET" and part.clause not in settled
        for row in _part(part, rules[part.clause], one, reading)
    ]  # fmt: skip


def _part(part: Part, rule: PartRule, one: Verdict, reading: Reading) -> list[Row]:
    """What a part lacks, then what stands against it."""
    who = [reading.rules.suppliers[name] for name in rule.suppliers]
    rows = [_line(part, one, unknown.reason, unknown.suppliers, unknown.things) for unknown in part.unknowns]
    against = tuple(dict.fromkeys(item.thing for item in part.counter))
    if part.enters and part.status == "NOT_MET":
        rows.append(_line(part, one, part.reason, who, against))
    elif part.effective == "NOT_MET":
        rows.append(_line(part, one, "judged_not_met", who, ()))
    elif part.effective in UNDETERMINED and not rows:
        rows.append(_line(part, one, "judgements_differ", who, ()))
    return rows


def _line(part: Part, one: Verdict, reason: str, who: Sequence[Words], things: Sequence[str]) -> Row:
    declared = {each.clause for each in one.parts} | {each.clause for each in one.conditions}
    about = [(found.to, {clause_of(fact, declared) for fact in found.facts}) for found in one.missing]
    why = words_of(reason)
    return {
        "clause": part.clause, "text_zh": part.words.zh, "text_en": part.words.en, "status": part.status,
        "effective": part.effective, "enters": part.enters, "reason": reason, "why_zh": why.zh, "why_en": why.en,
        "who_zh": [each.zh for each in who], "who_en": [each.en for each in who], "things": list(things),
        "could_change": sorted({to for to, clauses in about if part.clause in clauses}),
        "alone": sorted({to for to, clauses in about if clauses == {part.clause}}),
        "records": list(part.records),
    }  # fmt: skip


def _beside(asking: Asking, question: str, **given: Any) -> Asking:
    """The same asking for another question about the same home and day."""
    asked = load_questions()[question]
    home = list(asking.home.given) if asking.home else []
    return replace(
        asking, question=asked, values=check_values(asked, {"as_of": asking.as_of, "home": home, **given})
    )


def _agreements(
    asking: Asking, one: Verdict, reading: Reading, signs: Sequence[str], told: Collection[tuple[str, str]]
) -> list[Row]:
    """What each agreement and lab of a candidate lacks by itself."""
    lacking, _ = answer_agreement_gaps(_beside(asking, "agreement_gaps", institutions=list(signs), limit=0))
    rows: list[Row] = []
    for row in lacking:
        for lack in row["lacks"]:
            over = row["state"] == _OVER and lack != _RENEWAL
            if over or (row["kind"] == "lab" and lack == "framework"):  # which is told as its inclusion
                continue
            line = _aside(f"lacks_{lack}", one, reading, [row["thing"]], row["records"])
            if (line["clause"], row["thing"]) not in told:
                rows.append(line)
    return rows


def _labs(asking: Asking, one: Verdict, reading: Reading, selves: Collection[str]) -> list[Row]:
    """Its joint labs that no agreement in force is known to include, with the agreements that could."""
    asked = _beside(asking, "labs", included=list(_INCLUSION), limit=0)
    return [
        _aside(_INCLUSION[row["included"]], one, reading,
               [row["lab"], *(each["agreement"] for each in row["could_include"])], row["records"])
        for row in lab_lines(asked, selves)
    ]  # fmt: skip


def _aside(reason: str, one: Verdict, reading: Reading, things: Sequence[str], records: Sequence[str]) -> Row:
    """A line about one agreement or lab; it changes no verdict by itself where the part is met by another."""
    said: Mapping[str, Any] = load_lacks()[reason]
    part = next((rule for rule in reading.rules.parts if rule.test == said.get("test")), None)
    if part is not None:
        held = next(each for each in one.parts if each.clause == part.clause)
        who = [reading.rules.suppliers[name] for name in part.suppliers]
        line = _line(held, one, reason, who, things)
        return {**line, "enters": held.enters and held.effective != "MET", "records": list(records)}
    clause, why = load_clauses()[said["clause"]], words_of(reason)
    status = "NOT_MET" if reason == "lab_not_included" else "UNKNOWN"
    return {
        "clause": said["clause"], "text_zh": clause["zh"], "text_en": clause["en"], "status": status, "effective": status,
        "enters": False, "reason": reason, "why_zh": why.zh, "why_en": why.en, "who_zh": [said["who"]["zh"]],
        "who_en": [said["who"]["en"]], "things": list(things), "could_change": [], "alone": [], "records": list(records),
    }  # fmt: skip
