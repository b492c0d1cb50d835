"""The scene enters; how long the checks of all shapes take, ours and pySHACL's, and whether they agree, leaves."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib import RDF, SH, URIRef

from bench.figures import Figure, Section
from bench.scene import Scene
from loaders.backend import DEFAULT, open_tables
from loaders.violations import Violation, violations
from ontology.model import Model, default_model, shipped_folder
from ontology.rdf import rdf_graph
from ontology.shapes import shacl
from ontology.statements import LANG_STRING, REFERENCE, STATEMENTS, STATEMENTS_FILE, TYPE, Statement
from ontology.terms import COOP, ID_BASE

TIMES: Final = 20  # at least so many times faster
FIRST: Final = 1 / 128  # of the data, to learn pySHACL's speed
AIM_S: Final = 70  # how long it may take at the size that counts
OURS: Final = 3  # runs of our own checks, of which the middle one counts
# Every so-manieth statement is spoilt in one of four ways, so that there is something to find.
SPOILT: Final = (997, 1009, 1013, 1019)
_COUNTED: Final = {
    SH.MinCountConstraintComponent: "missing",
    SH.MaxCountConstraintComponent: "most",
    SH.UniqueLangConstraintComponent: "languages",
}
_CLASS: Final = (SH.ClassConstraintComponent, SH.OrConstraintComponent)


def measure(scene: Scene) -> list[Section]:
    """Check the same statements, as the sources state them and with faults put in, by both."""
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # it warns of each spoilt literal
    model, shapes = default_model(), _shapes()
    path = scene.work / "checked.parquet"
    count = _write(scene, FIRST, model, path)
    _, trial, _ = _theirs(path, shapes)
    scene.say(f"pySHACL: {count:,} statements in {trial:.1f} s")
    share = scene.share_of(scene.aim(AIM_S) / trial * count, FIRST)
    count = _write(scene, share, model, path)
    scene.say(f"both check {count:,} statements")
    several = [_ours(path, scene.work / "checks", model) for _ in range(OURS)]
    ours, found = median(seconds for seconds, _ in several), several[0][1]
    building, theirs, expected = _theirs(path, shapes)
    scene.say(f"pySHACL {theirs:.1f} s, coopgraph {ours:.2f} s")
    told = (
        f"The statements of {share:.4g} of the data as the sources state them, before anything is refused, with one "
        f"in {SPOILT[0]} to {SPOILT[-1]} spoilt in each of four ways (no value of its datatype, reference to a thing "
        "of another class, a second value, a missing one); all shapes of the ontology, inherited ones included. "
        "pySHACL has shapes and ontology as one graph, works on the data graph in place, and is not charged for "
        f"building it ({building:.1f} s more); coopgraph is charged for opening DuckDB and reading Parquet. A "
        "reference to something of which nothing is known is a placeholder, for both. A verdict is what is wrong with "
        "which value of which property of which thing."
    )
    figures = [
        Figure("pySHACL", theirs, "s", note=f"{count / theirs:,.0f} statements/s"),
        Figure("coopgraph", ours, "s", note=f"{count / ours:,.0f} statements/s"),
        Figure("faster on the same statements", theirs / ours, "times", TIMES, at_least=True),
        Figure("violations that both find", len(found & expected), "violations"),
        Figure(
            "verdicts that differ", len(found ^ expected), "violations", 0, note=_examples(found, expected)
        ),
    ]
    return [Section("Shape checks beside pySHACL", told, figures)]


def _examples(found: set[Violation], expected: set[Violation]) -> str:
    told = [
        f"{who} only: {' '.join(map(repr, one))}"
        for who, several in (("coopgraph", found - expected), ("pySHACL", expected - found))
        for one in sorted(several)[:3]
    ]
    return "; ".join(told).replace("|", "¦")


def _write(scene: Scene, share: float, model: Model, path: Path) -> int:
    """What the sources state, each triple once, some of it spoilt, as one Parquet file; how many there are."""
    scene.canon(share)
    folder = scene.work / f"way-{share:g}" / "sources"
    files = sorted(folder.glob(f"*/[0-9a-f]*/{STATEMENTS_FILE}"))
    stated = {
        Statement(row[0], row[1], row[2], row[3], row[4], "", row[0])
        for file in files
        for row in zip(*(column.to_pylist() for column in pq.read_table(file).columns), strict=True)
    }
    rows = sorted({*_spoil(sorted(stated), model)})
    columns = list(zip(*rows, strict=True))
    pq.write_table(pa.table([pa.array(column, pa.string()) for column in columns], schema=STATEMENTS), path)
    return len(rows)


def _spoil(rows: Iterable[Statement], model: Model) -> Iterator[Statement]:
    no_value, other_class, second, missing = SPOILT
    for number, row in enumerate(rows, 1):
        if number % missing == 0 and row.predicate != TYPE:
            continue
        yield row
        if row.predicate == TYPE:
            continue
        prop = model.properties[row.predicate]
        if number % no_value == 0 and prop.is_date:
            yield row._replace(object="2023-02-30", datatype="date")
        elif number % no_value == 0 and row.datatype in ("decimal", "integer"):
            yield row._replace(object="a lot")
        elif number % other_class == 0 and row.datatype == REFERENCE:
            yield row._replace(object=row.subject)
        elif number % second == 0 and row.datatype in ("string", LANG_STRING):
            yield row._replace(object=f"{row.object} 2")


def _ours(path: Path, work: Path, model: Model) -> tuple[float, set[Violation]]:
    started = time.monotonic()
    with open_tables(DEFAULT, work) as tables:
        found = violations(tables, tables.read([path]), model)
    return time.monotonic() - started, {
        row if row.component in _COUNTED.values() else row._replace(component="value") for row in found
    }


def _shapes() -> rdflib.Graph:
    lines = ox.serialize(shacl(shipped_folder()), format=ox.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=(lines or b"").decode(), format="nt")


def _theirs(path: Path, shapes: rdflib.Graph) -> tuple[float, float, set[Violation]]:
    """Seconds to build the graph, seconds to validate it, and what was found in the words of ours."""
    rows = zip(*(column.to_pylist() for column in pq.read_table(path).columns), strict=True)
    started = time.monotonic()
    data = rdf_graph(Statement(*row) for row in rows)
    typed = set(data.subjects(RDF.type, None))
    built = time.monotonic()
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=shapes, inplace=True)
    seconds = time.monotonic() - built
    found: set[Violation] = set()
    # Only what the report lists itself: the failed branches of an sh:or are results too, nested in its own.
    for result in report.objects(None, SH.result):
        component = report.value(result, SH.sourceConstraintComponent)
        value = report.value(result, SH.value)
        focus = str(report.value(result, SH.focusNode)).removeprefix(ID_BASE)
        name = str(report.value(result, SH.resultPath)).removeprefix(COOP)
        if component in _COUNTED:
            found.add(Violation(focus, name, _COUNTED[component], ""))
        elif component not in _CLASS or not isinstance(value, URIRef) or value in typed:
            found.add(Violation(focus, name, "value", str(value).removeprefix(ID_BASE)))
    return built - started, seconds, found
