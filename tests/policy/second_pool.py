"""Facts of one home enter; which agreements were in force when, and the pool of a day, leave, computed a second time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from tests.policy.second_facts import EVER, GOOD, NEVER, Facts, next_day


class SecondPool:
    """Time, agreements, the pool and what is known whole, for one home and one day."""

    def __init__(self, facts: Facts, home: str, day: date, **reading: str) -> None:
        self.f, self.home, self.t = facts, home, day
        self.reading = {"link": "programme", "time": "ever", "overlap": "any", "force": "presumed", "C3": "ab_and_c",
                        "C3.time": "within", "C5b": "any", "C1a": "stated", **reading}  # fmt: skip
        self.one_history = True
        self._kin: dict[str, dict[str, bool]] | None = None
        self.members: dict[str, set[str]] = defaultdict(set)
        self.stays: dict[tuple[str, str], list[str]] = defaultdict(list)  # event, member: what ties them
        for link, event, member in (("Participation", "project", "institution"), ("LabMembership", "lab", "institution"),
                                    ("Party", "agreement", "actor")):  # fmt: skip
            for one in facts.kinds[link]:
                on, who = facts.one(one, event), facts.one(one, member)
                if on and who:
                    self.members[on].add(who)
                    self.stays[on, who].append(one)
        for one in facts.kinds["ExpertEngagement"]:
            self.members[one] |= {
                who for name in ("host", "homeInstitution") if (who := facts.one(one, name))
            }
        for one in facts.kinds["JointOutput"]:
            self.members[one] |= {
                who for name in ("institution", "otherInstitution") for who in facts.values(one, name)
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

    def stay(self, event: str, who: Iterable[str]) -> tuple[date, date]:
        """From when to when some took part in an event, as far as it is said: from their first day to their last."""
        links = [one for each in who for one in self.stays[event, each]]
        said = [(self.f.day(one, "startDate") or self.f.day(one, "inForceFrom") or self.f.day(one, "signedOn"),
                 self.f.day(one, "endDate") or self.f.day(one, "withdrawnOn")) for one in links]  # fmt: skip
        if not said or (None, None) in said:
            return EVER, NEVER
        return min(first or EVER for first, _ in said), max(last or NEVER for _, last in said)

    def joined(self, event: str, who: str) -> bool:
        """Whether it may have been in a project or laboratory by the day: who joins later is hidden."""
        return "Agreement" in self.f.values(event, "type") or self.stay(event, [who])[0] <= self.t

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

    def party(self, agreement: str, who: str) -> str:
        """Whether somebody is bound on the day by being a party: hidden, signed, or a state no better than the agreement's."""
        found = []
        for one in self.stays[agreement, who]:
            signed, entered, left = (
                self.f.day(one, name) for name in ("signedOn", "inForceFrom", "withdrawnOn")
            )
            whole = self.f.day(agreement, "inForceFrom")
            if entered is not None and entered > self.t:
                found.append("signed" if signed is not None and signed <= self.t else "hidden")
            elif entered is None and signed is not None and signed > self.t:
                found.append("hidden")
            elif left is not None and left < self.t:
                found.append("no")
            else:
                late = entered is None and signed is not None and whole is not None and signed > whole
                found.append("unknown" if late else "yes")
        return max(found, key=("hidden", "signed", "no", "unknown", "yes").index)

    def above(self, agreement: str) -> list[str]:
        """An agreement and its frameworks, as known on the day: a later one is hidden, and what only it leads to."""
        found: list[str] = []
        wait = [agreement]
        while wait:
            one = wait.pop()
            if one not in found and not self.hidden(one):
                found.append(one)
                wait += self.f.values(one, "framework")
        return found

    def during(self, agreement: str, project: str) -> str:
        """The state of an agreement for a project: at any time of it, at its start, or throughout."""
        first, last = self.span(project)
        if first is None and last is None:
            return "unknown" if self.life(agreement) else "no"
        how = self.reading["overlap"]
        if first is None and how != "any":  # it may have begun at any time up to its end
            return "unknown" if any(a <= (last or NEVER) for _, a, _ in self.life(agreement)) else "no"
        if how == "start":
            return self.on(agreement, first or EVER)
        begin, end = first or EVER, last or NEVER
        if how == "throughout":
            end, day, worst = min(last or self.t, self.t), first, "yes"
            marks = sorted(
                {
                    begin,
                    *(
                        one
                        for _, a, b in self.life(agreement)
                        for one in (a, b, next_day(b))
                        if begin <= one <= end
                    ),
                }
            )
            for day in (*marks, end):
                worst = min(worst, self.on(agreement, day), key=GOOD.__getitem__)
            return worst
        met = [state for state, a, b in self.life(agreement) if a <= end and begin <= b]
        if first is None:  # when it began nobody knows; its last day is known
            met = [state if a <= end <= b else "unknown" for state, a, b in self.life(agreement) if a <= end]
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
                    if (each in self.members[project] and self.f.seat(each) == self.home
                            and self.joined(project, each)):  # fmt: skip
                        state_here = state if sure else min(state, "unknown", key=GOOD.__getitem__)
                        best = max(best, state_here, key=GOOD.__getitem__)
            if GOOD[best]:
                found[one] = "in" if GOOD[best] >= 2 else "undecided"
        return {one: place for one, place in found.items() if one not in self.gone()}

    # ---- coverage -------------------------------------------------------------------------------------------------
    def complete(self, about: str, prop: str) -> list[tuple[date, date]]:
        """Stretches of days for which all is declared to be there; two that meet are one."""
        speaks = [
            one for one in self.f.kinds["Coverage"]
            if self.f.one(one, "complete") == "true" and self.f.one(one, "aboutClass") == about
            and (self.f.one(one, "aboutProperty") or "") in ("", prop)
            and self.f.one(one, "country") == f"country-iso-{self.home}"
        ]  # fmt: skip
        # without a begin it speaks of no year; nobody cooperated before 1500
        begins = [
            (day if day.year > 1500 else EVER, one) for one in speaks if (day := self.f.day(one, "startDate"))
        ]
        whole: list[tuple[date, date]] = []
        for first, last in sorted((day, self.f.day(one, "endDate") or NEVER) for day, one in begins):
            if whole and first <= next_day(whole[-1][1]):
                whole[-1] = (whole[-1][0], max(whole[-1][1], last))
            else:
                whole.append((first, last))
        return whole

    def closed(self, about: str, prop: str, first: date) -> bool:
        return any(a <= first and b >= self.t for a, b in self.complete(about, prop))
