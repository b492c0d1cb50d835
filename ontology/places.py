"""Where in a file something stands, as readers of files name it, enters; the same in the reader's language leaves."""

from __future__ import annotations

import re
from typing import Final

_SPOT: Final = re.compile(r"\b(row|item) (\d+)\b")
_ZH: Final = {"row": "第 {} 行", "item": "第 {} 项"}


def place(locator: str, lang: str) -> str:
    """Return a place in a file in a language: row 3, 第 3 行."""
    return _SPOT.sub(lambda found: _ZH[found[1]].format(found[2]), locator) if lang == "zh" else locator
