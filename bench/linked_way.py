"""A folder of canon enters; a dump, or the way out and in again, leaves, with what it took: run in a process of its own.

`python -m bench.linked_way dump CANON FORM OUT` · `… round CANON FOLDER` · `… snapshot HOME VERSION`
"""

from __future__ import annotations

import filecmp
import sys
import time
from pathlib import Path

import orjson

from api.linked.dumping import dump
from api.linked.returning import bring_back
from api.linked.snapshot import build
from api.linked.spelling import N_QUADS, SYNTAXES
from api.linked.writing import write_file
from ontology.model import default_model
from ontology.terms import ID_BASE


def main(words: list[str]) -> None:
    """Do what the first word says, and print what it took."""
    begun = time.monotonic()
    told: dict[str, object] = {}
    if words[0] == "dump":
        pieces = dump(Path(words[1]), SYNTAXES[words[2]], default_model(), ID_BASE)
        told["bytes"] = write_file(pieces, "", Path(words[3])).size
    elif words[0] == "round":
        canon, folder, model = Path(words[1]), Path(words[2]), default_model()
        out, again = folder / "out.nq", folder / "again.nq"
        write_file(dump(canon, N_QUADS, model, ID_BASE), "", out)
        back = bring_back(out, ID_BASE, folder)
        write_file(dump(back, N_QUADS, model, ID_BASE), "", again)
        told["seconds_without_comparing"] = time.monotonic() - begun
        told["equal"] = filecmp.cmp(out, again, shallow=False)
    else:
        build(Path(words[1]), words[2], ID_BASE)
    print(orjson.dumps({"seconds": time.monotonic() - begun, **told}).decode())


if __name__ == "__main__":
    main(sys.argv[1:])
