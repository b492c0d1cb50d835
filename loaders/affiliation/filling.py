"""A canon folder enters; one file of all names of its organisations leaves, made to be looked up by many processes at once.

SQLite, read-only once it is there: workers share its pages, so a further worker costs no further memory.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

import orjson
from anyascii import anyascii

from loaders.affiliation.keys import (
    BAG,
    EXACT,
    MEANING,
    SHORT,
    VARIANT,
    bag_key,
    exact_key,
    meaning_key,
    stem,
)
from loaders.affiliation.wording import plain
from loaders.matching.lexicon import Lexicon, default_lexicon, sound
from loaders.matching.names import Name, fold, read_name
from loaders.matching.parties import Entry, country_names, read_parties
from loaders.matching.profile import Profile, default_profile
from loaders.toml import read_toml
from ontology.duck import stoppable_duck
from ontology.model import Model
from ontology.progress import Progress
from ontology.sql import exactly
from ontology.statements import REDIRECTS_FILE, STATEMENTS_FILE

_TOLD: Final = Path(__file__).parent / "places.toml"
_CHINESE: Final = re.compile(r"[㐀-鿿豈-﫿]+")
_EVERY: Final = 5_000
_SHORTEST: Final = 4  # letters of a country's name
_TABLES: Final = """
CREATE TABLE organisation (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document BLOB NOT NULL);
CREATE TABLE key (key TEXT, level INTEGER, organisation INTEGER, PRIMARY KEY (key, level, organisation)) WITHOUT ROWID;
CREATE TABLE beginning (text TEXT, organisation INTEGER, name TEXT, PRIMARY KEY (text, organisation)) WITHOUT ROWID;
CREATE TABLE name (n INTEGER PRIMARY KEY, organisation INTEGER, words TEXT NOT NULL);
CREATE TABLE word (word TEXT, name INTEGER, PRIMARY KEY (word, name)) WITHOUT ROWID;
CREATE TABLE rarity (word TEXT PRIMARY KEY, organisations INTEGER) WITHOUT ROWID;
CREATE TABLE place (key TEXT, country TEXT, north REAL, east REAL, PRIMARY KEY (key, country)) WITHOUT ROWID;
CREATE TABLE country (name TEXT PRIMARY KEY, code TEXT) WITHOUT ROWID;
CREATE TABLE other (id TEXT PRIMARY KEY, organisation INTEGER) WITHOUT ROWID;
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


def fill(canon: Path, target: Path, model: Model, about: Mapping[str, str], progress: Progress) -> None:
    """Write the file; the same canon gives the same content."""
    profile, lexicon = default_profile(), default_lexicon()
    progress("names", 0, None)
    parties = read_parties([canon / STATEMENTS_FILE], model, profile, lexicon, canonical=True)
    told = _Told(canon, profile)
    with sqlite3.connect(target) as database:
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA synchronous=OFF")
        database.executescript(_TABLES)
        number = {one: at for at, one in enumerate(sorted(parties))}
        _organisations(database, parties, number, told)
        _names(database, parties, number, lexicon, progress)
        _places(database, parties.values())
        database.executemany("INSERT OR IGNORE INTO country VALUES (?, ?)", told.countries)
        others = sorted((one, number[now]) for one, now in told.redirects.items() if now in number)
        database.executemany("INSERT INTO other VALUES (?, ?)", others)
        database.executemany(
            "INSERT INTO about VALUES (?, ?)",
            sorted({**about, "organisations": str(len(parties))}.items()),
        )
    with sqlite3.connect(target) as database:
        database.execute("PRAGMA optimize")
    database.close()


class _Told:
    """What canon says of organisations beside what is compared."""

    def __init__(self, canon: Path, profile: Profile) -> None:
        said = read_toml(_TOLD)
        said.only(("established", "within", "becomes"))
        within, becomes = said.text("within"), said.text("becomes")
        wanted = profile.relatives
        files = [exactly(canon / STATEMENTS_FILE)]
        with stoppable_duck() as database:

            def rows(text: str, **given: object) -> list[tuple[Any, ...]]:
                return database.execute(text, {"files": files, **given}).fetchall()

            names = list(profile.says["name"])
            # of several names in a language the one that most records state, which is how it is known
            self.names = _listed(
                (one, (names.index(prop), -int(often), text, lang))
                for one, prop, text, lang, often in rows(
                    "SELECT subject, predicate, object, lang, count(DISTINCT record) FROM read_parquet($files) "
                    "WHERE predicate IN $names GROUP BY ALL ORDER BY ALL",
                    names=names,
                )
            )
            self.cities = _listed(
                rows(
                    "SELECT subject, object FROM read_parquet($files) WHERE predicate = $city GROUP BY ALL ORDER BY ALL",
                    city=profile.says["city"][0],
                )
            )
            self.stated = _listed(
                rows(
                    "SELECT DISTINCT subject, stated_subject FROM read_parquet($files) WHERE predicate = 'type' ORDER BY ALL"
                )
            )
            self.established = dict(
                rows(
                    "SELECT subject, min(object) FROM read_parquet($files) WHERE predicate = $established GROUP BY subject",
                    established=said.text("established"),
                )
            )
            self.status = _listed(
                rows(
                    "SELECT DISTINCT subject, object FROM read_parquet($files) WHERE predicate IN $status ORDER BY ALL",
                    status=list(profile.says["status"]),
                )
            )
            # a user's own table of countries knows names that ours do not
            self.countries = sorted(
                (name, _key(one))
                for one, text in rows(
                    "SELECT DISTINCT subject, object FROM read_parquet($files) WHERE predicate IN $names "
                    "AND starts_with(subject, 'country-') ORDER BY ALL",
                    names=names,
                )
                if len(name := plain(re.sub(r"[(（].*?[)）]", "", text))) >= _SHORTEST or not name.isascii()
            )
            relations = rows(
                """
                WITH said AS (SELECT DISTINCT subject, predicate, object FROM read_parquet($files)
                              WHERE predicate IN ($source, $target, $kind))
                SELECT DISTINCT a.object, b.object, c.object FROM said a JOIN said b USING (subject) JOIN said c USING (subject)
                WHERE a.predicate = $source AND b.predicate = $target AND c.predicate = $kind ORDER BY ALL
                """,
                source=wanted.source, target=wanted.target, kind=wanted.kind,
            )  # fmt: skip
            self.redirects: dict[str, str] = dict(
                database.execute(
                    "SELECT id, canonical FROM read_parquet($files)",
                    {"files": [exactly(canon / REDIRECTS_FILE)]},
                ).fetchall()
            )
        self.within = _listed((a, b) for a, b, kind in relations if _key(kind) == within)
        self.becomes = _listed((a, b) for a, b, kind in relations if _key(kind) == becomes)


def _listed(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1] if len(row) == 2 else row[1:])
    return found


def _key(concept: str) -> str:
    return concept.rpartition("-")[2]


def _organisations(
    database: sqlite3.Connection, parties: Mapping[str, Entry], number: Mapping[str, int], told: _Told
) -> None:
    rows = []
    for one, at in number.items():
        party = parties[one]
        names: list[tuple[int, int, str, str]] = sorted(told.names.get(one, []))
        zh = next((text for *_, text, lang in names if lang.partition("-")[0] == "zh"), "")
        en = next((text for *_, text, lang in names if lang == "en"), "")
        plain = next((text for *_, text, lang in names if not lang), "")
        rows.append(
            (at, one, orjson.dumps({
                "name": en or plain or (names[0][2] if names else one),
                "name_zh": zh,
                "country": party.seat,
                "cities": told.cities.get(one, [])[:3],
                "city_keys": sorted(party.cities),
                "point": party.point,
                "kinds": sorted(party.kinds),
                "status": [_key(status) for status in told.status.get(one, [])],
                "established": told.established.get(one, ""),
                "scheme": party.scheme,
                "ids": told.stated.get(one, []),
                "hosts": sorted(party.hosts),
                "within": told.within.get(one, []),
                "becomes": told.becomes.get(one, []),
            }))
        )  # fmt: skip
    database.executemany("INSERT INTO organisation VALUES (?, ?, ?)", rows)


def _names(
    database: sqlite3.Connection,
    parties: Mapping[str, Entry],
    number: Mapping[str, int],
    lexicon: Lexicon,
    progress: Progress,
) -> None:
    keys: set[tuple[str, int, int]] = set()
    names: list[tuple[int, int, str]] = []
    words: set[tuple[str, int]] = set()
    beginnings: dict[tuple[str, int], str] = {}
    rarity: Counter[str] = Counter()
    for one, at in number.items():
        party = parties[one]
        if at % _EVERY == 0:
            progress("names", at, len(number))
        mine: set[str] = set()
        for name in party.names:
            keys |= {(key, level, at) for key, level in _keys_of(name, party.seat, lexicon)}
            stems = [stem(word) for word in name.words]
            names.append((len(names), at, " ".join(stems)))
            words |= {(word, len(names) - 1) for word in stems}
            mine |= set(stems)
            for text in (begin(name.text), begin(" ".join(name.words))):
                beginnings.setdefault((text, at), name.text)
        keys |= {(short, SHORT, at) for short in party.shorts if len(short) > 1}
        for short in party.shorts:
            beginnings.setdefault((short, at), party.name)
        rarity.update(mine)
    database.executemany("INSERT INTO key VALUES (?, ?, ?)", sorted(keys))
    database.executemany("INSERT INTO name VALUES (?, ?, ?)", names)
    database.executemany("INSERT INTO word VALUES (?, ?)", sorted(words))
    database.executemany("INSERT INTO rarity VALUES (?, ?)", sorted(rarity.items()))
    database.executemany(
        "INSERT INTO beginning VALUES (?, ?, ?)",
        sorted((text, at, name) for (text, at), name in beginnings.items() if text),
    )


def begin(text: str) -> str:
    """What a text that somebody is typing is compared with: folded, signs made blanks."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(text)).split())


def _keys_of(name: Name, country: str, lexicon: Lexicon) -> Iterator[tuple[str, int]]:
    """A name in full, or what is left of one without its brackets, which is no name that anybody gave."""
    whole = read_name(name.text, lexicon, country_names(country)).words == name.words
    yield exact_key(name.words), EXACT if whole else VARIANT
    if all(_CHINESE.fullmatch(word) for word in name.words):  # in Latin letters, as it is spoken
        yield exact_key((sound(anyascii(name.key).lower()),)), VARIANT
    if len(name.words) > 1:
        yield meaning_key(name.words, lexicon), MEANING
        yield bag_key(name.words, lexicon), BAG


def _places(database: sqlite3.Connection, parties: Iterable[Entry]) -> None:
    """Towns by the keys of their names, each where most of its organisations stand."""
    points: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for party in parties:
        for key in party.cities:
            known = points.setdefault((key, party.seat), [])
            if party.point is not None:
                known.append(party.point)
    rows: list[Sequence[object]] = []
    for (key, country), where in sorted(points.items()):
        middle = (median(one[0] for one in where), median(one[1] for one in where)) if where else (None, None)
        rows.append((key, country, *middle))
    database.executemany("INSERT INTO place VALUES (?, ?, ?, ?)", rows)
