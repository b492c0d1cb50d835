"""A desk and a file of RDF enter; what it says of our things is loaded as a person's own tables are."""

from __future__ import annotations

from pathlib import Path

from api.deps import Desk
from api.linked.tables import convert
from api.reports.loading import load
from ontology.errors import UsageError


def import_rdf(desk: Desk, path: Path) -> None:
    """Turn a file of RDF into tables, in a process with limits, and load these as a person's own tables are loaded."""
    if not path.is_file():
        raise UsageError(
            f"{path} is no file", f"{path} 不是文件", remedy="name a file of RDF", remedy_zh="请给出 RDF 文件"
        )
    folder = desk.settings.home / "imports" / path.stem
    told = convert(path, folder, desk.settings.base)
    counted = ", ".join(f"{key} {number:,}" for key, number in told["rows"].items())
    desk.say(f"read from {path.name}: {counted or 'nothing'}", f"从 {path.name} 读取：{counted or '无'}")
    if told["not_taken"]:
        desk.say(
            f"{told['not_taken']:,} were not taken; {told['list']} says which and why",
            f"{told['not_taken']:,} 条未采用；原因见 {told['list']}",
        )
    if told["rows"]:
        load(desk, [str(folder)], "", [])
