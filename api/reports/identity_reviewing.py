"""Doubtful pairs enter; what people say of them is kept, one key a pair or a spreadsheet at a time."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer
from rich.table import Table
from rich.text import Text

from api.deps import Desk
from api.reports.identity import compared
from loaders.judgements import FILE, NOT_SAME, RELATED, SAME, UNDO, UNSURE, append_judgements, read_judgements
from loaders.matching.choice import LEAST, Proposal
from loaders.matching.explained import guards_told, told
from loaders.matching.model import Model
from loaders.matching.parties import Entry
from loaders.matching.sheets import read_sheet, write_sheet
from loaders.matching.undone import are_one, proposed_by
from ontology.errors import UsageError

KEYS = {"s": SAME, "n": NOT_SAME, "u": UNSURE, "r": RELATED}
SKIP, BACK, QUIT = " ", "b", "q"
_ORDER = {"unsure": 0, "same": 1, "related": 2}


def identity_review(
    desk: Desk, who: str, today: str, output: Path | None, read: Path | None, limit: int, *, every: bool
) -> None:
    """Ask about doubtful pairs on the terminal, or write them to a spreadsheet, or take a filled one in."""
    path = desk.settings.home / FILE
    if read is not None:
        _named(who)
        rows = [(left, right, word, who, today, remark) for left, right, word, remark in read_sheet(read)]
        _tell(desk, append_judgements(path, rows))
        return
    if output is None:
        _named(who)  # before anything is compared, which takes its time
    found = compared(desk)
    asked = to_ask(found.proposals, path, every=every)
    if output is not None:
        count = write_sheet(output, asked, found.parties, found.weights, desk.lang)
        desk.say(
            f"{count:,} pairs written to {output}; fill the first column and run: "
            f"coopgraph identity review --input {output} --who YOU",
            f"已写出 {count:,} 对至 {output}；填写首列后运行：coopgraph identity review --input {output} --who 代号",
        )
        return
    _ask(desk, asked[:limit] if limit else asked, found.parties, found.weights, path, who, today)


def to_ask(proposals: Sequence[Proposal], path: Path, *, every: bool) -> list[Proposal]:
    """Pairs that nobody judged yet, the doubtful first and among them those nearest to the threshold first."""
    judged = {one.pair for one in read_judgements(path) if one.in_force}
    wanted = [
        one
        for one in proposals
        if (every or one.word == UNSURE) and tuple(sorted((one.left, one.right))) not in judged
    ]
    return sorted(wanted, key=lambda one: (_ORDER[one.word], abs(one.score - LEAST), one.left, one.right))


def _named(who: str) -> None:
    if not who.strip():
        raise UsageError(
            "nobody is named", "没有写明何人",
            remedy="Add --who and an id of yours; a pseudonym will do.", remedy_zh="请加 --who 和您的代号。",
        )  # fmt: skip


def _ask(
    desk: Desk, asked: Sequence[Proposal], parties: Mapping[str, Entry], weights: Mapping[str, Model], path: Path,
    who: str, today: str,
) -> None:  # fmt: skip
    """One key a pair; each answer is on disk before the next pair is shown."""
    said, at = 0, 0
    while at < len(asked):
        one = asked[at]
        _show(desk, one, parties, weights, at, len(asked))
        key = _key()
        if key == QUIT or not key:
            break
        if key == BACK:
            at = max(0, at - 1)
            continue
        if key in KEYS:
            why = told(one.levels, None, "en")
            said += append_judgements(path, [(one.left, one.right, KEYS[key], who, today, why)])
        elif key not in (SKIP, "\n", "\r"):
            continue
        at += 1
    _tell(desk, said)


def _key() -> str:
    """One key of a terminal, one letter of a pipe; '' at its end."""
    if sys.stdin.isatty():
        return typer.getchar().lower()
    while True:
        letter = sys.stdin.read(1)
        if letter not in ("\n", "\r"):
            return letter.lower()


def _show(
    desk: Desk, one: Proposal, parties: Mapping[str, Entry], weights: Mapping[str, Model], at: int, whole: int
) -> None:
    zh = desk.lang == "zh"
    left, right = parties.get(one.left), parties.get(one.right)
    table = Table(
        show_header=False, box=None, pad_edge=False, title=f"{at + 1}/{whole}", title_justify="left"
    )
    for _ in range(3):
        table.add_column(overflow="fold")
    labels = (
        ("名称", "其他名称", "地点", "网站", "类型", "id")
        if zh
        else ("name", "also", "place", "web", "kind", "id")
    )
    sides = [_lines(party, identifier) for party, identifier in ((left, one.left), (right, one.right))]
    for label, mine, theirs in zip(labels, *sides, strict=True):
        table.add_row(Text(label, style="bold"), Text(mine), Text(theirs))
    desk.err.print(table)
    model = weights.get(f"{left.scheme}-{right.scheme}") if left and right else None
    desk.err.print(Text(f"{one.word} {one.score:.2f}  {told(one.levels, model, desk.lang)}"))
    if one.guards:
        desk.err.print(Text(guards_told(one.guards, one.kinds)[desk.lang], style="yellow"))
    desk.say(
        "s same · n not same · u unsure · r related · space skip · b back · q stop",
        "s 同一 · n 不同 · u 不确定 · r 相关 · 空格 跳过 · b 返回 · q 结束",
    )


def _lines(party: Entry | None, identifier: str) -> tuple[str, ...]:
    if party is None:
        return ("?", "", "", "", "", identifier)
    others = [name.text for name in party.names[1:]] + sorted(party.shorts)
    shown = "; ".join(others[:4]) + (f" (+{len(others) - 4})" if len(others) > 4 else "")
    return (
        party.name, shown, " ".join((party.seat, *sorted(party.cities))), " ".join(sorted(party.hosts)),
        ", ".join(sorted(party.kinds)), identifier,
    )  # fmt: skip


def _tell(desk: Desk, count: int) -> None:
    desk.say(
        f"{count} judgements added to {desk.settings.home / FILE}; coopgraph load brings the graph up to date",
        f"已向 {desk.settings.home / FILE} 追加 {count} 条判断；运行 coopgraph load 更新图",
    )


def identity_undo(desk: Desk, left: str, right: str, who: str, why: str, today: str) -> None:
    """Append a line that takes back what is in force about two ids; the line that said it stays.

    Where no person's word is in force, but a rule or the data make the two one, the line says that they are not the same.
    """
    _named(who)
    home = desk.settings.home
    pair = tuple(sorted((left, right)))
    said = any(one.in_force and one.pair == pair for one in read_judgements(home / FILE))
    rule = proposed_by(home, left, right)
    held = rule or ("" if said or not are_one(home, left, right) else "links of the data")
    word, reason = UNDO, why
    if held and not said:
        word, reason = NOT_SAME, "; ".join(filter(None, (why, f"undoes {held}")))
    append_judgements(home / FILE, [(left, right, word, who, today, reason)])
    if word == NOT_SAME:
        held_zh = rule or "数据中的关联"
        desk.say(
            f"Nobody's judgement made {left} and {right} one, but {held} did; the line added says that they are not the same.",
            f"{left} 与 {right} 并非由人判为同一，而是由 {held_zh} 合并；追加的一行判为“不同”。",
        )
    elif rule:
        desk.say(
            f"Without this judgement {rule} is in force again: it proposes both as the same. Undo once more to keep them apart.",
            f"撤销后 {rule} 重新生效，提议二者同一；如需分开，请再次撤销。",
        )
    _tell(desk, 1)
