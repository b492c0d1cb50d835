"""Relations that come back to where they began: named, and nothing lost."""

from __future__ import annotations

from pathlib import Path

from api.reports.unsettled import figures, told
from loaders.unsettled import Circle, unsettled
from ontology.model import default_model
from ontology.statements import Statement
from tests.loaders.canon.scene import make, thing


def _relation(number: int, lower: str, upper: str, kind: str) -> list[Statement]:
    return thing(
        f"orgrel-own-{number}",
        "OrganisationRelation",
        fromOrganisation=f"inst-own-{lower}",
        toOrganisation=f"inst-own-{upper}",
        relationKind=f"concept-relation-{kind}",
    )


def _found(folder: Path, *relations: tuple[str, str, str]) -> tuple[Circle, ...]:
    rows = [row for name in "abcdef" for row in thing(f"inst-own-{name}", "Institution")]
    rows += [row for number, relation in enumerate(relations) for row in _relation(number, *relation)]
    made = make(folder, {"own": rows})
    found = unsettled(made.canon.folder, default_model())
    assert len(
        [
            1
            for _, name, _ in made.pairs("statements", "subject", "predicate", "object")
            if name == "toOrganisation"
        ]
    ) == len(relations)
    for said, word in zip(told(found), ("above themselves", "首尾相接"), strict=True):
        assert (word in said) is bool(found.circles)
    assert len(figures(found)["circles"]) == len(found.circles)
    return found.circles


def test_a_circle_of_parents_is_named_and_stays(tmp_path: Path) -> None:
    found = _found(
        tmp_path, ("a", "b", "parent"), ("b", "c", "parent"), ("c", "a", "parent"), ("d", "a", "parent")
    )
    assert found == (Circle(("inst-own-a", "inst-own-b", "inst-own-c"), "concept-relation-parent"),)


def test_one_that_is_its_own_successor(tmp_path: Path) -> None:
    assert _found(tmp_path, ("a", "a", "successor")) == (
        Circle(("inst-own-a",), "concept-relation-successor"),
    )


def test_neither_both_ways_of_related_nor_different_kinds_are_circles(tmp_path: Path) -> None:
    assert not _found(
        tmp_path, ("a", "b", "related"), ("b", "a", "related"), ("a", "c", "parent"), ("c", "a", "successor")
    )


def test_a_lattice_is_no_circle(tmp_path: Path) -> None:
    assert not _found(
        tmp_path, ("a", "b", "parent"), ("a", "c", "parent"), ("b", "d", "parent"), ("c", "d", "parent")
    )
