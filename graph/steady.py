"""A data version and the name of a step without values enter; its rows leave, read once for as long as it is asked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any, Final, Generic, TypeVar

Rows = list[dict[str, Any]]
K = TypeVar("K")
V = TypeVar("V")

_KEEP: Final = 64  # steps of data versions; there are about ten such steps, of at most a few hundred rows


class Memory(Generic[K, V]):
    """Remembers the last things that were worked out, so that the next asker need not wait."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._held: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K, make: Callable[[], V], sure: Callable[[], bool] = lambda: True) -> V:
        """Return what is remembered under a key, or make it; it is kept where it is sure, after the making, to fit the key."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        if not sure():
            return made
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._keep:
                self._held.popitem(last=False)
        return made

    def several(
        self,
        keys: Sequence[K],
        make: Callable[[Sequence[K]], Mapping[K, V]],
        sure: Callable[[], bool] = lambda: True,
    ) -> dict[K, V]:
        """The same for several keys at once: those that are not remembered are made together."""
        with self._lock:
            found = {key: self._held[key] for key in keys if key in self._held}
            for key in found:
                self._held.move_to_end(key)
        missing = [key for key in keys if key not in found]
        if not missing:
            return found
        made = make(missing)
        if sure():
            with self._lock:
                self._held.update(made)
                while len(self._held) > self._keep:
                    self._held.popitem(last=False)
        return found | dict(made)


_KEPT: Final[Memory[tuple[str, str], Rows]] = Memory(_KEEP)


def steady_rows(data_version: str, step: str, read: Callable[[], Rows], sure: Callable[[], bool]) -> Rows:
    """Return the rows of a step that takes no values: they depend on the data version alone, and nobody changes them.

    `step` names the step and its wording; `sure` says, once they are read, whether they are of this version. A graph on its
    way to another version must not be asked through here.
    """
    return _KEPT.get((data_version, step), read, sure)
