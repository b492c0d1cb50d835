"""The fictional world and a world of hostile names enter; sites that show them, and a real browser, leave."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from api.inputs import base_requests, requests_of
from graph.connection import Connection
from graph.engine.settings import EngineSettings, silent
from graph.live import Place, open_live, stop_all
from graph.load import load
from loaders.route import build
from ontology.model import Model
from tests.api.pages.browser import find_chromium
from tests.api.pages.hostile import write_hostile
from tests.api.pages.serving import served, site, whole_site

DAY = date(2015, 6, 30)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright drives the system's own Chromium; where there is none the tests fail and say what to do."""
    return {**browser_type_launch_args, "executable_path": find_chromium(os.environ)}


@pytest.fixture(scope="session")
def world_site(world_graph: Connection) -> Iterator[str]:
    """The address of a site that shows the fictional world on 30 June 2015."""
    with served(site(world_graph.address, DAY)) as address:
        yield address


@pytest.fixture(scope="session")
def whole_world_site(world_graph: Connection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same by the whole application, with what stands beside the pages: dossiers, comparison, ontology, queries."""
    with served(whole_site(world_graph.address, DAY, tmp_path_factory.mktemp("whole"))) as address:
        yield address


@pytest.fixture(scope="session")
def hostile_site(
    model: Model, engine_settings: EngineSettings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a site whose every name is hostile; they came in by the route, as any spreadsheet does."""
    root = tmp_path_factory.mktemp("hostile")
    folder = write_hostile(root / "hostile")
    requests = [*base_requests(), *requests_of([str(folder)])]
    made = build(root / "home", requests, None, model, processes=1)
    place = Place(root / "graph", engine_settings)
    try:
        load(made.folder, place, model, silent)
        with served(site(open_live(place, silent), DAY)) as address:
            yield address
    finally:
        stop_all(place)
