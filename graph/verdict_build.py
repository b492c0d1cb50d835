"""Weighed candidates enter; whole verdicts leave: evidence with its records, conflicts, unknowns, what is missing.

Everything that a page of verdicts shows is fetched in two queries, however many candidates it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from graph.asking import Asking, Row
from graph.force import RANK
from graph.grounds import told as told_ground
from graph.kleene import both, smallest_sets
from graph.presets import load_reasons
from graph.ruleset import ConditionRule, PartRule, Reading
from graph.subjects import Finding, Subject
from graph.subjects_read import Gathered
from graph.verdict import (
    Places,
    Varied,
    Weighed,
    condition_status,
    decidable_status,
    effective,
    entering,
    judged_as,
    whole,
    with_seen,
)
from graph.verdict_shape import (
    UNDETERMINED,
    Condition,
    Conflict,
    Evidence,
    Judgement,
    Light,
    Missing,
    Part,
    Sensitivity,
    Side,
    Status,
    Unknown,
    Verdict,
    Words,
)

LISTED: Final = 10  # items of evidence that a part lists; the rest is counted
Says = Literal["for", "against", "shown", "open"]


@dataclass(frozen=True)
class Page:
    """What all verdicts of an answer share."""

    asking: Asking
    gathered: Gathered
    reading: Reading
    places: Places
    judgements: Mapping[str, Sequence[Judgement]]  # candidate to what people judged of it
    listed: int | None = LISTED  # None: all


def build(page: Page, weighed: Sequence[Weighed], *, varied: Varied | None) -> list[Verdict]:
    """Return the verdicts of a page."""
    weighed = [with_seen(one, page.reading) for one in weighed]
    shown = {one.subject.id: _told(one, page, _grounds(one.subject, page)) for one in weighed}
    _name_projects(
        page, [row for told in shown.values() for rows in told.values() for row in rows[: page.listed]]
    )
    things = {
        thing for told in shown.values() for rows in told.values() for row in rows for thing in _things(row)
    }
    records = page.asking.records(things)
    return [_verdict(one, page, shown[one.subject.id], records, varied) for one in weighed]


def _name_projects(page: Page, rows: Sequence[Row]) -> None:
    """Give projects that were found by their ids their names."""
    nameless = [row for row in rows if row["label"] == ""]
    ids = sorted({row["thing"] for row in nameless})
    labels = {row["thing"]: row["label"] for row in page.asking.rows(ids=ids)}
    for row in nameless:
        row["label"] = labels.get(row["thing"]) or row["thing"]


def _told(one: Weighed, page: Page, grounds: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    """The rows that each part lists, the first of each kind."""
    told: dict[tuple[str, str], list[Row]] = {(page.reading.rules.pool.clause, "for"): list(grounds)}
    for clause, finding in one.findings.items():
        for says, rows in _by_word(finding).items():
            told[clause, says] = _once(rows)[: page.listed]
    return told


def _by_word(finding: Finding) -> dict[str, Sequence[Row]]:
    return {"for": finding.favour, "against": finding.against, "open": finding.open, "shown": finding.shown,
            "contested": finding.contested}  # fmt: skip


def _once(rows: Iterable[Row]) -> list[Row]:
    """Rows of different things or values, in order."""
    seen: dict[tuple[str, str], Row] = {}
    for row in rows:
        seen.setdefault((row["thing"], str(row.get("value"))), row)
    return [seen[key] for key in sorted(seen)]


def _things(row: Row) -> set[str]:
    return {row["thing"], *(row.get("via") or ())}


def _grounds(one: Subject, page: Page) -> list[Row]:
    """The projects that put a candidate in the pool, those that do so most surely first, with their agreements."""
    found: dict[str, tuple[int, Row]] = {}
    pool, readings = page.gathered.pool, page.places.readings
    for each in one.selves:
        standing = page.places.found.get(each)
        for project, states in standing.works.items() if standing else ():
            rank = max((RANK[states[link]] for link in page.places.links if link in states), default=0)
            if standing and rank and (project not in found or rank > found[project][0]):
                work = pool.works[project]
                grounds = [
                    g for link in page.places.links for g in readings.grounds(link, standing.country, work)
                ]
                span = work.span
                found[project] = (rank, {
                    "thing": project, "label": "", "kind": "project", "value": grounds[0].agreement if grounds else "",
                    "dates": [_day(span.begin_earliest), None, None, _day(span.end_latest)],
                    "through": "self" if each == one.id else "predecessor", "partner": "",
                    "via": sorted({g.agreement for g in grounds} | {via for g in grounds for via in g.via}),
                    "flags": sorted({g.reason for g in grounds if g.state != "yes"}), "rank": rank,
                    "ground": told_ground(grounds[0], pool.arranged, readings.overlap) if grounds else None,
                })  # fmt: skip
    ordered = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
    return [row for _, (_, row) in ordered]


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _verdict(
    one: Weighed,
    page: Page,
    told: Mapping[tuple[str, str], Sequence[Row]],
    records: Mapping[str, Sequence[str]],
    varied: Varied | None,
) -> Verdict:
    rules, subject = page.reading.rules, one.subject
    judgements = page.judgements.get(subject.id, ())
    maker = _Maker(one, page, told, records, judgements)
    pool = maker.pool()
    parts = {part.clause: maker.part(part) for condition in rules.conditions for part in condition.parts}
    conditions = tuple(maker.condition(one_, parts) for one_ in rules.conditions)
    return Verdict(
        candidate=subject.id, label=subject.label, name_zh=subject.name_zh, name_en=subject.name_en, country=subject.country,
        kind="unit" if subject.host else "institution", host=subject.host, units=tuple(sorted(subject.units)),
        predecessors=tuple(sorted(set(subject.selves) - {subject.id})), fictional=subject.fictional, rules=rules.used,
        as_of=page.asking.as_of, data_version=page.asking.data_version, home=page.asking.countries,
        reading=dict(page.reading.modes), thresholds=dict(page.reading.thresholds), pool=pool, conditions=conditions,
        status=both([pool.status, *(each.status for each in conditions)]),
        effective=both([pool.effective, *(each.effective for each in conditions)]), decidable=one.decidable,
        sensitivity=varied.flips(one) if varied else (), missing=maker.missing(parts, conditions, pool),
    )  # fmt: skip


class _Maker:
    """Makes the parts of one verdict."""

    def __init__(
        self,
        one: Weighed,
        page: Page,
        told: Mapping[tuple[str, str], Sequence[Row]],
        records: Mapping[str, Sequence[str]],
        judgements: Sequence[Judgement],
    ) -> None:
        self._one = one
        self._page = page
        self._told = told
        self._records = records
        self._judgements = judgements

    def pool(self) -> Part:
        """The clause that says who is a candidate."""
        rule, place = self._page.reading.rules.pool, self._one.place
        reason = {"in": "in_the_pool", "undecided": "pool_undecided", "out": "outside_the_pool"}[place]
        rows = list(self._told[rule.clause, "for"])
        finding = Finding(
            self._one.statuses[rule.clause], reason, favour=rows if place == "in" else (), open=rows if place != "in" else (),
            figures={"projects": len(rows)},
        )  # fmt: skip
        return self._part(
            rule, finding, {"for" if place == "in" else "open": rows[: self._page.listed]}, enters=True
        )

    def part(self, rule: PartRule) -> Part:
        """A sub-condition."""
        finding = self._one.findings[rule.clause]
        told = {
            says: self._told.get((rule.clause, says), ())
            for says in ("for", "against", "open", "shown", "contested")
        }
        judged = self._judged(rule.clause, self._one.statuses[rule.clause])
        return self._part(rule, finding, told, enters=rule.kind in ("required", "judge") or bool(judged))

    def _judged(self, clause: str, status: Status) -> tuple[Judgement, ...]:
        return judged_as(self._judgements, clause, self._page.asking.as_of, status)

    def _part(
        self, rule: PartRule, finding: Finding, told: Mapping[str, Sequence[Row]], *, enters: bool
    ) -> Part:
        status = self._one.statuses[rule.clause]
        judged = self._judged(rule.clause, status)
        lists = {
            says: tuple(self._evidence(row, says) for row in told.get(says, ()))
            for says in ("for", "against", "open", "shown")
        }
        counted = sum(len(_once(rows)) for says, rows in _by_word(finding).items() if says != "contested")
        shown = sum(map(len, lists.values()))
        return Part(
            clause=rule.clause, words=rule.words, kind=rule.kind, enters=enters, status=status,  # type: ignore[arg-type]
            effective=effective(status, judged), reason=finding.reason, why=words_of(finding.reason), mode=rule.mode and
            self._page.reading.modes[rule.mode], graded=finding.graded, figures=dict(finding.figures),
            lights=tuple(Light(name, rule.lights[name], light, reason) for name, light, reason in finding.lights),
            evidence=lists["for"], counter=lists["against"], shown=(*lists["open"], *lists["shown"]),
            conflicts=tuple(conflict for row in told.get("contested", ()) for conflict in self._conflicts(row)),
            unknowns=self._unknowns(rule, finding, status), judgements=judged, left_out=max(0, counted - shown),
        )  # fmt: skip

    def _evidence(self, row: Row, says: str) -> Evidence:
        records = {record for thing in _things(row) for record in self._records.get(thing, ())}
        return Evidence(
            thing=row["thing"], label=row["label"] or row["thing"], kind=row["kind"] or "", says=says,  # type: ignore[arg-type]
            value=str(row.get("value") or ""), begin=row["dates"][0], begin_latest=row["dates"][1],
            end_earliest=row["dates"][2], end=row["dates"][3], partner=row.get("partner") or "",
            through=row["through"], flags=tuple(row.get("flags") or ()), excerpts=_texts(row.get("excerpts")),
            records=tuple(sorted(records)), under=row.get("ground"),
        )  # fmt: skip

    def _conflicts(self, row: Row) -> list[Conflict]:
        said = self._page.gathered.scene.sides.get(row["thing"], {})
        held = {str(value) for value in row.values() if isinstance(value, str)}
        return [
            Conflict(row["thing"], row["label"] or row["thing"], name, tuple(
                Side(value, records, value in held) for value, records in sorted(said[name].items())))
            for name in sorted(row["contested"]) if len(said.get(name, ())) > 1
        ]  # fmt: skip

    def _unknowns(self, rule: PartRule, finding: Finding, status: Status) -> tuple[Unknown, ...]:
        if status not in UNDETERMINED:
            return ()
        suppliers = self._suppliers(rule)
        reasons = [reason for _, light, reason in finding.lights if light in UNDETERMINED] or [finding.reason]
        things = tuple(sorted({row["thing"] for row in (*finding.open, *finding.contested)}))[
            : self._page.listed
        ]
        return tuple(Unknown(one, words_of(one), suppliers, things) for one in dict.fromkeys(reasons))

    def _suppliers(self, rule: PartRule) -> tuple[Words, ...]:
        return tuple(self._page.reading.rules.suppliers[one] for one in rule.suppliers)

    def condition(self, rule: ConditionRule, parts: Mapping[str, Part]) -> Condition:
        """A condition from its parts; a person's judgement of the whole stands over those of its parts."""
        keep = entering(rule, [part.clause for part in rule.parts if parts[part.clause].judgements])
        found = condition_status(
            rule, self._page.reading, {key: part.effective for key, part in parts.items()}, keep
        )
        judged = self._judged(rule.clause, found)
        return Condition(
            clause=rule.clause, words=rule.words, status=self._one.statuses[rule.clause], effective=effective(found, judged),
            decidable=decidable_status(rule, self._page.reading, self._one.statuses),
            mode=self._page.reading.modes[rule.mode] if rule.mode else "", parts=tuple(parts[part.clause] for part in rule.parts),
            judgements=judged,
        )  # fmt: skip

    def missing(
        self, parts: Mapping[str, Part], conditions: Sequence[Condition], pool: Part
    ) -> tuple[Missing, ...]:
        """The smallest sets of missing facts that would change the verdict, exact, the shortest first."""
        judged = [key for key, part in parts.items() if part.judgements]
        settled = {one.clause: one.effective for one in conditions if one.judgements}
        formula = whole(self._page.reading, self._one.findings, judged, settled)
        known: dict[str, Status] = {
            pool.clause: pool.effective,
            **{one.clause: one.effective for one in conditions},
        }
        suppliers = {pool.clause: self._suppliers(self._page.reading.rules.pool)}
        for condition in self._page.reading.rules.conditions:
            suppliers[condition.clause] = tuple(dict.fromkeys(
                words for rule in condition.parts for words in self._suppliers(rule)))  # fmt: skip
            for rule in condition.parts:
                part = parts[rule.clause]
                known[rule.clause], suppliers[rule.clause] = part.effective, self._suppliers(rule)
                for light in part.lights:
                    name = f"{rule.clause}.{light.name}"
                    known[name] = light.status
                    suppliers[name] = self._suppliers(rule)
        return tuple(
            Missing(to, tuple(sorted(facts)), tuple((fact, suppliers[fact]) for fact in sorted(facts)))
            for to in _ENDS
            for facts in sorted(smallest_sets(formula, known, to), key=lambda one: (len(one), sorted(one)))
            if facts
        )  # fmt: skip


_ENDS: Final[tuple[Status, ...]] = ("NOT_MET", "MET")


def words_of(reason: str) -> Words:
    """What a code means, in both languages."""
    said = load_reasons()[reason]
    return Words(said["zh"], said["en"])


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


def stable(lines: Sequence[Sensitivity]) -> bool:
    """Whether no other mode and no threshold a step away changes anything."""
    return not any(one.flips for one in lines)
