"""An address enters; rows leave, read or written in managed transactions with time limits and bookmarks.

Cypher text must be a literal of the source code, which the type checker sees to (`LiteralString`), or come
through one of the two doors below: `shipped` for text of a file of this package, `with_names` for names from
the model. Values are always parameters.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, LiteralString, Protocol, Self

from graph.driver import (
    READ_ACCESS,
    WRITE_ACCESS,
    AuthError,
    Bookmarks,
    ClientError,
    Date,
    DateTime,
    DriverError,
    GraphDatabase,
    ManagedTransaction,
    Neo4jError,
    Node,
    NotificationMinimumSeverity,
    Path,
    Query,
    Record,
    Relationship,
    Result,
    ResultSummary,
    ServiceUnavailable,
    Session,
    SessionExpired,
    Time,
    unit_of_work,
)
from graph.engine.address import Address
from ontology.errors import BadParameter, GraphError, Overloaded, TimedOut, Unavailable

__all__ = [
    "Address",
    "Connection",
    "Reads",
    "Row",
    "connect",
    "plain_row",
    "shipped",
    "translated",
    "with_names",
]

Row = dict[str, Any]
Parameters = Mapping[str, Any]
USER_AGENT = "coopgraph"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLACE = re.compile(r"%([a-z_]+)%")
_PLAIN = (str, int, float, bool, bytes, type(None))
_ENDED = (
    "Transaction.Terminated",
    "Transaction.LockClientStopped",
)  # by a server that stops, or by whoever runs it
_CONNECT_S = 10.0
_SCHEMES = ("bolt://", "bolt+s://", "bolt+ssc://", "neo4j://", "neo4j+s://", "neo4j+ssc://")


class Reads(Protocol):
    """What a question needs of a connection: to read, wherever the driver runs."""

    def read(
        self, query: LiteralString, parameters: Parameters | None = None, *, tag: str = "", raw: bool = False
    ) -> list[Row]:
        """Run a query that only reads."""
        ...


def shipped(text: str) -> LiteralString:
    """Let text of a `.cypher` file of this package pass as a literal; never text from outside."""
    return text  # pyright: ignore[reportReturnType] - this is the door


def with_names(template: LiteralString, **names: str | Sequence[str]) -> LiteralString:
    """Put labels, types and properties of the model into `%place%`s, quoted; several become `A`:`B`."""

    def quoted(match: re.Match[str]) -> str:
        given = names[match[1]]
        several = [given] if isinstance(given, str) else list(given)
        for name in several:
            if not _NAME.fullmatch(name):
                raise GraphError(
                    f"not a name that may stand in a query: {name!r}",
                    f"不能用于查询的名称：{name!r}",
                    remedy="names of classes and properties are letters, digits and underscores",
                    remedy_zh="类名和属性名只能由字母、数字和下划线组成",
                )
        return ":".join(f"`{name}`" for name in several)

    return _PLACE.sub(quoted, template)  # pyright: ignore[reportReturnType] - every name was checked


class Connection:
    """An open connection to one database; it may be used by several threads at once.

    Each read sees every write of this connection before it, on a cluster too; `bookmarks` hands that promise
    on to another connection.
    """

    def __init__(
        self,
        address: Address,
        *,
        timeout_s: float = 60.0,
        retry_s: float = 15.0,
        fetch_size: int = 1000,
        bookmarks: Iterable[str] = (),
        strict: bool = False,
    ) -> None:
        if not address.uri.startswith(_SCHEMES):
            raise no_answer(address, f"the address begins with none of {', '.join(_SCHEMES)}")
        self.address = address
        self._timeout_s = timeout_s
        self._fetch_size = fetch_size
        self._strict = strict
        # Without warnings the server needs not look for them.
        severity = NotificationMinimumSeverity.WARNING if strict else NotificationMinimumSeverity.OFF
        with translated(address):
            self._driver = GraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password),
                user_agent=USER_AGENT,
                connection_timeout=_CONNECT_S,
                connection_acquisition_timeout=_CONNECT_S * 2,
                max_transaction_retry_time=retry_s,
                notifications_min_severity=severity,
            )
        self._bookmarks: set[str] = set(bookmarks)
        self._manager = GraphDatabase.bookmark_manager(
            initial_bookmarks=_as_bookmarks(self._bookmarks), bookmarks_consumer=self._remember
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all sockets; safe to repeat."""
        self._driver.close()

    def verify(self) -> None:
        """Ask the server for a sign of life, without the patience that a query has."""
        with translated(self.address), self._session(READ_ACCESS) as session:
            session.run("RETURN 1").consume()

    def server_version(self) -> str:
        """Ask the server which version of Neo4j it is."""
        with translated(self.address):
            return str(self._driver.get_server_info().agent).removeprefix("Neo4j/")

    @property
    def bookmarks(self) -> frozenset[str]:
        """What this connection has seen: give it to another connection that must see no less."""
        return frozenset(self._bookmarks)

    def read(
        self,
        query: LiteralString,
        parameters: Parameters | None = None,
        *,
        timeout_s: float | None = None,
        tag: str = "",
        raw: bool = False,
    ) -> list[Row]:
        """Run a query that only reads; the server refuses one that writes.

        `raw` leaves values as the driver gives them: for big answers that hold nothing but words and numbers.
        """
        work = self._work([(query, parameters or {})], timeout_s, tag, raw=raw)
        with translated(self.address), self._session(READ_ACCESS) as session:
            rows: list[list[Row]] = session.execute_read(work)
            return rows[0]

    def write(
        self,
        query: LiteralString,
        parameters: Parameters | None = None,
        *,
        timeout_s: float | None = None,
        tag: str = "",
    ) -> list[Row]:
        """Run a query that writes, in a transaction of its own that is repeated if the server asks for it."""
        return self.write_all([(query, parameters or {})], timeout_s=timeout_s, tag=tag)[0]

    def write_all(
        self,
        queries: Sequence[tuple[LiteralString, Parameters]],
        *,
        timeout_s: float | None = None,
        tag: str = "",
    ) -> list[list[Row]]:
        """Run several queries in one transaction: all of them or none."""
        work = self._work(queries, timeout_s, tag)
        with translated(self.address), self._session(WRITE_ACCESS) as session:
            rows: list[list[Row]] = session.execute_write(work)
            return rows

    def write_alone(
        self, query: LiteralString, parameters: Parameters | None = None, *, timeout_s: float | None = None
    ) -> list[Row]:
        """Run a query that manages its own transactions (`… IN TRANSACTIONS`); it is not repeated."""
        text = Query(query, timeout=self._limit(timeout_s), metadata={"app": USER_AGENT})
        with translated(self.address), self._session(WRITE_ACCESS) as session:
            return self._rows(session.run(text, dict(parameters or {})))

    def stream(
        self,
        query: LiteralString,
        parameters: Parameters | None = None,
        *,
        timeout_s: float | None = None,
        fetch_size: int = 20_000,
    ) -> Iterator[Row]:
        """Yield the rows of a long read as they come; what was yielded is not taken back, so no repeats."""
        with (
            translated(self.address),
            self._session(READ_ACCESS, fetch_size) as session,
            session.begin_transaction(
                timeout=self._limit(timeout_s), metadata={"app": USER_AGENT}
            ) as transaction,
        ):
            result = transaction.run(query, dict(parameters or {}))
            for record in result:
                yield plain_row(record)
            self._judge(result.consume())

    def _work(
        self,
        queries: Sequence[tuple[LiteralString, Parameters]],
        timeout_s: float | None,
        tag: str,
        *,
        raw: bool = False,
    ) -> Any:
        metadata = {"app": USER_AGENT, "tag": tag} if tag else {"app": USER_AGENT}

        @unit_of_work(metadata=metadata, timeout=self._limit(timeout_s))
        def work(transaction: ManagedTransaction) -> list[list[Row]]:
            return [self._rows(transaction.run(query, dict(given)), raw=raw) for query, given in queries]

        return work

    def _rows(self, result: Result, *, raw: bool = False) -> list[Row]:
        rows = [
            dict(zip(record.keys(), record.values(), strict=True)) if raw else plain_row(record)
            for record in result
        ]
        self._judge(result.consume())
        return rows

    def _limit(self, timeout_s: float | None) -> float | None:
        """Return the time limit of a transaction; 0 asks for none."""
        return self._timeout_s if timeout_s is None else timeout_s

    def _session(self, access: str, fetch_size: int | None = None) -> Session:
        return self._driver.session(
            database=self.address.database,
            default_access_mode=access,
            bookmark_manager=self._manager,
            fetch_size=fetch_size or self._fetch_size,
        )

    def _remember(self, bookmarks: Any) -> None:
        self._bookmarks = set(bookmarks.raw_values)

    def _judge(self, summary: ResultSummary) -> None:
        """In strict mode a warning is an error: an unknown label finds nothing, silently, for ever."""
        if not self._strict:
            return
        warned = [one.status_description for one in summary.gql_status_objects if one.is_notification]
        if warned:
            raise GraphError(
                "the server warns of the query:\n  " + "\n  ".join(warned),
                "服务器对查询发出警告：\n  " + "\n  ".join(warned),
                where=" ".join((summary.query or "").split())[:200],
                remedy="mend the query: every label, type and property in it must exist",
                remedy_zh="修正查询：其中的标签、关系类型和属性必须存在",
            )


def connect(address: Address, **options: Any) -> Connection:
    """Open a connection and make sure that the server answers; options as `Connection` takes them."""
    connection = Connection(address, **options)
    try:
        connection.verify()
    except BaseException:
        connection.close()
        raise
    return connection


def _as_bookmarks(values: Iterable[str]) -> Any:
    return Bookmarks.from_raw_values(values)


def plain_row(record: Record) -> Row:
    """Return a row in Python's own types."""
    return {key: _plain(value) for key, value in zip(record.keys(), record.values(), strict=True)}


def _plain(value: Any) -> Any:
    """Turn the driver's types into Python's: dates, and nodes and relationships into their properties."""
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, list):  # rows may hold lists of tens of thousands of words: those need no call each
        return [one if type(one) in _PLAIN else _plain(one) for one in value]
    if isinstance(value, Date | DateTime | Time):
        return value.to_native()
    if isinstance(value, Node | Relationship):
        return {key: _plain(one) for key, one in sorted(value.items())}
    if isinstance(value, Path):
        return [_plain(node) for node in value.nodes]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value


@contextmanager
def translated(address: Address) -> Iterator[None]:
    """Turn the driver's errors into ours."""
    try:
        yield
    except (DriverError, Neo4jError) as error:
        raise _ours(address, error) from error


def _ours(address: Address, error: DriverError | Neo4jError) -> GraphError:
    code = (error.code or "") if isinstance(error, Neo4jError) else ""
    said = (error.message or "") if isinstance(error, Neo4jError) else str(error)
    if isinstance(error, AuthError):
        return Unavailable(
            f"the server refuses user {address.user!r} or the password",
            f"服务器拒绝用户 {address.user!r} 或其密码",
            where=address.uri,
            remedy="check user and password in the settings",
            remedy_zh="检查设置中的用户名和密码",
        )
    if isinstance(error, ServiceUnavailable | SessionExpired) or code.endswith("DatabaseNotFound"):
        return no_answer(address, said)
    if "TransactionTimedOut" in code:
        return TimedOut(
            "the answer took longer than allowed",
            "查询超过时限",
            where=address.uri,
            remedy="ask for less (a country, a period, a limit), or allow more time in the settings",
            remedy_zh="缩小问题范围（国家、时间、条数），或在设置中放宽时限",
        )
    if "TransactionLogError" in code or "needs to be restarted" in said:
        return Unavailable(
            f"the server could not write and has closed its database; what was committed is safe ({said})",
            f"服务器无法写入，已关闭数据库；已提交的数据是安全的（{said}）",
            where=address.uri,
            remedy="free space on the server's disk (it is often full), then coopgraph db start",
            remedy_zh="在服务器磁盘上腾出空间（常因磁盘已满），然后运行 coopgraph db start",
        )
    if isinstance(error, ClientError) and code.endswith("ParameterMissing"):
        return BadParameter(
            said,
            f"缺少参数：{said}",
            remedy="give every parameter that the question names",
            remedy_zh="补全参数",
        )
    if "MemoryPoolOutOfMemory" in code or "TransactionOutOfMemory" in code:
        return Overloaded(
            f"the server has not enough memory for this: {said}",
            f"服务器内存不足以完成该操作：{said}",
            where=address.uri,
            remedy="ask for less, or give the server more memory (heap) in the settings",
            remedy_zh="缩小范围，或在设置中增大服务器内存（heap）",
        )
    if error.is_retryable() or code.endswith(_ENDED):  # it passes, as they say themselves
        return Unavailable(f"the server cannot answer just now: {said}", f"服务器暂时无法应答：{said}", where=address.uri,
                           remedy="ask again in a moment", remedy_zh="请稍后重试")  # fmt: skip
    return GraphError(f"{code}: {said}" if code else f"{type(error).__name__}: {said}", where=address.uri)


def no_answer(address: Address, said: str) -> Unavailable:
    return Unavailable(
        f"no server answers: {said}",
        f"服务器没有应答：{said}",
        where=address.uri,
        remedy="is the server at this address running, and are port and database right? coopgraph doctor shows the settings",
        remedy_zh="此地址的服务器是否在运行？端口、数据库名是否正确？coopgraph doctor 可显示当前设置",
    )
