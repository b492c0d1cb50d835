"""An answer that puts candidates side by side enters; a page of it leaves."""

from __future__ import annotations

from api.dossier.blocks import Block, Cell, Document, Part, Text, table
from api.dossier.words import Words
from graph.ask import Answer
from graph.ruleset_read import find_rule_set

_DASH = "–"


def compared(answer: Answer, lang: str) -> Document:
    """Return the page: a column a candidate, a line a condition and part, no order of merit."""
    say = Words(lang)
    rules = answer.meta["rules"]
    rule_set = find_rule_set(f"{rules['name']}@{rules['version']}")
    rows: list[list[Cell | str]] = [
        [say("host"), *(Cell(row["host"] or _DASH) for row in answer.rows)],
        [say("p2"), *(_status(row["pool"], say) for row in answer.rows)],
    ]
    for condition in rule_set.conditions:
        rows.append(
            [
                condition.clause,
                *(_status(row["conditions"].get(condition.clause, ""), say) for row in answer.rows),
            ]
        )
        for part in condition.parts:
            words = say.of({"zh": part.words.zh, "en": part.words.en})
            cells = [_status(row["parts"].get(part.clause, ""), say) for row in answer.rows]
            rows.append([f"{part.clause} {words}", *cells])
    if any(row["judged"] for row in answer.rows):
        rows.append([say("people"), *(Cell(", ".join(row["judged"])) for row in answer.rows)])
    for key, name in (("overall", "status"), ("overall_people", "effective"), ("decidable", "decidable")):
        rows.append([say(key), *(_status(row[name], say) for row in answer.rows)])
    rows.append([say("p9"), *(Cell(_flips(row, say)) for row in answer.rows)])
    rows.append([say("title"), *(_link(row["institution"], answer, lang) for row in answer.rows)])
    share = 70 // max(len(answer.rows), 1)
    headings = [say("clause"), *(f"{say.name(row)} ({row['institution']})" for row in answer.rows)]
    blocks: tuple[Block, ...] = (
        table(headings, rows, (100 - share * len(answer.rows), *(share,) * len(answer.rows))),
        Text(say("limits_note"), "note"),
    )
    home = ", ".join(answer.meta["home"]["countries"])
    foot = f"{answer.meta['as_of']} · {home} · {rules['name']}@{rules['version']} · {answer.meta['data_version']}"
    return Document(
        lang=lang,
        title=say("compare_title"),
        subject=" · ".join(say.name(row) for row in answer.rows),
        banner=say("fictional") if answer.meta["fictional"] else "",
        note=say("no_decision"),
        foot=foot,
        parts=(Part(0, "", blocks),),
    )


def _status(status: str, say: Words) -> Cell:
    return Cell(say.status(status), status) if status else Cell(_DASH)


def _flips(row: dict[str, object], say: Words) -> str:
    flips = row["flips"]
    if not isinstance(flips, list) or not flips:
        return say("stable")
    return "; ".join(
        f"{one['what']} = {one['value']}: {', '.join(each['clause'] for each in one['changes'])}"
        for one in flips
    )


def _link(institution: str, answer: Answer, lang: str) -> Cell:
    asked = "".join(f"&home={one}" for one in answer.params["home"])
    rules = answer.meta["rules"]
    address = f"/api/v1/dossiers/{institution}?format=html&lang={lang}&as_of={answer.meta['as_of']}{asked}"
    return Cell(institution, link=f"{address}&rules={rules['name']}%40{rules['version']}")
