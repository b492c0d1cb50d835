"""A home, a day, a rule set, a reading and people's judgements enter; verdicts leave, as answers of questions or whole.

`verdict_of` and `verdicts_of` are for whoever needs the whole shape (a dossier, a comparison): judgements are an
argument, so that where they are kept is not known here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from graph.asking import Asking, Row, begin
from graph.connection import Reads
from graph.question import load_questions
from graph.ruleset import Reading
from graph.ruleset_read import find_rule_set, reading_of
from graph.subjects_read import Gathered, gather
from graph.verdict import DECIDABLE, Varied, Weighed, places, weigh_all
from graph.verdict_build import LISTED, Page, build, stable
from graph.verdict_shape import Judgement, Verdict
from ontology.errors import BadParameter

MOST: Final = 5  # candidates that one comparison holds


def answer_verdicts(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer how all candidates of home stand to the conditions of a rule set."""
    reading = reading_for(asking)
    gathered = gathered_for(asking, reading)
    weighed = weigh_all(gathered, reading)
    limit = asking.values["limit"]
    shown = weighed[:limit] if limit else weighed
    varied = Varied(gathered, reading)
    verdicts = build(_page(asking, gathered, reading), shown, varied=varied)
    return [_line(one) for one in verdicts], {
        **rules_meta(reading, gathered.folded),
        "total": len(weighed),
        "decidable": _counts(weighed),
        "in_the_pool": sum(one.place == "in" for one in weighed),
        "order": "display_order",
    }


def answer_verdict(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer how one candidate stands, with everything that this rests on."""
    reading = reading_for(asking)
    verdicts, gathered = named_verdicts(asking, reading, [asking.values["institution"]])
    rows = [
        {**one.plain(), "institution": one.candidate, "stable": stable(one.sensitivity)} for one in verdicts
    ]
    return rows, {**rules_meta(reading, gathered.folded), "total": len(rows)}


def answer_compare(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer how several candidates stand beside one another."""
    wanted = asking.values["institutions"]
    if len(wanted) > MOST:
        raise BadParameter(
            f"a comparison holds at most {MOST} candidates, and {len(wanted)} are named",
            f"一次最多比较 {MOST} 个候选，所给为 {len(wanted)} 个",
            remedy="name fewer", remedy_zh="请减少编号",
        )  # fmt: skip
    reading = reading_for(asking)
    verdicts, gathered = named_verdicts(asking, reading, wanted)
    return [_line(one) for one in verdicts], {
        **rules_meta(reading, gathered.folded),
        "total": len(verdicts),
    }


def verdicts_of(
    connection: Reads,
    candidates: Sequence[str],
    *,
    as_of: date,
    home: Sequence[str],
    rules: str,
    reading: Sequence[str] = (),
    judgements: Iterable[Judgement] = (),
) -> list[Verdict]:
    """Return whole verdicts of named candidates, in the order named; ids that were merged lead to what they became."""
    given = {
        "institutions": list(candidates),
        "as_of": as_of,
        "home": list(home),
        "rules": rules,
        "reading": list(reading),
    }
    asking = begin(connection, load_questions()["compare"], given)
    asking = replace(asking, judgements=tuple(judgements))
    return named_verdicts(asking, reading_for(asking), asking.values["institutions"])[0]


def verdict_of(connection: Reads, candidate: str, **asked: Any) -> Verdict:
    """Return the whole verdict of one candidate; the arguments are those of `verdicts_of`."""
    return verdicts_of(connection, [candidate], **asked)[0]


def reading_for(asking: Asking) -> Reading:
    """Return the rule set that is asked for, as it is to be read; judgements of clauses that it lacks are an error."""
    reading = reading_of(find_rule_set(asking.values["rules"]), asking.values["reading"])
    unknown = sorted(
        {one.clause for one in asking.judgements} - {*reading.rules.clauses, reading.rules.pool.clause}
    )
    if unknown:
        raise BadParameter(
            f"judgements of clauses that {reading.rules.name} does not have: {', '.join(unknown)}",
            f"规则集 {reading.rules.name} 中没有这些条款：{'、'.join(unknown)}",
            remedy=f"its clauses are: {', '.join(reading.rules.clauses)}",
            remedy_zh=f"其条款为：{'、'.join(reading.rules.clauses)}",
        )
    return reading


def gathered_for(
    asking: Asking, reading: Reading, also: Sequence[str] = (), *, keep: bool = True
) -> Gathered:
    """Return what a reading of a rule set needs of a home on a day; what is not kept is for this asker alone."""
    cap = max(2, reading.rules.reach("cap", reading.thresholds))
    return gather(asking, reading.rules, cap=cap, also=also, keep=keep)


def _page(asking: Asking, gathered: Gathered, reading: Reading) -> Page:
    judgements: dict[str, list[Judgement]] = {}
    heirs = _heirs_judged(asking, gathered)
    for one in asking.judgements:
        now = (heirs[name] for name in _names(one) if name in heirs)
        judgements.setdefault(next(now, one.candidate), []).append(one)
    listed = asking.values.get("listed", LISTED) or None
    return Page(asking, gathered, reading, places(gathered, reading), judgements, listed)


def _names(one: Judgement) -> tuple[str, ...]:
    """The ids of then of whom a judgement is of."""
    return one.known_as or (one.candidate,)


def _heirs_judged(asking: Asking, gathered: Gathered) -> dict[str, str]:
    """What those became that were judged under ids of then: data that came or went since may have merged or divided them."""
    named = {name for one in asking.judgements for name in _names(one)}
    found = {name: name for name in named if name in gathered.subjects}
    if strange := sorted(named - set(found)):
        things = asking.part("frame", ids=strange, records=[], wanted=[])[0]["things"]
        found |= {row[0]: gathered.folded.get(row[1], row[1]) for row in things if row[1]}
    return found


def named_verdicts(asking: Asking, reading: Reading, wanted: Sequence[str]) -> tuple[list[Verdict], Gathered]:
    """Return the verdicts of candidates that are named, and what they rest on."""
    gathered = gathered_for(asking, reading, wanted)
    heirs = [gathered.folded.get(one, one) for one in wanted]
    known = list(dict.fromkeys(one if one in gathered.subjects else _heir(gathered, one) for one in heirs))
    weighed = weigh_all(gathered, reading, known)
    return build(_page(asking, gathered, reading), weighed, varied=Varied(gathered, reading)), gathered


def _heir(gathered: Gathered, one: str) -> str:
    """Who goes on for an institution that was merged: the candidate that has it among those it succeeds."""
    return next(key for key, subject in gathered.subjects.items() if one in subject.selves)


def _line(one: Verdict) -> Row:
    """A verdict as a line of a list: statuses by clause, what is open, what flips."""
    return {
        "institution": one.candidate, "label": one.label, "name_zh": one.name_zh, "name_en": one.name_en,
        "country": one.country, "host": one.host, "fictional": one.fictional, "pool": one.pool.status,
        "decidable": one.decidable, "status": one.status, "effective": one.effective,
        "conditions": {each.clause: each.status for each in one.conditions},
        "parts": {part.clause: part.status for part in one.parts},
        "judged": sorted({j.clause for part in one.parts for j in part.judgements}
                         | {j.clause for each in one.conditions for j in each.judgements}),
        "stable": stable(one.sensitivity),
        "flips": [
            {"what": each.what, "value": each.value, "used": each.used,
             "changes": [{"clause": flip.clause, "before": flip.before, "after": flip.after} for flip in each.flips]}
            for each in one.sensitivity if each.flips
        ],
        "records": list(one.records),
    }  # fmt: skip


def _counts(weighed: Sequence[Weighed]) -> dict[str, int]:
    counted = Counter(one.statuses[DECIDABLE] for one in weighed)
    return {status: counted[status] for status in sorted(counted)}


def rules_meta(reading: Reading, folded: Mapping[str, str]) -> dict[str, Any]:
    """Return what an answer says of the rule set and of how it was read."""
    rules = reading.rules
    numbers = {
        name: {"value": reading.thresholds[name], "origin": one.origin if one.value == reading.thresholds[name] else "caller",
               "about": {"zh": one.about.zh, "en": one.about.en}}
        for name, one in rules.thresholds.items()
    }  # fmt: skip
    modes: Mapping[str, Any] = {
        name: {"value": reading.modes[name], "origin": one.origin if one.default == reading.modes[name] else "caller",
               "about": {"zh": one.about.zh, "en": one.about.en}}
        for name, one in rules.modes.items()
    }  # fmt: skip
    meta: dict[str, Any] = {
        "rules": {"name": rules.name, "version": rules.version, "digest": rules.digest,
                  "zh": rules.title.zh, "en": rules.title.en},
        "modes": dict(modes), "thresholds": numbers, "note": {"reason": "machine_says_no_decision"},
    }  # fmt: skip
    if folded:
        meta["one_history"] = dict(sorted(folded.items()))
    return meta
