"""An error by culprit enters; the exit code of the command line and the problem of the HTTP interface leave.

The one place that knows both tables.

Codes: 0 done · 1 failure · 2 wrong use · 3 not found · 4 data refused · 5 dependency down · 130 interrupted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ontology.errors import (
    BadParameter,
    CoopgraphError,
    EngineError,
    Erased,
    Incomplete,
    NoSuchValue,
    NotAllowed,
    NotFound,
    NotNow,
    OntologyError,
    Overloaded,
    ShapeError,
    SourceError,
    TimedOut,
    Unavailable,
    UnknownQuestion,
    UsageError,
)

DONE, FAILURE, WRONG_USE, NOT_FOUND, REFUSED, DOWN, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

# the first row that fits decides, so the more special class stands first
EXIT_CODES: tuple[tuple[type[CoopgraphError], int], ...] = (
    (UsageError, WRONG_USE),
    (BadParameter, WRONG_USE),
    (UnknownQuestion, WRONG_USE),
    (NotFound, NOT_FOUND),
    (SourceError, REFUSED),
    (ShapeError, REFUSED),
    (NotAllowed, WRONG_USE),
    (NotNow, REFUSED),
    (Incomplete, REFUSED),
    (Unavailable, DOWN),
    (TimedOut, DOWN),
    (Overloaded, DOWN),
    (EngineError, DOWN),
    (OntologyError, FAILURE),
    (CoopgraphError, FAILURE),
)


def exit_code(error: CoopgraphError) -> int:
    """Return the exit code of the first class in EXIT_CODES that the error belongs to."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its name, its status, its title, and what to do where the error itself says nothing."""

    name: str
    status: int
    title: str
    title_zh: str
    remedy: str
    remedy_zh: str


KINDS: Final[tuple[Kind, ...]] = (
    Kind("bad-request", 400, "The request cannot be read", "请求无法读取",
         "write it as the API's description says", "请按接口说明书写"),
    Kind("bad-parameter", 400, "A name or value that cannot be", "名称或取值有误",
         "use a name or value that the API's description lists", "请使用接口说明所列的名称与取值"),
    Kind("bad-query", 400, "The query cannot be read", "查询无法读取",
         "correct it; /sparql shows examples", "请改正；示例见 /sparql"),
    Kind("unknown-key", 401, "The API key is not known", "API 密钥无效",
         "leave the key out, or ask whoever runs this service for one", "请去掉密钥，或向服务管理者索取"),
    Kind("key-needed", 401, "An API key is needed", "需要 API 密钥",
         "send a key in the header X-API-Key; whoever runs this service gives keys (coopgraph keys add)",
         "请在 X-API-Key 头中给出密钥；由服务管理者发放（coopgraph keys add）"),
    Kind("not-allowed", 403, "This key may not do this", "此密钥无权操作",
         "use a key that has one of the scopes named", "请使用具有所列权限之一的密钥"),
    Kind("refused-query", 403, "A query that is not run here", "此处不执行的查询",
         "ask with SELECT, ASK, CONSTRUCT or DESCRIBE over what is here; take a dump for more",
         "请用 SELECT、ASK、CONSTRUCT 或 DESCRIBE 查询此处的数据；更多请下载导出文件"),
    Kind("no-such-address", 404, "There is nothing at this address", "此地址没有内容",
         "the addresses are listed in /openapi.json and shown at /docs", "地址见 /openapi.json 与 /docs"),
    Kind("not-found", 404, "Nothing has this id or value", "没有此编号或取值",
         "look the id up by name", "请按名称检索编号"),
    Kind("method-not-allowed", 405, "This address does not take this method", "此地址不支持该方法",
         "use a method that the Allow header names", "请使用 Allow 头列出的方法"),
    Kind("not-now", 409, "Not in this state", "当前状态不允许",
         "look at the case again: what can be done stands in it", "请重新查看案卷：其中列出可执行的操作"),
    Kind("incomplete", 409, "Something is missing", "条件未齐",
         "see errors: each says what is missing", "见 errors：逐项说明所缺"),
    Kind("not-acceptable", 406, "It is not to be had in this form", "不提供此格式",
         "ask for one of the forms that are listed", "请改用所列格式之一"),
    Kind("cursor-of-older-data", 410, "The data changed since this page", "数据已更新，此页已失效",
         "begin again without a cursor: an answer's pages are all of one data version",
         "请不带游标重新开始：一个回答的各页都属于同一数据版本"),
    Kind("gone", 410, "It was erased", "已被删除",
         "it does not come back; what else is known can be asked as before", "不会恢复；其余内容照常可查"),
    Kind("too-large", 413, "Too large", "内容过大", "send or ask for less", "请减少发送或请求的内容"),
    Kind("address-too-long", 414, "The address is too long", "地址过长",
         "ask the same by POST with a JSON body", "请改用 POST 与 JSON 请求体"),
    Kind("not-json", 415, "The body is not JSON", "请求体不是 JSON",
         "send Content-Type: application/json", "请发送 Content-Type: application/json"),
    Kind("not-sparql", 415, "The body is no SPARQL query", "请求体不是 SPARQL 查询",
         "send application/sparql-query, or a form with the field query", "请发送 application/sparql-query，或含 query 的表单"),
    Kind("bad-body", 422, "The body does not fit", "请求体不符合要求",
         "give the body as the API's description says", "请按接口说明给出请求体"),
    Kind("too-many-requests", 429, "Too many requests", "请求过于频繁",
         "wait as long as Retry-After says", "请等待 Retry-After 所示时间"),
    Kind("internal", 500, "An error of ours", "系统内部错误",
         "ask again; if it stays, report it with the request id", "请重试；若仍出现，请附上请求编号报告"),
    Kind("unavailable", 503, "The graph does not answer", "图数据库没有应答",
         "ask again soon; whoever runs the service: coopgraph db status", "请稍后重试；管理者请运行 coopgraph db status"),
    Kind("load-under-way", 503, "A load is changing the graph", "正在载入数据",
         "ask for this page again soon, or begin again without a cursor", "请稍后再取此页，或不带游标重新开始"),
    Kind("snapshot-under-way", 503, "The data for SPARQL are being prepared", "正在准备 SPARQL 数据",
         "ask again as Retry-After says", "请按 Retry-After 稍后再试"),
    Kind("overloaded", 503, "More is asked than can be answered", "服务繁忙",
         "wait as long as Retry-After says", "请等待 Retry-After 所示时间"),
    Kind("timed-out", 504, "The answer took longer than allowed", "回答超过时限",
         "ask for less: a country, a period, a smaller page", "请缩小范围：国家、时间或更小的页"),
)  # fmt: skip

# the first row that fits decides, so the more special class stands first
PROBLEMS: Final[tuple[tuple[type[CoopgraphError], str], ...]] = (
    (NoSuchValue, "not-found"),
    (Erased, "gone"),
    (BadParameter, "bad-parameter"),
    (NotFound, "not-found"),
    (NotAllowed, "not-allowed"),
    (NotNow, "not-now"),
    (Incomplete, "incomplete"),
    (UnknownQuestion, "not-found"),
    (Unavailable, "unavailable"),
    (EngineError, "unavailable"),
    (TimedOut, "timed-out"),
    (Overloaded, "overloaded"),
    (UsageError, "bad-request"),
    (CoopgraphError, "internal"),
)


class Refusal(UsageError):  # noqa: N818 - named for what happened
    """A request that is refused for what it is, before or beside the question: `kind` names the row of KINDS."""

    def __init__(
        self, kind: str, what: str = "", what_zh: str = "", *, headers: tuple[tuple[str, str], ...] = ()
    ) -> None:
        self.kind = kind
        self.headers = headers
        row = kind_named(kind)
        super().__init__(
            what or row.title, what_zh or row.title_zh, remedy=row.remedy, remedy_zh=row.remedy_zh
        )


def nothing_at(path: str) -> Refusal:
    """The refusal of an address at which nothing is."""
    where = path[:200]
    return Refusal("no-such-address", f"there is nothing at {where!r}", f"{where!r} 没有内容")


def kind_named(name: str) -> Kind:
    """Return the kind of problem of this name."""
    return next(one for one in KINDS if one.name == name)


def kind_of(error: CoopgraphError) -> Kind:
    """Return the kind of problem that an error is."""
    if isinstance(error, Refusal):
        return kind_named(error.kind)
    return kind_named(next(name for culprit, name in PROBLEMS if isinstance(error, culprit)))
