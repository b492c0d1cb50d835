"""What is missing for a candidate enters; a table in one language leaves: what, who could supply it, what it would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.terminal import EMPTY
from api.verdict_list import sign
from api.words import word

Row = Mapping[str, Any]

SHOWN_THINGS: Final = 3


def show_gaps(console: Console, rows: Sequence[Row], lang: str) -> None:
    """Print a line for each gap; a part that does not enter its condition is said to be for information."""
    table = Table(header_style="bold", expand=False, show_lines=True)
    for key in ("clause", "status", "what_is_missing", "who_could_supply", "could_change_to"):
        table.add_column(word(key, lang), overflow="fold")
    for row in rows:
        aside = Text.assemble("\n", (word("shown_only", lang), "dim")) if not row["enters"] else Text()
        others = f" ({word('with_others', lang)})"
        changes = [f"{word(one, lang)}{'' if one in row['alone'] else others}" for one in row["could_change"]]
        table.add_row(
            Text.assemble((str(row["clause"]), "bold"), "\n", row[f"text_{lang}"]),
            Text.assemble(sign(row["effective"]), " ", word(row["effective"], lang)) + aside,
            f"{row[f'why_{lang}']}{_things(row['things'])}",
            "\n".join(row[f"who_{lang}"]),
            "\n".join(changes) or EMPTY,
        )
    console.print(table)


def _things(things: Sequence[str]) -> str:
    more = f" … +{len(things) - SHOWN_THINGS}" if len(things) > SHOWN_THINGS else ""
    return f"\n{', '.join(things[:SHOWN_THINGS])}{more}" if things else ""
