"""What is remembered stays within its room; the longest unasked goes first."""

from __future__ import annotations

from api.routes.envelope import Written
from api.routes.remembered import Remembered


def made(size: int) -> Written:
    return Written(b"x" * size, "application/json", {})


def test_room_is_bounded_and_the_last_asked_stays() -> None:
    kept = Remembered(room=16_000)
    for number in range(9):
        kept.keep(f"tag{number}", made(900))
        kept.find("tag0")
    assert kept.size <= 16_000
    assert kept.find("tag0") is not None
    assert kept.find("tag1") is None
    assert kept.find("tag8") is not None
    assert kept.size == sum(len(one.body) + 1_000 for one in kept.answers.values())


def test_what_is_too_large_and_no_room_at_all() -> None:
    kept = Remembered(room=16_000)
    kept.keep("large", made(3_000))
    assert kept.find("large") is None
    none = Remembered(room=0)
    none.keep("tag", made(1))
    assert none.find("tag") is None
    assert none.size == 0
