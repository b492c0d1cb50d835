"""A folder of canon enters; what of it was refused or stays open leaves, as a table or as a file that a spreadsheet opens.

One list tells both: what was refused first, then what was kept though nobody describes it, or though it contradicts itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from api.deps import Desk
from api.formats import BOM, Book, Form, to_csv
from api.listing import Listing, put
from api.terminal import show_rows
from api.words import word
from loaders.open_ends import OPEN, open_ends
from loaders.unsettled import Unsettled, unsettled
from ontology.model import default_model
from ontology.places import place
from ontology.statements import REJECTS_FILE

REJECTS_CSV = "rejects.csv"
SHOWN = 50
_QUESTION = {
    "en": "What could not be taken or stays open, where does it stand and what is to be done?",
    "zh": "哪些数据被退回或有待查看、位于何处、如何处理？",
}
_WITHIN = re.compile(r"(.*?)[!#]")  # the sheet or the zip's member that a locator begins with


def read_rejects(canon: Path, sources: Collection[str] = ()) -> list[dict[str, Any]]:
    """Return the rejects of a canon, of all sources or of some."""
    rows: list[dict[str, Any]] = pq.read_table(canon / REJECTS_FILE).to_pylist()
    return sorted((row for row in rows if not sources or row["source"] in sources), key=_place)


def _place(row: dict[str, Any]) -> tuple[str, str, str, int, str, str, str]:
    """Where a person comes across it who reads the file from its beginning: sheet or member, then line."""
    locator = row["locator"]
    within = _WITHIN.match(locator)
    return (
        *(row["source"], row["file"], within[1] if within else "", row["line"]),
        *(locator, row["column"], row["value"]),
    )


def write_rejects(canon: Path, target: Path, found: Unsettled | None = None) -> int:
    """Write the list as CSV, whole or not at all, and return how many rejects there are.

    `found` is what is unsettled in the canon, where that is known already.
    """
    rows, model = read_rejects(canon), default_model()
    kept = open_ends(canon, found or unsettled(canon, model), model)
    columns = pq.read_schema(canon / REJECTS_FILE).names
    passing = target.with_name(target.name + ".new")
    passing.write_text(BOM + to_csv([*rows, *kept], columns), encoding="utf-8", newline="")
    passing.replace(target)
    return len(rows)


def show_rejects(
    desk: Desk,
    canon: Path,
    sources: Collection[str],
    form: Form | Book,
    also: Sequence[Mapping[str, Any]] = (),
    found: Unsettled | None = None,
) -> Unsettled:
    """Print where each stands, why it was refused or is open, and what to do; return all that is unsettled.

    `also` are rows that are kept and to be looked at beside those that are open; `found` is what is unsettled in the canon,
    where that is known already.
    """
    rows, model = read_rejects(canon, sources), default_model()
    found = found or unsettled(canon, model)
    kept = [*open_ends(canon, found, model, sources), *map(dict, also)]
    if form is not Form.TABLE:
        columns = pq.read_schema(canon / REJECTS_FILE).names
        asked = {"sources": sorted(sources)} if sources else {}
        told = [*rows, *kept]
        put(
            desk,
            Listing("rejects", _QUESTION, columns, told, {"total": len(told)}, asked, canon, "reject."),
            form,
        )
        return found
    if rows:
        _show(desk, rows)
    else:
        desk.out.print("没有被退回的数据。" if desk.lang == "zh" else "Nothing was rejected.")
    if kept:
        desk.out.print("已保留，但请查看：" if desk.lang == "zh" else "Kept, but to be looked at:")
        _show(desk, kept)
    return found


def _show(desk: Desk, rows: list[dict[str, Any]]) -> None:
    """The first rows as a table, and how many there are of each kind."""
    chinese = desk.lang == "zh"
    words = (
        ("文件", "位置", "列", "值", "原因", "怎么办")
        if chinese
        else ("file", "where", "column", "value", "why", "what to do")
    )
    told = ("reason_zh", "remedy_zh") if chinese else ("reason", "remedy")
    headings = dict(zip(("file", "locator", "column", "value", *told), words, strict=True))
    first = _first(rows)
    shown = [{**row, "locator": place(row["locator"], desk.lang)} for row in first]
    show_rows(desk.out, shown, headings)
    stages = Counter(row["stage"] for row in rows)
    total = ", ".join(f"{word(stage, desk.lang)} {count}" for stage, count in sorted(stages.items()))
    more = len(rows) - len(first)
    desk.out.print(
        f"{len(rows)} ({total})" + (f"; +{more}" if more > 0 else ""), style="dim", highlight=False
    )


def _first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is shown of a long list: the beginning of every kind, so that none hides another."""
    stages = list(dict.fromkeys(row["stage"] for row in rows)) if rows and rows[0]["stage"] in OPEN else []
    if not stages or len(rows) <= SHOWN:
        return rows[:SHOWN]
    each = SHOWN // len(stages)
    return [row for stage in stages for row in [one for one in rows if one["stage"] == stage][:each]]
