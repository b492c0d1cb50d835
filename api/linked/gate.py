"""The text of a SPARQL query enters; what kind of query it is leaves, or the reason for which it is not run.

rdflib's parser reads it, and what that cannot read is refused. Refused on the parsed algebra: SERVICE, and FROM or FROM
NAMED of a graph that is not here. An update (LOAD among them) is no query. Escapes of code points (`\\u0053`) are resolved
here, once, so that the parser and the engine read the same text: that is what is run.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyparsing import ParseException
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import expandUnicodeEscapes_re, parseQuery, parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue

LONGEST: Final = 20_000  # characters of a query
_DEEPEST: Final = 80  # brackets within brackets
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")  # section 19.2 of SPARQL 1.1
_SURROGATES: Final = range(0xD800, 0xE000)
KINDS: Final = {
    "SelectQuery": "select",
    "AskQuery": "ask",
    "ConstructQuery": "construct",
    "DescribeQuery": "describe",
}


class RefusedError(Exception):
    """Why a query is not run, in both languages."""

    def __init__(self, kind: str, what: str, what_zh: str) -> None:
        super().__init__(what)
        self.kind = kind
        self.what = what
        self.what_zh = what_zh


@dataclass(frozen=True)
class Checked:
    """What kind of query it is, whether it names its own data set, and the text of it that was read."""

    kind: str
    names_graphs: bool
    text: str


def check(query: str, known: Callable[[str], bool], named: Sequence[str] = (), base: str = "") -> Checked:
    """Let a query pass, or refuse it; `known` says whether a graph is here, `named` are those that the request names.

    `base` is what relative names are of where the query has no BASE.
    """
    text = _bounded(query)
    try:
        parsed = parseQuery(text)
        algebra = translateQuery(parsed, base=base or None)
    except RecursionError:
        raise _deep() from None
    except ParseException as error:
        raise _unread(text, str(error)) from None
    except Exception as error:  # unknown prefix, bad aggregate and the like: rdflib raises bare exceptions
        raise _unread(text, str(error)) from None
    nodes = [*_nodes(parsed[1]), *_nodes(algebra.algebra)]
    if any(node.name == "ServiceGraphPattern" for node in nodes):
        raise RefusedError("refused-query", "SERVICE would ask another server; this one asks nobody",
                           "SERVICE 会查询其他服务器；本服务不向任何服务器查询")  # fmt: skip
    graphs = [
        str(graph)
        for node in nodes
        if node.name == "DatasetClause"
        for graph in (node.default, node.named)
        if graph
    ]
    clause = algebra.algebra.datasetClause
    graphs += [str(graph) for one in clause or () for graph in (one.default, one.named) if graph]
    for graph in [*graphs, *named]:
        if not known(graph):
            raise RefusedError("refused-query", f"there is no graph {graph[:200]} here, and none is fetched",
                               f"此处没有图 {graph[:200]}，也不会去获取")  # fmt: skip
    return Checked(KINDS[algebra.algebra.name], bool(graphs), text)


def _bounded(query: str) -> str:
    if len(query) > LONGEST:
        raise RefusedError("too-large", f"a query may have {LONGEST} characters, this has {len(query)}",
                           f"查询最多 {LONGEST} 个字符，此查询有 {len(query)} 个")  # fmt: skip
    text = _ESCAPE.sub(_letter, query)
    if expandUnicodeEscapes_re.search(text):  # the parser would read another text than the engine
        raise RefusedError("bad-query", "an escape of a code point is written wrongly, or makes another escape",
                           "码点转义书写有误，或其结果又构成转义")  # fmt: skip
    deep = most = 0
    for letter in text:
        deep += (letter in "({[") - (letter in ")}]")
        most = max(most, deep)
    if most > _DEEPEST:
        raise _deep()
    return text


def _letter(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    if number > sys.maxunicode or number in _SURROGATES:
        raise RefusedError("bad-query", f"{found[0]} is no code point", f"{found[0]} 不是码点")
    return chr(number)


def _deep() -> RefusedError:
    return RefusedError("refused-query", f"brackets stand more than {_DEEPEST} deep in each other",
                        f"括号嵌套超过 {_DEEPEST} 层")  # fmt: skip


def _unread(query: str, reason: str) -> RefusedError:
    try:
        parseUpdate(query)
    except Exception:  # no update either
        return RefusedError("bad-query", f"this cannot be read as SPARQL 1.1: {reason[:300]}",
                            f"无法按 SPARQL 1.1 读取：{reason[:300]}")  # fmt: skip
    return RefusedError("refused-query", "this is an update; here one can only read",
                        "这是更新操作；此处只能查询")  # fmt: skip


def _nodes(value: Any) -> Iterator[CompValue]:
    if isinstance(value, CompValue):
        yield value
        for part in value.values():
            yield from _nodes(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _nodes(part)
    elif isinstance(value, str):
        return
    elif hasattr(value, "__iter__"):
        for part in value:
            yield from _nodes(part)
