"""Nothing enters; the plain forms of a class, a property and a tie leave, as the Turtle declares them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ontology.terms import PARTIAL_DATE


@dataclass(frozen=True)
class Property:
    """A property as one class has it; its name, texts and range are the same in every class."""

    name: str
    iri: str
    labels: Mapping[str, str]
    comments: Mapping[str, str]
    datatypes: tuple[str, ...] = ()  # XSD local names (and langString); () for a reference
    classes: tuple[str, ...] = ()  # what a reference may point to; () for a literal
    min_count: int = 0
    max_count: int | None = None
    pattern: str | None = None
    allowed: tuple[str, ...] = ()
    min_inclusive: str | None = None
    max_inclusive: str | None = None
    unique_lang: bool = False
    identifies: int | None = None  # precedence among strong identifiers, 1 is the strongest
    scheme: str | None = None  # the id scheme that its values mint, where it identifies
    concept_scheme: str | None = None  # the scheme whose notations and names a cell may hold
    plain_key: str | None = None  # prefix of the class that a key alone means, where several can stand
    inline: bool = False  # also kept as a node property
    indexed: bool = False
    personal: bool = False

    @property
    def is_reference(self) -> bool:
        """Whether its values are ids of other things."""
        return bool(self.classes)

    @property
    def is_date(self) -> bool:
        """Whether its values are dates that may stop at the month or the year."""
        return set(self.datatypes) == set(PARTIAL_DATE)

    @property
    def is_text(self) -> bool:
        """Whether its values carry a language."""
        return self.datatypes == ("langString",)

    @property
    def relationship(self) -> str:
        """`inForceFrom` → `IN_FORCE_FROM`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", self.name).upper()


@dataclass(frozen=True)
class Tie:
    """How things of a class tie members to an event."""

    event: str  # the property that leads to the event; "" = the thing itself is the event
    members: tuple[str, ...]  # the properties that lead to members
    role: str = ""  # the property that names the member's role, "" = none
    shares: tuple[str, ...] = ()  # an amount that members share out, and its unit


@dataclass(frozen=True)
class Word:
    """A word in which classes and properties are described; no thing has it."""

    labels: Mapping[str, str]
    comments: Mapping[str, str]


@dataclass(frozen=True, order=True)
class Alignment:
    """How one of our terms meets a foreign one."""

    term: str  # the name of a class or property of ours
    relation: str  # how they meet, as a full IRI
    foreign: str  # the foreign term, as a full IRI


@dataclass(frozen=True)
class Class:
    """A class and its shape; everything inherited is already in place."""

    name: str
    iri: str
    labels: Mapping[str, str]
    comments: Mapping[str, str]
    parents: tuple[str, ...]
    ancestors: tuple[str, ...]  # nearest first, without the class itself
    properties: Mapping[str, Property]  # inherited first, then own, in file order
    own: tuple[str, ...]  # the properties that this class lists itself
    prefix: str | None = None  # None = abstract: no thing is only this
    key_scheme: str = "own"
    event_kind: str | None = None
    activity: bool = False
    interval_start: tuple[str, ...] = ()  # the first property that is present wins
    interval_end: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    sheet: str | None = None
    one_way: tuple[str, ...] = ()  # references to the lower and the upper thing, and to the kind of relation
    one_way_kinds: tuple[str, ...] = ()  # notations of the kinds in which nothing may stand above itself

    @property
    def abstract(self) -> bool:
        """Whether no thing is only this."""
        return self.prefix is None

    @property
    def identifying(self) -> tuple[Property, ...]:
        """Its strong identifiers, the strongest first."""
        strong = [p for p in self.properties.values() if p.identifies is not None]
        return tuple(sorted(strong, key=lambda p: (p.identifies or 0, p.name)))
