"""Answers on the fictional world, against what its README says and against canon itself."""

from collections import defaultdict
from typing import Any

import duckdb
import pytest

from graph.presets import load_reasons
from graph.question import load_questions
from tests.graph.questions.conftest import Asked
from tests.world.fixture import BuiltWorld

DAY = "2015-06-30"
EVERY = ["stated", "programme", "copresence"]


def key(identifier: str) -> str:
    return identifier.split("-", 2)[2] if "-own-" in identifier else identifier


def pool(asked: Asked, **given: Any) -> dict[str, str]:
    answer = asked("pool", **{"as_of": DAY, "home": ["QM"], "limit": 0, **given})
    return {key(row["institution"]): row["status"] for row in answer.rows}


STATED = {"inst-ror-0zzzy0129", "baita", "lanting", "bianjie", "yunhai-matlab"}
MEGA = {f"mega-0{number}" for number in range(1, 6)}
PROGRAMME = {"qingshi", "inst-ror-0zzzy0323", "inst-pic-700000004", "inst-ror-0zzzy0129", *MEGA}


def test_the_pool_by_what_sources_state(asked: Asked) -> None:
    found = pool(asked, reading=["stated"])
    assert {one for one, status in found.items() if status == "in"} == STATED
    assert {one for one, status in found.items() if status == "undecided"} == {"muyun", "chunxiao"}


def test_the_pool_by_programme(asked: Asked) -> None:
    found = pool(asked, reading=["programme"])
    assert {one for one, status in found.items() if status == "in"} == PROGRAMME


def test_the_pool_by_copresence(asked: Asked) -> None:
    inside = {one for one, status in pool(asked, reading=["copresence"]).items() if status == "in"}
    assert {"zhuxi", "songfeng", "hongsha", "qiuyue"} <= inside
    assert not inside & {"grey-corr", "dongxue", "taohua", "xiayu"}


def test_the_default_is_stated_or_programme(asked: Asked) -> None:
    assert {one for one, status in pool(asked).items() if status == "in"} == STATED | PROGRAMME


def test_later_facts_are_hidden(asked: Asked) -> None:
    assert "xiayu" not in pool(asked, reading=EVERY)
    assert pool(asked, as_of="2017-06-30", reading=["stated"])["xiayu"] == "in"
    early = pool(asked, as_of="2005-06-30", reading=["stated"])
    assert early == {"inst-ror-0zzzy0129": "in", "bianjie": "in", "chunxiao": "undecided"}


def test_what_begins_later_is_hidden_and_said_to_be(asked: Asked) -> None:
    for question, given in (
        ("project", {"project": "proj-own-p-future"}),
        ("agreement", {"agreement": "agr-own-fix-e4", "as_of": "2005-06-30"}),
        ("lab", {"lab": "lab-own-lab-in", "as_of": "2005-06-30"}),
    ):
        answer = asked(question, **{"as_of": DAY, **given})
        assert answer.rows == []
        assert answer.meta["hidden"] == {"reason": "later_than_the_day"}
        assert asked(question, **{**given, "as_of": "2017-06-30"}).rows


def test_home_as_a_region_adds_its_institutions(asked: Asked) -> None:
    wide = pool(asked, home=["greater-yunling"], reading=["stated"])
    assert wide["tequ"] == "in"
    assert "tequ" not in pool(asked, reading=["stated"])


def test_the_size_is_told_under_every_reading(asked: Asked) -> None:
    answer = asked("pool", as_of=DAY, home=["QM"])
    assert answer.meta["sizes"]["stated"] == {"in": 5, "undecided": 2}
    assert answer.meta["sizes"]["programme"] == {"in": 9, "undecided": 0}
    assert answer.meta["sizes"]["copresence"]["in"] > 0
    assert answer.meta["total"] == len(STATED | PROGRAMME)
    assert answer.meta["reading"] == ["stated", "programme"]


def test_a_page_and_the_pool_see_the_same_home(asked: Asked) -> None:
    """What is foreign to an institution is what is foreign to home, however many countries home has."""

    def readings(home: list[str]) -> dict[str, dict[str, str]]:
        rows = asked("pool", as_of=DAY, home=home, limit=0, reading=EVERY).rows
        return {row["institution"]: row["readings"] for row in rows}

    alone, lost = readings(["QM"]), set()
    for other in ("QN", "QO", "QP", "QQ", "QR"):
        home = ["QM", other]
        wide = readings(home)
        for one, mine in alone.items():
            page = asked("institution", institution=one, as_of=DAY, home=home, reading=EVERY).rows[0]["pool"]
            assert page["readings"] == wide.get(one, {}), (one, other)
            lost |= {one} if "copresence" in mine and "copresence" not in wide.get(one, {}) else set()
    assert lost  # else none of them met a country that is now of home


def test_an_empty_pool_says_what_would_fill_it(asked: Asked) -> None:
    by_reading = asked("pool", as_of=DAY, home=["QT"]).meta["fill"]
    assert by_reading[0] == {"reading": "copresence", "reason": "reading_copresence", "institutions": 1}
    moon = {one["reason"]: one for one in asked("pool", as_of=DAY, home=["QU"]).meta["fill"]}
    assert moon["framework_not_stated"]["things"] == ["agr-own-ag-moon"]
    assert "no_agreement_binds_home" in moon
    undecided = asked("pool", as_of=DAY, home=["QP"], reading=["stated"]).meta["fill"]
    assert {"reason": "renewal_not_seen", "institutions": 1} in undecided


def test_who_has_no_seat_is_told(asked: Asked) -> None:
    seatless = asked("pool", as_of=DAY, home=["QM"]).meta["seat_unknown"]
    assert seatless["things"] == ["inst-own-shuangcheng", "inst-pic-700000007"]
    bianjie = next(
        row for row in asked("pool", as_of=DAY, home=["QM"], limit=0).rows if "bianjie" in row["institution"]
    )
    assert {"reason": "country_contradicted"} in bianjie["unknown"]


@pytest.mark.parametrize(
    ("institution", "reasons"),
    [
        ("inst-own-taohua", {"only_other_level", "programme_not_stated"}),
        ("inst-own-huilang", {"programme_not_stated", "stated_agreement_over"}),
        ("inst-own-dongxue", {"no_project_names_an_agreement", "programme_not_stated"}),
        ("inst-own-zhuxi", {"no_project_names_an_agreement", "programme_not_stated", "only_inferred"}),
        ("inst-own-chunxiao", {"project_undated", "programme_not_stated"}),
        ("inst-own-muyun", {"renewal_not_seen", "programme_not_stated"}),
    ],
)
def test_the_page_says_why_an_institution_is_outside(
    institution: str, reasons: set[str], asked: Asked
) -> None:
    page = asked("institution", institution=institution, as_of=DAY, home=["QM"]).rows[0]
    assert page["pool"]["status"] != "in"
    assert {one["reason"] for one in page["pool"]["why"]} == reasons


def test_a_candidate_line_shows_grounds_channels_and_records(asked: Asked) -> None:
    answer = asked("candidates", as_of=DAY, home=["QM"])
    first = answer.rows[0]
    assert first["institution"] == "inst-ror-0zzzy0129"
    (under,) = first["projects"][0]["under"]
    assert (under["reading"], under["agreement"], under["state"]) == ("stated", "agr-own-ag-north", "yes")
    best = first["channels"][0]
    assert best["partner"] == "inst-pic-700000002"
    assert best["i10"]["motif"] is True
    assert first["records"] and set(first["records"]) <= set(answer.evidence)
    assert all(row["records"] for row in answer.rows)


def test_shown_channels_carry_what_the_page_of_the_pair_says(asked: Asked) -> None:
    seen: set[bool] = set()
    for row in asked("candidates", as_of=DAY, home=["QM"], limit=0, channels=5).rows:
        for one in row["channels"]:
            pair = asked("pair", as_of=DAY, one=row["institution"], other=one["partner"]).meta
            assert (one["i8"], one["i11"]) == (pair["i8"], pair["i11"])
            seen.add(one["i8"] is None)
    assert seen == {True, False}
    for row in asked("partners", as_of="2013-12-31", institution="inst-own-fix-a", home=["QM"], limit=0).rows:
        pair = asked("pair", as_of="2013-12-31", one="inst-own-fix-a", other=row["partner"]).meta
        assert (row["i8"], row["i11"]) == (pair["i8"], pair["i11"])
    named = [(one["reason"], "partner" in one) for line in asked("candidates", as_of=DAY, home=["QM"]).rows
             for one in line["unknown"] if one["reason"] in ("ends_not_stated", "years_not_covered")]  # fmt: skip
    assert named
    assert all(partner for _, partner in named)


def test_a_consortium_of_fifty_makes_no_small_channel(asked: Asked) -> None:
    rows = {key(row["institution"]): row for row in asked("candidates", as_of=DAY, home=["QM"]).rows}
    for one in rows["mega-02"]["channels"]:
        assert one["i2_small"]["span"][0] == 0
        assert one["i1"] > 0


def test_channels_stand_in_display_order(asked: Asked) -> None:
    for row in asked("candidates", as_of=DAY, home=["QM"], channels=100).rows:
        order = [(-one["i2_small"]["span"][0], -one["i1"], one["partner"]) for one in row["channels"]]
        assert order == sorted(order)


def test_fewer_channels_are_the_first_of_all(asked: Asked) -> None:
    everything = asked("candidates", as_of=DAY, home=["QM"], channels=100, limit=0).rows
    for wanted in (1, 2, 3):
        for full, cut in zip(
            everything,
            asked("candidates", as_of=DAY, home=["QM"], channels=wanted, limit=0).rows,
            strict=True,
        ):
            assert cut["channels"] == full["channels"][:wanted]


def test_the_first_page_is_the_head_of_all(asked: Asked) -> None:
    all_rows = asked("candidates", as_of=DAY, home=["QM"], limit=0)
    page = asked("candidates", as_of=DAY, home=["QM"], limit=4)
    assert page.rows == all_rows.rows[:4]
    assert page.meta["total"] == all_rows.meta["total"]


@pytest.mark.parametrize(
    ("day", "other", "share", "presumed"),
    [("2010-12-31", "fix-b", 1.0, 0), ("2013-12-31", "fix-b", 0.5, 0), ("2013-12-31", "fix-b2", 1.0, 1), ("2013-12-31", "fix-b3", None, 0)],
)  # fmt: skip
def test_the_worked_fixture_from_the_graph(
    day: str, other: str, share: float | None, presumed: int, asked: Asked
) -> None:
    answer = asked("pair", as_of=day, one="inst-own-fix-a", other=f"inst-own-{other}", simmelian_cap=0)
    assert (answer.meta["i8"]["share"], answer.meta["i8"]["presumed"]) == (share, presumed)
    if (day, other) == ("2010-12-31", "fix-b"):
        figures = answer.meta["figures"]
        assert figures["i1"] == 7
        assert figures["i2"] == {"span": [5, 10], "active": [4, 8]}
        assert figures["i3"] == 7 / 9
        assert f"{figures['i4']:.3f}" == "3.553"
        assert figures["i10"] == {"kinds": ["agreement", "lab", "project", "stay"], "count": 4, "motif": True}
        assert answer.meta["i11"] == {"count": 0, "cap": 0}
        assert answer.meta["i17"] is None
        without_bridge = asked("pair", as_of=day, one="inst-own-fix-a", other="inst-own-fix-b", gap=0)
        assert without_bridge.meta["figures"]["i2"] == {"span": [3, 3], "active": [3, 3]}


def test_a_pair_is_the_same_from_both_sides(asked: Asked) -> None:
    one = asked("pair", as_of=DAY, one="inst-own-fix-a", other="inst-own-fix-b")
    other = asked("pair", as_of=DAY, one="inst-own-fix-b", other="inst-own-fix-a")
    assert one.rows == other.rows
    assert one.meta["figures"] == other.meta["figures"]
    assert one.meta["i11"] == other.meta["i11"]


def test_agreements_in_force_on_a_day(asked: Asked) -> None:
    def states(**given: Any) -> dict[str, str]:
        answer = asked("agreements_in_force", **{"as_of": DAY, "country": ["QM"], **given})
        return {key(row["agreement"]): row["state"] for row in answer.rows}

    assert states() == {
        "ag-star": "yes", "ag-multi": "presumed", "ag-north": "presumed", "ag-old": "presumed", "ag-mist": "unknown",
    }  # fmt: skip
    assert states(on="2003-06-30")["ag-mist"] == "yes"
    assert states(on="1999-01-01", country=["QW"])["ag-term"] == "yes"
    assert states(country=["QR"], on="2009-06-30") == {}
    assert states(country=["QR"], on="2012-06-30") == {"ag-assoc": "yes"}
    assert "ag-moon" not in states(on="2006-01-01")
    assert states(on="2006-01-01", level=["departmental"], country=["QU"]) == {"ag-moon": "yes"}


def test_agreements_by_field_tell_apart_not_covered_and_not_stated(asked: Asked) -> None:
    rows = asked("agreements_in_force", as_of=DAY, country=["QM"], field="concept-mlp2006-KA05").rows
    assert {key(row["agreement"]): row["covers"] for row in rows} == {
        "ag-north": "yes", "ag-star": "unknown", "ag-multi": "unknown", "ag-old": "unknown", "ag-mist": "unknown",
    }  # fmt: skip
    others = asked("agreements_in_force", as_of=DAY, country=["QM"], field="concept-mlp2006-KA08").rows
    assert "ag-north" not in {key(row["agreement"]) for row in others}


def test_agreements_that_end_soon_say_until_when_to_give_notice(asked: Asked) -> None:
    answer = asked("agreements_ending", as_of=DAY, level=["institution"], months=12)
    assert {key(row["agreement"]): row["valid_until"] for row in answer.rows} == {
        "ag-soon-auto": "2015-09-30", "ag-soon": "2015-12-31", "ag-soon-month": "2016-03",
    }  # fmt: skip
    assert {row["notice_by"] for row in answer.rows} == {"2015-07-30", None}
    assert len(asked("agreements_ending", as_of=DAY, level=["institution"], months=36).rows) == 5
    assert all(row["until_computed"] is None for row in answer.rows), "a stated end is not computed"


def test_labs_are_included_not_included_or_unknown(asked: Asked) -> None:
    rows = {key(row["lab"]): row for row in asked("labs", as_of=DAY, home=["QM"]).rows}
    assert {name: (row["included"], row["why"]) for name, row in rows.items()} == {
        "lab-in": ("included", "named_and_in_force"),
        "lab-not": ("not_included", "complete_list_without_it"),
        "fix-e7": ("not_included", "complete_list_without_it"),
        "lab-expired": ("not_included", "agreement_over"),
        "lab-unknown": ("unknown", "no_inclusion_stated"),
        "lab-unnamed": ("unknown", "no_inclusion_stated"),
    }
    assert [one["agreement"] for one in rows["lab-not"]["could_include"]] == ["agr-own-ag-north"]


def test_every_code_of_an_answer_is_explained(asked: Asked) -> None:
    known = set(load_reasons())

    def codes(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value[name] for name in ("reason", "why") if isinstance(value.get(name), str)}
            return own | {code for inner in value.values() for code in codes(inner)}
        if isinstance(value, list):
            return {code for inner in value for code in codes(inner)}
        return set()

    asked_for = [
        asked("pool", as_of=DAY, home=["QM"], reading=EVERY, limit=0),
        asked("candidates", as_of=DAY, home=["QM"], reading=EVERY, limit=0),
        asked("labs", as_of=DAY, home=["QM"]),
        asked("agreements_in_force", as_of=DAY, state=["yes", "presumed", "unknown", "no"], level=["intergovernmental", "departmental", "institution"]),
    ]  # fmt: skip
    for answer in asked_for:
        assert codes(answer.rows) | codes(dict(answer.meta)) <= known


def test_every_answer_says_what_it_holds_for(asked: Asked, world_canon: BuiltWorld) -> None:
    answer = asked("candidates", as_of=DAY, home=["QM"])
    assert answer.meta["data_version"] == world_canon.canon.data_version
    assert answer.meta["digest"] == load_questions()["candidates"].digest
    assert (answer.meta["question"], answer.meta["as_of"]) == ("candidates", DAY)
    assert tuple(answer.columns) == tuple(answer.rows[0])


def test_an_answer_is_the_same_twice(asked: Asked) -> None:
    for question, given in (
        ("candidates", {"home": ["QM"]}),
        ("partners", {"home": ["QM"], "institution": "inst-own-fix-a"}),
    ):
        assert asked(question, as_of=DAY, **given) == asked(question, as_of=DAY, **given)


def test_a_record_states_what_canon_says(asked: Asked, world_canon: BuiltWorld) -> None:
    folder = world_canon.canon.folder
    stated: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for record, *statement in duckdb.sql(
        f"SELECT record, subject, predicate, object, datatype, lang, stated_subject FROM '{folder}/statements.parquet'"
    ).fetchall():
        stated[record].add(tuple(statement))
    for record in sorted(stated)[::40]:
        rows = asked("record", record=record).rows
        names = ("subject", "predicate", "object", "datatype", "lang", "stated_subject")
        assert {tuple(row[name] for name in names) for row in rows} == stated[record]


def test_records_lead_to_file_line_and_publisher(asked: Asked) -> None:
    evidence = asked("candidates", as_of=DAY, home=["QM"]).evidence
    answer = asked("records", records=[*evidence, "rec-own-none"])
    assert {row["record"] for row in answer.rows} == set(evidence)
    assert answer.meta["missing"] == ["rec-own-none"]
    for row in answer.rows:
        assert (
            row["file"]
            and len(row["sha256"]) == 64
            and row["publisher"]
            and row["licence"]
            and row["fictional"]
        )


def test_facts_stand_with_each_record_that_states_them(asked: Asked) -> None:
    rows = asked("show", thing="inst-own-bianjie").rows
    countries = {row["object"]: row["records"] for row in rows if row["predicate"] == "country"}
    assert set(countries) == {"country-iso-QM", "country-iso-QN"}
    assert all(len(records) == 1 for records in countries.values())
    contested = asked("conflicts", thing="inst-own-bianjie").rows
    assert {(row["object"], row["chosen"]) for row in contested if row["predicate"] == "country"} == {
        ("country-iso-QM", True), ("country-iso-QN", False),
    }  # fmt: skip


def test_names_are_found_in_both_languages(asked: Asked) -> None:
    for text in ("云海大学", "Yunhai University (fictional)", "yunhai university"):
        assert asked("find", text=text).rows[0]["id"] == "inst-ror-0zzzy0129"
    assert asked("find", text="云海大学").rows[0]["fictional"] is True
    assert asked("find", text="nobody of that name").rows == []


def test_coverage_tells_nothing_known_from_nothing_covered(asked: Asked) -> None:
    rows = {
        (row["kind"], row["year"]): row for row in asked("coverage", as_of=DAY, home=["QM"], since=2004).rows
    }
    assert rows["project", 2006]["covered"] == "none"
    assert rows["project", 2007]["covered"] == "partial"
    assert rows["project", 2004]["begun"] > 0


def test_one_country_beside_another(asked: Asked) -> None:
    rows = {
        row["aspect"]: row
        for row in asked("country_pair", as_of=DAY, one="country-iso-QM", other="country-iso-QN").rows
    }
    swapped = {
        row["aspect"]: row
        for row in asked("country_pair", as_of=DAY, one="country-iso-QN", other="country-iso-QM").rows
    }
    assert rows["agreements_presumed"]["things"] == ["agr-own-ag-north"]
    for aspect, row in rows.items():
        assert (row["one"], row["other"], row["together"]) == (
            swapped[aspect]["other"], swapped[aspect]["one"], swapped[aspect]["together"],
        )  # fmt: skip
