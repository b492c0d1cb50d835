"""Statements enter and come back as they were, through N-Quads, two parsers and JSON-LD."""

import json

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.context import context
from ontology.errors import SourceError, UsageError
from ontology.model import default_model, shipped_folder
from ontology.rdf import n_quads, rdf_graph, read_n_quads, read_turtle, written_language
from ontology.statements import Statement
from ontology.terms import COOP, ID_BASE, mint

MODEL = default_model()
# surrogates cannot stand in a file at all
TEXT = st.text(st.characters(blacklist_categories=["Cs"]))
IDS = st.builds(lambda key: mint("inst", "own", key), TEXT.filter(lambda key: key and "\x1f" not in key))
RECORDS = st.one_of(st.just(""), IDS)


def _statement(values: tuple[str, str, str, str], subject: str, record: str) -> Statement:
    return Statement(subject, *values, record, subject)


OBJECTS = st.one_of(
    TEXT.map(lambda text: ("shortName", text, "string", "")),
    st.tuples(TEXT, st.sampled_from(["zh", "en", "zh-Hant", "sr-Latn-RS"])).map(
        lambda pair: ("name", pair[0], "langString", pair[1])
    ),
    st.sampled_from(["1.5", "-2", "0"]).map(lambda text: ("latitude", text, "decimal", "")),
    st.sampled_from(["true", "false"]).map(lambda text: ("unverified", text, "boolean", "")),
    st.sampled_from([("1998", "gYear"), ("1998-12", "gYearMonth"), ("1998-12-22", "date")]).map(
        lambda pair: ("established", *pair, "")
    ),
    TEXT.map(lambda text: ("homepage", text, "anyURI", "")),
    IDS.map(lambda target: ("country", target, "id", "")),
    st.just(("type", "Institution", "class", "")),
)
STATEMENTS = st.builds(_statement, OBJECTS, IDS, RECORDS)


@settings(max_examples=200)
@given(st.lists(STATEMENTS, max_size=8))
def test_quads_give_back_every_statement(statements: list[Statement]) -> None:
    lines = list(n_quads(statements))
    assert all(line.count("\n") == 1 and line.endswith(" .\n") for line in lines)
    assert list(read_n_quads("".join(lines).encode())) == statements


@settings(max_examples=50)
@given(st.lists(STATEMENTS.filter(lambda said: "\x00" not in said.object), max_size=5))
def test_a_second_parser_reads_the_same(statements: list[Statement]) -> None:
    """rdflib reads our lines to the same terms as those built directly."""
    bare = [said._replace(record="") for said in statements]
    rdflib.NORMALIZE_LITERALS = False
    try:
        parsed = rdflib.Graph().parse(data="".join(n_quads(bare)), format="nt")
    finally:
        rdflib.NORMALIZE_LITERALS = True
    assert set(parsed) == set(rdf_graph(bare))


def test_all_that_the_grammar_forbids_is_escaped() -> None:
    said = Statement(
        "inst-own-a", "shortName", 'a"b\\c\nd\re\tf\x00g\x7fh', "string", "", "rec-own-1", "inst-own-a"
    )
    (line,) = n_quads([said])
    escaped = '"a\\"b\\\\c\\nd\\re\\tf\\u0000g\\u007Fh"'
    assert line == f"<{ID_BASE}inst-own-a> <{COOP}shortName> {escaped} <{ID_BASE}rec-own-1> .\n"


def test_who_said_what_of_which_id_survives() -> None:
    merged = [
        Statement("inst-ror-012345678", "shortName", "EI", "string", "", "rec-own-1", "inst-own-ei"),
        Statement("inst-ror-012345678", "shortName", "EX", "string", "", "rec-own-1", "inst-own-ei"),
        Statement("inst-ror-012345678", "shortName", "EI", "string", "", "rec-own-2", "inst-ror-012345678"),
    ]
    lines = list(n_quads(merged))
    assert len(lines) == 4
    assert list(read_n_quads("".join(lines).encode())) == merged


def test_another_base_is_used_and_needed(tmp_path_factory: pytest.TempPathFactory) -> None:
    said = Statement("inst-own-a", "country", "country-iso-CN", "id", "", "", "inst-own-a")
    path = tmp_path_factory.mktemp("quads") / "out.nq"
    path.write_text("".join(n_quads([said], "https://example.org/id/")), "utf-8")
    assert list(read_n_quads(path, "https://example.org/id/")) == [said]
    with pytest.raises(SourceError, match="none of ours"):
        list(read_n_quads(path))
    with pytest.raises(UsageError, match="base address"):
        list(n_quads([said], "not an address"))


def test_a_broken_file_names_the_line() -> None:
    with pytest.raises(SourceError, match="line 2"):
        list(read_n_quads(b"<http://a/b> <http://a/b> <http://a/b> .\nnonsense\n", "http://a/"))


def test_text_without_a_language_cannot_leave() -> None:
    said = Statement("inst-own-a", "name", "x", "langString", "", "", "inst-own-a")
    with pytest.raises(UsageError, match="no language tag"):
        list(n_quads([said]))


@pytest.mark.parametrize(
    ("tag", "written"), [("ZH", "zh"), ("zh-hant", "zh-Hant"), ("EN-gb", "en-GB"), ("de-1996", "de-1996")]
)
def test_language_tags_are_written_as_is_customary(tag: str, written: str) -> None:
    assert written_language(tag) == written


# rdflib's own JSON-LD parser still makes the graph that rdflib itself calls deprecated.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_json_ld_with_the_context_says_the_same_triples() -> None:
    document = {
        **context(MODEL),
        "id": "inst-ror-012345678",
        "type": "Institution",
        "name": {"en": ["Example Institute"], "zh": ["示例研究所"]},
        "shortName": ["EI"],
        "country": "country-iso-CN",
        "kind": ["concept-kind-REC"],
        "established": {"@value": "1956-11", "@type": "xsd:gYearMonth"},
        "latitude": "31.28",
        "homepage": ["https://example.org/"],
        "unverified": True,
    }
    turtle = """@base <https://w3id.org/coopgraph/id/> .
        @prefix coop: <https://w3id.org/coopgraph/ontology#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <inst-ror-012345678> a coop:Institution ; coop:name "Example Institute"@en , "示例研究所"@zh ;
          coop:shortName "EI" ; coop:country <country-iso-CN> ; coop:kind <concept-kind-REC> ;
          coop:unverified true ;
          coop:established "1956-11"^^xsd:gYearMonth ; coop:latitude 31.28 ;
          coop:homepage "https://example.org/"^^xsd:anyURI .""".encode()
    found = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    assert _same_strings(found) == _same_strings(rdf_graph(read_turtle(turtle)))


def _same_strings(graph: rdflib.Graph) -> set[tuple[object, object, object]]:
    """rdflib gives strings in JSON-LD a datatype and strings in Turtle none."""
    plain = {(None, None), (rdflib.XSD.string, None)}
    return {
        (s, p, str(o) if isinstance(o, rdflib.Literal) and (o.datatype, o.language) in plain else o)
        for s, p, o in graph
    }


def test_the_context_has_every_class_and_property() -> None:
    terms = context(MODEL)["@context"]
    assert isinstance(terms, dict)
    assert {*MODEL.classes, *MODEL.properties} <= set(terms)


def test_the_examples_of_the_ontology_can_be_read_as_statements() -> None:
    for path in (shipped_folder() / "examples" / "valid").glob("*.ttl"):
        for said in read_turtle(path):
            assert said.predicate == "type" or said.predicate in MODEL.properties
