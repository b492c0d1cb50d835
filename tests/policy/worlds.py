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
from tests.policy.maker import SOURCE, Maker

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
    _more(m, mine, unit, theirs, lost, papers, treaties)
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


def _more(
    m: Maker, mine: Sequence[str], unit: str, theirs: Sequence[str], lost: str, papers: Sequence[str], treaties: Sequence[str],
) -> None:  # fmt: skip
    """What was thought of later: a unit and a partner whose country is their host's, outputs, renewals, lists that are whole."""
    dice = m.more
    silent = m.institution("u1", "", unit_of=mine[1])
    theirs = [*theirs, m.institution("v1", "", unit_of=theirs[0])]
    everyone = [*mine, unit, silent]

    def some(first: int, last: int) -> str:
        return (date(first, 1, 1) + timedelta(days=dice.randrange((last - first) * 365))).isoformat()

    for _ in range(dice.randrange(0, 4)):
        first = some(1999, 2010)
        m.project([dice.choice([silent, *mine]), dice.choice([*theirs, lost])], first if dice.random() < 0.8 else "",
                  f"{int(first[:4]) + dice.randrange(0, 6)}-12-31", under=dice.choice([*treaties, ""]))  # fmt: skip
    if dice.random() < 0.5:
        m.lab(
            [silent, dice.choice(theirs)],
            some(2001, 2010),
            "",
            included=dice.choice([*treaties, ""]),
            on=some(2002, 2012),
        )
    for _ in range(dice.randrange(0, 3)):
        m.stay(dice.choice(everyone), dice.choice([*theirs, lost, mine[0], ""]), some(2003, 2012), "", times=dice.choice(["", "9"]),
               country=dice.choice(["", "", m.home, m.abroad[0]]))  # fmt: skip
    for _ in range(dice.randrange(0, 4)):
        m.output(
            dice.choice(everyone),
            dice.choice([*theirs, mine[0]]),
            dice.randrange(2002, 2013),
            dice.choice(["", "KA01"]),
        )
    for _ in range(dice.randrange(0, 3)):
        old, first = dice.choice(papers), some(2004, 2010)
        sides = [dice.choice(everyone), dice.choice(theirs)] if dice.random() < 0.5 else []
        m.agreement("institution", sides, first, first, f"{int(first[:4]) + dice.randrange(1, 7)}-06-30", renews=old,
                    renewal=dice.choice(["none", "automatic"]), ip=dice.choice(["", "absent", "clause"]),
                    framework=dice.choice([*papers, *treaties, ""]))  # fmt: skip
    if dice.random() < 0.4:
        since = dice.choice(["1500-01-01", "1500-01-01", "1998-01-01", ""])
        for about in ("Project", "JointLab", "ExpertEngagement", "JointOutput"):
            m.complete(about, since, "2013-12-31")
    if dice.random() < 0.3:
        m.complete(
            "LabInclusion",
            dice.choice(["1995-01-01", "2004-01-01"]),
            dice.choice(["2007-12-31", "2013-12-31"]),
        )


def _coverage(m: Maker) -> None:
    dice = m.dice
    if dice.random() < 0.4:
        m.complete("Project", m.maybe(f"{dice.choice([1999, 2003, 2006])}-01-01", 0.6) or "1500-01-01", f"{dice.choice([2009, 2013])}-12-31",
                   dice.choice(["", "nationalKind", "priority"]), whole=dice.random() < 0.8)  # fmt: skip
    if dice.random() < 0.3:
        for about in ("JointLab", "ExpertEngagement", "JointOutput"):
            m.complete(about, "1500-01-01", "2013-12-31")
    if dice.random() < 0.3:
        m.complete("LabInclusion", "2000-01-01", "2013-12-31")
