"""Two data versions of a home enter; what differs between them leaves.

It stands apart from what else is said of a home: only this needs the engine of tables, which takes long to import.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from api.deps import Desk
from api.formats import Book, Form, to_jsonl
from api.listing import Listing, put
from api.reports.state import canon_folder
from api.terminal import show_rows
from api.words import word
from loaders.changes import beside, difference
from loaders.changes import changes as differing
from ontology.errors import UsageError

SHOWN_CHANGES = 60
_QUESTION = {"en": "What differs between two data versions?", "zh": "两个数据版本之间有何差异？"}


def changes(desk: Desk, before: str, after: str, form: Form | Book) -> None:
    """List what differs between two data versions."""
    if not before or not after:
        raise UsageError(
            "two data versions are needed, the older one first",
            "需要两个数据版本，旧的在前",
            remedy="coopgraph sources --versions lists the kept ones; then: coopgraph changes OLDER NEWER "
            "(a unique beginning will do)",
            remedy_zh="coopgraph sources --versions 列出保留的数据版本；"
            "再运行：coopgraph changes 旧版本 新版本（写出可区分的开头即可）",
        )
    first, second = canon_folder(desk, before), canon_folder(desk, after)
    rows = (
        {"thing": one.thing, "sign": one.sign, **one.statement._asdict()} for one in differing(first, second)
    )
    if form is Form.JSONL:
        for text in to_jsonl(rows):
            desk.print(text)
        return
    counts = difference(first, second)
    total = sum(counts.statements.values())
    meta: dict[str, Any] = {
        "before": first.name,
        "after": second.name,
        "statements": counts.statements,
        "things": counts.things,
        "beside": beside(first, second),
    }
    columns = ("thing", "sign", "subject", "predicate", "object", "datatype", "lang", "record")
    if form is not Form.TABLE:
        asked = {"before": first.name, "after": second.name}
        put(desk, Listing("changes", _QUESTION, columns, list(rows), meta, asked, second, "change."), form)
        return
    headings = {name: word(f"change.{name}", desk.lang) for name in columns}
    show_rows(desk.out, list(islice(rows, SHOWN_CHANGES)), headings, lang=desk.lang)
    things = {word(f"change.{fate}", desk.lang): count for fate, count in counts.things.items()}
    lines = {"statements": _signed(counts.statements, desk.lang), "things": things}
    others = {
        head: _signed(numbers, desk.lang) for head, numbers in meta["beside"].items() if any(numbers.values())
    }
    for head, numbers in (lines | others).items():
        line = ", ".join(f"{name} {count:,}" for name, count in numbers.items())
        desk.out.print(f"{word(head, desk.lang)}: {line}", style="dim", highlight=False)
    more = f" · +{total - SHOWN_CHANGES:,} {word('more', desk.lang)}" if total > SHOWN_CHANGES else ""
    desk.out.print(f"{first.name} → {second.name}{more}", style="dim", highlight=False)


def _signed(numbers: Mapping[str, int], lang: str) -> dict[str, int]:
    """How many rows are new, how many gone, under these words."""
    return {word(f"change.{sign}", lang): count for sign, count in numbers.items()}
