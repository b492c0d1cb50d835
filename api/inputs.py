"""What a person names on the command line enters; the sources and files to read leave, as requests.

A name may be a shipped source (`facts`), a file or folder of a published source, a workbook or folder of CSV
files in coopgraph's own templates, or a folder with a `source.toml` of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from loaders.fetch import assign, expand, package_files
from loaders.manifest import MANIFEST, SourceManifest, find_sources, load_manifest, shipped_sources
from loaders.route import Request
from loaders.templates.workbook import described
from ontology.errors import SourceError, UsageError

OWN = "own"  # the shipped description of workbooks that people fill themselves
_OF_THE_SOURCE = {MANIFEST, "mapping.toml", "records.py", "README.md"}


def shipped() -> Mapping[str, SourceManifest]:
    """Return the sources that come with coopgraph, by name."""
    return find_sources(shipped_sources())


def base_requests() -> list[Request]:
    """Return what every load needs whatever was named: sources that read no file of the user's."""
    return [Request(manifest, files) for manifest in shipped().values() if (files := package_files(manifest))]


def requests_of(named: Sequence[str], source: str = "") -> list[Request]:
    """Return one request a source for all that was named."""
    known = shipped()
    requests: list[Request] = []
    loose: list[Path] = []
    for name in named:
        path = Path(name)
        if name in known and not path.exists():
            requests.append(_shipped(known[name]))
        elif (path / MANIFEST).is_file():
            requests.append(_described(path))
        elif not path.exists():
            raise UsageError(
                f"{name!r} is neither a file nor a shipped source",
                f"“{name}”既不是文件也不是随附的来源",
                remedy=f"Check the path, or name one of: {', '.join(sorted(known))}.",
                remedy_zh=f"请检查路径，或给出：{'、'.join(sorted(known))}。",
            )
        else:
            loose.append(path)
    if loose and source == OWN:
        requests += [_own(known[OWN], path) for path in loose]
    elif loose:
        published = {key: one for key, one in known.items() if one.mapping != "templates"}
        own = [path for path in loose if not source and _is_own(path, published)]
        requests += [_own(known[OWN], path) for path in own]
        rest = [path for path in loose if path not in own]
        for key, files in assign(rest, known if source else published, source or None).items():
            requests.append(Request(known[key], files))
    _refuse_twice(requests)
    return requests


def _shipped(manifest: SourceManifest) -> Request:
    sample = manifest.folder / "sample"
    return Request(manifest, package_files(manifest) or expand([sample]))


def _described(folder: Path) -> Request:
    files = [
        path
        for path in expand([folder])
        if path.name not in _OF_THE_SOURCE and "sample" not in path.relative_to(folder).parts[:-1]
    ]
    return Request(load_manifest(folder), files)


def _is_own(path: Path, published: Mapping[str, SourceManifest]) -> bool:
    """A workbook or tables that no published source claims by name or content were filled by a person."""
    files = expand([path])
    if not files or any(file.suffix.lower() not in (".xlsx", ".csv") for file in files):
        return False
    try:
        assign(files, published)
    except SourceError as error:
        # two published sources that both may read it are a question for the person, no source is an answer
        return "no source does" in error.what
    return False


def _own(manifest: SourceManifest, path: Path) -> Request:
    """Each workbook or folder is a source of its own: a new version of one replaces that one alone.

    Another folder may hold another person's workbook of the same name, so where it lies is part of its name.
    """
    stem = path.stem if path.is_file() else path.name
    slug = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_")
    if not slug or not slug.isascii() or slug != stem.lower():
        slug = f"{slug}_{sha256(stem.encode()).hexdigest()[:6]}".strip("_")
    lies_in = sha256(str(path.resolve().parent).encode()).hexdigest()[:6]
    title = {"en": stem, "zh": stem}
    files = expand([path])
    return Request(described(replace(manifest, name=f"{OWN}_{slug}_{lies_in}", title=title), files), files)


def _refuse_twice(requests: Sequence[Request]) -> None:
    names = [request.manifest.name for request in requests]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(
                f"the source {name!r} is named twice",
                f"来源“{name}”被给出两次",
                remedy="Name all its files together, or rename one of the files.",
                remedy_zh="请一并给出其全部文件，或为其中一个改名。",
            )
