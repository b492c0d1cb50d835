"""Personal fields of somebody who works in the system enter; a pseudonymous id leaves, and the fields until they are erased.

The journal holds ids only. Adding somebody writes a commitment (SHA-256 over a random salt and the fields) into the
journal, so a change of the fields shows too; erasing takes fields and salt away for good and leaves the chain as it is.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, insert, select

from cases.entry import Break, Entry, committed
from cases.journal import Journal, Writing
from cases.tables import PEOPLE, TIES
from ontology.errors import BadParameter, NotFound, NotNow

ADDED: Final = "person-added"
ERASED: Final = "person-erased"
LOCAL: Final = "local"  # whoever uses the machine itself, where there are no keys
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_LONGEST: Final = 400
UNKEPT: Final = re.compile("[\ud800-\udfff\x00]")  # halves of a character, and the one that no journal keeps
UNKEPT_SAID: Final = ("it holds a character that cannot be kept", "含有无法保存的字符")


@dataclass(frozen=True)
class Somebody:
    """A person who works in the system; the fields are empty once they were erased."""

    id: str
    name: str = ""
    contact: str = ""
    thing: str = ""  # their id in the graph, where they are in it
    organisations: tuple[str, ...] = ()  # ids of organisations that they declare to belong to
    erased: bool = False


def add_somebody(journal: Journal, who: Somebody, actor: str, at: str) -> Somebody:
    """Add somebody; the id must be new and must not say who it is."""
    if not _ID.fullmatch(who.id) or who.id == LOCAL:
        raise BadParameter(
            f"{who.id[:80]!r} is no id for a person", f"“{who.id[:80]}”不能作为人员编号",
            where="id", remedy="use 2 to 40 small letters, digits and hyphens that do not tell the name, such as reviewer-7",
            remedy_zh="请用 2 至 40 个小写字母、数字和连字符，且不透露姓名，如 reviewer-7",
        )  # fmt: skip
    fields = _fields(who)
    if any(len(str(value)) > _LONGEST for value in fields.values()):
        raise BadParameter(
            f"a field is longer than {_LONGEST} characters", f"字段超过 {_LONGEST} 个字符",
            remedy="shorten it", remedy_zh="请缩短",
        )  # fmt: skip
    for name, value in fields.items():
        if UNKEPT.search(str(value)):
            what, what_zh = UNKEPT_SAID
            raise wrong_field(name, f"{name}: {what}", f"{name}：{what_zh}")

    def work(writing: Writing) -> Somebody:
        if any(one.act == ADDED and one.content.get("person") == who.id for one in writing.entries("")):
            raise NotNow(
                f"there is somebody with the id {who.id} already", f"人员编号 {who.id} 已存在",
                where="id", remedy="choose another id; an erased one is not given again",
                remedy_zh="请另选编号；已删除者的编号不再使用",
            )  # fmt: skip
        salt = secrets.token_hex(32)
        text = json.dumps(fields, ensure_ascii=False, sort_keys=True)
        writing.connection.execute(insert(PEOPLE).values(id=who.id, salt=salt, fields=text))
        writing.add("", ADDED, actor, at, "", {"person": who.id, "commitment": committed(salt, text)})
        return who

    return journal.write(work)


def erase(journal: Journal, person: str, actor: str, at: str, reason: str) -> Somebody:
    """Take the personal fields of somebody away for good; their id and what they did stay."""

    def work(writing: Writing) -> Somebody:
        found = _known(writing).get(person)
        if found is None:
            raise nobody(person)
        if not found.erased:
            writing.connection.execute(delete(PEOPLE).where(PEOPLE.c.id == person))
            writing.connection.execute(delete(TIES).where(TIES.c.person == person))
            writing.add("", ERASED, actor, at, reason, {"person": person})
        return Somebody(person, erased=True)

    gone = journal.write(work)
    journal.settle()
    return gone


def people(journal: Journal) -> list[Somebody]:
    """Everybody, by id."""
    return sorted(journal.read(_known).values(), key=lambda one: one.id)


def everybody(writing: Writing) -> dict[str, Somebody]:
    """Everybody by id, as of the moment at which is read."""
    return _known(writing)


def somebody(writing: Writing, person: str) -> Somebody:
    """Return a person by id, or say that there is none."""
    found = _known(writing).get(person)
    if found is None:
        raise nobody(person)
    return found


def wrong_field(name: str, what: str, what_zh: str) -> BadParameter:
    """Return the error for a field of an act or a person that cannot be written down."""
    return BadParameter(what, what_zh, where=name, remedy="correct it and repeat; nothing was written",
                        remedy_zh="请更正后重试；未写入任何内容")  # fmt: skip


def nobody(person: str) -> NotFound:
    """Return the error that says so."""
    return NotFound(
        f"there is nobody with the id {person[:80]!r}", f"没有编号为“{person[:80]}”的人员",
        remedy="coopgraph case people lists everybody; coopgraph case person ID adds somebody",
        remedy_zh="coopgraph case people 列出全部人员；coopgraph case person ID 新增",
    )  # fmt: skip


def changed_people(writing: Writing) -> list[Break]:
    """Return the entries of people whose fields are no longer those that were added, though nobody erased them."""
    entries = writing.entries("")
    gone = {one.content.get("person") for one in entries if one.act == ERASED}
    kept = {row.id: committed(row.salt, row.fields) for row in writing.connection.execute(select(PEOPLE))}
    return [
        Break(one.position, "person_changed")
        for one in entries
        if one.act == ADDED
        and (person := one.content.get("person")) not in gone
        and kept.get(str(person)) != one.content.get("commitment")
    ]


def _known(writing: Writing) -> dict[str, Somebody]:
    entries: Sequence[Entry] = writing.entries("")
    kept = {row.id: json.loads(row.fields) for row in writing.connection.execute(select(PEOPLE))}
    found: dict[str, Somebody] = {}
    for one in entries:
        person = str(one.content.get("person", ""))
        if one.act == ADDED:
            found[person] = _somebody(person, kept.get(person))
    return found


def _somebody(person: str, fields: Mapping[str, Any] | None) -> Somebody:
    if fields is None:
        return Somebody(person, erased=True)
    return Somebody(
        person, fields["name"], fields["contact"], fields["thing"], tuple(fields["organisations"])
    )


def _fields(who: Somebody) -> dict[str, Any]:
    return {
        "name": who.name,
        "contact": who.contact,
        "thing": who.thing,
        "organisations": sorted(who.organisations),
    }
