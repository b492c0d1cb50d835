"""A question and its parameters enter; its answer leaves, as a table for people or as data for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rich.text import Text

from api.candidate_list import name_of, place_of, show_candidates
from api.dates import INNER, as_stated
from api.deps import Desk
from api.formats import Book, Form, written
from api.gap_list import show_gaps
from api.graphs import opened
from api.history_list import show_history
from api.journals import Journals
from api.listing import Listing, bound, put
from api.mentioned import NAMES, asked_for, renamed, statements
from api.notes import banner, figures, sentences
from api.queries.query import LIMIT, make_query, shown_params
from api.reports.facts import show_statements
from api.reports.people import people_judged
from api.routes.envelope import TOTAL, query_forms
from api.search_list import show_found
from api.terminal import fitting, said, show_facts, show_pairs, show_rows
from api.values import told
from api.verdict_list import show_verdicts
from api.words import explained, word
from api.workbook import SOURCES, workbook
from graph.ask import Answer
from graph.ask import ask as answer
from graph.connection import Connection
from graph.question import Parameter, Question, find_question, load_questions
from ontology.errors import NotFound
from ontology.places import place as located

CANDIDATES = "candidates"
SEARCH = "search"
DAY = "as_of"
SHOW = "show"
RECORDS = "records"
HISTORY = "history"
GAPS = "gaps"
GRIDS = ("verdicts", "compare")  # one line a candidate, one column a condition
SHOWN_EVIDENCE = 12
_NAMED = ("label", "name_zh", "name_en")  # how columns end that hold what things are called
Names = Mapping[str, tuple[str, str]]  # id → display name, Chinese name
PLACE = (
    *("file", "locator", "line", "sha256", "url", "seen", "quality"),
    *("source", "publisher", "licence", "address", "retrieved"),
)


def candidates(desk: Desk, given: Mapping[str, Any], data_version: str, form: Form | Book) -> None:
    """Answer the main question, with the records behind every line."""
    with opened(desk, data_version) as reader:
        found = answer(reader, CANDIDATES, every_row(find_question(CANDIDATES), given, form))
        if form is Form.TABLE:
            shown = sorted({record for row in found.rows for record in row["records"][:4]})
            records = (
                {row["record"]: row for row in answer(reader, RECORDS, {"records": shown}).rows}
                if shown
                else {}
            )
            found = replace(found, rows=renamed(found.rows, _names(desk, reader, found)))
    if form is not Form.TABLE:
        _data(desk, found, data_version, form)
        return
    _title(desk, found)
    if found.rows:
        show_candidates(desk.out, found.rows, records, desk.lang)
    _close(desk, found)
    desk.found(len(found.rows))


def _names(desk: Desk, reader: Connection, found: Answer) -> Names:
    """What the graph calls the things that an answer mentions, for who reads Chinese: display name and Chinese name."""
    if desk.lang != "zh":
        return {}
    wanted = asked_for(found)
    try:
        rows = answer(reader, NAMES, {"things": wanted}).rows if wanted else []
    except NotFound:  # a text that only looks like an id: display names serve
        return {}
    return {row["thing"]: (row["label"] or "", row["name_zh"]) for row in rows if row["name_zh"]}


def search(desk: Desk, given: Mapping[str, Any], data_version: str, form: Form | Book) -> None:
    """Say which things a text may mean, with the reason of each match."""
    with opened(desk, data_version) as reader:
        found = answer(reader, SEARCH, every_row(find_question(SEARCH), given, form))
    if form is not Form.TABLE:
        _data(desk, found, data_version, form)
        return
    show_found(desk.out, found.rows, found.meta["kinds"], desk.lang)
    _close(desk, found)
    desk.found(len(found.rows))


def ask(
    desk: Desk, name: str, given: Mapping[str, Any], data_version: str, form: Form | Book, today: date
) -> None:
    """Answer any question by name; a day that is not given is today."""
    question = find_question(name)
    with opened(desk, data_version) as reader:
        judgements = people_judged(desk, name, given)
        chosen = Journals(desk.settings).workflow.chosen().get(name, {})
        asked = every_row(question, _with_day(question, {**chosen, **given}, today), form)
        found = answer(reader, question, asked, judgements)
        names = _names(desk, reader, found) if form is Form.TABLE else {}
    if form is not Form.TABLE:
        _data(desk, found, data_version, form)
        return
    present(desk, replace(found, rows=renamed(found.rows, names)), names)
    desk.found(len(found.rows))


def present(desk: Desk, found: Answer, names: Names | None = None) -> None:
    """Print an answer for a person: what was asked, the rows, and all that is said beside them.

    `names`: what a reader of Chinese calls the things that it mentions.
    """
    _title(desk, found)
    if found.question.name in GRIDS and found.rows:
        show_verdicts(desk.out, found.rows, desk.lang)
        _remarks(desk, found)
    elif found.question.name == GAPS and found.rows:
        show_gaps(desk.out, found.rows, desk.lang)
        _remarks(desk, found)
    elif found.question.name == HISTORY:
        show_history(desk.out, found.rows, found.meta, desk.lang)
    else:
        _table(desk, found, names)
    _close(desk, found)


def show(
    desk: Desk, thing: str, given: Mapping[str, Any], data_version: str, form: Form | Book, today: date
) -> None:
    """Print all facts of a thing, or what a record states."""
    name = "record" if thing.startswith("rec-") else SHOW
    question = find_question(name)
    # the id is the question's one required parameter that is neither a day nor has a default
    key = next(one.name for one in question.params.values() if one.type in ("id", "record") and one.required)
    ask(desk, name, {**given, key: thing}, data_version, form, today)


def questions(desk: Desk, form: Form | Book) -> None:
    """List every question, with its parameters."""
    rows = [
        {
            "name": one.name,
            "question": said(one.question, desk.lang),
            "parameters": [_parameter(parameter) for parameter in one.params.values() if parameter.type != "internal"],
            "path": one.path,
        }
        for one in load_questions().values()
    ]  # fmt: skip
    if form is not Form.TABLE:
        columns = ("name", "question", "parameters", "path")
        about = {"en": "Which questions can be asked?", "zh": "可以提出哪些问题？"}
        put(desk, Listing("questions", about, columns, rows, {"total": len(rows)}, words="listed."), form)
        return
    chinese = desk.lang == "zh"
    headings = {"name": "名称", "question": "问题", "parameters": "参数"} if chinese else {
        "name": "name", "question": "question", "parameters": "parameters (! = needed)"
    }  # fmt: skip
    joined = [{**row, "parameters": " ".join(map(str, row["parameters"]))} for row in rows]
    show_rows(desk.out, joined, headings, spoken=False)
    desk.say("Ask one: coopgraph ask NAME --parameter value", "提问：coopgraph ask 名称 --参数 值")


def _parameter(one: Parameter) -> str:
    needed = one.required and one.name != DAY  # which is today where nobody says
    return f"{one.name.replace('_', '-')}{'!' if needed else ''}"


def _with_day(question: Question, given: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Give today for a day that is needed and not named: the clock is the caller's, not the graph's."""
    parameter = question.params.get(DAY)
    if parameter is not None and parameter.required and not given.get(DAY):
        return {**given, DAY: today.isoformat()}
    return dict(given)


def every_row(question: Question, given: Mapping[str, Any], form: Form | Book) -> Mapping[str, Any]:
    """Return what to ask with: for every row, or the most that can be had, where rows alone are written and nobody said how many.

    They stand in a file where nothing beside them tells that there are more; JSON and tables do tell.
    """
    limit = question.params.get(LIMIT)
    if limit is None or form in (Form.TABLE, Form.JSON) or given.get(LIMIT) not in (None, ""):
        return given
    return {**given, LIMIT: limit.maximum if limit.minimum else 0}


def _in_all(found: Answer) -> int:
    """How many rows the answer has, shown or not."""
    if groups := found.meta.get("kinds"):  # a search counts them by kind
        return sum(one["count"] for one in groups)
    if "total" not in found.meta:
        return len(found.rows)
    return sum(found.meta.get(name, 0) for name in TOTAL)


def _data(desk: Desk, found: Answer, data_version: str, form: Form | Book) -> None:
    meta = {**found.meta, "params": dict(found.params), "evidence": list(found.evidence)}
    if isinstance(form, Book):
        _book(desk, found, meta, data_version, form)
        desk.found(len(found.rows))
        return
    for text in written(form, found.rows, found.columns, meta):
        desk.print(text)
    if form is not Form.JSON and (rows := len(found.rows)) < (total := _in_all(found)):
        desk.say(f"{rows:,} of {total:,} rows", f"{rows:,} 行（共 {total:,} 行）")
    if form is not Form.JSON and not desk.silent:
        desk.say(word("data_in_json", "en"), word("data_in_json", "zh"))
    desk.found(len(found.rows))


def _book(desk: Desk, found: Answer, meta: Mapping[str, Any], data_version: str, book: Book) -> None:
    given = {name: found.params.get(name) for name in shown_params(found.question)}
    query = make_query(
        found.question, {name: value for name, value in given.items() if value not in (None, "", [], ())}
    )
    with opened(desk, data_version) as reader:
        sources = answer(reader, SOURCES, {}).rows
    beside = {**meta, "query": query_forms(query, found.question), SOURCES: sources}
    content = workbook(found.question, _in_words(found, desk.lang), found.columns, beside)
    bound(desk, book, content, len(found.rows), _in_all(found))


def _in_words(found: Answer, lang: str) -> Sequence[Mapping[str, Any]]:
    """The rows with their codes in words for who reads Chinese; in English a code is a word already."""
    if lang != "zh":
        return found.rows
    coded = {name for name in found.columns if not name.endswith(_NAMED)}

    def spoken(name: str, value: Any) -> Any:
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return [told(one, lang, name) for one in value]
        return told(value, lang, name) if isinstance(value, str) else value

    return [
        {name: spoken(name, value) if name in coded else value for name, value in row.items()}
        for row in found.rows
    ]


def _title(desk: Desk, found: Answer) -> None:
    if line := banner(found.meta, desk.lang):
        desk.out.print(line, style="bold red", highlight=False, markup=False)
    title, question = (said(text, desk.lang) for text in (found.question.title, found.question.question))
    desk.out.print(Text.assemble((title, "bold"), f" · {question}"))


def _table(desk: Desk, found: Answer, names: Names | None = None) -> None:
    """One row stands on its side; several rows make a table of the columns that hold anything."""
    place = found.meta.get("record")
    if place is not None:  # what a record states is read after where it stands
        place = {**place, "locator": located(str(place.get("locator") or ""), desk.lang)}
        show_facts(desk.out, place, {name: word(name, desk.lang) for name in PLACE}, lang=desk.lang)
    if statements(found) and found.rows:
        show_statements(desk, found.rows, str(found.meta.get("thing") or ""), names or {})
        _remarks(desk, found)
        return
    rows, needless = _named_once(found, desk.lang)
    apart = {*found.question.evidence, *needless, *(PLACE if place is not None else ())}
    plain = [name for name in found.columns if name not in apart]
    held = [name for name in plain if any(_held(name, row[name]) for row in rows)]
    headings = {name: found.question.heading(name, desk.lang) for name in held}
    headings |= {
        name: str(meant[f"name_{desk.lang}"] or meant["label"])
        for name, meant in (found.meta.get("stand_for") or {}).items()
        if name in headings
    }
    if bounds := headings.keys() & {*INNER}:  # said with the outer bounds, as exact as stated
        headings = {
            name: word(f"stated.{name}", desk.lang) if name in ("begin", "end") else heading
            for name, heading in headings.items()
            if name not in bounds
        }
    shown = [as_stated(row) for row in rows]
    if len(shown) == 1 and place is None:
        show_facts(desk.out, shown[0], headings, lang=desk.lang)
    elif shown:
        ranked = [one for one in dict.fromkeys([*found.question.first, *headings]) if one in headings]
        fit = fitting(desk.out.width, shown, headings, ranked, lang=desk.lang)
        show_rows(desk.out, shown, fit, lang=desk.lang)
        _left_out(desk, [heading for name, heading in headings.items() if name not in fit])
    _remarks(desk, found)


def _left_out(desk: Desk, headings: Sequence[str]) -> None:
    """Say which columns a table had no room for, and where they are."""
    if headings:
        names = ("、" if desk.lang == "zh" else ", ").join(headings)
        text = word("columns_left_out", desk.lang).format(names)
        desk.out.print(text, style="dim", highlight=False, markup=False)


def _named_once(found: Answer, lang: str) -> tuple[list[dict[str, Any]], set[str]]:
    """Rows whose display names are in the reader's language, the other beside it, and the columns that then say it again."""
    ends = [
        name.removesuffix("label") for name in found.columns if name == "label" or name.endswith("_label")
    ]
    both = [end for end in ends if {f"{end}name_zh", f"{end}name_en"} <= set(found.columns)]
    rows = [
        {
            **row,
            **{
                f"{end}label": name_of({key: row[f"{end}{key}"] for key in _NAMED}, lang)
                for end in both
                if row[f"{end}label"]
            },
        }
        for row in found.rows
    ]
    return rows, {f"{end}{key}" for end in both for key in _NAMED[1:]}


def _held(name: str, value: Any) -> bool:
    return value not in (None, "", [], {}) and not (name == "fictional" and value is False)


def _remarks(desk: Desk, found: Answer) -> None:
    """What must be known of a thing beside its facts: contradictions, or that nobody describes it."""
    chinese = desk.lang == "zh"
    lines = []
    if conflicts := found.meta.get("conflicts"):
        command = f"coopgraph ask {conflicts['question']} --thing {found.meta['thing']}"
        names = ", ".join(conflicts["properties"])
        lines.append(
            f"来源之间有矛盾（{names}）；并列查看：{command}"
            if chinese
            else f"Sources contradict each other on {names}; both sides stand side by side in: {command}"
        )
    if placeholder := found.meta.get("placeholder"):
        head = explained(placeholder, desk.lang)
        lines.append(f"{head}；提到它的有：" if chinese else f"{head[0].upper()}{head[1:]}; referred to by:")
        for one in placeholder["referred_to_by"]:
            name = one["name_zh"] if chinese else one["name_en"]
            said_of = name_of(
                {"label": one["label"], "name_zh": one["label_zh"], "name_en": one["label_en"]}, desk.lang
            )
            lines.append(f"  {one['thing']} · {said_of} · {name}: {', '.join(one['records'])}")
    for line in lines:
        desk.out.print(line, style="yellow", highlight=False, markup=False, soft_wrap=True)


def _close(desk: Desk, found: Answer) -> None:
    """What an answer stands on: day, home, reading, data version, evidence, what was cut."""
    meta = found.meta
    chinese = desk.lang == "zh"
    show_pairs(desk.out, figures(meta, desk.lang))
    total = f"{meta.get('total', meta['shown'])}{'+' if meta.get('total_at_least') else ''}"
    if "undecided" in meta:
        lines = [f"{total} in the pool, {meta['undecided']} undecided, {meta['shown']} shown"]
        if chinese:
            lines = [f"在池内 {total} 家，未定 {meta['undecided']} 家，显示 {meta['shown']} 家"]
    else:
        lines = [
            f"共 {total} 行，显示 {meta['shown']} 行" if chinese else f"{meta['shown']} of {total} shown"
        ]
    for key in ("as_of", "reading", "data_version", "question"):
        if meta.get(key):
            value = told(meta[key], desk.lang) if key == "reading" else meta[key]
            lines.append(f"{word(key, desk.lang)}: {value}")
    if "home" in meta:
        lines.append(f"{word('home', desk.lang)}: {', '.join(meta['home']['countries'])}")
    if meta.get("loading"):
        lines.append(f"正在更新：{meta['loading']}" if chinese else f"a load is under way: {meta['loading']}")
    desk.out.print(" · ".join(lines), style="dim", highlight=False)
    if "sizes" in meta:
        _sizes(desk, meta["sizes"])
    for sentence in sentences(meta, desk.lang):
        desk.out.print(f"- {sentence}", style="yellow", highlight=False, markup=False)
    if found.evidence:
        head = "证据（记录）" if chinese else "evidence (records)"
        ids = ", ".join(found.evidence[:SHOWN_EVIDENCE])
        more = f" … +{len(found.evidence) - SHOWN_EVIDENCE}" if len(found.evidence) > SHOWN_EVIDENCE else ""
        desk.out.print(f"{head}: {ids}{more}", style="dim", highlight=False, markup=False)


def _sizes(desk: Desk, sizes: Mapping[str, Mapping[str, int]]) -> None:
    open_word = word("undecided", desk.lang)
    parts = [
        f"{word(reading, desk.lang)}: {counts['in']}"
        + (f" (+{counts['undecided']} {open_word})" if counts["undecided"] else "")
        for reading, counts in sizes.items()
    ]
    desk.out.print(f"{word('pool_by_reading', desk.lang)}: {' · '.join(parts)}", style="dim", highlight=False)


__all__ = ["ask", "candidates", "place_of", "questions", "search", "show"]
