"""A request of the SPARQL 1.1 protocol enters; query, data set and form of the answer leave, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from api.errors import Refusal
from api.published.negotiation import Offer, liked_best
from ontology.errors import BadParameter

TABLES: Final = (
    Offer("json", "application/sparql-results+json", ("application/json",)),
    Offer("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    Offer("csv", "text/csv"),
    Offer("tsv", "text/tab-separated-values"),
)
GRAPHS: Final = (
    Offer("turtle", "text/turtle", ("application/x-turtle", "text/n3")),
    Offer("ntriples", "application/n-triples"),
    Offer("jsonld", "application/ld+json", ("application/json",)),
    Offer("rdfxml", "application/rdf+xml"),
    Offer("trig", "application/trig"),
    Offer("nquads", "application/n-quads"),
)
_QUERY_STRING: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_FORMAT: Final = (
    "format",
    "output",
    "results",
)  # clients that cannot know which of them a service takes send all
_NAMES: Final = ("query", "default-graph-uri", "named-graph-uri", *_FORMAT, "lang")
_MOST: Final = 50  # fields of a request
_UTF8: Final = ("utf-8", "utf8", "us-ascii")
# By which names a form is asked for: that of a table and that of a graph, "" where it is left to the Accept header.
_CALLED: Final[Mapping[str, tuple[str, str]]] = {
    **{offer.name: (offer.name, "") for offer in TABLES},
    **{offer.name: ("", offer.name) for offer in GRAPHS},
    "json": ("json", "jsonld"),
    "xml": ("xml", "rdfxml"),
    "rdf": ("", "rdfxml"),
    "rdf+xml": ("", "rdfxml"),
    "n3": ("", "turtle"),
    "json-ld": ("", "jsonld"),
}


@dataclass(frozen=True)
class Asked:
    """What one request asks; `table` and `graph` are the forms that it names beside its Accept header."""

    query: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    table: str = ""
    graph: str = ""

    @property
    def formed(self) -> bool:
        """Whether the request names a form, so that its Accept header decides nothing but what that leaves open."""
        return bool(self.table or self.graph)


async def read(request: Request) -> Asked:
    """Read a request by GET or by either form of POST."""
    pairs = _fields(request.scope["query_string"])
    query = ""
    if request.method == "POST":
        kind = _kind(request.headers.get("content-type", ""))
        body = await request.body()
        if kind == _QUERY:
            query = _text(body)
        elif kind == _QUERY_STRING:
            pairs = [*pairs, *_fields(body)]
        elif kind == _UPDATE:
            raise _update()
        else:
            raise Refusal(
                "not-sparql",
                f"the body is no SPARQL query but {kind[:120]!r}",
                f"请求体不是 SPARQL 查询，而是 {kind[:120]!r}",
            )
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name == "update":
            raise _update()
        if name not in _NAMES:
            raise BadParameter(f"there is no parameter {name[:80]!r}", f"没有参数 {name[:80]!r}",
                               remedy=f"they are: {', '.join(_NAMES)}", remedy_zh=f"可用：{'、'.join(_NAMES)}")  # fmt: skip
        given.setdefault(name, []).append(value)
    several = given.get("query", [])
    if len(several) + bool(query) > 1:
        raise BadParameter(
            "query is given more than once", "query 给出了多次", remedy="give it once", remedy_zh="只给出一次"
        )
    return Asked(
        query or next(iter(several), ""),
        tuple(given.get("default-graph-uri", ())),
        tuple(given.get("named-graph-uri", ())),
        *_forms([value for name in _FORMAT for value in given.get(name, ()) if value]),
    )


def forms(asked: Asked, accept: str) -> tuple[str, str]:
    """The forms for a table and for a graph: which of them it is shows only when the query is read."""
    table = liked_best(accept, TABLES) or TABLES[0]
    graph = liked_best(accept, GRAPHS) or GRAPHS[0]
    return asked.table or table.name, asked.graph or graph.name


def _forms(values: Sequence[str]) -> tuple[str, str]:
    called = [_called(value) for value in values]
    tables, graphs = ({one[side] for one in called if one[side]} for side in (0, 1))
    if len(tables) > 1 or len(graphs) > 1:
        raise BadParameter("format is given more than once, and not the same", "format 给出了多次且不一致",
                           remedy="give it once", remedy_zh="只给出一次")  # fmt: skip
    return next(iter(tables), ""), next(iter(graphs), "")


def _called(value: str) -> tuple[str, str]:
    """A form by its name, or by media types as an Accept header lists them."""
    if value in _CALLED:
        return _CALLED[value]
    if "/" in value:
        table, graph = (liked_best(value, offers) for offers in (TABLES, GRAPHS))
        if table or graph:
            return table.name if table else "", graph.name if graph else ""
    listed = ", ".join(_CALLED)
    raise BadParameter(f"format cannot be {value[:40]!r}", f"format 不能为 {value[:40]!r}",
                       remedy=f"it is one of: {listed}; or a media type", remedy_zh=f"可选值：{listed}；或媒体类型")  # fmt: skip


def _kind(content_type: str) -> str:
    """The type of a body, which is UTF-8: whoever says that it is something else would be misread."""
    kind, *parameters = (piece.strip().lower() for piece in content_type.split(";"))
    for one in parameters:
        name, _, value = one.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in _UTF8:
            raise Refusal("not-sparql", f"the body is in {value[:40]!r}; a query is UTF-8",
                          f"请求体编码为 {value[:40]!r}；查询须为 UTF-8")  # fmt: skip
    return kind


def _fields(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_text(text), keep_blank_values=True, max_num_fields=_MOST, errors="strict")
    except UnicodeDecodeError:
        raise _no_utf8() from None
    except ValueError:
        raise BadParameter(f"a request may have {_MOST} fields", f"请求最多 {_MOST} 个字段",
                           remedy="name fewer graphs", remedy_zh="请减少所指明的图") from None  # fmt: skip


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise _no_utf8() from None


def _no_utf8() -> Refusal:
    return Refusal("bad-query", "the query is not UTF-8", "查询不是 UTF-8")


def _update() -> Refusal:
    return Refusal("refused-query", "this is an update; here one can only read", "这是更新操作；此处只能查询")
