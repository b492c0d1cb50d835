"""A fresh home enters; its journal, with people in it, leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.journal import Journal, open_journal
from tests.cases.acted import peopled


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = open_journal("", tmp_path / "home")
    yield peopled(opened)
    opened.close()
