"""What a command of cases, people or keys was given enters; what was written or found leaves, on stdout."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from api import casework
from api.deps import Desk
from api.formats import Form, written
from api.graphs import opened
from api.journals import Journals
from api.terminal import said, show_facts, show_rows
from api.words import catalogue, word
from cases.acting import Wanted, find_act, moment
from cases.case import read_case
from cases.entry import read_head
from cases.journal import Journal
from cases.keys import OWNER, Holder, add_key, keys, revoke_key
from cases.people import LOCAL, Somebody, people, somebody
from cases.verifying import Verified, verify
from cases.workflow import Act, Field, Workflow, explained_code, load_workflow
from graph.ask import Answer, ask
from ontology.errors import BadParameter, ShapeError

Rows = list[dict[str, Any]]

_WHOLE: Final = re.compile(r"[0-9]{1,15}")
_IN_BOTH: Final = ("state_words", "about")  # what a row says in both languages
_TYPED: Final = frozenset({"act", "can_do", "scopes"})  # codes of acts and of who may do them
_HEAD: Final = re.compile("[，：；。（]")  # what stands before it is what a particular is called


@contextmanager
def _journal(desk: Desk) -> Iterator[tuple[Journal, Workflow]]:
    journals = Journals(desk.settings)
    try:
        yield journals.journal, journals.workflow
    finally:
        journals.journal.close()


def _owner(journal: Journal, person: str) -> Holder:
    """Whoever uses the machine may do everything, and says as whom."""
    if person not in ("", LOCAL):
        journal.read(lambda one: somebody(one, person))
    return replace(OWNER, person=person or LOCAL)


def _look(desk: Desk) -> Callable[[str, Mapping[str, object]], Answer]:
    """Ask the graph, which is opened only where something must be looked up."""

    def look(question: str, params: Mapping[str, object]) -> Answer:
        with opened(desk) as reader:
            return ask(reader, question, params)

    return look


def _in_words(row: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """A row as a person reads it: in one language, with the codes that are typed explained to who reads Chinese."""
    table = load_workflow()
    known = {name: one.word for name, one in table.acts.items()} | dict(table.words)
    found = {key: said(value, lang) if key in _IN_BOTH else value for key, value in row.items()}
    for key in _TYPED & set(found):
        codes = [found[key]] if isinstance(found[key], str) else found[key]
        found[key] = "\n".join(
            explained_code(one, known[one], lang) if one in known else one for one in codes
        )
    return found


def _print(desk: Desk, rows: Rows, columns: tuple[str, ...], form: Form) -> None:
    headings = {name: word(name, desk.lang) for name in columns}
    shown = [_in_words(row, desk.lang) for row in rows]
    if form is not Form.TABLE:
        for text in written(form, rows, list(rows[0]) if rows else list(columns), {}):
            desk.print(text)
    elif len(rows) == 1 and len(columns) > 4:
        show_facts(desk.out, shown[0], headings, lang=desk.lang)
    else:
        show_rows(desk.out, shown, headings, lang=desk.lang)


def case_act(
    desk: Desk, name: str, case: str, given: Mapping[str, Any], person: str, now: datetime, form: Form
) -> None:
    """Do one act of the workflow."""
    found = find_act(load_workflow(), name)
    seen = _position(given["expected"]) if "expected" in given else None
    content = casework.from_words(
        found, {key: value for key, value in given.items() if key not in ("reason", "despite", "expected")}
    )
    with _journal(desk) as (journal, workflow):
        reason, despite = (str(given.get(key, "")) for key in ("reason", "despite"))
        wanted = Wanted(name, case, content, reason, despite, seen)
        entry = casework.perform(journal, workflow, _look(desk), wanted, _owner(journal, person), now)
        after = read_case(journal.entries(entry.case), workflow)
    state = after.state if after else ""
    row = {"case": entry.case, "state": state, "state_words": dict(workflow.states.get(state, {})), "position": entry.position,
           "act": entry.act, "actor": entry.actor, "at": entry.at, "hash": entry.hash}  # fmt: skip
    _print(desk, [row], ("case", "state_words", "position", "act", "actor", "at"), form)


def _position(given: Any) -> int:
    """The last entry that was seen, as it was typed: what is no number must not pass for none."""
    if isinstance(given, str) and _WHOLE.fullmatch(given):
        return int(given)
    raise BadParameter(
        f"{str(given)[:40]!r} is no position in the journal", f"“{str(given)[:40]}”不是日志中的位置",
        where="expected", remedy="write the number that case show calls last; nothing was written",
        remedy_zh="请写 case show 所示的最后位置（last）；未写入任何内容",
    )  # fmt: skip


def case_list(desk: Desk, form: Form) -> None:
    """List all cases."""
    with _journal(desk) as (journal, workflow):
        rows = casework.overview(journal, workflow)
    _print(desk, rows, ("case", "candidate", "state_words", "since", "changed", "last"), form)


def case_show(desk: Desk, name: str, person: str, now: datetime, form: Form) -> None:
    """Show one case as somebody may see it."""
    with _journal(desk) as (journal, workflow):
        row = casework.show_case(journal, workflow, name, seer(journal, person), now.date())
    if form is not Form.TABLE:
        _print(desk, [row], (), form)
        return
    names = (
        "case",
        "candidate",
        "known_as",
        "state_words",
        "can_do",
        "signatures",
        "reviewers",
        "reviews_hidden",
        "support",
    )
    table, lang = load_workflow(), desk.lang
    row["signatures"] = {table.words[side][lang]: who for side, who in row["signatures"].items()}
    row["support"] = [{**one, "status": table.words[one["status"]][lang]} for one in row["support"]]
    _print(desk, [row], names, form)
    log = [
        {**_in_words(one, lang), "content": _particulars(one, table, lang), "reason_given": one["reason"]}
        for one in row["entries"]
    ]
    headings = ("position", "at", "actor", "act", "content", "reason_given")
    show_rows(desk.out, log, {name: word(name, lang) for name in headings}, lang=lang)


def seer(journal: Journal, person: str) -> Holder:
    """As whom a case is looked at: the machine's owner sees all; somebody named sees what their keys let them see."""
    if person in ("", LOCAL):
        return OWNER
    journal.read(lambda one: somebody(one, person))
    held = [key for key in keys(journal) if key.person == person and not key.revoked]
    return Holder(person, frozenset(scope for key in held for scope in key.scopes))


def workflow_table(desk: Desk, form: Form) -> None:
    """List the acts of the workflow."""
    table = load_workflow()
    rows: Rows = [
        {
            "act": one.name,
            "about": dict(one.about),
            "act_from": list(one.before),
            "act_to": one.after,
            "scopes": list(one.scopes),
            "act_fields": list(one.fields),
            "act_needs": [*one.needs, *one.unless],
        }
        for one in table.acts.values()
    ]
    columns = tuple(rows[0])
    if form is Form.TABLE:
        rows = [{**row, **_told(table.acts[row["act"]], table, desk.lang)} for row in rows]
    _print(desk, rows, columns, form)


def _told(act: Act, table: Workflow, lang: str) -> dict[str, str]:
    """The states, particulars and needs of an act in words."""
    needs = [table.needs[one][lang] for one in act.needs]
    needs += [f"{table.needs[one][lang]}{word('unless_despite', lang)}" for one in act.unless]
    return {
        "act_from": "\n".join(table.states[one][lang] for one in act.before),
        "act_to": table.states[act.after][lang] if act.after else "",
        "act_fields": "\n".join(explained_code(one.name, _heading(one), lang) for one in act.fields.values()),
        "act_needs": "\n".join(needs),
    }


def _heading(one: Field) -> dict[str, str]:
    """What a particular is called."""
    return {"en": one.name.replace("_", " "), "zh": _HEAD.split(one.about["zh"])[0]}


def _particulars(entry: Mapping[str, Any], table: Workflow, lang: str) -> dict[str, Any]:
    """The particulars of an entry by their names; what is chosen of a list is said in words."""
    act = table.acts.get(entry["act"])
    found: dict[str, Any] = {}
    for key, value in entry["content"].items():
        one = act.fields.get(key) if act else None
        known = {
            **(table.words if one and one.type == "choice" else {}),
            **(table.checklist if one and one.type == "items" else {}),
            **(table.needs if key == "set_aside" else {}),
        }
        name = (
            _heading(one)[lang]
            if one
            else word(f"content.{key}" if f"content.{key}" in catalogue() else key, lang)
        )
        found[name] = (
            [_say(each, known, lang) for each in value]
            if isinstance(value, list)
            else _say(value, known, lang)
        )
    return found


def _say(value: Any, known: Mapping[str, Mapping[str, str]], lang: str) -> Any:
    return known[value][lang] if isinstance(value, str) and value in known else value


def case_verify(desk: Desk, heads: list[str], form: Form) -> None:
    """Say whether the journal is what was written; where it is not, which places were changed."""
    noted = [read_head(one) for one in heads]
    with _journal(desk) as (journal, _):
        found = verify(journal, noted)
    row = {"whole": found.whole, "entries": found.entries, "head": str(found.head),
           "breaks": [asdict(one) for one in found.breaks]}  # fmt: skip
    if form is Form.TABLE:
        row["breaks"] = "\n".join(_broken(found, desk.lang))
    _print(desk, [row], ("whole", "entries", "head", "breaks"), form)
    if not found.whole:
        raise _changed(found)


def _broken(found: Verified, lang: str) -> list[str]:
    """Which places of the journal were changed, and how."""
    return [f"{one.position}: {word(f'break.{one.reason}', lang)}" for one in found.breaks]


def _changed(found: Verified) -> ShapeError:
    places, places_zh = ("; ".join(_broken(found, lang)[:20]) for lang in ("en", "zh"))
    more = f" (+{len(found.breaks) - 20})" if len(found.breaks) > 20 else ""
    return ShapeError(
        f"the journal was changed at: {places}{more}", f"日志被改动，位置：{places_zh}{more}",
        report=[f"{one.position}: {one.reason}" for one in found.breaks],
        remedy="compare with a backup from before; do not write to it until it is known what happened",
        remedy_zh="请与此前的备份比对；查明原因之前不要再写入",
    )  # fmt: skip


def person_add(
    desk: Desk,
    person: str,
    name: str,
    contact: str,
    thing: str,
    organisations: list[str],
    now: datetime,
    form: Form,
) -> None:
    """Add somebody who works in the system."""
    who = Somebody(person, name, contact, thing, tuple(organisations))
    with _journal(desk) as (journal, _):
        made = casework.register(journal, _look(desk), who, LOCAL, now)
    _print(desk, [asdict(made)], ("id", "name", "contact", "thing", "organisations", "erased"), form)


def person_erase(desk: Desk, person: str, reason: str, now: datetime, form: Form) -> None:
    """Erase the personal fields of somebody."""
    with _journal(desk) as (journal, _):
        gone = casework.forget(journal, person, LOCAL, now, reason)
    _print(desk, [asdict(gone)], ("id", "erased"), form)


def person_list(desk: Desk, form: Form) -> None:
    """List everybody."""
    with _journal(desk) as (journal, _):
        rows = [asdict(one) for one in people(journal)]
    _print(desk, rows, ("id", "name", "contact", "thing", "organisations"), form)


def key_add(desk: Desk, person: str, scopes: list[str], expires: str, now: datetime) -> None:
    """Make a key; it stands alone on stdout, this once."""
    with _journal(desk) as (journal, _):
        made, text = add_key(journal, person, scopes, LOCAL, moment(now), expires)
    desk.say(
        f"Key {made.id} of {person} ({', '.join(made.scopes)}). It is shown this once: keep it.",
        f"密钥 {made.id}，持有人 {person}（{'、'.join(made.scopes)}）。仅显示这一次，请妥善保存。",
    )
    desk.print(f"{text}\n")


def key_list(desk: Desk, form: Form) -> None:
    """List the keys, without their secrets."""
    with _journal(desk) as (journal, _):
        rows = [asdict(one) for one in keys(journal)]
    _print(desk, rows, ("id", "person", "scopes", "expires", "revoked"), form)


def key_revoke(desk: Desk, key: str, reason: str, now: datetime, form: Form) -> None:
    """Revoke a key."""
    with _journal(desk) as (journal, _):
        gone = revoke_key(journal, key, LOCAL, moment(now), reason)
    _print(desk, [asdict(gone)], ("id", "person", "scopes", "expires", "revoked"), form)
