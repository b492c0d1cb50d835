"""A question's name and parameter values enter; an answer leaves: rows, what was asked of which data, the evidence.

Every answer carries the question with the hash of its text, the data version, the day, the home and the reading that
it holds for, and the ids of the records that its rows rest on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from graph import (
    candidates,
    fields_answers,
    gaps,
    history,
    interests,
    network_ego,
    network_paths,
    network_scope,
    pages,
    pairs,
    policy_answers,
    search,
    stated,
    treaties,
    verdicts,
)
from graph.asking import Asking, Row, begin
from graph.connection import Reads
from graph.driver import DriverError, Neo4jError
from graph.question import Question, find_question, load_questions
from graph.verdict_shape import Judgement
from ontology.errors import CoopgraphError, TimedOut, Unavailable

__all__ = ["Answer", "ask", "load_questions"]

_AGAIN: Final = 3  # a load begins once and ends once; whoever meets more than that is told so
Composition = Callable[[Asking], tuple[list[Row], dict[str, Any]]]

# How an answer is made from rows where Cypher alone cannot say it; a header names one in `answer`.
COMPOSITIONS: Final[Mapping[str, Composition]] = MappingProxyType(
    {
        "candidates": candidates.answer_candidates,
        "pool": candidates.answer_pool,
        "partners": pairs.answer_partners,
        "pair": pairs.answer_pair,
        "country_pair": pairs.answer_country_pair,
        "in_force": treaties.answer_in_force,
        "ending": treaties.answer_ending,
        "agreement": treaties.answer_agreement,
        "labs": treaties.answer_labs,
        "lab": treaties.answer_lab,
        "page": pages.answer_page,
        "institution": pages.answer_institution,
        "interests": interests.answer_interests,
        "find": pages.answer_find,
        "search": search.answer_search,
        "record": pages.answer_record,
        "records": pages.answer_records,
        "coverage": pages.answer_coverage,
        "show": pages.answer_show,
        "statements": stated.answer_statements,
        "conflicts": pages.answer_conflicts,
        "network_ego": network_ego.answer_ego,
        "network_paths": network_paths.answer_paths,
        "network_scope": network_scope.answer_scope,
        "verdicts": verdicts.answer_verdicts,
        "verdict": verdicts.answer_verdict,
        "gaps": gaps.answer_gaps,
        "compare": verdicts.answer_compare,
        "history": history.answer_history,
        "support": policy_answers.answer_support,
        "motifs": policy_answers.answer_motifs,
        "agreement_gaps": policy_answers.answer_agreement_gaps,
        "calls": policy_answers.answer_calls,
        "followers": fields_answers.answer_followers,
        "field_matrix": fields_answers.answer_field_matrix,
        "institutionalisation": policy_answers.answer_institutionalisation,
        "experts": policy_answers.answer_experts,
        "talent_plans": policy_answers.answer_talent_plans,
    }
)


@dataclass(frozen=True)
class Answer:
    """Rows, and everything that must be known to judge them or to ask again."""

    question: Question
    params: Mapping[str, Any]
    columns: tuple[str, ...]
    rows: list[Row]
    meta: Mapping[str, Any]
    evidence: tuple[str, ...]


def ask(
    connection: Reads,
    question: Question | str,
    given: Mapping[str, Any],
    judgements: Iterable[Judgement] = (),
) -> Answer:
    """Answer a question from the graph; nothing is read but the graph, the clock least of all.

    A load that begins or ends meanwhile makes it begin again, so an answer is of the one data version that it names, or says
    that a load is under way. `judgements` are what people judged of candidates: verdicts show them beside what the machine says.
    """
    asked = find_question(question) if isinstance(question, str) else question
    people = tuple(judgements)
    for _ in range(_AGAIN):
        asking = replace(begin(connection, asked, given), judgements=people)
        try:
            answer = _answer(asking)
        except (DriverError, Neo4jError, TimedOut, Unavailable):
            raise  # there is nobody to ask for the mark
        except Exception as error:  # what is taken away while it is read may break anything
            if asking.loading and not isinstance(error, CoopgraphError):
                raise _under_way() from error
            if asking.loading or asking.unchanged():
                raise
            continue
        if asking.loading or asking.unchanged():
            return answer
    raise _under_way()


def _under_way() -> Unavailable:
    return Unavailable(
        "a load is changing the graph while this is answered",
        "数据正在载入，暂时无法给出回答",
        remedy="ask again in a moment",
        remedy_zh="请稍后再试",
    )


def _answer(asking: Asking) -> Answer:
    """Answer once, from whatever the graph says while it is asked."""
    asked = asking.question
    rows, more = COMPOSITIONS[asked.answer](asking) if asked.answer else _rows(asking)
    columns = tuple(asked.columns)
    # What compositions make is plain already; only rows straight from the graph may hold dates.
    plain: list[Row] = [
        {name: row.get(name) if asked.answer else _plain(row.get(name)) for name in columns} for row in rows
    ]
    evidence = tuple(sorted({one for row in plain for name in asked.evidence for one in _ids(row[name])}))
    return Answer(
        question=asked,
        params=MappingProxyType({name: _plain(value) for name, value in asking.values.items()}),
        columns=columns,
        rows=plain,
        meta=MappingProxyType(_meta(asking, more, plain, evidence)),
        evidence=evidence,
    )


def _rows(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    rows = asking.rows()
    limit = asking.values.get("limit")
    meta: dict[str, Any] = {"total": len(rows)}
    if not rows and "as_of" in asking.values:
        meta["hidden"] = {
            "reason": "later_than_the_day"
        }  # the id was found, so only the day can have hidden the thing
    return (rows[:limit] if limit else rows), meta


def _meta(
    asking: Asking, more: Mapping[str, Any], rows: Sequence[Row], evidence: Sequence[str]
) -> dict[str, Any]:
    question = asking.question
    meta: dict[str, Any] = {
        "question": question.name,
        "title": dict(question.title),
        "digest": question.digest,
        "data_version": asking.data_version,
        "loading": asking.loading,
    }
    if "as_of" in asking.values:
        meta["as_of"] = asking.as_of.isoformat()
        if asking.seen_until is not None and asking.as_of > asking.seen_until:
            meta["later"] = {"reason": "later_than_all_sources", "things": [asking.seen_until.isoformat()]}
    if asking.home is not None and asking.home.given:
        name = next(key for key, one in question.params.items() if one.type == "countries")
        meta[name] = {"given": list(asking.home.given), "countries": list(asking.home.countries)}
        if asking.home.undated:
            meta[name]["undated"] = list(asking.home.undated)
    if "reading" in asking.values:
        meta["reading"] = list(asking.values["reading"])
    if asking.redirected:
        meta["redirected"] = dict(sorted(asking.redirected.items()))
    meta["shown"] = len(rows)
    meta["fictional"] = _fictional(asking, rows, evidence)
    if not rows and not {"fill", "hidden", "empty"} & set(more):
        meta["empty"] = {"reason": "nothing_known"}
    return {**meta, **more}


def _fictional(asking: Asking, rows: Sequence[Row], evidence: Sequence[str]) -> bool:
    """Whether anything shown, or a record behind it, is of an invented source."""
    if not asking.invented:  # the graph holds none
        return False
    if any(row.get("fictional") for row in rows):
        return True
    named = [
        one
        for name, p in asking.question.params.items()
        if p.type == "id"
        for one in _ids(asking.values[name])
    ]
    ids = sorted({*named, *(f"country-iso-{code}" for code in asking.countries)})
    records = sorted({*evidence, *(one for name, p in asking.question.params.items() if p.type == "record"
                                   for one in _ids(asking.values[name]))})  # fmt: skip
    return bool(asking.part("invented", ids=ids, records=records)[0]["invented"])


def _plain(value: object) -> object:
    """Dates as text, whatever the driver calls them; everything else as it is."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    return value


def _ids(value: object) -> list[str]:
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
