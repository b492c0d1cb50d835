"""words.toml enters; what the words around a name mean leaves: parts, look-alikes, streets, places, reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from loaders.cleaners.place import country_table
from loaders.cleaners.place import fold as fold_country
from loaders.matching.lexicon import Lexicon, default_lexicon, sound
from loaders.matching.names import fold
from loaders.toml import Table, read_toml

_WORDS = Path(__file__).parent / "words.toml"
_SHORTEST = 4  # letters of a country's name: codes are states of the United States as often
Bilingual = Mapping[str, str]


@dataclass(frozen=True)
class Wording:
    """What no data can tell of the words around a name."""

    unit: frozenset[str]
    school: frozenset[str]  # parts of places of learning, which no hospital is
    unit_zh: tuple[str, ...]
    apart: frozenset[str]  # words that say a look-alike
    apart_legal: frozenset[str]
    apart_zh: tuple[str, ...]
    street: frozenset[str]
    street_zh: tuple[str, ...]
    filler: frozenset[str]
    noise: tuple[str, ...]
    countries: Mapping[str, str]  # name, folded → code
    together: Mapping[str, frozenset[str]]  # code → codes that strings write for it too
    states: Mapping[str, frozenset[str]]  # two letters → countries that have such a state
    states_named: Mapping[str, frozenset[str]]  # name, folded → countries that have such a state
    cities_zh: Mapping[str, str]
    reasons: Mapping[str, Bilingual]
    decide: Mapping[str, Bilingual]

    def in_any(self, country: str, countries: frozenset[str], part_of: Mapping[str, str]) -> bool:
        """Whether a country is one of these, a part of one or the whole of one, or written for one of them too."""
        if not country:
            return False
        wholes = {part_of.get(code, code) for code in countries}
        written = self.together.get(country, frozenset())
        return country in countries | wholes or part_of.get(country) in countries or bool(written & countries)


@cache
def default_wording() -> Wording:
    """The shipped one."""
    return read_wording(_WORDS, default_lexicon())


def read_wording(path: Path, lexicon: Lexicon) -> Wording:
    """Read a file of words; a key that nobody reads is named."""
    top = read_toml(path)
    top.only(("unit", "apart", "street", "filler", "noise", "countries", "together", "states", "states_named",
              "cities_zh", "reasons", "decide"))  # fmt: skip
    unit, apart, street, noise = (top.table(name) for name in ("unit", "apart", "street", "noise"))
    kinds = frozenset(apart.texts("kinds"))
    health = lexicon.meanings.get("health", frozenset())  # a school of public health is a department
    letters = {country: listed.split() for country, listed in top.mapping("states").items()}
    named = {country: listed.split("|") for country, listed in top.mapping("states_named").items()}
    together: dict[str, set[str]] = {}
    for country, others in top.mapping("together").items():
        for other in others.split():
            together.setdefault(country, set()).add(other)
            together.setdefault(other, set()).add(country)
    return Wording(
        _words(unit),
        frozenset(unit.text("school").split()),
        tuple(unit.text("zh").split()),
        _words(apart)
        | {
            word
            for word, said in lexicon.kinds_of.items()
            if said & kinds and word.isascii() and not lexicon.meanings.get(word, frozenset()) & health
        },
        frozenset(apart.text("legal").split()),
        tuple(apart.text("zh").split()),
        _words(street),
        tuple(street.text("zh").split()),
        _words(top.table("filler")),
        (*noise.text("words").split(), *noise.text("zh").split()),
        _countries(top),
        {code: frozenset(others) for code, others in together.items()},
        _states(letters),
        _states({country: [plain(name) for name in names] for country, names in named.items()}),
        top.mapping("cities_zh"),
        _sentences(top.table("reasons")),
        _sentences(top.table("decide")),
    )


def _words(table: Table) -> frozenset[str]:
    return frozenset(sound(word) for word in table.text("words", "").split())


def _sentences(table: Table) -> dict[str, Bilingual]:
    return {name: table.bilingual(name) for name in table.values}


def _states(listed: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """State → the countries that have one so called."""
    found: dict[str, set[str]] = {}
    for country, names in listed.items():
        for name in names:
            found.setdefault(name, set()).add(country)
    return {name: frozenset(countries) for name, countries in found.items()}


def _countries(top: Table) -> dict[str, str]:
    found = {
        plain(name): code
        for name, code in country_table().items()
        if not name.isascii() or len(name) >= _SHORTEST
    }
    for code, names in top.mapping("countries").items():
        found |= dict.fromkeys((plain(name) for name in names.split("|")), code)
    return found


def plain(text: str) -> str:
    """A place's name as it is looked up: folded, without points, blanks made one."""
    return " ".join(fold(fold_country(text)).replace(".", " ").replace(",", " ").split())
