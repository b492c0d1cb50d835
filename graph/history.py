"""A home, a rule set and the titles it names enter; how those who got them stood the day before leaves, as an answer.

Each holder is judged as of the day before the decision, with the title masked, and ranked within the whole pool of that
day by one figure after another. Nobody knows who was refused, so there is no accuracy: what is reported is how much was
UNKNOWN, and where the holders stand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from graph.asking import Asking, Row, begin, day
from graph.intervals import begun, bounded
from graph.masked import Masked, masked
from graph.ranked import Rank, by_chance, figure, rank, recall
from graph.ruleset import HistoryRule, Reading
from graph.subjects import Subject
from graph.subjects_read import Gathered
from graph.verdict import Weighed, weigh_all
from graph.verdicts import gathered_for, reading_for, rules_meta
from graph.weighing_agreements import AGREEMENTS, LABS
from ontology.errors import NoSuchValue
from ontology.model import default_model

STATUSES: Final = ("MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE")
_ONE_DAY: Final = timedelta(days=1)
_MORE: Final = ("rules", "reading", "home")
Held = dict[tuple[str, date], list[Row]]  # holder and the day before to the titles given on the next


def answer_history(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer how the holders of titles stood the day before they got them."""
    reading = reading_for(asking)
    rule = reading.rules.history
    if rule is None:
        raise NoSuchValue(
            f"rule set {reading.rules.name} names no titles that were given under its conditions",
            f"规则集 {reading.rules.name} 没有列出按其条件授予的称号",
            remedy="name a rule set with an entry [history]", remedy_zh="请改用含 [history] 一节的规则集",
        )  # fmt: skip
    chosen = _titles(asking, rule)
    masks = frozenset({*rule.titles, *chosen}) if set(chosen) & set(rule.titles) else frozenset(chosen)
    held, left = _held(asking, chosen)
    rows: list[Row] = []
    ranks: dict[int, list[Rank | None]] = defaultdict(list)
    folded: dict[str, str] = {}
    for on in sorted({one for _, one in held}):
        holders = sorted(holder for holder, one in held if one == on)
        given = {name: asking.values[name] for name in _MORE} | {"as_of": on}
        then = masked(begin(asking.connection, asking.question, given), masks)
        gathered = gathered_for(then, reading, holders, keep=False)
        folded |= gathered.folded
        pool = weigh_all(gathered, reading)
        figures = [sorted(figure(one, by.clause, by.figure) for one in pool) for by in rule.indicators]
        before = _Before(then, gathered, reading, rule, pool, figures)
        for holder in holders:
            row, found = _row(before, holder, held[holder, on])
            rows.append(row)
            for at, one in enumerate(found):
                ranks[at].append(one)
    return rows, {
        **rules_meta(reading, folded),
        "note": {"reason": "history_is_no_accuracy"},
        "titles": [_named(rule, one) for one in chosen],
        "masked_titles": [_named(rule, one) for one in sorted(masks)],
        "total": len(rows),
        "in_the_pool": sum(row["place"] == "in" for row in rows),
        "left_out": left,
        "finding": _unknown(reading, rows),
        "rates": _rates(reading, rows),
        "recall": _recall(asking.values["k"], rule, rows, ranks) if rows else [],
        **({"empty": {"reason": "no_holder_known"}} if not rows else {}),
    }


def _titles(asking: Asking, rule: HistoryRule) -> tuple[str, ...]:
    """The titles asked for, by notation or name; those of the rule set where none is."""
    found: list[str] = []
    for said in asking.values["title"]:
        concept = default_model().concept(rule.scheme, said)
        if concept is None:
            known = sorted(one.notation for one in default_model().concepts[rule.scheme].values())
            raise NoSuchValue(
                f"title: there is no title {said!r}", f"title：没有名为 {said!r} 的称号",
                remedy=f"the titles are: {', '.join(known)}", remedy_zh=f"称号有：{'、'.join(known)}",
            )  # fmt: skip
        found.append(concept.notation)
    return tuple(dict.fromkeys(found)) or rule.titles


def _named(rule: HistoryRule, title: str) -> dict[str, str]:
    one = next(c for c in default_model().concepts[rule.scheme].values() if c.notation == title)
    return {"title": title, "name_zh": one.labels.get("zh", title), "name_en": one.labels.get("en", title)}


def _held(asking: Asking, titles: Sequence[str]) -> tuple[Held, dict[str, list[str]]]:
    """Who got them and when, by the day asked for; what cannot be checked is listed with why."""
    held: Held = defaultdict(list)
    left: dict[str, list[str]] = {"undated": [], "date_contested": [], "later": [], "not_of_home": []}
    for row in asking.rows(titles=list(titles)):
        since = day(row["begin"])
        if row["country"] not in asking.countries:
            left["not_of_home"].append(row["thing"])
        elif row["contested"]:
            left["date_contested"].append(row["thing"])
        elif since is None:
            left["undated"].append(row["thing"])
        elif since > asking.as_of:
            left["later"].append(row["thing"])
        else:
            held[row["holder"], since - _ONE_DAY].append(row)
    return held, left


@dataclass(frozen=True)
class _Before:
    """What was known on the day before titles were given, and how it is read."""

    then: Masked
    gathered: Gathered
    reading: Reading
    rule: HistoryRule
    pool: Sequence[Weighed]
    figures: Sequence[Sequence[int]]  # of all in the pool, in rising order, for each indicator


def _row(before: _Before, holder: str, given: Sequence[Row]) -> tuple[Row, list[Rank | None]]:
    """One holder on the day before, and its rank by each indicator; None where it is no candidate then."""
    then, gathered, reading, rule = before.then, before.gathered, before.reading, before.rule
    known = _subject(gathered, holder)
    own = next((one for one in before.pool if one.subject.id == known.id), None)
    weighed = own or weigh_all(gathered, reading, [known.id])[0]
    ranks: list[Rank | None] = []
    told: list[dict[str, Any]] = []
    for one, all_values in zip(rule.indicators, before.figures, strict=True):
        value = figure(weighed, one.clause, one.figure)
        place = rank(value, all_values) if own else None
        ranks.append(place)
        told.append({"clause": one.clause, "label_zh": one.words.zh, "label_en": one.words.en, "value": value,
                     **({} if place is None else asdict(place))})  # fmt: skip
    undated = _undated(then, gathered, known)
    clauses = reading.rules.clauses
    evidence = {each["thing"] for found in weighed.findings.values() for each in found.favour}
    titles = [each["thing"] for each in given]
    said = then.records({*titles, *evidence})
    row = {
        "institution": known.id, "label": known.label, "name_zh": known.name_zh, "name_en": known.name_en,
        "fictional": known.fictional or any(each["fictional"] for each in given),
        "titles": [{"thing": each["thing"], "label": each["label"] or each["thing"], **_named(rule, each["title"]),
                    "given": each["stated"]} for each in given],
        "day": then.as_of.isoformat(), "place": weighed.place, "candidates": len(before.pool),
        "pool": weighed.statuses[reading.rules.pool.clause], "decidable": weighed.decidable,
        "conditions": {one.clause: weighed.statuses[one.clause] for one in reading.rules.conditions},
        "parts": {one: weighed.statuses[one] for one in clauses if one in weighed.findings},
        "ranks": told,
        "masked": sorted({one for each in known.selves for one in then.hidden.get(each, ())} - set(titles)),
        "undated": undated,
        "records": sorted({record for records in said.values() for record in records}),
    }  # fmt: skip
    return row, ranks


def _subject(gathered: Gathered, holder: str) -> Subject:
    key = gathered.folded.get(holder, holder)
    if key in gathered.subjects:
        return gathered.subjects[key]
    return next(one for one in gathered.subjects.values() if holder in one.selves)


def _undated(then: Masked, gathered: Gathered, one: Subject) -> list[str]:
    """Facts of a holder of which nobody can say that they were before the day; none of them made anything met."""
    found = {row["thing"] for row in one.unsure if _unsure(row["dates"], then.as_of)}
    for rows in one.rows.values():
        found |= {row["thing"] for row in rows if "dates" in row and _unsure(row["dates"], then.as_of)}
    for thing in {row["thing"] for name in (AGREEMENTS, LABS) for row in one.of(name)}:
        found |= then.undated.get(thing, set())
    for work, each in gathered.pool.works.items():
        members = {member for several in each.members.values() for member in several}
        if members & set(one.selves) and begun(each.span, then.as_of) == "possible":
            found.add(work)
    return sorted(found)


def _unsure(dates: Sequence[str | None], on: date) -> bool:
    return begun(bounded(*map(day, dates)), on) == "possible"


def _rates(reading: Reading, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """How often each status was found, clause by clause."""
    rules = reading.rules
    words = {one.clause: one.words for one in (*rules.parts, rules.pool)}
    words |= {one.clause: one.words for one in rules.conditions}
    found: list[dict[str, Any]] = []
    for clause in (rules.pool.clause, *rules.clauses):
        counts = Counter(_status(row, rules.pool.clause, clause) for row in rows)
        found.append({
            "clause": clause, "label_zh": words[clause].zh, "label_en": words[clause].en,
            **{one: counts[one] for one in STATUSES},
            "unknown_share": round(counts["UNKNOWN"] / len(rows), 4) if rows else None,
        })  # fmt: skip
    return found


def _unknown(reading: Reading, rows: Sequence[Row]) -> dict[str, int]:
    """Of all judgements that a machine can make, how many came to nothing: the finding of the check."""
    rules = reading.rules
    clauses = [rules.pool.clause, *(part.clause for part in rules.parts if part.kind == "required")]
    said = [_status(row, rules.pool.clause, clause) for row in rows for clause in clauses]
    return {"unknown": said.count("UNKNOWN"), "of": len(said)}


def _status(row: Mapping[str, Any], pool: str, clause: str) -> str:
    if clause == pool:
        return str(row["pool"])
    return str({**row["parts"], **row["conditions"]}[clause])


def _recall(
    ks: Sequence[int], rule: HistoryRule, rows: Sequence[Row], ranks: Mapping[int, Sequence[Rank | None]]
) -> list[dict[str, Any]]:
    sizes = [row["candidates"] for row in rows if row["place"] != "out"]
    found: list[dict[str, Any]] = []
    for at, indicator in enumerate(rule.indicators):
        shares = [each.percentile for each in ranks[at] if each is not None and each.percentile is not None]
        for k in sorted(set(ks)):
            low, high = recall(ranks[at], k)
            found.append({
                "clause": indicator.clause, "label_zh": indicator.words.zh, "label_en": indicator.words.en, "k": k,
                "found": [low, high], "of": len(rows), "by_chance": by_chance(sizes, k),
                "percentile": round(sum(shares) / len(shares), 4) if shares else None,
            })  # fmt: skip
    return found
