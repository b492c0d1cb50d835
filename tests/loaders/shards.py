"""Projects that are made up, in many small files; the fixtures that cut them into many shards."""

import multiprocessing
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders import extract as extracting
from loaders.records import shard as sharding
from tests.loaders.making import write_zip

MAPPING = """
[record]
key = ["id"]
[[thing]]
class = "Project"
key = ["id"]
[thing.set]
name = { path = "title", lang = "en" }
startDate = "start"
"""


def project_xml(number: int, start: str = "2022-01-01") -> str:
    return f"<project><id>{number}</id><title>Fictional {number % 7}</title><start>{start}</start></project>"


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def many_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharding, "_MEMBERS_BYTES", 400)
    monkeypatch.setattr(sharding, "_PART_BYTES", 2000)
    monkeypatch.setattr(extracting, "_WORTH_A_POOL", 0)


def many_zips(folder: Path) -> list[Path]:
    """Two zips with good, broken and dirty members, packed in a random order."""
    members = {
        f"{number}.xml": project_xml(number, "2022-02-30" if number % 9 == 0 else "2022")
        for number in range(60)
    }
    members["61.xml"] = "<project><id>"
    names = list(members)
    random.Random(7).shuffle(names)
    return [
        write_zip(folder / "a.zip", {name: members[name] for name in names[:40]}),
        write_zip(folder / "b.zip", {name: members[name] for name in names[40:]}),
    ]


@pytest.fixture(autouse=True)
def no_left_over_processes() -> Iterator[None]:
    yield
    assert not multiprocessing.active_children()
