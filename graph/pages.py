"""The id of a thing or words of its name enter; its page leaves: facts, each with the records that state it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from graph.asking import Asking, Row, day
from graph.force import RANK
from graph.grounds import summed
from graph.intervals import begun, bounded
from graph.pool import Pool, read_place
from graph.presets import load_presets
from graph.readings import READINGS, Ground
from ontology.errors import BadParameter, NotFound
from ontology.model import Model, default_model

_LINES: Final = 200_000  # of coverage, at most
_NAMES: Final = ("label", "label_zh", "label_en")
_OF_SUBJECT: Final = ("subject", *_NAMES, "name_zh", "name_en")
_QUOTED: Final = re.compile(r'(["\\])')


def full_text(words: str) -> str:
    """Return a user's words as a query of the full-text index: each word a phrase, all of them wanted.

    Within quotes nothing is an operator but the quote and the backslash, so apostrophes inside a name (Xi'an) stay
    as they are, and a run of Chinese characters is found as a run. A quote alone is no word.
    """
    phrases = [_QUOTED.sub(r"\\\1", word) for word in words.replace("’", "'").split()]
    return " AND ".join(f'"{phrase}"' for phrase in phrases)


def answer_find(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer which things have a name like the words given: the same name first, then the nearest."""
    rows = asking.rows(query=full_text(asking.values["text"]))
    wanted = _fold(asking.values["text"])
    best: dict[str, Row] = {}
    for row in rows:
        same = wanted in {_fold(name) for name in row["names"]} or row["id"] == asking.values["text"]
        entry = {**row, "same": same}
        if row["id"] not in best or row["score"] > best[row["id"]]["score"]:
            best[row["id"]] = entry
    found = sorted(best.values(), key=lambda row: (not row["same"], -round(row["score"], 3), row["id"]))
    limit = asking.values["limit"]
    shown = found[:limit] if limit else found
    return shown, {"total": len(found), **({} if found else {"empty": {"reason": "no_such_name"}})}


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


def answer_record(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer what one record states, statement by statement, each with the file and place that the record stands in."""
    record = asking.values["record"]
    places = asking.part("records", records=[record])
    if not places:
        raise NotFound(
            f"nothing in the graph has the id {record!r}",
            f"图中没有编号为 {record!r} 的记录",
            remedy="take the id from the evidence of an answer of the same data version",
            remedy_zh="请使用同一数据版本的答案所给出的证据编号",
        )
    rows = [{**places[0], **row} for row in _statements(asking.rows())]
    return rows, {"total": len(rows), "record": places[0]}


def answer_records(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer where records come from, and which of the ids given are no records."""
    rows = asking.rows()
    missing = sorted(set(asking.values["records"]) - {row["record"] for row in rows})
    return rows, {"total": len(rows), "missing": missing}


def answer_coverage(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer, year by year, what is known of a country and kind, and whether any source covers it at all."""
    known = {(row["country"], row["kind"], row["year"]): row["begun"] for row in asking.rows()}
    declared = asking.part("declared")
    kinds = sorted({row["kind"] for row in declared} | {kind for _, kind, _ in known})
    lines = len(asking.countries) * len(kinds) * (asking.as_of.year + 1 - asking.values["since"])
    if lines > _LINES:
        raise _too_many(lines)
    rows: list[Row] = []
    for country in asking.countries:
        for kind in kinds:
            for year in range(asking.values["since"], asking.as_of.year + 1):
                said = [row for row in declared if row["kind"] == kind and _speaks_of(row, country, year)]
                covered = (
                    "complete" if any(row["complete"] for row in said) else "partial" if said else "none"
                )
                rows.append({
                    "country": country, "kind": kind, "year": year, "begun": known.get((country, kind, year), 0),
                    "covered": covered, "sources": sorted({row["source"] for row in said}),
                })  # fmt: skip
    meta: dict[str, Any] = {"total": len(rows)}
    if not rows:
        late = asking.values["since"] > asking.as_of.year
        meta["empty"] = {"reason": "no_year_asked_for" if late else "nothing_covered"}
    return rows, meta


def _too_many(lines: int) -> BadParameter:
    return BadParameter(
        f"this coverage has {lines:,} lines (countries × kinds × years), and {_LINES:,} are made at most",
        f"此覆盖情况共 {lines:,} 行（国家 × 种类 × 年份），最多 {_LINES:,} 行",
        remedy="narrow it: fewer countries in home, a later year in since, or an earlier day in as_of",
        remedy_zh="请缩小范围：减少 home 中的国家，将 since 改晚，或将 as_of 改早")  # fmt: skip


def _speaks_of(row: Row, country: str, year: int) -> bool:
    if not row["begin"] or (row["countries"] and country not in row["countries"]):
        return False  # without a begin it speaks of no year
    first = int(row["begin"][:4])
    last = int(row["end"][:4]) if row["end"] else year
    return first <= year <= last


def answer_show(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer the facts of any thing, each with every record that states it."""
    rows = asking.rows()
    facts: dict[tuple[str, str, str, str], tuple[set[str], set[str]]] = {}
    for row in _statements(rows):
        key = (row["predicate"], row["object"], row["datatype"], row["lang"])
        records, names = facts.setdefault(key, (set(), set()))
        records.add(row["record"])
        names.add(row["stated_subject"])
    model = default_model()
    meant = sorted({key[1] for key in facts if key[2] == "id"})
    known = {row["id"]: row for row in asking.part("lines", ids=meant)}
    contested = _contested(rows)
    several = Counter((key[0], key[3]) for key in facts)
    lines = [
        {
            "predicate": predicate,
            "name_zh": _words(model, predicate).get("zh", predicate),
            "name_en": _words(model, predicate).get("en", predicate),
            "object": value,
            **{name: known.get(value, {}).get(name) for name in _NAMES},
            "datatype": datatype,
            "lang": lang,
            "conflict": _conflict(rows[0]["node"], predicate, lang, value, datatype)
            if predicate in contested and several[predicate, lang] > 1
            else None,
            "stated_of": sorted(names),
            "records": sorted(records),
        }
        for (predicate, value, datatype, lang), (records, names) in sorted(facts.items())
    ]
    meta: dict[str, Any] = {"total": len(lines), "thing": asking.values["thing"]}
    contradicted = {str(line["predicate"]) for line in lines if line["conflict"]}
    if contradicted:
        meta["conflicts"] = {"question": "conflicts", "properties": sorted(contradicted)}
    if rows and not rows[0]["described"]:
        meta["placeholder"] = {
            "reason": "described_by_no_source", "label": rows[0]["label"],
            "referred_to_by": _referrers(asking, model),
        }  # fmt: skip
    return lines, meta


def _contested(rows: Sequence[Row]) -> set[str]:
    """The properties of a thing of which its sources state more values than may stand."""
    return set(rows[0]["contested"]) if rows else set()


def _conflict(node: Mapping[str, Any], predicate: str, lang: str, value: str, datatype: str) -> str:
    chosen = _chosen(node, predicate, lang, value, datatype)
    # where the thing's node does not carry the value, the graph does not tell which one was chosen
    return "contested" if chosen is None else "chosen" if chosen else "contradicted"


def _referrers(asking: Asking, model: Model) -> list[Row]:
    """What refers to a thing that no source describes: which thing, by which property, in which records."""
    thing = asking.values["thing"]
    found: dict[tuple[str, ...], set[str]] = {}
    for row in _statements(asking.part("referrers", id=thing)):
        if row["object"] == thing and row["datatype"] == "id":
            key = (row["subject"], *(row[name] for name in _NAMES), row["predicate"])
            found.setdefault(key, set()).add(row["record"])
    return [
        {
            "thing": subject,
            **dict(zip(_NAMES, names, strict=True)),
            "predicate": predicate,
            "name_zh": _words(model, predicate).get("zh", predicate),
            "name_en": _words(model, predicate).get("en", predicate),
            "records": sorted(records),
        }
        for (subject, *names, predicate), records in sorted(found.items())
    ]


def answer_conflicts(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer where sources contradict each other on a thing: several values where there can be one."""
    rows = asking.rows()
    model = default_model()
    contested = _contested(rows)
    values: dict[tuple[str, str], dict[tuple[str, str], set[str]]] = {}
    for row in _statements(rows):
        if row["predicate"] in contested:
            place = (row["predicate"], row["lang"])
            values.setdefault(place, {}).setdefault((row["object"], row["datatype"]), set()).add(
                row["record"]
            )
    shown: Mapping[str, Any] = rows[0]["node"] if rows else {}
    lines: list[Row] = []
    for (predicate, lang), stated in sorted(values.items()):
        if len(stated) < 2:
            continue
        for (value, datatype), records in sorted(stated.items()):
            lines.append({
                "predicate": predicate,
                "name_zh": _words(model, predicate).get("zh", predicate),
                "name_en": _words(model, predicate).get("en", predicate),
                "lang": lang,
                "object": value,
                "datatype": datatype,
                "chosen": _chosen(shown, predicate, lang, value, datatype),
                "records": sorted(records),
            })  # fmt: skip
    meta = {"total": len(lines), "thing": asking.values["thing"]}
    return lines, meta if lines else {**meta, "empty": {"reason": "no_contradiction"}}


def _chosen(node: Mapping[str, Any], predicate: str, lang: str, value: str, datatype: str) -> bool | None:
    """Whether the node carries this value; None where the node does not tell."""
    if lang and f"{predicate}_{lang}" in node:
        return bool(node[f"{predicate}_{lang}"] == value)
    if predicate not in node:
        return None
    held = node[predicate]
    if isinstance(held, bool):
        return value == str(held).lower()
    if isinstance(held, int | float):
        return float(value) == float(held)
    return str(held) == (value.split("-", 2)[-1] if datatype == "id" else value)


def _statements(rows: Sequence[Row]) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        for statement in row["statements"] or ():
            predicate, datatype, lang, value = statement.split("\t", 3)
            found.append({
                **{name: row[name] for name in _OF_SUBJECT if name in row}, "stated_subject": row["stated_subject"],
                "predicate": predicate, "object": value, "datatype": datatype, "lang": lang, "record": row["record"],
            })  # fmt: skip
    return sorted(found, key=lambda row: tuple(str(row[key]) for key in ("subject", "predicate", "object", "datatype",
                                                                         "lang", "record", "stated_subject")))  # fmt: skip


def _words(model: Model, name: str) -> Mapping[str, str]:
    one = model.properties.get(name)
    return one.labels if one is not None else {}


def answer_page(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer the page of one thing; its evidence are the records of all that it shows.

    `cites` are the things shown. `counted` are some of those that are only counted, and `often` are some of the records
    that state what a great many state: how many are cited is said.
    """
    rows = [dict(row) for row in asking.rows()]
    if not rows:  # the id was found, so only the day can have hidden the thing
        return [], {"hidden": {"reason": "later_than_the_day"}}
    meta: dict[str, Any] = {"total": len(rows)}
    for row in rows:
        counted = row.get("counted", [])
        cites = {*row["cites"], *(one for several in counted for one in several)}
        row["records"] = _with_records(asking, row["records"], cites)
        often = row.pop("often", [])
        row["records"] = sorted({*row["records"], *often})
        stated = row.pop("often_total", 0)
        if stated > len(often):
            add_cut(meta, "often_cited_in_part", len(often), stated)
        total = sum(number for _, number in row["events"]) if counted else 0
        if total > len(counted):
            add_cut(meta, "counts_cited_in_part", len(counted), total)
    return rows, meta


def add_cut(meta: dict[str, Any], reason: str, cited: int, total: int) -> None:
    """Say that evidence was cut; where it was cut for several reasons, every further one stands in `also`."""
    said = {"reason": reason, "cited": cited, "total": total}
    if "evidence_cut" in meta:
        meta["evidence_cut"].setdefault("also", []).append(said)
    else:
        meta["evidence_cut"] = said


def _with_records(asking: Asking, own: Sequence[str], things: Iterable[str | None]) -> list[str]:
    wanted = {one for one in things if one}
    stated = asking.records(wanted) if wanted else {}
    return sorted({*own, *(record for several in stated.values() for record in several)})


def answer_institution(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer the page of an institution: names, place, relations, titles, events, and its place in the pool."""
    line = dict(asking.rows()[0])
    records = {*line["records"], *line.pop("cited")}
    for key in ("designations", "relations"):
        line[key] = [one for one in line[key] if _known(one, asking.as_of)]
        records.update(record for one in line[key] for record in one.pop("records"))
    line["pool"], grounds = _place(asking)
    line["records"] = _with_records(asking, sorted(records), grounds)
    meta: dict[str, Any] = {"total": 1}
    if line["events"]:
        add_cut(meta, "counts_not_cited", 0, sum(number for _, number in line["events"]))
    return [line], meta


def _known(entry: Mapping[str, Any], as_of: date) -> bool:
    return begun(bounded(*(day(text) for text in entry["dates"])), as_of) != "no"


def _place(asking: Asking) -> tuple[dict[str, Any], set[str]]:
    """Whether it is in the pool, by what, and if not, why not; and the things that this rests on."""
    one, chosen = asking.values["institution"], asking.values["reading"]
    pool = read_place(asking, one, chosen)
    standing = pool.found.get(one)
    works = list(pool.works.values())
    place: dict[str, Any] = {
        "status": standing.status(chosen) if standing else "out",
        "readings": {key: state for key, (state, _) in sorted(standing.best.items())} if standing else {},
        "projects": len(works),
        "project_count": standing.count(chosen) if standing else 0,
        "grounds": [],
        "why": [],
    }
    cites: set[str] = set()
    if standing is not None:
        found: dict[tuple[str, str], list[tuple[Ground, str]]] = {}
        for project in sorted(standing.works):
            for reading in READINGS:
                for ground in pool.readings.grounds(reading, standing.country, pool.works[project]):
                    found.setdefault((reading, ground.agreement), []).append((ground, project))
        for _, several in sorted(found.items()):
            shown, via = summed(several, pool.arranged)
            place["grounds"].append(shown)
            cites |= {shown["agreement"], *shown["projects"], *via}
        pairs = sorted({(one, project) for shown in place["grounds"] for project in shown["projects"]})
        for row in asking.part("shown_projects", pairs=[list(pair) for pair in pairs]) if pairs else ():
            cites.update(row["via"])
    if place["status"] != "in":
        place["why"] = _why(asking, pool, place)
    return place, cites


def _why(asking: Asking, pool: Pool, place: Mapping[str, Any]) -> list[Row]:
    """Why an institution is not in the pool: never a bare no."""
    works = list(pool.works.values())
    if not works:
        return [{"reason": "no_projects_known"}]
    found: list[Row] = []
    if place["status"] == "undecided":
        found += [{"reason": reason} for reason in sorted({one["reason"] for one in place["grounds"]
                                                           if one["state"] == "unknown"})]  # fmt: skip
    named = sorted({one for work in works for one in work.agreements})
    lower = [one for one in named if not pool.readings.stated.get(one)]
    if lower:
        levels = {row["id"]: row["level"] for row in asking.part("agreements", levels=[], ids=lower)}
        found.append({"reason": "only_other_level", "things": lower, "levels": levels,
                      "level": load_presets()["level"].value})  # fmt: skip
    over = sorted({root for one in named for root in pool.readings.stated.get(one, ())})
    if over and "stated" not in place["readings"]:
        found.append({"reason": "stated_agreement_over", "things": over})
    if not named:
        found.append({"reason": "no_project_names_an_agreement"})
    country = next((country for work in works for country in work.members), "")
    instruments = {one for key, several in pool.readings.named.items() for one in several
                   if any(binding.actor == country for binding in pool.readings.bound[key])}  # fmt: skip
    if not any(work.programme_stated for work in works):
        found.append({"reason": "programme_not_stated"})
    elif not instruments & {one for work in works for one in work.programmes}:
        found.append({"reason": "no_agreement_names_its_programmes"})
    elif place["status"] == "out":
        found.append({"reason": "not_in_force_during_its_projects"})
    inferred = RANK[place["readings"].get("copresence", "no")] >= RANK["presumed"]
    if inferred and "copresence" not in asking.values["reading"]:
        found.append({"reason": "only_inferred"})
    return found
