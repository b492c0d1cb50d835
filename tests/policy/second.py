"""Statements enter; pool, core questions and verdicts leave, computed a second time from the policy's text alone.

Plain Python and networkx over the rows of canon. Nothing of the graph package is used, no query, no interval, no Kleene
operator of the product: what the two agree on was worked out twice. Dates are whole days, as the random worlds have them.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from tests.policy.second_facts import EVER, GOOD, longest, months_later
from tests.policy.second_verdict import SecondVerdict

MOTIF = {"Project": "project", "JointLab": "lab", "ExpertEngagement": "stay"}


class Second(SecondVerdict):
    """The second computation for one home and one day: the verdicts, and Q2 to Q6."""

    def pair(self, one: str, other: str) -> dict[str, Any]:
        """Q2: what two institutions share by the day, their active years and the longest run."""
        shared = [event for event, members in self.members.items()
                  if {one, other} <= members and self.begun(*self.span(event)) != "no"]  # fmt: skip
        active: set[int] = set()
        for event in list(shared):
            first, last = self.span(event)
            if first is None and last is not None and last <= self.t:
                active |= set() if "Agreement" in self.f.values(event, "type") else {last.year}
            if first is not None:
                own, theirs = self.stay(event, [one]), self.stay(event, [other])
                if max(first, own[0], theirs[0]) > self.t:
                    shared.remove(event)  # one of them joins after the day
                if "Agreement" in self.f.values(event, "type"):
                    continue
                begin = max(first, own[0], theirs[0])
                end = min(last or self.t, self.t, own[1], theirs[1])
                active |= set(range(begin.year, end.year + 1)) if begin <= end else set()
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
                whole = self.closed("LabInclusion", "", self.span(lab)[0] or EVER)
                included = "not_included" if whole else "unknown"
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
            enough = any(months_later(first, 36) <= last + timedelta(days=1) for first, last in joined)
            open_end = any(last is None for _, last in spans)
            found[project] = "MET" if enough else "UNKNOWN" if open_end else "NOT_MET"
        return found

    def motifs(self) -> dict[tuple[str, str], set[str]]:
        """Q5: pairs of home and abroad with two or three of project, stay, lab."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, kind in MOTIF.items():
            for event in self.f.kinds[name]:
                if self.begun(*self.span(event)) == "no":
                    continue
                for one in self.members[event]:
                    for other in self.members[event]:
                        first = self.span(event)[0]
                        if (
                            first
                            and max(first, self.stay(event, [one])[0], self.stay(event, [other])[0]) > self.t
                        ):
                            continue  # one of them joins after the day
                        if self.f.seat(one) == self.home and self.f.seat(other) not in (None, self.home):
                            found[one, other].add(kind)
        return {pair: kinds for pair, kinds in found.items() if len(kinds) >= 2}

    def gaps(self) -> dict[str, set[str]]:
        """Q6: agreements between institutions of home and what they lack."""
        found: dict[str, set[str]] = {}
        for paper in self.f.kinds["Agreement"]:
            own = any(self.f.seat(side) == self.home for side in self.members[paper])
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
                       and self.f.seat(self.f.one(row, "side") or "") not in (None, self.home)
                       and self.f.word(row, "contributionState") != "withdrawn"
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
