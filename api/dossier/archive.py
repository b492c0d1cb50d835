"""The facts of a dossier enter; a zip leaves that reads without the system: documents, evidence, rules, data version, hashes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, Final

import orjson

from api.dossier.document import dossier, gaps
from api.dossier.facts import Facts, parts_of
from api.dossier.page import html
from api.dossier.parts_beside import command
from api.dossier.word_file import word_file
from api.formats import FORMULA_STARTS, cell
from ontology.errors import UsageError

MEDIA: Final = "application/zip"
MANIFEST: Final = "manifest.json"
_WHEN: Final = (1980, 1, 1, 0, 0, 0)
_JSON: Final = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
_EVIDENCE: Final = (
    "clause", "says", "thing", "kind", "label", "value", "begin", "end", "partner", "through",
    "flags", "excerpts", "record",
)  # fmt: skip
_RECORD: Final = ("record", "source", "title", "publisher", "licence", "file", "sha256", "line", "locator", "url", "address",
                  "seen", "retrieved", "quality", "fictional")  # fmt: skip


def archive(one: Facts, lang: str) -> bytes:
    """Return the zip; the same facts give the same bytes."""
    document = dossier(one, lang)
    files: dict[str, bytes] = {
        "dossier.html": html(document),
        "dossier.docx": word_file(document),
        "gaps.html": html(gaps(one, lang)),
        "evidence.csv": _csv(_EVIDENCE, evidence_rows(one)),
        "records.csv": _csv(_RECORD, ([row.get(name) for name in _RECORD] for row in one.records.values())),
        "rules.toml": one.rules_text.encode(),
        "dossier.json": orjson.dumps(plain(one), option=_JSON, default=str),
    }
    manifest = {
        "candidate": one.verdict["institution"],
        "as_of": one.meta["as_of"],
        "home": one.meta["home"],
        "rules": one.verdict["rules"],
        "reading": one.verdict["reading"],
        "thresholds": one.verdict["thresholds"],
        "data_version": one.meta["data_version"],
        "question": {"name": one.meta["question"], "digest": one.meta["digest"]},
        "journal_head": str(one.judged.head),
        "compiled_by": one.compiled_by,
        "compiled_at": one.compiled_at,
        "language": lang,
        "fictional": one.fictional,
        "made_again_by": command(one, lang),
        "files": {
            name: {"sha256": sha256(body).hexdigest(), "bytes": len(body)}
            for name, body in sorted(files.items())
        },
    }
    files[MANIFEST] = orjson.dumps(manifest, option=_JSON)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, body in sorted(files.items()):
            zipped.writestr(zipfile.ZipInfo(name, _WHEN), body, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def plain(one: Facts) -> dict[str, Any]:
    """Return the facts as one JSON document."""
    return {
        "meta": dict(one.meta),
        "verdict": dict(one.whole),
        "institution": dict(one.institution),
        "partners": [dict(row) for row in one.partners.rows],
        "history": [{"partner": row["partner"], "events": list(pair.rows)} for row, pair in one.lanes],
        "gaps": [dict(row) for row in one.gaps],
        "cases": list(one.judged.cases),
        "ties_found_since": {
            who: ties if ties is None else [dict(each) for each in ties] for who, ties in one.ties.items()
        },
        "judged_elsewhere": [vars(each) for each in one.judged.elsewhere],
        "journal_head": str(one.judged.head),
        "records": [dict(row) for row in one.records.values()],
        "compiled_by": one.compiled_by,
        "compiled_at": one.compiled_at,
    }


def evidence_rows(one: Facts) -> list[list[object]]:
    """One row for each item of evidence and record that states it."""
    return [
        [part["clause"], *(item[name] for name in _EVIDENCE[1:-1]), record]
        for part in parts_of(one.whole)
        for item in [*part["evidence"], *part["counter"], *part["shown"]]
        for record in item["records"] or [""]
    ]


def check_archive(body: bytes) -> list[str]:
    """Return the names of files that are not what the manifest of a zip says; nothing else is asked of it."""
    with zipfile.ZipFile(io.BytesIO(body)) as zipped:
        try:
            said = orjson.loads(zipped.read(MANIFEST))["files"]
        except KeyError as error:
            raise UsageError("this zip has no manifest", "此压缩包没有清单") from error
        there = {
            name: sha256(zipped.read(name)).hexdigest() for name in zipped.namelist() if name != MANIFEST
        }
    return sorted(name for name in {*said, *there} if said.get(name, {}).get("sha256") != there.get(name))


def _csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a byte-order mark, and no cell that a spreadsheet would take for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        told = [cell(one) for one in row]
        writer.writerow([f"'{one}" if one.startswith(FORMULA_STARTS) else one for one in told])
    return text.getvalue().encode("utf-8-sig")
