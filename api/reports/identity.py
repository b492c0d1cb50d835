"""A home enters; what is proposed of its organisations, how good that is, and why, leaves."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from api.deps import Desk
from api.formats import Form, written
from api.terminal import show_rows
from loaders.current import read_current
from loaders.judgements import RELATED, SAME, UNSURE
from loaders.matching.choice import Proposal
from loaders.matching.lexicon import default_lexicon
from loaders.matching.matcher import Proposed, propose
from loaders.matching.parties import Entry, read_parties
from loaders.matching.profile import default_profile
from loaders.matching.proposals import FILE, are_current, read_proposals, read_weights, write_proposals
from loaders.matching.scoring import Score, Scored, read_truth, score
from loaders.matching.stamps import acted_on, read_stamps
from loaders.route import folders
from ontology.errors import UsageError
from ontology.model import default_model
from ontology.statements import STATEMENTS_FILE

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def statements_of(desk: Desk) -> tuple[dict[str, str], list[Path]]:
    """The versions of the loaded sources, and the statements of each as it made them, before identity."""
    versions = dict(read_current(desk.settings.home).sources)
    if not versions:
        raise UsageError(
            "nothing is loaded yet", "尚未载入任何数据",
            remedy="coopgraph load FILE…", remedy_zh="coopgraph load 文件…",
        )  # fmt: skip
    found = folders(desk.settings.home, versions)
    return versions, [folder / STATEMENTS_FILE for folder in found.values()]


def parties_of(desk: Desk) -> dict[str, Entry]:
    """All organisations of the loaded sources, as they know them."""
    return read_parties(statements_of(desk)[1], default_model(), default_profile(), default_lexicon())


def identity_propose(desk: Desk, today: str) -> None:
    """Compare, keep what is proposed in the home, and say how much of what it is."""
    versions, files = statements_of(desk)
    with desk.working() as progress:
        found = propose(files, default_model(), progress=progress)
    stamps = read_stamps(files, acted_on(found.proposals))
    path = write_proposals(desk.settings.home, found.proposals, found.weights, versions, today, stamps)
    count = Counter(one.word for one in found.proposals)
    desk.say(
        f"{found.pairs:,} pairs compared: {count[SAME]:,} proposed as the same, {count[RELATED]:,} as related, "
        f"{count[UNSURE]:,} for people to decide; written to {path}\n"
        "coopgraph load makes those proposed as the same one thing; coopgraph identity review asks about the doubtful",
        f"已比对 {found.pairs:,} 对：提议同一 {count[SAME]:,} 对，相关 {count[RELATED]:,} 对，"
        f"待人工判断 {count[UNSURE]:,} 对；已写入 {path}\n"
        "运行 coopgraph load 即合并提议为同一者；运行 coopgraph identity review 判断存疑者",
    )


def compared(desk: Desk, *, older: bool = False) -> Proposed:
    """What is proposed of the sources as they are loaded now. Nothing is written: the next load acts on what it finds.

    Where the kept proposals are of other sources or rules it is compared anew, or, where `older` will do, they are told to be so.
    """
    versions, files = statements_of(desk)
    home = desk.settings.home
    current = are_current(home, versions)
    if current or (older and (home / FILE).exists()):
        if not current:
            desk.say(
                "What was proposed is older than the sources or the rules; coopgraph identity propose compares anew.",
                "所示提议早于当前来源或规则；运行 coopgraph identity propose 重新比对。",
            )
        return Proposed(read_proposals(home / FILE), read_weights(home), parties_of(desk), 0)
    with desk.working() as progress:
        found = propose(files, default_model(), progress=progress)
    desk.say(
        "Compared anew and not kept; coopgraph identity propose keeps it for the next load.",
        "已重新比对，结果未保存；运行 coopgraph identity propose 可保存供下次载入使用。",
    )
    return found


def identity_score(desk: Desk, path: Path, form: Form, *, wrong: bool, sweep: bool) -> None:
    """Compare what is proposed with a file of right pairs."""
    if not path.is_file():
        raise UsageError(
            f"{path} is no file", f"{path} 不是文件",
            remedy="name a CSV of right pairs: pic,ror,note", remedy_zh="请给出正确配对的 CSV：pic,ror,note",
        )  # fmt: skip
    found = compared(desk)
    proposals, parties = found.proposals, found.parties
    truths, left_out = read_truth(path, parties)
    report = score(truths, proposals, parties, left_out)
    rows = [_row(one) for one in report.scores]
    if sweep:
        for least in THRESHOLDS:
            cut = [one if one.score >= least else _unsure(one) for one in map(_as_if, proposals)]
            whole = next(one for one in score(truths, cut, parties).scores if one.group == "all")
            rows.append({**_row(whole), "group": "threshold", "value": f"{least:g}"})
    if wrong:
        rows = [
            {"line": truth.line, "left": truth.left, "right": truth.right, "answer": answer, "score": likely,
             "name": parties[truth.left].name, "answer_name": parties[answer].name if answer in parties else ""}
            for truth, answer, likely in report.wrong
        ]  # fmt: skip
    _show(desk, rows, form)
    _tell(desk, report)


def _as_if(one: Proposal) -> Proposal:
    """Without its threshold: what no guard holds back counts as answered, and the sweep cuts by score."""
    free = one.word in (SAME, UNSURE) and not one.guards
    return Proposal(
        one.left, one.right, SAME if free else one.word, one.score, one.levels, one.guards, one.kinds
    )


def _unsure(one: Proposal) -> Proposal:
    return Proposal(one.left, one.right, UNSURE, one.score, one.levels, one.guards, one.kinds)


def _row(one: Score) -> dict[str, Any]:
    return {
        "group": one.group, "value": one.value, "precision": one.precision, "recall": one.recall, "f1": one.f1,
        "right": one.right, "wrong": one.wrong, "missed": one.missed,
        "abstain": one.abstain, "false_merges": one.false_merges,
    }  # fmt: skip


_ZH = {
    "group": "分组", "value": "值", "precision": "精确率", "recall": "召回率", "f1": "F1", "right": "正确", "wrong": "错误",
    "missed": "漏判", "abstain": "应弃权", "false_merges": "误并", "line": "行", "left": "左", "answer": "回答",
    "score": "概率", "name": "名称", "answer_name": "回答的名称",
}  # fmt: skip


def _show(desk: Desk, rows: list[dict[str, Any]], form: Form) -> None:
    columns = list(rows[0]) if rows else []
    if form is not Form.TABLE:
        for text in written(form, rows, columns, {"total": len(rows)}):
            desk.print(text)
        return
    shown = [
        {
            name: f"{value:.4f}" if isinstance(value, float) else "0" if value == 0 else value
            for name, value in row.items()
        }
        for row in rows
    ]
    show_rows(
        desk.out,
        shown,
        {name: _ZH.get(name, name) if desk.lang == "zh" else name for name in columns},
        lang=desk.lang,
    )


def _tell(desk: Desk, report: Scored) -> None:
    if report.left_out:
        desk.say(
            f"{report.left_out} lines are not counted, as their note says",
            f"按备注未计入 {report.left_out} 行",
        )
    if report.unknown:
        named = ", ".join(one.left.removeprefix("?-") for one in report.unknown[:5])
        desk.say(
            f"{len(report.unknown)} lines name an id that no loaded source states, and are not counted: {named}",
            f"{len(report.unknown)} 行的 id 不在已载入的来源中，未计入：{named}",
        )
