"""A stage of long work and how far it is enter; plain words with the unit, in English or Chinese, leave."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

_GAP: Final = "{}"
_MB: Final = 1_000_000


@cache
def stages() -> Mapping[str, Mapping[str, str]]:
    """Return all stages by the name that reports it, `{}` for what differs; a test holds the languages level."""
    return tomllib.loads((Path(__file__).parent / "stages.toml").read_text("utf-8"))


@cache
def _found(stage: str) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """The entry of a stage, and what stands in its gaps; a stage without an entry stands for itself and counts."""
    if stage in stages():
        return stages()[stage], ()
    for name, entry in stages().items():
        pattern = re.escape(name).replace(re.escape(_GAP), "(.+)")
        if _GAP in name and (found := re.fullmatch(pattern, stage)):
            return entry, found.groups()
    return {"en": stage, "zh": stage, "unit": "count"}, ()


def stage_words(stage: str, lang: str) -> str:
    """Return what a stage does."""
    entry, gaps = _found(stage)
    return entry[lang].format(*gaps)


def how_far(stage: str, done: int, total: int | None, lang: str) -> str:
    """Return how far a stage is, with the unit; empty where nothing is counted or nothing has been done."""
    unit = _found(stage)[0]["unit"]
    if not done or unit == "none":
        return ""
    if unit == "seconds":
        return f"{done} 秒" if lang == "zh" else f"{done} s"
    if unit == "percent":
        return f"{done / total:.0%}" if total else ""
    if unit in ("bytes", "megabytes"):
        size = 1 if unit == "megabytes" else _MB
        said = f"{done / size:,.1f}"
        if not total:
            return f"{said} MB"
        whole = f"{total / size:,.1f} MB"
        share = f"{done / total:.0%}"
        return f"{share}（{said} / {whole}）" if lang == "zh" else f"{share} ({said} of {whole})"
    if not total:
        return f"{done:,}"
    return f"{done:,} / {total:,}" if lang == "zh" else f"{done:,} of {total:,}"


def how_fast(stage: str, done: int, seconds: float) -> str:
    """Return the rate of a stage that counts; empty where it counts nothing or has no time behind it."""
    unit = _found(stage)[0]["unit"]
    if seconds <= 0 or not done or unit not in ("bytes", "megabytes", "count"):
        return ""
    if unit == "count":
        return f"{done / seconds:,.0f}/s"
    return f"{done / (1 if unit == 'megabytes' else _MB) / seconds:,.1f} MB/s"
