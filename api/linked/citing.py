"""What is known of a data version enters; how to cite it leaves: BibTeX, RIS, and metadata as DataCite asks for them.

Whoever gives the data a DOI adds it, and names the creators: the version knows its sources, not who publishes it here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson

_TITLE: Final = "coopgraph data, version {version}"
_WHO: Final = "The operators of this coopgraph"
_BRACES: Final = re.compile(r"([{}\\%#&_$~^])")


def _year(told: Mapping[str, Any]) -> str:
    """The last year in which a source was fetched; empty where none says when it was."""
    days = [str(one.get("retrieved", "")) for one in told["sources"].values()]
    return max((day[:4] for day in days if re.match("[0-9]{4}", day)), default="")


def _sources(told: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Title, licence and address of each source."""
    found = []
    for name, one in sorted(told["sources"].items()):
        found.append((one.get("title", {}).get("en", name), one.get("licence", ""), one.get("url", "")))
    return found


def bibtex(told: Mapping[str, Any], address: str) -> str:
    """As BibTeX."""
    version = told["data_version"]
    note = "; ".join(f"{title} ({licence})" if licence else title for title, licence, _ in _sources(told))
    fields = {
        "title": _TITLE.format(version=version), "author": f"{{{_WHO}}}", "year": _year(told), "version": version,
        "url": address, "note": _BRACES.sub(r"\\\1", f"Sources: {note}"),
    }  # fmt: skip
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@dataset{{coopgraph-{version},", *lines, "}", ""])


def ris(told: Mapping[str, Any], address: str) -> str:
    """As RIS: one tag a line."""
    version = told["data_version"]
    rows = [("TY", "DATA"), ("TI", _TITLE.format(version=version)), ("AU", _WHO), ("PY", _year(told)), ("ET", version),
            ("UR", address)]  # fmt: skip
    rows += [("N1", " ".join(f"Source: {title} ({licence})".split())) for title, licence, _ in _sources(told)]
    lines = [f"{tag}  - {value}" for tag, value in rows if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def datacite(told: Mapping[str, Any], address: str) -> str:
    """As JSON with the mandatory properties of DataCite 4, but for the DOI itself and a year that no source states."""
    version, year = told["data_version"], _year(told)
    document = {
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Knowledge graph"},
        "titles": [{"title": _TITLE.format(version=version), "lang": "en"}],
        "creators": [{"name": _WHO, "nameType": "Organizational"}],
        "publisher": {"name": _WHO},
        **({"publicationYear": year} if year else {}),
        "version": version,
        "url": address,
        "rightsList": [{"rights": licence} for licence in sorted({row[1] for row in _sources(told) if row[1]})],
        "relatedIdentifiers": [
            {"relationType": "IsDerivedFrom", "relatedIdentifierType": "URL", "relatedIdentifier": url, "title": title}
            for title, _, url in _sources(told) if url
        ],
        "sizes": [f"{told['counts']['statements']} statements"] if "counts" in told else [],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }  # fmt: skip
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


CITATIONS: Final[Mapping[str, tuple[str, Callable[[Mapping[str, Any], str], str]]]] = {
    "citation.bib": ("application/x-bibtex; charset=utf-8", bibtex),
    "citation.ris": ("application/x-research-info-systems; charset=utf-8", ris),
    "citation.json": ("application/vnd.datacite.datacite+json", datacite),
}


def cited(name: str, version_file: str, site: str) -> tuple[str, str]:
    """The media type and the text of a citation; `version_file` is what version.json says."""
    media, make = CITATIONS[name]
    told = json.loads(version_file)
    return media, make(told, f"{site}/dumps/{told['data_version']}/SHA256SUMS")
