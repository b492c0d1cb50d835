"""The model enters, a JSON-LD 1.1 context leaves: plain JSON with our names becomes the same triples."""

from ontology.declared import Property
from ontology.model import Model
from ontology.terms import COOP, ID_BASE, RDF, RDFS, XSD

Definition = dict[str, str | list[str]]


def context(model: Model, base: str = ID_BASE) -> dict[str, object]:
    """The value of `@context`: ids are relative to `base`, names are those of the model."""
    terms: dict[str, object] = {
        "@version": 1.1,
        "@base": base,
        "xsd": XSD,
        "id": "@id",
        "type": "@type",
        "label": RDFS + "label",
    }
    terms |= {name: found.iri for name, found in model.classes.items()}
    terms |= {name: _definition(prop) for name, prop in model.properties.items()}
    return {"@context": terms}


def _definition(prop: Property) -> Definition:
    definition: Definition = {"@id": COOP + prop.name}
    many = prop.max_count is None
    if prop.is_reference:
        definition["@type"] = "@id"
    elif prop.is_text:
        # {"zh": ["…"], "en": ["…"]}: a language may have several texts unless the shape says otherwise.
        definition["@container"] = ["@language", "@set"] if many else "@language"
        return definition
    elif len(prop.datatypes) == 1:
        name = prop.datatypes[0]
        definition["@type"] = RDF + name if name == "langString" else XSD + name
    # Several datatypes (a date that may stop at the year): the value has to say its own.
    if many:
        definition["@container"] = "@set"
    return definition
