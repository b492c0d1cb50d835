"""A home, a day and candidates enter; each candidate with all of its facts leaves, from a fixed number of set queries.

However many candidates there are, the same queries run once each: kinship, names, titles, fields, small activities,
duties, agreements (with their lives), labs, contributions, stays, plans, coverage, contested values. What was gathered
for a home, a day and a data version is kept for the next asker.
"""

from __future__ import annotations

from bisect import insort
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock
from typing import Any, Final

from graph.acts import never_met, note_unsure, shared_act
from graph.asking import Asking, Row, day
from graph.channels import MasksByGap, YearMasks
from graph.closure import complete_only
from graph.intervals import begun, bounded
from graph.lives import Lives, frameworks
from graph.pool import Pool, read_pool
from graph.ruleset import RuleSet
from graph.steady import Memory
from graph.stints import Bounds
from graph.subjects import Act, Scene, Sides, Subject
from graph.weighing_agreements import AGREEMENTS, INPUTS, LABS

_KEEP: Final = 4  # gatherings that are kept
_OWN: Final = ("evidence_titles", "evidence_stays", "evidence_plans", "evidence_duties")
Key = tuple[str, date, tuple[str, ...], str, int]


@dataclass(frozen=True)
class Gathered:
    """Everything that verdicts of a home rest on."""

    pool: Pool
    subjects: Mapping[str, Subject]
    folded: Mapping[str, str]  # who became part of whom
    scene: Scene
    memory: Memory[object, Any] = field(default_factory=lambda: Memory(24))


_KEPT: OrderedDict[Key, Gathered] = OrderedDict()
_LOCK: Final = Lock()


def gather(
    asking: Asking, rules: RuleSet, *, cap: int, also: Sequence[str] = (), keep: bool = True
) -> Gathered:
    """Return the facts of everybody of home who could be a candidate, and of those named beside.

    What an asking hides from itself (`keep=False`) is neither taken from what was kept for all nor kept for them.
    """
    if not keep:
        return _gather(asking, rules, cap, also)
    key = (asking.data_version, asking.as_of, asking.countries, rules.scheme + rules.level, cap)
    steady = bool(asking.data_version) and not asking.loading
    with _LOCK:
        if steady and key in _KEPT and set(also) <= set(_KEPT[key].subjects):
            _KEPT.move_to_end(key)
            return _KEPT[key]
    made = _gather(asking, rules, cap, also)
    if steady and asking.unchanged():
        with _LOCK:
            _KEPT[key] = made
            while len(_KEPT) > _KEEP:
                _KEPT.popitem(last=False)
    return made


def _gather(asking: Asking, rules: RuleSet, cap: int, also: Sequence[str]) -> Gathered:
    pool = read_pool(asking)
    kin = _Kin(asking.part("evidence_kin"), asking.as_of)
    folded = {one: heir for one in pool.found if (heir := kin.heir(one)) != one}
    named = {heir for one in pool.found for heir in kin.heirs(one)} | {kin.heir(one) for one in also}
    lines = {row["id"]: row for row in asking.part("lines", ids=sorted(named))}
    subjects = {one: _subject(lines[one], kin, asking) for one in sorted(lines)}
    # who is only asked about must not change what is said of the others
    own = {heir for one in pool.found for heir in kin.heirs(one)}
    for one in subjects.values():
        if one.host in subjects and one.id in own:
            subjects[one.host].units += (one.id,)
    _count_projects(pool, subjects, kin)
    seen = _Seen(asking, subjects, kin)
    seen.own(rules)
    seen.signed()
    seen.circles(cap)
    peers: dict[str, list[int]] = defaultdict(list)
    for one in subjects.values():
        for kind in one.kinds or ("",):
            if one.projects and one.id in own:
                insort(peers[kind], one.projects)
    scene = Scene(
        as_of=asking.as_of, home=frozenset(asking.countries), declared=complete_only(asking.part("evidence_coverage")),
        sides=seen.sides(), masks=MasksByGap(asking.as_of), peers=dict(peers),
    )  # fmt: skip
    seen.settle(scene.sides, rules)
    return Gathered(pool, subjects, folded, scene)


class _Kin:
    """Who succeeded whom by the day, certainly or possibly."""

    def __init__(self, rows: Sequence[Row], as_of: date) -> None:
        self._before: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._after: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in rows:
            known = begun(bounded(*map(day, row["dates"])), as_of)
            if known != "no" and row["of"] != row["from"]:
                self._before[row["of"]].append((row["from"], known))
                self._after[row["from"]].append((row["of"], known))

    def heirs(self, one: str) -> set[str]:
        """Who goes on for it on the day: itself, unless somebody certainly took its place."""
        found: set[str] = set()
        self._follow(one, found, set())
        return found

    def _follow(self, one: str, found: set[str], seen: set[str]) -> None:
        seen.add(one)
        after = [to for to, known in self._after.get(one, ()) if known == "certain" and to not in seen]
        if not after:
            found.add(one)
        for to in after:
            self._follow(to, found, seen)

    def heir(self, one: str) -> str:
        """The one that goes on for it, where it is one alone; else itself."""
        heirs = self.heirs(one)
        return next(iter(heirs)) if len(heirs) == 1 else one

    def selves(self, one: str) -> dict[str, tuple[str, str]]:
        """It and all that it succeeds: how they are linked, and how certainly."""
        found = {one: ("self", "certain")}
        waiting = [one]
        while waiting:
            now = waiting.pop()
            for before, known in sorted(self._before.get(now, ())):
                link = "certain" if known == found[now][1] == "certain" else "possible"
                if before not in found or (found[before][1] == "possible" and link == "certain"):
                    found[before] = ("predecessor", link)
                    waiting.append(before)
        return found


def _subject(line: Row, kin: _Kin, asking: Asking) -> Subject:
    country = line["country"]
    side = frozenset(asking.countries if country is None or country in asking.countries else (country,))
    kinds = line["kind"] if isinstance(line["kind"], list) else [line["kind"]] if line["kind"] else []
    selves = kin.selves(line["id"])
    doubtful = [one for one, (_, link) in selves.items() if link == "possible"]
    return Subject(
        id=line["id"], country=country, kinds=tuple(sorted(kinds)), host=line["host"], side=side,
        selves=tuple(selves), doubtful=frozenset(doubtful), label=line["label"], name_zh=line["label_zh"],
        name_en=line["label_en"], fictional=bool(line["fictional"]),
    )  # fmt: skip


def _count_projects(pool: Pool, subjects: Mapping[str, Subject], kin: _Kin) -> None:
    """Projects that have certainly begun, each once however many of its selves take part."""
    for project, work in sorted(pool.works.items()):
        span = work.span
        if begun(span, pool.readings.as_of) == "certain":
            own = {one for several in work.members.values() for one in several}
            dates = [
                each.isoformat() if each else None
                for each in (span.begin_earliest, span.begin_latest, span.end_earliest, span.end_latest)
            ]
            for one in {heir for each in own for heir in kin.heirs(each)}:
                if one in subjects:
                    through = "self" if one in own else "predecessor"
                    subjects[one].works.append((project, dates, through))


class _Seen:
    """Runs the evidence questions for all candidates at once and hands each row to those whom it concerns."""

    def __init__(self, asking: Asking, subjects: Mapping[str, Subject], kin: _Kin) -> None:
        self._asking = asking
        self._subjects = subjects
        self._kin = kin
        # thing to the candidates it speaks for, as what and how certainly
        self._own: dict[str, list[tuple[Subject, str, str]]] = defaultdict(list)
        self._signs: dict[str, list[tuple[Subject, str, str]]] = defaultdict(list)
        for one in subjects.values():
            for each, (through, link) in kin.selves(one.id).items():
                self._own[each].append((one, through, link))
                self._signs[each].append((one, through, link))
            if one.host:
                for each, (_, link) in kin.selves(one.host).items():
                    self._signs[each].append((one, "host", link))
        self._contested: set[str] = set()

    def own(self, rules: RuleSet) -> None:
        """What a candidate and those that it succeeds have themselves."""
        ids = sorted(self._own)
        day = self._asking.as_of
        more: dict[str, dict[str, Any]] = {"evidence_duties": {"level": rules.level, "as_of": day}}
        for name in _OWN:
            self._hand(name, self._asking.part(name, ids=ids, **more.get(name, {})), self._own)
        self._hand(
            "evidence_fields",
            self._asking.part("evidence_fields", ids=ids, scheme=rules.scheme, as_of=day),
            self._own,
        )

    def signed(self) -> None:
        """Agreements and labs, those that the host signed too, and what was brought into them."""
        ids = sorted(self._signs)
        self._hand(AGREEMENTS, self._asking.part(AGREEMENTS, ids=ids), self._signs)
        self._hand(LABS, self._asking.part(LABS, ids=sorted(self._own), as_of=self._asking.as_of), self._own)
        things = sorted(
            {
                row["thing"]
                for one in self._subjects.values()
                for name in (AGREEMENTS, LABS)
                for row in one.of(name)
            }
        )
        inputs: dict[str, list[Row]] = defaultdict(list)
        for row in self._asking.part(INPUTS, ids=things) if things else ():
            inputs[row["of"]].append(row)
            self._note(row)
        for one in self._subjects.values():
            rows = {row["thing"]: row for name in (AGREEMENTS, LABS) for row in one.of(name)}
            one.rows[INPUTS] = [
                {**each, "through": rows[key]["through"]}
                for key in sorted(rows)
                for each in inputs.get(key, ())
            ]

    def _hand(
        self, name: str, rows: Iterable[Row], to: Mapping[str, Sequence[tuple[Subject, str, str]]]
    ) -> None:
        for row in rows:
            self._note(row)
            for one, through, link in to.get(row["of"], ()):
                one.rows.setdefault(name, []).append({**row, "through": through, "link": link})

    def _note(self, row: Row) -> None:
        if row["contested"]:
            self._contested.add(row["thing"])

    def circles(self, cap: int) -> None:
        """Activities of few members, by candidate and foreign partner; partners too keep one history.

        What may make a channel although a begin, a partner's seat or a membership is not certain is noted beside.
        """
        masks, heirs = YearMasks(self._asking.as_of, 0), _Remembered(self._kin)
        events = self._asking.part(
            "evidence_circles", ids=sorted(self._own), cap=cap, as_of=self._asking.as_of
        )[0]["events"]
        for event, label, kind, size, dates, members, stints in sorted(events, key=lambda one: str(one[0])):
            spent = dict(zip((member for member, _ in members), stints or (), strict=False))
            seats: dict[str, str] = {}
            theirs: dict[str, list[Bounds]] = defaultdict(list)
            for member, country in members:
                heir = heirs.of(member)
                seats[heir] = country or seats.get(heir, "")
                theirs[heir] += spent.get(member, ())
            whole = Act(event, label, kind, size, masks.mask(dates), tuple(dates), "")
            for one, through, link, own in self._taking_part(members, spent):
                for partner, country in seats.items():
                    if partner == one.id or country in one.side or (not country and partner in one.selves):
                        continue
                    act = replace(shared_act(whole, masks, own, theirs[partner]), through=through)
                    if act.mask and country and link == "certain":
                        one.channels.setdefault(partner, []).append(act)
                        one.seats[partner] = country
                        if dates[0] is not None:
                            continue
                    if not never_met(act, whole, self._asking.as_of):
                        note_unsure(one, act, partner)

    def _taking_part(
        self, members: Sequence[Sequence[str]], spent: Mapping[str, Sequence[Bounds]]
    ) -> Iterable[tuple[Subject, str, str, list[Bounds]]]:
        """The candidates that took part, each with whose membership says so, how certainly, and the stints of those."""
        mine: dict[str, tuple[Subject, str, str]] = {}
        own: dict[tuple[str, str], list[Bounds]] = defaultdict(list)
        for member, _ in members:
            for one, through, link in self._own.get(member, ()):
                own[one.id, link] += spent.get(member, ())
                known = mine.get(one.id)
                if known is None or through == "self" or (link, known[2]) == ("certain", "possible"):
                    mine[one.id] = (one, through, link)
        return [(one, through, link, own[one.id, link]) for one, through, link in mine.values()]

    def sides(self) -> Sides:
        """What each source says of the contested things among the evidence."""
        found: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {}
        if not self._contested:
            return found
        for row in self._asking.part("evidence_sides", ids=sorted(self._contested)):
            for statement in row["statements"] or ():
                predicate, datatype, _, value = statement.split("\t", 3)
                said = value.split("-", 2)[-1] if datatype == "id" else value
                values = found.setdefault(row["of"], {}).setdefault(predicate, {})
                values[said] = tuple(sorted({*values.get(said, ()), row["record"]}))
        return found

    def settle(self, sides: Sides, rules: RuleSet) -> None:
        """Say of each agreement whether it binds the candidate with a foreign partner on the day."""
        told = {row["thing"]: row for one in self._subjects.values() for row in one.of(AGREEMENTS)}
        ids = sorted({*told, *(above[0] for row in told.values() for above in row["above"])})
        names = next((part.settings["dated_by"] for part in rules.parts if part.test == "signed"), ())
        rows = {row["id"]: row for row in self._asking.part("agreements", levels=[], ids=ids)} if ids else {}
        lives = {key: Lives(row, sides, names, self._asking.as_of) for key, row in rows.items()}
        over = {key: frameworks(row, rows, lives) for key, row in told.items()}
        for one in self._subjects.values():
            signs = {*one.selves, *(self._kin.selves(one.host) if one.host else ())}
            for row in one.of(AGREEMENTS):
                life = lives[row["thing"]]
                row["above"], row["renewed"], row["dates"] = over[row["thing"]], life.renewed, life.dates
                row["sides"] = [side for side in row["sides"] if side[0] not in life.later]
                foreign = {side[0] for side in row["sides"] if side[2] and side[2] not in one.side}
                unseated = any(side[2] is None for side in row["sides"] if side[0] not in signs)
                row["foreign"] = "yes" if foreign else "unknown" if unseated else "no"
                others = foreign or {side[0] for side in row["sides"]} - signs
                row["force"], row["why"] = life.force(signs, others)
                row["partner"] = min(foreign, default="")


class _Remembered:
    """Heirs, each found once."""

    def __init__(self, kin: _Kin) -> None:
        self._kin = kin
        self._known: dict[str, str] = {}

    def of(self, one: str) -> str:
        """The one that goes on for it."""
        if one not in self._known:
            self._known[one] = self._kin.heir(one)
        return self._known[one]
