"""The fictional world enters; whether a load tells that its organisations were not compared leaves."""

from __future__ import annotations

import shutil
from pathlib import Path

from loaders.current import CANONS, FILE, read_current
from loaders.matching.due import uncompared
from loaders.matching.proposals import write_proposals
from ontology.statements import VERSION_FILE
from tests.world.fixture import BuiltWorld


def test_sources_that_were_not_compared_are_named_until_they_were(
    world_canon: BuiltWorld, tmp_path: Path
) -> None:
    current = read_current(world_canon.home)
    kept = tmp_path / CANONS / current.data_version
    kept.mkdir(parents=True)
    shutil.copy(world_canon.home / FILE, tmp_path / FILE)
    shutil.copy(world_canon.home / CANONS / current.data_version / VERSION_FILE, kept / VERSION_FILE)

    waiting = uncompared(tmp_path)
    assert {"world_cordis", "world_ror"} <= set(waiting)
    assert "countries" not in waiting  # of which no organisation comes
    write_proposals(tmp_path, (), {}, current.sources, "2020-01-01")
    assert uncompared(tmp_path) == ()
    write_proposals(tmp_path, (), {}, {**current.sources, "world_ror": "older"}, "2020-01-01")
    assert uncompared(tmp_path) == waiting


def test_an_empty_home_has_nothing_to_compare(tmp_path: Path) -> None:
    assert uncompared(tmp_path) == ()
