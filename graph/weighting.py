"""Weights that somebody wrote, and the figures of a channel, enter; one number with what each indicator gave to it leaves.

No answer merges indicators by itself. Whoever wants one number says what each indicator is to count, and it never orders
anything: it stands beside the figures that it was made of.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from graph.indicators_network import weighted
from graph.naming import refused
from graph.question import Parameter
from ontology.errors import NoSuchValue

# Where the number of an indicator stands in an answer. Of bounds the low one counts: what is certain.
PLACES: Final[Mapping[str, tuple[str | int, ...]]] = MappingProxyType({
    "i1": ("i1",), "i2": ("i2", "span", 0), "i2_small": ("i2_small", "span", 0), "i3": ("i3",), "i4": ("i4",),
    "i5_salton": ("i5", "salton"), "i5_jaccard": ("i5", "jaccard"), "i6": ("i6", "score"),
    "i6_intensity": ("i6", "intensity"), "i7": ("i7",), "i8": ("i8", "bounds", 0), "i10": ("i10", "count"),
    "i11": ("i11", "count"), "i12": ("i12",), "i13_relational": ("i13", "relational"),
    "i13_structural": ("i13", "structural"), "i16": ("i16", "share"), "i17": ("i17",),
})  # fmt: skip
OF_A_LINE: Final = ("i1", "i2", "i2_small", "i3", "i4", "i8", "i10", "i11")  # what a line of partners holds
_MOST: Final = 1e9


def read_weights(parameter: Parameter, given: Sequence[str], allowed: Sequence[str]) -> dict[str, float]:
    """Read `i1=0.5` and the like; an indicator that is not there, or is named twice, is refused."""
    found: dict[str, float] = {}
    for text in given:
        if not re.fullmatch(parameter.pattern, text):
            raise refused(parameter, text, "write indicator=number, like i1=0.5,i3=2",
                           "请写作 指标=数值，例如 i1=0.5,i3=2")  # fmt: skip
        name, weight = (each.strip() for each in re.split("[=:]", text.lower()))
        if name not in allowed:
            near = get_close_matches(name, allowed, n=1, cutoff=0.3)
            hint, hint_zh = (f"did you mean {near[0]!r}? ", f"是否要写 {near[0]!r}？") if near else ("", "")
            raise refused(parameter, text, f"{hint}its indicators are: {', '.join(allowed)}",
                           f"{hint_zh}可用的指标：{'、'.join(allowed)}", NoSuchValue)  # fmt: skip
        if name in found:
            raise refused(parameter, text, f"{name} has a weight already: give it once",
                           f"{name} 已给出权重，请只给一次", NoSuchValue)  # fmt: skip
        if abs(float(weight)) > _MOST:
            raise refused(parameter, text, f"give a weight within ±{_MOST:.0f}",
                           f"权重应在 ±{_MOST:.0f} 之内", NoSuchValue)  # fmt: skip
        found[name] = float(weight)
    return found


def weighing(figures: Mapping[str, Any], weights: Mapping[str, float]) -> dict[str, Any] | None:
    """Return the number, what each indicator gave to it, and those that are not known; None where nothing was weighed.

    Where an indicator is not known, `total` is the sum of the others and `missing` names it: it counts as nothing, and
    two totals of which one misses something are not to be compared.
    """
    if not weights:
        return None
    made = weighted({name: _number(figures, PLACES[name]) for name in weights}, weights)
    return {
        "total": round(made.total, 6),
        "weights": dict(weights),
        "contributions": {name: round(value, 6) for name, value in made.contributions.items()},
        "missing": list(made.missing),
    }


def _number(figures: Mapping[str, Any], place: Sequence[str | int]) -> float | None:
    found: Any = figures
    for step in place:
        if found is None:
            return None
        found = found[step] if isinstance(step, int) else found.get(step)
    return float(found) if found is not None and math.isfinite(found) else None
