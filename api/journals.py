"""Settings enter; the journal leaves, opened when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from api.settings import Settings
from cases.journal import Journal, open_journal
from cases.keys import Doorkeeper


@dataclass(frozen=True)
class Journals:
    """The journal of a home, and who knows its keys: nothing is made or opened before it is needed."""

    settings: Settings

    @cached_property
    def journal(self) -> Journal:
        """The journal, opened."""
        return open_journal(self.settings.journal, self.settings.home)

    @cached_property
    def _doorkeeper(self) -> Doorkeeper:
        return Doorkeeper(self.journal)

    def doorkeeper(self) -> Doorkeeper:
        """Who knows the keys."""
        return self._doorkeeper


Opens = Callable[[], Journal]
