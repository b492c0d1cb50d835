"""A home and files of sources enter; canon and the import files leave there, and what each stage took on stdout.

A program of its own, so that its memory and its time are those of coopgraph and of nothing else.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from api.inputs import base_requests, requests_of
from graph.project import project
from graph.project_files import write_files
from loaders.route import build
from ontology.model import default_model


class Stages:
    """Takes progress and keeps how long each stage took; a stage lasts until another one begins."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._since = "", time.monotonic()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Take one report of progress."""
        self.enter(stage)

    def enter(self, stage: str) -> None:
        """Begin a stage where it is not the one under way."""
        if stage != self._stage:
            now = time.monotonic()
            if self._stage:
                self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._since
            self._stage, self._since = stage, now


def main(home: Path, named: list[str]) -> None:
    """Go the way from the files to canon and from canon to the import files."""
    stages, model = Stages(), default_model()
    stages.enter("prepare")
    requests = requests_of(named)
    given = {request.manifest.name for request in requests}
    requests += [request for request in base_requests() if request.manifest.name not in given]
    canon = build(home, requests, None, model, progress=stages)
    stages.enter("project")
    with project(canon.folder, model, home / "work") as projection:
        stages.enter("import files")
        files = write_files(projection, home / "import", lambda *_: None)
    stages.enter("end")
    told = {
        "folder": str(canon.folder),
        "counts": dict(canon.counts),
        "nodes": files.nodes,
        "relationships": files.relationships,
        "stages": stages.seconds,
    }
    print(json.dumps(told))


if __name__ == "__main__":  # the processes that map a shard each import this file too
    main(Path(sys.argv[1]), sys.argv[2:])
