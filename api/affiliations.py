"""What an affiliation string says enters; a row of an answer, lines of a table and their columns leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from api.terminal import said
from loaders.affiliation.filling import begin
from loaders.affiliation.judging import Candidate
from loaders.affiliation.keys import EXACT, LEVELS
from loaders.affiliation.reading import Doubt, Found, Reading
from loaders.affiliation.shelf import Bearer, Shelf
from loaders.affiliation.wording import default_wording

NEAR: Final = 5  # candidates told of one doubt; how many more there are is told too
COLUMNS: Final = ("number", "text", "answer", "id", "name", "name_zh", "known_as", "country", "city", "part", "department",
                  "score", "reasons", "also", "successors", "why_not", "decides")  # fmt: skip
Row = dict[str, Any]
_STYLES: Final = {"match": "bold green", "unsure": "bold yellow", "nothing": "bold red"}
_HEADS: Final = {
    "known_as": {"en": "by its name", "zh": "所匹配的名称"},
    "department": {"en": "department", "zh": "部门"},
    "part_of": {"en": "part of", "zh": "隶属"},
    "successors": {"en": "now", "zh": "后继"},
    "decides": {"en": "what would decide", "zh": "可据以判断"},
}
_ANSWERS: Final = {
    "match": {"en": "match", "zh": "匹配"},
    "unsure": {"en": "unsure", "zh": "存疑"},
    "nothing": {"en": "nothing", "zh": "无"},
}


def row_of(text: str, reading: Reading, shelf: Shelf) -> Row:
    """Return what is answered of one string."""
    return {
        "text": text[: len(text) - reading.cut] if reading.cut else text,
        "answer": reading.answer,
        "matches": [_found(one, shelf) for one in reading.found],
        "unsure": [_doubt(one) for one in reading.doubts],
        "reasons": [_reason(one) for one in reading.reasons],
        "countries": list(reading.countries),
        "left_out": {"characters": reading.cut, "personal": reading.dropped},
    }


def _found(one: Found, shelf: Shelf) -> Row:
    named = shelf.stated(one.organisation.n, one.text) if LEVELS[EXACT] in one.reasons else ""
    shown = (one.organisation.name, one.organisation.name_zh)
    return {
        **brief(one.organisation),
        # sources may contradict each other about a name: the one that was met is told where another is shown
        "known_as": "" if begin(named) in map(begin, shown) else named,
        "status": sorted(one.organisation.status),
        "part": one.text,
        "department": one.department,
        "score": one.score,
        "reasons": [_reason(reason) for reason in one.reasons],
        "also": list(one.also),
        "part_of": [brief(whole) for whole in one.part_of],
        "successors": [_named(name, shelf) for name in one.successors],
    }


def _doubt(one: Doubt) -> Row:
    return {
        "part": one.text,
        "reason": _reason(one.why),
        "decides": dict(default_wording().decide.get(one.why, {})),
        "candidates": [_candidate(found) for found in one.candidates[:NEAR]],
        "further": max(0, len(one.candidates) - NEAR),
    }


def _candidate(one: Candidate) -> Row:
    return {
        **brief(one.organisation),
        "score": one.score,
        "reasons": [_reason(reason) for reason in one.reasons],
    }


def brief(one: Bearer) -> Row:
    """Return which organisation it is."""
    return {
        "id": one.id,
        "name": one.name,
        "name_zh": one.name_zh,
        "country": one.country,
        "city": one.cities[0] if one.cities else "",
    }


def _named(identifier: str, shelf: Shelf) -> Row:
    found = shelf.find(identifier)
    return brief(found) if found else {"id": identifier, "name": "", "name_zh": "", "country": "", "city": ""}


def _reason(code: str) -> Row:
    return {"reason": code, **default_wording().reasons.get(code, {})}


def flat(number: int, row: Mapping[str, Any], lang: str) -> list[Row]:
    """Return lines for a table: one for each organisation that is named or near, or one that says there is none."""
    head = {"number": number, "text": row["text"], "answer": row["answer"]}
    lines = [
        {**head, **_columns(one, lang), "part": one["part"], "department": one["department"],
         "known_as": one["known_as"],
         "also": one["also"], "successors": [after["id"] for after in one["successors"]]}
        for one in row["matches"]
    ]  # fmt: skip
    for doubt in row["unsure"]:
        why = {
            "part": doubt["part"],
            "why_not": said(doubt["reason"], lang),
            "decides": said(doubt["decides"], lang),
        }
        near = [{**head, "answer": "unsure", **_columns(one, lang), **why} for one in doubt["candidates"]]
        lines += near or [{**head, "answer": "unsure", **why}]
    return lines or [{**head, "why_not": "; ".join(said(one, lang) for one in row["reasons"])}]


def _columns(one: Mapping[str, Any], lang: str) -> Row:
    names = ("id", "name", "name_zh", "country", "city", "score")
    return {**{name: one[name] for name in names}, "reasons": [said(why, lang) for why in one["reasons"]]}


def show_readings(console: Console, rows: Sequence[Mapping[str, Any]], lang: str) -> None:
    """Print answers for people: each string, what it names, and what is not sure."""
    for row in rows:
        answer = row["answer"]
        _line(console, (f"{said(_ANSWERS[answer], lang)}  ", _STYLES[answer]), row["text"][:300])
        for one in row["matches"]:
            _show_match(console, one, lang)
        for doubt in row["unsure"]:
            _show_doubt(console, doubt, lang)
        for why in row["reasons"]:
            _line(console, f"  {said(why, lang)}")


def _line(console: Console, *parts: str | tuple[str, str]) -> None:
    console.print(Text.assemble(*parts), soft_wrap=True)


def _show_match(console: Console, one: Mapping[str, Any], lang: str) -> None:
    _line(console, "  = ", (_name(one, lang), "bold"), _place(one), "  ", (one["id"], "dim"))
    for key in ("known_as", "department"):
        if one[key]:
            _line(console, f"    {said(_HEADS[key], lang)}: {one[key]}")
    for key in ("part_of", "successors"):
        if one[key]:
            listed = ", ".join(f"{_name(whole, lang)} ({whole['id']})" for whole in one[key])
            _line(console, f"    {said(_HEADS[key], lang)}: {listed}")
    told = ("；" if lang == "zh" else "; ").join(said(why, lang) for why in one["reasons"])
    _line(console, (f"    {one['score']:.2f}  {told}", "dim"))


def _show_doubt(console: Console, doubt: Mapping[str, Any], lang: str) -> None:
    _line(console, "  ? ", doubt["part"], ": ", (said(doubt["reason"], lang), "yellow"))
    for one in doubt["candidates"]:
        _line(console, "    – ", _name(one, lang), _place(one), "  ", (one["id"], "dim"))
    if doubt["further"]:
        _line(console, f"    (+{doubt['further']})")
    if doubt["decides"]:
        _line(console, f"    {said(_HEADS['decides'], lang)}: {said(doubt['decides'], lang)}")


def _name(one: Mapping[str, Any], lang: str) -> str:
    return str((one["name_zh"] if lang == "zh" else "") or one["name"] or one["id"])


def _place(one: Mapping[str, Any]) -> str:
    place = ", ".join(filter(None, (one["city"], one["country"])))
    return f" ({place})" if place else ""
