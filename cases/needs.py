"""A case, an act and its particulars enter; what is missing leaves, need by need, with words and what to do.

Each need that workflow.toml names is one function here. None of them looks at what a machine judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from cases.case import SIGN, Case, criterion
from cases.support import Watched, watched
from cases.ties import Looked, Shelf, Tie, same
from cases.workflow import Workflow

OF_TIES: Final = ("no_conflict", "own_ties_known", "ties_known")  # needs whose words say what is personal
_CLAUSE: Final = re.compile(r"[A-Z]+[0-9]+[a-z]?")
_EXCUSE: Final = (
    "choose another reviewer, or say in despite why it is this one",
    "请另选专家，或在 despite 中说明理由",
)


@dataclass(frozen=True)
class Doing:
    """An act about to be done."""

    workflow: Workflow
    case: Case | None
    actor: str
    today: date
    reason: str
    content: Mapping[str, Any]
    others: Sequence[Case] = ()  # all cases, where a case is opened
    known_people: frozenset[str] = frozenset()
    ties: Looked = field(default_factory=dict)  # of reviewers, as the graph says now
    shelf: Shelf = field(default_factory=Shelf)  # what was found of them before
    known_as: Sequence[str] = ()  # ids that lead to the candidate of a new case

    @property
    def open_case(self) -> Case:
        """The case, where the act is one that needs it."""
        if self.case is None:
            raise AssertionError("acts.open is the only one without a case")
        return self.case

    def new_ties(self, person: str) -> list[Tie]:
        """Ties of a reviewer that were not known when they were invited."""
        known = self.shelf.known(self.open_case, person)
        return [one for one in self.ties.get(person) or () if same(one) not in known]


@dataclass(frozen=True)
class Lack:
    """One thing that is missing: which need, what exactly, and what to do."""

    need: str
    en: str
    zh: str
    do_en: str = ""
    do_zh: str = ""


def lacking(doing: Doing, needs: Sequence[str]) -> list[Lack]:
    """Return what is missing, in the order of the needs."""
    return [one for need in needs for one in NEEDS[need](doing)]


def _new_candidate(doing: Doing) -> list[Lack]:
    ids = {str(doing.content["candidate"]), *doing.known_as}
    return [
        Lack("new_candidate", f"case {one.id} is open for this candidate", f"该候选已有未结案卷 {one.id}",
             f"go on with {one.id}", f"请继续办理 {one.id}")
        for one in doing.others
        if one.is_of(ids) and one.is_open
    ]  # fmt: skip


def _both_signatures(doing: Doing) -> list[Lack]:
    signed, sides = doing.open_case.signatures, doing.workflow.acts[SIGN].fields["side"].options
    found = [
        Lack("both_signatures", f"the {word['en']} has not signed: the recommendation is incomplete",
             f"{word['zh']}尚未签署：推荐不完整",
             f"act sign with side={side}", f"由其签署：sign，side={side}")
        for side, word in ((side, doing.workflow.words[side]) for side in sides)
        if side not in signed
    ]  # fmt: skip
    if not found and len({one.content["authority"] for one in signed.values()}) < len(sides):
        found.append(Lack("both_signatures", "both signatures are of the same authority", "两份签署出自同一部门",
                          "let the other authority sign", "请由另一部门签署"))  # fmt: skip
    if not found and len({one.actor for one in signed.values()}) < len(sides):
        found.append(Lack("both_signatures", "one person signed for both authorities", "同一人代两个部门签署",
                          "let somebody of the other authority sign", "请由另一部门的人签署"))  # fmt: skip
    return found


def _checklist(doing: Doing) -> list[Lack]:
    given = set(doing.content["items"])
    unknown = [
        Lack("checklist", f"the checklist has no item {one[:60]!r}", f"清单中没有“{one[:60]}”",
             f"items are: {', '.join(doing.workflow.checklist)}", f"各项为：{'、'.join(doing.workflow.checklist)}")
        for one in sorted(given - set(doing.workflow.checklist))
    ]  # fmt: skip
    return unknown + [
        Lack("checklist", f"not confirmed: {about['en']} ({name})", f"未核对：{about['zh']}（{name}）",
             "check it, or hand the case back (act return)", "请核对，或退回补正（return）")
        for name, about in doing.workflow.checklist.items()
        if name not in given
    ]  # fmt: skip


def _known_reviewer(doing: Doing) -> list[Lack]:
    who = str(doing.content["reviewer"])
    if who in doing.known_people:
        return []
    return [Lack("known_reviewer", f"there is nobody with the id {who[:60]!r}", f"没有编号为“{who[:60]}”的人员",
                 "add the person first: coopgraph case person ID", "请先登记：coopgraph case person 编号")]  # fmt: skip


def _not_a_signatory(doing: Doing) -> list[Lack]:
    """Who put a name under the recommendation is no judge of it; a signature that lapsed was given all the same."""
    who = str(doing.content.get("reviewer") or doing.actor)
    if not any(one.actor == who for one in doing.open_case.done(SIGN)):
        return []
    return [Lack("not_a_signatory", f"{who} signed the recommendation of this case", f"{who} 签署过本案卷的推荐意见",
                 "let somebody else review it", "请由其他专家评审")]  # fmt: skip


def _no_conflict(doing: Doing) -> list[Lack]:
    who = str(doing.content["reviewer"])
    ties = doing.ties.get(who)
    if ties is None:
        return [Lack("no_conflict", "nobody could look whether the reviewer has ties to the candidate",
                     "未能核查专家与候选之间的关联", *_EXCUSE)]  # fmt: skip
    return [_tie(doing, "no_conflict", one, *_EXCUSE) for one in ties]


def _own_ties_known(doing: Doing) -> list[Lack]:
    """A tie that came to light since the invitation is for whoever invites to weigh, not for the reviewer."""
    return [
        _tie(doing, "own_ties_known", one, "an administrator invites again, and says in despite why",
             "由管理员重新邀请，并在 despite 中说明理由")
        for one in doing.new_ties(doing.actor)
    ]  # fmt: skip


def _ties_known(doing: Doing) -> list[Lack]:
    who = sorted({one.actor for one in doing.open_case.reviews})
    return [
        _tie(doing, "ties_known", one, "say in despite why that review counts", "请在 despite 中说明为何仍采纳其意见", person)
        for person in who
        for one in doing.new_ties(person)
    ]  # fmt: skip


def _tie(doing: Doing, need: str, one: Tie, do_en: str, do_zh: str, person: str = "") -> Lack:
    whose, whose_zh = (f" of {person}", f"（{person}）") if person else ("", "")
    kind = doing.workflow.words.get(str(one["kind"]), {"en": one["kind"], "zh": one["kind"]})
    return Lack(need, f"possible conflict of interest{whose}: {kind['en']}, {one['thing']} with {one['organisation']}",
                f"可能存在利益关联{whose_zh}：{kind['zh']}，{one['thing']}，{one['organisation']}", do_en, do_zh)  # fmt: skip


def _reviewers(doing: Doing) -> list[Lack]:
    needed, there = doing.workflow.limit("reviewers"), len(doing.open_case.invited)
    if there >= needed:
        return []
    return [Lack("reviewers", f"{there} of {needed} reviewers are invited", f"已邀请 {there} 位专家，需要 {needed} 位",
                 "act invite", "请邀请专家：invite")]  # fmt: skip


def _invited(doing: Doing) -> list[Lack]:
    if doing.actor in doing.open_case.invited:
        return []
    return [Lack("invited", f"{doing.actor} is no reviewer of this case", f"{doing.actor} 不是本案卷的评审专家",
                 "an administrator invites reviewers", "由管理员邀请专家")]  # fmt: skip


def _known_criterion(doing: Doing) -> list[Lack]:
    clause = str(doing.content["clause"])
    criteria, parts = doing.workflow.criteria, doing.workflow.parts
    known = clause in criteria or (
        clause in parts if parts else bool(_CLAUSE.fullmatch(clause)) and criterion(clause) in criteria
    )
    if known:
        return []
    near = sorted(parts)[0] if parts else f"{next(iter(criteria))}a"
    return [Lack("known_criterion", f"there is no condition {clause[:40]!r}", f"没有条件“{clause[:40]}”",
                 f"use one of {', '.join(criteria)}, or a part of one such as {near}",
                 f"可用：{'、'.join(criteria)}，或其分项如 {near}")]  # fmt: skip


def _full_reason(doing: Doing) -> list[Lack]:
    needed = doing.workflow.limit("reason_length")
    if len(doing.reason.strip()) >= needed:
        return []
    return [Lack("full_reason", f"the reason has fewer than {needed} characters", f"理由少于 {needed} 个字",
                 "say why", "请说明理由")]  # fmt: skip


def _passed(doing: Doing) -> list[Lack]:
    due, opened = date.fromisoformat(doing.content["due"]), date.fromisoformat(doing.open_case.opened_on)
    if due >= doing.today:
        return [Lack("passed", f"the day {due} has not passed", f"截止日 {due} 尚未过去",
                     "wait until it has", "请等待截止日之后")]  # fmt: skip
    if due < opened:
        return [Lack("passed", f"the day {due} lies before the case was opened, on {opened}",
                     f"截止日 {due} 早于立案之日 {opened}", "correct the day: papers are due after a case was opened",
                     "请更正日期：材料的截止日不早于立案之日")]  # fmt: skip
    return []


def _reviews(doing: Doing) -> list[Lack]:
    case, needed = doing.open_case, doing.workflow.limit("reviews_each")
    return [
        Lack("reviews", f"{name} has {there} of {needed} reviews", f"{name} 有 {there} 份评审意见，需要 {needed} 份",
             "reviewers give them by act review", "由专家提交：review")
        for name in doing.workflow.criteria
        if (there := len({one.actor for one in case.reviews if criterion(one.content["clause"]) == name})) < needed
    ]  # fmt: skip


def _two_authorities(doing: Doing) -> list[Lack]:
    if doing.content["science_authority"] != doing.content["talent_authority"]:
        return []
    return [Lack("two_authorities", "one authority cannot decide for both", "同一部门不能代表两个部门作出决定",
                 "name both deciding authorities", "请写明两个作出决定的部门")]  # fmt: skip


def _cited_reviews(doing: Doing) -> list[Lack]:
    case = doing.open_case
    known = {one.position: criterion(one.content["clause"]) for one in case.reviews}
    cited = list(doing.content["reviews"])
    wrong = sorted(set(cited) - set(known))
    found = [
        Lack("cited_reviews", f"no review of this case that counts stands at position {one}",
             f"日志位置 {one} 不是本案卷有效的评审意见", "cite positions that coopgraph case show lists",
             "请引用 coopgraph case show 所列的位置")
        for one in wrong
    ]  # fmt: skip
    without = set(doing.workflow.criteria) - {known[one] for one in cited if one in known}
    return found + [
        Lack("cited_reviews", f"no review of {name} is cited", f"未引用对 {name} 的评审意见",
             "cite at least one review of each condition", "每项条件至少引用一份评审意见")
        for name in sorted(without)
    ]  # fmt: skip


def _approved(doing: Doing) -> list[Lack]:
    decision = doing.open_case.decision
    if decision is not None and decision.content["outcome"] == "approved":
        return []
    return [Lack("approved", "the decision did not approve the candidate", "决定未批准该候选",
                 "a new case may be opened", "可以另行立案")]  # fmt: skip


def _dates_in_order(doing: Doing) -> list[Lack]:
    if doing.content["since"] <= doing.content["until"]:
        return []
    return [
        Lack(
            "dates_in_order",
            "the last day lies before the first",
            "截止日早于起始日",
            "correct the days",
            "请更正日期",
        )
    ]


def _supported_long_enough(doing: Doing) -> list[Lack]:
    excuse = ("wait, or say in despite why it is evaluated now", "请等待，或在 despite 中说明为何现在评估")
    return [
        Lack("supported_long_enough",
             f"{one.project}: {one.months_past} of {one.needed} months without a break",
             f"{one.project}：连续支持 {one.months_past} 个月，需要 {one.needed} 个月", *excuse)
        for one in support_watch(doing.open_case, doing.workflow, doing.today)
        if one.status != "long_enough"
    ]  # fmt: skip


def support_watch(case: Case, workflow: Workflow, day: date) -> list[Watched]:
    """Return how the support of each key project of a case stands on a day."""
    return [
        watched(
            project,
            [(date.fromisoformat(begin), date.fromisoformat(end)) for begin, end in periods],
            day,
            workflow.limit("support_years"),
            workflow.limit("support_gap_days"),
        )
        for project, periods in case.supports.items()
    ]


NEEDS: Final[Mapping[str, Callable[[Doing], list[Lack]]]] = MappingProxyType(
    {
        "new_candidate": _new_candidate,
        "both_signatures": _both_signatures,
        "checklist": _checklist,
        "known_reviewer": _known_reviewer,
        "not_a_signatory": _not_a_signatory,
        "no_conflict": _no_conflict,
        "own_ties_known": _own_ties_known,
        "ties_known": _ties_known,
        "reviewers": _reviewers,
        "invited": _invited,
        "known_criterion": _known_criterion,
        "full_reason": _full_reason,
        "passed": _passed,
        "reviews": _reviews,
        "two_authorities": _two_authorities,
        "cited_reviews": _cited_reviews,
        "approved": _approved,
        "dates_in_order": _dates_in_order,
        "supported_long_enough": _supported_long_enough,
    }
)
