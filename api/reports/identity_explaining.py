"""Two ids enter; why they are one thing or not leaves: features with their weights, guards, what people said."""

from __future__ import annotations

from typing import Any

import numpy as np
from rich.table import Table
from rich.text import Text

from api.deps import Desk
from api.formats import Form, to_json
from api.reports.identity import compared, statements_of
from loaders.judgements import FILE, read_judgements
from loaders.matching.choice import guards_of
from loaders.matching.explained import guards_told, reasons
from loaders.matching.matcher import VERSION, compare_two, read_relatives
from loaders.matching.profile import default_profile
from ontology.errors import UsageError


def identity_explain(desk: Desk, left: str, right: str, form: Form) -> None:
    """Compare two ids with the weights of the last comparison, and say what was proposed and decided."""
    known = compared(desk, older=True)
    parties = known.parties
    for name in (left, right):
        if name not in parties:
            raise UsageError(
                f"no loaded source states {name}", f"已载入的来源中没有 {name}",
                remedy="Take the id from coopgraph search or show.", remedy_zh="请从 coopgraph search 或 show 中取得 id。",
            )  # fmt: skip
    one, other, pair = compare_two(parties, left, right)
    model = known.weights.get(f"{one.scheme}-{other.scheme}")
    relatives = read_relatives(statements_of(desk)[1], default_profile())
    guards = guards_of(one, other, pair, relatives, default_profile().itself)
    if one.countries and other.countries and not one.countries & other.countries:
        guards = (*guards, "country")
    found = next((said for said in known.proposals if (said.left, said.right) == (one.id, other.id)), None)
    both = tuple(sorted((left, right)))
    judged = [said for said in read_judgements(desk.settings.home / FILE) if said.pair == both]
    evidence = None if model is None else float(model.evidence(np.array([pair.levels]))[0] + model.prior)
    names = pair.names
    told: dict[str, Any] = {
        "left": one.id,
        "right": other.id,
        "left_name": one.name,
        "right_name": other.name,
        "features": [
            {"feature": r.feature, "level": r.level, "weight": r.weight} for r in reasons(pair.levels, model)
        ],
        "names": [names.left.text, names.right.text] if names else [],
        "likeness": round(names.likeness, 4) if names else None,
        "only_left": list(names.only_left) if names else [],
        "only_right": list(names.only_right) if names else [],
        "log_odds": evidence,
        "guards": list(guards),
        "held_back_because": guards_told(guards, sorted(pair.kinds)),
        "proposed": None if found is None else found.word,
        "score": None if found is None else found.score,
        "rules": VERSION,
        "judgements": [
            {"judgement": j.word, "who": j.who, "when": j.when, "why": j.why, "in_force": j.in_force}
            for j in judged
        ],
    }
    if form is Form.TABLE:
        _print(desk, told)
    else:
        desk.print(to_json(told))


def _print(desk: Desk, told: dict[str, Any]) -> None:
    lang = desk.lang
    desk.out.print(Text(f"{told['left_name']} ({told['left']})\n{told['right_name']} ({told['right']})"))
    table = Table(show_header=False, box=None, pad_edge=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    for reason in told["features"]:
        weight = "" if reason["weight"] is None else f"{reason['weight']:+.1f}"
        table.add_row(reason["feature"][lang], reason["level"][lang], weight)
    desk.out.print(table)
    if told["names"]:
        apart = ", ".join((*told["only_left"], *told["only_right"]))
        desk.out.print(Text(f"“{told['names'][0]}” ~ “{told['names'][1]}” {told['likeness']} [{apart}]"))
    if told["guards"]:
        desk.out.print(Text(told["held_back_because"][lang], style="yellow"))
    if told["proposed"] is not None:
        desk.out.print(Text(f"{told['rules']}: {told['proposed']} {told['score']:.3f}"))
    for judgement in told["judgements"]:
        force = "" if judgement["in_force"] else " (–)"
        line = f"{judgement['who']} {judgement['when']}: {judgement['judgement']}{force} {judgement['why']}"
        desk.out.print(Text(line))
