"""A row of a thing with its display name and its names in Chinese and English enters; the columns that name it leave.

What a line of an answer is about is named in both languages, whoever reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def called(row: Mapping[str, Any], end: str = "") -> dict[str, Any]:
    """Return the names of a thing; `end` tells which of several things of one line it is, such as `partner_`."""
    return {
        f"{end}label": row["label"],
        f"{end}name_zh": row["label_zh"],
        f"{end}name_en": row["label_en"],
    }
