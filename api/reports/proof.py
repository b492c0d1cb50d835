"""A desk enters; a report leaves of whether the graph holds exactly what canon says."""

from __future__ import annotations

from dataclasses import asdict

from api.deps import Desk
from api.formats import Book, Form, to_json
from api.graph_building import prove
from api.listing import Listing, put
from api.reports.state import canon_folder
from api.terminal import show_facts
from api.words import word
from ontology.errors import GraphError

_QUESTION = {"en": "Does the graph hold exactly what canon says?", "zh": "图中内容是否与正典完全一致？"}


def check_home(desk: Desk, form: Form | Book) -> None:
    """Prove that canon is what its version says, and that the graph holds exactly canon."""
    canon = canon_folder(desk)
    with desk.working() as progress:
        found = prove(desk, canon, progress)
    facts = {**asdict(found), "right": found.right}
    if form is Form.JSON:
        desk.print(to_json(facts))
    elif form is Form.TABLE:
        show_facts(
            desk.out, facts, {name: word(f"proof.{name}", desk.lang) for name in facts}, lang=desk.lang
        )
    else:
        put(desk, Listing("check", _QUESTION, list(facts), [facts], canon=canon, words="proof."), form)
    if not found.right:
        raise GraphError(
            "the graph is not what canon makes it",
            "图与正典不一致",
            remedy="coopgraph load brings it up to date",
            remedy_zh="coopgraph load 可使其一致",
        )
