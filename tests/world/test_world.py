"""The world's texts enter; that it is plainly fictional and always the same bytes is what leaves."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from tests.world.build import TEXTS, build_world

USER_ASSIGNED = re.compile(r"AA|Q[M-Z]|X[A-Z]|ZZ")  # ISO 3166-1 gives these to nobody
DELIMITERS = {"world_survey": ";"}


def rows() -> Iterator[tuple[Path, dict[str, str]]]:
    for path in sorted(TEXTS.glob("*/*.csv")):
        with path.open(encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text, delimiter=DELIMITERS.get(path.parent.name, ",")):
                yield path, row


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = build_world(tmp_path / "one"), build_world(tmp_path / "other")
    assert one.names == other.names
    for name in one.names:
        assert [(path.name, path.read_bytes()) for path in one.files(name)] == [
            (path.name, path.read_bytes()) for path in other.files(name)
        ]


def test_every_source_says_that_it_is_fictional() -> None:
    for manifest in sorted(TEXTS.glob("*/source.toml")):
        assert "fictional = true" in manifest.read_text("utf-8")
        about = manifest.with_name("about.csv")
        assert not about.exists() or re.search(r"^fictional[,;]yes$", about.read_text("utf-8"), re.M)


def test_every_name_says_that_it_is_fictional() -> None:
    for path, row in rows():
        for column, cell in row.items():
            if cell and re.search(r"^name@|^Name \(|^名称（", column):
                assert "虚构" in cell or "fictional" in cell, f"{path.name}: {cell}"


def test_no_country_is_a_real_one() -> None:
    with (TEXTS / "world_registry" / "countries.csv").open(encoding="utf-8", newline="") as text:
        keys = [next(iter(row.values())) for row in csv.DictReader(text)]
    assert len(keys) == 13
    assert all(USER_ASSIGNED.fullmatch(key) for key in keys)
