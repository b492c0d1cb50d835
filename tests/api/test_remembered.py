"""What is remembered stays within its room; the longest unasked goes first."""

from __future__ import annotations

import gzip
import os

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
    assert kept.size == sum(one.cost for one in kept.answers.values()) == 8 * 1_900


def test_what_is_too_large_and_no_room_at_all() -> None:
    kept = Remembered(room=16_000)
    kept.keep("large", Written(os.urandom(3_000), "application/json", {}))  # which nothing packs
    assert kept.find("large") is None
    none = Remembered(room=0)
    none.keep("tag", made(1))
    assert none.find("tag") is None
    assert none.size == 0


def test_large_answers_take_little_room_and_come_back_as_they_were() -> None:
    kept = Remembered(room=100_000)
    plain = Written(b'{"id": "inst-own-1"}, ' * 10_000, "application/json", {"x-total": "1"})
    kept.keep("plain", plain)
    assert kept.find("plain") == plain
    assert kept.size < len(plain.body) / 20
    packed = Written(gzip.compress(os.urandom(5_000)), "application/json", {})
    kept.keep("packed", packed)
    assert kept.find("packed") == packed
