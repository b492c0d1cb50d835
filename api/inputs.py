"""What a person names on the command line enters; the sources and files to read leave, as requests.

A name may be a shipped source (`facts`), a file or folder of a published source, a workbook or folder of CSV
files in coopgraph's own templates, or a folder with a `source.toml` of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from loaders.cleaners import CLEANERS, Refused
from loaders.current import Current
from loaders.extract import mistakes_in
from loaders.fetch import UnclaimedError, assign, expand, package_files
from loaders.manifest import MANIFEST, SourceManifest, find_sources, load_manifest, shipped_sources
from loaders.mistakes import joined
from loaders.route import Request
from loaders.templates.workbook import about_of, described
from ontology.errors import SourceError, UsageError
from ontology.model import default_model
from ontology.statements import VERSION_FILE

OWN = "own"  # the shipped description of workbooks that people fill themselves
_LONGEST = 40  # letters of a source's name that are taken from that of its file
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
    for name in dict.fromkeys(named):
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
        elif not expand([path]):
            raise UsageError(
                f"there is no file to read in {name!r}",
                f"“{name}”中没有可读取的文件",
                remedy="Name the folder that holds the files (hidden ones are not read), or the files themselves.",
                remedy_zh="请给出存放文件的文件夹（隐藏文件不读取），或直接给出文件。",
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
        also = sorted(set(known) - set(published))
        for key, files in assign(rest, known if source else published, source or None, also).items():
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
    except UnclaimedError:
        return True
    except SourceError:
        pass  # two published sources that both may read it are a question for the person
    return False


def _own(manifest: SourceManifest, path: Path) -> Request:
    """Each workbook or folder is a source of its own: a new version of one replaces that one alone.

    Its name is the one that its about sheet states, else that of the file or folder; where that lies says
    nothing of what it holds, so the same bytes are the same source anywhere.
    """
    whole = path.resolve()
    stem = path.stem if path.is_file() else whole.name
    files = expand([path])
    try:
        about = about_of(files)
    except SourceError as error:
        raise joined([error, *mistakes_in(manifest, files, default_model())]) from None
    title = {"en": stem, "zh": stem}
    named = replace(manifest, name=f"{OWN}_{_slug(about.name or stem)}", title=title)
    return Request(described(named, about), files, str(whole))


def _slug(name: str) -> str:
    """A name as part of a source's name; whatever a letter or digit of Latin cannot say stands in a hash."""
    slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not slug or slug != name.lower() or len(slug) > _LONGEST:
        slug = f"{slug[:_LONGEST]}_{sha256(name.encode()).hexdigest()[:6]}".strip("_")
    return slug


def moved(requests: Sequence[Request], current: Current) -> list[tuple[str, str]]:
    """What to tell of each source that was last read from another place: that it is replaced, and the way out."""
    told = []
    for request in sorted(requests, key=lambda request: request.manifest.name):
        name = request.manifest.name
        before = current.places.get(name, "")
        if request.place and before and before != request.place:
            told.append(
                (
                    (
                        f"The source {name!r}, read from {before} before, is replaced by {request.place}. To keep"
                        " both, load the earlier one again under another name: rename one of them, or state a"
                        " 'Source name' of its own on its about sheet."
                    ),
                    (
                        f"来源“{name}”此前读自 {before}，现由 {request.place} 取代。若要两者并存，请为其中一个改名，"
                        "或在其“关于”表中填写不同的“来源名称”，再重新载入先前的那个。"
                    ),
                )
            )
    return told


def _refuse_twice(requests: Sequence[Request]) -> None:
    found: dict[str, Request] = {}
    for request in requests:
        name = request.manifest.name
        other = found.setdefault(name, request)
        if other is request:
            continue
        if request.place and other.place:
            raise UsageError(
                f"two things named are the same source {name!r}: {other.place} and {request.place}",
                f"给出的两项是同一个来源“{name}”：{other.place} 与 {request.place}",
                remedy="Rename one of them, or state a 'Source name' of its own on its about sheet.",
                remedy_zh="请为其中一个改名，或在其“关于”表中填写不同的“来源名称”。",
            )
        raise UsageError(
            f"the source {name!r} is named twice",
            f"来源“{name}”被给出两次",
            remedy="Name all its files together, or rename one of the files.",
            remedy_zh="请一并给出其全部文件，或为其中一个改名。",
        )


def dated(requests: Sequence[Request], retrieved: str) -> list[Request]:
    """The same requests; sources that do not say when their files were fetched say it now."""
    if not retrieved:
        return list(requests)
    try:
        day = CLEANERS["date"](retrieved)[0]
    except Refused as refused:
        raise UsageError(
            f"--retrieved: {refused.reason}",
            f"--retrieved：{refused.reason_zh}",
            remedy=refused.remedy,
            remedy_zh=refused.remedy_zh,
        ) from None
    return [
        one if one.manifest.retrieved else replace(one, manifest=replace(one.manifest, retrieved=day))
        for one in requests
    ]


def undated(requests: Sequence[Request], canon: Path) -> list[str]:
    """Published sources of which nothing says when their files were fetched; a person's own rows say when they were seen."""
    told = json.loads((canon / VERSION_FILE).read_text("utf-8"))["sources"]
    names = [one.manifest.name for one in requests if not one.place and not one.manifest.package]
    return sorted(name for name in names if not told.get(name, {}).get("retrieved"))
