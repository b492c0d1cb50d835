"""Invented countries enter; facts leave in them that once were judged too surely: later sides, unseated partners, renewals."""

from __future__ import annotations

from tests.graph.load.made import World
from tests.policy.cases import maker, paper, treaty
from tests.policy.maker import Maker

WHOLE = ("Project", "JointLab", "ExpertEngagement", "JointOutput")


def say_honest(world: World) -> None:
    """Say all of them."""
    _sides(maker(world, 13))
    _stated(maker(world, 14))
    _lists(maker(world, 9), WHOLE)
    _lists(maker(world, 10), WHOLE[:3])
    _units(maker(world, 11))
    _guests(maker(world, 12))


def _side(m: Maker, agreement: str, actor: str, **days: str) -> None:
    m.say(m.new("party"), ("type", "Party", "class"), ("agreement", agreement, "id"), ("actor", actor, "id"),
          *((name, day, "date") for name, day in days.items()))  # fmt: skip


def _between(m: Maker, signed: str = "", entered: str = "2005-01-01") -> str:
    return m.agreement("institution", [], signed, entered, "", form="contract", ip="clause")


def _sides(m: Maker) -> None:
    f = m.id("inst", "f")
    under = treaty(m)
    late = m.institution("latecomer", m.home)
    joined = m.project([f], "2008-01-01", "2014-12-31", under=under, field="KA01", priority="key")
    m.say(m.new("part"), ("type", "Participation", "class"), ("project", joined, "id"), ("institution", late, "id"),
          ("startDate", "2012-01-01", "date"))  # fmt: skip
    for name, own, theirs in (
        ("joins", {"signedOn": "2012-01-01"}, {}),
        ("awaits", {}, {"signedOn": "2012-01-01"}),
        ("signed", {"signedOn": "2009-01-01", "inForceFrom": "2011-01-01"}, {}),
    ):
        one, agreement = m.institution(name, m.home), _between(m)
        _side(m, agreement, one, **own)
        _side(m, agreement, f, **theirs)
    for name, sides in (("renewed", ()), ("goeson", (m.id("inst", "goeson"), f))):
        one = m.institution(name, m.home)
        first = paper(m, one, f, signed="2002-01-01", entered="2002-01-01", until="2006-12-31", ip="absent")
        m.agreement(
            "institution",
            sides,
            "2006-12-01",
            "2007-01-01",
            "2011-12-31",
            renews=first,
            form="contract",
            ip="clause",
        )
    annex = m.agreement(
        "intergovernmental", [f"country-iso-{m.home}"], "2000-01-01", "2000-01-01", "", ip="annex"
    )
    late = m.agreement(
        "intergovernmental", [f"country-iso-{m.home}"], "2012-01-01", "2012-01-01", "", ip="annex"
    )
    over = m.agreement("intergovernmental", [f"country-iso-{m.home}"], "2000-01-01", "2000-01-01", "2009-12-31", ip="annex",
                       renewal="none")  # fmt: skip
    for name, ip, above in (("early", "", late), ("later", "toBeAgreed", annex), ("none", "absent", annex), ("left", "toBeAgreed", ""),
                            ("ended", "absent", over)):  # fmt: skip
        one = m.institution(name, m.home)
        under = paper(m, one, f, ip=ip, framework=above)
        m.project([one, f], "2008-01-01", "2010-12-31", under=under, priority="key")
    areas = m.institution("areas", m.home)
    m.project([areas, f], "2008-01-01", "2010-12-31", field="KA01")
    m.lab([areas, f], "2008-01-01", "", field="KA05.1")


def _lists(m: Maker, classes: tuple[str, ...]) -> None:
    f, lost, under = m.id("inst", "f"), m.institution("lost", ""), treaty(m)
    for about in classes:
        m.complete(about, "1500-01-01", "2013-12-31")
    m.complete("LabInclusion", "1995-01-01", "2000-12-31")
    for name in ("bare", "noseat", "heir", "longlab"):
        m.project([m.institution(name, m.home), f], "2007-01-01", "2007-12-31", under=under)
    m.project([m.id("inst", "noseat"), lost], "2001-01-01", "2006-12-31")
    before = m.institution("before", m.home)
    m.project([before, f], "2001-01-01", "2006-12-31")
    m.succeeds(before, m.id("inst", "heir"), "")
    m.lab([m.id("inst", "longlab"), f], "", "2007-12-31")
    m.lab([m.id("inst", "bare"), m.id("inst", "g")], "2008-01-01", "2008-12-31", name="inside")
    since = m.institution("since", m.home)
    m.complete("CooperationPlan", "", "2013-12-31")  # it does not say since when
    m.lab([since, f], "2005-01-01", "", name="outside")


def _units(m: Maker) -> None:
    """A unit of home and one from abroad whose country is known by their hosts alone, and what only they have."""
    treaty(m)
    own = m.institution("own", "", unit_of=m.institution("host", m.home))
    other = m.institution("other", "", unit_of=m.id("inst", "f"))
    project = m.project([own, other], "2008-01-01", "2010-12-31", field="KA05")
    m.support(project, own, "2008-01-01", "2010-12-31")
    m.lab([own, other], "2008-01-01", "")
    m.stay(own, other, "2009-03-01", "2009-04-01")
    back = paper(m, own, other, ip="clause")
    m.contribution(back, other, "equipment", "withdrawn", "2008-03-01")


def _guests(m: Maker) -> None:
    f, one, lost = m.id("inst", "f"), m.institution("one", m.home), m.institution("lost", "")
    m.institution("near", m.home)
    for sent, first, times in (
        (f, "2008-03-01", "12"), (f, "2009-03-01", "9"), (f, "2009-10-01", "6"), (m.id("inst", "near"), "2009-05-01", "30"),
        (lost, "2009-06-01", "40"),
    ):  # fmt: skip
        m.stay(one, sent, first, f"{first[:4]}-12-01", times=times)


def _stated(m: Maker) -> None:
    """Projects under a departmental agreement that stands under a treaty, whose term ended in 2009 with no renewal seen."""
    f, sides = m.id("inst", "f"), [f"country-iso-{m.home}", f"country-iso-{m.abroad[0]}"]
    above = m.agreement(
        "intergovernmental", sides, "2005-01-01", "2005-01-01", "2009-12-31", renewal="consent"
    )
    below = m.agreement("departmental", sides, "2006-01-01", "2006-01-01", "2012-12-31", framework=above)
    for name, names in (("through", below), ("itself", above)):
        m.project([m.institution(name, m.home), f], "2008-01-01", "2011-12-31", under=names)
