"""An asker and the state of a page enter; what the page shows leaves: its template and the answers it is made of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from api.asker import Asker
from api.errors import kind_of
from api.pages.drawer import look_up
from api.pages.ego import MOST, ego
from api.pages.names import with_names
from api.pages.shown import Row, Shown
from api.pages.timeline import timeline
from api.pages.view import MOST_LINES, View
from graph.ask import Answer
from graph.question import find_question
from ontology.errors import BadParameter, CoopgraphError

# The question behind the search box, and the parameter that takes the words: one line to change.
SEARCH: Final = ("search", "text")
LANES: Final = 6  # partners whose events the page of an institution draws
MATCHES: Final = 100  # lines of one kind that a search shows where it is asked for more
TIES: Final = 600  # ties of a network that are drawn: all of its centre, then the strongest
LISTED: Final = 60  # agreements, titles and relations of each sort that the page of an institution lists
PARTICIPANTS: Final = 100  # of a project
ROWS: Final = 25  # candidates or partners a page shows unless the address says otherwise


@with_names
async def first(asker: Asker, view: View) -> Shown:
    """The first page: candidates; a home, day or reading that cannot be is said above the controls it came from."""
    question = find_question("candidates")
    problem: CoopgraphError | None = None
    answer: Answer | None = None
    try:
        answer = await asker(question.name, view.asked(question))
    except BadParameter as error:
        problem = error
    rows = answer.rows if answer else []
    drawer = await look_up(asker, (row["records"] for row in rows))
    taken = dict(answer.params) if answer else {}
    return Shown(
        "first.html",
        {
            "answer": answer,
            "answers": [answer] if answer else [],
            "rows": rows,
            "problem": problem,
            "drawer": drawer,
            "home": ", ".join(taken.get("home") or view.given.get("home") or question.params["home"].default),
            "reading": taken.get("reading")
            or view.given.get("reading")
            or question.params["reading"].default,
            "readings": question.params["reading"].options,
            "limit": taken.get("limit", ROWS),
            "most": MOST_LINES,
            "fictional": drawer.fictional or any(row["fictional"] for row in rows),
        },
        status=kind_of(problem).status if problem else 200,
    )


async def search(asker: Asker, view: View) -> Shown:
    """The things whose names hold the words, grouped by kind."""
    words = view.first("q")
    answer: Answer | None = None
    problem: CoopgraphError | None = None
    if words.strip():
        name, parameter = SEARCH
        try:
            answer = await asker(name, view.asked(find_question(name), **{parameter: words}))
        except BadParameter as error:
            problem = error
    rows = answer.rows if answer else []
    return Shown(
        "search.html",
        {
            "query": words,
            "most": MATCHES,
            "answer": answer,
            "answers": [answer] if answer else [],
            "rows": rows,
            "problem": problem,
            "fictional": any(row["fictional"] for row in rows),
        },
        status=kind_of(problem).status if problem else 200,
    )


@with_names
async def institution(asker: Asker, view: View, one: str) -> Shown:
    """An organisation: its place in the pool, its foreign partners with a timeline each, its network, its facts."""
    found, partners, around, facts, conflicts = await asyncio.gather(
        _ask(asker, view, "institution", institution=one),
        _ask(asker, view, "partners", institution=one, limit=ROWS),
        _ask(asker, view, "network_ego", institution=one, nodes=MOST, edges=TIES, measures=["degree"]),
        _ask(asker, view, "show", thing=one),
        _ask(asker, view, "conflicts", thing=one),
    )
    row = found.rows[0]
    drawn = partners.rows[:LANES]
    pairs = await asyncio.gather(
        *(_ask(asker, view, "pair", one=row["institution"], other=line["partner"]) for line in drawn)
    )
    lanes = [
        (line["partner"], line, pair.rows, pair.meta["covered"])
        for line, pair in zip(drawn, pairs, strict=True)
    ]
    drawer = await look_up(
        asker,
        (line["records"] for line in [*facts.rows, *conflicts.rows, *partners.rows]),
        [
            *(line[0] for line in row["agreements"][:LISTED]),
            *(line["id"] for name in ("designations", "relations") for line in row[name][:LISTED]),
            *(line["agreement"] for line in row["pool"]["grounds"]),
        ],
    )
    nodes = [{**node, "group": node["country"] or "?"} for node in around.meta["nodes"]]
    ties = [(tie["source"], tie["target"], float(tie["weight"])) for tie in around.rows]
    return Shown(
        "institution.html",
        {
            "answer": found,
            "answers": [found, partners, around, facts],
            "row": row,
            "partners": partners,
            "facts": facts.rows,
            "conflicts": conflicts.rows,
            "drawer": drawer,
            "drawing": timeline(lanes, date.fromisoformat(found.meta["as_of"])),
            "most": LISTED,
            "undrawn": partners.meta["total"] - len(drawn),
            "around": around,
            "ego": ego(nodes, ties, row["institution"]),
            "fictional": row["fictional"] or drawer.fictional or around.meta["fictional"],
        },
    )


@with_names
async def pair(asker: Asker, view: View, one: str, other: str) -> Shown:
    """Two organisations: their dated history, a lane for each kind of event, and its figures."""
    found = await _ask(asker, view, "pair", one=one, other=other)
    drawer = await look_up(asker, (line["records"] for line in found.rows))
    kinds = sorted({str(line["kind"]) for line in found.rows})
    lanes = [
        (kind, {"kind": kind}, [line for line in found.rows if line["kind"] == kind], found.meta["covered"])
        for kind in kinds
    ]
    return Shown(
        "pair.html",
        {
            "answer": found,
            "answers": [found],
            "rows": found.rows,
            "sides": found.meta["pair"],
            "drawer": drawer,
            "drawing": timeline(lanes, date.fromisoformat(found.meta["as_of"])),
            "fictional": drawer.fictional,
        },
    )


async def _thing(
    asker: Asker, view: View, name: str, side: Callable[[Row], Iterable[str | None]], **ids: str
) -> Shown:
    """A page made of one line, of every fact with its records, and of those that `side` names, with theirs."""
    thing = next(iter(ids.values()))
    found, facts, conflicts = await asyncio.gather(
        _ask(asker, view, name, **ids),
        _ask(asker, view, "show", thing=thing),
        _ask(asker, view, "conflicts", thing=thing),
    )
    row = found.rows[0] if found.rows else None
    drawer = await look_up(
        asker,
        [*(line["records"] for line in [*found.rows, *facts.rows, *conflicts.rows])],
        side(row) if row else (),
    )
    return Shown(
        f"{name}.html",
        {
            "answer": found,
            "answers": [found, facts],
            "row": row,
            "most": PARTICIPANTS,
            "facts": facts.rows,
            "conflicts": conflicts.rows,
            "drawer": drawer,
            "fictional": drawer.fictional or bool(row and row.get("fictional")),
        },
        status=200 if row else 404,
    )


@with_names
async def agreement(asker: Asker, view: View, one: str) -> Shown:
    """An agreement: its state, its life in stretches, its sides, and its facts."""
    return await _thing(
        asker,
        view,
        "agreement",
        lambda row: [*(side["party"] for side in row["sides"]), *(line[0] for line in row["contributions"])],
        agreement=one,
    )


@with_names
async def lab(asker: Asker, view: View, one: str) -> Shown:
    """A joint laboratory: its members, and whether an agreement in force includes it."""
    return await _thing(
        asker,
        view,
        "lab",
        lambda row: [
            *(line[0] for line in row["members"]),
            *(line["via"] for line in row["agreements"]),
            *(line["agreement"] for line in row["could_include"]),
        ],
        lab=one,
    )


@with_names
async def project(asker: Asker, view: View, one: str) -> Shown:
    """A project: its dates, participants, programmes and agreements."""
    return await _thing(
        asker,
        view,
        "project",
        lambda row: [
            *(line[4] for line in row["participants"][:PARTICIPANTS]),
            *(line[0] for line in row["agreements"]),
        ],
        project=one,
    )


@with_names
async def country(asker: Asker, view: View, one: str) -> Shown:
    """A country: counts, its agreements and memberships."""
    return await _thing(
        asker, view, "country", lambda row: [line[4] for line in row["memberships"]], country=one
    )


@with_names
async def show(asker: Asker, view: View, one: str) -> Shown:
    """Any other thing: every fact with its records."""
    facts, conflicts = await asyncio.gather(
        _ask(asker, view, "show", thing=one), _ask(asker, view, "conflicts", thing=one)
    )
    drawer = await look_up(asker, [*(line["records"] for line in [*facts.rows, *conflicts.rows])])
    return Shown(
        "thing.html",
        {
            "answer": facts,
            "answers": [facts],
            "thing": facts.meta["thing"],
            "facts": facts.rows,
            "conflicts": conflicts.rows,
            "drawer": drawer,
            "fictional": drawer.fictional,
        },
    )


@with_names
async def record(asker: Asker, view: View, one: str) -> Shown:
    """A record: where it stands, and everything it states."""
    found, place = await asyncio.gather(
        _ask(asker, view, "record", record=one), _ask(asker, view, "records", records=one)
    )
    known = bool(place.rows)
    return Shown(
        "record.html",
        {
            "answer": found,
            "answers": [found, place],
            "record": one,
            "place": place.rows[0] if known else None,
            "rows": found.rows,
            "fictional": known and bool(place.rows[0]["fictional"]),
        },
        status=200 if known else 404,
    )


@with_names
async def sources(asker: Asker, view: View) -> Shown:
    """The sources that are in, with what each declares to cover."""
    found = await _ask(asker, view, "sources")
    return Shown(
        "sources.html",
        {
            "answer": found,
            "answers": [found],
            "rows": found.rows,
            "fictional": any(row["fictional"] for row in found.rows),
        },
    )


async def _ask(asker: Asker, view: View, name: str, **fixed: object) -> Answer:
    return await asker(name, view.asked(find_question(name), **fixed))
