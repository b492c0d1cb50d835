"""An answer and what was asked enter; one page of it leaves, as the bytes of `{meta, results}`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote, urlencode

import orjson

from api.errors import Refusal
from api.queries.address import filter_text, to_address
from api.queries.cursor import Cursor, elsewhere, write_cursor
from api.queries.document import to_document
from api.queries.filtering import kept, ordered, sort_text
from api.queries.query import LIMIT, Query
from api.queries.sentence import to_sentence
from api.routes.asked import EVERYTHING, Asked
from api.routes.forms import FORMS, envelope_written, rows_written
from graph.ask import Answer
from graph.question import Parameter, Question

Row = Mapping[str, Any]
LANGUAGES: Final = ("zh", "en")
_LONGEST_LINK: Final = 2_000
_BESIDE: Final = ("nodes", "edges")  # what makes the answers large that are said in `meta`
TOTAL: Final = ("total", "undecided")  # a pool counts those inside and those left open apart
_CUT_BY: Final = {"evidence": "cited"}  # the parameter that cuts, where it is not called as what it cuts


@dataclass(frozen=True)
class Page:
    """The rows of one page, and where they stand in the answer."""

    rows: Sequence[Row]
    total: int | None
    after: int
    more: bool
    size: int
    filtered: Mapping[str, Any] | None = None


def query_key(asked: Asked) -> str:
    """Name a query with its order: pages belong together only where this is equal."""
    said = orjson.dumps([asked.question.digest, to_document(asked.query), asked.view.sort])
    return sha256(said).hexdigest()[:20]


def values_of(asked: Asked) -> dict[str, object]:
    """Return the values to ask with: as many rows as the page needs, or all where they are filtered or sorted."""
    values: dict[str, object] = {
        name: list(one) if isinstance(one, tuple) else one for name, one in asked.query.params
    }
    if LIMIT in asked.question.params:
        view = asked.view
        whole = bool(asked.query.clauses or view.sort) or view.per_page == EVERYTHING
        begin = view.cursor.after if view.cursor else 0
        most = asked.question.params[LIMIT].maximum  # where there is one, nothing can be asked for beyond it
        wanted = begin + view.per_page + 1  # one more tells whether there is more
        values[LIMIT] = min(wanted, most) if most else 0 if whole else wanted
    return values


def check_cursor(asked: Asked, data_version: str, *, loading: bool) -> None:
    """Refuse a cursor of another query, of an older data version, or while a load changes the graph in place."""
    cursor = asked.view.cursor
    if cursor is None:
        return
    if cursor.query != query_key(asked):
        raise elsewhere()
    if loading:
        raise Refusal("load-under-way", "a load is changing the graph, so the cursor leads nowhere certain",
                      "正在载入数据，游标 cursor 暂不可用")  # fmt: skip
    if cursor.data_version != data_version:
        raise Refusal("cursor-of-older-data", f"the cursor is of data version {cursor.data_version}; now it is {data_version}",
                      f"游标 cursor 属于数据版本 {cursor.data_version}，现为 {data_version}")  # fmt: skip


def page_of(asked: Asked, answer: Answer) -> Page:
    """Return the rows of the page that was asked for."""
    check_cursor(asked, answer.meta["data_version"], loading=bool(answer.meta["loading"]))
    view = asked.view
    rows: Sequence[Row] = answer.rows
    filtered = None
    total = sum(answer.meta.get(name, 0) for name in TOTAL) if "total" in answer.meta else len(rows)
    if asked.query.clauses:
        found, unjudged = kept(rows, asked.query.clauses, asked.question)
        filtered = {"kept": len(found), "of": len(rows), "not_known": unjudged}
        rows, total = found, len(found)
    if view.sort:
        rows = ordered(rows, view.sort)
    begin = view.cursor.after if view.cursor else 0
    if begin and (begin > len(rows) or _key(rows[begin - 1]) != view.cursor.key):  # type: ignore[union-attr]
        raise Refusal("cursor-of-older-data")
    end = begin + view.per_page
    return Page(rows[begin:end], total, end, len(rows) > end, view.per_page, filtered)


def _key(row: Row) -> str:
    return str(next(iter(row.values()), ""))


@dataclass(frozen=True)
class Written:
    """The bytes of an answer, and what its headers say."""

    body: bytes
    media: str
    headers: Mapping[str, str]


def written(asked: Asked, answer: Answer, secret: bytes, most: int) -> Written:
    """Return the page as bytes; where it would be larger than `most`, fewer rows, which it says; a whole file is refused."""
    page = page_of(asked, answer)
    form = FORMS[asked.view.form]
    rows = list(page.rows)

    def made(rows: Sequence[Row]) -> tuple[dict[str, Any], bytes]:
        meta = _meta(asked, answer, page, rows, len(page.rows) - len(rows), secret)
        if form.is_file:
            return meta, rows_written(form, asked.question, rows, answer.columns, meta)
        return meta, envelope_written(meta, rows)

    while True:
        meta, body = made(rows)
        if len(body) <= most:
            named = file_headers(asked.question.name, meta, form.suffix, page) if form.is_file else {}
            return Written(body, form.media, {**_told(meta, asked), **named})
        if form.is_file and asked.view.per_page == EVERYTHING:
            raise Refusal(
                "too-large",
                f"this answer has more than {most} bytes; filter it, or give per_page and go on by the Link header",
                f"此回答超过 {most} 字节；请筛选，或给出 per_page 并依 Link 头逐页获取",
            )
        if len(rows) == len(page.rows) and len(made([])[1]) > most:
            raise _too_much_beside(asked.question, most)
        if len(rows) <= 1:
            raise Refusal("too-large", f"one row of this answer has more than {most} bytes",
                          f"此回答的一行超过 {most} 字节")  # fmt: skip
        rows = rows[: len(rows) // 2]


def _too_much_beside(question: Question, most: int) -> Refusal:
    """The refusal where fewer rows would not help, with the parameters that do."""
    bounds = [name for name in _BESIDE if name in question.params]
    fewer = f"; ask for fewer {' and '.join(bounds)}" if bounds else ""
    fewer_zh = f"；请减少 {' 与 '.join(bounds)}" if bounds else ""
    return Refusal("too-large", f"what stands beside the rows of this answer has more than {most} bytes{fewer}",
                   f"此回答中各行之外的内容超过 {most} 字节{fewer_zh}")  # fmt: skip


def told_headers(meta: Mapping[str, Any]) -> dict[str, str]:
    """What the headers of every answer say: of which data and day it is."""
    day = {"coopgraph-as-of": str(meta["as_of"])} if meta.get("as_of") else {}
    return {"coopgraph-data-version": plain_version(meta["data_version"]), **day}


def plain_version(version: str) -> str:
    """A data version in letters that a header and a file name can hold."""
    return str(version).replace("→", "-to-")


def disposition(name: str, meta: Mapping[str, Any], suffix: str) -> dict[str, str]:
    """The header that names the file: what it is, of which data and day."""
    parts = [
        "coopgraph",
        name,
        plain_version(meta["data_version"]),
        *([meta["as_of"]] if meta.get("as_of") else []),
    ]
    return {"content-disposition": f'attachment; filename="{"-".join(parts)}{suffix}"'}


def _told(meta: Mapping[str, Any], asked: Asked) -> dict[str, str]:
    # signs that an address between angle brackets may not have are written as their codes
    address, cursor = quote(meta["query"]["address"], safe="%/?&=~:,!"), meta["next_cursor"]
    total = "*" if meta["total"] is None else str(meta["total"])
    said = {**told_headers(meta), "coopgraph-rows": f"{meta['shown']}/{total}"}
    links = []
    if FORMS[asked.view.form].is_file:  # what is said beside the rows
        links.append(f'<{address}>; rel="describedby"; type="application/json"')
    if cursor:
        said["coopgraph-next-cursor"] = cursor
        links.append(f'<{address}{"&" if "?" in address else "?"}{_view_text(asked, cursor)}>; rel="next"')
    short = len(address) <= _LONGEST_LINK  # what was asked by a body may be long
    return {**said, "link": ", ".join(links)} if links and short else said


def _view_text(asked: Asked, cursor: str) -> str:
    """How the next page is shown; its order stands in the address already."""
    view = asked.view
    size = "" if view.per_page == EVERYTHING else str(view.per_page)
    shown = {"per_page": size, "format": view.form, "cursor": cursor}
    return urlencode({name: one for name, one in shown.items() if one})


def file_headers(name: str, meta: Mapping[str, Any], suffix: str, page: Page) -> dict[str, str]:
    """The name of a file of rows; a page that is not the whole answer says from which row on it is."""
    begin = page.after - page.size
    part = f"{name}-from-{begin + 1}" if begin or meta["next_cursor"] else name
    return disposition(part, meta, suffix)


def _meta(
    asked: Asked, answer: Answer, page: Page, rows: Sequence[Row], cut: int, secret: bytes
) -> dict[str, Any]:
    question, said = asked.question, dict(answer.meta)
    begin = page.after - asked.view.per_page
    end = begin + len(rows)
    more = page.more or cut > 0
    limited: list[dict[str, Any]] = []
    if more or begin:
        by = "size" if cut else "per_page"
        limited.append({"what": "results", "by": by, "shown": len(rows), "total": page.total})
    limited += _caps(question, answer, rows) + _cuts(said)
    if LIMIT in question.params and question.params[LIMIT].each:
        groups, beyond = _groups(question.params[LIMIT], said["kinds"], rows)
        said["kinds"] = groups
        limited += beyond
    loading = bool(said.pop("loading"))
    cursor = Cursor(
        query_key(asked),
        said["data_version"],
        end,
        _key(rows[-1]) if rows else "",
        str(said.get("as_of", "")),
    )
    evidence = sorted({one for row in rows for name in question.evidence for one in _ids(row[name])})
    return {
        **said,
        "loading": said["data_version"] if loading else None,
        "as_of": said.get("as_of"),
        "home": said.get("home"),
        "reading": said.get("reading"),
        "query": query_forms(asked.query, question, sort_text(asked.view.sort)),
        "shown": len(rows),
        "total": page.total,
        "limited": limited,
        "filtered": page.filtered,
        "next_cursor": write_cursor(cursor, secret) if more else None,
        "evidence": evidence,
    }


def query_forms(query: Query, question: Question, order: str = "") -> dict[str, Any]:
    """Return the query as address, JSON and sentence.

    An order is no part of the query, so the sentence, which says what is asked, has none; but an address or a document that
    is asked again must give the same rows first, so both carry it beside the query.
    """
    document = {**to_document(query), **({"sort": order} if order else {})}
    if not question.fields:  # it would refuse conditions, even none
        del document["filter"]
    return {
        "address": to_address(query, question, order),
        "json": document,
        "filter": filter_text(query.clauses),
        "sentence": {lang: to_sentence(query, question, lang) for lang in LANGUAGES},
    }


def _caps(question: Question, answer: Answer, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The lists within rows that a parameter may have cut: those that are as long as it allows."""
    found = []
    for name, one in question.params.items():
        cap = answer.params.get(name)
        if one.caps and cap:
            full = sum(1 for row in rows if len(row.get(one.caps) or ()) >= cap)
            if full:
                found.append({"what": one.caps, "by": name, "shown": cap, "total": None, "rows": full})
    return found


def _cuts(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What an answer itself says that caps cut of what stands beside its rows: nodes, ties, paths, events of ties."""
    found = []
    for what, one in said.get("cut", {}).items():
        total = one.get("of")
        if one.get("complete") is False or (total is not None and one["shown"] < total):
            by = _CUT_BY.get(what, what)
            found.append({"what": what, "by": by, "shown": one["shown"], "total": total})
    return found


def _groups(
    limit: Parameter, groups: Sequence[Row], rows: Sequence[Row]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What is said of each group, as far as these rows show it, and which have more than any page can reach."""
    shown = Counter(row[limit.each] for row in rows)
    told, beyond = [], []
    for group in groups:
        name, count, most = str(group[limit.each]), int(group["count"]), limit.maximum or 0
        told.append({**group, "shown": shown[name], "cut": count - shown[name]})
        if most and (count > most or (count == most and group["at_least"])):
            total = None if group["at_least"] else count
            beyond.append({"what": name, "by": limit.name, "shown": most, "total": total})
    return told, beyond


def _ids(value: object) -> list[str]:
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
