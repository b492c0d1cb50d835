"""The triples of the alignment files enter, alignments leave: which foreign terms ours meet, how closely."""

from collections.abc import Container

import pyoxigraph as ox

from ontology.declared import Alignment
from ontology.terms import COOP, OWL, RDFS, SKOS
from ontology.turtle import Triples, short

RELATIONS = frozenset(
    {OWL + name for name in ("equivalentClass", "equivalentProperty")}
    | {RDFS + name for name in ("subClassOf", "subPropertyOf")}
    | {SKOS + f"{strength}Match" for strength in ("exact", "close", "broad", "narrow", "related")}
)


def read_alignments(triples: Triples, known: Container[str]) -> tuple[Alignment, ...]:
    """All alignments, sorted; a term of ours that does not exist and an unknown relation are errors."""
    found: set[Alignment] = set()
    for node, said in triples.subjects.items():
        for relation, objects in said.items():
            for term in objects:
                if not isinstance(node, ox.NamedNode) or not isinstance(term, ox.NamedNode):
                    raise triples.error(
                        node, "an alignment joins two named terms", "对应关系须连接两个有名称的词项"
                    )
                ours, foreign = (node, term) if node.value.startswith(COOP) else (term, node)
                name = triples.local(node, ours, COOP)
                if name not in known or relation.value not in RELATIONS:
                    raise triples.error(
                        node,
                        f"coop:{name} does not exist, or {short(relation)} is no way to align terms",
                        f"coop:{name} 不存在，或 {short(relation)} 不能用于对应",
                        "use rdfs:subClassOf, rdfs:subPropertyOf, owl:equivalent… or a skos:…Match",
                        "请用 rdfs:subClassOf、rdfs:subPropertyOf、owl:equivalent… 或 skos:…Match",
                    )
                if ours is node:
                    found.add(Alignment(name, relation.value, foreign.value))
    return tuple(sorted(found))
