"""Fixtures of the load tests: a canon of two versions, and what a graph must be to be equal to a clean load."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.graph.load.made import make_world, write_canon


@pytest.fixture(scope="session")
def first_canon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small invented canon."""
    return write_canon(make_world(1), tmp_path_factory.getbasetemp() / "canon")


@pytest.fixture(scope="session")
def second_canon(tmp_path_factory: pytest.TempPathFactory, first_canon: Path) -> Path:
    """Much the same world a year later: some statements gone, some institutions new, placeholders now real."""
    world = make_world(1, dropped=0.02)
    world.say(
        "inst-own-new",
        "rec-books-new",
        ("type", "Institution", "class"),
        ("name", "New", "string"),
        lang="en",
    )
    world.say(
        "prog-own-horizon",
        "rec-books-h",
        ("type", "Programme", "class"),
        ("name", "Horizon", "string"),
        lang="en",
    )
    return write_canon(world, first_canon.parent)
