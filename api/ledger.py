"""A folder of canon enters; its rejects leave, as a table or as a file that a spreadsheet opens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from api.deps import Desk
from api.formats import BOM, Book, Form, to_csv
from api.listing import Listing, put
from api.terminal import show_rows
from api.words import place, word
from ontology.statements import REJECTS_FILE

REJECTS_CSV = "rejects.csv"
SHOWN = 50
_QUESTION = {
    "en": "What could not be taken, where it stands and what to do?",
    "zh": "哪些数据被退回、位于何处、如何处理？",
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


def write_rejects(canon: Path, target: Path) -> int:
    """Write the rejects as CSV, whole or not at all, and return how many there are."""
    rows = read_rejects(canon)
    columns = pq.read_schema(canon / REJECTS_FILE).names
    passing = target.with_name(target.name + ".new")
    passing.write_text(BOM + to_csv(rows, columns), encoding="utf-8", newline="")
    passing.replace(target)
    return len(rows)


def show_rejects(desk: Desk, canon: Path, sources: Collection[str], form: Form | Book) -> None:
    """Print rejects: where each stands, why it was refused, and what to do."""
    rows = read_rejects(canon, sources)
    if form is not Form.TABLE:
        columns = pq.read_schema(canon / REJECTS_FILE).names
        asked = {"sources": sorted(sources)} if sources else {}
        put(
            desk,
            Listing("rejects", _QUESTION, columns, rows, {"total": len(rows)}, asked, canon, "reject."),
            form,
        )
        return
    if not rows:
        desk.out.print("没有被退回的数据。" if desk.lang == "zh" else "Nothing was rejected.")
        return
    chinese = desk.lang == "zh"
    reason = "reason_zh" if chinese and "reason_zh" in rows[0] else "reason"
    remedy = "remedy_zh" if chinese and "remedy_zh" in rows[0] else "remedy"
    words = (
        ("文件", "位置", "列", "值", "原因", "怎么办")
        if chinese
        else ("file", "where", "column", "value", "why", "what to do")
    )
    headings = dict(zip(("file", "locator", "column", "value", reason, remedy), words, strict=True))
    shown = [{**row, "locator": place(row["locator"], desk.lang)} for row in rows[:SHOWN]]
    show_rows(desk.out, shown, headings)
    stages = Counter(row["stage"] for row in rows)
    total = ", ".join(f"{word(stage, desk.lang)} {count}" for stage, count in sorted(stages.items()))
    more = len(rows) - SHOWN
    desk.out.print(
        f"{len(rows)} ({total})" + (f"; +{more}" if more > 0 else ""), style="dim", highlight=False
    )
