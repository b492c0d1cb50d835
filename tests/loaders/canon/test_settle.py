"""What is refused, what falls with it, what stays: values, references, cascades, conflicts, placeholders."""

from __future__ import annotations

from pathlib import Path

from ontology.model import default_model
from tests.loaders.canon.scene import make, say, thing


def column(name: str) -> str:
    """What a reject calls a property: its label in both languages."""
    found = default_model().properties.get(name)
    return f"{found.labels['en']} · {found.labels['zh']}" if found is not None else name


CHINA = thing("country-iso-CN", "Country", code="CN", name="China@en")
A = thing("inst-own-a", "Institution", name="A@en", country="country-iso-CN")


def test_a_wrong_value_is_refused_alone_and_named(tmp_path: Path) -> None:
    made = make(tmp_path, {"s": [*CHINA, *A, say("inst-own-a", "latitude", "91", "r7")]})
    (reject,) = made.rows("rejects")
    assert (reject["source"], reject["file"], reject["line"]) == ("s", "s.csv", 3)
    assert (reject["locator"], reject["column"], reject["value"], reject["stage"]) == (
        "row 3",
        "Latitude · 纬度",
        "91",
        "shape",
    )
    assert "90" in str(reject["reason"]) and "90" in str(reject["reason_zh"])
    assert reject["remedy"] and reject["remedy_zh"]
    assert ("inst-own-a", "name", "A") in made.pairs("statements", "subject", "predicate", "object")
    assert "latitude" not in {row["predicate"] for row in made.rows("statements")}


def test_every_kind_of_wrong_value_has_its_reason(tmp_path: Path) -> None:
    wrong = [
        say("inst-own-a", "city", ""),
        say("inst-own-a", "street", "a\x1fb"),
        say("inst-own-a", "altName", "text")._replace(lang=""),
        say("inst-own-a", "established", "2023-02-30"),
        say("inst-own-a", "postalCode", "1", kind="integer"),
        say("inst-own-a", "unheardOf", "1", kind="string"),
        say("inst-own-a", "type", "Actor"),
        say("inst-own-a", "wikidata", "16955"),
        say("inst-own-a", "longitude", "-180.1"),
        say("inst-own-a", "kind", "concept-role-participant"),
        say("inst-own-a", "region", "country-iso-CN"),
    ]
    made = make(tmp_path, {"s": [*CHINA, *A, *wrong]})
    rejects = made.rows("rejects")
    assert {row["column"] for row in rejects} == {column(row.predicate) for row in wrong}
    assert len({row["reason"] for row in rejects}) == len(wrong) == len(rejects)
    assert all(row["reason_zh"] and row["remedy"] and row["remedy_zh"] for row in rejects)
    assert {row["column"]: row["stage"] for row in rejects if row["stage"] != "shape"} == {
        column("region"): "reference"
    }
    assert made.pairs("statements", "subject") == {("country-iso-CN",), ("inst-own-a",)}


def test_a_record_that_contradicts_itself_is_not_believed(tmp_path: Path) -> None:
    rows = [*CHINA, *A, say("inst-own-a", "city", "X", "r2"), say("inst-own-a", "city", "Y", "r2")]
    made = make(tmp_path, {"s": rows, "t": [say("inst-own-a", "city", "Z", "r3")]})
    assert made.pairs("rejects", "column", "value") == {(column("city"), "X"), (column("city"), "Y")}
    assert [row["object"] for row in made.rows("statements") if row["predicate"] == "city"] == ["Z"]
    assert not made.rows("conflicts")


def test_sources_that_contradict_each_other_are_a_conflict(tmp_path: Path) -> None:
    sources = {
        "a": [*CHINA, *A, say("inst-own-a", "city", "X", "r2"), say("inst-own-a", "city", "W", "r3")],
        "b": [
            say("inst-own-a", "city", "Y", "r2"),
            say("inst-own-a", "city", "Y", "r3"),
            say("inst-own-a", "city", "Z", "r4"),
        ],
    }
    by_name = make(tmp_path / "0", sources)
    assert {row["object"] for row in by_name.rows("statements") if row["predicate"] == "city"} == set("WXYZ")
    assert not by_name.rows("rejects")
    rows = by_name.rows("conflicts")
    assert [(row["object"], row["record"]) for row in rows if row["chosen"]] == [("W", "rec-a-r3")]
    assert len(rows) == 5
    declared = make(tmp_path / "1", sources, ranks={"b": 1})
    rows = declared.rows("conflicts")
    # two of b's records say Y, one says Z
    assert [(row["object"], row["record"]) for row in rows if row["chosen"]] == [("Y", "rec-b-r2")]
    assert declared.rows("statements") == by_name.rows("statements")  # all values are kept
    assert declared.canon.data_version != by_name.canon.data_version
    last = make(tmp_path / "2", sources, ranks={"a": 101})  # a source that declares none has rank 100
    assert last.rows("conflicts") == rows
    equal = make(tmp_path / "3", sources, ranks={"a": 7, "b": 7})
    assert equal.rows("conflicts") == by_name.rows("conflicts")


def test_names_conflict_within_a_language_only(tmp_path: Path) -> None:
    made = make(
        tmp_path,
        {
            "a": [*CHINA, *A, say("inst-own-a", "name", "甲", lang="zh")],
            "b": [
                say("inst-own-a", "name", "Alpha", lang="en"),
                say("inst-own-a", "altName", "Beta", lang="en"),
            ],
        },
    )
    assert made.pairs("conflicts", "predicate", "object", "chosen") == {
        ("name", "A", True),
        ("name", "Alpha", False),
    }


def test_identity_can_bring_a_conflict_to_light(tmp_path: Path) -> None:
    ror = "03rc6as71"
    made = make(
        tmp_path,
        {
            "a": thing(f"inst-ror-{ror}", "Institution", city="Shanghai"),
            "b": thing("inst-own-b", "Institution", ror=ror, city="上海"),
        },
    )
    assert made.pairs("conflicts", "subject", "object", "chosen") == {
        (f"inst-ror-{ror}", "Shanghai", True),
        (f"inst-ror-{ror}", "上海", False),
    }


def test_a_dangling_reference_keeps_its_statement_and_a_placeholder(tmp_path: Path) -> None:
    made = make(
        tmp_path,
        {
            "s": [
                *thing("unit-own-u", "Unit", "r1", host="inst-own-ghost"),
                *thing("unit-own-v", "Unit", "r2", host="inst-own-ghost"),
                *thing(
                    "desig-own-d",
                    "Designation",
                    "r3",
                    organisation="inst-own-named",
                    title="concept-designation-x",
                ),
                say("inst-own-named", "name", "幽灵", "r3", lang="zh"),
                say("inst-own-named", "name", "Ghost", "r3", lang="en"),
            ]
        },
    )
    assert made.pairs("placeholders", "id", "label", "count") == {
        ("inst-own-ghost", "inst-own-ghost", 2),
        ("inst-own-named", "Ghost", 1),
        ("concept-designation-x", "concept-designation-x", 1),
    }
    assert ("unit-own-u", "inst-own-ghost") in made.pairs("statements", "subject", "object")
    # a name alone describes no thing: it labels the placeholder and is listed
    assert made.pairs("rejects", "column", "value") == {(column("name"), "幽灵"), (column("name"), "Ghost")}


def test_a_reference_to_another_kind_brings_down_what_needs_it(tmp_path: Path) -> None:
    """part needs its project; project is a person; what refers to part then refers to nothing known."""
    made = make(
        tmp_path,
        {
            "s": [
                *thing("person-own-p", "Person"),
                *thing("inst-own-a", "Institution"),
                *thing(
                    "part-own-1",
                    "Participation",
                    "r2",
                    project="person-own-p",
                    institution="inst-own-a",
                    order="1",
                ),
            ]
        },
    )
    assert made.pairs("statements", "subject") == {("person-own-p",), ("inst-own-a",)}
    assert made.pairs("rejects", "column", "stage") == {
        (column("project"), "reference"),
        (column("project"), "shape"),
    }
    assert not made.rows("placeholders")
    (fell,) = [row for row in made.rows("rejects") if row["stage"] == "shape"]
    assert fell["value"] == ""  # what is missing has no value
    assert str(fell["reason"]).startswith("Project is missing")
    assert str(fell["reason"]).endswith("fell with it: 2")
    assert str(fell["reason_zh"]).startswith("缺少“项目”")


def test_what_other_records_say_of_a_refused_thing_is_one_line_each(tmp_path: Path) -> None:
    said = [
        *thing("inst-own-a", "Institution"),
        *thing("part-own-1", "Participation", "r2", institution="inst-own-a"),
        say("part-own-1", "order", "1", "r3"),
        say("part-own-1", "participationRole", "concept-role-partner", "r3"),
    ]
    rows = make(tmp_path, {"s": said}).rows("rejects")
    told = [(row["line"], row["column"], row["value"], str(row["reason"])[-15:]) for row in rows]
    assert sorted(told, key=str) == [
        (3, column("project"), "", "fell with it: 1"),
        (4, "", "1", "fell with it: 2"),
    ]
    assert "Project is missing" in str(rows[1]["reason"])
    assert "缺少“项目”" in str(rows[1]["reason_zh"])


def test_a_chain_falls_to_its_end_and_stops(tmp_path: Path) -> None:
    """Each agreement party needs its agreement; agreements that lose their class turn into placeholders, not more falls."""
    rows = [*thing("inst-own-a", "Institution")]
    rows += thing("lab-own-l", "JointLab", "r0")
    rows += thing("labincl-own-i", "LabInclusion", "r1", lab="lab-own-l", agreement="labincl-own-j")
    rows += thing("labincl-own-j", "LabInclusion", "r2", lab="lab-own-l", agreement="labincl-own-k")
    rows += thing("labincl-own-k", "LabInclusion", "r3", lab="lab-own-l", agreement="inst-own-a")
    made = make(tmp_path, {"s": rows})
    assert made.pairs("statements", "subject") == {("inst-own-a",), ("lab-own-l",)}
    assert len(made.rows("rejects")) == 6  # a record each: the wrong reference, and what fell for it
    assert not made.rows("placeholders")


def test_a_thing_keeps_the_class_that_it_can_have(tmp_path: Path) -> None:
    """One source says institution, another says unit without a host: it stays an institution."""
    ror = "03rc6as71"
    made = make(
        tmp_path,
        {
            "a": thing("inst-own-a", "Institution", ror=ror, name="A@en"),
            "b": thing("unit-own-a", "Unit", ror=ror, city="X"),
            "c": thing("labmem-own-m", "LabMembership", lab="lab-own-l", institution="unit-own-a"),
        },
    )
    assert made.redirects == {"unit-own-a": "inst-own-a"}
    assert made.pairs("statements", "predicate", "object") >= {("type", "Institution"), ("city", "X")}
    assert made.pairs("rejects", "column", "value") == {(column("host"), "")}
    (reject,) = made.rows("rejects")
    assert "Host is missing" in str(reject["reason"])


def test_what_one_source_lacks_another_may_state(tmp_path: Path) -> None:
    """Open per source: a unit without host is no fault of the source if another knows the host."""
    made = make(
        tmp_path,
        {
            "a": thing("unit-own-u", "Unit", name="Lab@en"),
            "b": [*thing("inst-own-a", "Institution"), say("unit-own-u", "host", "inst-own-a")],
        },
    )
    assert not made.rows("rejects")


def test_losing_a_class_makes_references_to_it_wrong_in_the_next_round(tmp_path: Path) -> None:
    """The thing stays (as a person), so references that want a unit now lead to something of another kind."""
    made = make(
        tmp_path,
        {
            "s": [
                *thing("unit-own-u", "Unit", "r1"),
                say("unit-own-u", "type", "Person", "r1"),
                *thing("inst-own-a", "Institution", "r2"),
                *thing("desig-own-d", "Designation", "r3", organisation="unit-own-u"),
                *thing("plan-own-p", "CooperationPlan", "r4", organisation="inst-own-a"),
            ]
        },
    )
    assert ("unit-own-u", "Person") in made.pairs("statements", "subject", "object")
    assert ("desig-own-d",) not in made.pairs("statements", "subject")
    assert ("plan-own-p",) in made.pairs("statements", "subject")
    assert made.pairs("rejects", "column", "value") == {
        (column("host"), ""),
        (column("organisation"), "u"),  # the key as a person wrote it
        (column("organisation"), ""),
    }


def test_a_class_gained_by_identity_brings_its_own_restrictions(tmp_path: Path) -> None:
    """The code is stated of something that only the other source calls a country; its codes have two letters."""
    made = make(
        tmp_path,
        {
            "a": thing("country-iso-CN", "Country"),
            "b": [*thing("region-own-china", "Region"), say("region-own-china", "code", "free text", "r2")],
        },
        judgements="country-iso-CN,region-own-china,same,Li,2026-05-17,\n",
    )
    assert made.redirects == {"region-own-china": "country-iso-CN"}
    assert made.pairs("rejects", "column", "value", "line") == {(column("code"), "free text", 3)}
