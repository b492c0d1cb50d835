"""What gathers a page enters; the same with the Chinese names of what its lists mention leaves, for who reads Chinese.

Answers name what a line is about in both languages, and what they mention by its display name, which is English where there
is one. A page in Chinese asks once for the names of all that it mentions.
"""

from __future__ import annotations

from dataclasses import replace
from functools import wraps

from api.asker import Asker
from api.mentioned import MOST, NAMES, asked_for, source_id
from api.pages.shown import Gather, Shown
from api.pages.view import View
from ontology.errors import NotFound


def with_names(gather: Gather) -> Gather:
    """Add `names`, id to Chinese name, to what a page shows."""

    @wraps(gather)
    async def gathered(asker: Asker, view: View, *ids: str) -> Shown:
        shown = await gather(asker, view, *ids)
        if view.lang != "zh":
            return shown
        answers = shown.values.get("answers") or ()
        drawer = shown.values.get("drawer")
        proofs = list(drawer.found.values()) if drawer is not None else []
        if shown.values.get("place"):
            proofs.append(shown.values["place"])
        # a record names its source by the name that its id is made of
        stood = {source_id(name): name for row in proofs if (name := row.get("source"))}
        told = (one for answer in answers for one in asked_for(answer))
        wanted = list(dict.fromkeys([*stood, *told]))[:MOST]
        if not wanted:
            return shown
        try:
            rows = (await asker(NAMES, {"things": wanted})).rows
        except NotFound:  # a text that only looks like an id: display names serve
            return shown
        names = {row["thing"]: row["name_zh"] for row in rows if row["name_zh"]}
        names |= {name: names[one] for one, name in stood.items() if one in names}
        return replace(shown, values={**shown.values, "names": names})

    return gathered
