"""An act, its particulars and who does it enter; one entry of the journal leaves, or what stands against it.

The only way into a case. It is told nothing of any verdict: no status, no figure, no score can move a case.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import Any, Final

from cases.case import BLIND, KNOWN_AS, NONCE, Case, read_case, read_cases
from cases.entry import Entry
from cases.journal import Journal, Writing
from cases.keys import Holder
from cases.needs import OF_TIES, Doing, Lack, lacking
from cases.people import ADDED, ERASED, LOCAL, UNKEPT, UNKEPT_SAID, somebody, wrong_field
from cases.ties import Looked, keep, shelf
from cases.workflow import Act, Field, Workflow, explained_code
from ontology.errors import BadParameter, Incomplete, NotAllowed, NotFound, NotNow

_LONGEST: Final = 4_000
_MOST: Final = 200
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_THING: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:~-]{0,199}")
# white space, and characters of no width
_UNSEEN: Final = (
    "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u00ad\u200b\u200c\u200d\u2060\ufeff"
)


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to do."""

    act: str
    case: str = ""
    content: Mapping[str, Any] | None = None
    reason: str = ""
    despite: str = ""  # why a need that may be set aside is
    expected: int | None = None  # the last position of the case that whoever asks has seen
    ties: Looked = field(default_factory=dict)  # of reviewers, as the graph says
    known_as: tuple[str, ...] = ()  # of a new case: what leads to its candidate, the id that was typed first


def moment(now: datetime) -> str:
    """A moment as the journal writes it: UTC, to the second."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def do(journal: Journal, workflow: Workflow, wanted: Wanted, who: Holder, now: datetime) -> Entry:
    """Check an act against the workflow and write it down, in one transaction."""
    act = find_act(workflow, wanted.act)
    if not who.may(act.scopes):
        raise NotAllowed(
            f"{act.name} is for: {', '.join(act.scopes)}",
            f"{act.name} 仅限：{'、'.join(explained_code(one, workflow.words[one], 'zh') for one in act.scopes)}",
            remedy="ask somebody who has that scope", remedy_zh="请由具有该权限的人办理",
        )  # fmt: skip
    content = particulars(act, wanted.content or {})
    reason = _sentence("reason", wanted.reason)
    despite = _sentence("despite", wanted.despite)
    if not reason:
        raise BadParameter("every act needs a reason", "每项操作都须说明理由", where="reason",
                           remedy="give reason: it is logged with the act", remedy_zh="请给出 reason：将随操作记录")  # fmt: skip

    def work(writing: Writing) -> Entry:
        if who.person != LOCAL and somebody(writing, who.person).erased:
            raise NotAllowed(f"{who.person} has left", f"{who.person} 已注销",
                             remedy="act as somebody who is there", remedy_zh="请以在册人员身份操作")  # fmt: skip
        case, others = _case(writing, act, wanted, workflow)
        doing = Doing(
            workflow,
            case,
            who.person,
            now.astimezone(UTC).date(),
            reason,
            content,
            others,
            _people(writing),
            wanted.ties,
            shelf(writing),
            wanted.known_as,
        )
        _refuse(act, lacking(doing, act.needs), case)
        aside = lacking(doing, act.unless)
        if aside and not despite:
            _refuse(act, aside, case)
        more: dict[str, Any] = dict(content)
        if aside:
            more |= {"despite": despite, "set_aside": _set_aside(aside)}
        if weighed := _weighed(act, doing):
            more |= {
                **keep(writing, weighed),
                "looked": sorted(one for one, ties in weighed.items() if ties is not None),
            }
        if not act.before and set(wanted.known_as) - {content.get("candidate")}:
            more[KNOWN_AS] = list(wanted.known_as)
        if act.name == BLIND:  # a hash alone would confirm a guess of what a colleague judged, and why
            more[NONCE] = secrets.token_hex(16)
        name = case.id if case else f"case-{len(others) + 1}"
        return writing.add(name, act.name, who.person, moment(now), reason, more)

    return journal.write(work)


def _set_aside(lacks: Sequence[Lack]) -> list[str]:
    """What a reason set aside, in words; of ties only that there are some, since the words would say whose they are."""
    return [
        *(one.en for one in lacks if one.need not in OF_TIES),
        *sorted({one.need for one in lacks} & set(OF_TIES)),
    ]


def _weighed(act: Act, doing: Doing) -> Looked:
    """The ties that an act weighs: all of somebody who is invited, and those that came to light since."""
    if "no_conflict" in act.unless:
        who = str(doing.content["reviewer"])
        return {who: doing.ties.get(who)}
    if "ties_known" in act.unless:
        new = {who: doing.new_ties(who) for who in doing.ties}
        return {who: ties for who, ties in new.items() if ties}
    return {}


def find_act(workflow: Workflow, name: str) -> Act:
    """Return an act by name, or say which is near."""
    if name in workflow.acts:
        return workflow.acts[name]
    near = get_close_matches(name, workflow.acts, n=1, cutoff=0.4)
    hint, hint_zh = (f"did you mean {near[0]!r}? ", f"是否要写“{near[0]}”？") if near else ("", "")
    raise BadParameter(
        f"there is no act {name[:60]!r}", f"没有操作“{name[:60]}”", where="act",
        remedy=f"{hint}acts are: {', '.join(workflow.acts)}", remedy_zh=f"{hint_zh}可用：{'、'.join(workflow.acts)}",
    )  # fmt: skip


def no_case(case: str) -> NotFound:
    """Return the error that says that there is no such case."""
    return NotFound(f"there is no case {case[:60]!r}", f"没有案卷“{case[:60]}”",
                    remedy="coopgraph case list names them all", remedy_zh="coopgraph case list 列出全部案卷")  # fmt: skip


def _case(
    writing: Writing, act: Act, wanted: Wanted, workflow: Workflow
) -> tuple[Case | None, Sequence[Case]]:
    if not act.before:
        if wanted.case:
            raise BadParameter(f"{act.name} begins a new case", f"{act.name} 用于新建案卷", where="case",
                               remedy="leave the case out", remedy_zh="请不要给出案卷")  # fmt: skip
        return None, read_cases(writing.entries(), workflow)
    case = read_case(writing.entries(wanted.case), workflow) if wanted.case else None
    if case is None:
        raise no_case(wanted.case)
    if wanted.expected is not None and wanted.expected != case.last:
        raise NotNow(
            f"{case.id} changed: its last entry is {case.last}, not {wanted.expected}",
            f"{case.id} 已有变动：最后一条为 {case.last}，而非 {wanted.expected}",
            remedy="look at it again, then repeat", remedy_zh="请重新查看后再操作",
        )  # fmt: skip
    if case.state not in act.before:
        allowed = [one for one in workflow.acts.values() if case.state in one.before]
        names, names_zh = (
            [explained_code(one.name, one.word, lang) for one in allowed] for lang in ("en", "zh")
        )
        state = workflow.states[case.state]
        raise NotNow(
            f"{case.id} is in the state {case.state} ({state['en']}), in which {act.name} cannot be done",
            f"{case.id} 处于“{state['zh']}”（{case.state}），不能执行 {act.name}",
            remedy=f"what can be done now: {', '.join(names) or 'nothing, it has ended'}",
            remedy_zh=f"当前可执行：{'、'.join(names_zh) or '无，案卷已结束'}",
        )  # fmt: skip
    return case, ()


def _people(writing: Writing) -> frozenset[str]:
    entries = writing.entries("")
    gone = {one.content["person"] for one in entries if one.act == ERASED}
    return frozenset(str(one.content["person"]) for one in entries if one.act == ADDED) - gone


def _refuse(act: Act, lacks: Sequence[Lack], case: Case | None) -> None:
    if not lacks:
        return
    first = lacks[0]
    more = f" (+{len(lacks) - 1})" if len(lacks) > 1 else ""
    raise Incomplete(
        f"{act.name}: {first.en}{more}", f"{act.name}：{first.zh}{more}", where=case.id if case else "",
        lacks=[(one.need, one.en, one.zh) for one in lacks], remedy=first.do_en, remedy_zh=first.do_zh,
    )  # fmt: skip


def particulars(act: Act, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the particulars of an act, each of its type, or say which is wrong."""
    for name in given:
        if name not in act.fields:
            raise wrong_field(str(name)[:60], f"{act.name} takes: {', '.join(act.fields) or 'nothing'}",
                         f"{act.name} 可用：{'、'.join(act.fields) or '无'}")  # fmt: skip
    found: dict[str, Any] = {}
    for name, one in act.fields.items():
        value = given.get(name)
        if isinstance(value, str):
            value = bare(value)  # a blank is no value
        if value is None or value in ("", []):
            if one.required:
                raise wrong_field(name, f"it is needed: {one.about['en']}", f"必填：{one.about['zh']}")
            found[name] = one.default
        else:
            found[name] = _value(one, value)
    return found


def _value(one: Field, value: Any) -> Any:
    match one.type:
        case "items":
            if (
                isinstance(value, list)
                and len(value) <= _MOST
                and all(isinstance(item, str) for item in value)
            ):
                return sorted(set(value))
            raise wrong_field(one.name, "it is a list of words", "应为词语列表")
        case "positions":
            if (
                isinstance(value, list)
                and len(value) <= _MOST
                and all(type(item) is int and item > 0 for item in value)
            ):
                return sorted(set(value))
            raise wrong_field(one.name, "it is a list of positions in the journal", "应为日志位置的列表")
        case _:
            return _word(one, value)


def _word(one: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise wrong_field(one.name, "it is text", "应为文本")
    if one.type == "choice" and value not in one.options:
        raise wrong_field(
            one.name, f"it is one of: {', '.join(one.options)}", f"可选值：{'、'.join(one.options)}"
        )
    if one.type == "date" and not _is_day(value):
        raise wrong_field(one.name, f"{value[:40]!r} is no day of the calendar: write 2015-06-30",
                     f"“{value[:40]}”不是日历上的日期：请写作 2015-06-30")  # fmt: skip
    if one.type in ("thing", "person") and not _THING.fullmatch(value):
        raise wrong_field(one.name, f"{value[:60]!r} is no id", f"“{value[:60]}”不是编号")
    return _sentence(one.name, value)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return bool(_DAY.fullmatch(value))


def _sentence(name: str, value: str) -> str:
    if len(value) > _LONGEST:
        raise wrong_field(name, f"it has more than {_LONGEST} characters", f"超过 {_LONGEST} 个字符")
    if UNKEPT.search(value):
        raise wrong_field(name, *UNKEPT_SAID)
    return bare(value)


def bare(text: str) -> str:
    """Return a text without what cannot be seen at its ends."""
    return text.strip(_UNSEEN)
