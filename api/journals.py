"""Settings enter; the journal leaves, opened when it is first asked for, and the workflow with the settings' numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from api.settings import Settings
from cases.journal import FILE, Journal, open_journal
from cases.keys import Doorkeeper, Holder
from cases.workflow import Workflow, load_workflow


@dataclass(frozen=True)
class Journals:
    """The journal of a home, and who knows its keys: nothing is made or opened before it is needed."""

    settings: Settings

    def exists(self) -> bool:
        """Whether there is a journal: to look at what people did makes none."""
        return bool(self.settings.journal) or (self.settings.home / FILE).exists()

    @property
    def workflow(self) -> Workflow:
        """The workflow, with the numbers that the settings change."""
        chosen = {
            "conflict_years": self.settings.conflict_years,
            "support_gap_days": self.settings.support_gap_days,
        }
        return load_workflow().with_limits({name: one for name, one in chosen.items() if one is not None})

    @cached_property
    def journal(self) -> Journal:
        """The journal, opened."""
        return open_journal(self.settings.journal, self.settings.home)

    @cached_property
    def _doorkeeper(self) -> Doorkeeper:
        return Doorkeeper(self.journal)

    def holder(self, key: str, now: str) -> Holder | None:
        """Who holds a key that is good now; where there is no journal nobody does, and asking makes none."""
        return self.doorkeeper().holder(key, now) if self.exists() else None

    def doorkeeper(self) -> Doorkeeper:
        """Who knows the keys."""
        return self._doorkeeper


Opens = Callable[[], Journal]
