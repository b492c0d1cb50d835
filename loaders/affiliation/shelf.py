"""The file of names enters; what stands under keys, words, beginnings and places leaves. Read-only, a connection a thread."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path
from typing import Any, Final

import orjson

from loaders.affiliation.filling import begin
from loaders.affiliation.wording import default_wording

_AT_A_TIME: Final = 800  # values of one query
_MAPPED: Final = 2**28  # bytes of the file that are mapped, shared by all who read it
_KEPT: Final = 20_000
_LONGEST_ID: Final = 200  # characters; nothing longer is an id, and nothing of it is kept


@dataclass(frozen=True, slots=True)
class Bearer:
    """One organisation, as canon tells of it."""

    n: int
    id: str
    name: str
    name_zh: str
    country: str  # '' = nobody says
    cities: tuple[str, ...]
    city_keys: frozenset[str]
    point: tuple[float, float] | None
    kinds: frozenset[str]
    status: frozenset[str]
    established: str
    scheme: str
    ids: tuple[str, ...]
    hosts: tuple[str, ...]
    within: tuple[str, ...]
    becomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A town of a country."""

    key: str
    country: str
    point: tuple[float, float] | None


class Shelf:
    """All names of one data version."""

    def __init__(self, path: Path) -> None:
        """Open the file."""
        self._path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self.about: Mapping[str, str] = dict(self._rows("SELECT name, value FROM about"))
        told = dict(self._rows("SELECT name, code FROM country"))
        self.countries: Mapping[str, str] = {**told, **default_wording().countries}
        self.size = int(self.about["organisations"])
        self._organisation = lru_cache(maxsize=_KEPT)(self._read)
        self._weights = lru_cache(maxsize=_KEPT)(self._weigh)
        self._by_id = lru_cache(maxsize=_KEPT)(self._find)

    @property
    def data_version(self) -> str:
        """The version of the data that the names are of."""
        return self.about["data_version"]

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for one in self._opened:
                one.close()
            self._opened.clear()

    def _rows(self, text: str, given: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        database: sqlite3.Connection | None = getattr(self._local, "database", None)
        if database is None:
            database = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            database.execute(f"PRAGMA mmap_size={_MAPPED}")
            self._local.database = database
            with self._lock:
                self._opened.append(database)
        return database.execute(text, given).fetchall()

    def _several(self, text: str, values: Iterable[object]) -> list[tuple[Any, ...]]:
        """Rows of a query with one list of values, whose place is marked by %s."""
        listed = list(values)
        found: list[tuple[Any, ...]] = []
        for at in range(0, len(listed), _AT_A_TIME):
            part = listed[at : at + _AT_A_TIME]
            found += self._rows(text % ",".join("?" * len(part)), part)
        return found

    def by_keys(self, keys: Collection[str]) -> dict[str, dict[int, list[int]]]:
        """Key → level → numbers of organisations."""
        found: dict[str, dict[int, list[int]]] = {}
        for key, level, number in self._several(
            "SELECT key, level, organisation FROM key WHERE key IN (%s)", sorted(keys)
        ):
            found.setdefault(key, {}).setdefault(level, []).append(number)
        return found

    def places(self, keys: Collection[str]) -> dict[str, list[Place]]:
        """Key → the towns of that name."""
        found: dict[str, list[Place]] = {}
        for key, country, north, east in self._several(
            "SELECT key, country, north, east FROM place WHERE key IN (%s)", sorted(keys)
        ):
            point = None if north is None or east is None else (float(north), float(east))
            found.setdefault(key, []).append(Place(key, country, point))
        return found

    def organisation(self, number: int) -> Bearer:
        """The organisation of a number."""
        return self._organisation(number)

    def _read(self, number: int) -> Bearer:
        ((name, document),) = self._rows("SELECT id, document FROM organisation WHERE n = ?", (number,))
        said = orjson.loads(document)
        point = said["point"]
        return Bearer(
            number, name, said["name"], said["name_zh"], said["country"], tuple(said["cities"]),
            frozenset(said["city_keys"]), None if point is None else (point[0], point[1]), frozenset(said["kinds"]),
            frozenset(said["status"]), said["established"], said["scheme"], tuple(said["ids"]), tuple(said["hosts"]),
            tuple(said["within"]), tuple(said["becomes"]),
        )  # fmt: skip

    def find(self, identifier: str) -> Bearer | None:
        """The organisation of an id, also one that gave way to another."""
        number = self._by_id(identifier) if len(identifier) <= _LONGEST_ID else None
        return None if number is None else self.organisation(number)

    def _find(self, identifier: str) -> int | None:
        rows = self._rows("SELECT n FROM organisation WHERE id = ?", (identifier,)) or self._rows(
            "SELECT organisation FROM other WHERE id = ?", (identifier,)
        )
        return int(rows[0][0]) if rows else None

    def weight(self, word: str) -> float:
        """How much a word tells: the information of meeting it in an organisation's name."""
        return self._weights(word)

    def often(self, word: str) -> int:
        """In the names of how many organisations a word stands."""
        rows = self._rows("SELECT organisations FROM rarity WHERE word = ?", (word,))
        return int(rows[0][0]) if rows else 0

    def _weigh(self, word: str) -> float:
        return log((self.size + 50) / (self.often(word) + 1))

    def with_words(self, words: Sequence[str], most: int) -> list[tuple[int, str]]:
        """Names that hold all of these words: number of the organisation and the words of the name; at most so many."""
        if not words:
            return []
        marks = " INTERSECT ".join("SELECT name FROM word WHERE word = ?" for _ in words)
        text = f"SELECT organisation, words FROM name WHERE n IN ({marks}) ORDER BY n LIMIT ?"  # noqa: S608 - marks only
        return [(int(number), said) for number, said in self._rows(text, (*words, most))]

    def stated(self, number: int, text: str) -> str:
        """The name of an organisation that a text is, as a source states it; "" where it is none in full."""
        rows = self._rows(
            "SELECT name FROM beginning WHERE text = ? AND organisation = ?", (begin(text), number)
        )
        return str(rows[0][0]) if rows else ""

    def beginning(self, text: str, most: int, skip: int = 0) -> list[tuple[int, str]]:
        """Organisations of which a name begins so: number and that name, the shortest first."""
        start = begin(text)
        if not start:
            return []
        rows = self._rows(
            "SELECT organisation, name, min(length(text)) AS long FROM beginning WHERE text >= ? AND text < ? "
            "GROUP BY organisation ORDER BY long, organisation LIMIT ? OFFSET ?",
            (start, start + "\U0010ffff", most, skip),
        )
        return [(int(number), name) for number, name, _ in rows]
