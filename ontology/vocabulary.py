"""Nothing enters; the terms leave in which the Turtle describes classes."""

import pyoxigraph as ox

from ontology.terms import COOP, RDF, RDFS, SH


def coop(name: str) -> ox.NamedNode:
    """A term of our own namespace."""
    return ox.NamedNode(COOP + name)


A = ox.NamedNode(RDF + "type")
CLASS = ox.NamedNode(RDFS + "Class")
NODE_SHAPE = ox.NamedNode(SH + "NodeShape")
SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
LABEL, COMMENT = ox.NamedNode(RDFS + "label"), ox.NamedNode(RDFS + "comment")
PROPERTY, PATH = ox.NamedNode(SH + "property"), ox.NamedNode(SH + "path")
PREFIX, KEY_SCHEME, SHEET = coop("prefix"), coop("keyScheme"), coop("sheet")
EVENT_KIND, ACTIVITY = coop("eventKind"), coop("activity")
STARTS, ENDS = coop("intervalStart"), coop("intervalEnd")
ONE_WAY, ONE_WAY_KINDS = coop("oneWay"), coop("oneWayKinds")
TIE, TIE_EVENT, TIE_MEMBERS, TIE_ROLE = coop("tie"), coop("event"), coop("members"), coop("role")
TIE_SHARES = coop("shares")
PERSONAL = coop("personal")
PLAIN_PROPERTY, PROPERTY_SHAPE = ox.NamedNode(RDF + "Property"), ox.NamedNode(SH + "PropertyShape")
CLASS_WORDS = frozenset(
    {
        A,
        SUBCLASS,
        LABEL,
        COMMENT,
        PROPERTY,
        PREFIX,
        KEY_SCHEME,
        SHEET,
        EVENT_KIND,
        ACTIVITY,
    }
    | {STARTS, ENDS, TIE, PERSONAL, ONE_WAY, ONE_WAY_KINDS}
)
