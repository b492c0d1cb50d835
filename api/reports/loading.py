"""Files enter; canon and graph are brought up to date, and what was taken and what was not is reported."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from api.deps import Desk
from api.endings import form_for
from api.formats import Book, Form
from api.graph_building import bring_up
from api.inputs import base_requests, dated, moved, requests_of, undated
from api.ledger import REJECTS_CSV, show_rejects, write_rejects
from api.linked.snapshot import follow
from api.reports.answers import candidates
from api.reports.unsettled import told
from loaders.canon import CanonVersion
from loaders.current import CANONS, read_current
from loaders.extract import typed_in
from loaders.matching.due import uncompared
from loaders.meeting import meetings, repeated
from loaders.open_ends import contradictions
from loaders.route import Request, build
from loaders.templates.writer import write_templates
from loaders.unsettled import Unsettled, unsettled
from ontology.errors import UsageError
from ontology.model import default_model
from ontology.places import place

SHIPPED = "facts"
DEMO_HOMES = ("CN", "IL")
DEMO_LINES = 5
_HASHED = "-own~"  # what an id holds of a key that is not of plain letters
CONTRADICTIONS = 6  # lines on contradictions of a person's own files that a load shows


def load(desk: Desk, paths: Sequence[str], source: str, drop: Sequence[str], retrieved: str = "") -> None:
    """Read what is named (the shipped facts if nothing is), make it canon, and replace the graph."""
    current = read_current(desk.settings.home)
    named = list(paths)
    if not named and not drop and not current.sources:
        named = [SHIPPED]
    requests = dated(requests_of(named, source) if named else [], retrieved)
    known = {request.manifest.name for request in requests} | set(current.sources)
    requests += [request for request in base_requests() if request.manifest.name not in known]
    canon = _build(desk, desk.settings.home, requests, drop)
    for said_en, said_zh in moved(requests, current):
        desk.say(said_en, said_zh)
    _tell_canon(desk, canon, requests)
    if nameless := ", ".join(undated(requests, canon.folder)):
        desk.say(
            f"Nothing says when the files of {nameless} were fetched, so nobody knows how old they are: "
            "coopgraph load FILE… --retrieved 2026-05-17 says it.",
            f"没有说明何时获取了 {nameless} 的文件，因此不知其新旧：可用 coopgraph load 文件… --retrieved 2026-05-17 说明。",
        )
    newest = _newest(desk, canon)
    with desk.working() as progress:
        said = bring_up(desk, newest, progress)
    desk.say(said["en"], said["zh"])
    if follow(desk.settings.home, newest.name, desk.settings.base):
        desk.say("The snapshot for SPARQL is of this data version.", "SPARQL 快照已更新至此数据版本。")
    if canon.stale:
        desk.say(
            f"{canon.stale:,} pairs proposed as the same were left alone: sources say something else of them since. "
            "coopgraph identity propose compares anew.",
            f"{canon.stale:,} 对提议同一者未采用：来源对其所述已有变化。运行 coopgraph identity propose 重新比对。",
        )
    if waiting := uncompared(desk.settings.home):
        names = ", ".join(waiting)
        desk.say(
            f"Not compared yet: whether organisations of {names} are the same. coopgraph identity propose looks, "
            "and coopgraph load then makes one thing of those that are.",
            f"尚未比对以下来源中的机构是否同一：{names}。运行 coopgraph identity propose 比对，再运行 coopgraph load 合并。",
        )


def _newest(desk: Desk, canon: CanonVersion) -> Path:
    """The canon that the home stands at: another load may have gone on from this one before the graph's turn came."""
    now = read_current(desk.settings.home).data_version
    if now == canon.data_version:
        return canon.folder
    desk.say(
        f"Another load went on from this one meanwhile; the graph becomes its data version, {now}.",
        f"其间另有载入在此基础上完成；图将更新为其数据版本 {now}。",
    )
    return canon.folder.parent / now


def check_files(desk: Desk, paths: Sequence[str], source: str, form: Form | Book) -> None:
    """Read and check files as a load would, in a passing home, and list what would be rejected."""
    if not paths:
        raise UsageError(
            "there is nothing to check",
            "没有可检查的内容",
            remedy="Name the files.",
            remedy_zh="请给出文件。",
        )
    requests = requests_of(paths, source)
    names = {request.manifest.name for request in requests}
    own = {request.manifest.name for request in requests if request.place}
    requests += [request for request in base_requests() if request.manifest.name not in names]
    with tempfile.TemporaryDirectory(prefix="coopgraph-check-") as passing:
        canon = _build(desk, Path(passing), requests, [])
        # of what is not loaded nothing can be asked: what it contradicts, and whom it meets, is listed here
        taken = _keys_taken(desk.settings.home, canon.folder, own) if own else []
        found, taken = _as_typed(unsettled(canon.folder, default_model()), taken, requests)
        also = [*contradictions(canon.folder, default_model(), names), *taken]
        en, zh = told(show_rejects(desk, canon.folder, names, form, also, found), loaded=False)
    desk.say(f"In these files: {en}.", f"就这些文件而言：{zh}。")
    desk.say("Nothing was changed.", "未作任何更改。")


def _keys_taken(home: Path, canon: Path, own: Collection[str]) -> list[dict[str, Any]]:
    """Rows of a person's own files whose keys another row of the sheet, or something that is loaded, bears already."""
    model, current = default_model(), read_current(home).data_version
    loaded = home / CANONS / current
    taken = meetings(canon, loaded, model, own) if current and loaded.is_dir() else []
    return [*repeated(canon, model, own), *taken]


def _as_typed(
    found: Unsettled, rows: list[dict[str, Any]], requests: Sequence[Request]
) -> tuple[Unsettled, list[dict[str, Any]]]:
    """The same, with keys as a person's own files spell them where ids hold only their hashes."""
    ids = {one.id for one in found.dangling} | {row["value"] for row in rows}
    wanted = {one for one in ids if _HASHED in one}
    known: dict[str, str] = {}
    for request in requests:
        if request.place and wanted - set(known):
            known |= typed_in(request.manifest, request.files, default_model(), wanted)
    dangling = tuple(replace(one, typed=known.get(one.id, "")) for one in found.dangling)
    told_rows = [{**row, "value": known.get(row["value"], row["value"])} for row in rows]
    return replace(found, dangling=dangling), told_rows


def template(desk: Desk, output: Path, lang: str, sheets: Sequence[str]) -> None:
    """Write empty templates: a workbook for a name in .xlsx, CSV files in a folder for any other."""
    chosen = lang or desk.lang
    if chosen not in ("en", "zh"):
        raise UsageError(
            f"--lang {chosen} is not a language of the templates", f"模板没有 {chosen} 语言",
            remedy="Use en or zh.", remedy_zh="请用 en 或 zh。",
        )  # fmt: skip
    named = (
        "csv" if output.is_dir() else form_for("", str(output), {".xlsx": "xlsx"}, default="csv", option="")
    )
    fmt: Literal["xlsx", "csv"] = "xlsx" if named == "xlsx" else "csv"
    zh_or_en: Literal["zh", "en"] = "zh" if chosen == "zh" else "en"
    for path in write_templates(default_model(), output, fmt, zh_or_en, tuple(sheets)):
        desk.print(f"{path}\n")
    desk.say(f"Fill it and run: coopgraph load {output}", f"填写后运行：coopgraph load {output}")


def demo(desk: Desk, today: str) -> None:
    """Load the shipped facts, list candidates of two homes, and say how to go on."""
    load(desk, [SHIPPED], "", [])
    for home in DEMO_HOMES:
        candidates(desk, {"home": [home], "as_of": today, "limit": DEMO_LINES}, "", Form.TABLE)
        desk.out.print()
    where = f"COOPGRAPH_HOME={desk.settings.home}"
    run = f"{where} .venv/bin/coopgraph"
    desk.say(
        "How to go on:\n"
        f"  ask a question          {run} ask            (lists them all)\n"
        f"  another home            {run} candidates --home DE --limit 10\n"
        f"  your own spreadsheet    {run} template --output my-data.xlsx   then   {run} load my-data.xlsx\n"
        f"  stop the server         {run} db stop",
        "接下来可以：\n"
        f"  提问                    {run} ask            （列出全部问题）\n"
        f"  换一个国家              {run} candidates --home DE --limit 10\n"
        f"  载入自己的表格          {run} template --output my-data.xlsx   然后   {run} load my-data.xlsx\n"
        f"  停止服务器              {run} db stop",
    )


def _build(desk: Desk, home: Path, requests: Sequence[Request], drop: Sequence[str]) -> CanonVersion:
    with desk.working() as progress:
        return build(
            home,
            requests,
            None,  # the home's own judgements; a passing home has none, and misses the ids they speak of
            default_model(),
            drop=drop,
            backend=desk.settings.backend,
            processes=desk.settings.processes,
            proposed=desk.settings.proposed == "apply",
            progress=progress,
        )


def _tell_canon(desk: Desk, canon: CanonVersion, requests: Sequence[Request]) -> None:
    own = {request.manifest.name for request in requests if request.place}
    counts = canon.counts
    found = unsettled(canon.folder, default_model())
    listed = desk.settings.home / REJECTS_CSV
    rejected = write_rejects(canon.folder, listed, found)
    desk.say(
        f"Canon {canon.data_version}: {counts['statements']:,} statements from "
        f"{counts['records']:,} records; {rejected:,} rejected"
        + (f", listed in {listed}" if rejected else ""),
        f"数据版本 {canon.data_version}：{counts['records']:,} 条记录，{counts['statements']:,} 条陈述；"
        f"退回 {rejected:,} 条" + (f"，见 {listed}" if rejected else ""),
    )
    # a list that stays in the home holds no text that no statement does: it may be personal
    desk.say(*told(_as_typed(found, [], requests)[0]))
    if found.dangling or found.backward or found.circles or found.uneven:
        desk.say(
            f"Where each of these stands: coopgraph rejects, or the end of {listed}",
            f"各处位置：coopgraph rejects，或见 {listed} 末尾",
        )
    _tell_contradictions(desk, contradictions(canon.folder, default_model(), own) if own else [])


def _tell_contradictions(desk: Desk, rows: Sequence[Mapping[str, Any]]) -> None:
    """The first contradictions that a person's own files take part in, each value with its place."""
    for row in rows[:CONTRADICTIONS]:
        at = place(str(row["locator"] or ""), "zh")
        desk.say(
            f"{row['file']}, {row['locator']}, {row['column']}: {row['value']}: {row['reason']}",
            f"{row['file']}，{at}，{row['column']}：{row['value']}：{row['reason_zh']}",
        )
    if (more := len(rows) - CONTRADICTIONS) > 0:
        desk.say(
            f"… and {more:,} more; coopgraph check FILE lists all",
            f"…… 另有 {more:,} 处；coopgraph check 文件 可全部列出",
        )


__all__ = ["check_files", "demo", "load", "template"]
