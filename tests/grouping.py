"""The collected tests enter; which of them run in one process, and in which order, leaves. It decides cost, never outcome.

With `--dist worksteal` each process begins with a part of this order, one piece, and an idle one takes from the end of another's:
tests that share what is dear to make stand together and first, so it is made in one process; long tests come before short ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pytest

# Fixtures that start a server or load a graph; every test that uses one of them is in its group.
DEAR: Final = ("policy_graph", "own_graph", "terminal", "engine", "alone", "hostile_site")
# Modules of long tests: their tests share nothing, and each goes where there is room.
APART: Final = (
    "tests/readme/test_commands.py",
    "tests/graph/load/test_private.py",
    "tests/graph/load/test_kill_load.py",
    "tests/graph/engine/test_importer.py",
    "tests/graph/engine/test_full_disk.py",
    "tests/graph/engine/test_process.py",
    "tests/graph/engine/test_encrypted.py",
    "tests/api/http/test_injection.py",
    "tests/api/http/test_fuzz.py",
    "tests/loaders/canon/test_kill.py",
    "tests/loaders/canon/test_canon.py",
)
# Modules that take long as a whole.
LONG: Final = (
    "tests/api/http/",
    "tests/api/client/",
    "tests/api/published/",
    "tests/api/test_case_commands.py",
    "tests/api/",
    "tests/graph/",
)

PLACE: Final = pytest.StashKey[tuple[int, int, str]]()


def place(item: pytest.Item) -> tuple[int, int, str]:
    """How early a test comes, and the group that it is in."""
    module = item.nodeid.partition("::")[0]
    named = item.get_closest_marker("xdist_group")
    if named is not None:
        return 0, 0, str(named.args[0])
    for number, name in enumerate(DEAR):
        if name in getattr(item, "fixturenames", ()):
            return 0, number, name
    if module in APART:
        return 1, APART.index(module), item.nodeid.replace("@", " ")
    return 2, next((one for one, start in enumerate(LONG) if module.startswith(start)), len(LONG)), module


def put(item: pytest.Item) -> None:
    """Mark a test with its group, as soon as it is collected: xdist reads the marks before the order is made."""
    item.stash[PLACE] = found = place(item)
    if item.get_closest_marker("xdist_group") is None:
        item.add_marker(pytest.mark.xdist_group(found[2]))


def arranged(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """The tests in the order of their groups."""
    return sorted(items, key=lambda item: item.stash[PLACE])
