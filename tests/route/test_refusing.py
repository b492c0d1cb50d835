"""Files that must not be taken enter a built home; one clear error leaves, the home is as it was."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.route import build
from ontology.errors import SourceError
from ontology.model import Model
from tests.route.reading import fingerprints
from tests.world.build import World, build_world
from tests.world.fixture import BuiltWorld, requests

Spoil = Callable[[Path], None]


def remove(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def in_utf16(path: Path) -> None:
    path.write_bytes(path.read_text("utf-8").encode("utf-16-le"))


def in_latin1(path: Path) -> None:
    """Neither UTF-8 nor GB18030: a letter with an accent before a plain one."""
    path.write_bytes(
        path.read_text("utf-8").encode("utf-8") + b"dup-other;;Universit\xe9 fictional;;;;;;;;;\n"
    )


def unread_column(path: Path) -> None:
    text = path.read_text("utf-8")
    path.write_text(text.replace("Latitude", "Lattitude", 1), "utf-8")


def column_twice(path: Path) -> None:
    text = path.read_text("utf-8")
    path.write_text(text.replace("Latitude", "Established", 1), "utf-8")


def unknown_sheet(path: Path) -> None:
    path.rename(path.with_name("institutes.csv"))


def with_member(path: Path, change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, (name, content) in enumerate(members):
            archive.writestr(name, change(content) if at == 0 else content)


def with_doctype(path: Path) -> None:
    declaration = b'<!DOCTYPE project [<!ENTITY who SYSTEM "file:///etc/hostname">]>\n<project>'
    with_member(path, lambda content: content.replace(b"<project>", declaration, 1))


def bomb(path: Path) -> None:
    with_member(path, lambda content: content.replace(b"<project>", b"<project>" + b" " * (64 << 20), 1))


def unread_element(path: Path) -> None:
    with_member(path, lambda content: content.replace(b"</teaser>", b"</teaser><mystery>x</mystery>", 1))


def cut_inside(path: Path) -> None:
    with_member(path, lambda content: content[: len(content) // 2])


CASES: dict[str, tuple[str, str, Spoil, str]] = {
    "missing": ("world_survey", "institutions.csv", remove, "institutions.csv"),
    "empty": ("world_survey", "institutions.csv", empty, "institutions.csv"),
    "utf16": ("world_survey", "institutions.csv", in_utf16, "institutions.csv"),
    "latin1": ("world_survey", "institutions.csv", in_latin1, "institutions.csv"),
    "unread column": ("world_survey", "institutions.csv", unread_column, "Latitude"),
    "column twice": ("world_survey", "institutions.csv", column_twice, "Established"),
    "unknown sheet": ("world_survey", "institutions.csv", unknown_sheet, "institutes"),
    "truncated zip": ("world_cordis", "*.zip", cut, "xml.zip"),
    "truncated workbook": ("world_projects", "*.xlsx", cut, "projects.xlsx"),
    "truncated json": ("world_ror", "*.zip", cut_inside, "ror-data"),
    "document type": ("world_cordis", "*.zip", with_doctype, "DOCTYPE"),
    "bomb": ("world_cordis", "*.zip", bomb, "expand"),
    "unread element": ("world_cordis", "*.zip", unread_element, "mystery"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_cannot_be_taken_changes_nothing(
    case: str, world_canon: BuiltWorld, model: Model, tmp_path: Path
) -> None:
    source, pattern, spoil, named = CASES[case]
    home = Path(shutil.copytree(world_canon.home, tmp_path / "home"))
    before = fingerprints(home)
    world = build_world(tmp_path / "world")
    victim = next((world.folder / "files" / source).glob(pattern))
    asked = requests(world, [source])
    spoil(victim)
    if not victim.exists() and list(victim.parent.glob("institutes.csv")):
        asked = requests(world, [source])
    with pytest.raises(SourceError) as raised:
        build(home, asked, world.judgements, model)
    assert named in str(raised.value)
    assert raised.value.message("zh") != raised.value.message("en")
    assert fingerprints(home) == before


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("inst-own-a,inst-own-b,perhaps,somebody,2015-07-01,", "perhaps"),
        ("inst-own-a,inst-own-b,same,,2015-07-01,", "who"),
        ("inst-own-a,inst-own-a,same,somebody,2015-07-01,", "inst-own-a"),
        ("inst-own-a,inst-own-b,undo,somebody,2015-07-01,", "undo"),
        ("inst-own-nobody,inst-own-yunhai,same,somebody,2015-07-01,", "inst-own-nobody"),
    ],
)
def test_a_wrong_judgement_names_its_line_and_changes_nothing(
    line: str, named: str, world_canon: BuiltWorld, model: Model, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(world_canon.home, tmp_path / "home"))
    before = fingerprints(home)
    judgements = tmp_path / "judgements.csv"
    judgements.write_text(world_canon.world.judgements.read_text("utf-8") + line + "\n", "utf-8")
    with pytest.raises(SourceError, match="line 8") as raised:
        build(home, [], judgements, model)
    assert named in str(raised.value)
    assert fingerprints(home) == before


def test_the_spoiled_worlds_are_whole_before(tmp_path: Path) -> None:
    world: World = build_world(tmp_path)
    for source, pattern, _, _ in CASES.values():
        assert next((world.folder / "files" / source).glob(pattern)).stat().st_size
