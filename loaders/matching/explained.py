"""Compared levels and weights enter; what they say leaves in words: feature, level, weight, and what holds a pair back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from loaders.matching.comparison import LEVELS
from loaders.matching.lexicon import default_lexicon
from loaders.matching.model import Model
from loaders.toml import Table, read_toml

_FEATURES = Path(__file__).parent / "features.toml"


@dataclass(frozen=True)
class Reason:
    """One feature of a pair."""

    feature: Mapping[str, str]
    level: Mapping[str, str]
    weight: (
        float | None
    )  # logarithm of how much more often one thing has it than two; None = no weights are known


def reasons(levels: Sequence[int], weights: Model | None) -> tuple[Reason, ...]:
    """All features in their order."""
    top = _features()
    found = []
    for at, (feature, names) in enumerate(LEVELS.items()):
        table, level = top.table(feature), names[levels[at]]
        weight = None if weights is None else weights.weights[at][levels[at]]
        found.append(Reason(table.bilingual("label"), {"en": level, "zh": table.text(level)}, weight))
    return tuple(found)


def guards_told(guards: Sequence[str], kinds: Sequence[str]) -> dict[str, str]:
    """Why a pair is held back, in both languages."""
    labels = [default_lexicon().kinds[kind].label for kind in kinds if kind in default_lexicon().kinds]
    said = {
        "kinds": ", ".join(one["en"] for one in labels),
        "kinds_zh": "、".join(one["zh"] for one in labels),
    }
    texts = [_features().table("guard").bilingual(guard) for guard in guards]
    return {
        "en": "; ".join(text["en"].format_map(said) for text in texts),
        "zh": "；".join(text["zh"].format_map(said) for text in texts),
    }


def told(levels: Sequence[int], weights: Model | None, lang: str) -> str:
    """All reasons in one line, those that say nothing left out."""
    parts = []
    for one in reasons(levels, weights):
        if one.level["en"] in ("unknown", "none"):
            continue
        weight = "" if one.weight is None else f" ({one.weight:+.1f})"
        parts.append(f"{one.feature[lang]}: {one.level[lang]}{weight}")
    return "; ".join(parts)


@cache
def _features() -> Table:
    return read_toml(_FEATURES)
