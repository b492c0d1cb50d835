"""Amounts and the shares of them enter; those that do not add up are told, and nothing is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.reports.unsettled import figures, told
from loaders.open_ends import open_ends
from loaders.shares import Uneven
from loaders.unsettled import unsettled
from ontology.model import default_model
from tests.loaders.canon.scene import make, thing

WHOLE = {"grantAmount": "1000", "currency": "EUR"}


def _found(folder: Path, whole: dict[str, str], *shares: dict[str, str]) -> tuple[Uneven, ...]:
    rows = thing("proj-own-p", "Project", name="P@en", **whole)
    for number, share in enumerate(shares):
        rows += thing(f"inst-own-i{number}", "Institution")
        rows += thing(
            f"part-own-{number}",
            "Participation",
            project="proj-own-p",
            institution=f"inst-own-i{number}",
            **share,
        )
    made = make(folder, {"own": rows})
    assert not made.pairs("rejects", "value")
    model = default_model()
    found = unsettled(made.canon.folder, model)
    for said, word in zip(told(found), ("do not add up", "份额之和不符"), strict=True):
        assert (word in said) is bool(found.uneven)
    assert len(figures(found)["uneven"]) == len(found.uneven)
    listed = [row for row in open_ends(made.canon.folder, found, model) if row["stage"] == "uneven"]
    assert [(row["value"], row["column"]) for row in listed] == [
        (one.whole, "Grant amount · 资助金额") for one in found.uneven
    ]
    for row, one in zip(listed, found.uneven, strict=True):
        assert one.shares in row["reason"] and one.shares in row["reason_zh"] and row["remedy_zh"]
    return found.uneven


def _euro(*amounts: str) -> list[dict[str, str]]:
    return [{"grantAmount": amount, "currency": "EUR"} if amount else {} for amount in amounts]


@pytest.mark.parametrize(
    ("shares", "sum_", "known"),
    [
        (_euro("600.5", "300"), "900.5", 2),
        (_euro("600", "411"), "1011", 2),
        (_euro("600", "500", ""), "1100", 2),  # one is not known: it could only make it more
    ],
)
def test_shares_that_miss_the_whole_are_told(
    tmp_path: Path, shares: list[dict[str, str]], sum_: str, known: int
) -> None:
    assert _found(tmp_path, WHOLE, *shares) == (
        Uneven("proj-own-p", "grantAmount", "1000", sum_, len(shares), known),
    )


@pytest.mark.parametrize(
    "shares",
    [
        _euro("600", "400"),
        _euro("600.25", "409.75"),  # one in a hundred
        _euro("600", "390"),
        _euro("600", "300", ""),  # the third may hold the rest
        _euro("", ""),
        [{"grantAmount": "600", "currency": "EUR"}, {"grantAmount": "500", "currency": "CHF"}],
        [{"grantAmount": "600"}, {"grantAmount": "500"}],  # of what?
    ],
)
def test_shares_that_may_make_the_whole_are_not(tmp_path: Path, shares: list[dict[str, str]]) -> None:
    assert _found(tmp_path, WHOLE, *shares) == ()


def test_two_lists_of_the_same_members_are_not_added(tmp_path: Path) -> None:
    rows = thing("proj-own-p", "Project", name="P@en", **WHOLE)
    for scheme in ("cordis", "cordisrcn"):
        for number, share in enumerate(("600", "400")):
            rows += thing(f"part-{scheme}-{number}", "Participation", project="proj-own-p",
                          institution=f"inst-own-i{number}", grantAmount=share, currency="EUR")  # fmt: skip
    assert unsettled(make(tmp_path, {"own": rows}).canon.folder, default_model()).uneven == ()


def test_amounts_beyond_all_money_are_not_summed(tmp_path: Path) -> None:
    assert _found(tmp_path, WHOLE, *_euro("1" + 30 * "0", "1" + 37 * "0")) == ()
    assert _found(tmp_path / "whole", {**WHOLE, "grantAmount": "1" + 37 * "0"}, *_euro("600")) == ()


def test_the_real_dirt_of_cordis(tmp_path: Path) -> None:
    """Grant 101040035 of Horizon Europe and the share of its one beneficiary, as CORDIS published them in 2023."""
    whole = {"grantAmount": "1499153", "currency": "EUR"}
    assert _found(tmp_path, whole, *_euro("1449239.82")) == (
        Uneven("proj-own-p", "grantAmount", "1499153", "1449239.82", 1, 1),
    )


def test_without_a_whole_nothing_is_missed(tmp_path: Path) -> None:
    assert _found(tmp_path, {}, *_euro("600", "500")) == ()
