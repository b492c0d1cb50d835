"""The canon of the fictional world enters; its snapshot leaves."""

from __future__ import annotations

import pytest

from graph.network_snapshot import snapshot
from graph.network_store import Snapshot
from ontology.model import Model
from tests.world.fixture import BuiltWorld


@pytest.fixture(scope="session")
def world_snapshot(world_canon: BuiltWorld, model: Model) -> Snapshot:
    """Made anew, and then opened from its files."""
    snapshot(world_canon.home, world_canon.canon.folder, model)
    return snapshot(world_canon.home, world_canon.canon.folder, model)
