"""A build killed at any point (kill -9, before the n-th thing it would write) leaves what was current before."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.canon import NEW, WORK
from loaders.current import CANONS, SOURCES, Current, locked, read_current, write_current
from loaders.manifest import find_sources
from loaders.route import Request, build
from ontology.errors import Busy, SourceError, UsageError
from ontology.model import default_model
from tests.loaders.canon.test_canon import content
from tests.world.build import World, build_world

FIRST, SECOND = "world_registry", "world_treaties"
POINTS = 8

# Counts what this process itself is about to change below the home, and kills it before the n-th change.
SCRIPT = """
import os, signal, sys
home, world, point = sys.argv[1], sys.argv[2], int(sys.argv[3])
seen = 0
def watch(event, args):
    global seen
    if event == "open":
        path, mode, flags = args
        if not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return
    elif event in ("os.rename", "os.mkdir", "os.remove", "os.rmdir"):
        path = args[0]
    else:
        return
    if not str(path).startswith(home):
        return
    seen += 1
    if seen == point:
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
from pathlib import Path
from tests.loaders.canon.test_kill import load
from tests.world.build import World
load(Path(home), World(Path(world), Path(world) / "judgements.csv"), "world_treaties")
print(seen)
"""


def load(home: Path, world: World, *names: str) -> str:
    manifests = find_sources(world.sources)
    requests = [Request(manifests[name], world.files(name)) for name in names]
    return build(home, requests, None, default_model(), processes=1).data_version


def run(home: Path, world: World, point: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(home), str(world.folder), str(point)],
        cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False,
    )  # fmt: skip


def canons(home: Path) -> dict[str, dict[str, str]]:
    """Every file of every canon folder that is to be seen, by data version."""
    return {
        path.name: content(path)
        for path in sorted((home / CANONS).iterdir())
        if not path.name.startswith((WORK, NEW))
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def before(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("before")
    load(home, world, FIRST)
    return home


def test_killed_anywhere(before: Path, world: World, tmp_path: Path) -> None:
    old = read_current(before)
    clean = tmp_path / "clean"
    shutil.copytree(before, clean)
    finished = run(clean, world, 0)
    assert finished.returncode == 0, finished.stderr
    count = int(finished.stdout)
    new = read_current(clean)
    wanted = canons(clean)
    assert set(wanted) == {old.data_version, new.data_version}
    assert wanted[old.data_version] == canons(before)[old.data_version]
    assert count > POINTS and set(new.sources) == {FIRST, SECOND} and new.data_version != old.data_version
    points = sorted({1 + round(step * (count - 1) / (POINTS - 1)) for step in range(POINTS)})
    seen = set()
    for point in points:
        home = tmp_path / str(point)
        shutil.copytree(before, home)
        assert run(home, world, point).returncode == -signal.SIGKILL
        current = read_current(home)
        found = canons(home)
        assert current.data_version in found
        # each file of each folder is that of the old build or that of the new one
        assert found == {version: wanted[version] for version in found}
        seen.add(current.data_version)
        if point in points[1::3]:
            assert run(home, world, 0).returncode == 0
            assert read_current(home).data_version == new.data_version
            assert canons(home) == wanted
            left = [path.name for part in (CANONS, SOURCES) for path in (home / part).rglob(".*")]
            assert not left
        shutil.rmtree(home)
    assert old.data_version in seen


def test_killed_at_the_very_end(before: Path, world: World, tmp_path: Path) -> None:
    """Just before the list of current versions is replaced: the new canon lies there whole, the old one is current."""
    home = tmp_path / "home"
    shutil.copytree(before, home)
    clean = tmp_path / "clean"
    shutil.copytree(before, clean)
    count = int(run(clean, world, 0).stdout)
    assert run(home, world, count).returncode == -signal.SIGKILL
    assert read_current(home) == read_current(before)
    assert canons(home) == canons(clean)


def test_all_versions_are_kept_and_a_dropped_source_leaves_the_current_one(
    before: Path, world: World, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(before, home)
    old = read_current(home)
    load(home, world, SECOND)
    both = read_current(home)
    build(home, [], None, default_model(), drop=[SECOND], processes=1)
    assert read_current(home) == old
    assert {path.name for path in (home / CANONS).iterdir()} == {old.data_version, both.data_version}
    assert {path.parent.name for path in (home / SOURCES).glob("*/*")} == {FIRST, SECOND}
    with pytest.raises(UsageError, match=SECOND):
        build(home, [], None, default_model(), drop=[SECOND])


def test_a_judgement_sleeps_while_its_source_is_away(before: Path, world: World, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(before, home)
    load(home, world, SECOND)
    (home / "judgements.csv").write_text(
        "left,right,judgement,who,when,why\nagr-own-ag-north,agr-own-ag-sand,same,Li,2015-06-01,fictional\n",
        "utf-8",
    )
    awake = build(home, [], None, default_model())
    assert awake.identity.canonical == {"agr-own-ag-sand": "agr-own-ag-north"}
    asleep = build(home, [], None, default_model(), drop=[SECOND])
    assert not asleep.identity.canonical
    assert [found.in_force for found in asleep.identity.judgements] == [False]


def test_two_at_once_and_nothing_to_do(before: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(before, home)
    with locked(home), pytest.raises(Busy, match="another coopgraph"):
        build(home, [], None, default_model())
    with pytest.raises(UsageError, match="nothing to load"):
        build(tmp_path / "empty", [], None, default_model())


def test_a_spoilt_list_of_current_versions_is_named(tmp_path: Path) -> None:
    (tmp_path / "current.json").write_text("{", "utf-8")
    with pytest.raises(SourceError) as caught:
        read_current(tmp_path)
    assert caught.value.file == "current.json" and caught.value.remedy
    write_current(tmp_path, Current({"a": "1"}, "2"))
    assert read_current(tmp_path) == Current({"a": "1"}, "2")
    assert [path.name for path in tmp_path.iterdir()] == ["current.json"]
