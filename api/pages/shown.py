"""What a page shows, and what gathers it: the shape that enters and leaves between gathering and printing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """What a page shows: a template and what it needs."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


Gather = Callable[..., Awaitable[Shown]]
