"""A data version and the name of a step without values enter; its rows leave, read once for as long as it is asked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, Final

Rows = list[dict[str, Any]]

_KEEP: Final = 64  # steps of data versions; there are about ten such steps, of at most a few hundred rows

_KEPT: OrderedDict[tuple[str, str], Rows] = OrderedDict()
_LOCK: Final = Lock()


def steady_rows(data_version: str, step: str, read: Callable[[], Rows]) -> Rows:
    """Return the rows of a step that takes no values: they depend on the data version alone, and nobody changes them.

    `step` names the step and its wording. A graph on its way to another version must not be asked through here.
    """
    key = (data_version, step)
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return _KEPT[key]
    made = read()
    with _LOCK:
        _KEPT[key] = made
        while len(_KEPT) > _KEEP:
            _KEPT.popitem(last=False)
    return made
