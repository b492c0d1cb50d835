"""Statements enter; pool, core questions and verdicts leave, computed a second time from the policy's text alone.

Plain Python and networkx over the rows of canon. Nothing of the graph package is used, no query, no interval, no Kleene
operator of the product: what the two agree on was worked out twice. Dates are whole days, as the random worlds have them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import networkx as nx

GOOD = {"yes": 3, "presumed": 2, "unknown": 1, "no": 0}
EVER, NEVER = date(1, 1, 1), date(9999, 12, 31)
ACTIVITIES = {"Project": "project", "JointLab": "lab", "ExpertEngagement": "stay"}
LISTED = {"keyUniversity985", "keyUniversity211", "innovativeEnterprise", "stateKeyLaboratory", "nationalKeyLaboratory",
          "engineeringTechnologyCentre", "talentExtensionBase", "talentDemonstrationUnit"}  # fmt: skip


class Facts:
    """The statements as a graph of things, literals as node data, references as edges named by their predicate."""

    def __init__(self, statements: Iterable[Any]) -> None:
        self.graph = nx.MultiDiGraph()
        said: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for row in sorted(statements, key=lambda one: one.record):
            said[row.subject, row.predicate].setdefault(row.object, row.record)
            self.graph.add_node(row.subject)
            if row.datatype == "id":
                self.graph.add_edge(row.subject, row.object, key=row.predicate)
        self._said = said
        self.kinds: dict[str, list[str]] = defaultdict(list)
        for (subject, predicate), values in sorted(said.items()):
            if predicate == "type":
                for value in values:
                    self.kinds[value].append(subject)

    def values(self, thing: str, name: str) -> list[str]:
        """All values that records give, the first record's first."""
        return list(self._said.get((thing, name), {}))

    def one(self, thing: str, name: str) -> str | None:
        """The value that views show."""
        return next(iter(self.values(thing, name)), None)

    def word(self, thing: str, name: str) -> str | None:
        """The notation of a concept."""
        value = self.one(thing, name)
        return value.split("-", 2)[2] if value else None

    def words(self, thing: str, name: str) -> set[str]:
        return {value.split("-", 2)[2] for value in self.values(thing, name)}

    def day(self, thing: str, name: str) -> date | None:
        value = self.one(thing, name)
        return date.fromisoformat(value) if value else None

    def behind(self, thing: str, name: str) -> list[str]:
        """What refers to a thing by a predicate."""
        if thing not in self.graph:
            return []
        return sorted({one for one, _, key in self.graph.in_edges(thing, keys=True) if key == name})

    def seat(self, thing: str) -> str | None:
        country = self.one(thing, "country") or (thing if thing.startswith("country-iso-") else None)
        if country is None and (host := self.one(thing, "host")):
            country = self.one(host, "country")
        return country.split("-", 2)[2] if country else None

    def up(self, thing: str, name: str) -> list[str]:
        """A thing and all that it is under."""
        found, wait = [thing], [thing]
        while wait:
            for above in self.values(wait.pop(), name):
                if above not in found:
                    found.append(above)
                    wait.append(above)
        return found


class Second:
    """The second computation for one home and one day."""

    def __init__(self, facts: Facts, home: str, day: date, **reading: str) -> None:
        self.f, self.home, self.t = facts, home, day
        self.reading = {"link": "programme", "time": "ever", "overlap": "any", "force": "presumed", "C3": "ab_and_c",
                        "C3.time": "within", "C5b": "any", "C1a": "stated", **reading}  # fmt: skip
        self.one_history = True
        self._kin: dict[str, dict[str, bool]] | None = None
        self.members: dict[str, set[str]] = defaultdict(set)
        for link, event, member in (("Participation", "project", "institution"), ("LabMembership", "lab", "institution"),
                                    ("Party", "agreement", "actor")):  # fmt: skip
            for one in facts.kinds[link]:
                on, who = facts.one(one, event), facts.one(one, member)
                if on and who:
                    self.members[on].add(who)
        for one in facts.kinds["ExpertEngagement"]:
            self.members[one] |= {
                who for name in ("host", "homeInstitution") if (who := facts.one(one, name))
            }
        self.organisations = facts.kinds["Institution"] + facts.kinds["Unit"]
        self.mine = sorted(one for one in self.organisations if facts.seat(one) == home)

    # ---- time -----------------------------------------------------------------------------------------------------
    def begun(self, first: date | None, last: date | None) -> str:
        """Whether something had begun by the day: certain, possible or no."""
        if first is None and last is None:
            return "possible"
        if first is not None:
            return "no" if first > self.t else "certain"
        return "certain" if last is not None and last <= self.t else "possible"

    def span(self, thing: str) -> tuple[date | None, date | None]:
        kinds = self.f.values(thing, "type")
        if "Agreement" in kinds:
            return (self.f.day(thing, "inForceFrom") or self.f.day(thing, "signedOn"),
                    self.f.day(thing, "terminatedOn") or self.f.day(thing, "validUntil"))  # fmt: skip
        return self.f.day(thing, "startDate"), self.f.day(thing, "endDate")

    # ---- agreements -----------------------------------------------------------------------------------------------
    def life(self, agreement: str) -> list[tuple[str, date, date]]:
        """When it was in force, as known on the day: state, from, until."""
        f, t = self.f, self.t
        signed, entered = f.day(agreement, "signedOn"), f.day(agreement, "inForceFrom")
        ended, until = f.day(agreement, "terminatedOn"), f.day(agreement, "validUntil")
        stop = ended if ended is not None and ended <= t else None
        last = stop or NEVER
        if entered is None:
            if signed is None:
                return [("unknown", EVER, last)]
            return [("unknown", signed, last)] if signed <= t else []
        if entered > t:
            return []
        if until is None:
            return [("yes", entered, stop)] if stop else [("presumed", entered, NEVER)]
        found = [("yes", entered, min(until, last))]
        if (stop is not None and stop <= until) or until > t:
            return found
        renewed = [one for one in f.behind(agreement, "renews") if (f.day(one, "signedOn") or EVER) <= t]
        rule = f.word(agreement, "renewalRule") or ""
        if renewed or rule == "none":
            return found
        return [*found, ("presumed" if rule == "automatic" else "unknown", until + timedelta(days=1), last)]

    def on(self, agreement: str, day: date) -> str:
        states = [state for state, first, last in self.life(agreement) if first <= day <= last]
        return max(states, key=GOOD.__getitem__, default="no")

    def hidden(self, agreement: str) -> bool:
        dates = [one for name in ("signedOn", "inForceFrom") if (one := self.f.day(agreement, name))]
        return bool(dates) and all(one > self.t for one in dates)

    def during(self, agreement: str, project: str) -> str:
        """The state of an agreement for a project: at any time of it, at its start, or throughout."""
        first, last = self.span(project)
        if first is None and last is None:
            return "unknown" if self.life(agreement) else "no"
        how = self.reading["overlap"]
        if how == "start":
            return self.on(agreement, first) if first else "unknown"
        begin, end = first or EVER, last or NEVER
        if how == "throughout":
            if first is None:
                return "unknown"
            end, day, worst = min(last or self.t, self.t), first, "yes"
            marks = sorted(
                {
                    begin,
                    *(
                        one
                        for _, a, b in self.life(agreement)
                        for one in (a, b, _next(b))
                        if begin <= one <= end
                    ),
                }
            )
            for day in (*marks, end):
                worst = min(worst, self.on(agreement, day), key=GOOD.__getitem__)
            return worst
        met = [state for state, a, b in self.life(agreement) if a <= end and begin <= b]
        return max(met, key=GOOD.__getitem__, default="no")

    # ---- the pool, Q1 ---------------------------------------------------------------------------------------------
    def project_states(self, project: str) -> str:
        """The best state in which a project is under an intergovernmental agreement, seen from home."""
        first, last = self.span(project)
        time = self.begun(first, last)
        if time == "certain" and self.reading["time"] != "ever":
            since = (
                self.t
                if self.reading["time"] == "at"
                else date(
                    self.t.year - 5, self.t.month, min(self.t.day, 28) if self.t.month == 2 else self.t.day
                )
            )
            if last is not None and last < since:
                time = "no"
        if time == "no":
            return "no"
        best = "no"
        for named in self.f.values(project, "underAgreement"):
            for root in self.f.up(named, "framework"):
                if self.f.word(root, "level") == "intergovernmental" and not self.hidden(root):
                    best = max(best, self.during(root, project), key=GOOD.__getitem__)
        if self.reading["link"] != "stated":
            above = {
                one
                for programme in self.f.values(project, "programme")
                for one in self.f.up(programme, "partOf")
            }
            for agreement in self.treaties():
                named_by = set(self.f.values(agreement, "instrumentProgramme"))
                if above & named_by and f"country-iso-{self.home}" in self.members[agreement]:
                    best = max(best, self.during(agreement, project), key=GOOD.__getitem__)
        return min(best, "unknown", key=GOOD.__getitem__) if time == "possible" else best

    def treaties(self) -> list[str]:
        return [
            one
            for one in self.f.kinds["Agreement"]
            if self.f.word(one, "level") == "intergovernmental" and not self.hidden(one)
        ]

    def kin(self) -> dict[str, dict[str, bool]]:
        """For each institution itself and all that it succeeds by the day: whether that is certain."""
        if self._kin is None:
            self._kin = (
                self._find_kin() if self.one_history else {one: {one: True} for one in self.organisations}
            )
        return self._kin

    def _find_kin(self) -> dict[str, dict[str, bool]]:
        found: dict[str, dict[str, bool]] = {one: {one: True} for one in self.organisations}
        for one in self.f.kinds["OrganisationRelation"]:
            when = self.f.day(one, "startDate")
            before, after = self.f.one(one, "fromOrganisation"), self.f.one(one, "toOrganisation")
            if before and after and (when is None or when <= self.t):
                found[after][before] = when is not None
        return found

    def gone(self) -> set[str]:
        """Those that certainly became part of another by the day."""
        return {
            before
            for after, several in self.kin().items()
            for before, sure in several.items()
            if sure and before != after
        }

    def pool(self) -> dict[str, str]:
        """Who is in, and who is undecided; the rest is outside."""
        kin, states = self.kin(), {one: self.project_states(one) for one in self.f.kinds["Project"]}
        found: dict[str, str] = {}
        for one in self.mine:
            best = "no"
            for project, state in states.items():
                for each, sure in kin[one].items():
                    if each in self.members[project] and self.f.seat(each) == self.home:
                        state_here = state if sure else min(state, "unknown", key=GOOD.__getitem__)
                        best = max(best, state_here, key=GOOD.__getitem__)
            if GOOD[best]:
                found[one] = "in" if GOOD[best] >= 2 else "undecided"
        return {one: place for one, place in found.items() if one not in self.gone()}

    # ---- coverage -------------------------------------------------------------------------------------------------
    def complete(self, about: str, prop: str) -> list[tuple[date, date]]:
        speaks = [
            one for one in self.f.kinds["Coverage"]
            if self.f.one(one, "complete") == "true" and self.f.one(one, "aboutClass") == about
            and (self.f.one(one, "aboutProperty") or "") in ("", prop)
            and self.f.one(one, "country") == f"country-iso-{self.home}"
        ]  # fmt: skip
        return sorted(
            (self.f.day(one, "startDate") or EVER, self.f.day(one, "endDate") or NEVER) for one in speaks
        )

    def closed(self, about: str, prop: str, first: date) -> bool:
        return any(a <= first and b >= self.t for a, b in self.complete(about, prop))

    # ---- the parts ------------------------------------------------------------------------------------------------
    def events(self, one: str, classes: Iterable[str]) -> dict[str, bool]:
        """What it and those that it succeeds took part in, and whether that is certain."""
        found: dict[str, bool] = {}
        for name in classes:
            for event in self.f.kinds[name]:
                sure = [certain for each, certain in self.kin()[one].items() if each in self.members[event]]
                if sure:
                    found[event] = any(sure)
        return found

    def c1a(self, one: str) -> str:
        named = 0
        for event, sure in self.events(one, ("Project", "JointLab", "Agreement", "ExpertEngagement")).items():
            in_area = any(word.startswith("KA") for word in self.f.words(event, "field"))
            named += in_area and sure and self.begun(*self.span(event)) == "certain"
        return "MET" if named >= 2 and self.reading["C1a"] == "stated" else "UNKNOWN"

    def c2a(self, one: str) -> str:
        found = set()
        for title in self.f.behind(one, "organisation"):
            if "Designation" in self.f.values(title, "type") and self.f.word(title, "title") in LISTED:
                found.add(self._valid(self.f.day(title, "startDate"), self.f.day(title, "endDate")))
        return "MET" if "certain" in found else "UNKNOWN" if "possible" in found else "JUDGE"

    def _valid(self, first: date | None, last: date | None) -> str:
        if last is not None and last < self.t:
            return "no"
        if first is None:
            return "certain" if last == self.t else "possible"
        return "certain" if first <= self.t else "no"

    def channels(self, one: str, cap: int = 10) -> dict[str, dict[str, set[int]]]:
        """Foreign partner to activities of few members to the years in which each was active."""
        found: dict[str, dict[str, set[int]]] = defaultdict(dict)
        for event, sure in self.events(one, ACTIVITIES).items():
            first, last = self.span(event)
            if not sure or first is None or first > self.t or len(self.members[event]) > cap:
                continue
            active = set(range(first.year, min(last or self.t, self.t).year + 1))
            for other in self.members[event]:
                if self.f.seat(other) not in (None, self.home):
                    found[other][event] = active
        return found

    def c2c(self, one: str) -> str:
        channels = self.channels(one)
        for shared in channels.values():
            if len(shared) >= 2 and longest(set().union(*shared.values()), 1)[0] >= 3:
                return "MET"
        stretches = {name: self.complete(name, "") for name in ACTIVITIES}
        if all(several and several[0][0] == EVER for several in stretches.values()):
            undated = any(self.span(event)[0] is None and len(self.members[event]) <= 10
                          and any(self.f.seat(other) not in (None, self.home) for other in self.members[event])
                          for event, sure in self.events(one, ACTIVITIES).items() if sure)  # fmt: skip
            unseen = {year for year in range(1500, self.t.year + 1) for several in stretches.values()
                      if not any(a <= date(year, 1, 1) and b >= min(date(year, 12, 31), self.t) for a, b in several)}  # fmt: skip
            active = [set().union(*shared.values()) for shared in channels.values()] + [set()]
            if not undated and not (unseen and any(longest(years | unseen, 1)[0] >= 3 for years in active)):
                return "NOT_MET"
        return "UNKNOWN"

    def c3(self, one: str, national: set[str] | None, *, key: bool = False) -> str:
        first = {"at": self.t, "ever": EVER}.get(self.reading["C3.time"], date(self.t.year - 4, 1, 1))
        prop = "priority" if key else "nationalKind"
        found = set()
        for project, sure in self.events(one, ("Project",)).items():
            time = self.begun(*self.span(project))
            end = self.span(project)[1]
            if time == "certain" and end is not None and end < first:
                time = "no"
            holds = [time if sure or time == "no" else "possible"]
            under = key and any(self.f.word(root, "level") == "intergovernmental"
                                for named in self.f.values(project, "underAgreement") for root in self.f.up(named, "framework"))  # fmt: skip
            holds.append(
                "certain"
                if under
                else self._says(project, "nationalKind", national or {"intergovernmental"}, first)
            )
            if key:
                holds.append(self._says(project, "priority", {"key"}, first))
            found.add(next((state for state in ("no", "conflict", "possible") if state in holds), "certain"))
        for state, status in (("certain", "MET"), ("conflict", "CONFLICT"), ("possible", "UNKNOWN")):
            if state in found:
                return status
        return "NOT_MET" if self.closed("Project", prop, first) else "UNKNOWN"

    def _says(self, thing: str, prop: str, wanted: set[str], first: date) -> str:
        values = self.f.words(thing, prop)
        if not values:
            return "no" if self.closed("Project", prop, first) else "possible"
        hits = {value in wanted for value in values}
        return "conflict" if len(hits) == 2 else "certain" if True in hits else "no"

    def papers(self, one: str) -> dict[str, str]:
        """Agreements between institutions with a foreign partner, by what they are worth: for, open, against."""
        kin = self.kin()
        signs = dict(kin[one])
        if host := self.f.one(one, "host"):
            signs |= kin[host]
        counts = {"yes"} if self.reading["force"] == "yes" else {"yes", "presumed"}
        found: dict[str, str] = {}
        for paper in self.f.kinds["Agreement"]:
            sides = self.members[paper]
            if not sides & set(signs) or self.hidden(paper):
                continue
            level, form, forms = (
                self.f.word(paper, name) for name in ("level", "agreementKind", "cooperationForm")
            )
            others = {self.f.seat(side) for side in sides - set(signs)} - {self.home}
            foreign = others - {None}
            if level not in ("institution", None) or not others:
                continue
            weak = form in ("memorandum", "letterOfIntent") and forms != "jointResearch"
            if weak and forms:
                continue
            sure = (
                level == "institution"
                and not weak
                and bool(foreign)
                and any(signs[side] for side in sides & set(signs))
            )
            state = self.on(paper, self.t) if self.life(paper) else "unknown"
            if state == "no":
                if sure:
                    found[paper] = "against"
            else:
                found[paper] = "for" if sure and state in counts else "open"
        return found

    def c5a(self, one: str) -> str:
        worth = set(self.papers(one).values())
        return "MET" if "for" in worth else "UNKNOWN" if "open" in worth or not worth else "NOT_MET"

    def lights(self, one: str) -> dict[str, tuple[str, bool]]:
        """For each kind of contribution its status, and whether anything names it."""
        papers = self.papers(one)
        firm = {paper for paper, worth in papers.items() if worth == "for"}
        maybe = {paper for paper, worth in papers.items() if worth == "open"}
        for lab, sure in self.events(one, ("JointLab",)).items():
            running = self._valid(*self.span(lab)) == "certain"
            if (
                sure
                and running
                and any(self.f.seat(side) not in (None, self.home) for side in self.members[lab])
            ):
                firm.add(lab)
        own_cost = any(
            self.f.word(paper, "costRule") == "ownCost" for paper, worth in papers.items() if worth == "for"
        )
        said: dict[str, set[str]] = defaultdict(set)
        for row in self.f.kinds["Contribution"]:
            on, seat = (
                self.f.one(row, "agreement") or self.f.one(row, "jointLab"),
                self.f.seat(self.f.one(row, "side") or ""),
            )
            start, kind = self.f.day(row, "startDate"), self.f.word(row, "contributionKind")
            if (
                on not in firm | maybe
                or seat == self.home
                or kind is None
                or (start is not None and start > self.t)
            ):
                continue
            states = self.f.words(row, "contributionState")
            given = states & {"committed", "delivered"}
            if given and states - given:
                said[kind].add("conflict")
            elif given:
                said[kind].add("for" if on in firm and seat is not None else "open")
            elif states == {"withdrawn"} and on in firm and seat is not None:
                said[kind].add("against")
            else:
                said[kind].add("open")
        found: dict[str, tuple[str, bool]] = {}
        for kind in ("technology", "manpower", "equipment", "funding"):
            states = said.get(kind, set())
            status = ("MET" if "for" in states else "CONFLICT" if "conflict" in states else "UNKNOWN" if "open" in states
                      else "NOT_MET" if states else "JUDGE" if own_cost and kind == "funding" else "UNKNOWN")  # fmt: skip
            found[kind] = (status, bool(states))
        return found

    def c5b(self, one: str) -> str:
        lights = self.lights(one)
        every = [status for status, _ in lights.values()]
        named = [status for status, told in lights.values() if told]
        match self.reading["C5b"]:
            case "any":
                return some(every)
            case "all4":
                return all_of(every)
            case _:
                return all_of(named) if named else "UNKNOWN"

    def c5c(self, one: str) -> str:
        found = []
        for paper, worth in self.papers(one).items():
            if worth == "against":
                continue
            rules = self.f.words(paper, "ipRule")
            clear = {rule in ("clause", "annex") for rule in rules}
            above = {self.f.word(root, "ipRule") for root in self.f.up(paper, "framework")[1:]}
            if len(clear) == 2:
                status = "CONFLICT"
            elif clear == {True}:
                status = "MET"
            elif self.f.word(paper, "ipRule") == "absent":
                status = "NOT_MET"
            elif self.f.word(paper, "ipRule") in ("toBeAgreed", "special"):
                status = "JUDGE"
            else:
                status = "MET" if above & {"clause", "annex"} else "UNKNOWN"
            found.append("UNKNOWN" if status == "MET" and worth == "open" else status)
        return some(found) if found else "UNKNOWN"

    def verdict(self, one: str) -> dict[str, str]:
        """The status of every part that a machine can decide, of the pool and of all of it."""
        found = {
            "4.1": "MET" if self.pool().get(one) == "in" else "UNKNOWN", "C1a": self.c1a(one), "C2a": self.c2a(one), "C2c": self.c2c(one),
            "C3a": self.c3(one, {"programme"}), "C3b": self.c3(one, {"specialProject"}), "C3c": self.c3(one, None, key=True),
            "C5a": self.c5a(one), "C5b": self.c5b(one), "C5c": self.c5c(one),
        }  # fmt: skip
        a, b, c = (found[key] for key in ("C3a", "C3b", "C3c"))
        duties = {"all": all_of([a, b, c]), "any": some([a, b, c])}.get(
            self.reading["C3"], all_of([some([a, b]), c])
        )
        rest = [found[key] for key in ("4.1", "C1a", "C2a", "C2c", "C5a", "C5b", "C5c")]
        return {**found, "decidable": all_of([*rest, duties])}

    # ---- Q2 to Q6 -------------------------------------------------------------------------------------------------
    def pair(self, one: str, other: str) -> dict[str, Any]:
        """Q2: what two institutions share by the day, their active years and the longest run."""
        shared = [event for event, members in self.members.items()
                  if {one, other} <= members and self.begun(*self.span(event)) != "no"]  # fmt: skip
        active: set[int] = set()
        for event in shared:
            first, last = self.span(event)
            if "Agreement" not in self.f.values(event, "type") and first is not None:
                active |= set(range(first.year, min(last or self.t, self.t).year + 1))
        return {"events": sorted(shared), "years": sorted(active), "run": longest(active, 1)[0]}

    def labs(self) -> dict[str, tuple[str, list[str]]]:
        """Q3: joint labs by whether an agreement in force includes them, and which in force could."""
        found: dict[str, tuple[str, list[str]]] = {}
        for lab in self.f.kinds["JointLab"]:
            seats = {self.f.seat(side) for side in self.members[lab]} - {None}
            if self.home not in seats or self.begun(*self.span(lab)) == "no":
                continue
            states = []
            for row in self.f.behind(lab, "lab"):
                treaty, on = self.f.one(row, "agreement"), self.f.day(row, "date")
                if (
                    treaty
                    and "LabInclusion" in self.f.values(row, "type")
                    and (on is None or on <= self.t)
                    and not self.hidden(treaty)
                ):
                    states.append(self.on(treaty, self.t))
            best = max(states, key=GOOD.__getitem__, default=None)
            if best is not None:
                included = (
                    "included" if GOOD[best] >= 2 else "unknown" if best == "unknown" else "not_included"
                )
            else:
                included = "not_included" if self.complete("LabInclusion", "") else "unknown"
            could = []
            for treaty in self.treaties() if included != "included" else ():
                bound = {self.f.seat(side) for side in self.members[treaty]}
                fields, own = self.f.words(treaty, "field"), self.f.words(lab, "field")
                fits = not fields or not own or bool(fields & own)
                if len(bound & seats) >= 2 and GOOD[self.on(treaty, self.t)] >= 2 and fits:
                    could.append(treaty)
            found[lab] = (included, sorted(could))
        return found

    def support(self) -> dict[str, str]:
        """Q4: whether support of each project of home lasts 36 months without a break."""
        found: dict[str, str] = {}
        for project in self.f.kinds["Project"]:
            rows = [
                one
                for one in self.f.behind(project, "project")
                if "SupportDecision" in self.f.values(one, "type")
            ]
            known = [one for one in rows if (self.f.day(one, "startDate") or EVER) <= self.t]
            holders = {self.f.seat(self.f.one(one, "organisation") or "") for one in rows} | {
                self.f.seat(m) for m in self.members[project]
            }
            if not known or self.home not in holders:
                continue
            spans = sorted(
                (self.f.day(one, "startDate") or EVER, self.f.day(one, "endDate")) for one in known
            )
            joined: list[list[date]] = []
            for first, stated in spans:
                last = stated or self.t
                if last < first:
                    continue
                if joined and first <= joined[-1][1] + timedelta(days=1):
                    joined[-1][1] = max(joined[-1][1], last)
                else:
                    joined.append([first, last])
            enough = any(_months_later(first, 36) <= last + timedelta(days=1) for first, last in joined)
            open_end = any(last is None for _, last in spans)
            found[project] = "MET" if enough else "UNKNOWN" if open_end else "NOT_MET"
        return found

    def motifs(self) -> dict[tuple[str, str], set[str]]:
        """Q5: pairs of home and abroad with two or three of project, stay, lab."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, kind in ACTIVITIES.items():
            for event in self.f.kinds[name]:
                if self.begun(*self.span(event)) == "no":
                    continue
                for one in self.members[event]:
                    for other in self.members[event]:
                        if self.f.one(one, "country") == f"country-iso-{self.home}" and self.f.seat(
                            other
                        ) not in (None, self.home):
                            found[one, other].add(kind)
        return {pair: kinds for pair, kinds in found.items() if len(kinds) >= 2}

    def gaps(self) -> dict[str, set[str]]:
        """Q6: agreements between institutions of home and what they lack."""
        found: dict[str, set[str]] = {}
        for paper in self.f.kinds["Agreement"]:
            own = any(
                self.f.one(side, "country") == f"country-iso-{self.home}" for side in self.members[paper]
            )
            if (
                self.f.word(paper, "level") != "institution"
                or not own
                or self.hidden(paper)
                or self.begun(*self.span(paper)) == "no"
            ):
                continue
            lacks = set()
            if self.f.word(paper, "ipRule") in (None, "notSeen"):
                lacks.add("ownership")
            foreign = [row for row in self.f.behind(paper, "agreement") if "Contribution" in self.f.values(row, "type")
                       and self.f.one(self.f.one(row, "side") or "", "country") not in (None, f"country-iso-{self.home}")
                       and (self.f.day(row, "startDate") or EVER) <= self.t]  # fmt: skip
            if not foreign:
                lacks.add("contribution")
            after = [
                part for part in self.life(paper) if part[0] == "unknown" and self.f.day(paper, "inForceFrom")
            ]
            if any(first <= self.t <= last for _, first, last in after):
                lacks.add("renewal")
            if not self.f.values(paper, "framework"):
                lacks.add("framework")
            if lacks:
                found[paper] = lacks
        return found


def longest(years: set[int], gap: int) -> tuple[int, int]:
    """The span of the longest chain of years with gaps of at most so many, and how many of its years are active."""
    best = (0, 0)
    for first in years:
        chain = [first]
        for year in sorted(one for one in years if one > first):
            if year - chain[-1] - 1 > gap:
                break
            chain.append(year)
        best = max(best, (chain[-1] - first + 1, len(chain)))
    return best


def some(states: Iterable[str]) -> str:
    """At least one."""
    found = list(states)
    if "MET" in found:
        return "MET"
    return _open(found) or ("NOT_MET" if found else "UNKNOWN")


def all_of(states: Iterable[str]) -> str:
    """Every one."""
    found = list(states)
    if "NOT_MET" in found:
        return "NOT_MET"
    return _open(found) or ("MET" if found else "JUDGE")


def _open(found: list[str]) -> str | None:
    return next((one for one in ("CONFLICT", "UNKNOWN", "JUDGE") if one in found), None)


def _next(day: date) -> date:
    return day if day == NEVER else day + timedelta(days=1)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError
