"""The text of one cell enters, its canonical lexical form and datatype leave, or a reason why not.

A cleaner never guesses: what can be read in two ways is refused, and an empty cell never reaches it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from loaders.cleaners.date import date
from loaders.cleaners.date_order import date_dmy, date_mdy
from loaders.cleaners.identifier import isni, orcid, pic, ror, wikidata
from loaders.cleaners.number import boolean, decimal, integer
from loaders.cleaners.place import countries, country, latitude, longitude, state
from loaders.cleaners.refusal import Absent, Cleaner, Refused
from loaders.cleaners.text import BLANKS, filled, key, language, postcode, text
from loaders.cleaners.web import doi, url

CLEANERS: Mapping[str, Cleaner] = MappingProxyType(
    {
        "text": text,
        "filled": filled,  # text, but '-' and 'N/A' are no value
        "postcode": postcode,
        "language": language,
        "date": date,
        "date_dmy": date_dmy,
        "date_mdy": date_mdy,
        "decimal": decimal,
        "integer": integer,
        "boolean": boolean,
        "country": country,
        "state": state,
        "latitude": latitude,
        "longitude": longitude,
        "url": url,
        "doi": doi,
        "ror": ror,
        "pic": pic,
        "orcid": orcid,
        "isni": isni,
        "wikidata": wikidata,
    }
)

# What each cleaner can return, so that a mapping is checked against the ontology before the first row.
DATATYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    dict.fromkeys(CLEANERS, ("string",))
    | {
        "date": ("date", "gYearMonth", "gYear"),
        "date_dmy": ("date",),
        "date_mdy": ("date",),
        "decimal": ("decimal",),
        "integer": ("integer",),
        "boolean": ("boolean",),
        "latitude": ("decimal",),
        "longitude": ("decimal",),
        "url": ("anyURI",),
    }
)

# The cleaner of a property that names none, by the first datatype of its range.
BY_DATATYPE: Mapping[str, str] = MappingProxyType(
    {
        "string": "text",
        "langString": "text",
        "anyURI": "url",
        "date": "date",
        "gYearMonth": "date",
        "gYear": "date",
        "decimal": "decimal",
        "integer": "integer",
        "boolean": "boolean",
    }
)

__all__ = [
    "BLANKS",
    "BY_DATATYPE",
    "CLEANERS",
    "DATATYPES",
    "Absent",
    "Cleaner",
    "Refused",
    "countries",
    "key",
]
