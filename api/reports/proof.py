"""A desk enters; a report leaves of whether the graph holds exactly what canon says."""

from __future__ import annotations

from dataclasses import asdict

from api.deps import Desk
from api.formats import Form, to_json, written
from api.graph_building import prove
from api.reports.state import canon_folder
from api.terminal import show_facts
from ontology.errors import GraphError


def check_home(desk: Desk, form: Form) -> None:
    """Prove that canon is what its version says, and that the graph holds exactly canon."""
    with desk.working() as progress:
        found = prove(desk, canon_folder(desk), progress)
    facts = {**asdict(found), "right": found.right}
    if form is Form.JSON:
        desk.print(to_json(facts))
    elif form is Form.TABLE:
        show_facts(desk.out, facts, {name: name.replace("_", " ") for name in facts})
    else:
        for text in written(form, [facts], list(facts), {}):
            desk.print(text)
    if not found.right:
        raise GraphError(
            "the graph is not what canon makes it",
            "图与正典不一致",
            remedy="coopgraph load brings it up to date",
            remedy_zh="coopgraph load 可使其一致",
        )
