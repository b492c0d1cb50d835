"""An address of a database enters; the journal leaves: entries are added at its end, read, and never changed.

SQLite in the home by default; any address that SQLAlchemy knows where several machines write. What an act needs is
checked and its entry written in one transaction. SQLite writers wait for each other (`BEGIN IMMEDIATE`); on other
databases two writers that want the same position are told apart by the primary key, and the later one begins again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, Row, create_engine, event, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from cases.entry import FIRST, Entry, Head, chained, written
from cases.tables import APPEND_ONLY, ENTRIES, TABLES
from ontology.errors import Unavailable, UsageError

T = TypeVar("T")

FILE: Final = "journal.sqlite"
_TRIES: Final = 50
_WAIT_MS: Final = 30_000


@dataclass(frozen=True)
class Writing:
    """One transaction that may add entries."""

    connection: Connection

    def entries(self, case: str | None = None) -> list[Entry]:
        """The entries of a case, or all, in their order."""
        asked = select(ENTRIES).order_by(ENTRIES.c.position)
        rows = self.connection.execute(asked if case is None else asked.where(ENTRIES.c.case_id == case))
        return [_entry(row) for row in rows]

    def head(self) -> Head:
        """The end of the journal."""
        last = select(ENTRIES.c.position, ENTRIES.c.hash).order_by(ENTRIES.c.position.desc()).limit(1)
        row = self.connection.execute(last).first()
        return Head(row.position, row.hash) if row else Head(0, FIRST)

    def add(self, case: str, act: str, actor: str, at: str, reason: str, content: dict[str, Any]) -> Entry:
        """Add an entry at the end."""
        head = self.head()
        # as it will be read again: what JSON cannot hold is refused here, and lists are lists
        plain = json.loads(written(content))
        made = chained(head.position + 1, case, act, actor, at, reason, plain, head.hash)
        self.connection.execute(
            insert(ENTRIES).values(
                position=made.position, case_id=case, act=act, actor=actor, at=at, reason=reason,
                content=written(plain), previous=made.previous, hash=made.hash,
            )
        )  # fmt: skip
        return made


@dataclass(frozen=True)
class Journal:
    """An open journal; it may be used by several threads at once."""

    engine: Engine

    def read(self, work: Callable[[Writing], T]) -> T:
        """Read in one transaction, so that all is of one moment."""
        with _told(self.engine), self.engine.connect() as connection:
            if self.engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            return work(Writing(connection))

    def entries(self, case: str | None = None) -> list[Entry]:
        """The entries of a case, or all."""
        return self.read(lambda one: one.entries(case))

    def head(self) -> Head:
        """The end of the journal."""
        return self.read(lambda one: one.head())

    def write(self, work: Callable[[Writing], T]) -> T:
        """Read, check and add in one transaction: all of it or nothing. It is begun again when another was faster."""
        for again in range(_TRIES):
            try:
                with _told(self.engine), self.engine.connect() as connection:
                    if self.engine.dialect.name == "sqlite":
                        connection.exec_driver_sql("BEGIN IMMEDIATE")
                    found = work(Writing(connection))
                    connection.commit()
                    return found
            except IntegrityError:
                if again == _TRIES - 1:
                    raise
        raise AssertionError("unreachable")

    def settle(self) -> None:
        """See to it that what was erased is in no file of SQLite any more, its log of writes included."""
        if self.engine.dialect.name == "sqlite":
            with _told(self.engine), self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def open_journal(address: str, home: Path) -> Journal:
    """Open the journal at an address, or the one of a home; it is made where there is none."""
    try:
        if address:
            engine = create_engine(make_url(address))
        else:
            home.mkdir(parents=True, exist_ok=True)
            file = home / FILE
            file.touch(mode=0o600)
            engine = create_engine(f"sqlite:///{file}")
    except (SQLAlchemyError, ImportError) as error:
        raise UsageError(
            f"COOPGRAPH_JOURNAL is no address of a database: {error}",
            f"COOPGRAPH_JOURNAL 不是数据库地址：{error}",
            remedy="write it as SQLAlchemy does, such as sqlite:////folder/journal.sqlite or postgresql+psycopg://…",
            remedy_zh="请按 SQLAlchemy 的写法给出，如 sqlite:////folder/journal.sqlite 或 postgresql+psycopg://…",
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite)
    with _told(engine), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        TABLES.create_all(connection)
        if engine.dialect.name == "sqlite":
            for one in APPEND_ONLY:
                connection.execute(text(one))
        connection.commit()
    return Journal(engine)


def _sqlite(connection: Any, _record: Any) -> None:
    """Begin transactions only where we say so, keep what was committed through a power cut, and wait for others."""
    connection.isolation_level = None
    for one in (
        f"busy_timeout = {_WAIT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {one}")


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        where = engine.url.render_as_string(hide_password=True)
        raise Unavailable(
            f"the journal does not answer: {error.orig}",
            f"日志数据库没有应答：{error.orig}",
            where=where,
            remedy="see to it that the database runs and may be written (COOPGRAPH_JOURNAL), then repeat",
            remedy_zh="请确认数据库正在运行且可写（COOPGRAPH_JOURNAL），然后重试",
        ) from error


def _entry(row: Row[Any]) -> Entry:
    try:
        content = json.loads(row.content)
    except (TypeError, ValueError):
        content = {"unreadable": str(row.content)}  # somebody changed it, as its hash will show
    return Entry(
        row.position, row.case_id, row.act, row.actor, row.at, row.reason, content, row.previous, row.hash
    )


def listed(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return entries as plain rows."""
    return [
        {"position": one.position, "case": one.case, "act": one.act, "actor": one.actor, "at": one.at,
         "reason": one.reason, "content": dict(one.content), "hash": one.hash}
        for one in entries
    ]  # fmt: skip
