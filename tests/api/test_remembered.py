"""What is remembered stays within its room; the longest unasked goes first."""

from __future__ import annotations

from api.routes.remembered import Remembered


def test_room_is_bounded_and_the_last_asked_stays() -> None:
    kept = Remembered(room=16_000)
    for number in range(9):
        kept.keep(f"tag{number}", b"x" * 1_500)
        kept.find("tag0")
    assert kept.size <= 16_000
    assert kept.find("tag0") is not None
    assert kept.find("tag1") is None
    assert kept.find("tag8") is not None
    assert kept.size == sum(len(body) + 400 for body in kept.bodies.values())


def test_what_is_too_large_and_no_room_at_all() -> None:
    kept = Remembered(room=16_000)
    kept.keep("large", b"x" * 3_000)
    assert kept.find("large") is None
    none = Remembered(room=0)
    none.keep("tag", b"x")
    assert none.find("tag") is None
    assert none.size == 0
