"""A file of N-Quads and the name of a syntax enter; the same file in that syntax leaves, by pyoxigraph or rdflib.

`python -m bench.peer_convert oxigraph|rdflib IN FORM OUT [SECONDS]` prints how many quads went through, and in how many seconds.
rdflib is given so many lines as it can write in the time.
"""

from __future__ import annotations

import sys
import time
from itertools import islice
from pathlib import Path
from typing import Final

import orjson
import pyoxigraph as ox
import rdflib

FORMS: Final = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_THEIRS: Final = {"nquads": "nquads", "trig": "trig", "turtle": "turtle", "jsonld": "json-ld"}


def by_oxigraph(source: Path, form: str, target: Path) -> int:
    """Stream from parser to writer; Turtle has no place for the name of a graph."""
    count = 0
    quads = ox.parse(path=source, format=ox.RdfFormat.N_QUADS)

    def counted() -> object:
        nonlocal count
        for quad in quads:
            count += 1
            yield quad.triple if form == "turtle" else quad

    with target.open("wb") as out:
        ox.serialize(counted(), out, format=FORMS[form])  # type: ignore[arg-type]
    return count


def by_rdflib(source: Path, form: str, target: Path, seconds: float) -> int:
    """Parse and write as many lines as fit into the time, doubling until they no longer do."""
    lines, done, until = 10_000, 0, time.monotonic() + seconds
    while True:
        with source.open("rb") as file:
            several = list(islice(file, lines))
        begun = time.monotonic()
        data = rdflib.Dataset() if form != "turtle" else rdflib.Graph()
        if form == "turtle":
            triples = (
                b" ".join(line.split(b" ")[:-2]) + b" .\n" if b"/id/rec-" in line[-120:] else line
                for line in several
            )
            data.parse(data=b"".join(triples).decode(), format="nt")
        else:
            data.parse(data=b"".join(several).decode(), format="nquads")
        data.serialize(target, format=_THEIRS[form])
        took = time.monotonic() - begun
        done = len(several)
        if len(several) < lines or time.monotonic() + 3 * took > until:
            print(orjson.dumps({"quads": done, "seconds": took}).decode())
            return done
        lines *= 2


def main(words: list[str]) -> None:
    """Convert as the command line says."""
    peer, source, form, target = words[0], Path(words[1]), words[2], Path(words[3])
    if peer == "rdflib":
        by_rdflib(source, form, target, float(words[4]))
        return
    begun = time.monotonic()
    count = by_oxigraph(source, form, target)
    print(orjson.dumps({"quads": count, "seconds": time.monotonic() - begun}).decode())


if __name__ == "__main__":
    main(sys.argv[1:])
