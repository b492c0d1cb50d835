"""What no record describes enters: a thing that is only referred to, a file, a run, the program, a data version; what is known
of it leaves, as facts for a page and as quads. Dumps speak of all of them, so each has an address that answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from api.linked.rows import DATASET_ID, FILE_ID, PROGRAM_ID, RUN_ID
from api.linked.spelling import SYNTAXES, TYPE_NAME, expanded
from ontology.duck import stoppable_duck
from ontology.model import Model
from ontology.sql import exactly
from ontology.statements import RECORDS_FILE, VERSION_FILE
from ontology.terms import COOP, RDFS, REFERENCE, SOURCE, mint

KINDS: Final[Mapping[str, str]] = {
    FILE_ID: "file",
    RUN_ID: "run",
    DATASET_ID: "version",
    PROGRAM_ID: "program",
}
_SHOWN: Final = 100  # records of a file that are named
_MEMORY: Final = "256MB"  # many may ask at once
_ADDRESS: Final = "address"  # of this site
_CLASS: Final = "class"
_ATTRIBUTED: Final = "prov:wasAttributedTo"
_BACK: Final = f"^{_ATTRIBUTED}"  # read from the other side


@dataclass(frozen=True)
class Fact:
    """What is said: a word with its prefix, a value, and how it is to be read: REFERENCE, an address, a class or a datatype."""

    word: str
    value: str
    kind: str = "string"


@dataclass(frozen=True)
class Told:
    """What is known of one of them; `records` are those that were read from a file, the first of them."""

    thing: str
    kind: str
    facts: tuple[Fact, ...]
    records: tuple[str, ...] = ()


def kind_of(thing: str) -> str:
    """Which of them an id names; nothing where it names a thing."""
    return next((kind for start, kind in KINDS.items() if thing.startswith(start)), "")


def program(thing: str, data_version: str) -> Told | None:
    """What is known of the program that made all of it."""
    made = Fact(_BACK, DATASET_ID + data_version, REFERENCE)
    facts = (_class("prov:SoftwareAgent"), Fact("rdfs:label", "coopgraph"), made)
    return Told(thing, "program", facts) if thing == PROGRAM_ID else None


def version(canon: Path, model: Model) -> Told:
    """What is known of a data version, in short; its description says more."""
    name, told = canon.name, _version(canon)
    facts = [
        _class("void:Dataset"),
        Fact("dcterms:identifier", name),
        Fact(_ATTRIBUTED, PROGRAM_ID, REFERENCE),
    ]
    facts += [Fact("prov:wasDerivedFrom", _source(one, model), REFERENCE) for one in sorted(told["sources"])]
    facts += [
        Fact("void:dataDump", f"/dumps/{name}/coopgraph-{name}{syntax.suffix}.gz", _ADDRESS)
        for syntax in SYNTAXES.values()
    ]
    return Told(DATASET_ID + name, "version", tuple(facts))


def run(thing: str, canons: Iterable[Path], model: Model) -> Told | None:
    """What is known of a run: the first of these data versions that holds what it made says it."""
    for canon in canons:
        for source, said in sorted(_version(canon)["sources"].items()):
            if thing == f"{RUN_ID}{source}.{said['version']}":
                facts = (
                    _class("prov:Activity"), Fact("prov:used", _source(source, model), REFERENCE),
                    Fact("prov:wasAssociatedWith", PROGRAM_ID, REFERENCE), Fact("coop:sourceName", source),
                    Fact("coop:sourceVersion", str(said["version"])),
                )  # fmt: skip
                return Told(thing, "run", facts)
    return None


def file(thing: str, canons: Iterable[Path], model: Model) -> Told | None:
    """What is known of a file that was read: of the first of these data versions in which a record comes from it."""
    digest = thing.removeprefix(FILE_ID)
    with stoppable_duck(threads=1, memory=_MEMORY) as database:
        for canon in canons:
            found = "FROM read_parquet($1) WHERE sha256 = $2"
            given = [exactly(canon / RECORDS_FILE), digest]
            names = database.execute(f"SELECT DISTINCT source, file {found} ORDER BY ALL", given).fetchall()
            if not names:
                continue
            rows = database.execute(f"SELECT record {found} ORDER BY ALL LIMIT {_SHOWN}", given).fetchall()
            facts = [_class("prov:Entity"), Fact("coop:sha256", digest)]
            facts += [Fact("rdfs:label", name) for name in sorted({name for _, name in names if name})]
            sources = sorted({_source(source, model) for source, _ in names})
            facts += [Fact("prov:hadPrimarySource", one, REFERENCE) for one in sources]
            return Told(thing, "file", tuple(facts), tuple(record for (record,) in rows))
    return None


def quads(told: Told, base: str, site: str) -> Iterator[ox.Quad]:
    """The same as RDF, in the default graph."""
    subject = ox.NamedNode(base + told.thing)
    for fact in told.facts:
        value = _value(fact, base, site)
        if fact.word == _BACK and isinstance(value, ox.NamedNode):
            yield ox.Quad(value, ox.NamedNode(expanded(_ATTRIBUTED)), subject)
        else:
            yield ox.Quad(subject, ox.NamedNode(expanded(fact.word)), value)
    for record in told.records:
        yield ox.Quad(ox.NamedNode(base + record), ox.NamedNode(expanded("prov:wasQuotedFrom")), subject)


def referred(
    thing: str, label: str, referrers: Iterable[Mapping[str, Any]], base: str, *, graphs: bool
) -> Iterator[ox.Quad]:
    """What is known of a thing that others only refer to: a name, and who does so, in the graphs of the records that say it."""
    node = ox.NamedNode(base + thing)
    if label != thing:
        yield ox.Quad(node, ox.NamedNode(RDFS + "label"), ox.Literal(label))
    for row in referrers:
        said = ox.NamedNode(base + str(row["thing"])), ox.NamedNode(COOP + str(row["predicate"])), node
        if not graphs:
            yield ox.Quad(*said)
            continue
        for record in row["records"]:
            yield ox.Quad(*said, ox.NamedNode(base + record))


def _class(name: str) -> Fact:
    return Fact(TYPE_NAME, name, _CLASS)


def _value(fact: Fact, base: str, site: str) -> ox.NamedNode | ox.Literal:
    if fact.kind == REFERENCE:
        return ox.NamedNode(base + fact.value)
    if fact.kind == _ADDRESS:
        return ox.NamedNode(site + fact.value)
    if fact.kind == _CLASS:
        return ox.NamedNode(expanded(fact.value))
    return ox.Literal(fact.value)


def _version(canon: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((canon / VERSION_FILE).read_text("utf-8"))
    return told


def _source(name: str, model: Model) -> str:
    kind = model.classes[SOURCE]
    return mint(kind.prefix or "", kind.key_scheme, name)
