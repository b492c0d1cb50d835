"""mapping.toml: what its rules do, and that every mistake in it shows before the first row."""

import linecache
from pathlib import Path

import pytest

from loaders.ledger import Ledger
from loaders.records.record import Record
from ontology.errors import SourceError
from ontology.terms import mint
from tests.loaders.making import mapping, stated

PROJECT = '[[thing]]\nclass = "Project"\nkey = ["id"]\n[thing.set]\n'


def _properties(
    folder: Path, text: str, data: dict[str, object], *, flat: bool = False
) -> set[tuple[str, str, str]]:
    found, ledger = stated(mapping(folder, PROJECT + text, flat=flat), {"id": "1"} | data)
    assert not ledger.rejects
    return {fact for fact in found if fact[0] != "type"}


# ---- what rules do


def test_the_cleaner_follows_from_the_property(tmp_path: Path) -> None:
    text = 'startDate = "start"\ntotalCost = "cost"\nacronym = "short"\nhomepage = "web"\n'
    data: dict[str, object] = {
        "start": "2006年5月",
        "cost": "960619,95",
        "short": " A  B ",
        "web": "www.example.org",
    }
    assert _properties(tmp_path, text, data) == {
        ("startDate", "2006-05", ""),
        ("totalCost", "960619.95", ""),
        ("acronym", "A B", ""),
        ("homepage", "http://www.example.org", ""),
    }


def test_empty_cells_state_nothing(tmp_path: Path) -> None:
    text = 'startDate = "start"\ntotalCost = "cost"\nacronym = "short"\n'
    assert _properties(tmp_path, text, {"start": "", "cost": "  \n", "short": None}) == set()


def test_languages(tmp_path: Path) -> None:
    text = """
name = [
    { path = "title", lang = "en", lang_han = "zh" },
    { each = "names", path = "value", lang_path = "lang", spill = "altName" },
]
"""
    names = [
        {"value": "first", "lang": "en"},
        {"value": "second", "lang": "en"},
        {"value": "vierte", "lang": "DE"},
        {"value": "fifth", "lang": None},
    ]
    assert _properties(tmp_path, text, {"title": "虚构", "names": names}) == {
        ("name", "虚构", "zh"),
        ("name", "first", "en"),
        ("altName", "second", "en"),
        ("name", "vierte", "de"),
        ("name", "fifth", "und"),
    }


def test_references_by_class_scheme_and_key(tmp_path: Path) -> None:
    text = """
programme = [{ const = "HORIZON" }, { path = "codes" }]
call = { path = "call", scheme = "cordis" }
projectStatus = { path = "status", table = "status" }
field = { path = "field", pick = '/([0-9]+)$', class = "Concept", scheme = "euroscivoc" }
[tables.status]
SIGNED = "signed"
IGNORED = ""
"""
    data: dict[str, object] = {
        "codes": ["A.1", "ÄÖ"],
        "call": "C-1",
        "status": ["SIGNED", "IGNORED"],
        "field": "/1/22",
    }
    found = {(name, value) for name, value, _ in _properties(tmp_path, text, data)}
    assert found == {
        ("programme", "prog-own-HORIZON"),
        ("programme", "prog-own-A.1"),
        ("programme", mint("prog", "own", "ÄÖ")),
        ("call", "call-cordis-C-1"),
        ("projectStatus", "concept-projectstatus-signed"),
        ("field", "concept-euroscivoc-22"),
    }


def test_first_split_template_and_only(tmp_path: Path) -> None:
    text = """
endDate = { first = [{ path = "real" }, { path = "planned" }] }
keyword = { path = "words", split = ";；," }
note = { template = "{a} of {b}" }
doi = { path = "dois", clean = "doi", only = true }
"""
    data: dict[str, object] = {
        "real": "",
        "planned": "2024",
        "words": "a; b；c,, d",
        "a": "x",
        "b": "",
        "dois": ["10.1000/A"],
    }
    assert _properties(tmp_path, text, data) == {
        ("endDate", "2024", ""),
        *(("keyword", word, "") for word in "abcd"),
        ("doi", "10.1000/a", ""),
    }
    assert ("note", "x of y", "") in _properties(tmp_path, text, data | {"b": "y"})
    assert ("endDate", "2023", "") in _properties(tmp_path, text, data | {"real": "2023"})


def test_conditions_positions_and_what_another_property_took(tmp_path: Path) -> None:
    text = """
[[thing]]
class = "Institution"
key = ["id"]
[thing.set]
country = { each = "places", where = { "#position" = "1" }, path = "code", clean = "country" }
otherCountry = { each = "places", skip = { "#position" = "1" }, path = "code", clean = "country", besides = "country" }
city = { path = "city", where = { kind = ["seat", ""] }, skip = { id = "9" } }
"""
    run = mapping(tmp_path, text, flat=False)
    found, _ = stated(
        run, {"id": "1", "places": [{"code": "EL"}, {"code": "GR"}, {"code": "CY"}], "city": "Nowhere"}
    )
    assert {
        ("country", "country-iso-GR", ""),
        ("otherCountry", "country-iso-CY", ""),
        ("city", "Nowhere", ""),
    } <= found
    assert len(found) == 4
    assert not any(fact[0] == "city" for fact in stated(run, {"id": "1", "city": "x", "kind": "branch"})[0])
    assert not any(fact[0] == "city" for fact in stated(run, {"id": "9", "city": "x"})[0])


BLOCKS = (
    PROJECT
    + """
acronym = "acronym"
[[each]]
path = "partners/partner"
record = "{/id}.{#position}"
skip = { "@type" = "isRegisteredBy" }
[[each.refuse]]
absent = ["city", "@size"]
reason = { zh = "可能是自然人", en = "may be a person" }
remedy = { zh = "自行补充", en = "add it yourself" }
[[each.thing]]
class = "Institution"
name = "partner"
scheme = "pic"
key = [{ path = "pic", clean = "pic" }]
[each.thing.set]
city = "city"
[[each.thing]]
class = "Participation"
key = ["/id", "pic"]
[each.thing.set]
institution = { thing = "partner" }
project = { key = ["/id"] }
"""
)


def test_things_and_records_of_elements(tmp_path: Path) -> None:
    run, ledger = mapping(tmp_path, BLOCKS, flat=False), Ledger()
    partners = [
        {"pic": "900000001", "city": "A", "#line": 7},
        {"pic": "900000002", "name": "DOE Jane", "#line": 9},
        {"pic": "900000003", "city": "C", "@type": "isRegisteredBy"},
        {"pic": "12", "city": "D"},
    ]
    record = Record("trial", "a.zip", "", "p.xml", 1, {"id": "1", "partners": {"partner": partners}})
    rows = list(run(record, ledger))
    parts = [(row.record, row.locator, row.line) for row in ledger.records]
    assert parts[0][1:] == ("p.xml", 1)
    assert parts[1:] == [
        ("rec-trial-1.1", "p.xml#partner[1]", 7),
        ("rec-trial-1.2", "p.xml#partner[2]", 9),
        ("rec-trial-1.4", "p.xml#partner[4]", 1),
    ]
    assert {row[0] for row in rows if row[5] == "rec-trial-1.1"} == {
        "inst-pic-900000001",
        next(row[0] for row in rows if row[1] == "institution"),
    }
    # the person is told of without the name, the wrong key with value and reason, and neither states anything
    told = [(reject.column, reject.value, reject.stage, reject.record) for reject in ledger.rejects]
    assert told[0] == ("city, @size", "", "record", "rec-trial-1.2")
    assert ("pic", "12", "mapping", "rec-trial-1.4") in told
    assert ("pic", "", "record", "rec-trial-1.4") in told
    assert not [row for row in rows if row[5] == "rec-trial-1.2"]


def test_wrong_values_are_rejected_one_by_one(tmp_path: Path) -> None:
    text = (
        PROJECT
        + 'startDate = "start"\nendDate = "end"\nprojectStatus = { path = "status", table = "t" }\n[tables.t]\nA = "signed"\n'
    )
    found, ledger = stated(
        mapping(tmp_path, text), {"id": "1", "start": "2023-02-30", "end": "2024", "status": "B"}
    )
    assert ("endDate", "2024", "") in found
    told = [
        (reject.column, reject.value, reject.file, reject.line, reject.stage) for reject in ledger.rejects
    ]
    assert told == [
        ("start", "2023-02-30", "trial.csv", 2, "mapping"),
        ("status", "B", "trial.csv", 2, "mapping"),
    ]
    assert all(
        reject.reason and reject.reason_zh and reject.remedy and reject.remedy_zh for reject in ledger.rejects
    )


def test_a_record_without_its_key_is_rejected(tmp_path: Path) -> None:
    text = '[record]\nkey = ["id"]\n' + PROJECT
    found, ledger = stated(mapping(tmp_path, text), {"id": ""})
    assert found == set()
    assert not ledger.records
    assert (ledger.rejects[0].column, ledger.rejects[0].stage) == ("id", "record")


def test_where_and_when_a_fact_was_seen(tmp_path: Path) -> None:
    text = (
        '[record]\nkey = ["id"]\nurl = "https://example.org/{id}"\nseen = "seen"\nquality = "quality"\n'
        + PROJECT
    )
    _, ledger = stated(mapping(tmp_path, text), {"id": "1", "seen": "2024/5/1", "quality": "news"})
    row = ledger.records[0]
    assert (row.record, row.url, row.seen, row.quality) == (
        "rec-trial-1",
        "https://example.org/1",
        "2024-05-01",
        "news",
    )


def test_a_slash_in_the_name_of_a_column(tmp_path: Path) -> None:
    assert ("acronym", "x", "") in _properties(tmp_path, 'acronym = "a/b"\n', {"a/b": "x"}, flat=True)


def test_the_generator_can_be_stepped_through(tmp_path: Path) -> None:
    run = mapping(tmp_path, PROJECT + 'acronym = "acronym"\n')
    code = run.run.__code__
    assert linecache.getline(code.co_filename, code.co_firstlineno).startswith("def statements")
    assert "yield thing" in run.text


def test_what_stands_in_the_toml_never_becomes_code(tmp_path: Path) -> None:
    evil = "'); import os; os.abort(); ('"
    text = (
        PROJECT + f'note = [{{ path = "{evil}" }}, {{ const = "{evil}" }}, {{ template = "{evil}{{id}}" }}]\n'
    )
    found, _ = stated(mapping(tmp_path, text), {"id": "1", evil: "value"})
    assert {("note", "value", ""), ("note", evil, ""), ("note", evil + "1", "")} <= found


# ---- what is wrong with rules

MISTAKES = [
    ('[[thing]]\nclass = "Projekt"\nkey = ["id"]\n', "thing[1].class", "no class 'Projekt'"),
    ('[[thing]]\nclass = "Organisation"\nkey = ["id"]\n', "thing[1].class", "abstract"),
    ('[[thing]]\nclass = "Project"\n', "thing[1].key", "needs a key"),
    ('[[thing]]\nclass = "Project"\nkeys = ["id"]\n', "thing[1].keys", "unknown key"),
    (
        '[[thing]]\nclass = "Project"\nkey = ["id"]\n[thing.set]\nstarts = "s"\n',
        "thing[1].set.starts",
        "no property 'starts'",
    ),
    (
        PROJECT + 'startDate = { path = "s", clean = "datum" }\n',
        "thing[1].set.startDate",
        "no cleaner 'datum'",
    ),
    (PROJECT + 'startDate = { path = "s", clean = "decimal" }\n', "thing[1].set.startDate", "gives decimal"),
    (PROJECT + 'name = "title"\n', "thing[1].set.name", "needs a language"),
    (PROJECT + 'acronym = { path = "a", lang = "en" }\n', "thing[1].set.acronym", "has no language"),
    (PROJECT + 'acronym = { path = "a", class = "Country" }\n', "thing[1].set.acronym", "is a literal"),
    (PROJECT + 'call = { path = "c", class = "Country" }\n', "thing[1].set.call", "takes Call, not Country"),
    (PROJECT + 'call = { path = "c", class = "Calls" }\n', "thing[1].set.call", "no class 'Calls'"),
    (PROJECT + 'call = { thing = "other" }\n', "thing[1].set.call", "no thing is named 'other'"),
    (PROJECT + 'field = "f"\n', "thing[1].set.field", "which concept scheme"),
    (PROJECT + 'projectStatus = { const = "begun" }\n', "thing[1].set.projectStatus", "no concept 'begun'"),
    (
        PROJECT + 'projectStatus = { path = "s", table = "t" }\n',
        "thing[1].set.projectStatus.table",
        "no [tables.t]",
    ),
    (
        PROJECT + 'projectStatus = { path = "s", table = "t" }\n[tables.t]\nA = "begun"\n',
        "thing[1].set.projectStatus",
        "begun",
    ),
    (PROJECT + 'startDate = { const = "soon" }\n', "thing[1].set.startDate", "not a date"),
    (PROJECT + 'acronym = { path = "a", template = "b" }\n', "thing[1].set.acronym", "exactly one of"),
    (PROJECT + 'acronym = { path = "a", pick = "a" }\n', "thing[1].set.acronym.pick", "exactly one group"),
    (PROJECT + 'acronym = { path = "a", pick = "(" }\n', "thing[1].set.acronym.pick", "regular expression"),
    (PROJECT + 'acronym = { paths = "a" }\n', "thing[1].set.acronym.paths", "unknown key"),
    (
        PROJECT + 'name = { path = "a", lang = "en", spill = "names" }\n',
        "thing[1].set.names",
        "no property 'names'",
    ),
    (PROJECT + '[ignore]\nx = ""\n', "ignore.x", "needs a reason"),
    (PROJECT + '[known]\n"a/@b" = ["x"]\n', "known.a/@b", "reads 'x'"),
    (
        PROJECT
        + 'acronym = { each = "a", where = { "@b" = "x" }, path = "c" }\n[known]\n"a/@b" = ["x", "y"]\n',
        "known.a/@b",
        "reads 'y'",
    ),
    (PROJECT + '[known.unread."a/@b"]\nx = ""\n', "known.unread.a/@b.x", "needs a reason"),
    ("[things]\n", "things", "unknown key"),
    ("[[each]]\n", "each[1].path", "missing"),
]


@pytest.mark.parametrize(("text", "key", "what"), MISTAKES)
def test_mistakes_name_file_and_key(tmp_path: Path, text: str, key: str, what: str) -> None:
    with pytest.raises(SourceError) as caught:
        mapping(tmp_path, text)
    assert what in caught.value.message()
    assert caught.value.column == key
    assert caught.value.file == "mapping.toml"
    assert caught.value.what_zh


def test_a_party_needs_its_class_named(tmp_path: Path) -> None:
    text = '[[thing]]\nclass = "Party"\nkey = ["id"]\n[thing.set]\nactor = "a"\n'
    with pytest.raises(SourceError, match="may point to"):
        mapping(tmp_path, text)


def test_columns_that_nobody_reads_or_that_are_missing(tmp_path: Path) -> None:
    run = mapping(tmp_path, PROJECT + 'acronym = "a"\n[ignore]\nold = "no longer used"\n')
    run.check_header("x.csv", "x", ("a", "id", "old"))
    with pytest.raises(SourceError) as caught:
        run.check_header("x.csv", "x", ("a", "id", "new"))
    assert (caught.value.file, caught.value.column, caught.value.line) == ("x.csv", "new", 1)
    with pytest.raises(SourceError, match="no column 'a'"):
        run.check_header("x.csv", "x", ("id",))
    relaxed = mapping(tmp_path, 'optional = ["a"]\n' + PROJECT + 'acronym = "a"\n')
    relaxed.check_header("x.csv", "x", ("id",))


def test_a_known_value_is_read_or_has_a_reason(tmp_path: Path) -> None:
    read = 'acronym = { each = "a", where = { "@b" = "x" }, path = "c" }\n'
    known = '[known]\n"a/@b" = ["x"]\n[known.unread."a/@b"]\ny = "not ours"\n'
    run = mapping(tmp_path, PROJECT + read + known, flat=False)
    for kind, unread in (("x", False), ("y", False), ("z", True)):
        _, ledger = stated(run, {"id": "1", "a": [{"@b": kind, "c": "ABC"}]})
        assert bool(ledger.unread_paths) is unread, kind


@pytest.mark.parametrize("kind", ["", "  ", "\u3000"])
def test_an_empty_cell_stops_no_source(tmp_path: Path, kind: str) -> None:
    known = '[known]\na = ["x"]\n'
    run = mapping(tmp_path, PROJECT + 'acronym = { path = "a", table = "t" }\n[tables.t]\nx = "X"\n' + known)
    found, ledger = stated(run, {"id": "1", "a": kind})
    assert not ledger.unread_paths
    assert [(reject.column, reject.value) for reject in ledger.rejects] == [("a", "")]
    assert not [1 for name, _, _ in found if name == "acronym"]


def test_the_last_of_several(tmp_path: Path) -> None:
    run = mapping(tmp_path, PROJECT + 'acronym = "{a[1]} to {a[last]}"\n', flat=False)
    for years, wanted in ((["1", "2", "3"], "1 to 3"), ("1", "1 to 1"), ([], ""), (None, "")):
        found, _ = stated(run, {"id": "1", "a": years})
        assert {value for name, value, _ in found if name == "acronym"} == {wanted} - {""}


def test_elements_that_must_stand_alone(tmp_path: Path) -> None:
    rule = 'acronym = { each = "a", where = { kind = "x" }, alone = true, path = "c" }\n'
    run = mapping(tmp_path, PROJECT + rule, flat=False)
    other = {"kind": "y", "c": "other"}
    for several, wanted in (
        ([], set()),
        ([{"kind": "x", "c": "one"}, other, {"kind": "x", "c": "one"}], {"one"}),
        ([{"kind": "x", "c": "one"}, {"kind": "x", "c": "two"}, other], set()),
    ):
        found, ledger = stated(run, {"id": "1", "a": several})
        assert {value for name, value, _ in found if name == "acronym"} == wanted
        told = [(reject.column, reject.value) for reject in ledger.rejects]
        assert told == ([("a/c", "one, two")] if len(several) == 3 and not wanted else [])
    with pytest.raises(SourceError, match="`alone` is asked of"):
        mapping(tmp_path, PROJECT + 'acronym = { path = "a", alone = true }\n')
