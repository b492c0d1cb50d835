"""A seed and a number enter; the statements of a small invented country leave, full of what verdicts can stumble over.

Each world has a home of its own (H001, H002, …), so that hundreds of them are loaded once as a disjoint union. All of it
is invented; its source says that it is fictional.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tests.graph.load.made import World

SOURCE = "randomland"
AREAS = ("KA01", "KA05", "KA05.1", "FT", "BF1")
DAYS = (date(2006, 6, 30), date(2008, 12, 31), date(2010, 6, 30), date(2012, 3, 1))
KINDS = ("technology", "manpower", "equipment", "funding")


@dataclass(frozen=True)
class Made:
    """One world: its number, its home, the day to ask for."""

    number: int
    home: str
    day: date
    institutions: tuple[str, ...]
    foreign: tuple[str, ...]


class Maker:
    """Says one world into a shared canon."""

    def __init__(self, world: World, dice: random.Random, number: int, tag: str = "") -> None:
        self.world, self.dice, self.number, self.tag = world, dice, number, tag
        self.home = f"H{tag}{number:03}"
        self.abroad = (f"F{tag}{number:03}", f"G{tag}{number:03}")
        self.key = f"w{tag.lower()}{number:03}"
        self.count = 0
        self.stints = random.Random(f"stints of {self.key}")  # apart, so that all else is drawn as before

    def id(self, prefix: str, name: str) -> str:
        return f"{prefix}-own-{self.key}-{name}"

    def say(self, subject: str, *said: tuple[str, str, str], more: str = "") -> None:
        """Say statements of a thing in a record of its own; values of no length are left out."""
        record = f"rec-{SOURCE}-{subject}{more}"
        self.world.say(subject, record, *(one for one in said if one[1]))

    def new(self, prefix: str) -> str:
        self.count += 1
        return self.id(prefix, f"x{self.count:03}")

    def day(self, first: int = 2000, last: int = 2013) -> date:
        return date(first, 1, 1) + timedelta(days=self.dice.randrange((last - first) * 365))

    def stint(self) -> list[tuple[str, str, str]]:
        """Now and then a member is there for a part of the time, which may be none of it."""
        if self.tag or self.stints.random() >= 0.2:
            return []
        first, last = sorted(
            date(2000, 1, 1) + timedelta(days=self.stints.randrange(13 * 365)) for _ in range(2)
        )
        open_end = self.stints.random() < 0.3
        return [
            ("startDate", first.isoformat(), "date"),
            ("endDate", "" if open_end else last.isoformat(), "date"),
        ]

    def maybe(self, value: str, share: float) -> str:
        return value if self.dice.random() < share else ""

    def contest(self, subject: str, prop: str, values: Sequence[str], datatype: str = "id") -> None:
        """A second record says otherwise: both are kept, the first is shown."""
        first, other = f"rec-{SOURCE}-{subject}", f"rec-{SOURCE}-{subject}-again"
        self.world.say(subject, other, (prop, values[1], datatype))
        for record, value in ((first, values[0]), (other, values[1])):
            self.world.conflicts.append((subject, prop, value, datatype, "", record, record == first))

    # ---- things ---------------------------------------------------------------------------------------------------
    def country(self, code: str) -> None:
        self.say(f"country-iso-{code}", ("type", "Country", "class"), ("code", code, "string"))

    def institution(self, name: str, country: str, *, unit_of: str = "", kind: str = "education") -> str:
        subject = self.id("unit" if unit_of else "inst", name)
        self.say(
            subject, ("type", "Unit" if unit_of else "Institution", "class"), ("country", f"country-iso-{country}" if country else "", "id"),
            ("host", unit_of, "id"), ("kind", f"concept-kind-{kind}", "id"),
        )  # fmt: skip
        return subject

    def project(self, members: Sequence[str], start: str, end: str, **said: str) -> str:
        subject = said.pop("id", "") or self.new("proj")
        self.say(
            subject, ("type", "Project", "class"), ("startDate", start, "date"), ("endDate", end, "date"),
            ("programme", said.get("programme", ""), "id"), ("underAgreement", said.get("under", ""), "id"),
            ("nationalKind", _concept("nationalkind", said.get("national", "")), "id"),
            ("priority", _concept("priority", said.get("priority", "")), "id"),
            ("field", _concept("mlp2006", said.get("field", "")), "id"),
        )  # fmt: skip
        for member in members:
            self.say(
                self.new("part"),
                ("type", "Participation", "class"),
                ("project", subject, "id"),
                ("institution", member, "id"),
                *self.stint(),
            )
        return subject

    def agreement(
        self, level: str, parties: Sequence[str], signed: str, entered: str, until: str, **said: str
    ) -> str:
        subject = self.new("agr")
        self.say(
            subject, ("type", "Agreement", "class"), ("level", _concept("level", level), "id"), ("signedOn", signed, "date"),
            ("inForceFrom", entered, "date"), ("validUntil", until, "date"), ("terminatedOn", said.get("terminated", ""), "date"),
            ("renewalRule", _concept("renewal", said.get("renewal", "")), "id"), ("renews", said.get("renews", ""), "id"),
            ("framework", said.get("framework", ""), "id"), ("instrumentProgramme", said.get("programme", ""), "id"),
            ("agreementKind", _concept("agreementkind", said.get("form", "")), "id"),
            ("cooperationForm", _concept("form", said.get("forms", "")), "id"), ("ipRule", _concept("iprule", said.get("ip", "")), "id"),
            ("costRule", _concept("costrule", said.get("cost", "")), "id"), ("field", _concept("mlp2006", said.get("field", "")), "id"),
            ("reported", said.get("reported", ""), "boolean"),
        )  # fmt: skip
        for party in parties:
            self.say(
                self.new("party"),
                ("type", "Party", "class"),
                ("agreement", subject, "id"),
                ("actor", party, "id"),
            )
        return subject

    def contribution(self, on: str, side: str, kind: str, state: str, start: str = "") -> str:
        subject = self.new("contrib")
        self.say(
            subject, ("type", "Contribution", "class"), ("jointLab" if on.startswith("lab") else "agreement", on, "id"), ("side", side, "id"),
            ("contributionKind", _concept("contribution", kind), "id"), ("contributionState", _concept("contributionstate", state), "id"),
            ("startDate", start, "date"),
        )  # fmt: skip
        return subject

    def lab(
        self,
        members: Sequence[str],
        start: str,
        end: str,
        *,
        field: str = "",
        included: str = "",
        on: str = "",
    ) -> str:
        subject = self.new("lab")
        self.say(subject, ("type", "JointLab", "class"), ("startDate", start, "date"), ("endDate", end, "date"),
                 ("field", _concept("mlp2006", field), "id"))  # fmt: skip
        for member in members:
            self.say(
                self.new("labmem"),
                ("type", "LabMembership", "class"),
                ("lab", subject, "id"),
                ("institution", member, "id"),
                *self.stint(),
            )
        if included:
            self.say(self.new("labincl"), ("type", "LabInclusion", "class"), ("lab", subject, "id"), ("agreement", included, "id"),
                     ("date", on, "date"))  # fmt: skip
        return subject

    def stay(self, host: str, home: str, start: str, end: str, persons: str = "1") -> str:
        subject = self.new("eng")
        self.say(subject, ("type", "ExpertEngagement", "class"), ("host", host, "id"), ("homeInstitution", home, "id"),
                 ("startDate", start, "date"), ("endDate", end, "date"), ("persons", persons, "integer"))  # fmt: skip
        return subject

    def title(self, holder: str, title: str, start: str, end: str) -> str:
        subject = self.new("desig")
        self.say(subject, ("type", "Designation", "class"), ("organisation", holder, "id"), ("title", _concept("designation", title), "id"),
                 ("startDate", start, "date"), ("endDate", end, "date"))  # fmt: skip
        return subject

    def support(self, project: str, holder: str, start: str, end: str) -> str:
        subject = self.new("support")
        self.say(subject, ("type", "SupportDecision", "class"), ("project", project, "id"), ("organisation", holder, "id"),
                 ("startDate", start, "date"), ("endDate", end, "date"))  # fmt: skip
        return subject

    def complete(self, about: str, start: str, end: str, prop: str = "", *, whole: bool = True) -> str:
        subject = self.new("cov")
        self.say(subject, ("type", "Coverage", "class"), ("source", f"src-own-{SOURCE}", "id"), ("aboutClass", about, "string"),
                 ("aboutProperty", prop, "string"), ("country", f"country-iso-{self.home}", "id"), ("startDate", start, "date"),
                 ("endDate", end, "date"), ("complete", "true" if whole else "false", "boolean"))  # fmt: skip
        return subject

    def succeeds(self, before: str, after: str, on: str) -> str:
        subject = self.new("orgrel")
        self.say(subject, ("type", "OrganisationRelation", "class"), ("fromOrganisation", before, "id"), ("toOrganisation", after, "id"),
                 ("relationKind", _concept("relation", "successor"), "id"), ("startDate", on, "date"))  # fmt: skip
        return subject


def _concept(scheme: str, notation: str) -> str:
    return f"concept-{scheme}-{notation}" if notation else ""


def open_canon() -> World:
    """A canon with the invented source and the few concepts that worlds speak of."""
    world = World()
    world.fictional.add(SOURCE)
    record = f"rec-{SOURCE}-self"
    world.say(f"src-own-{SOURCE}", record, ("type", "Source", "class"), ("fictional", "true", "boolean"))
    world.say(
        "scheme-own-mlp2006", record, ("type", "ConceptScheme", "class"), ("notation", "mlp2006", "string")
    )
    for notation in ("KA", "KA01", "KA05", "KA05.1", "FT", "BF", "BF1"):
        above = {"KA01": "KA", "KA05": "KA", "KA05.1": "KA05", "BF1": "BF"}.get(notation, "")
        said = [
            ("type", "Concept", "class"),
            ("notation", notation, "string"),
            ("inScheme", "scheme-own-mlp2006", "id"),
        ]
        if above:
            said.append(("broader", f"concept-mlp2006-{above}", "id"))
        world.say(f"concept-mlp2006-{notation}", record, *said)
    return world


def make(world: World, seed: int, number: int) -> Made:
    """Say a random world; the same seed and number say the same."""
    dice = random.Random(f"{seed}-{number}")
    m = Maker(world, dice, number)
    for code in (m.home, *m.abroad):
        m.country(code)
    mine = [m.institution(f"i{at}", m.home) for at in range(4)]
    unit = m.institution("u0", m.home, unit_of=mine[0])
    theirs = [m.institution(f"f{at}", m.abroad[at % 2]) for at in range(3)]
    crowd = [m.institution(f"c{at:02}", m.abroad[0]) for at in range(9)]
    lost = m.institution("lost", "")
    everyone = [*mine, unit]
    programmes = [m.id("prog", "p0"), m.id("prog", "p1")]
    for one in programmes:
        m.say(one, ("type", "Programme", "class"))
    m.say(m.id("prog", "p2"), ("type", "Programme", "class"), ("partOf", programmes[0], "id"))
    treaties = [_treaty(m, code, programmes[at]) for at, code in enumerate(m.abroad)]
    papers = [_paper(m, everyone, theirs, lost, treaties) for _ in range(dice.randrange(1, 5))]
    for _ in range(dice.randrange(3, 8)):
        _project(m, everyone, theirs, crowd, lost, treaties, papers, programmes)
    labs = [_lab(m, mine, theirs, treaties) for _ in range(dice.randrange(0, 3))]
    for on in (*papers, *labs):
        for _ in range(dice.randrange(0, 3)):
            _contribution(m, on, dice.choice([*theirs, mine[0], lost]))
    for _ in range(dice.randrange(0, 3)):
        start = m.day()
        m.stay(
            dice.choice(mine),
            dice.choice(theirs),
            start.isoformat(),
            (start + timedelta(days=30)).isoformat(),
        )
    for _ in range(dice.randrange(0, 4)):
        start = m.day(1998, 2011)
        end = (start + timedelta(days=dice.randrange(200, 3000))).isoformat()
        m.title(dice.choice(everyone), dice.choice(["stateKeyLaboratory", "keyUniversity211", "demonstrationBase"]),
                m.maybe(start.isoformat(), 0.9), m.maybe(end, 0.6))  # fmt: skip
    _coverage(m)
    if dice.random() < 0.4:
        m.succeeds(mine[2], mine[3], m.maybe(m.day(2003, 2012).isoformat(), 0.9))
    return Made(number, m.home, dice.choice(DAYS), (*mine, unit), tuple(theirs))


def _treaty(m: Maker, code: str, programme: str) -> str:
    signed = m.day(1995, 2009)
    entered = signed + timedelta(days=m.dice.randrange(0, 400))
    until = entered + timedelta(days=m.dice.randrange(300, 3000))
    ended = entered + timedelta(days=m.dice.randrange(100, 4000))
    return m.agreement(
        "intergovernmental", [f"country-iso-{m.home}", f"country-iso-{code}"], signed.isoformat(), m.maybe(entered.isoformat(), 0.9),
        m.maybe(until.isoformat(), 0.8), terminated=m.maybe(ended.isoformat(), 0.15), programme=m.maybe(programme, 0.6),
        renewal=m.dice.choice(["", "none", "automatic", "consent", "unknown"]), field=m.maybe("KA05", 0.4),
        ip=m.dice.choice(["", "annex", "toBeAgreed"]),
    )  # fmt: skip


def _paper(m: Maker, mine: Sequence[str], theirs: Sequence[str], lost: str, treaties: Sequence[str]) -> str:
    dice = m.dice
    signed = m.day(2001, 2011)
    entered = signed + timedelta(days=dice.randrange(0, 60))
    until = entered + timedelta(days=dice.randrange(200, 2500))
    subject = m.agreement(
        dice.choice(["institution", "institution", "institution", "project", ""]), [dice.choice(mine), dice.choice([*theirs, *theirs, lost, mine[1]])],
        signed.isoformat(), m.maybe(entered.isoformat(), 0.9), m.maybe(until.isoformat(), 0.8),
        renewal=dice.choice(["", "none", "automatic", "consent"]), framework=m.maybe(dice.choice(treaties), 0.5),
        form=dice.choice(["", "", "contract", "memorandum"]), forms=dice.choice(["", "jointResearch", "seminars"]),
        ip=dice.choice(["", "clause", "annex", "toBeAgreed", "absent", "notSeen"]), cost=dice.choice(["", "ownCost"]),
        field=m.maybe(dice.choice(AREAS), 0.5), reported=dice.choice(["", "true"]),
    )  # fmt: skip
    if dice.random() < 0.15:
        rules = {
            one.object for one in m.world.statements if one.subject == subject and one.predicate == "ipRule"
        }
        if rules:
            (held,) = rules
            other = "concept-iprule-absent" if held != "concept-iprule-absent" else "concept-iprule-clause"
            m.contest(subject, "ipRule", (held, other))
    return subject


def _project(
    m: Maker, mine: Sequence[str], theirs: Sequence[str], crowd: Sequence[str], lost: str,
    treaties: Sequence[str], papers: Sequence[str], programmes: Sequence[str],
) -> None:  # fmt: skip
    dice = m.dice
    start = m.day(2000, 2012)
    end = start + timedelta(days=dice.randrange(60, 2200))
    members = {dice.choice(mine), dice.choice(theirs)}
    if dice.random() < 0.3:
        members.add(dice.choice([*mine, *theirs, lost]))
    if dice.random() < 0.25:
        members.update(crowd)
    dated = dice.random()
    kind = dice.choice(["", "", "programme", "specialProject", "intergovernmental"])
    priority = dice.choice(["", "key", "ordinary"])
    subject = m.project(
        sorted(members), start.isoformat() if dated < 0.92 else "", end.isoformat() if dated < 0.85 else "",
        programme=m.maybe(dice.choice([*programmes, m.id("prog", "p2")]), 0.5),
        under=m.maybe(dice.choice([*treaties, *papers]), 0.5), national=kind, priority=priority, field=m.maybe(dice.choice(AREAS), 0.6),
    )  # fmt: skip
    if priority and dice.random() < 0.15:
        other = "ordinary" if priority == "key" else "key"
        m.contest(subject, "priority", (f"concept-priority-{priority}", f"concept-priority-{other}"))
    if dice.random() < 0.35:
        for _ in range(dice.randrange(1, 3)):
            first = m.day(2003, 2010)
            last = first + timedelta(days=dice.randrange(300, 1500))
            m.support(subject, dice.choice(mine), first.isoformat(), m.maybe(last.isoformat(), 0.9))


def _lab(m: Maker, mine: Sequence[str], theirs: Sequence[str], treaties: Sequence[str]) -> str:
    start = m.day(2001, 2011)
    return m.lab(
        [m.dice.choice(mine), m.dice.choice(theirs)], start.isoformat(), m.maybe((start + timedelta(days=1500)).isoformat(), 0.4),
        field=m.maybe(m.dice.choice(AREAS), 0.5), included=m.maybe(m.dice.choice(treaties), 0.4), on=m.day(2002, 2012).isoformat(),
    )  # fmt: skip


def _contribution(m: Maker, on: str, side: str) -> None:
    state = m.dice.choice(["committed", "delivered", "withdrawn", ""])
    subject = m.contribution(
        on, side, m.dice.choice(KINDS), state, m.maybe(m.day(2002, 2012).isoformat(), 0.6)
    )
    if state and m.dice.random() < 0.15:
        other = "withdrawn" if state != "withdrawn" else "committed"
        m.contest(
            subject,
            "contributionState",
            (f"concept-contributionstate-{state}", f"concept-contributionstate-{other}"),
        )


def _coverage(m: Maker) -> None:
    dice = m.dice
    if dice.random() < 0.4:
        m.complete("Project", m.maybe(f"{dice.choice([1999, 2003, 2006])}-01-01", 0.6), f"{dice.choice([2009, 2013])}-12-31",
                   dice.choice(["", "nationalKind", "priority"]), whole=dice.random() < 0.8)  # fmt: skip
    if dice.random() < 0.3:
        for about in ("JointLab", "ExpertEngagement"):
            m.complete(about, "", "2013-12-31")
    if dice.random() < 0.3:
        m.complete("LabInclusion", "2000-01-01", "2013-12-31")
