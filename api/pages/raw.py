"""An answer enters; the address under which programs get the same one leaves. The one place that knows how it is built."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

from api.network import FORMS
from api.pages.view import path_of
from graph.ask import Answer

API: Final = "/api/v1"
MOST_PER_PAGE: Final = 200
_CALLED: Final = {"graphml": "GraphML", "vosviewer": "VOSviewer", "parquet": "Parquet"}


def raw_address(answer: Answer, form: str = "") -> str:
    """Return the address of an answer: its ids in the path, how many lines as the size of a page, the rest in the query.

    Without a form it is JSON; another (`csv`) is named at the end.
    """
    template = answer.question.path
    inside = re.findall(r"{(\w+)}", template)
    path = path_of(template, *(str(answer.params[name]) for name in inside))
    query: list[tuple[str, str]] = []
    for name, value in answer.params.items():
        if name == "limit":
            query.append(("per_page", str(min(value or MOST_PER_PAGE, MOST_PER_PAGE))))
        elif name not in inside and value not in (None, "", []):
            query += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
    if form:
        query.append(("format", form))
    return f"{API}{path}" + (f"?{urlencode(query)}" if query else "")


def network_files(answer: Answer) -> list[tuple[str, str]]:
    """Return the forms in which the ego network of an answer comes as a file, and the address of each: the same network."""
    names = ("as_of", "nodes", "edges")
    query = [(name, str(answer.params[name])) for name in names]
    path = path_of(f"{API}/networks/ego/{{institution}}", str(answer.params["institution"]))
    return [
        (_CALLED.get(name, name.upper()), f"{path}?{urlencode([*query, ('format', name)])}") for name in FORMS
    ]
