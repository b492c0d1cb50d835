"""Rule set files, whole and broken, enter; rules leave, or an error that names file, line and entry, nothing changed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from graph.channels import MasksByGap, covered_years
from graph.closure import complete_only
from graph.ruleset_read import find_rule_set, load_rule_sets, parse_rule_set, reading_of, rules_folder
from graph.subjects import Scene, Subject
from graph.weighing import TESTS
from ontology.errors import BadParameter, GraphError

TEXT = (rules_folder() / "key-institutions.toml").read_text("utf-8")
RULES = find_rule_set("key-institutions")


def test_every_clause_says_what_it_reads_and_whose_it_is() -> None:
    for rules in load_rule_sets().values():
        for part in (rules.pool, *rules.parts):
            assert part.words.zh
            assert part.words.en
            assert part.origin in ("policy", "documented-preset", "ours")
            assert part.changed.by
            assert part.changed.why
            assert part.suppliers
            assert part.evidence or part.kind == "derived"
        for one in (*rules.modes.values(), *rules.thresholds.values()):
            assert one.origin in ("policy", "documented-preset", "ours")
            assert one.about.zh
            assert one.about.en


def test_the_words_of_the_conditions_are_those_of_the_policy() -> None:
    assert [one.clause for one in RULES.conditions] == ["C1", "C2", "C3", "C4", "C5", "C6"]
    assert "不少于3年" not in "".join(
        one.words.zh for one in RULES.conditions
    )  # that is about support, not eligibility
    assert RULES.pool.words.zh == "从执行政府间科技合作协议项目的重点科研机构中产生。"
    assert RULES.conditions[4].words.zh.startswith(
        "已与国外合作伙伴签订合作研发协议，外方合作伙伴应承诺相关技术、人力、设备和资金的投入"
    )


def test_no_number_is_the_policys_own() -> None:
    assert {one.origin for one in RULES.thresholds.values()} == {"ours", "documented-preset"}


def test_the_modes_that_the_text_leaves_open_can_all_be_chosen() -> None:
    options = {name: list(mode.options) for name, mode in RULES.modes.items()}
    assert options["C3"] == ["all", "ab_and_c", "any"]
    assert options["C5b"] == ["any", "relevant", "all4"]
    assert options["C1c"] == ["and", "or"]
    assert options["link"] == ["stated", "programme", "copresence"]
    assert options["time"] == ["at", "ever", "within"]
    assert options["overlap"] == ["start", "throughout", "any"]
    assert options["force"] == ["yes", "presumed"]


def test_a_second_rule_set_is_files_alone() -> None:
    other = find_rule_set("joint-research-centre-2014")
    assert {part.test for part in other.parts} < {part.test for part in RULES.parts}


def test_two_versions_stand_beside_each_other_and_the_last_is_the_default(tmp_path: Path) -> None:
    for version in ("2007.1", "2007.9", "2007.10"):
        text = TEXT.replace('version = "2007.1"', f'version = "{version}"')
        (tmp_path / f"key-{version}.toml").write_text(text, "utf-8")
    sets = load_rule_sets(tmp_path)
    assert find_rule_set("key-institutions", sets).version == "2007.10"
    assert find_rule_set("key-institutions@2007.1", sets).digest == RULES.digest


BROKEN = [
    ('mode = "C3"\n', 'mode = "C9"\n', r"condition C3.*unknown mode 'C9'"),
    ("value = 3\n", "value = 0\n", r"threshold C2c.years.*value 0 is out of range 1…50"),
    ('reads = ["events"]', 'reads = ["events", "score"]', r"part C2c.*reads score, which evidence_circles do not return"),
    ('evidence = ["evidence_circles"]', 'evidence = ["evidence_none"]', r"part C2c.*no question file is called evidence_none"),
    ('date = "2026-11-26"', 'date = "2026-02-30"', r"changed.date is no day of the calendar: '2026-02-30'"),
    ('date = "2026-11-26"', "date = 2026-02-30", r"impossible date"),
    ('default = "ab_and_c"', 'default = "some"', r"mode C3.*default is 'some'"),
    ('formula = "C5a and C5b and C5c"', 'formula = "C5a and C5z"', r"condition C5.*names C5z"),
    ('formula = "C5a and C5b and C5c"', 'formula = "C5a > 1"', r"condition C5.*a formula holds words"),
    ('test = "channel"', 'test = "guess"', r"part C2c.*test is 'guess'"),
    ('origin = "documented-preset"', 'origin = "somewhere"', r"threshold C4b.persons.*origin is 'somewhere'"),
    ('suppliers = ["candidate", "operator"]', 'suppliers = ["nobody"]', r"part C4a.*unknown suppliers: nobody"),
    ('links = ["stated"]', 'links = ["hearsay"]', r"mode link.*links by hearsay"),
    ('text_en = "Research in a key area"\n', "", r"part C1a.*text must be given in zh and en"),
    ('kind = "required"\ntest = "fields"', 'kind = "needed"\ntest = "fields"', r"part C1a.*kind is 'needed'"),
    ('otherwise = "JUDGE"\n', "", r"part C2a.*needs the settings: otherwise"),
    ('otherwise = "JUDGE"\n', 'otherwise = "JUDGE"\nguess = 1\n', r"part C2a.*unknown keys: guess"),
    ('of = ["C2c", "C3c", "C5a"]', 'of = ["C2x"]', r"part C4c.*derived from C2x"),
    ('kind = "graded"\ntest = "partners"', 'kind = "graded"\ntest = "signed"', r"part C4a.*needs the settings"),
    (TEXT[TEXT.index('test = "partners"'):TEXT.index('[[part]]\nclause = "C4b"')],
     TEXT[TEXT.index('test = "partners"'):TEXT.index('[part.settings]\nlevels')].replace("partners", "signed")
     + TEXT[TEXT.index("[part.settings]\nlevels", TEXT.index('test = "signed"')):TEXT.index('[[part]]\nclause = "C5b"')],
     r"part C5a.*only one part may be weighed by signed.*C4a is"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), BROKEN, ids=[str(at) for at in range(len(BROKEN))])
def test_a_broken_rule_set_is_refused_with_its_place(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(GraphError) as found:
        parse_rule_set("key-institutions.toml", TEXT.replace(old, new, 1))
    error = found.value
    assert re.search(said, error.what, re.S), error.what
    assert error.where.startswith("rules/key-institutions.toml")
    assert "nothing was changed" in error.remedy
    assert error.what_zh
    assert error.remedy_zh
    assert find_rule_set("key-institutions").digest == RULES.digest


def test_the_error_names_the_line() -> None:
    text = TEXT.replace("value = 3\n", "value = 0\n", 1)
    with pytest.raises(GraphError) as found:
        parse_rule_set("mine.toml", text)
    line = text[: text.index('name = "C2c.years"')].count("\n") + 1
    assert found.value.where == f"rules/mine.toml, line {line}"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("C3=most", "C3 is read as one of: all, ab_and_c, any"),
        ("C3", "write NAME=VALUE"),
        ("C33=all", "did you mean 'C3'"),
        ("C2c.years=0", "whole number within 1…50"),
        ("C2c.years=51", "whole number within 1…50"),
        ("C2c.years=three", "whole number within 1…50"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(asked: str, said: str) -> None:
    with pytest.raises(BadParameter) as found:
        reading_of(RULES, [asked])
    assert said in found.value.remedy
    assert found.value.remedy_zh


def test_a_number_may_be_shared_by_the_parts_of_a_condition_or_by_all() -> None:
    for shared in ("C2.cap", "cap"):
        rules = parse_rule_set("mine.toml", TEXT.replace('name = "C2c.cap"', f'name = "{shared}"'))
        reading = reading_of(rules, [])
        assert reading.number("C2c", "cap") == 10
        assert rules.reach("cap", reading.thresholds) == 11
        part = next(one for one in rules.parts if one.clause == "C2c")
        one = Subject("us", "CN", (), None, frozenset({"CN"}), ("us",))
        day = date(2010, 6, 30)
        scene = Scene(day, frozenset({"CN"}), (), {}, MasksByGap(day), {})
        assert TESTS["channel"].weigh(one, part, reading, scene).status == "UNKNOWN"


def test_activities_are_read_up_to_a_step_above_the_cap() -> None:
    at = TEXT.index('name = "C2c.cap"')
    rules = parse_rule_set("mine.toml", TEXT[:at] + TEXT[at:].replace("step = 1", "step = 5", 1))
    assert rules.reach("cap", reading_of(rules, []).thresholds) == 15


def test_a_run_may_bridge_any_gap() -> None:
    assert MasksByGap(date(2010, 6, 30))[40].run(1 | 1 << 41) == 42


def test_a_declaration_without_a_begin_says_nothing_of_any_year() -> None:
    row = {"about": "Project", "property": None, "complete": True, "countries": ["CN"], "kinds": [], "begin": None,
           "end": "2010-12-31", "activity": True}  # fmt: skip
    assert complete_only([row]) == ()
    assert covered_years([row], {"CN"}, 2010) == set()
    (ever,) = complete_only([{**row, "begin": "1500-01-01"}])
    assert ever.first == date.min


def test_an_unknown_rule_set_names_the_nearest() -> None:
    with pytest.raises(BadParameter, match="no rule set 'key-institution'") as found:
        find_rule_set("key-institution")
    assert "did you mean 'key-institutions" in found.value.remedy
