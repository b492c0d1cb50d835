"""What differs between two versions, statement by statement and in numbers; and what is loaded, source by source."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from loaders.changes import ADDED, CHANGED, REMOVED, beside, changes, difference
from loaders.current import Current, write_current
from loaders.overview import overview
from ontology.errors import UsageError
from ontology.model import default_model
from tests.loaders.canon.scene import make, say, thing

STAYS = thing("country-iso-CN", "Country", code="CN")
ROR = "03rc6as71"


def test_what_is_added_removed_and_changed(tmp_path: Path) -> None:
    before = make(
        tmp_path / "1",
        {
            "s": [
                *STAYS,
                *thing("inst-own-a", "Institution", city="X"),
                *thing("inst-own-b", "Institution", "r2", city="Z"),
            ]
        },
    ).canon.folder
    after = make(
        tmp_path / "2",
        {
            "s": [
                *STAYS,
                *thing("inst-own-a", "Institution", city="Y"),
                *thing("inst-own-c", "Institution", "r3"),
            ]
        },
    ).canon.folder
    told = [(one.thing, one.sign, one.statement[:3]) for one in changes(before, after)]
    assert told == [
        (CHANGED, "-", ("inst-own-a", "city", "X")),
        (CHANGED, "+", ("inst-own-a", "city", "Y")),
        (REMOVED, "-", ("inst-own-b", "city", "Z")),
        (REMOVED, "-", ("inst-own-b", "type", "Institution")),
        (ADDED, "+", ("inst-own-c", "type", "Institution")),
    ]
    summed = difference(before, after)
    assert dict(summed.statements) == {"+": 2, "-": 3}
    assert dict(summed.things) == {ADDED: 1, REMOVED: 1, CHANGED: 1}


def test_a_merge_shows_as_one_thing_gone_and_one_changed(tmp_path: Path) -> None:
    apart = {"s": [*thing("inst-own-a", "Institution"), *thing("inst-own-b", "Institution", "r2", city="X")]}
    before = make(tmp_path / "1", apart).canon.folder
    judged = make(tmp_path / "2", apart, judgements="inst-own-a,inst-own-b,same,Li,2026-05-17,\n")
    assert dict(difference(before, judged.canon.folder).things) == {ADDED: 0, REMOVED: 1, CHANGED: 1}


def test_nothing_differs_from_itself(tmp_path: Path) -> None:
    folder = make(tmp_path, {"s": STAYS}).canon.folder
    assert list(changes(folder, folder)) == []
    assert dict(difference(folder, folder).statements) == {"+": 0, "-": 0}


def test_versions_that_state_the_same_may_differ_beside_it(tmp_path: Path) -> None:
    """The same statements from another record, and one value refused more: two versions, and it is said in what."""
    before = make(tmp_path / "1", {"s": STAYS}).canon.folder
    after = make(tmp_path / "2", {"s": [*STAYS, say("country-iso-CN", "latitude", "91")]}).canon.folder
    assert before.name != after.name
    assert dict(difference(before, after).statements) == {"+": 0, "-": 0}
    told = beside(before, after)
    assert set(told) == {"records", "rejects", "conflicts", "redirects", "placeholders"}
    assert told["rejects"] == {"+": 1, "-": 0}
    assert told["redirects"] == {"+": 0, "-": 0}
    assert not any(any(numbers.values()) for numbers in beside(after, after).values())


def test_a_version_that_is_not_there_is_named(tmp_path: Path) -> None:
    folder = make(tmp_path, {"s": STAYS}).canon.folder
    with pytest.raises(UsageError, match="0123456789abcdef"):
        list(changes(folder, folder.with_name("0123456789abcdef")))


def test_the_overview_counts_and_tells_coverage(tmp_path: Path) -> None:
    claim = thing(
        "cov-own-1", "Coverage", "r9", aboutClass="Institution", complete="true", country="country-iso-CN"
    )
    rows = [
        *STAYS,
        *claim,
        *thing("inst-own-a", "Institution", ror=ROR),
        say("inst-own-a", "latitude", "91", "r2"),
    ]
    made = make(tmp_path, {"a": rows, "b": thing("inst-own-b", "Institution", ror=ROR)})
    assert overview(tmp_path, default_model(), date(2026, 11, 23)) == ()
    write_current(tmp_path, Current({"a": "", "b": ""}, made.canon.data_version))
    first, second = overview(tmp_path, default_model(), date(2026, 11, 23))
    assert (first.name, first.accepted, dict(first.rejected), first.age) == ("a", 8, {"shape": 1}, None)
    (told,) = first.coverage
    assert told["aboutClass"] == ("Institution",) and told["country"] == ("country-iso-CN",)
    assert (second.name, second.accepted, second.rejected, second.coverage) == ("b", 2, {}, ())
    assert overview(tmp_path, default_model(), date(2026, 11, 23), made.canon.data_version) == (first, second)


@pytest.mark.parametrize(
    ("retrieved", "age"), [("2026-11-22", 1), ("2026-11", 22), ("2026", 326), ("", None)]
)
def test_age_in_days(retrieved: str, age: int | None) -> None:
    from loaders.overview import _days

    assert _days(retrieved, date(2026, 11, 23)) == age
