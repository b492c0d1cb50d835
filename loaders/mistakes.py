"""Errors about one folder or workbook enter; one error that lists them all, each with what to do, leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ontology.errors import SourceError

SHOWN: Final = 20  # mistakes that one error lists before it says how many more there are


class MistakesError(SourceError):
    """Several at once."""

    each: tuple[SourceError, ...] = ()


def joined(errors: Sequence[SourceError]) -> SourceError:
    """The one error itself, or one that lists several: who mends files wants to do it once."""
    flat = [one for error in errors for one in (error.each if isinstance(error, MistakesError) else (error,))]
    single = list({error.message("en"): error for error in flat}.values())
    if len(single) == 1:
        return single[0]
    more = len(single) - SHOWN
    rest = [f"  … and {more:,} more"] if more > 0 else []
    rest_zh = [f"  …… 另有 {more:,} 处"] if more > 0 else []
    told = MistakesError(
        "\n".join([f"{len(single)} mistakes, so that nothing was read", *_numbered(single, "en"), *rest]),
        "\n".join([f"有 {len(single)} 处错误，因此未读取任何内容", *_numbered(single, "zh"), *rest_zh]),
        remedy="mend them all, then run the same command again",
        remedy_zh="请全部更正后重新运行同一命令",
    )
    told.each = tuple(single)
    return told


def _numbered(errors: Sequence[SourceError], lang: str) -> list[str]:
    said = [error.message(lang).replace("\n", "\n   ") for error in errors[:SHOWN]]
    return [f"  {number}. {text}" for number, text in enumerate(said, 1)]
