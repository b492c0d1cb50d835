"""Verdicts of several candidates enter; a grid of their conditions leaves: one column each, its parts under it.

A sign and a word say each status, so that nobody needs the colour. What flips a verdict stands under the grid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.candidate_list import name_of
from api.words import word

Row = Mapping[str, Any]

# the sign and the colour of each status
SIGNS: Final[Mapping[str, tuple[str, str]]] = {
    "MET": ("✓", "green"),
    "NOT_MET": ("✗", "red"),
    "UNKNOWN": ("?", "yellow"),
    "CONFLICT": ("!", "magenta"),
    "JUDGE": ("☐", "cyan"),
}
SHOWN_FLIPS: Final = 3
WIDEST: Final = 48  # characters of a name in a line


def show_verdicts(console: Console, rows: Sequence[Row], lang: str) -> None:
    """Print the grid, what its signs mean, and for each candidate what another reading would change."""
    conditions = list(dict.fromkeys(clause for row in rows for clause in row["conditions"]))
    table = Table(header_style="bold", expand=False, show_lines=True)
    table.add_column("#", justify="right")
    table.add_column(word("institution", lang), overflow="fold", max_width=WIDEST)
    for heading in (word("pool", lang), *conditions, word("decidable", lang)):
        table.add_column(heading, overflow="fold")
    for number, row in enumerate(rows, 1):
        table.add_row(
            str(number),
            candidate_cell(row, lang),
            sign(row["pool"]),
            *(condition_cell(row, clause) for clause in conditions),
            sign(row["decidable"]),
        )
    console.print(table)
    show_legend(console, lang)
    for number, row in enumerate(rows, 1):
        console.print(Text.assemble(f"{number}. ", (_flips(row, lang), "dim")))


def show_legend(console: Console, lang: str) -> None:
    """Print what the signs mean."""
    legend = Text(" · ").join(Text.assemble(sign(status), " ", word(status, lang)) for status in SIGNS)
    console.print(legend)


def candidate_cell(row: Row, lang: str) -> Text:
    """The name of a candidate with its id, marked where it is fictional."""
    mark = f"[{word('fictional', lang)}] " if row.get("fictional") else ""
    return Text.assemble((mark, "bold red"), name_of(row, lang), "\n", (str(row["institution"]), "dim"))


def condition_cell(row: Row, clause: str) -> Text:
    """The status of a condition, and under it that of each of its parts."""
    inner = [
        (one, status) for one, status in row["parts"].items() if one.startswith(clause) and one != clause
    ]
    lines = [Text.assemble(sign(row["conditions"][clause]))]
    lines += [Text.assemble((f"{one.removeprefix(clause)} ", "dim"), sign(status)) for one, status in inner]
    return Text("\n").join(lines)


def sign(status: str) -> Text:
    """The sign of a status, in its colour."""
    mark, colour = SIGNS.get(status, (status, ""))
    return Text(mark, style=colour)


def _flips(row: Row, lang: str) -> str:
    """Which other readings and numbers change which clauses, the first few; the rest is counted."""
    if not row["flips"]:
        return word("nothing_flips", lang)
    said = []
    for one in row["flips"][:SHOWN_FLIPS]:
        changes = ", ".join(
            f"{each['clause']} {sign(each['before']).plain}→{sign(each['after']).plain}"
            for each in one["changes"]
        )
        said.append(f"{one['what']}={one['value']}: {changes}")
    more = len(row["flips"]) - SHOWN_FLIPS
    return f"{word('flips', lang)}: " + "; ".join(said) + (f"; … +{more}" if more > 0 else "")
