"""What gathers a page enters; the same with the Chinese names of what its lists mention leaves, for who reads Chinese.

Answers give what they are about in both languages, and what they mention by its display name, which is English where there
is one. A page in Chinese asks once for the names of all that it mentions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import wraps
from typing import Any, Final

from api.asker import Asker
from api.pages.shown import Gather, Shown
from api.pages.view import View
from ontology.errors import NotFound
from ontology.model import default_model
from ontology.terms import is_id

MOST: Final = 300  # things whose names are asked for; what comes after them keeps its display name
_ITSELF: Final = ("name_zh", "label_zh")  # what has one of these is named in both languages already


def with_names(gather: Gather) -> Gather:
    """Add `names`, id to Chinese name, to what a page shows."""

    @wraps(gather)
    async def gathered(asker: Asker, view: View, *ids: str) -> Shown:
        shown = await gather(asker, view, *ids)
        if view.lang != "zh":
            return shown
        answers = shown.values.get("answers") or ()
        wanted = list(dict.fromkeys(one for answer in answers for one in mentioned(answer.rows)))[:MOST]
        if not wanted:
            return shown
        try:
            rows = (await asker("named_things", {"things": wanted})).rows
        except NotFound:  # a text that only looks like an id: display names serve
            return shown
        names = {row["thing"]: row["name_zh"] for row in rows if row["name_zh"]}
        return replace(shown, values={**shown.values, "names": names})

    return gathered


def mentioned(value: Any) -> Iterator[str]:
    """The ids that stand beside a display name alone, as `{…: id, label: name}` or `[id, name, …]`."""
    if isinstance(value, dict):
        if "label" in value and not any(key in value for key in _ITSELF):
            yield from (one for key, one in value.items() if key != "label" and _is_thing(one))
        for one in value.values():
            if isinstance(one, list | tuple | dict):
                yield from mentioned(one)
    elif isinstance(value, list | tuple):
        if len(value) > 1 and isinstance(value[1], str) and _is_thing(value[0]):
            yield value[0]
        for one in value:
            if isinstance(one, list | tuple | dict):
                yield from mentioned(one)


def _is_thing(text: object) -> bool:
    """Whether it has the form of an id, and its first part is that of a class of the ontology; a date has not."""
    return (
        isinstance(text, str) and is_id(text) and default_model().by_prefix(text.split("-", 1)[0]) is not None
    )
