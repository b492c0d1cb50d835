"""A candidate and a way to ask enter; all facts of its dossier leave, of one data version.

What is asked: the verdict with people's judgements, the institution, its partners with the history of the first few, the
records behind all of it, and which ties reviewers have. Nothing is computed here that a question does not answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from api import casework
from api.dossier.judged import Judged, Tied
from api.errors import Refusal
from api.pages.timeline import Timeline, timeline
from cases.ties import counted, same
from graph.ask import Answer
from graph.ruleset import RuleSet
from graph.ruleset_read import find_rule_set, rules_folder
from graph.verdict_shape import Judgement
from ontology.errors import GraphError
from ontology.terms import is_id

Row = Mapping[str, Any]

LANES: Final = 6  # partners whose events are drawn
PARTNERS: Final = 15  # partners that are listed
_BATCH: Final = 300  # records that are read at once
DECIDING: Final = ("science_authority", "talent_authority")  # who decide a case


class Look(Protocol):
    """A way to ask the graph."""

    def __call__(
        self, question: str, params: Mapping[str, object], judgements: Sequence[Judgement] = ()
    ) -> Answer:
        """Answer a question by name."""
        ...


@dataclass(frozen=True)
class Wanted:
    """What a dossier is asked for: everything that makes it again."""

    candidate: str
    as_of: str
    home: tuple[str, ...] = ("CN",)
    rules: str = "key-institutions"
    reading: tuple[str, ...] = ()
    data_version: str = ""  # only said in the command that makes it again

    def params(self) -> dict[str, Any]:
        """The parameters of the verdict's question."""
        return {"institution": self.candidate, "as_of": self.as_of, "home": list(self.home), "rules": self.rules,
                "reading": list(self.reading)}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """All that a dossier says."""

    wanted: Wanted
    verdict: Row
    meta: Mapping[str, Any]
    institution: Row
    host: Row | None
    partners: Answer
    drawing: Timeline | None
    lanes: Sequence[tuple[Row, Answer]]
    records: Mapping[str, Row]
    names: Mapping[str, Row]  # things by id, with their names
    judged: Judged
    gaps: Sequence[Row]  # what is missing or stands against it, as the question of that name answers
    ties: Mapping[
        str, Sequence[Row] | None
    ]  # reviewer to ties that were not known before; None: nobody could look
    rule_set: RuleSet
    rules_text: str
    compiled_by: str
    compiled_at: str
    every: Row | None = None  # the verdict with every item of evidence, where all are asked for

    @property
    def whole(self) -> Row:
        """The verdict with as many items of evidence as were asked for."""
        return self.every or self.verdict

    @property
    def fictional(self) -> bool:
        """Whether anything in it is invented."""
        return bool(self.verdict["fictional"] or self.meta["fictional"])

    @property
    def contribution_clause(self) -> str:
        """The part that weighs what the other side puts in, as the rule set says; empty where it has none."""
        return next((part.clause for part in self.rule_set.parts if part.test == "inputs"), "")

    @property
    def ownership_clause(self) -> str:
        """The part that weighs who owns what comes of it."""
        return next((part.clause for part in self.rule_set.parts if part.test == "ownership"), "")


def gather(
    look: Look,
    wanted: Wanted,
    judge: Callable[[Sequence[str]], Judged],
    compiled_by: str,
    compiled_at: str,
    *,
    every: bool = False,
) -> Facts:
    """Ask for everything, of one data version; `judge` gives what people judged of a candidate with these ids.

    What is read lists the first items of evidence of each part and counts the rest; `every` asks for all of them beside.
    """
    seen: set[tuple[str, bool]] = set()

    def noting(question: str, params: Mapping[str, object], judgements: Sequence[Judgement] = ()) -> Answer:
        answer = look(question, params, judgements)
        seen.add((str(answer.meta["data_version"]), bool(answer.meta["loading"])))
        return answer

    facts = _gathered(noting, wanted, judge, compiled_by, compiled_at, every=every)
    if len(seen) > 1 or any(loading for _, loading in seen):
        raise Refusal("load-under-way")
    return facts


def _gathered(
    look: Look,
    wanted: Wanted,
    judge: Callable[[Sequence[str]], Judged],
    compiled_by: str,
    compiled_at: str,
    *,
    every: bool,
) -> Facts:
    found = look("institution", _seen(wanted))
    institution = found.rows[0]
    one = institution["institution"]
    said = judge([one, *sorted({*institution["aliases"], wanted.candidate} - {one})])
    answer = look("verdict", wanted.params(), said.judgements)
    verdict = answer.rows[0]
    whole = look("verdict", {**wanted.params(), "listed": 0}, said.judgements).rows[0] if every else verdict
    side = {"as_of": wanted.as_of, "home": list(wanted.home)}
    partners = look("partners", {"institution": one, "limit": PARTNERS, **side})
    drawn = partners.rows[:LANES]
    pairs = [look("pair", {"one": one, "other": row["partner"], "as_of": wanted.as_of}) for row in drawn]
    lanes = list(zip(drawn, pairs, strict=True))
    missing = look("gaps", wanted.params(), said.judgements).rows
    host = look("institution", {**side, "institution": verdict["host"]}).rows[0] if verdict["host"] else None
    wanted_records = {
        *whole["records"],
        *(one for _, pair in lanes for row in pair.rows for one in row["records"]),
    }
    return Facts(
        wanted=wanted,
        verdict=verdict,
        meta=answer.meta,
        institution=institution,
        host=host,
        partners=partners,
        drawing=timeline(
            [(row["partner"], row, pair.rows, pair.meta["covered"]) for row, pair in lanes],
            date.fromisoformat(wanted.as_of),
        ),
        lanes=lanes,
        records=_records(look, wanted_records),
        names=_names(look, verdict, said, missing),
        judged=said,
        gaps=missing,
        ties={each.who.id: _ties(look, one, each, said) for each in said.reviewers},
        rule_set=find_rule_set(wanted.rules),
        rules_text=_rules_text(wanted.rules),
        compiled_by=compiled_by,
        compiled_at=compiled_at,
        every=whole if every else None,
    )


def parts_of(verdict: Row) -> list[Row]:
    """All parts of a verdict, the pool first."""
    return [verdict["pool"], *(part for one in verdict["conditions"] for part in one["parts"])]


def items_of(part: Row) -> list[Row]:
    """All items of evidence of a part, for, against and shown."""
    return [*part["evidence"], *part["counter"], *part["shown"]]


def _seen(wanted: Wanted) -> dict[str, Any]:
    return {"institution": wanted.candidate, "as_of": wanted.as_of, "home": list(wanted.home)}


def _records(look: Look, ids: Iterable[str]) -> dict[str, Row]:
    ordered = sorted(set(ids))
    found: dict[str, Row] = {}
    for begin in range(0, len(ordered), _BATCH):
        for row in look("records", {"records": ordered[begin : begin + _BATCH]}).rows:
            found[row["record"]] = row
    return {one: found.get(one, {"record": one}) for one in ordered}


def _ties(look: Look, candidate: str, tied: Tied, said: Judged) -> Sequence[Row] | None:
    """The ties of a reviewer that the graph knows today and nobody weighed; all of it, or kinds and numbers."""
    try:
        found = casework.ties_of(look, candidate, tied.who, said.today, said.years)
    except GraphError:
        return None  # what they said of themselves is not in the graph any more
    if found is None:
        return None
    new = [one for one in found if same(one) not in tied.known]
    return new if tied.whole else counted(new)


def _names(look: Look, verdict: Row, said: Judged, missing: Sequence[Row]) -> dict[str, Row]:
    """What things are called that the verdict names by their ids: evidence, partners, agreements, authorities."""
    items = [item for part in parts_of(verdict) for item in items_of(part)]
    ids = {str(one) for item in items for one in (item["thing"], item["partner"], item["value"])}
    ids |= {one["agreement"] for item in items if item["under"] for one in item["under"]["stated"]}
    ids |= {str(one) for part in parts_of(verdict) for one in part["figures"].values()}
    ids |= {
        str(one) for part in parts_of(verdict) for unknown in part["unknowns"] for one in unknown["things"]
    }
    ids |= {one["thing"] for part in parts_of(verdict) for one in part["conflicts"]}
    ids |= {str(one) for row in missing for one in row["things"]}
    ids |= {*verdict["units"], *verdict["predecessors"]}
    for case in said.cases:
        ids |= {*case["signatures"].values(), *(one["project"] for one in case["support"])}
        if case["decision"]:
            ids |= {str(case["decision"]["content"][key]) for key in DECIDING}
    wanted = sorted(one for one in ids if is_id(one))
    try:
        return {row["thing"]: row for row in look("named_things", {"things": wanted}).rows} if wanted else {}
    except GraphError:
        return {}  # an id that leads nowhere stands for itself, and with it the others


def _rules_text(rules: str) -> str:
    return (rules_folder() / find_rule_set(rules).file).read_text("utf-8")
