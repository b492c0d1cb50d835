"""Cases and a graph of the world enter, golden answers leave: to compare with, or written anew."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from graph.ask import ask
from graph.connection import Connection, connect
from graph.engine.settings import EngineSettings, silent
from graph.live import Place, open_live, stop_all
from graph.load import load
from ontology.model import default_model
from tests.world.build import build_world
from tests.world.fixture import built

ANSWERS = Path(__file__).parents[1] / "world" / "answers"
# What is about the run and not about the world, or the same text for every answer of a question.
LEFT_OUT = frozenset({"data_version", "digest", "title", "presets", "limits", "loading"})


def cases() -> dict[str, dict[str, Any]]:
    """All cases by name."""
    found: dict[str, dict[str, Any]] = tomllib.loads((ANSWERS / "cases.toml").read_text("utf-8"))
    return found


def answered(graph: Connection, case: dict[str, Any]) -> dict[str, Any]:
    """The answer to one case in the form of the golden files."""
    answer = ask(graph, case["question"], case["params"])
    plain = {
        "params": dict(answer.params),
        "meta": {key: value for key, value in answer.meta.items() if key not in LEFT_OUT},
        "rows": answer.rows,
    }
    found: dict[str, Any] = json.loads(json.dumps(plain, default=str))
    return found


def golden(name: str) -> dict[str, Any]:
    """The answer as it was checked by hand."""
    found: dict[str, Any] = json.loads((ANSWERS / f"{name}.json").read_text("utf-8"))
    return found


def main(folder: Path) -> None:
    """Build and load the world below a folder, and write every golden answer."""
    model = default_model()
    made = built(build_world(folder / "world"), folder / "home", model)
    place = Place(folder / "graph", EngineSettings(heap="512m", page_cache="64m", quick_compiler=True))
    try:
        load(made.canon.folder, place, model, silent)
        with connect(open_live(place, silent)) as graph:
            for name, case in cases().items():
                text = json.dumps(answered(graph, case), ensure_ascii=False, indent=1, sort_keys=True)
                (ANSWERS / f"{name}.json").write_text(text + "\n", "utf-8")
    finally:
        stop_all(place)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
