"""A canon enters; small invented countries leave in it, each with the facts that one clause of the policy is tested with."""

from __future__ import annotations

import random

from tests.graph.load.made import World
from tests.policy.maker import Maker

DAY = "2010-06-30"


def maker(world: World, number: int) -> Maker:
    """An invented country with two others, their institutions f and g, and a treaty with the first since 2000."""
    m = Maker(world, random.Random(number), number, tag="C")
    for code in (m.home, *m.abroad):
        m.country(code)
    m.institution("f", m.abroad[0])
    m.institution("g", m.abroad[1])
    return m


def treaty(
    m: Maker, at: int = 0, since: str = "2000-01-01", level: str = "intergovernmental", until: str = ""
) -> str:
    parties = [f"country-iso-{m.home}", f"country-iso-{m.abroad[at]}"]
    return m.agreement(level, parties, since, since, until, renewal="automatic", field="KA05")


def paper(m: Maker, one: str, other: str, **said: str) -> str:
    given = {
        "signed": "2008-01-01",
        "entered": "2008-01-01",
        "until": "2012-12-31",
        "form": "contract",
        "ip": "clause",
        **said,
    }
    return m.agreement(
        "institution", [one, other], given.pop("signed"), given.pop("entered"), given.pop("until"), **given
    )


def say_cases(world: World) -> None:
    """Say all of them."""
    _conditions(maker(world, 1))
    _levels(maker(world, 2))
    _treaties(maker(world, 3))
    _merged(maker(world, 4))
    _closed(maker(world, 5))
    _history(maker(world, 6))
    _stints(maker(world, 7))
    _papers(maker(world, 8))


def _conditions(m: Maker) -> None:
    f, g, under = m.id("inst", "f"), m.id("inst", "g"), treaty(m)
    lower = treaty(m, level="departmental")
    star = m.institution("star", m.home)
    m.project(
        [star, f],
        "2006-03-01",
        "2009-02-28",
        id=m.id("proj", "s1"),
        under=under,
        national="programme",
        field="KA05",
    )
    m.project(
        [star, f],
        "2008-01-01",
        "2011-12-31",
        id=m.id("proj", "s2"),
        national="intergovernmental",
        priority="key",
        field="KA05.1",
    )
    m.title(star, "keyUniversity211", "2000-01-01", "")
    m.contribution(paper(m, star, f, forms="jointResearch"), f, "technology", "committed", "2008-02-01")
    names = ("lapsed", "memo", "silent", "noclause", "asked", "duties", "expired", "talent", "planned")
    for name in names:
        one = m.institution(name, m.home)
        m.project([one, f], "2007-01-01", "2007-12-31", id=m.id("proj", name), under=lower if name == "memo" else under,
                  national="programme" if name == "duties" else "")  # fmt: skip
    m.title(m.id("inst", "lapsed"), "stateKeyLaboratory", "1998-01-01", "2005-12-31")
    paper(m, m.id("inst", "silent"), f, ip="")
    paper(m, m.id("inst", "noclause"), f, ip="absent")
    paper(m, m.id("inst", "asked"), f)
    paper(m, m.id("inst", "expired"), f, until="2009-12-31", renewal="none")
    m.say(m.id("fsupport", "asked"), ("type", "ForeignSupport", "class"), ("organisation", m.id("inst", "asked"), "id"),
          ("supportState", "concept-supportstate-requested", "id"), ("date", "2009-01-01", "date"))  # fmt: skip
    m.say(m.id("plan", "planned"), ("type", "CooperationPlan", "class"), ("organisation", m.id("inst", "planned"), "id"),
          ("startDate", "2009-01-01", "date"))  # fmt: skip
    m.world.say(m.id("plan", "planned"), f"rec-randomland-{m.id('plan', 'planned')}", ("goal", "a joint centre", "string"),
                ("milestone", "2012", "string"), lang="en")  # fmt: skip
    talent = m.id("inst", "talent")
    m.lab([talent, f], "2008-01-01", "")
    m.stay(talent, g, "2009-03-01", "2009-04-01")
    m.say(m.id("eng", "visits"), ("type", "ExpertEngagement", "class"), ("host", talent, "id"), ("homeInstitution", g, "id"),
          ("person", m.id("person", "p"), "id"), ("personTimes", "3", "integer"), ("startDate", "2010-01-01", "date"))  # fmt: skip
    m.say(m.id("person", "p"), ("type", "Person", "class"))
    for name, spans in {
        "s36": [("2004-01-01", "2006-12-31")],
        "s35": [("2004-01-01", "2006-11-30")],
        "gap": [("2004-01-01", "2005-06-30"), ("2005-07-02", "2007-01-01")],
    }.items():
        project = m.project([star], "2004-01-01", "2008-12-31", id=m.id("proj", name))
        for first, last in spans:
            m.support(project, star, first, last)
    m.say(
        m.id("talent", "t08"),
        ("type", "TalentPlanEntry", "class"),
        ("organisation", talent, "id"),
        ("planYear", "2008", "gYear"),
    )
    m.complete("TalentPlanEntry", "2009-01-01", "2009-12-31")
    countries = f"country-iso-{m.home}", f"country-iso-{m.abroad[0]}"
    for name, seats, deadline, field in (
        ("usable", countries, "2010-09-30", "KA05"), ("closed", countries, "2010-03-31", "KA05"),
        ("country", countries[:1], "2010-09-30", "KA05"), ("field", countries, "2010-09-30", "KA01"),
    ):  # fmt: skip
        m.say(m.id("call", name), ("type", "Call", "class"), ("opensOn", "2010-01-01", "date"), ("deadline", deadline, "date"),
              ("field", f"concept-mlp2006-{field}", "id"), *(("eligibleCountry", one, "id") for one in seats))  # fmt: skip
    m.say("concept-otherland-42", ("type", "Concept", "class"), ("notation", "42", "string"))
    m.say(m.id("proj", "s1"), ("field", "concept-otherland-42", "id"), more="-field")


def _levels(m: Maker) -> None:
    f, one = m.id("inst", "f"), m.institution("one", m.home)
    paper(m, one, f, signed="2003-01-01", entered="2003-01-01", until="2003-12-31", renewal="none")
    for _ in range(3):
        m.project([one, f], "2003-01-01", "2003-12-31")


def _treaties(m: Maker) -> None:
    treaty(m)
    treaty(m, since="2001-01-01")  # a second one with the same country
    treaty(m, at=1, since="2005-01-01")


def _merged(m: Maker) -> None:
    f, under = m.id("inst", "f"), treaty(m)
    old, new = m.institution("old", m.home), m.institution("new", m.home)
    m.project([old, f], "2005-01-01", "2006-12-31", under=under)
    m.project([new, f], "2008-02-01", "2009-12-31")
    m.succeeds(old, new, "2008-01-01")


def _closed(m: Maker) -> None:
    f, under = m.id("inst", "f"), treaty(m)
    one = m.institution("one", m.home)
    m.project([one, f], "2007-01-01", "2009-12-31", under=under)
    m.complete("Project", "2001-01-01", "2013-12-31")


def _history(m: Maker) -> None:
    """Holders of titles, with what was before, what was after, and what has no date; and others to rank them among."""
    f, under = m.id("inst", "f"), treaty(m)
    for name in ("twice", "later", "loose", "nodate", "rich", "poor"):
        one = m.institution(name, m.home)
        m.project([one, f], "2006-01-01", "2008-12-31", id=m.id("proj", name), under=under)
    twice, later, loose = m.id("inst", "twice"), m.id("inst", "later"), m.id("inst", "loose")
    m.title(twice, "stateKeyLaboratory", "2001-01-01", "")
    m.title(twice, "stateKeyLaboratory", "2009-05-01", "")
    for one in (twice, later, loose, m.id("inst", "nodate")):
        m.title(one, "internationalJointResearchCentre", "" if one.endswith("nodate") else "2009-05", "")
    m.title(twice, "demonstrationBase", "2003-01-01", "")
    paper(m, later, f, signed="2009-05-02", entered="2009-05-02")
    m.project([later, f], "2009-05-01", "2010-12-31", national="programme")
    m.contribution(paper(m, loose, f), f, "technology", "committed", "")
    m.project([loose, f], "", "")
    m.project([m.id("inst", "rich"), f], "2007-01-01", "2008-12-31")
    m.project([m.id("inst", "rich"), m.id("inst", "g")], "2007-01-01", "2008-12-31")


def _papers(m: Maker) -> None:
    """Two agreements, one whole and one bare, a lab that none includes; a merger, and an academy with an institute of its own."""
    f, g, under = m.id("inst", "f"), m.id("inst", "g"), treaty(m)
    one = m.institution("papers", m.home)
    m.project([one, f], "2007-01-01", "2007-12-31", under=under)
    m.contribution(paper(m, one, f, forms="jointResearch"), f, "technology", "committed", "2008-02-01")
    paper(m, one, g, ip="", forms="jointResearch")
    m.lab([one, f], "2008-01-01", "")
    before, merged = m.institution("before", m.home), m.institution("merged", m.home)
    m.project([merged, f], "2009-01-01", "2009-12-31", under=under)
    m.succeeds(before, merged, "2008-01-01")
    academy = m.institution("academy", m.home)
    m.institution("institute", m.home, unit_of=academy)
    m.project(
        [one, academy, *(m.institution(f"large{number}", m.home) for number in range(12))],
        "2008-01-01",
        "2010-12-31",
    )
    m.say(m.id("person", "before"), ("type", "Person", "class"))
    m.say(m.id("aff", "before"), ("type", "Affiliation", "class"), ("person", m.id("person", "before"), "id"),
          ("organisation", before, "id"), ("startDate", "2004-01-01", "date"))  # fmt: skip


def _stints(m: Maker) -> None:
    """A laboratory since 1997 whose members came and went: f and g with one, never with each other's time."""
    f, g, one = m.id("inst", "f"), m.id("inst", "g"), m.institution("one", m.home)
    m.project([one, f], "2007-01-01", "2007-12-31", under=treaty(m), national="programme")
    lab = m.lab([], "1997-01-01", "")
    for name, member, first, last in (
        ("own", one, "2008-10-01", ""),
        ("f", f, "", ""),
        ("g", g, "2000-01-01", "2006-12-31"),
    ):
        m.say(m.id("labmem", name), ("type", "LabMembership", "class"), ("lab", lab, "id"), ("institution", member, "id"),
              ("startDate", first, "date"), ("endDate", last, "date"))  # fmt: skip
