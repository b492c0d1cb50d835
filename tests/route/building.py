"""A home and a seed enter by the command line; the world, shuffled by the seed, is built there."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from loaders.manifest import find_sources
from loaders.route import Request, build
from ontology.model import default_model
from tests.world.build import build_world


def main(home: Path, seed: int) -> None:
    """Build with sources, files and number of processes in the order of chance."""
    luck = random.Random(seed)
    world = build_world(home / "world")
    manifests = find_sources(world.sources)
    names = list(world.names)
    luck.shuffle(names)
    requests = []
    for name in names:
        files = list(world.files(name))
        luck.shuffle(files)
        requests.append(Request(manifests[name], files))
    build(home / "home", requests, world.judgements, default_model(), processes=1 + seed % 2)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
