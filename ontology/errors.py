"""What went wrong enters (what, where, remedy, in English and Chinese); an error that says it leaves.

One tree, by culprit; every error that a user can meet is one of these:

    CoopgraphError
    ├── OntologyError        our Turtle: syntax, an unknown term, a missing label
    ├── SourceError          their data: mapping, unread column, expectation, unsafe file
    ├── ShapeError           statements that break a shape (carries the report)
    ├── GraphError           the graph and its questions
    │   ├── Unavailable          no server answers
    │   ├── UnknownQuestion      no question of that name
    │   ├── BadParameter         a parameter that the question does not take, or a wrong value
    │   │   └── NoSuchValue          a value of the right form that means nothing in this graph
    │   ├── NotFound             no thing with that id
    │   │   └── Erased               what was there was personal and was erased for good
    │   ├── TimedOut             the answer took longer than allowed
    │   ├── Overloaded           more is asked at a time than can be answered in time
    │   └── EngineError          the private server: jars, home, process, import
    ├── CaseError            what people do about candidates, by the rules of the workflow
    │   ├── NotAllowed           who asks may not do this
    │   ├── NotNow               the case is not in a state for it, or changed meanwhile
    │   └── Incomplete           something that it needs is missing (carries what)
    ├── Busy                 another coopgraph works on the same home
    ├── StorageError         a disk is full, or a file or folder may not be written or read
    └── UsageError           a command called in a way that it cannot serve
"""

from collections.abc import Sequence


class CoopgraphError(Exception):
    """An error that says what happened, where, and what to do, in English and in Chinese."""

    title = "error"
    title_zh = "错误"

    def __init__(
        self,
        what: str,
        what_zh: str = "",
        *,
        where: str = "",
        remedy: str = "",
        remedy_zh: str = "",
    ) -> None:
        self.what = what
        self.what_zh = what_zh
        self.where = where
        self.remedy = remedy
        self.remedy_zh = remedy_zh
        super().__init__(what)

    def message(self, lang: str = "en") -> str:
        """The whole message in one language; what has no Chinese text falls back to English."""
        chinese = lang.startswith("zh")
        what = self.what_zh if chinese and self.what_zh else self.what
        remedy = self.remedy_zh if chinese and self.remedy_zh else self.remedy
        where = self.place(lang)
        parts = [f"{where}{'：' if chinese else ': '}{what}" if where else what]
        if remedy:
            parts.append(f"{'怎么办' if chinese else 'what to do'}: {remedy}")
        return "\n  ".join(parts)

    def place(self, lang: str) -> str:
        """Where it happened, in one language."""
        return self.where

    def __str__(self) -> str:
        return self.message("en")

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (mapping runs in a pool); keyword-only arguments are not pickled.
        return _restore, (type(self), dict(self.__dict__), self.what)


def _restore(kind: type[CoopgraphError], state: dict[str, object], what: str) -> CoopgraphError:
    error = kind.__new__(kind, what)
    error.__dict__.update(state)
    return error


class OntologyError(CoopgraphError):
    """Our own Turtle is wrong; `where` names file and subject."""

    title = "ontology error"
    title_zh = "本体错误"


class SourceError(CoopgraphError):
    """Data that came in cannot be taken; names file, line, column and value as far as they are known."""

    title = "source error"
    title_zh = "数据来源错误"

    def __init__(
        self,
        what: str,
        what_zh: str = "",
        *,
        file: str = "",
        line: int = 0,
        column: str = "",
        value: str = "",
        remedy: str = "",
        remedy_zh: str = "",
    ) -> None:
        self.file = file
        self.line = line
        self.column = column
        self.value = value
        spots = [
            file,
            f"line {line}" if line else "",
            f"column {column}" if column else "",
            f"value {value!r}" if value else "",
        ]
        where = ", ".join(spot for spot in spots if spot)
        super().__init__(what, what_zh, where=where, remedy=remedy, remedy_zh=remedy_zh)

    def place(self, lang: str) -> str:
        """File, line, column and value, as far as they are known."""
        if not lang.startswith("zh"):
            return self.where
        spots = [
            self.file,
            f"第 {self.line} 行" if self.line else "",
            (f"第 {self.column} 列" if self.column.isdecimal() else f"“{self.column}”列")
            if self.column
            else "",
            f"值“{self.value}”" if self.value else "",
        ]
        return "，".join(spot for spot in spots if spot)


class ShapeError(CoopgraphError):
    """Statements break shapes and the caller asked for none; `report` holds one line for each violation."""

    title = "shape error"
    title_zh = "约束错误"

    def __init__(
        self,
        what: str,
        what_zh: str = "",
        *,
        report: Sequence[str] = (),
        where: str = "",
        remedy: str = "",
        remedy_zh: str = "",
    ) -> None:
        self.report = tuple(report)
        super().__init__(what, what_zh, where=where, remedy=remedy, remedy_zh=remedy_zh)


class GraphError(CoopgraphError):
    """The graph could not do what was asked."""

    title = "graph error"
    title_zh = "图数据库错误"


class Unavailable(GraphError):  # noqa: N818 - named for what happened
    """No server answers at the address."""

    title = "graph unavailable"
    title_zh = "图数据库不可用"


class UnknownQuestion(GraphError):  # noqa: N818 - named for what happened
    """There is no question of that name."""

    title = "unknown question"
    title_zh = "没有这个问题"


class BadParameter(GraphError):  # noqa: N818 - named for what happened
    """A parameter that the question does not take, or a value that it cannot use."""

    title = "bad parameter"
    title_zh = "参数有误"


class NoSuchValue(BadParameter):
    """A value of the right form which names nothing that is held here, or something else, or cannot be meant."""

    title = "no such value"
    title_zh = "没有此值"


class NotFound(GraphError):  # noqa: N818 - named for what happened
    """Nothing in the graph has that id."""

    title = "not found"
    title_zh = "未找到"


class Erased(NotFound):
    """What has this name was personal and was erased for good; that it was is all that is known."""

    title = "erased"
    title_zh = "已删除"


class TimedOut(GraphError):  # noqa: N818 - named for what happened
    """The answer took longer than allowed."""

    title = "timed out"
    title_zh = "超时"


class Overloaded(GraphError):  # noqa: N818 - named for what happened
    """More is asked at a time than can be answered in time."""

    title = "overloaded"
    title_zh = "繁忙"


class EngineError(GraphError):
    """The private server could not be fetched, started, stopped or filled."""

    title = "engine error"
    title_zh = "数据库引擎错误"


class CaseError(CoopgraphError):
    """The workflow does not allow what was asked; nothing was written."""

    title = "workflow error"
    title_zh = "流程错误"


class NotAllowed(CaseError):  # noqa: N818 - named for what happened
    """Who asks may not do this."""

    title = "not allowed"
    title_zh = "无权操作"


class NotNow(CaseError):  # noqa: N818 - named for what happened
    """The case is not in a state in which this may be done, or somebody else changed it meanwhile."""

    title = "not now"
    title_zh = "当前状态不允许"


class Incomplete(CaseError):  # noqa: N818 - named for what happened
    """Something that is needed is missing; `lacks` says what, need by need, as (need, English, Chinese)."""

    title = "incomplete"
    title_zh = "条件未齐"

    def __init__(
        self,
        what: str,
        what_zh: str = "",
        *,
        lacks: Sequence[tuple[str, str, str]] = (),
        where: str = "",
        remedy: str = "",
        remedy_zh: str = "",
    ) -> None:
        self.lacks = tuple(lacks)
        super().__init__(what, what_zh, where=where, remedy=remedy, remedy_zh=remedy_zh)


class Busy(CoopgraphError):  # noqa: N818 - named for what happened
    """Another coopgraph works on the same home; the command was right and may be repeated."""

    title = "busy"
    title_zh = "正被占用"


class StorageError(CoopgraphError):
    """A disk is full, or a file or folder of this machine may not be written or read."""

    title = "storage error"
    title_zh = "存储错误"


class UsageError(CoopgraphError):
    """The command or its options cannot be served as given."""

    title = "usage error"
    title_zh = "用法错误"
