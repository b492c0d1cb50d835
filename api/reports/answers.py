"""A question and its parameters enter; its answer leaves, as a table for people or as data for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.candidate_list import place_of, show_candidates
from api.deps import Desk
from api.formats import Form, written
from api.graphs import opened
from api.search_list import show_found
from api.terminal import said, show_facts, show_rows
from api.words import explained
from graph.ask import Answer
from graph.ask import ask as answer
from graph.question import Question, find_question, load_questions

CANDIDATES = "candidates"
SEARCH = "search"
SHOW = "show"
RECORDS = "records"
SHOWN_EVIDENCE = 12


def candidates(desk: Desk, given: Mapping[str, Any], data_version: str, form: Form) -> None:
    """Answer the main question, with the records behind every line."""
    with opened(desk, data_version) as reader:
        found = answer(reader, CANDIDATES, given)
        if form is Form.TABLE:
            shown = sorted({record for row in found.rows for record in row["records"][:4]})
            records = (
                {row["record"]: row for row in answer(reader, RECORDS, {"records": shown}).rows}
                if shown
                else {}
            )
    if form is not Form.TABLE:
        _data(desk, found, form)
        return
    _title(desk, found)
    if found.rows:
        show_candidates(desk.out, found.rows, records, desk.lang)
    _close(desk, found)


def search(desk: Desk, given: Mapping[str, Any], data_version: str, form: Form) -> None:
    """Say which things a text may mean, with the reason of each match."""
    with opened(desk, data_version) as reader:
        found = answer(reader, SEARCH, given)
    if form is not Form.TABLE:
        _data(desk, found, form)
        return
    show_found(desk.out, found.rows, found.meta["kinds"], desk.lang)
    if "nothing" in found.meta:
        desk.out.print(
            explained(found.meta["nothing"], desk.lang), style="yellow", highlight=False, markup=False
        )
    _close(desk, found)


def ask(desk: Desk, name: str, given: Mapping[str, Any], data_version: str, form: Form, today: date) -> None:
    """Answer any question by name; a day that is not given is today."""
    question = find_question(name)
    with opened(desk, data_version) as reader:
        found = answer(reader, question, _with_day(question, given, today))
    if form is not Form.TABLE:
        _data(desk, found, form)
        return
    _title(desk, found)
    _table(desk, found)
    _close(desk, found)


def show(
    desk: Desk, thing: str, given: Mapping[str, Any], data_version: str, form: Form, today: date
) -> None:
    """Print all facts of a thing, or what a record states."""
    name = "record" if thing.startswith("rec-") else SHOW
    question = find_question(name)
    # the id is the question's one required parameter that is neither a day nor has a default
    key = next(one.name for one in question.params.values() if one.type in ("id", "record") and one.required)
    ask(desk, name, {**given, key: thing}, data_version, form, today)


def questions(desk: Desk, form: Form) -> None:
    """List every question, with its parameters."""
    rows = [
        {
            "name": one.name,
            "question": said(one.question, desk.lang),
            "parameters": [_parameter(parameter.name, parameter.required) for parameter in one.params.values()
                           if parameter.type != "internal"],
            "path": one.path,
        }
        for one in load_questions().values()
    ]  # fmt: skip
    if form is not Form.TABLE:
        for text in written(form, rows, ["name", "question", "parameters", "path"], {"total": len(rows)}):
            desk.print(text)
        return
    chinese = desk.lang == "zh"
    headings = {"name": "名称", "question": "问题", "parameters": "参数"} if chinese else {
        "name": "name", "question": "question", "parameters": "parameters (! = needed)"
    }  # fmt: skip
    joined = [{**row, "parameters": " ".join(map(str, row["parameters"]))} for row in rows]
    show_rows(desk.out, joined, headings)
    desk.say("Ask one: coopgraph ask NAME --parameter value", "提问：coopgraph ask 名称 --参数 值")


def _parameter(name: str, required: bool) -> str:
    return f"{name.replace('_', '-')}{'!' if required else ''}"


def _with_day(question: Question, given: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Give today for a day that is needed and not named: the clock is the caller's, not the graph's."""
    parameter = question.params.get("as_of")
    if parameter is not None and parameter.required and not given.get("as_of"):
        return {**given, "as_of": today.isoformat()}
    return dict(given)


def _data(desk: Desk, found: Answer, form: Form) -> None:
    meta = {**found.meta, "params": dict(found.params), "evidence": list(found.evidence)}
    for text in written(form, found.rows, found.columns, meta):
        desk.print(text)


def _title(desk: Desk, found: Answer) -> None:
    desk.out.print(
        f"[bold]{said(found.question.title, desk.lang)}[/bold] · {said(found.question.question, desk.lang)}"
    )


def _table(desk: Desk, found: Answer) -> None:
    """One row stands on its side; several rows make a table of the columns that hold anything."""
    plain = [name for name in found.columns if name not in found.question.evidence]
    held = [name for name in plain if any(row[name] not in (None, "", [], {}) for row in found.rows)]
    headings = {name: name.replace("_", " ") for name in held}
    if len(found.rows) == 1:
        show_facts(desk.out, found.rows[0], headings)
    elif found.rows:
        show_rows(desk.out, found.rows, headings)


def _close(desk: Desk, found: Answer) -> None:
    """What an answer stands on: day, home, reading, data version, evidence, what was cut."""
    meta = found.meta
    chinese = desk.lang == "zh"
    total = f"{meta.get('total', meta['shown'])}{'+' if meta.get('total_at_least') else ''}"
    if "undecided" in meta:
        lines = [f"{total} in the pool, {meta['undecided']} undecided, {meta['shown']} shown"]
        if chinese:
            lines = [f"在池内 {total} 家，未定 {meta['undecided']} 家，显示 {meta['shown']} 家"]
    else:
        lines = [
            f"共 {total} 行，显示 {meta['shown']} 行" if chinese else f"{meta['shown']} of {total} shown"
        ]
    for key, zh in (
        ("as_of", "截至"),
        ("reading", "读法"),
        ("data_version", "数据版本"),
        ("question", "问题"),
    ):
        if key in meta:
            value = ", ".join(meta[key]) if isinstance(meta[key], list) else meta[key]
            lines.append(f"{zh if chinese else key.replace('_', ' ')}: {value}")
    if "home" in meta:
        lines.append(f"{'本方' if chinese else 'home'}: {', '.join(meta['home']['countries'])}")
    if meta.get("loading"):
        lines.append(f"正在更新：{meta['loading']}" if chinese else f"a load is under way: {meta['loading']}")
    desk.out.print(" · ".join(lines), style="dim", highlight=False)
    if "sizes" in meta:
        _sizes(desk, meta["sizes"])
    for reason in _listed(meta.get("fill")):
        desk.out.print(f"- {explained(reason, desk.lang)}", style="yellow", highlight=False, markup=False)
    if found.evidence:
        head = "证据（记录）" if chinese else "evidence (records)"
        ids = ", ".join(found.evidence[:SHOWN_EVIDENCE])
        more = f" … +{len(found.evidence) - SHOWN_EVIDENCE}" if len(found.evidence) > SHOWN_EVIDENCE else ""
        desk.out.print(f"{head}: {ids}{more}", style="dim", highlight=False, markup=False)


def _sizes(desk: Desk, sizes: Mapping[str, Mapping[str, int]]) -> None:
    chinese = desk.lang == "zh"
    open_word = "未定" if chinese else "undecided"
    parts = [
        f"{reading}: {counts['in']}"
        + (f" (+{counts['undecided']} {open_word})" if counts["undecided"] else "")
        for reading, counts in sizes.items()
    ]
    head = "各读法下的池" if chinese else "pool under each reading"
    desk.out.print(f"{head}: {' · '.join(parts)}", style="dim", highlight=False)


def _listed(value: Any) -> Sequence[Any]:
    if value is None:
        return []
    return value if isinstance(value, list | tuple) else [value]


__all__ = ["ask", "candidates", "place_of", "questions", "search", "show"]
