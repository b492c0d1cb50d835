"""An answer enters; the address under which programs get the same one leaves. The one place that knows how it is built."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

from api.pages.view import path_of
from graph.ask import Answer

API: Final = "/api/v1"
FORMS: Final = ("json", "csv")


def raw_address(answer: Answer, form: str = "json") -> str:
    """Return the address of an answer in a form: its ids in the path, everything else in the query."""
    template = answer.question.path
    inside = re.findall(r"{(\w+)}", template)
    path = path_of(template, *(str(answer.params[name]) for name in inside))
    query: list[tuple[str, str]] = []
    for name, value in answer.params.items():
        if name not in inside and value not in (None, "", []):
            query += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
    if form != FORMS[0]:
        query.append(("format", form))
    return f"{API}{path}" + (f"?{urlencode(query)}" if query else "")
