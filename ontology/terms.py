"""Keys enter, relative ids leave; the namespaces and the words of the frame that all packages share."""

import re
from hashlib import sha256
from typing import Final

COOP: Final = "https://w3id.org/coopgraph/ontology#"
ID_BASE: Final = (
    "https://w3id.org/coopgraph/id/"  # the default base of things; statements hold relative ids only
)
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"

# The frame's own words: the only names of the ontology that Python code may spell out.
THING: Final = "Thing"
SOURCE: Final = "Source"
RECORD: Final = "Record"
COVERAGE: Final = "Coverage"
CONCEPT: Final = "Concept"
CONCEPT_SCHEME: Final = "ConceptScheme"
FRAME_CLASSES: Final = (THING, SOURCE, RECORD, COVERAGE, CONCEPT, CONCEPT_SCHEME)

# What stands in `datatype` where the object is no plain literal, and the one predicate that is no property.
REFERENCE: Final = "id"  # the object is a relative id
CLASS: Final = "class"  # the object is a class name, the predicate is `type`
LANG_STRING: Final = "langString"
TYPE: Final = "type"

LANGUAGES: Final = ("zh", "en")  # every label and definition exists in both
PARTIAL_DATE: Final = ("date", "gYearMonth", "gYear")  # a date is as exact as its source states it

SEPARATOR: Final = "\x1f"
_PLAIN_KEY = re.compile(r"[0-9A-Za-z_.-]{1,64}")
_WORD = re.compile(r"[a-z0-9]+")
_ID = re.compile(r"([a-z0-9]+)-([a-z0-9]+)(?:-([0-9A-Za-z_.-]{1,64})|(~[0-9a-f]{24}))")


def mint(prefix: str, scheme: str, *key: str) -> str:
    """The relative id of the thing with this key; the same key always gives the same id, two keys never one.

    One part made of plain characters stays readable (`inst-ror-03cve4549`); anything else, and every key of
    several parts, is hashed (`part-own~1f…`), since replacing odd characters would let two keys collide.
    """
    if not _WORD.fullmatch(prefix) or not _WORD.fullmatch(scheme):
        raise ValueError(f"prefix {prefix!r} and scheme {scheme!r} of an id must match [a-z0-9]+")
    if not any(key):
        raise ValueError(f"an id {prefix}-{scheme} needs a key that is not empty")
    if any(SEPARATOR in part for part in key):
        raise ValueError(f"a key must not hold the control character U+001F: {key!r}")
    if len(key) == 1 and _PLAIN_KEY.fullmatch(key[0]):
        return f"{prefix}-{scheme}-{key[0]}"
    return f"{prefix}-{scheme}~{sha256(SEPARATOR.join(key).encode()).hexdigest()[:24]}"


def split_id(identifier: str) -> tuple[str, str, str]:
    """The prefix, scheme and key of a relative id; a hashed key comes back with its leading `~`."""
    found = _ID.fullmatch(identifier)
    if found is None:
        raise ValueError(f"not an id: {identifier!r} (expected prefix-scheme-key or prefix-scheme~hash)")
    prefix, scheme, plain, hashed = found.groups()
    return prefix, scheme, plain if plain is not None else hashed


def is_id(text: str) -> bool:
    """Whether the text has the form of a relative id."""
    return _ID.fullmatch(text) is not None
