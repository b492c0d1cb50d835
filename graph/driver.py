"""Nothing enters; Neo4j's driver leaves, imported without the library of tables that it would read where it is installed.

Reading pandas takes half of a command's start, and no answer here is a frame: who wants one asks the client of the
service. Everything that coopgraph uses of the driver is imported from here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Inside, a module that was not imported yet cannot be; the driver takes that as not installed."""
    absent = name not in sys.modules
    if absent:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if absent:
            del sys.modules[name]


with _without("pandas"):
    from neo4j import (
        READ_ACCESS,
        WRITE_ACCESS,
        AsyncDriver,
        AsyncGraphDatabase,
        AsyncManagedTransaction,
        Bookmarks,
        GraphDatabase,
        ManagedTransaction,
        NotificationMinimumSeverity,
        Query,
        Record,
        Result,
        ResultSummary,
        Session,
        unit_of_work,
    )
    from neo4j.exceptions import (
        AuthError,
        ClientError,
        DriverError,
        Neo4jError,
        ServiceUnavailable,
        SessionExpired,
    )
    from neo4j.graph import Node, Path, Relationship
    from neo4j.time import Date, DateTime, Time

__all__ = [
    "READ_ACCESS",
    "WRITE_ACCESS",
    "AsyncDriver",
    "AsyncGraphDatabase",
    "AsyncManagedTransaction",
    "AuthError",
    "Bookmarks",
    "ClientError",
    "Date",
    "DateTime",
    "DriverError",
    "GraphDatabase",
    "ManagedTransaction",
    "Neo4jError",
    "Node",
    "NotificationMinimumSeverity",
    "Path",
    "Query",
    "Record",
    "Relationship",
    "Result",
    "ResultSummary",
    "ServiceUnavailable",
    "Session",
    "SessionExpired",
    "Time",
    "unit_of_work",
]
