"""The canon of the fictional world goes out as RDF and comes back as it was; parts of it are what was asked for."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections import Counter
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest

from api.linked.dumping import dump
from api.linked.returning import bring_back
from api.linked.selecting import Wanted
from api.linked.spelling import N_QUADS, SYNTAXES
from api.linked.writing import form_of, write_file
from ontology.errors import UsageError
from ontology.model import Model
from ontology.rdf import n_quads
from ontology.statements import Statement
from ontology.terms import COOP, ID_BASE
from tests.world.fixture import BuiltWorld

ROOT = Path(__file__).resolve().parents[3]
FORMATS = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}
PROV = "http://www.w3.org/ns/prov#"


def _dumped(
    world: BuiltWorld, model: Model, name: str, wanted: Wanted | None = None, base: str = ID_BASE
) -> bytes:
    return b"".join(bytes(piece) for piece in dump(world.canon.folder, SYNTAXES[name], model, base, wanted))


def _quads(content: bytes, name: str) -> set[ox.Quad]:
    return set(ox.parse(content, format=FORMATS[name]))


def _statements(world: BuiltWorld) -> list[Statement]:
    return [Statement(**row) for row in pq.read_table(world.canon.folder / "statements.parquet").to_pylist()]


def test_n_quads_out_and_in_again_are_equal_byte_by_byte(
    world_canon: BuiltWorld, model: Model, tmp_path: Path
) -> None:
    first = tmp_path / "first.nq"
    write_file(dump(world_canon.canon.folder, N_QUADS, model, ID_BASE), "", first)
    back = bring_back(first, ID_BASE, tmp_path)
    assert back.name == world_canon.canon.data_version
    for table in ("statements", "records", "redirects"):
        one = pq.read_table(world_canon.canon.folder / f"{table}.parquet").to_pylist()
        assert pq.read_table(back / f"{table}.parquet").to_pylist() == one, table
    again = b"".join(bytes(piece) for piece in dump(back, N_QUADS, model, ID_BASE))
    assert again == first.read_bytes()


def test_the_engine_writes_the_lines_that_plain_python_writes(world_canon: BuiltWorld, model: Model) -> None:
    """Two writers, one of them in SQL: every quad that a record states is the same line of text."""
    ours = _dumped(world_canon, model, "nquads").decode().splitlines(keepends=True)
    told = [line for line in ours if line.count("<" + ID_BASE + "rec-") and line.rstrip(" .\n").endswith(">")]
    stated = [line for line in told if line.rsplit("<", 1)[1].startswith(ID_BASE + "rec-") and line.split(" ", 1)[0]
              != line.rsplit(" ", 2)[1]]  # fmt: skip
    plain = list(n_quads(_statements(world_canon)))
    assert Counter(plain) - Counter(stated) == Counter()


@pytest.mark.parametrize("name", ["trig", "jsonld"])
def test_every_form_with_graphs_says_the_same_quads(world_canon: BuiltWorld, model: Model, name: str) -> None:
    assert _quads(_dumped(world_canon, model, name), name) == _quads(
        _dumped(world_canon, model, "nquads"), "nquads"
    )


def test_turtle_says_the_same_triples_and_which_records_stand_behind_a_thing(
    world_canon: BuiltWorld, model: Model
) -> None:
    quads = _quads(_dumped(world_canon, model, "nquads"), "nquads")
    triples = {(quad.subject, quad.predicate, quad.object) for quad in quads}
    found = {
        (quad.subject, quad.predicate, quad.object)
        for quad in _quads(_dumped(world_canon, model, "turtle"), "turtle")
    }
    derived = ox.NamedNode(PROV + "wasDerivedFrom")
    assert {one for one in found if one[1] != derived} == triples
    stated = {(said.subject, said.record) for said in _statements(world_canon)}
    assert {
        (s.value.removeprefix(ID_BASE), o.value.removeprefix(ID_BASE)) for s, p, o in found if p == derived
    } == stated


def test_every_graph_is_a_record_that_is_described(world_canon: BuiltWorld, model: Model) -> None:
    quads = _quads(_dumped(world_canon, model, "nquads"), "nquads")
    graphs = {quad.graph_name for quad in quads} - {ox.DefaultGraph()}
    entity = ox.NamedNode(PROV + "Entity")
    described = {quad.subject for quad in quads if quad.object == entity}
    assert graphs
    assert graphs <= described
    said = {
        quad.predicate.value
        for quad in quads
        if quad.subject in graphs and quad.graph_name == ox.DefaultGraph()
    }
    assert {
        PROV + "hadPrimarySource",
        PROV + "wasQuotedFrom",
        PROV + "wasGeneratedBy",
        COOP + "locator",
    } <= said


@pytest.mark.parametrize("name", list(FORMATS))
@pytest.mark.parametrize("base", ["https://example.org/things/", "https://example.org/things#"])
def test_another_base_changes_the_ids_and_nothing_else(
    world_canon: BuiltWorld, model: Model, name: str, base: str
) -> None:
    there = _quads(_dumped(world_canon, model, name, base=base), name)
    here = _quads(_dumped(world_canon, model, name), name)

    def moved(node: object) -> object:
        if isinstance(node, ox.NamedNode) and node.value.startswith(ID_BASE):
            return ox.NamedNode(base + node.value.removeprefix(ID_BASE))
        return node

    assert there == {
        ox.Quad(*(moved(part) for part in (one.subject, one.predicate, one.object, one.graph_name)))  # type: ignore[arg-type]
        for one in here
    }


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_same_data_gives_the_same_bytes(world_canon: BuiltWorld, model: Model, name: str) -> None:
    assert _dumped(world_canon, model, name) == _dumped(world_canon, model, name)


def _subjects(content: bytes) -> set[str]:
    return {
        quad.subject.value.removeprefix(ID_BASE)
        for quad in _quads(content, "nquads")
        if isinstance(quad.graph_name, ox.NamedNode)
    }


def test_by_class_has_its_things_and_those_of_its_subclasses(world_canon: BuiltWorld, model: Model) -> None:
    kinds: dict[str, set[str]] = {}
    for said in _statements(world_canon):
        if said.predicate == "type":
            kinds.setdefault(said.object, set()).add(said.subject)
    expected = set().union(*(kinds.get(name, set()) for name in model.subclasses("Organisation")))
    assert _subjects(_dumped(world_canon, model, "nquads", Wanted(kind="Organisation"))) == expected
    assert len(expected) > 3


def test_by_source_has_what_its_records_state(world_canon: BuiltWorld, model: Model) -> None:
    records = pq.read_table(world_canon.canon.folder / "records.parquet").to_pylist()
    own = {row["record"] for row in records if row["source"] == "world_ror"}
    quads = _quads(_dumped(world_canon, model, "nquads", Wanted(source="world_ror")), "nquads")
    assert {
        quad.graph_name.value.removeprefix(ID_BASE)
        for quad in quads
        if isinstance(quad.graph_name, ox.NamedNode)
    } == own


def test_as_of_a_day_leaves_out_what_is_over_and_marks_what_is_undated(
    world_canon: BuiltWorld, model: Model
) -> None:
    content = _dumped(world_canon, model, "nquads", Wanted(as_of=date(2004, 6, 1)))
    inside = _subjects(content)
    said = _statements(world_canon)
    projects = {one.subject for one in said if one.predicate == "type" and one.object == "Project"}
    begins = {
        one.subject: one.object for one in said if one.predicate == "startDate" and one.subject in projects
    }
    ends = {one.subject: one.object for one in said if one.predicate == "endDate" and one.subject in projects}
    late = {one for one, day in begins.items() if day[:4] > "2004"}
    over = {one for one, day in ends.items() if day[:4] < "2004"}
    assert late
    assert over
    assert not inside & (late | over)
    during = {one for one in begins if begins[one][:4] < "2004" and ends.get(one, "9999")[:4] > "2004"}
    assert during <= inside
    undated = {
        quad.subject.value.removeprefix(ID_BASE)
        for quad in _quads(content, "nquads")
        if quad.predicate.value == COOP + "undated"
    }
    assert undated & projects == projects - set(begins) - set(ends)
    assert not undated & during


def test_names_that_do_not_exist_are_refused_with_those_that_do(
    world_canon: BuiltWorld, model: Model
) -> None:
    with pytest.raises(UsageError, match="Institut'ion"):
        _dumped(world_canon, model, "nquads", Wanted(kind="Institut'ion"))
    with pytest.raises(UsageError) as caught:
        _dumped(world_canon, model, "nquads", Wanted(source="nowhere"))
    assert "world_ror" in caught.value.remedy


@pytest.mark.parametrize(
    ("form", "packing", "output", "expected"),
    [("", "", "", ("nquads", "")), ("", "", "a.ttl.gz", ("turtle", "gzip")), ("", "", "a.trig.zst", ("trig", "zstd")),
     ("jsonld", "gzip", "a.bin", ("jsonld", "gzip")), ("", "", "a.nq", ("nquads", ""))],
)  # fmt: skip
def test_the_name_of_the_file_tells_the_form(
    form: str, packing: str, output: str, expected: tuple[str, str]
) -> None:
    syntax, packed = form_of(form, packing, output)
    assert (syntax.name, packed) == expected


@pytest.mark.parametrize(
    "output", ["all.nt", "all.rdf", "all.json", "all.nt.gz", "all.n3.zst", "all.nq.bz2", "x.csv"]
)
def test_a_name_that_tells_no_form_of_ours_is_refused(output: str) -> None:
    with pytest.raises(UsageError, match="tells no form") as caught:
        form_of("", "", output)
    assert ".jsonld" in caught.value.remedy
    assert (
        form_of("turtle", "", output)[0].name == "turtle"
    )  # whoever says the form may call the file anything


@pytest.mark.parametrize(
    "output", ["all", "all.gz", "some.folder/all", "/dev/stdout", "2026.1/all.nq", "All.NQ.GZ"]
)
def test_a_name_without_an_ending_is_n_quads(output: str) -> None:
    assert form_of("", "", output)[0].name == "nquads"


def test_the_command_writes_a_packed_file_and_says_its_hash(world_canon: BuiltWorld, tmp_path: Path) -> None:
    output = tmp_path / "all.nq.gz"
    run = _export(world_canon, "--output", str(output))
    assert run.returncode == 0, run.stderr
    assert sha256(output.read_bytes()).hexdigest() in run.stderr.decode()
    plain = gzip.decompress(output.read_bytes())
    piped = _export(world_canon, "--format", "nquads", "--quiet")
    assert piped.stdout == plain
    assert piped.stderr == b""


def test_the_command_refuses_what_it_does_not_know(world_canon: BuiltWorld) -> None:
    run = _export(world_canon, "--format", "n3")
    assert run.returncode == 2
    assert "nquads" in run.stderr.decode()
    assert _export(world_canon, "--as-of", "yesterday").returncode == 2
    assert _export(world_canon, "--data-version", "ffffffff").returncode == 2


def _export(world: BuiltWorld, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "coopgraph", "export", "rdf", *words],
        cwd=ROOT, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "COOPGRAPH_HOME": str(world.home),
                       "COOPGRAPH_LANG": "en"},
        capture_output=True, check=False,
    )  # fmt: skip
