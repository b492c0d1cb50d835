"""The same sources on DuckDB and on PySpark: byte for byte the same canon."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.current import CANONS
from loaders.route import build
from ontology.model import default_model
from tests.loaders.canon.scene import make, say, thing
from tests.loaders.canon.test_canon import content
from tests.world.build import build_world
from tests.world.fixture import built, requests

ROR = "03rc6as71"
JUDGEMENTS = (
    "inst-own-a,inst-own-n,not same,Li,2026-05-17,two houses\n"
    "inst-own-t,inst-own-u,same,Li,2026-05-17,one house\n"
)

# What RE2 and Java, or the two SQL dialects, could read differently.
TRICKY = [
    "a;b", 'say "no"', "it's", "C:\\new\\table", "tab\there", "line\nbreak", "ends with a line break\n", "$", "100%_",
    "Straße", "ﬁ", "İ", "𝔘nicode", "\\Z", " blank ", "null", "NULL", "00133", "1e3", "${x}", "{{ x }}", "/* x */", "-- x",
]  # fmt: skip


def sources() -> dict[str, list]:
    a = [*thing("country-iso-CN", "Country", code="CN", name="中国@zh")]
    a += thing("inst-own-a", "Institution", "r2", ror=ROR, country="country-iso-CN", city="X", latitude="91")
    a += [say("inst-own-a", "note", text, "r3") for text in TRICKY]
    a += [say("inst-own-a", "wikidata", "Q1\n", "r4"), say("inst-own-a", "established", "2023-02-29", "r5")]
    a += [say("inst-own-a", "established", "2024-02-29", "r6"), say("inst-own-a", "longitude", "-180", "r6")]
    a += thing("inst-own-t", "Institution", "r7", name="T@en")
    b = [
        *thing(f"inst-ror-{ROR}", "Institution", "r1", name="A@en", city="Y"),
        say("inst-own-u", "type", "Institution"),
    ]
    b += thing("inst-own-n", "Institution", "r2", ror=ROR, pic="999", city="Z")
    b += [*thing("unit-own-u", "Unit", "r3", host="inst-pic-999"), *thing("unit-own-v", "Unit", "r4")]
    b += thing("part-own-1", "Participation", "r5", project="inst-own-a", institution="inst-own-n")
    b += thing(
        "desig-own-d",
        "Designation",
        "r6",
        organisation="inst-own-ghost",
        issuer=["inst-own-a", f"inst-ror-{ROR}"],
    )
    return {"a": a, "b": b}


# py4j leaves its sockets to the garbage collector.
pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_same_bytes_on_both(tmp_path: Path) -> None:
    here = make(tmp_path / "duckdb", sources(), judgements=JUDGEMENTS, ranks={"b": 1})
    there = make(tmp_path / "pyspark", sources(), judgements=JUDGEMENTS, ranks={"b": 1}, backend="pyspark")
    assert all(here.canon.counts.values()), "an empty table proves nothing"
    assert there.canon.counts == here.canon.counts
    assert content(there.canon.folder) == content(here.canon.folder)


def test_the_fictional_world_is_the_same_on_both(tmp_path: Path) -> None:
    world = build_world(tmp_path / "world")
    here = built(world, tmp_path / "duckdb", default_model()).canon
    home = tmp_path / "pyspark"
    there = build(home, requests(world), world.judgements, default_model(), backend="pyspark", processes=2)
    assert here.counts["statements"] > 1_000 and all(here.counts.values())
    assert there.data_version == here.data_version
    assert there.folder == home / CANONS / here.data_version
    assert content(there.folder) == content(here.folder)
