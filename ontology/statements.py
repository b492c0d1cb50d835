"""Nothing enters; the columns of canon's tables and the names of its files leave, for writers and readers.

A canon folder is named by its data version: the first 16 hex digits of the SHA-256 over a line for each of CANON_TABLES,
in that order: the name of the file, U+001F, the SHA-256 of its sorted rows in hex, a line feed. The bytes of a row are
its columns as UTF-8 text, joined by U+001F and ended by a line feed. So two folders of one name hold the same rows in
every table: what is said, where it was read, what was chosen, united, only referred to, and rejected.
"""

from typing import Final, NamedTuple

import pyarrow as pa

from ontology.terms import CLASS, LANG_STRING, REFERENCE, TYPE

__all__ = [  # beside the columns, the words that stand in them
    "CANON_TABLES",
    "CLASS",
    "CONFLICTS",
    "CONFLICTS_FILE",
    "LANG_STRING",
    "PLACEHOLDERS",
    "PLACEHOLDERS_FILE",
    "RECORDS",
    "RECORDS_FILE",
    "REDIRECTS",
    "REDIRECTS_FILE",
    "REFERENCE",
    "REJECTS",
    "REJECTS_FILE",
    "SOURCE_FILE",
    "SOURCE_TABLES",
    "STAGES",
    "STATEMENTS",
    "STATEMENTS_FILE",
    "TYPE",
    "VERSION_FILE",
    "Statement",
]


class Statement(NamedTuple):
    """One thing said by one record, lexical forms canonical, '' where a column has nothing to say."""

    subject: str
    predicate: str
    object: str
    datatype: str
    lang: str
    record: str
    stated_subject: str


def _table(*columns: tuple[str, pa.DataType]) -> pa.Schema:
    return pa.schema([pa.field(name, kind, nullable=False) for name, kind in columns])


def _strings(*names: str) -> list[tuple[str, pa.DataType]]:
    return [(name, pa.string()) for name in names]


STATEMENTS: Final = _table(*_strings(*Statement._fields))

RECORDS: Final = _table(
    *_strings("record", "source", "file", "sha256", "locator"),
    ("line", pa.int32()),  # 0 = the record has no line
    *_strings("url", "seen", "quality", "retrieved"),
)

REJECTS: Final = _table(
    *_strings("source", "file", "record", "locator"),
    ("line", pa.int32()),
    *_strings("column", "value", "stage", "reason", "reason_zh", "remedy", "remedy_zh"),
)

CONFLICTS: Final = _table(
    *_strings("subject", "predicate", "object", "datatype", "lang", "record"),
    ("chosen", pa.bool_()),
)

REDIRECTS: Final = _table(*_strings("id", "canonical"))

PLACEHOLDERS: Final = _table(*_strings("id", "label"), ("count", pa.int64()))

STAGES: Final = ("mapping", "shape", "identity", "reference", "record")  # where a value can be rejected

STATEMENTS_FILE: Final = "statements.parquet"
RECORDS_FILE: Final = "records.parquet"
REJECTS_FILE: Final = "rejects.parquet"
CONFLICTS_FILE: Final = "conflicts.parquet"
REDIRECTS_FILE: Final = "redirects.parquet"
PLACEHOLDERS_FILE: Final = "placeholders.parquet"
VERSION_FILE: Final = "version.json"
SOURCE_FILE: Final = "source.json"

CANON_TABLES: Final = {
    STATEMENTS_FILE: STATEMENTS,
    RECORDS_FILE: RECORDS,
    REJECTS_FILE: REJECTS,
    CONFLICTS_FILE: CONFLICTS,
    REDIRECTS_FILE: REDIRECTS,
    PLACEHOLDERS_FILE: PLACEHOLDERS,
}

SOURCE_TABLES: Final = {STATEMENTS_FILE: STATEMENTS, RECORDS_FILE: RECORDS, REJECTS_FILE: REJECTS}
