"""A desk and a file of RDF enter; what it says of our things is loaded as a person's own tables are."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

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
    folder = place_of(desk.settings.home, path)
    told = convert(path, folder, desk.settings.base)
    counted = ", ".join(f"{key} {number:,}" for key, number in told["rows"].items())
    desk.say(f"read from {path.name}: {counted or 'nothing'}", f"从 {path.name} 读取：{counted or '无'}")
    if told["not_taken"]:
        desk.say(
            f"{told['not_taken']:,} were not taken; {told['list']} says which and why"
            + _shortened(told, "en"),
            f"{told['not_taken']:,} 条未采用；原因见 {told['list']}" + _shortened(told, "zh"),
        )
    if told["rows"]:
        load(desk, [str(folder)], "", [])


def _shortened(told: Mapping[str, Any], lang: str) -> str:
    if told["listed"] == told["not_taken"]:
        return ""
    return f", of the first {told['listed']:,}" if lang == "en" else f"（仅列前 {told['listed']:,} 条）"


def place_of(home: Path, path: Path) -> Path:
    """Where the tables of an imported file lie: two files of one name, here and there, are two sources."""
    whole = str(path.resolve())
    return (
        home / "imports" / f"{path.stem}_{sha256(whole.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"
    )
