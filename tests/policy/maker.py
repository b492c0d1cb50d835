"""A shared canon and a number enter; the means to say things of one small invented country in it leave."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from tests.graph.load.made import World

SOURCE = "randomland"


class Maker:
    """Says one world into a shared canon."""

    def __init__(self, world: World, dice: random.Random, number: int, tag: str = "") -> None:
        self.world, self.dice, self.number, self.tag = world, dice, number, tag
        self.home = f"H{tag}{number:03}"
        self.abroad = (f"F{tag}{number:03}", f"G{tag}{number:03}")
        self.key = f"w{tag.lower()}{number:03}"
        self.count = 0
        # apart, so that all else is drawn as before
        self.stints = random.Random(f"stints of {self.key}")
        self.more = random.Random(f"more of {self.key}")

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
                *self.joining(level),
            )
        return subject

    def joining(self, level: str) -> list[tuple[str, str, str]]:
        """Now and then a side of an agreement between institutions signs, is bound or leaves on days of its own."""
        if self.tag or level == "intergovernmental" or self.more.random() >= 0.25:
            return []
        signed, entered, left = sorted(
            date(2001, 1, 1) + timedelta(days=self.more.randrange(12 * 365)) for _ in range(3)
        )
        told = self.more.choice(
            (("signedOn",), ("inForceFrom",), ("signedOn", "inForceFrom"), ("signedOn", "withdrawnOn"))
        )
        days = {"signedOn": signed, "inForceFrom": entered, "withdrawnOn": left}
        return [(name, days[name].isoformat(), "date") for name in told]

    def output(self, one: str, other: str, year: int, field: str = "") -> str:
        subject = self.new("output")
        self.say(subject, ("type", "JointOutput", "class"), ("institution", one, "id"), ("otherInstitution", other, "id"),
                 ("works", "7", "integer"), ("field", _concept("mlp2006", field), "id"),
                 ("startDate", f"{year}-01-01", "date"), ("endDate", f"{year}-12-31", "date"))  # fmt: skip
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
        name: str = "",
    ) -> str:
        subject = self.id("lab", name) if name else self.new("lab")
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

    def stay(
        self,
        host: str,
        home: str,
        start: str,
        end: str,
        persons: str = "1",
        *,
        times: str = "",
        country: str = "",
    ) -> str:
        subject = self.new("eng")
        self.say(subject, ("type", "ExpertEngagement", "class"), ("host", host, "id"), ("homeInstitution", home, "id"),
                 ("homeCountry", f"country-iso-{country}" if country else "", "id"), ("personTimes", times, "integer"),
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
