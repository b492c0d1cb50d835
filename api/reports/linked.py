"""What a command of exports was given enters; RDF leaves, on stdout or where it was asked for, and what it is on stderr.

It stands apart from what takes RDF in and from the feed, which need the engine of tables, since that takes longer to import
than a small dump to write.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from api.deps import Desk
from api.formats import BOM, to_csv
from api.kept import kept_version
from api.linked.dumping import dump, unsaid
from api.linked.profiles import profile
from api.linked.selecting import Wanted
from api.linked.writing import form_of, write, write_file
from loaders.current import CANONS, read_current
from ontology.errors import UsageError
from ontology.model import default_model

_MB: Final = 1_000_000
UNSAID: Final = ("class", "property", "statements", "reason", "reason_zh")


@dataclass(frozen=True)
class Export:
    """What is asked for."""

    form: str = ""
    packing: str = ""
    kind: str = ""
    source: str = ""
    as_of: str = ""
    data_version: str = ""
    profile: str = ""
    report: Path | None = None


def canon_of(desk: Desk, data_version: str) -> Path:
    """The folder of a kept data version, the current one where none is named."""
    home = desk.settings.home
    version = kept_version(desk, data_version) if data_version else read_current(home).data_version
    if not version:
        raise UsageError(
            "nothing is loaded yet, so there is nothing to export",
            "尚未载入任何数据，无可导出",
            remedy="coopgraph load FILE…, or make demo",
            remedy_zh="coopgraph load 文件…，或 make demo",
        )
    return home / CANONS / version


def export_rdf(desk: Desk, asked: Export, output: Path | None) -> None:
    """Write canon, or a part of it, as RDF."""
    syntax, packing = form_of(asked.form, asked.packing, str(output or ""))
    wanted = Wanted(asked.kind, asked.source, _day(asked.as_of))
    words = profile(asked.profile, default_model())
    canon = canon_of(desk, asked.data_version)
    with desk.working() as report:
        pieces = _watched(
            dump(canon, syntax, default_model(), desk.settings.base, wanted, words), report, syntax.name
        )
        if output is None:
            desk.out.file.flush()
            done = write(pieces, packing, sys.stdout.buffer)
        else:
            done = write_file(pieces, packing, output)
    place = f" → {output}" if output else ""
    if output is not None:
        desk.say(
            f"{syntax.name} of data version {canon.name}: {done.size:,} bytes, SHA-256 {done.digest}{place}",
            f"数据版本 {canon.name} 的 {syntax.name}：{done.size:,} 字节，SHA-256 {done.digest}{place}",
        )
    if words is not None:
        _tell_unsaid(desk, unsaid(canon, default_model(), words, wanted), asked)
    if not syntax.graphs:
        desk.say(
            "Turtle cannot say which record states a triple; nquads, trig and jsonld do.",
            "Turtle 无法说明每条三元组出自哪条记录；nquads、trig 与 jsonld 可以。",
        )


def _tell_unsaid(desk: Desk, rows: list[dict[str, Any]], asked: Export) -> None:
    """What the profile cannot say: never silently dropped."""
    lost = [row for row in rows if not row["said"]]
    total, halved = (
        sum(row["statements"] for row in lost),
        sum(row["statements"] for row in rows if row["said"]),
    )
    most = ", ".join(f"{row['class']}.{row['property']} {row['statements']:,}" for row in lost[:5])
    desk.say(
        f"{total:,} statements have no words in the profile {asked.profile}; most of them: {most or 'none'}",
        f"配置 {asked.profile} 无法表达 {total:,} 条陈述；最多的是：{most or '无'}",
    )
    if halved:
        desk.say(
            f"{halved:,} are said, but their language is not: the profile takes plain texts",
            f"{halved:,} 条已表达，但未注明语言：该配置只接受普通文本",
        )
    if asked.report is not None:
        asked.report.write_text(BOM + to_csv(rows, UNSAID), encoding="utf-8", newline="")


def _watched(
    pieces: Generator[bytes | memoryview], report: object, name: str
) -> Iterator[bytes | memoryview]:
    done = 0
    with closing(pieces):  # where it is stopped, what it works with goes at once
        for piece in pieces:
            done += len(piece)
            if callable(report):
                report(f"export {name}, MB", done // _MB, None)
            yield piece


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(
            f"--as-of {text!r} is not a day",
            f"--as-of {text!r} 不是日期",
            remedy="write it as 2010-12-31",
            remedy_zh="请写作 2010-12-31",
        ) from None
