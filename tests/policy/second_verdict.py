"""Facts and the pool enter; the status of each condition of the policy leaves, computed a second time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from tests.policy.second_facts import EVER, GOOD, all_of, longest, some
from tests.policy.second_pool import SecondPool

ACTIVITIES = {"Project": "project", "JointLab": "lab", "ExpertEngagement": "stay", "JointOutput": "output"}
LISTED = {"keyUniversity985", "keyUniversity211", "innovativeEnterprise", "stateKeyLaboratory", "nationalKeyLaboratory",
          "engineeringTechnologyCentre", "talentExtensionBase", "talentDemonstrationUnit"}  # fmt: skip


class SecondVerdict(SecondPool):
    """The conditions, clause by clause."""

    def events(self, one: str, classes: Iterable[str]) -> dict[str, bool]:
        """What it and those that it succeeds took part in, and whether that is certain."""
        found: dict[str, bool] = {}
        for name in classes:
            for event in self.f.kinds[name]:
                sure = [
                    certain
                    for each, certain in self.kin()[one].items()
                    if each in self.members[event] and self.joined(event, each)
                ]
                if sure:
                    found[event] = any(sure)
        return found

    def c1a(self, one: str) -> str:
        named: Counter[str] = Counter()
        for event, sure in self.events(one, (*ACTIVITIES, "Agreement")).items():
            areas = {word.split(".")[0] for word in self.f.words(event, "field") if word.startswith("KA")}
            if sure and self.begun(*self.span(event)) == "certain":
                named.update(areas)
        enough = max(named.values(), default=0) >= 2
        return "MET" if enough and self.reading["C1a"] == "stated" else "UNKNOWN"

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
            if not sure or (first or EVER) > self.t or len(self.members[event]) > cap:
                continue
            if first is None:  # the year of its end is certain, and no other
                if last is not None and last <= self.t:
                    for other in self.members[event]:
                        if self.f.seat(other) not in (None, self.home):
                            found[other][event] = {last.year}
                continue
            own = self.stay(event, [each for each, certain in self.kin()[one].items() if certain])
            for other in self.members[event]:
                if self.f.seat(other) not in (None, self.home):
                    theirs = self.stay(event, [other])
                    begin = max(first, own[0], theirs[0])
                    end = min(last or self.t, self.t, own[1], theirs[1])
                    if begin <= end:
                        found[other][event] = set(range(begin.year, end.year + 1))
        return found

    def c2c(self, one: str) -> str:
        channels = self.channels(one)
        for shared in channels.values():
            if len(shared) >= 2 and longest(set().union(*shared.values()), 1)[0] >= 3:
                return "MET"
        stretches = {name: self.complete(name, "") for name in ACTIVITIES}
        if all(several and several[0][0] == EVER for several in stretches.values()):
            doubtful = any(
                self.doubtful(one, event, sure) for event, sure in self.events(one, ACTIVITIES).items()
            )
            unseen = {year for year in range(1500, self.t.year + 1) for several in stretches.values()
                      if not any(a <= date(year, 1, 1) and b >= min(date(year, 12, 31), self.t) for a, b in several)}  # fmt: skip
            active = [set().union(*shared.values()) for shared in channels.values()] + [set()]
            if not doubtful and not (unseen and any(longest(years | unseen, 1)[0] >= 3 for years in active)):
                return "NOT_MET"
        return "UNKNOWN"

    def doubtful(self, one: str, event: str, sure: bool) -> bool:
        """Whether an activity may belong to a channel: its begin, a partner's seat or the membership is not certain."""
        first, last = self.span(event)
        if len(self.members[event]) > 10 or (first is not None and first > self.t):
            return False
        own = self.stay(event, [each for each, certain in self.kin()[one].items() if certain == sure])
        for other in self.members[event] - set(self.kin()[one]):
            seat = self.f.seat(other)
            if seat == self.home or (sure and seat is not None and first is not None):
                continue
            theirs = self.stay(event, [other])
            begin = max(first or EVER, own[0], theirs[0])
            if first is None or begin <= min(last or self.t, self.t, own[1], theirs[1]):
                return True
        return False

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
                                for named in self.f.values(project, "underAgreement") for root in self.above(named))  # fmt: skip
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

    def papers(
        self, one: str, levels: Iterable[str] = ("institution",), weak_forms: Iterable[str] = ("memorandum", "letterOfIntent")
    ) -> dict[str, str]:  # fmt: skip
        """Agreements with a foreign partner, by what they are worth: for, open, over, against, renewed (by whom is not known)."""
        kin = self.kin()
        signs = dict(kin[one])
        if host := self.f.one(one, "host"):
            signs |= kin[host]
        counts = {"yes"} if self.reading["force"] == "yes" else {"yes", "presumed"}
        found: dict[str, str] = {}
        for paper in self.f.kinds["Agreement"]:
            bound = {side: self.party(paper, side) for side in self.members[paper]}
            sides = {side for side, state in bound.items() if state != "hidden"}
            if not sides & set(signs) or self.hidden(paper):
                continue
            level, form, forms = (
                self.f.word(paper, name) for name in ("level", "agreementKind", "cooperationForm")
            )
            others = {self.f.seat(side) for side in sides - set(signs)} - {self.home}
            foreign = others - {None}
            if level not in (*levels, None) or not others:
                continue
            weak = form in weak_forms and forms != "jointResearch"
            if weak and forms:
                continue
            sure = (
                level is not None
                and not weak
                and bool(foreign)
                and any(signs[side] for side in sides & set(signs))
            )
            state = self._binds(paper, bound, sides & set(signs), sides - set(signs))
            if state == "no":
                if sure:
                    found[paper] = "over"
            else:
                found[paper] = "for" if sure and state in counts else "open"
        for paper in [one for one, worth in found.items() if worth == "over"]:
            after = {
                one
                for one in self.f.behind(paper, "renews")
                if (self.f.day(one, "signedOn") or EVER) <= self.t
            }
            found[paper] = "against" if not after else "goes on" if after & set(found) else "renewed"
        return found

    def _binds(self, paper: str, bound: dict[str, str], mine: set[str], rest: set[str]) -> str:
        """The weaker of the agreement's state and the states of the two sides, each side the best of its parties."""
        foreign = {side for side in rest if self.f.seat(side) not in (None, self.home)}
        order = ("signed", "no", "unknown", "yes").index
        sides = [max((bound[side] for side in group), key=order) for group in (mine, foreign or rest)]
        if "signed" in sides or not self.life(paper):
            return "unknown"
        return min([*sides, self.on(paper, self.t)], key=GOOD.__getitem__)

    def c5a(self, one: str) -> str:
        worth = set(self.papers(one).values())
        if "for" in worth:
            return "MET"
        return "NOT_MET" if "against" in worth and not worth & {"open", "renewed"} else "UNKNOWN"

    def lights(self, one: str) -> dict[str, tuple[str, bool]]:
        """For each kind of contribution its status, and whether anything names it."""
        papers = self.papers(one)
        firm = {paper for paper, worth in papers.items() if worth == "for"}
        maybe = {paper for paper, worth in papers.items() if worth in ("open", "renewed")}
        for lab, sure in self.events(one, ("JointLab",)).items():
            running = self._valid(*self.span(lab)) == "certain"
            if (
                sure
                and running
                and any(
                    self.f.seat(side) not in (None, self.home) and self.joined(lab, side)
                    for side in self.members[lab]
                )
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
            if worth in ("against", "goes on"):
                continue
            if worth == "renewed":
                found.append("UNKNOWN")
                continue
            rules = self.f.words(paper, "ipRule")
            clear = {rule in ("clause", "annex") for rule in rules}
            states = {self.on(root, self.t) if self.life(root) else "unknown" for root in self.above(paper)[1:]
                      if self.f.word(root, "ipRule") in ("clause", "annex")} - {"no"}  # fmt: skip
            counts = {"yes"} if self.reading["force"] == "yes" else {"yes", "presumed"}
            if len(clear) == 2:
                status = "CONFLICT"
            elif clear == {True}:
                status = "MET"
            elif states:
                status = "MET" if states & counts else "UNKNOWN"
            elif self.f.word(paper, "ipRule") == "absent":
                status = "NOT_MET"
            elif self.f.word(paper, "ipRule") in ("toBeAgreed", "special"):
                status = "JUDGE"
            else:
                status = "UNKNOWN"
            found.append("UNKNOWN" if status == "MET" and worth == "open" else status)
        return some(found) if found else "UNKNOWN"

    def c4b(self, one: str) -> str:
        """Whether anybody came from abroad: for a person to weigh; who comes from nobody knows where is not counted."""
        came = open_ = False
        for stay in self.f.kinds["ExpertEngagement"]:
            mine = [sure for host, sure in self.kin()[one].items() if host in self.f.values(stay, "host")]
            origin = self.f.one(stay, "homeCountry")
            sent = self.f.one(stay, "homeInstitution")
            seat = origin.split("-", 2)[2] if origin else self.f.seat(sent) if sent else None
            if mine and seat != self.home:
                certain = any(mine) and seat is not None and self.begun(*self.span(stay)) == "certain"
                came, open_ = came or certain, True
        return (
            "JUDGE"
            if came
            else "NOT_MET"
            if not open_ and self.closed("ExpertEngagement", "", EVER)
            else "UNKNOWN"
        )

    def centre(self, one: str) -> dict[str, str]:
        """The conditions of the 2014 round that a machine can decide: a channel, an agreement, partners in two countries."""
        worth = set(self.papers(one, ("institution", "departmental"), ("letterOfIntent",)).values())
        signed = ("MET" if "for" in worth else "NOT_MET" if "against" in worth and not worth & {"open", "renewed"}
                  else "UNKNOWN")  # fmt: skip
        return {"J1a": self.c2c(one), "J1b": signed, "J1c": self.countries(one)}

    def countries(self, one: str) -> str:
        """Partners in two countries, in activities of few members."""
        channels = self.channels(one)
        if len({self.f.seat(other) for other in channels}) >= 2:
            return "MET"
        whole = all(self.closed(name, "", EVER) for name in ACTIVITIES)
        doubtful = any(
            self.doubtful(one, event, sure) for event, sure in self.events(one, ACTIVITIES).items()
        )
        return "NOT_MET" if whole and not doubtful else "UNKNOWN"

    def verdict(self, one: str) -> dict[str, str]:
        """The status of every part that a machine can decide, of the pool and of all of it."""
        found = {
            "4.1": "MET" if self.pool().get(one) == "in" else "UNKNOWN", "C1a": self.c1a(one), "C2a": self.c2a(one), "C2c": self.c2c(one),
            "C3a": self.c3(one, {"programme"}), "C3b": self.c3(one, {"specialProject"}), "C3c": self.c3(one, None, key=True),
            "C4b": self.c4b(one),
            "C5a": self.c5a(one), "C5b": self.c5b(one), "C5c": self.c5c(one),
        }  # fmt: skip
        a, b, c = (found[key] for key in ("C3a", "C3b", "C3c"))
        duties = {"all": all_of([a, b, c]), "any": some([a, b, c])}.get(
            self.reading["C3"], all_of([some([a, b]), c])
        )
        rest = [found[key] for key in ("4.1", "C1a", "C2a", "C2c", "C5a", "C5b", "C5c")]
        return {**found, "decidable": all_of([*rest, duties])}
