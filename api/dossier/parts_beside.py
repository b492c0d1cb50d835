"""The facts of a dossier enter; the parts beside the verdict leave: header, history, contributions, peers, people, data."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.dates import begin_of, end_of
from api.dossier.blocks import Block, Cell, Drawing, Facts, Heading, Text, table
from api.dossier.facts import DECIDING, Wanted, parts_of
from api.dossier.facts import Facts as Dossier
from api.dossier.parts_verdict import Numbers, named, period
from api.dossier.words import Words
from cases.workflow import load_workflow
from ontology.places import place

_DASH: Final = "–"
FILES: Final = (
    "dossier.html",
    "dossier.docx",
    "gaps.html",
    "evidence.csv",
    "records.csv",
    "rules.toml",
    "dossier.json",
    "manifest.json",
)


def header(one: Dossier, say: Words) -> list[Block]:
    """Part 1: who, when, by which rules, from which data, made by whom."""
    verdict, institution = one.verdict, one.institution
    rows: list[tuple[str, Cell]] = [
        (say("unit_or_institution"), Cell(f"{say.name(verdict)} ({verdict['institution']})")),
        (say("kind"), Cell(say("kind_unit" if verdict["host"] else "kind_institution"))),
        (say("names"), Cell(" / ".join(one for one in dict.fromkeys([verdict["name_zh"], verdict["name_en"],
                                                                   *(institution["names"] or [])]) if one))),
    ]  # fmt: skip
    if one.host is not None:
        rows.append((say("host"), Cell(f"{say.name(one.host)} ({one.host['institution']})")))
    rows += [
        (say(key), Cell("; ".join(named(each, one, say) for each in verdict[key])))
        for key in ("units", "predecessors")
        if verdict[key]
    ]
    rules = verdict["rules"]
    rows += [
        (say("country"), Cell(verdict["country"] or say.status("UNKNOWN"))),
        (say("home"), Cell(", ".join(one.meta["home"]["countries"]))),
        (say("as_of"), Cell(str(one.meta["as_of"]))),
        (
            say("rules"),
            Cell(
                f"{say.of(rules['title'])} · {rules['name']}@{rules['version']} · {say('digest')} {rules['digest']}"
            ),
        ),
        (say("data_version"), Cell(str(one.meta["data_version"]))),
        (say("journal_head"), Cell(str(one.judged.head))),
        (say("compiled_by"), Cell(one.compiled_by)),
        (say("compiled_at"), Cell(one.compiled_at)),
    ]
    return [Facts(tuple(rows))]


def history(one: Dossier, say: Words, cite: Numbers) -> list[Block]:
    """Part 6: one axis a partner, and the same as a table."""
    if not one.lanes:
        return [Text(say("no_partners"))]
    found: list[Block] = []
    if one.drawing is not None:
        titles = tuple(f"{say.name(lane.title)} ({lane.title['country']})" for lane in one.drawing.lanes)
        labels = tuple(tuple(_event(bar.event, say) for bar in lane.bars) for lane in one.drawing.lanes)
        found += [Drawing(one.drawing, titles, labels), Text(say("drawn"), "note")]
    undrawn = one.partners.meta["total"] - len(one.lanes)
    if undrawn:
        found.append(Text(f"{say('undrawn')}: {undrawn}", "note"))
    for partner, pair in one.lanes:
        found.append(Heading(f"{say.name(partner)} ({partner['partner']}, {partner['country']})"))
        if partner["uncovered"]:
            found.append(Text(f"{say('uncovered')}: {say.told(partner['uncovered'])}", "note"))
        rows = [
            [_event(row, say), period(begin_of(row), end_of(row)), say.told(row["state"] or _DASH),
             str(row["size"] or _DASH), cite(row["records"])]
            for row in pair.rows
        ]  # fmt: skip
        found.append(
            table(
                [say(key) for key in ("event", "period", "state", "members", "source")],
                rows,
                (46, 18, 12, 8, 16),
            )
        )
    return [*found, Text(say("limits_note"), "note")]


def contributions(one: Dossier, say: Words, cite: Numbers) -> list[Block]:
    """Part 7: the lights of every part that has them, and all words on intellectual property."""
    found: list[Block] = [Heading(say("lights"))]
    part = next((each for each in parts_of(one.verdict) if each["clause"] == one.contribution_clause), None)
    items = [*part["evidence"], *part["counter"], *part["shown"]] if part else []
    rows: list[list[Cell | str]] = []
    for light in part["lights"] if part else ():
        stated = [
            f"{say(item['says'])}: {period(begin_of(item), end_of(item))} {cite(item['records'])}"
            for item in items
            if item["value"] == light["name"]
        ]
        status = Cell(say.status(light["status"]), light["status"])
        rows.append([say.of(light["words"]), status, say.told(light["reason"]), "; ".join(stated) or _DASH])
    headings = [say(key) for key in ("kind", "machine", "why", "item")]
    found.append(table(headings, rows, (16, 18, 30, 36)) if rows else Text(say("no_evidence"), "note"))
    found.append(Heading(say("ip_text")))
    texts = [item for part in parts_of(one.verdict) if part["clause"] == one.ownership_clause
             for item in [*part["evidence"], *part["counter"], *part["shown"]] if item["excerpts"]]  # fmt: skip
    found += [
        Text(f"{named(item['thing'], one, say)}: {' / '.join(f'“{text}”' for text in item['excerpts'])} {cite(item['records'])}",
             "quote")
        for item in texts
    ]  # fmt: skip
    return found if texts else [*found, Text(say("no_ip_text"), "note")]


def peers(one: Dossier, say: Words) -> list[Block]:
    """Part 8: figures beside those of others of the same kind and field."""
    rows = [
        [part["clause"], say.of(part["words"]), _figures(part["figures"], one, say), say.of(part["why"])]
        for part in parts_of(one.verdict)
        if part["kind"] == "graded" and part["figures"]
    ]
    headings = [say(key) for key in ("clause", "part", "figures", "why")]
    return [Text(say("peers_note"), "note"), *([table(headings, rows, (9, 30, 33, 28))] if rows else [])]


def people(one: Dossier, say: Words) -> list[Block]:
    """Part 10: what people judged, the course of each case, and room for one's own judgement."""
    found: list[Block] = []
    for case in one.judged.cases:
        found.append(Heading(f"{say('case')} {case['case']}: {say.of(case['state_words'])}"))
        found += _reviews(case, one, say)
        found += _course(case, say)
    if not one.judged.cases:
        found.append(Text(say("no_case")))
    if one.judged.elsewhere:
        listed = "; ".join(f"{each.clause} ({each.id})" for each in one.judged.elsewhere)
        found.append(Text(f"{say('other_rules')} {listed}", "warn"))
    found += _uncounted(one, say)
    blank: list[list[Cell | str]] = [[condition["clause"], "", ""] for condition in one.verdict["conditions"]]
    return [
        *found,
        Heading(say("own")),
        table([say(key) for key in ("condition", "judgement", "reason")], blank, (10, 20, 70), tall=True),
        Text(f"{say('signature')}: ______________________________"),
    ]


def _uncounted(one: Dossier, say: Words) -> list[Block]:
    """Judgements that enter no status, each with why: of earlier cases, later than the day, deadlines of what is known."""
    day, counted = one.wanted.as_of, {each["id"] for each in _counted(one.verdict)}
    later = [each for each in one.judged.judgements if each.on.isoformat() > day]
    earlier = [
        each for each in one.judged.judgements if each.until is not None and each.until.isoformat() <= day
    ]
    idle = [
        each
        for each in one.judged.judgements
        if each.late and each not in (*later, *earlier) and each.id not in counted
    ]
    return [
        Text(f"{say(key)} {', '.join(f'{each.clause} ({each.id})' for each in listed)}", "note")
        for key, listed in (("earlier", earlier), ("later", later), ("idle", idle))
        if listed
    ]


def _counted(verdict: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    whole = [each for condition in verdict["conditions"] for each in condition["judgements"]]
    return [*whole, *(each for part in parts_of(verdict) for each in part["judgements"])]


def interests(one: Dossier, say: Words) -> list[Block]:
    """Part 11: which reviewers have ties to the candidate or its partners."""
    reviewers = [(name, about) for case in one.judged.cases for name, about in case["reviewers"].items()]
    if not reviewers:
        return [Text(say("no_reviewers"))]
    rows: list[list[Cell | str]] = []
    for name, about in reviewers:
        if about["ties"] is None:
            rows.append([name, Cell(say("unchecked"), "UNKNOWN"), "", about["despite"]])
        rows += [
            [name, Cell(_coded(tie["kind"], say), "NOT_MET"), _tie(tie), about["despite"]]
            for tie in about["ties"] or ()
        ]
    for name, ties in one.ties.items():
        rows += [
            [name, Cell(_coded(tie["kind"], say), "NOT_MET"), _tie(tie), Cell(say("new_tie"), "CONFLICT")]
            for tie in ties or ()
        ]
    if not rows:
        return [Text(say("no_ties"))]
    headings = [say("reviewer"), say("kind"), say("item"), say("despite")]
    return [Text(say("ties"), "warn"), table(headings, rows, (15, 25, 35, 25))]


def _tie(tie: Mapping[str, Any]) -> str:
    if "thing" not in tie:  # who looks may know how many there are, and no more
        return str(tie["count"])
    return f"{tie['thing']} – {tie['organisation']} {period(tie['start'], tie['end'])}"


def again(one: Dossier, say: Words) -> list[Block]:
    """Part 12: everything that is needed to make it again, and to read it without the system."""
    readings = [(name, mode, "modes") for name, mode in one.meta["modes"].items()]
    readings += [(name, number, "thresholds") for name, number in one.meta["thresholds"].items()]
    rows = [
        [f"{name} = {row['value']}", say(f"origin_{row['origin']}"), say.of(row["about"])]
        for name, row, _ in readings
    ]
    return [
        Text(say("again")),
        Text(command(one, say.lang), "code"),
        Text(f"{say('package')}: {', '.join(FILES)}"),
        Heading(f"{say('reading')} · {say('thresholds')}"),
        table([say("reading"), say("origin"), say("why")], rows, (28, 22, 50)),
    ]


def records(one: Dossier, say: Words) -> list[Block]:
    """The appendix: every record that is cited, with its source, file and line."""
    rows: list[list[Cell | str]] = []
    for number, (identifier, row) in enumerate(one.records.items(), 1):
        link = str(row.get("url") or row.get("address") or "")
        publisher = row.get("publisher") or []
        rows.append([
            f"[{number}]",
            f"{_title(row, say)} · {' / '.join(publisher)}",
            f"{row.get('file') or ''} {place(row.get('locator') or '', say.lang)}".strip(),
            str(row.get("retrieved") or _DASH),
            say.told(row.get("quality") or _DASH, "quality"),
            Cell(link or _DASH, link=link if link.startswith(("https://", "http://")) else ""),
            identifier,
        ])  # fmt: skip
    headings = ["", *(say(key) for key in ("publisher", "place", "fetched", "quality", "link", "record"))]
    return [table(headings, rows, (5, 26, 17, 10, 9, 17, 16))]


def _title(row: Mapping[str, Any], say: Words) -> str:
    names = [row.get(f"title_{say.lang}"), row.get("title"), row.get("source")]
    return next((str(each) for each in names if each), "")


def command(one: Dossier, lang: str) -> str:
    """The command that makes a dossier again."""
    asked: Wanted = one.wanted
    rules = one.verdict["rules"]
    words = ["coopgraph", "dossier", one.verdict["institution"], "--as-of", asked.as_of]
    for home in asked.home:
        words += ["--home", home]
    words += ["--rules", f"{rules['name']}@{rules['version']}"]
    for reading in asked.reading:
        words += ["--reading", reading]
    words += [
        "--data-version",
        str(one.meta["data_version"]),
        "--lang",
        lang,
        "--format",
        "zip",
        "--output",
        "dossier.zip",
    ]
    return shlex.join(words)


def _event(event: Mapping[str, Any], say: Words) -> str:
    return f"{say.told(event['kind'])}: {say.name(event)}"


def _coded(code: str, say: Words) -> str:
    """What the workflow calls a code that a case holds."""
    return say.of(load_workflow().words.get(code, {"en": code}))


def _reviews(case: Mapping[str, Any], about: Dossier, say: Words) -> list[Block]:
    found: list[Block] = []
    if case["reviews"]:
        rows = [
            [
                one["content"]["clause"],
                one["actor"],
                _coded(one["content"]["judgement"], say),
                one["reason"],
                one["at"][:10],
            ]
            for one in case["reviews"]
        ]
        headings = [say(key) for key in ("clause", "reviewer", "judgement", "reason", "on")]
        found.append(table(headings, rows, (9, 16, 14, 47, 14)))
    if case["reviews_hidden"]:
        found.append(Text(f"{say('hidden')}: {case['reviews_hidden']}", "note"))
    decision = case["decision"]
    if decision:
        content = decision["content"]
        inputs = [str(content[key]) for key in ("strategy", "policy", "talent_policy")]
        cited = ", ".join(f"#{one}" for one in content["reviews"])
        found.append(Facts((
            (say("decision"), Cell(_coded(content["outcome"], say))),
            (say("who"), Cell("; ".join(named(content[key], about, say) for key in DECIDING))),
            (say("reason"), Cell("; ".join([decision["reason"], *inputs, cited]))),
            (say("when"), Cell(decision["at"])),
        )))  # fmt: skip
    if case["support"]:
        rows = [
            [
                named(one["project"], about, say),
                f"{one['months']} ({one['needed']})",
                _coded(one["status"], say),
            ]
            for one in case["support"]
        ]
        found += [
            Heading(say("support")),
            table([say("item"), say("months"), say("state")], rows, (50, 25, 25)),
        ]
    return found


def _course(case: Mapping[str, Any], say: Words) -> Sequence[Block]:
    acts = load_workflow().acts
    rows = [
        [str(one["position"]), one["at"], one["actor"] or _DASH,
         say.of(acts[one["act"]].about) if one["act"] in acts else one["act"], one["reason"] or _DASH]
        for one in case["entries"]
    ]  # fmt: skip
    return [table(["№", *(say(key) for key in ("when", "who", "act", "reason"))], rows, (6, 20, 16, 26, 32))]


def _figures(figures: Mapping[str, Any], one: Dossier, say: Words) -> str:
    told = [f"{say.figure(name)}: {named(str(value), one, say) if str(value) in one.names else say.told(value, name)}"
            for name, value in figures.items() if value is not None]  # fmt: skip
    return "; ".join(told)
