"""The collected tests enter; which of them run in one process, and in which order, leaves. It decides cost, never outcome.

With `--dist loadgroup` a group is handed to one process whole: what its tests share is made once. A test is in the group of the
dearest thing that it uses, otherwise in that of its module; a long test that shares nothing is a group alone. What takes long
comes first, so that no process is left with it when the others have ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pytest

# Fixtures that start processes, the dearest first; every test that uses one of them is in its group.
DEAR: Final = ("policy_graph", "terminal", "environ", "clean_graph", "hostile_site")
# Modules of long tests that share nothing: each test goes where there is room.
APART: Final = (
    "tests/readme/test_commands.py",
    "tests/graph/load/test_private.py",
    "tests/graph/load/test_kill_load.py",
    "tests/api/test_case_commands.py",
    "tests/graph/engine/test_importer.py",
    "tests/graph/engine/test_process.py",
    "tests/graph/engine/test_full_disk.py",
    "tests/loaders/canon/test_kill.py",
    "tests/loaders/canon/test_canon.py",
)


def group(item: pytest.Item) -> tuple[int, str]:
    """How early a test comes, and the group that it is in."""
    module = item.nodeid.partition("::")[0]
    if module in APART:
        return APART.index(module), item.nodeid.replace("@", " ")
    used = set(getattr(item, "fixturenames", ()))
    for place, name in enumerate(DEAR):
        if name in used:
            return place, name
    return len(APART), module


def arranged(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """The tests in the order of their groups, each marked with its own."""
    found = []
    for item in items:
        place, name = group(item)
        item.add_marker(pytest.mark.xdist_group(name))
        found.append((place, name, item))
    return [item for _, _, item in sorted(found, key=lambda one: one[:2])]
