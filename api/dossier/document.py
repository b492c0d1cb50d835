"""The facts of a dossier enter; the document leaves, in one language: twelve parts and the records, or the nominator's page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from api.dossier import parts_beside as beside
from api.dossier import parts_verdict as said
from api.dossier.blocks import Block, Cell, Document, Part, Text, table
from api.dossier.facts import Facts
from api.dossier.words import Words


def dossier(one: Facts, lang: str) -> Document:
    """Return the whole dossier."""
    say, cite = Words(lang), said.Numbers(one.records)
    made: Sequence[tuple[str, Callable[[], Sequence[Block]]]] = (
        ("p1", partial(beside.header, one, say)),
        ("p2", partial(said.pool, one, say, cite)),
        ("p3", partial(said.grid, one, say)),
        ("p4", partial(said.clauses, one, say, cite)),
        ("p5", partial(said.unknowns, one, say)),
        ("p6", partial(beside.history, one, say, cite)),
        ("p7", partial(beside.contributions, one, say, cite)),
        ("p8", partial(beside.peers, one, say)),
        ("p9", partial(said.sensitivity, one, say)),
        ("p10", partial(beside.people, one, say)),
        ("p11", partial(beside.interests, one, say)),
        ("p12", partial(beside.again, one, say)),
        ("records", partial(beside.records, one, say)),
    )
    parts = tuple(Part(number, say(key), tuple(make())) for number, (key, make) in enumerate(made, 1))
    return _document(one, say, say("title"), parts)


def gaps(one: Facts, lang: str) -> Document:
    """Return the nominator's page: what is missing or stands against it, and who could supply it, what changes most first."""
    say = Words(lang)
    missing = sorted(one.gaps, key=lambda row: (not row["could_change"], row["clause"]))
    rows: list[list[Cell | str]] = [
        [
            "☐",
            Cell(f"{row['clause']} {say.status(row['effective'])}", row["effective"]),
            f"{row[f'text_{lang}']} – {row[f'why_{lang}']}{said.things(row['things'], one, say)}",
            "; ".join(row[f"who_{lang}"]),
            " / ".join(say.status(status) for status in row["could_change"]),
        ]
        for row in missing
    ]
    headings = ["", *(say(key) for key in ("clause", "missing", "supplier", "could_change"))]
    listed: Block = table(headings, rows, (4, 14, 42, 24, 16)) if rows else Text(say("no_gaps"))
    return _document(one, say, say("gaps_title"), (Part(0, "", (listed,)),))


def _document(one: Facts, say: Words, title: str, parts: tuple[Part, ...]) -> Document:
    rules = one.verdict["rules"]
    foot = f"{one.verdict['institution']} · {one.meta['as_of']} · {rules['name']}@{rules['version']} · {one.meta['data_version']}"
    return Document(
        lang=say.lang,
        title=title,
        subject=say.name(one.verdict),
        banner=say("fictional") if one.fictional else "",
        note=say("no_decision"),
        foot=foot,
        parts=parts,
    )
