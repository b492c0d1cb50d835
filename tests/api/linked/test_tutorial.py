"""The code of docs/linked-data.md, run on the world's dumps as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from api.linked.dumping import dump
from api.linked.selecting import Wanted
from api.linked.spelling import N_QUADS, TRIG
from ontology.model import Model
from ontology.terms import ID_BASE
from tests.world.fixture import BuiltWorld

PAGE = Path(__file__).resolve().parents[3] / "docs" / "linked-data.md"


# rdflib's own parser of quads still makes the graph that rdflib itself calls deprecated.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_code_of_the_page_runs(
    world_canon: BuiltWorld, model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    canon = world_canon.canon.folder
    Path("all.nq").write_bytes(b"".join(bytes(piece) for piece in dump(canon, N_QUADS, model, ID_BASE)))
    part = dump(canon, TRIG, model, ID_BASE, Wanted(kind="Project"))
    Path("projects.trig").write_bytes(b"".join(bytes(piece) for piece in part))
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    known: dict[str, Any] = {}
    exec(compile(code, str(PAGE), "exec"), known)
    assert known["graph"].number_of_edges() > 100
    assert len(known["data"]) > 0
    assert len(known["store"]) > 10_000
