"""A thing keeps its id over reloads in any order, merges, splits and another base address; ids that gave way lead on."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest

from api.inputs import base_requests, requests_of
from api.linked.dumping import dump
from api.linked.spelling import N_QUADS
from loaders.route import build
from ontology.model import Model
from ontology.statements import REDIRECTS_FILE, STATEMENTS_FILE
from ontology.terms import ID_BASE, mint

ROR = "03cve4549"
ONE = "id,name@en,ror,country\nalpha,Alpha University (fictional),,CN\nbeta,Beta Institute (fictional),,DE\n"
TWO = f"id,name@en,ror,country\nother,Alpha University (fictional),{ROR},CN\n"


def _load(home: Path, folder: Path, table: str, model: Model, judged: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "institutions.csv").write_text(table, "utf-8")
    if judged:
        header = "left,right,judgement,who,when,why\n"
        (home / "judgements.csv").write_text(header + judged, "utf-8")
    asked = requests_of([str(folder)], "")
    return build(home, [*asked, *base_requests()], None, model, processes=1).folder


def _ids(canon: Path) -> set[str]:
    rows = pq.read_table(canon / STATEMENTS_FILE, columns=["subject", "predicate"]).to_pylist()
    return {row["subject"] for row in rows if row["subject"].startswith("inst-")}


def _led(canon: Path) -> dict[str, str]:
    return {row["id"]: row["canonical"] for row in pq.read_table(canon / REDIRECTS_FILE).to_pylist()}


def test_what_an_id_is_made_of_is_said_in_one_place_and_stays() -> None:
    """These are published: a change here breaks every address that anybody holds."""
    assert mint("inst", "ror", ROR) == "inst-ror-03cve4549"
    assert mint("inst", "own", "alpha") == "inst-own-alpha"
    assert mint("inst", "own", "a b") == "inst-own~c8687a08aa5d6ed2044328fa"
    assert mint("part", "own", "p1", "inst-own-alpha") == "part-own~71f8e72fc6cf987324005189"


def test_reload_merge_and_split_keep_every_id(tmp_path: Path, model: Model) -> None:
    home, one, two = tmp_path / "home", tmp_path / "one", tmp_path / "two"
    first = _load(home, one, ONE, model)
    assert _ids(first) == {"inst-own-alpha", "inst-own-beta"}
    again = _load(home, one, ONE.replace("Beta Institute", "Beta Institute renamed"), model)
    assert _ids(again) == _ids(first)
    rows = ONE.splitlines(keepends=True)
    turned = _load(home, one, "".join([rows[0], *reversed(rows[1:])]), model)
    assert _ids(turned) == _ids(first)

    apart = _load(home, two, TWO, model)
    assert {"inst-own-alpha", "inst-own-other"} <= _ids(apart)
    judged = "inst-own-alpha,inst-own-other,same,reviewer-7,2026-05-01,letter\n"
    merged = _load(home, two, TWO, model, judged)
    assert _led(merged) == {**_led(apart), "inst-own-other": "inst-own-alpha"}
    assert _ids(apart) - _ids(merged) == {"inst-own-other"}

    split = _load(
        home, two, TWO, model, judged + "inst-own-alpha,inst-own-other,undo,reviewer-7,2026-05-02,error\n"
    )
    assert _ids(split) == _ids(apart)
    assert _led(split) == _led(apart)
    assert split.name == apart.name  # nothing of the merge is left


@pytest.mark.parametrize("base", ["https://example.org/things/", "https://example.org/things#"])
def test_another_base_address_changes_no_id(tmp_path: Path, model: Model, base: str) -> None:
    canon = _load(tmp_path / "home", tmp_path / "one", ONE, model)

    def ids(where: str) -> set[str]:
        quads = ox.parse(
            b"".join(map(bytes, dump(canon, N_QUADS, model, where))), format=ox.RdfFormat.N_QUADS
        )
        return {quad.subject.value.removeprefix(where) for quad in quads}

    assert ids(base) == ids(ID_BASE)
    assert "inst-own-alpha" in ids(base)
