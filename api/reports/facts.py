"""The facts of a thing, and what the graph calls the things that they refer to, enter; a table for people leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.deps import Desk
from api.pages.wording import Wording, name_of
from api.terminal import show_rows
from api.words import catalogue, word
from ontology.model import default_model

Row = Mapping[str, Any]

_CLASS = "class"  # the datatype of the statement of which class a thing is
_NAMES = ("label", "label_zh", "label_en")
_COLUMNS = (
    "subject_shown",
    "property_shown",
    "value_shown",
    "language_shown",
    "contradiction_shown",
    "stated_of_shown",
)


def show_statements(
    desk: Desk, rows: Sequence[Row], thing: str, names: Mapping[str, tuple[str, str]]
) -> None:
    """Print a line for each statement: property and value in the reader's language, and what is said beside it."""
    lang = desk.lang
    words = Wording(default_model(), lang)
    lines = [
        {
            "subject_shown": _subject(row, lang),
            "property_shown": word("kind_of_thing", lang) if row["datatype"] == _CLASS else words.property(row["predicate"]),
            "value_shown": _value(row, words, names),
            "language_shown": _language(row.get("lang") or "", lang),
            "contradiction_shown": _contradiction(row, lang),
            "stated_of_shown": "; ".join(one for one in row.get("stated_of", ()) if one != thing),
        }
        for row in rows
    ]  # fmt: skip
    held = [name for name in _COLUMNS if any(line[name] for line in lines)]
    show_rows(desk.out, lines, {name: word(name, lang) for name in held}, lang=lang)


def _subject(row: Row, lang: str) -> str:
    """Of what a record states something, and under which id, where that has been replaced."""
    if "subject" not in row:
        return ""
    was = f" ← {row['stated_subject']}" if row.get("stated_subject", row["subject"]) != row["subject"] else ""
    return f"{name_of(row, lang).main} ({row['subject']}{was})"


def _contradiction(row: Row, lang: str) -> str:
    """Which of several values that exclude each other is shown."""
    if "chosen" in row:
        return word("conflict.chosen" if row["chosen"] else "conflict.contradicted", lang)
    return word(f"conflict.{row['conflict']}", lang) if row.get("conflict") else ""


def _value(row: Row, words: Wording, names: Mapping[str, tuple[str, str]]) -> str:
    """A value in words; a thing by its name in the reader's language, with its id."""
    said, held = words.value(row["predicate"], row["object"], row["datatype"]), row["object"]
    if row["datatype"] == "boolean" and held in catalogue():
        return word(held, words.lang)
    if row["datatype"] != "id":
        return said
    name = said if said != held else _called(row, words.lang, names)
    return f"{name} ({held})" if name and name != held else str(held)


def _called(row: Row, lang: str, names: Mapping[str, tuple[str, str]]) -> str:
    """What the graph calls the thing that a statement refers to; the names of a record's line are those of its subject."""
    if row["object"] in names:
        display, chinese = names[row["object"]]
        return chinese if lang == "zh" and chinese else display
    if "subject" in row or not row.get("label"):
        return ""
    return name_of({key: row.get(key) for key in _NAMES}, lang).main


def _language(tongue: str, lang: str) -> str:
    key = f"language_{tongue}"
    return word(key, lang) if key in catalogue() else tongue
