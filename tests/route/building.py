"""A home and a seed enter by the command line; the world, shuffled by the seed, is built there."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from loaders.route import Request, build
from ontology.model import default_model
from tests.world.build import build_world
from tests.world.fixture import requests


def main(home: Path, seed: int) -> None:
    """Build with sources, files and number of processes in the order of chance."""
    luck = random.Random(seed)
    world = build_world(home / "world")
    asked = []
    for request in requests(world):
        files = list(request.files)
        luck.shuffle(files)
        asked.append(Request(request.manifest, files))
    luck.shuffle(asked)
    build(home / "home", asked, world.judgements, default_model(), processes=1 + seed % 2)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
