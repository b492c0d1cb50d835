"""Rows and the kinds of their columns enter; a pandas or a Polars frame leaves, with the same types whatever the rows.

What is not known stays unknown (pandas' own types with gaps). What is no plain value (lists of objects, objects) stays as it
is in pandas, and is JSON text in Polars, which has one type a column.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from api.client.described import Column
from api.client.meta import Meta, facts
from api.client.problems import not_installed
from api.client.rows import Row, attribute

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_PANDAS: Final[dict[type, str]] = {int: "Int64", float: "Float64", bool: "boolean", str: "string"}


def to_pandas(rows: Sequence[Row], columns: Sequence[Column], meta: Meta) -> pd.DataFrame:
    """Return a pandas frame; `frame.attrs` says which data, day and query it holds for."""
    try:
        import pandas as pd  # noqa: PLC0415 - an extra
    except ImportError:
        raise not_installed("pandas") from None
    made = {
        one.name: pd.Series(
            _values(rows, one), dtype=_PANDAS[one.kind] if one.kind and not one.many else "object"
        )
        for one in columns
    }
    frame = pd.DataFrame(made)
    frame.attrs.update(facts(meta))
    return frame


def to_polars(rows: Sequence[Row], columns: Sequence[Column]) -> pl.DataFrame:
    """Return a Polars frame."""
    try:
        import polars as pl  # noqa: PLC0415 - an extra
    except ImportError:
        raise not_installed("polars") from None
    kinds: dict[type, Any] = {int: pl.Int64, float: pl.Float64, bool: pl.Boolean, str: pl.String}
    made = []
    for one in columns:
        values = _values(rows, one)
        if one.kind is None:
            text = [None if value is None else json.dumps(value, ensure_ascii=False) for value in values]
            made.append(pl.Series(one.name, text, dtype=pl.String))
        elif one.many:
            listed = [None if value is None else list(value) for value in values]
            made.append(pl.Series(one.name, listed, dtype=pl.List(kinds[one.kind])))
        else:
            made.append(pl.Series(one.name, values, dtype=kinds[one.kind]))
    return pl.DataFrame(made)


def _values(rows: Sequence[Row], column: Column) -> list[Any]:
    name = attribute(column.name)
    return [getattr(row, name) for row in rows]
