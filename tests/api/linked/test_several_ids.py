"""One record that knows one thing under several ids: who said what of which id survives every way out, and the way back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest

from api.linked.document import FORMS, document, written
from api.linked.returning import bring_back
from api.linked.spelling import SYNTAXES
from ontology.errors import SourceError
from ontology.model import Model
from ontology.terms import COOP, ID_BASE, RDF
from tests.api.linked.small import dumped, small_canon
from tests.loaders.canon.scene import thing

ROR = "03rc6as71"
CANONICAL, FIRST, SECOND = f"inst-ror-{ROR}", "inst-pic-111", "inst-pic-222"
TOLD = {"survey": {"licence": 'CC BY 4.0 "as is"'}}


@pytest.fixture(scope="module")
def canon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose record names one university under two PICs, and a record that uses its own id beside another."""
    survey = [
        *thing(FIRST, "Institution", "project", name="Tongji University@en", ror=ROR, city="Shanghai"),
        *thing(
            SECOND, "Institution", "project", name="同济大学@zh", ror=ROR, city="Shanghai", established="1907"
        ),
        *thing(CANONICAL, "Institution", "other", shortName='T"J\\', city="Shanghai"),
        *thing(FIRST, "Institution", "other", shortName="TJU"),
        *thing(SECOND, "Institution", "alone", shortName="TU"),
        *thing("desig-own-1", "Designation", "project", organisation=SECOND, issuer=FIRST),
    ]
    registry = thing("inst-own-tj", "Institution", name="Tongji@en", ror=ROR)
    return small_canon(
        tmp_path_factory.mktemp("several"), {"registry": registry, "survey": survey}, told=TOLD
    )


def _rows(folder: Path, table: str = "statements") -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return found


def test_the_scene_is_what_it_should_be(canon: Path) -> None:
    known: dict[object, set[object]] = {}
    for row in _rows(canon):
        if row["subject"] == CANONICAL:
            known.setdefault(row["record"], set()).add(row["stated_subject"])
    assert sorted(map(sorted, known.values())) == [
        ["inst-own-tj"], [FIRST, SECOND], [FIRST, CANONICAL], [SECOND]
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["nquads", "trig", "jsonld"])
def test_out_and_in_again_says_the_same_of_every_id(
    canon: Path, model: Model, tmp_path: Path, name: str
) -> None:
    first = tmp_path / f"first{SYNTAXES[name].suffix}"
    first.write_bytes(dumped(canon, model, name))
    back = bring_back(first, ID_BASE, tmp_path)
    for table in ("statements", "records", "redirects"):
        assert _rows(back, table) == _rows(canon, table), table
    assert dumped(back, model, name) == first.read_bytes()


def test_a_file_without_doubles_comes_back_too(canon: Path, model: Model, tmp_path: Path) -> None:
    """Who keeps quads in a store gives each back once."""
    path = tmp_path / "once.nq"
    path.write_bytes(b"".join(sorted(set(dumped(canon, model).splitlines(keepends=True)))))
    back = bring_back(path, ID_BASE, tmp_path)
    assert _rows(back) == _rows(canon)
    assert dumped(back, model) == dumped(canon, model)


def test_the_document_of_the_thing_tells_both_ids_and_what_was_stated_of_each(
    canon: Path, model: Model
) -> None:
    records = {row["record"]: row for row in _rows(canon, "records")}
    rows = [
        {**records[row["record"]], **row, "licence": None}
        for row in _rows(canon)
        if row["subject"] == CANONICAL
    ]
    told = document(rows, canon.name, model)
    text = written(told, FORMS["jsonld"], model, ID_BASE)
    expected = set(ox.parse(written(told, FORMS["nquads"], model, ID_BASE), format=ox.RdfFormat.N_QUADS))
    assert set(ox.parse(text, format=ox.RdfFormat.JSON_LD)) == expected
    assert json.loads(text)["@context"]["rdf"] == RDF
    dump = set(ox.parse(dumped(canon, model), format=ox.RdfFormat.N_QUADS))
    about = ox.NamedNode(ID_BASE + CANONICAL)
    assert {q for q in dump if q.subject == about and isinstance(q.graph_name, ox.NamedNode)} <= expected
    said = {q for q in dump if q.subject.value.startswith(f"{ID_BASE}said-")}  # type: ignore[union-attr]
    assert said
    assert said <= expected
    known = {q.object.value for q in expected if q.predicate.value == f"{COOP}statedAs"}  # type: ignore[union-attr]
    assert {ID_BASE + FIRST, ID_BASE + SECOND} <= known


def without_what_was_said(canon: Path, model: Model, folder: Path) -> Path:
    """A dump that does not say what was stated of which id."""
    path = folder / "without.nq"
    lines = dumped(canon, model).splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if b"/said-own~" not in line))
    return path


def test_a_file_that_does_not_say_what_was_stated_of_which_is_refused(
    canon: Path, model: Model, tmp_path: Path
) -> None:
    path = without_what_was_said(canon, model, tmp_path)
    with pytest.raises(SourceError, match="under which id"):
        bring_back(path, ID_BASE, tmp_path)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (f"<{ID_BASE}inst-own-x> <http://xmlns.com/foaf/0.1/name> \"X\" <{ID_BASE}rec-own-x> .", "no word of the ontology"),
        (f"<{ID_BASE}../../x> <{COOP}name> \"X\"@en <{ID_BASE}rec-own-x> .", "none of ours"),
        (f"<{ID_BASE}inst-own-x> <{COOP}name> \"X\"@en <https://elsewhere.example/rec-own-x> .", "none of ours"),
        (f"<{ID_BASE}inst-own-x> <{COOP}name> _:b <{ID_BASE}rec-own-x> .", "none of ours"),
        (f"<{ID_BASE}dataset-own-ffff> <{RDF}type> <{COOP}Record> .", "part, or several"),
        (f"<{ID_BASE}dataset-own-~/..> <{RDF}type> <{COOP}Record> .", "none of ours"),
        ("this is no line", "not valid RDF"),
    ],
)  # fmt: skip
def test_what_is_no_whole_dump_is_refused_and_leaves_nothing(
    canon: Path, model: Model, tmp_path: Path, line: str, says: str
) -> None:
    path = tmp_path / "wrong.nq"
    path.write_bytes(dumped(canon, model) + line.encode() + b"\n")
    with pytest.raises(SourceError, match=says) as caught:
        bring_back(path, ID_BASE, tmp_path / "back")
    assert caught.value.what_zh
    assert list((tmp_path / "back").iterdir()) == []
    path.write_bytes(b"")
    with pytest.raises(SourceError, match="of which data version"):
        bring_back(path, ID_BASE, tmp_path / "back")


def test_what_is_refused_when_all_of_it_was_read_leaves_nothing(
    canon: Path, model: Model, tmp_path: Path
) -> None:
    """A folder under the name of the version would be taken for the version."""
    path = without_what_was_said(canon, model, tmp_path)
    with pytest.raises(SourceError, match="under which id"):
        bring_back(path, ID_BASE, tmp_path / "back")
    assert list((tmp_path / "back").iterdir()) == []


def test_a_triple_that_is_spoken_of_is_refused_in_words(canon: Path, model: Model, tmp_path: Path) -> None:
    path = tmp_path / "triple.nq"
    triple = f'<<( <{ID_BASE}inst-own-x> <{COOP}name> "X" )>>'
    line = f"<{ID_BASE}inst-own-x> <{COOP}name> {triple} <{ID_BASE}rec-own-x> .\n"
    path.write_bytes(dumped(canon, model) + line.encode())
    with pytest.raises(SourceError, match="none of ours"):
        bring_back(path, ID_BASE, tmp_path / "back")


def test_a_home_whose_name_looks_like_a_pattern_is_not_taken_for_the_one_beside_it(
    canon: Path, model: Model, tmp_path: Path
) -> None:
    odd, beside, path = (tmp_path / name for name in ("home [1]", "home 1", "dump.nq"))
    for home in (odd, beside):
        shutil.copytree(canon, home / canon.name)
    for table in (beside / canon.name).glob("*.parquet"):
        pq.write_table(pq.read_schema(table).empty_table(), table)
    path.write_bytes(dumped(odd / canon.name, model))
    assert path.read_bytes() == dumped(canon, model)
    assert _rows(bring_back(path, ID_BASE, odd / "back")) == _rows(canon)
