"""The facts of a dossier enter; the parts that say what a machine found leave: pool, grid, evidence, unknowns, sensitivity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from api.dates import begin_of, end_of
from api.dossier.blocks import Block, Cell, Facts, Heading, Text, table
from api.dossier.facts import Facts as Dossier
from api.dossier.facts import Row, parts_of
from api.dossier.words import Words
from api.under import under
from graph.verdict_shape import clause_of

_DASH: Final = "–"
_MOST_SETS: Final = 12  # sets of missing facts that are listed for each status


class Numbers:
    """Records by the number that the appendix gives them."""

    def __init__(self, records: Mapping[str, Row]) -> None:
        self._numbers = {one: number for number, one in enumerate(records, 1)}

    def __call__(self, ids: Sequence[str]) -> str:
        """The numbers of these records, as they are cited."""
        return " ".join(
            f"[{number}]" for number in sorted(self._numbers[one] for one in ids if one in self._numbers)
        )


def pool(one: Dossier, say: Words, cite: Numbers) -> list[Block]:
    """Part 2: the projects and agreements that make it a candidate."""
    part = one.verdict["pool"]
    return [
        *_head(part, say),
        *_clause(part["words"], say),
        *evidence(part, one, say, cite),
    ]


def grid(one: Dossier, say: Words) -> list[Block]:
    """Part 3: one line a condition, no score."""
    rows = [
        [
            condition["clause"],
            _status(condition["status"], say),
            _status(condition["effective"], say),
            _mode(condition["clause"], condition["mode"], one, say),
            " · ".join(f"{part['clause']} {say.status(part['status'])}" for part in condition["parts"]),
        ]
        for condition in one.verdict["conditions"]
    ]
    verdict = one.verdict
    whole = [(say("overall"), _status(verdict["status"], say)), (say("overall_people"), _status(verdict["effective"], say)),
             (say("decidable"), _status(verdict["decidable"], say))]  # fmt: skip
    headings = [say(key) for key in ("condition", "machine", "people", "mode", "parts")]
    return [table(headings, rows, (8, 15, 15, 20, 42)), Facts(tuple(whole)), Text(say("no_decision"), "note")]


def clauses(one: Dossier, say: Words, cite: Numbers) -> list[Block]:
    """Part 4: under each condition its words, and under each part the evidence both ways."""
    found: list[Block] = []
    for condition in one.verdict["conditions"]:
        found.append(Heading(condition["clause"], condition["status"], say.status(condition["status"])))
        found += _clause(condition["words"], say)
        found += _judgements(condition["judgements"], say)
        for part in condition["parts"]:
            found += _head(part, say)
            found += evidence(part, one, say, cite)
            found += _judgements(part["judgements"], say)
    return found


def unknowns(one: Dossier, say: Words) -> list[Block]:
    """Part 5: what is missing, who could supply it, what it could change."""
    changes = could_change(one.verdict)
    rows = [
        [
            part["clause"],
            f"{say.of(unknown['words'])}{things(unknown['things'], one, say)}",
            "; ".join(say.of(who) for who in unknown["suppliers"]) or _DASH,
            " / ".join(say.status(status) for status in changes.get(part["clause"], ())) or _DASH,
        ]
        for part in parts_of(one.verdict)
        for unknown in part["unknowns"]
    ]
    headings = [say(key) for key in ("clause", "missing", "supplier", "could_change")]
    listed: list[Block] = [table(headings, rows, (9, 46, 28, 17))] if rows else [Text(say("no_gaps"))]
    return [*listed, *_smallest(one, say)]


def could_change(verdict: Row) -> dict[str, list[str]]:
    """Which statuses of the whole a part is one of the missing facts for."""
    found: dict[str, set[str]] = {}
    declared = {one["clause"] for one in (*parts_of(verdict), *verdict["conditions"])}
    for missing in verdict["missing"]:
        for fact in missing["facts"]:
            found.setdefault(clause_of(fact, declared), set()).add(missing["to"])
    return {clause: sorted(statuses) for clause, statuses in found.items()}


def sensitivity(one: Dossier, say: Words) -> list[Block]:
    """Part 9: what flips under another reading or a number a step away."""
    listed = one.verdict["sensitivity"]
    flips = [each for each in listed if each["flips"]]
    if not flips:
        return [Text(say("stable"))]
    rows = [
        [
            f"{each['what']} = {each['value']}",
            each["used"],
            say(f"origin_{each['origin']}"),
            "; ".join(
                f"{flip['clause']}: {say.status(flip['before'])} → {say.status(flip['after'])}"
                for flip in each["flips"]
            ),
        ]
        for each in flips
    ]
    headings = [say(key) for key in ("if", "instead_of", "origin", "changes")]
    rest = f"{say('steady')}: {len(listed) - len(flips)}"
    return [Text(say("unstable")), table(headings, rows, (22, 14, 18, 46)), Text(rest, "note")]


def evidence(part: Row, one: Dossier, say: Words, cite: Numbers) -> list[Block]:
    """The evidence of a part, what speaks for it first, with the records that state it."""
    items = [*part["evidence"], *part["counter"], *part["shown"]]
    found: list[Block] = []
    if items:
        headings = [say(key) for key in ("item", "period", "says", "quoted", "source")]
        found.append(table(headings, [_item(item, one, say, cite) for item in items], (36, 15, 14, 20, 15)))
    elif part["kind"] != "derived":
        found.append(Text(say("no_evidence"), "note"))
    if part["left_out"]:
        found.append(Text(f"{say('left_out')}: {part['left_out']}", "note"))
    return found + [block for conflict in part["conflicts"] for block in _conflict(conflict, one, say, cite)]


def named(identifier: str, one: Dossier, say: Words) -> str:
    """What a thing is called, with its id."""
    name = say.name(one.names.get(identifier), identifier)
    return name if name == identifier else f"{name} ({identifier})"


def _item(item: Row, one: Dossier, say: Words, cite: Numbers) -> list[Cell | str]:
    about = [f"{say.told(item['kind'])}: {named(item['thing'], one, say)}"]
    if item["under"]:
        about.append(
            f"{say('under')} {under(item['under'], say.lang, lambda it: named(it['agreement'], one, say))}"
        )
    elif item["value"]:
        value = item["value"]
        about.append(named(value, one, say) if value in one.names else say.told(value))
    if item["partner"]:
        about.append(f"{say('partner')} {named(item['partner'], one, say)}")
    if item["through"] != "self":
        about.append(say(f"through_{item['through']}"))
    about += [say.told(flag) for flag in item["flags"]]
    says = Cell(say(item["says"]), {"for": "MET", "against": "NOT_MET"}.get(item["says"], ""))
    quoted = " / ".join(f"“{text}”" for text in item["excerpts"]) or _DASH
    return [
        " · ".join(about),
        period(begin_of(item), end_of(item)),
        says,
        quoted,
        cite(item["records"]) or _DASH,
    ]


def period(begin: str | None, end: str | None) -> str:
    """A stretch of time as people write it."""
    return f"{begin or '?'} – {end or ''}" if begin or end else _DASH


def _head(part: Row, say: Words) -> list[Block]:
    words = f"{part['clause']} {say.of(part['words'])}"
    found: list[Block] = [Heading(words, part["status"], say.status(part["status"]))]
    told = [say.of(part["why"])]
    if part["effective"] != part["status"]:
        told.append(f"{say('people')}: {say.status(part['effective'])}")
    if not part["enters"]:
        told.append(say("not_entering"))
    if part["graded"]:
        low, high = part["graded"]
        told.append(f"{say('graded')}: {low:g} – {high:g}")
    return [*found, Text(" · ".join(told), "note")]


def _clause(words: Mapping[str, str], say: Words) -> list[Block]:
    """The original words in Chinese, always; in English their working translation beside them."""
    found: list[Block] = [
        Text(
            f"{say('original')}：{words['zh']}" if say.lang == "zh" else f"{say('original')}: {words['zh']}",
            "quote",
        )
    ]
    return found if say.lang == "zh" else [*found, Text(f"{say('translation')}: {words['en']}", "quote")]


def _judgements(listed: Sequence[Row], say: Words) -> list[Block]:
    if not listed:
        return []
    rows = [[one["by"], _judged(one, say), one["reason"], str(one["on"]), one["id"]] for one in listed]
    headings = [say(key) for key in ("reviewer", "judgement", "reason", "on", "case")]
    return [table(headings, rows, (16, 16, 40, 13, 15))]


def _judged(one: Row, say: Words) -> Cell:
    told = say.status(one["status"])
    return Cell(f"{told} ({say('late')})" if one["late"] else told, one["status"])


def _conflict(conflict: Row, one: Dossier, say: Words, cite: Numbers) -> list[Block]:
    title = f"{say('conflict')}: {named(conflict['thing'], one, say)}, {say.told(conflict['property'])}"
    rows = [
        [say.told(side["value"]), say("chosen") if side["chosen"] else "", cite(side["records"])]
        for side in conflict["sides"]
    ]
    return [Text(title, "warn"), table([say("value"), "", say("source")], rows, (50, 20, 30))]


def _smallest(one: Dossier, say: Words) -> list[Block]:
    sets = one.verdict["missing"]
    if not sets:
        return []
    rows: list[list[Cell | str]] = []
    for status in sorted({each["to"] for each in sets}):
        mine = [each for each in sets if each["to"] == status]
        shown = [" + ".join(each["facts"]) for each in mine[:_MOST_SETS]]
        more = f" (+{len(mine) - _MOST_SETS})" if len(mine) > _MOST_SETS else ""
        rows.append([_status(status, say), "; ".join(shown) + more])
    return [Heading(say("smallest")), table([say("to_status"), say("facts")], rows, (22, 78))]


def things(listed: Sequence[str], one: Dossier, say: Words) -> str:
    """The things that something is about, by name, the first of them."""
    if not listed:
        return ""
    more = f" (+{len(listed) - 5})" if len(listed) > 5 else ""
    return ": " + "; ".join(named(each, one, say) for each in listed[:5]) + more


def _mode(clause: str, used: str, one: Dossier, say: Words) -> str:
    """The reading that a condition is judged under, in words."""
    mode = one.rule_set.modes.get(clause)
    if mode is None or used not in mode.options:
        return used or _DASH
    words = mode.options[used].words
    return f"{used}: {say.of({'zh': words.zh, 'en': words.en})}"


def _status(status: str, say: Words) -> Cell:
    return Cell(say.status(status), status)
