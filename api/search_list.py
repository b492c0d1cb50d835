"""Lines of a search and how many there are of each kind enter; a list for each kind leaves, with the reason of each match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from rich.console import Console
from rich.text import Text

from api.candidate_list import name_of
from api.terminal import said
from api.words import why, word

Row = Mapping[str, Any]


def show_found(console: Console, rows: Sequence[Row], kinds: Sequence[Row], lang: str) -> None:
    """Print what was found, kind by kind; each kind says how many it has and how many of them are not shown."""
    counts = {one["kind"]: one for one in kinds}
    for kind, lines in groupby(rows, itemgetter("kind")):
        told = counts[kind]
        console.print(Text(f"{said(told['label'], lang)} ({_count(told, lang)})", style="bold"))
        for line in lines:
            mark = f"[{word('fictional', lang)}] " if line["fictional"] else ""
            place = f" ({line['country']})" if line["country"] else ""
            name = Text.assemble(
                "  ", (mark, "bold red"), name_of(line, lang), place, "  ", (str(line["id"]), "dim")
            )
            console.print(name, soft_wrap=True)
            console.print(Text(f"    {why(line['match'], lang)}", style="dim"), soft_wrap=True)


def _count(told: Row, lang: str) -> str:
    more = "+" if told["at_least"] else ""
    shown = f", {word('shown', lang)} {told['shown']}" if told["cut"] else ""
    return f"{told['count']}{more}{shown}"
