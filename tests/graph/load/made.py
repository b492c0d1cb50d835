"""A seed enters; a canon folder of an invented small world leaves, with every spot that a projection can stumble over."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ontology.statements import CANON_TABLES, Statement
from ontology.terms import mint


@dataclass
class World:
    """Rows of canon, gathered before they are written."""

    statements: set[Statement] = field(default_factory=set)
    records: dict[str, str] = field(default_factory=dict)  # record → source
    conflicts: list[tuple[str, str, str, str, str, str, bool]] = field(default_factory=list)
    redirects: list[tuple[str, str]] = field(default_factory=list)
    fictional: set[str] = field(default_factory=set)
    urls: dict[str, str] = field(default_factory=dict)  # record → where a person saw it

    def say(
        self, subject: str, record: str, *said: tuple[str, str, str], lang: str = "", stated: str = ""
    ) -> None:
        """Add statements: (predicate, object, datatype); a language makes texts of those that are strings."""
        source = record.split("-")[1]
        self.records[record] = source
        for predicate, value, datatype in said:
            kind = "langString" if lang and datatype == "string" else datatype
            tag = lang if kind == "langString" else ""
            self.statements.add(Statement(subject, predicate, value, kind, tag, record, stated or subject))


def write_canon(world: World, parent: Path) -> Path:
    """Write the world as a canon folder under `parent`, named by its data version."""
    rows = sorted(world.statements)
    subjects = {row.subject for row in rows}
    dangling = sorted({row.object for row in rows if row.datatype == "id"} - subjects)
    records = [
        (
            record,
            source,
            "made.csv",
            "0" * 64,
            f"row {number}",
            number,
            world.urls.get(record, ""),
            "2026-05-01",
            "official",
            "2026-06-01",
        )
        for number, (record, source) in enumerate(sorted(world.records.items()), start=1)
    ]
    tables: dict[str, Sequence[Sequence[object]]] = {
        "statements.parquet": rows,
        "records.parquet": records,
        "rejects.parquet": [],
        "conflicts.parquet": sorted(world.conflicts),
        "redirects.parquet": sorted(world.redirects),
        "placeholders.parquet": [(one, f"{one}?", 1) for one in dangling],
    }
    digest = hashlib.sha256(json.dumps(tables).encode()).hexdigest()[:16]
    folder = parent / digest
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tables.items():
        schema = CANON_TABLES[name]
        columns = list(zip(*content, strict=True)) or [[] for _ in schema]
        arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
        pq.write_table(pa.table(arrays, schema=schema), folder / name)
    sources = {
        name: {"title": name, "fictional": name in world.fictional}
        for name in sorted(set(world.records.values()))
    }
    version = {
        "data_version": digest,
        "sources": sources,
        "counts": {"statements": len(rows)},
        "model": "",
        "judgements": "",
    }
    (folder / "version.json").write_text(json.dumps(version), "utf-8")
    return folder


def make_world(seed: int = 1, *, institutions: int = 30, projects: int = 12, dropped: float = 0.0) -> World:
    """The same seed gives the same world; `dropped` leaves that share of its statements out, to differ a little."""
    dice = random.Random(seed)
    world = World()
    for code, zh in (("CN", "中国"), ("DE", "德国"), ("IL", "以色列")):
        subject = mint("country", "iso", code)
        world.say(subject, f"rec-books-{code}", ("type", "Country", "class"), ("code", code, "string"))
        world.say(subject, f"rec-books-{code}", ("name", f"Land {code}", "string"), lang="en")
        world.say(subject, f"rec-books-{code}", ("name", zh, "string"), lang="zh")
    world.say(
        "src-own-books", "rec-books-self", ("type", "Source", "class"), ("name", "Books", "string"), lang="en"
    )
    for number in range(institutions):
        _institution(world, dice, number)
    for number in range(projects):
        _project(world, dice, number, institutions)
    _agreement(world)
    _odd_spots(world)
    if dropped:
        kept = sorted(world.statements)
        world.statements = {one for one in kept if one.predicate == "type" or dice.random() >= dropped}
    return world


def _institution(world: World, dice: random.Random, number: int) -> None:
    subject = mint("inst", "own", f"i{number:04}")
    record = f"rec-books-i{number:04}"
    world.say(
        subject, record, ("type", "Institution", "class"), ("country", f"country-iso-{dice.choice(['CN', 'DE', 'IL'])}", "id"),
        ("city", f"City {number % 7}", "string"), ("established", str(1800 + number), "gYear"),
        ("latitude", f"{number}.5", "decimal"), ("homepage", f"https://i{number}.example/", "anyURI"),
    )  # fmt: skip
    world.say(subject, record, ("name", f'University "{number}", of; things', "string"), lang="en")
    if number % 2:
        world.say(subject, record, ("name", f"第{number}大学", "string"), lang="zh")
    if number % 5 == 0:  # another source knows it by another id
        stated = mint("inst", "pic", str(900000000 + number))
        world.say(
            subject,
            f"rec-cordis-i{number}",
            ("type", "Institution", "class"),
            ("city", "Elsewhere", "string"),
            stated=stated,
        )
        world.redirects.append((stated, subject))
        for record_, city, chosen in (
            (record, f"City {number % 7}", True),
            (f"rec-cordis-i{number}", "Elsewhere", False),
        ):
            world.conflicts.append((subject, "city", city, "string", "", record_, chosen))


def _project(world: World, dice: random.Random, number: int, institutions: int) -> None:
    project, record = mint("proj", "cordis", str(1000 + number)), f"rec-cordis-p{number}"
    start, kind = (("2021", "gYear"), ("2021-02", "gYearMonth"), ("2020-02-29", "date"))[number % 3]
    world.say(
        project, record, ("type", "Project", "class"), ("startDate", start, kind),
        ("acronym", f"P{number}", "string"), ("totalCost", f"{number + 1}000.25", "decimal"),
        ("programme", "prog-own-horizon", "id"), ("programme", f"prog-own-h{number % 3}", "id"),
        ("keyword", "water; air", "string"), ("keyword", "ice", "string"),
    )  # fmt: skip
    if number % 4:
        world.say(project, record, ("endDate", "2024-02", "gYearMonth"))
    for place, member in enumerate(dice.sample(range(institutions), 4)):
        link = mint("part", "cordis", str(1000 + number), str(member))
        role = "coordinator" if place == 0 else "participant"
        world.say(
            link, record, ("type", "Participation", "class"), ("project", project, "id"),
            ("institution", mint("inst", "own", f"i{member:04}"), "id"), ("order", str(place), "integer"),
            ("participationRole", f"concept-role-{role}", "id"), ("sme", "true" if place else "false", "boolean"),
        )  # fmt: skip


def _agreement(world: World) -> None:
    record = "rec-books-a1"
    world.say(
        "agr-own-cnil", record, ("type", "Agreement", "class"), ("level", "concept-level-intergovernmental", "id"),
        ("signedOn", "1993-02-13", "date"), ("inForceFrom", "1993", "gYear"), ("field", "concept-outline-water", "id"),
    )  # fmt: skip
    for code in ("CN", "IL"):
        link = mint("party", "own", "cnil", code)
        world.say(
            link,
            record,
            ("type", "Party", "class"),
            ("agreement", "agr-own-cnil", "id"),
            ("actor", f"country-iso-{code}", "id"),
        )


def _odd_spots(world: World) -> None:
    """Quotes, line ends, tabs, delimiters, other scripts, an invented source, a thing that two sources type differently."""
    odd = "inst-own-odd"
    world.say(odd, "rec-books-odd", ("type", "Institution", "class"))
    for text in (
        'a "quoted" one',
        "two\nlines",
        "carriage\r\nreturn",
        "tab\there",
        "semi;colon,comma|bar",
        "\\n back\\slash \\",
        "'",
        '"',
        " blank ",
    ):
        world.say(odd, "rec-books-odd", ("altName", text, "string"), lang="de")
    world.say(odd, "rec-books-odd", ("altName", "एक विश्वविद्यालय 🎓", "string"), lang="hi")
    world.say(odd, "rec-books-odd", ("name", "臺灣", "string"), lang="zh-Hant")
    world.say(
        "inst-own-invented", "rec-fables-1", ("type", "Institution", "class"), ("city", "Nowhere", "string")
    )
    world.say("inst-own-i0001", "rec-fables-2", ("city", "City 1", "string"))
    world.fictional.add("fables")
    # somebody's table gives an institution a name that is another's, and their table goes first
    world.say("inst-own-i0003", "rec-fables-3", ("name", "某研究所", "string"), lang="zh")
    for text, record, chosen in (("第3大学", "rec-books-i0003", False), ("某研究所", "rec-fables-3", True)):
        world.conflicts.append(("inst-own-i0003", "name", text, "langString", "zh", record, chosen))
