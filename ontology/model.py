"""The ontology's Turtle enters, a model leaves: classes, properties and concepts as plain frozen data."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from ontology.declared import Alignment, Class, Property, Tie, Word
from ontology.reading import read
from ontology.schemes import Concept, Scheme, fold, name_index

__all__ = [
    "Alignment",
    "Class",
    "Concept",
    "Model",
    "Property",
    "Scheme",
    "Tie",
    "Word",
    "default_model",
    "shipped_folder",
]


@dataclass(frozen=True)
class Model:
    """Everything that the ontology says, loaded once and passed on."""

    classes: Mapping[str, Class]
    properties: Mapping[str, Property]  # as wide as the widest class has them
    concepts: Mapping[str, Mapping[str, Concept]] = field(default_factory=dict)
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    alignments: tuple[Alignment, ...] = ()
    frame: Mapping[str, Word] = field(default_factory=dict)

    @staticmethod
    def load(*folders: Path) -> "Model":
        """The model of some folders read as one; a later folder may add classes, properties, concepts."""
        found = read(folders)
        return Model(
            found.classes, found.properties, found.concepts, found.schemes, found.alignments, found.frame
        )

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits of what the model says; comments and layout of the Turtle do not count."""
        said: list[Mapping[str, Any]] = [self.classes, self.properties, self.schemes, *self.concepts.values()]
        plain = [{key: asdict(value) for key, value in part.items()} for part in said]
        return sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]

    def labels_of(self, name: str) -> tuple[str, ...]:
        """The Neo4j labels of a thing of this class: the class and its ancestors, nearest first."""
        return (name, *self.classes[name].ancestors)

    def is_a(self, name: str, ancestor: str) -> bool:
        """Whether the class is the other one or lies below it."""
        return name == ancestor or (name in self.classes and ancestor in self.classes[name].ancestors)

    def subclasses(self, name: str) -> tuple[str, ...]:
        """The class itself and all classes below it, sorted."""
        return tuple(sorted(other for other in self.classes if self.is_a(other, name)))

    def by_prefix(self, prefix: str) -> Class | None:
        """The class whose things have ids with this prefix."""
        return self._prefixes.get(prefix)

    def by_sheet(self, sheet: str) -> Class | None:
        """The class whose things a template sheet of this key holds."""
        return next((found for found in self.classes.values() if found.sheet == sheet), None)

    def concrete(self, name: str) -> tuple[Class, ...]:
        """The classes at or below `name` that things can have, sorted by name."""
        return tuple(
            self.classes[other] for other in self.subclasses(name) if not self.classes[other].abstract
        )

    def concept(self, scheme: str, text: str) -> Concept | None:
        """The concept of a scheme that has this notation or name, whatever the language, width and case."""
        return self._names.get(scheme, {}).get(fold(text))

    @cached_property
    def _prefixes(self) -> dict[str, Class]:
        return {found.prefix: found for found in self.classes.values() if found.prefix is not None}

    @cached_property
    def _names(self) -> dict[str, dict[str, Concept]]:
        return {scheme: name_index(concepts) for scheme, concepts in self.concepts.items()}


def shipped_folder() -> Path:
    """The folder of the ontology that ships with coopgraph."""
    return Path(__file__).parent


@cache
def default_model() -> Model:
    """The shipped ontology, read on first use."""
    return Model.load(shipped_folder())
