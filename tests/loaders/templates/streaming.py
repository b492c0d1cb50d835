"""A sheet enters; how many statements it makes and the megabytes that took leave, as two numbers."""

import resource
import sys
from pathlib import Path

from loaders.ledger import Ledger
from loaders.manifest import load_manifest, shipped_sources
from loaders.records.read import read
from loaders.records.shard import plan
from loaders.templates.mapper import TemplateMapper
from ontology.model import default_model


def main(path: Path) -> None:
    manifest = load_manifest(shipped_sources() / "own")
    (shard,) = plan("own", path, manifest.files[0], manifest.limits)
    mapper, ledger, statements = TemplateMapper(default_model(), "own"), Ledger(), 0
    before = _megabytes()
    for record in read(shard, mapper, ledger):
        statements += sum(1 for _ in mapper(record, ledger))
    assert ledger.rejects == []
    sys.stdout.write(f"{statements} {_megabytes() - before}\n")


def _megabytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak >> 20 if sys.platform == "darwin" else peak >> 10


if __name__ == "__main__":
    main(Path(sys.argv[1]))
