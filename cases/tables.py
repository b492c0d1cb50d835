"""Nothing enters; the tables of the journal leave: what was done, personal fields and ties that can be erased, keys as hashes."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Integer, MetaData, String, Table, Text

TABLES: Final = MetaData()
ENTRIES: Final = Table(
    "journal",
    TABLES,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("case_id", String(200), nullable=False, index=True),
    Column("act", String(60), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("at", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
PEOPLE: Final = Table(
    "personal_fields",
    TABLES,
    Column("id", String(40), primary_key=True),
    Column("salt", String(64), nullable=False),
    Column("fields", Text, nullable=False),
)
TIES: Final = Table(
    "personal_ties",
    TABLES,
    Column("id", String(32), primary_key=True),
    Column("person", String(40), nullable=False, index=True),
    Column("salt", String(64), nullable=False),
    Column("fields", Text, nullable=False),
)
KEYS: Final = Table(
    "api_keys",
    TABLES,
    Column("id", String(12), primary_key=True),
    Column("person", String(40), nullable=False),
    Column("scopes", String(80), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("expires", String(20), nullable=False),
    Column("revoked", String(20), nullable=False),
)
# Against mistakes; against ill will there is the chain.
APPEND_ONLY: Final = tuple(
    f"CREATE TRIGGER IF NOT EXISTS journal_never_{verb.lower()} BEFORE {verb} ON journal "
    "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
