"""The answer of the history check enters; tables leave: the holders on the day before, their ranks, what was unknown, recall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.terminal import EMPTY
from api.verdict_list import SIGNS, candidate_cell, condition_cell, show_legend, sign
from api.words import word

Row = Mapping[str, Any]

SHOWN_IDS: Final = 5


def show_history(console: Console, rows: Sequence[Row], meta: Mapping[str, Any], lang: str) -> None:
    """Print what was found, from the holders one by one to the rates over all of them."""
    console.print(_head(rows, meta, lang), highlight=False)
    if rows:
        console.print(_holders(rows, lang))
        show_legend(console, lang)
        console.print(_rates(rows, meta["rates"], lang))
        _show_ranks(console, rows, meta["recall"], lang)
    for line in _left_out(meta["left_out"], lang):
        console.print(line, style="yellow", highlight=False, markup=False)


def _head(rows: Sequence[Row], meta: Mapping[str, Any], lang: str) -> str:
    """What was done and what came of it, in two sentences."""
    masked = _names(meta["masked_titles"], lang)
    count, of = meta["finding"]["unknown"], meta["finding"]["of"]
    share = f"{count / of:.0%}" if of else EMPTY
    inside = meta["in_the_pool"]
    if not rows:
        return (
            f"没有可核对的授予；称号：{masked}"
            if lang == "zh"
            else f"No grant can be checked; titles: {masked}"
        )
    if lang == "zh":
        return (
            f"已核对 {len(rows)} 项授予，各按授予前一天已有的事实判断；不作证据的称号：{masked}。\n"
            f"结果：已知 {inside} 家当日在候选池内；机器可作的 {of} 个判断中有 {count} 个为未知（{share}）。"
        )
    return (
        f"{len(rows)} grants checked, each by the facts of the day before; titles that are no evidence: {masked}.\n"
        f"Found: {inside} of the holders are known to have been candidates on that day; of {of} judgements that a machine can "
        f"make, {count} are unknown ({share})."
    )


def _names(titles: Sequence[Row], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(str(one[f"name_{lang}"]) for one in titles)


def _holders(rows: Sequence[Row], lang: str) -> Table:
    table = Table(header_style="bold", expand=False, show_lines=True)
    table.add_column("#", justify="right")
    table.add_column(word("institution", lang), overflow="fold", max_width=40)
    for key in ("title_given", "judged_as_of", "set_aside", "candidates_then"):
        table.add_column(word(key, lang), overflow="fold", max_width=30)
    conditions = list(rows[0]["conditions"])
    for heading in (word("pool", lang), *conditions, word("decidable", lang)):
        table.add_column(heading, overflow="fold")
    for number, row in enumerate(rows, 1):
        given = "\n".join(f"{one[f'name_{lang}']} ({one['given']})" for one in row["titles"])
        table.add_row(
            str(number), candidate_cell(row, lang), Text(given), row["day"], _aside(row, lang), str(row["candidates"]),
            sign(row["pool"]), *(condition_cell(row, clause) for clause in conditions),
            sign(row["decidable"]),
        )  # fmt: skip
    return table


def _aside(row: Row, lang: str) -> str:
    """How many facts were known and did not count."""
    counts = [(word(f"set_aside.{key}", lang), len(row[key])) for key in ("undated", "masked")]
    return "\n".join(f"{name}: {count}" for name, count in counts if count) or EMPTY


def _rates(rows: Sequence[Row], rates: Sequence[Row], lang: str) -> Table:
    title = (
        f"{len(rows)} 项授予中各条款的状态"
        if lang == "zh"
        else f"Status of each clause, of {len(rows)} grants"
    )
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", expand=False)
    table.add_column(word("clause", lang))
    table.add_column(word("what_it_says", lang), no_wrap=True, overflow="ellipsis", max_width=48)
    for status in SIGNS:
        table.add_column(word(status, lang), justify="right")
    table.add_column(word("unknown_share", lang), justify="right")
    whole = set(rows[0]["conditions"])
    for one in rates:
        counts = [str(one[status]) if one[status] else EMPTY for status in SIGNS]
        style = "bold" if one["clause"] in whole else ""
        table.add_row(
            one["clause"], one[f"label_{lang}"], *counts, f"{one['unknown_share']:.0%}", style=style
        )
    return table


def _show_ranks(console: Console, rows: Sequence[Row], recall: Sequence[Row], lang: str) -> None:
    """Ranks and recall; where nobody was a candidate there are none, and that is said."""
    if all(row["place"] == "out" for row in rows):
        console.print(word("no_ranks", lang), style="yellow", highlight=False)
        return
    table = Table(
        title=word("rank_by_figure", lang), title_justify="left", title_style="bold", header_style="bold"
    )
    table.add_column("#", justify="right")
    for one in rows[0]["ranks"]:
        table.add_column(one[f"label_{lang}"], overflow="fold", max_width=32)
    for number, row in enumerate(rows, 1):
        table.add_row(str(number), *(_rank(one, row["candidates"], lang) for one in row["ranks"]))
    console.print(table)
    table = Table(
        title=word("recall_title", lang), title_justify="left", title_style="bold", header_style="bold"
    )
    table.add_column(word("figure_shown", lang), overflow="fold")
    for key in ("first_k", "holders_found", "found_by_chance", "mean_percentile"):
        table.add_column(word(key, lang), justify="right")
    for one in recall:
        low, high = one["found"]
        found = f"{low}" if low == high else f"{low}–{high}"
        share = EMPTY if one["percentile"] is None else f"{one['percentile']:.0%}"
        table.add_row(
            one[f"label_{lang}"], str(one["k"]), f"{found} / {one['of']}", f"{one['by_chance']:.1f}", share
        )
    console.print(table)


def _rank(one: Row, size: int, lang: str) -> Text:
    if "first" not in one:
        return Text(f"{one['value']} · {word('out', lang)}", style="dim")
    place = str(one["first"]) if one["first"] == one["last"] else f"{one['first']}–{one['last']}"
    share = "" if one["percentile"] is None else f" · {one['percentile']:.0%}"
    return Text(f"{one['value']} · {place} / {size}{share}")


def _left_out(left: Mapping[str, Sequence[str]], lang: str) -> list[str]:
    """Titles that could not be checked, why, and the first of them."""
    found = []
    for reason, things in left.items():
        if things:
            more = f" … +{len(things) - SHOWN_IDS}" if len(things) > SHOWN_IDS else ""
            found.append(
                f"{word(f'left_out.{reason}', lang)} ({len(things)}): {', '.join(things[:SHOWN_IDS])}{more}"
            )
    return found
