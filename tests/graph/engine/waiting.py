"""A condition enters; its first true value leaves, or the test ends."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parents[3]


def wait_for(condition: Callable[[], T], seconds: float = 60.0) -> T:
    until = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
    return value
