"""A home enters; its data versions in the order in which they were made leave, as an Atom feed (RFC 4287) of what changed.

What differs between two versions never changes, so it is counted once and kept in the home.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from lxml import etree

from api.linked.rows import DATASET_ID
from api.words import word
from loaders.changes import ADDED, CHANGED, REMOVED, by_class
from loaders.current import CANONS, oldest_first
from ontology.model import Model
from ontology.statements import VERSION_FILE

FOLDER: Final = "changes"
MEDIA: Final = "application/atom+xml"
ADDRESS: Final = "/changes.atom"
ATOM: Final = "http://www.w3.org/2005/Atom"
_NAMES: Final[Any] = {None: ATOM}
_ENTRIES: Final = 30  # the feed says how many older ones it leaves out
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "title": "coopgraph: changes between data versions", "entry": "Data version {version}",
        "first": "The first data version kept.",
        "none": "Nothing of the things themselves changed.", "join": ": ", "end": ".", "and": "; ", "comma": ", ",
        "older": "{count} older versions are kept; /api/v1/versions lists them.",
        "all": "{statements} statements of {records} records.",
    },
    "zh": {
        "title": "coopgraph：数据版本之间的变化", "entry": "数据版本 {version}", "first": "保留的最早数据版本。",
        "none": "事物本身没有变化。", "join": "：", "end": "。", "and": "；", "comma": "，",
        "older": "另有 {count} 个更早的版本，见 /api/v1/versions。", "all": "共 {statements} 条陈述、{records} 条记录。",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A data version, when it was made, which one was before it, and what changed by class."""

    version: str
    made: datetime
    before: str
    changes: Mapping[str, Mapping[str, int]]
    counts: Mapping[str, int]
    licences: tuple[str, ...]


def entries(home: Path) -> tuple[list[Entry], int]:
    """The versions made last, the newest first, and how many older ones are kept."""
    files = oldest_first((home / CANONS).glob(f"[0-9a-f]*/{VERSION_FILE}"))
    found = []
    for at in range(len(files) - 1, max(-1, len(files) - 1 - _ENTRIES), -1):
        file, before = files[at], files[at - 1].parent if at else None
        try:
            told, made = json.loads(file.read_text("utf-8")), file.stat().st_mtime
        except FileNotFoundError:  # it was taken away meanwhile
            continue
        found.append(
            Entry(
                file.parent.name,
                datetime.fromtimestamp(int(made), UTC),
                before.name if before else "",
                _counted(home, before, file.parent) if before else {},
                told["counts"],
                tuple(
                    sorted({str(one["licence"]) for one in told["sources"].values() if one.get("licence")})
                ),
            )
        )
    return found, max(0, len(files) - _ENTRIES)


def _counted(home: Path, before: Path, after: Path) -> Mapping[str, Mapping[str, int]]:
    kept = home / FOLDER / f"{before.name}-{after.name}.json"
    try:
        known: Mapping[str, Mapping[str, int]] = orjson.loads(kept.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        known = by_class(before, after)
        kept.parent.mkdir(parents=True, exist_ok=True)
        passing = kept.with_suffix(f".{os.getpid()}.new")  # other processes may count the same
        passing.write_bytes(orjson.dumps(known, option=orjson.OPT_SORT_KEYS))
        passing.replace(kept)
    return known


def feed(found: Sequence[Entry], older: int, model: Model, base: str, site: str, lang: str) -> bytes:
    """The feed in one language; `site` is the address of the service, "" = links are relative."""
    said = _SAID[lang]
    root = etree.Element(f"{{{ATOM}}}feed", {f"{_XML}lang": lang}, nsmap=_NAMES)
    here = f"{site}{ADDRESS}?{urlencode({'lang': lang})}"
    _put(root, "id", f"{base}changes-own-feed")
    _put(root, "title", said["title"])
    if older:
        _put(root, "subtitle", said["older"].format(count=f"{older:,}"))
    _put(root, "updated", _time(found[0].made if found else datetime.fromtimestamp(0, UTC)))
    _put(_put(root, "author", ""), "name", "coopgraph")
    _put(root, "link", "", rel="self", type=MEDIA, href=here, hreflang=lang)
    for other in sorted(set(_SAID) - {lang}):
        there = f"{site}{ADDRESS}?{urlencode({'lang': other})}"
        _put(root, "link", "", rel="alternate", type=MEDIA, href=there, hreflang=other)
    for one in found:
        _entry(root, one, model, base, site, lang)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _entry(root: Any, one: Entry, model: Model, base: str, site: str, lang: str) -> None:
    said = _SAID[lang]
    entry = _put(root, "entry", "")
    _put(entry, "id", f"{base}{DATASET_ID}{one.version}")
    _put(entry, "title", said["entry"].format(version=one.version))
    _put(entry, "updated", _time(one.made))
    dumps = f"{site}/dumps/{one.version}/SHA256SUMS"
    if one.before:
        query = urlencode({"before": one.before, "after": one.version})
        _put(
            entry, "link", "", rel="alternate", type="application/json", href=f"{site}/api/v1/changes?{query}"
        )
        _put(entry, "link", "", rel="related", type="text/plain", href=dumps)
    else:
        _put(entry, "link", "", rel="alternate", type="text/plain", href=dumps)
    for name, counts in one.changes.items():
        if name in model.classes and any(counts.values()):
            _put(entry, "category", "", term=name, scheme=model.classes[name].iri.removesuffix(name),
                 label=model.classes[name].labels[lang])  # fmt: skip
    _put(entry, "rights", "; ".join(one.licences))
    _put(entry, "summary", _summary(one, model, lang), type="text")


def _summary(one: Entry, model: Model, lang: str) -> str:
    said = _SAID[lang]
    whole = said["all"].format(
        statements=f"{one.counts['statements']:,}", records=f"{one.counts['records']:,}"
    )
    if not one.before:
        return " ".join((said["first"], whole))
    parts = []
    for name, counts in one.changes.items():
        label = model.classes[name].labels[lang] if name in model.classes else name
        fates = [
            f"{word(f'change.{fate}', lang)} {counts[fate]:,}"
            for fate in (ADDED, REMOVED, CHANGED)
            if counts.get(fate)
        ]
        parts.append(f"{label}{said['join']}{said['comma'].join(fates)}")
    changed = said["and"].join(parts) + said["end"] if parts else said["none"]
    return " ".join((changed, whole))


def _put(parent: Any, name: str, text: str, **attributes: str) -> Any:
    found = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    if text:
        found.text = text
    return found


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
