"""The fictional world enters; a terminal in whose home the command itself has loaded part of it leaves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.terminal import Terminal, beside
from tests.world.build import build_world


@pytest.fixture(scope="session")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """Tests that share it leave its home as it is; what the load said is checked here, where it is said."""
    folder = tmp_path_factory.mktemp("command")
    one = Terminal(folder / "home")
    world = build_world(folder / "world")
    sources = [str(beside(world, name)) for name in ("world_registry", "world_treaties", "world_projects")]
    run = one.run("load", *sources, "--quiet")
    assert run.returncode == 0, run.stderr
    for said in (
        "0 conflicts between sources",
        "2 references to things that no source describes",
        "ghost ×1",
    ):
        assert said in run.stderr
    assert run.stdout == ""  # a load has no result to hand on; what it says goes to stderr
    yield one
    one.run("db", "stop")
