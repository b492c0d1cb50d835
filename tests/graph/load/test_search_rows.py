"""Names enter; the same terms leave whether one process folds them or two, and also when the other one is killed."""

import os
import signal

import pyarrow as pa
import pytest

from graph.search_rows import Folding, Known, fold_rows

NAMES = ("清華大學", "Université de Genève", "Xi'an Jiaotong University", "ＫＩＴ", "C.N.R.S.")
KNOWN = Known(["name", "acronym"], ["ror"], {"one": ["Thing", "One"], "two": ["Thing", "Two"]})


def _said(things: int) -> pa.Table:
    """Some names and an identifier of each thing, sorted by number."""
    rows = [
        {"n": n, "predicate": predicate, "lang": "zh" if at else "", "object": f"{NAMES[(n + at) % len(NAMES)]} {n}",
         "classes": "two" if n % 3 else "one", "referred": n % 40 or None}
        for n in range(things)
        for at, predicate in enumerate(("acronym", "name", "name", "ror"))
    ]  # fmt: skip
    kinds = {"n": pa.int64(), "referred": pa.int64()}
    return pa.table(
        {name: pa.array([row[name] for row in rows], kinds.get(name, pa.string())) for name in rows[0]}
    )


def test_two_processes_find_what_one_finds() -> None:
    said = _said(500)
    alone = fold_rows(said, KNOWN)
    assert len(alone) == 500
    for shared in (True, False):
        with Folding(shared=shared) as folding:
            assert (folding.other is not None) is shared
            folding.give(said, KNOWN)
            assert folding.result().sort_by("n").to_pylist() == alone.to_pylist()


def test_a_thing_is_never_shared_between_them() -> None:
    for things in (1, 2, 3):
        with Folding(shared=True) as folding:
            folding.give(_said(things), KNOWN)
            assert sorted(folding.result()["n"].to_pylist()) == list(range(things))


@pytest.mark.parametrize("early", [True, False])
def test_nothing_is_lost_with_the_other_process(early: bool) -> None:
    said = _said(500)
    with Folding(shared=True) as folding:
        assert folding.other is not None
        if early:
            os.kill(folding.other.pid, signal.SIGKILL)
            folding.other.wait()
        folding.give(said, KNOWN)
        if not early:
            os.kill(folding.other.pid, signal.SIGKILL)
        found = folding.result()
    assert found.sort_by("n").to_pylist() == fold_rows(said, KNOWN).to_pylist()


def test_whoever_does_not_wait_ends_it() -> None:
    with Folding(shared=True) as folding:
        other = folding.other
    assert other is not None and other.returncode is not None


def test_no_rows() -> None:
    with Folding(shared=True) as folding:
        folding.give(_said(1).slice(0, 0), KNOWN)
        assert len(folding.result()) == 0
