"""Candidates and the records behind them enter; a table with the evidence under each line leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from api.dates import OPEN_MARK, begin_of, end_of, open_mark, reversed_dates
from api.under import during, under
from api.words import explained, kind_of_event, word
from ontology.places import place

Row = Mapping[str, Any]

SHOWN_RECORDS = 4
SHOWN_EVENTS = 3
SHOWN_GROUNDS = 3
LEGEND = ("i1", "i2", "i3", "i4", "i8", "i10", "i11", "range")


def show_candidates(console: Console, rows: Sequence[Row], records: Mapping[str, Row], lang: str) -> None:
    """Print the table of candidates, then for each line what it rests on."""
    table = Table(header_style="bold", expand=False)
    table.add_column("#", justify="right")
    for key in ("institution", "country", "pool"):
        table.add_column(word(key, lang), overflow="fold")
    table.add_column(word("count", lang), justify="right")
    table.add_column(word("channel", lang), overflow="fold")
    table.add_column(word("figures", lang), overflow="fold")
    for number, row in enumerate(rows, 1):
        best = row["channels"][0] if row["channels"] else None
        table.add_row(
            str(number),
            _institution(row, lang),
            str(row["country"] or "?"),
            _standing(row, lang),
            str(row["project_count"]),
            _partner(best, lang) if best else word("unknown", lang),
            "\n".join(figures(best, lang)) if best else "?",
        )
    console.print(table)
    console.print(legend(lang), style="dim", highlight=False, markup=False)
    for number, row in enumerate(rows, 1):
        console.print(Padding(_evidence(number, row, records, lang), (0, 0, 1, 0)))


def name_of(row: Row, lang: str) -> str:
    """Return the display name: the reader's language first, the other beside it."""
    order = ("name_zh", "name_en") if lang == "zh" else ("name_en", "name_zh")
    names = [name for name in dict.fromkeys(row.get(one) for one in order) if name]
    return " · ".join(names) or str(row.get("label") or "?")


def _institution(row: Row, lang: str) -> Text:
    mark = f"[{word('fictional', lang)}] " if row.get("fictional") else ""
    return Text.assemble((mark, "bold red"), name_of(row, lang), "\n", (str(row["institution"]), "dim"))


def _standing(row: Row, lang: str) -> str:
    held = [f"{word(reading, lang)}: {during(state, lang)}" for reading, state in row["readings"].items()]
    return "\n".join([word(str(row["status"]), lang), *held])


def _partner(channel: Row, lang: str) -> str:
    return f"{name_of(channel, lang)} ({channel.get('country') or '?'})"


def _bounds(value: object) -> str:
    """A figure, or the interval between its worst and its best case."""
    if isinstance(value, Mapping):
        low, high = value.get("low"), value.get("high")
        return str(low) if low == high else f"{low}–{high}"
    if isinstance(value, list | tuple) and len(value) == 2:
        return str(value[0]) if value[0] == value[1] else f"{value[0]}–{value[1]}"
    return str(value)


def figures(channel: Row, lang: str) -> list[str]:
    """The indicators of a channel, compactly; `?` is what is not known, two bounds are the worst and the best case.

    What is counted in years bears a mark where it rests on an end that nobody states.
    """
    renewed, kinds, third = channel.get("i8"), channel["i10"], channel.get("i11")
    persistence = channel["i3"]
    said = word("none_known", lang)
    if renewed is not None:
        low, high = renewed["bounds"]
        said = (
            word("none_over", lang)
            if low is None
            else _share(low)
            if low == high
            else f"{_share(low)}–{_share(high)}"
        )
    motif = f" ({word('motif', lang)})" if kinds["motif"] else ""
    mark = open_mark(channel)
    small = f"{word('small', lang)} {_bounds(channel['i2_small']['span'])}{mark}"
    held = "?" if persistence is None else f"{_share(persistence)}{mark}"
    return [
        f"I1 {channel['i1']}{mark} · I2 {_bounds(channel['i2']['span'])}{mark} ({small})",
        f"I3 {held} · I4 {channel['i4']:.2f} · I8 {said}",
        f"I10 {kinds['count']}{motif} · I11 {third['count'] if third else '?'}",
    ]


def legend(lang: str) -> str:
    """What the figures of a channel mean, in one paragraph."""
    head, stop = (word("legend.title", lang), "；" if lang == "zh" else "; ")
    marked = f"{OPEN_MARK} {explained({'reason': 'ends_not_stated'}, lang)}"
    said = stop.join([*(word(f"legend.{key}", lang) for key in LEGEND), marked])
    return f"{head}：{said}。" if lang == "zh" else f"{head}: {said}."


def _share(value: float) -> str:
    return f"{value:.0%}"


def _dates(event: Row, lang: str) -> str:
    """When an event was, as exact as its source says; dates that contradict each other are said to."""
    wrong = f" ({word('reversed', lang)})" if reversed_dates(event) else ""
    return f"{begin_of(event) or '?'} – {end_of(event) or '…'}{wrong}"


def _evidence(number: int, row: Row, records: Mapping[str, Row], lang: str) -> Group:
    tree = Tree(Text(f"{number}. {name_of(row, lang)}", style="bold"))
    labels = {one["agreement"]: one["label"] for one in row["agreements"]}

    def called(one: Row) -> str:
        return str(one.get("label") or labels.get(one["agreement"], one["agreement"]))

    for project in row["projects"]:
        dates = f"{project['start'] or '?'} – {project['end'] or '…'}"
        branch = tree.add(f"{word('project', lang)}: {name_of(project, lang)} ({dates}) ", style="")
        for ground in project["under"][:SHOWN_GROUNDS]:
            branch.add(Text(f"{word('under', lang)}: {under(ground, lang, called)}"))
        if len(project["under"]) > SHOWN_GROUNDS:
            branch.add(Text(f"… +{len(project['under']) - SHOWN_GROUNDS} {word('more', lang)}", style="dim"))
    if row["project_count"] > len(row["projects"]):
        tree.add(Text(f"… +{row['project_count'] - len(row['projects'])} {word('more', lang)}", style="dim"))
    for channel in row["channels"]:
        events = [f"{kind_of_event(event['kind'], lang)} {_dates(event, lang)}" for event in channel["list"]]
        rest = f" (+{len(events) - SHOWN_EVENTS})" if len(events) > SHOWN_EVENTS else ""
        branch = tree.add(
            f"{word('partner', lang)}: {_partner(channel, lang)}: {', '.join(events[:SHOWN_EVENTS])}{rest}"
        )
        branch.add(Text(" · ".join(figures(channel, lang)), style="dim"))
    names = {channel["partner"]: name_of(channel, lang) for channel in row["channels"]}
    for one in row["unknown"]:
        tree.add(Text(f"{word('unknown', lang)}: {explained(one, lang, names)}", style="yellow"))
    found = tree.add(Text(f"{word('evidence', lang)} ({len(row['records'])})", style="dim"))
    for record in row["records"][:SHOWN_RECORDS]:
        found.add(Text(place_of(records.get(record, {"id": record}), lang), style="dim"))
    if len(row["records"]) > SHOWN_RECORDS:
        found.add(Text(f"… +{len(row['records']) - SHOWN_RECORDS} {word('more', lang)}", style="dim"))
    return Group(tree)


def place_of(record: Row, lang: str = "en") -> str:
    """Return where a record stands: file, place in the file, address where a person can look, and its id."""
    parts = [record.get("file"), place(str(record.get("locator") or ""), lang), record.get("url")]
    return " · ".join([*(str(part) for part in parts if part), str(record.get("record") or record.get("id"))])
