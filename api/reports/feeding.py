"""A desk, a language and the address of a service enter; the feed of changes leaves, on stdout or as a file."""

from __future__ import annotations

from pathlib import Path

from api.deps import Desk
from api.linked.feed import entries, feed
from api.linked.writing import write_file
from ontology.errors import UsageError
from ontology.model import default_model


def export_feed(desk: Desk, lang: str, site: str, output: Path | None) -> None:
    """Write the feed of changes between the kept data versions."""
    chosen = lang or desk.lang
    if chosen not in ("en", "zh"):
        raise UsageError(
            f"--lang {chosen} is not a language of the feed",
            f"订阅没有 {chosen} 语言",
            remedy="use en or zh",
            remedy_zh="请用 en 或 zh",
        )
    with desk.working():
        found, older = entries(desk.settings.home)
    body = feed(found, older, default_model(), desk.settings.base, site.rstrip("/"), chosen)
    if output is None:
        desk.print(body.decode())
        return
    done = write_file([body], "", output)
    desk.say(f"{len(found)} data versions, {done.size:,} bytes → {output}",
             f"{len(found)} 个数据版本，{done.size:,} 字节 → {output}")  # fmt: skip
