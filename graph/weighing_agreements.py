"""A candidate's agreements and labs with foreign partners enter; what they say of signature, inputs, ownership leaves.

Each agreement row carries `force`: the state in which it binds the candidate (or its host) together with a foreign
partner on the day, `conflict` where sources contradict each other on a date that decides; `foreign`: whether such
a partner is known; `renewed`: what renewed it; `above`: the frameworks known on the day, each with its own state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from graph.asking import Row
from graph.kleene import both, either
from graph.ruleset import PartRule, Reading
from graph.stints import meeting, whole_stint
from graph.subjects import Finding, Holds, Scene, Subject, accepted, holds
from graph.verdict_shape import Status

AGREEMENTS: Final = "evidence_agreements"
LABS: Final = "evidence_labs"
INPUTS: Final = "evidence_inputs"
_RENEWED: Final = "renewal_parties_unknown"


def signed_rules(reading: Reading) -> Mapping[str, Any]:
    """What counts as a signed agreement in this rule set: the settings of the part that asks for one."""
    for part in reading.rules.parts:
        if part.test == "signed":
            return part.settings
    return {"levels": (), "weak_forms": (), "rnd_forms": (), "decides": {}}


def counting(one: Subject, reading: Reading, scene: Scene) -> dict[str, list[Row]]:
    """The agreements with foreign partners by what they are worth: for, conflict, open, against, weak, renewed.

    One that was renewed has not run out. Its renewal speaks for itself where the candidate is known to be a party of it;
    else nobody knows whether the renewal binds the candidate.
    """
    rules, states = signed_rules(reading), reading.option("force").states
    found: dict[str, list[Row]] = {
        name: [] for name in ("for", "conflict", "open", "over", "against", "weak", "renewed")
    }
    for row in one.of(AGREEMENTS):
        worth = _worth(row, rules, states, scene)
        if worth != "none":
            found[worth].append(row)
    own = {row["thing"] for worth in ("for", "conflict", "open", "over") for row in found[worth]}
    for row in found.pop("over"):
        if not row["renewed"]:
            found["against"].append(row)
        elif own & set(row["renewed"]):
            found["renewed"].append({**row, "why": "agreement_renewed"})
        else:
            found["open"].append({**row, "why": _RENEWED})
    return found


def _worth(row: Row, rules: Mapping[str, Any], states: Sequence[str], scene: Scene) -> str:
    level = _accepted(row, "value", rules["levels"], rules, scene)
    if level == "no" or row["foreign"] == "no" or row["force"] == "hidden":
        return "none"
    weak = _accepted(row, "form", rules["weak_forms"], rules, scene) if row["form"] else "no"
    if weak == "certain" and not set(row["forms"] or ()) & set(rules["rnd_forms"]):
        if row["forms"]:
            return "weak"
        weak = "possible"  # what it is about is not stated
    elif weak == "certain":
        weak = "no"
    if "conflict" in (level, weak, row["force"]):
        return "conflict"
    sure = level == "certain" and weak == "no" and row["foreign"] == "yes" and row.get("link") != "possible"
    if row["force"] == "no":  # one that is over speaks against only if it would have spoken for it before
        return "over" if sure else "none"
    return "for" if sure and row["force"] in states else "open"


def _accepted(row: Row, column: str, wanted: Sequence[str], rules: Mapping[str, Any], scene: Scene) -> Holds:
    return accepted(row, scene.sides, column, rules["decides"].get(column, ""), wanted)


def weigh_signed(one: Subject, _part: PartRule, reading: Reading, scene: Scene) -> Finding:
    """A signed agreement of the level, in force on the day; one that ended without renewal speaks against."""
    found = counting(one, reading, scene)
    shown = [{**row, "flags": ["memorandum_without_duties"]} for row in found["weak"]]
    shown += [_flagged(row) for row in found["renewed"]]
    figures = {name: len({row["thing"] for row in found[name]}) for name in ("for", "open", "against")}
    against = [_flagged(row) for row in found["against"]]

    def finding(
        status: Status, reason: str, favour: Sequence[Row] = (), maybe: Sequence[Row] = ()
    ) -> Finding:
        return Finding(
            status, reason, favour=favour, against=against, open=maybe, shown=shown,
            contested=found["conflict"] if status in ("MET", "CONFLICT") else (), figures=figures,
        )  # fmt: skip

    if found["for"]:
        reported = all(row["reported"] for row in found["for"])
        reason = "agreement_reported" if reported else "agreement_in_force"
        return finding("MET", reason, favour=[_flagged(row) for row in found["for"]])
    if found["conflict"]:
        return finding("CONFLICT", "sources_contradict")
    if found["open"]:
        only_renewed = all(row["why"] == _RENEWED for row in found["open"])
        reason = _RENEWED if only_renewed else "agreement_state_not_known"
        return finding("UNKNOWN", reason, maybe=[_flagged(row) for row in found["open"]])
    if against:
        return finding("NOT_MET", "agreement_expired")
    return finding("UNKNOWN", "no_agreement_known")


def _flagged(row: Row) -> Row:
    flags = [row["why"]] if row["force"] != "yes" else []
    if row["reported"]:
        flags.append("only_reported")
    return {**row, "flags": flags}


def weigh_inputs(one: Subject, part: PartRule, reading: Reading, scene: Scene) -> Finding:
    """What foreign sides commit or deliver, a light for each kind; requests and letters of intent do not count."""
    agreements = counting(one, reading, scene)
    firm = {row["thing"] for row in agreements["for"]} | _labs(one, scene)
    maybe = {row["thing"] for row in (*agreements["open"], *agreements["conflict"])}
    own_cost = any(row["cost"] in part.settings.get("own_cost", ()) for row in agreements["for"])
    kinds: dict[str, dict[str, list[Row]]] = {name: {} for name in part.lights}
    for row in one.of(INPUTS):
        if row["of"] not in firm | maybe:
            continue
        says = _says(row, part, one, scene, firm=row["of"] in firm)
        names = _kinds(row, part, scene)
        for name in names if says != "none" else ():
            worth = "conflict" if len(names) > 1 else says
            kinds[name].setdefault(worth, []).append(row)
    lights: list[tuple[str, Status, str]] = []
    for name, found in kinds.items():
        cost = own_cost and name == part.settings.get("own_cost_light")
        lights.append((name, *_light(found, firm=bool(firm | maybe), own_cost=cost)))
    join = reading.option(part.mode).join
    named = [status for name, status, _ in lights if kinds[name]]
    every = [status for _, status, _ in lights]
    status = (
        either(every)
        if join == "any"
        else both(every)
        if join == "all"
        else both(named)
        if named
        else "UNKNOWN"
    )
    reasons = [reason for _, light, reason in lights if light == status]
    rows = {
        says: [row for found in kinds.values() for row in found.get(says, ())]
        for says in ("for", "open", "against", "conflict")
    }
    met = sum(light == "MET" for light in every)
    return Finding(
        status, reasons[0] if reasons else "input_not_known", favour=rows["for"], against=rows["against"], open=rows["open"],
        contested=rows["conflict"], lights=tuple(lights), figures={"kinds_met": met},
        graded=(met / len(every), 1 - sum(light == "NOT_MET" for light in every) / len(every)),
    )  # fmt: skip


def _labs(one: Subject, scene: Scene) -> set[str]:
    """Labs with a foreign member that run on the day: what is brought into them counts like an agreement."""
    return {
        row["thing"] for row in one.of(LABS)
        if any(side[2] and side[2] not in one.side for side in row["sides"])
        and holds(row, scene.sides, (), (scene.as_of, scene.as_of)) == "certain"
    }  # fmt: skip


def _kinds(row: Row, part: PartRule, scene: Scene) -> list[str]:
    stated = scene.sides.get(row["thing"], {}).get(part.settings["value_property"])
    values = (
        sorted(stated) if stated and part.settings["value_property"] in row["contested"] else [row["value"]]
    )
    return [value for value in values if value in part.lights]


def _says(row: Row, part: PartRule, one: Subject, scene: Scene, *, firm: bool) -> str:
    if row["country"] in one.side:
        return "none"
    time = holds(row, scene.sides, (), (date.min, scene.as_of)) if any(row["dates"]) else "certain"
    if time == "no":
        return "none"
    prop = part.settings["state_property"]
    given = accepted(row, scene.sides, "state", prop, part.settings["given"])
    if given == "conflict":
        return "conflict"
    if given == "certain":
        return "for" if firm and row["country"] is not None and time == "certain" else "open"
    back = accepted(row, scene.sides, "state", prop, part.settings["taken_back"])
    sure = firm and time == "certain" and row["country"] is not None
    return "against" if back == "certain" and sure else "open"


def _light(found: Mapping[str, Sequence[Row]], *, firm: bool, own_cost: bool) -> tuple[Status, str]:
    if found.get("for"):
        return "MET", "input_committed"
    if found.get("conflict"):
        return "CONFLICT", "sources_contradict"
    if found.get("open"):
        return "UNKNOWN", "input_not_certain"
    if found.get("against"):
        return "NOT_MET", "input_withdrawn"
    if own_cost:
        return "JUDGE", "each_its_own_cost"
    return "UNKNOWN", "input_not_mentioned" if firm else "no_agreement_known"


def weigh_ownership(one: Subject, part: PartRule, reading: Reading, scene: Scene) -> Finding:
    """A clause or annex of its own, or inherited from the framework; what is left for later is for a person to judge."""
    agreements, states = counting(one, reading, scene), reading.option("force").states
    judged: list[tuple[Status, str, Row]] = []
    for worth in ("for", "conflict", "open"):
        for row in agreements[worth]:
            status, reason = _ownership(row, part, states, scene)
            if row["why"] == _RENEWED:
                status, reason = "UNKNOWN", _RENEWED  # what the renewal says of it was not seen
            elif worth != "for" and status == "MET":
                status, reason = "UNKNOWN", "agreement_state_not_known"
            judged.append((status, reason, {**row, "excerpts": _texts(row["ip_text"]), "flags": [reason]}))
    if not judged:
        return Finding("UNKNOWN", "no_agreement_known")
    status = either([one_[0] for one_ in judged])
    rows: dict[str, list[Row]] = {}
    for found, _, row in judged:
        rows.setdefault(found, []).append(row)
    return Finding(
        status, next(reason for found, reason, _ in judged if found == status), favour=rows.get("MET", ()),
        against=rows.get("NOT_MET", ()), open=rows.get("UNKNOWN", ()), shown=rows.get("JUDGE", ()),
        contested=rows.get("CONFLICT", ()),
    )  # fmt: skip


def _ownership(row: Row, part: PartRule, states: Sequence[str], scene: Scene) -> tuple[Status, str]:
    rules, prop = part.settings, part.settings["property"]
    clear = accepted(row, scene.sides, "ip", prop, rules["clear"])
    if clear == "conflict":
        return "CONFLICT", "sources_contradict"
    if clear == "certain":
        return "MET", "ownership_clear"
    # What stands above holds also where the agreement says nothing of its own, or leaves it for later.
    above = {state for _, _, ip, state in row["above"] if ip in rules["inherits"]} - {"no"}
    if above & set(states):
        return "MET", "ownership_inherited"
    if above:
        return "UNKNOWN", "framework_state_not_known"
    if row["ip"] in rules["none"]:
        return "NOT_MET", "no_ownership_clause"
    if row["ip"] in rules["later"]:
        return "JUDGE", "ownership_left_for_later"
    return "UNKNOWN", "text_not_seen"


def _texts(value: object) -> list[str]:
    return (
        [value] if isinstance(value, str) else [str(one) for one in value] if isinstance(value, list) else []
    )


def weigh_partners(one: Subject, _part: PartRule, reading: Reading, scene: Scene) -> Finding:
    """Foreign partners bound by a joint lab or an agreement of the level; which of them are world-class is a list's word.

    A lab binds two while both are members of it.
    """
    bound: dict[str, list[Row]] = {}
    for row in one.of(LABS):
        for shared in _with_partners(row, one):
            met = {**shared, "dates": _met(row, shared["partner"])}
            if holds(met, scene.sides, (), (scene.as_of, scene.as_of)) == "certain":
                bound.setdefault(met["partner"], []).append(met)
    for row in counting(one, reading, scene)["for"]:
        for shared in _with_partners(row, one):
            bound.setdefault(shared["partner"], []).append(shared)
    chosen = reading.rules.lists.get("world_class")
    told = {key: chosen[key] for key in ("name", "year", "basis")} if chosen else None
    figures: dict[str, Any] = {"partners": len(bound), "list": told}
    if not bound:
        return Finding("UNKNOWN", "no_partner_known", figures=figures, graded=(0.0, 1.0))
    rows = [row for _, several in sorted(bound.items()) for row in several]
    if chosen is None:
        return Finding("UNKNOWN", "no_list_configured", shown=rows, figures=figures, graded=(0.0, 1.0))
    listed = sorted(set(bound) & set(chosen["ids"]))
    figures["on_list"] = listed
    if not listed:
        return Finding("UNKNOWN", "none_on_the_list", shown=rows, figures=figures, graded=(0.0, 1.0))
    return Finding("JUDGE", "figure_for_a_person", shown=rows, figures=figures, graded=(1.0, 1.0))


def _with_partners(row: Row, one: Subject) -> list[Row]:
    return [{**row, "partner": side[0]} for side in row["sides"] if side[2] and side[2] not in one.side]


def _met(row: Row, partner: str) -> list[str | None]:
    """When a lab had both members: the row's own and the partner."""
    own, theirs = (
        whole_stint([dates for member, dates in row["stints"] if member == each])
        for each in (row["of"], partner)
    )
    return list(meeting(row["dates"], own, theirs))
