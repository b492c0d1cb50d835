"""A home and its sources enter; which of them speak of what can be compared, and were not compared since, leaves."""

from __future__ import annotations

from pathlib import Path

import orjson

from loaders.current import CANONS, read_current
from loaders.matching.profile import default_profile
from loaders.matching.proposals import are_current
from ontology.statements import VERSION_FILE


def uncompared(home: Path) -> tuple[str, ...]:
    """The sources that could know the same organisations under other ids; none where all were compared as they stand."""
    current = read_current(home)
    if not current.data_version or are_current(home, current.sources):
        return ()
    told = orjson.loads((home / CANONS / current.data_version / VERSION_FILE).read_bytes())["sources"]
    kind = default_profile().kind_of_thing
    found = tuple(name for name, about in sorted(told.items()) if about.get("things", {}).get(kind))
    return found if len(found) > 1 else ()
