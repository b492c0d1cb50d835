"""Rows and conditions enter; the rows that fulfil them leave, and how many could not be judged.

What is not known fulfils no condition but `unknown`, and no negated one either: those rows are counted, not dropped in
silence. A date is compared as exactly as the condition states it; one that is known less exactly is not judged. Of a
column that holds lists, one value that fits is enough, and `is not` asks that none does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.queries.query import Clause, unknown_name, wrong
from graph.question import Field, Question

Row = Mapping[str, Any]

MOST_SORT_KEYS: Final = 4
NEGATED: Final = {"is_not": "is", "contains_not": "contains"}


def kept(
    rows: Sequence[Row], clauses: Sequence[Clause], question: Question
) -> tuple[list[Row], dict[str, int]]:
    """Return the rows that fulfil every condition, and how many were left out because a column is not known."""
    found: list[Row] = []
    unjudged: Counter[str] = Counter()
    for row in rows:
        verdicts = [(one.field, _holds(row[one.field], one, question.fields[one.field])) for one in clauses]
        if all(verdict for _, verdict in verdicts):
            found.append(row)
        elif all(verdict is not False for _, verdict in verdicts):
            unjudged.update({name for name, verdict in verdicts if verdict is None})
    return found, dict(sorted(unjudged.items()))


def _holds(value: Any, clause: Clause, field: Field) -> bool | None:
    """True, False, or None where it is not known."""
    missing = value is None or value == []
    if clause.operator in ("unknown", "known"):
        return missing == (clause.operator == "unknown")
    if missing:
        return None
    values = value if field.many else [value]
    positive = NEGATED.get(clause.operator, clause.operator)
    verdicts = [_fits(one, wanted, positive, field) for one in values for wanted in clause.values]
    verdict = True if True in verdicts else None if None in verdicts else False
    return verdict if positive == clause.operator or verdict is None else not verdict


def _fits(value: Any, wanted: Any, operator: str, field: Field) -> bool | None:
    if operator == "contains":
        return str(wanted).casefold() in str(value).casefold()
    if field.type == "date":
        if len(value) < len(wanted) and wanted.startswith(value):
            return None
        value = value[: len(wanted)]
    match operator:
        case "is":
            return bool(value == wanted)
        case "above":
            return bool(value > wanted)
        case "at_least":
            return bool(value >= wanted)
        case "below":
            return bool(value < wanted)
        case _:
            return bool(value <= wanted)


def sort_keys(text: str, question: Question) -> tuple[tuple[str, bool], ...]:
    """Read `country,-year`: columns, each with whether it runs down; lists have no order."""
    keys: list[tuple[str, bool]] = []
    able = sortable(question)
    for part in text.split(","):
        name = part.removeprefix("-")
        if name not in able:
            raise unknown_name(name, able, "sort key", "排序字段")
        if name not in {one for one, _ in keys}:  # where it stands first it decides
            keys.append((name, part.startswith("-")))
    if text.count(",") >= MOST_SORT_KEYS:
        raise wrong("sort", text, f"name at most {MOST_SORT_KEYS} columns", f"最多给出 {MOST_SORT_KEYS} 列")
    return tuple(keys)


def sort_text(keys: Sequence[tuple[str, bool]]) -> str:
    """Return an order as an address and a document write it; "" where none was asked for."""
    return ",".join(f"{'-' if down else ''}{name}" for name, down in keys)


def sortable(question: Question) -> list[str]:
    """The columns that rows can be sorted by."""
    return [name for name, field in question.fields.items() if not field.many]


def ordered(rows: Sequence[Row], keys: Sequence[tuple[str, bool]]) -> list[Row]:
    """Return rows sorted; what is not known stands last either way, and ties stay in the answer's own order."""
    found = list(rows)
    for name, down in reversed(keys):
        known = [row for row in found if row[name] is not None]
        known.sort(key=lambda row, name=name: row[name], reverse=down)  # type: ignore[misc]
        found = known + [row for row in found if row[name] is None]
    return found
