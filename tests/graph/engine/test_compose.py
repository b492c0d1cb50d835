"""compose.yaml and Dockerfile, as far as they can be checked where no container engine is."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.settings import SETTINGS
from graph.connection import Connection
from graph.engine.lock import COORDINATE

ROOT = Path(__file__).parents[3]


@pytest.fixture
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def dockerfile() -> list[str]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_every_setting_of_the_server_exists(compose: dict[str, Any], connection: Connection) -> None:
    known = {row["name"] for row in connection.read("SHOW SETTINGS YIELD name RETURN name")}
    names = [name for name in compose["services"]["neo4j"]["environment"] if name != "NEO4J_AUTH"]
    # The image's own rule: a dot is written _, an underscore __.
    keys = {
        re.sub("_+", lambda some: "." if some[0] == "_" else "_", name.removeprefix("NEO4J_"))
        for name in names
    }
    assert keys <= known
    assert len(keys) > 5


def test_both_services_fit_together(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert sorted(services) == ["coopgraph", "neo4j"]
    version = COORDINATE.split(":")[2]
    assert services["neo4j"]["image"] == f"neo4j:{'.'.join(version.split('.')[:2])}-community"
    given = services["coopgraph"]["environment"]
    assert given["COOPGRAPH_NEO4J_URI"] == "bolt://neo4j:7687"
    assert given["COOPGRAPH_NEO4J_PASSWORD"].split(":?")[0] == "${COOPGRAPH_NEO4J_PASSWORD"
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"COOPGRAPH_\w+", text)) <= {one.name for one in SETTINGS}
    assert services["coopgraph"]["depends_on"]["neo4j"]["condition"] == "service_healthy"
    assert services["neo4j"]["healthcheck"]["test"][0] == "CMD"
    mounted = {name.split(":")[0] for service in services.values() for name in service["volumes"]}
    assert mounted == set(compose["volumes"])
    # No port is open to anybody else.
    assert not any("ports" in service for service in services.values())


def test_the_image_is_made_from_what_is_here(dockerfile: list[str]) -> None:
    copied = [word for line in dockerfile if line.startswith("COPY ") for word in line.split()[1:-1]]
    assert "requirements.lock" in copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {line[1:] for line in let_in if line.startswith("!")} == set(copied)
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert packages <= set(copied)
    installs = [line for line in dockerfile if "pip install" in line]
    assert "--require-hashes" in installs[0]
    assert "--no-deps" in installs[1]
    assert "USER coopgraph" in dockerfile
