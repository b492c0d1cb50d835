"""The id of a person enters; the person leaves the home for good, and the graph, and everything that was made of either."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace

from api.deps import Desk
from api.formats import Form, written
from api.graph_building import bring_up
from api.graphs import place_of
from api.ledger import REJECTS_CSV, write_rejects
from api.linked import snapshot
from api.linked.feed import FOLDER as CHANGES
from api.published.dumps import FOLDER as DUMPS
from api.terminal import show_rows
from api.words import word
from graph import network_snapshot
from graph.versions import forget
from loaders.affiliation.keeping import FOLDER as NAMES
from loaders.erased import Erasure, read_erasures
from loaders.erasing import Whom, erase_person, find_person, rewrite_canons
from loaders.route import build
from ontology.errors import UsageError
from ontology.model import default_model

_COLUMNS = ("number", "of", "when", "who", "reason_given", "things", "versions")
_ELSEWHERE = ("subject", "predicate", "record")


def erase(desk: Desk, thing: str, reason: str, who: str, when: str, form: Form, *, dry_run: bool) -> None:
    """Erase a person, or say what would go."""
    model, settings = default_model(), desk.settings
    found = find_person(settings.home, model, thing)
    _tell(desk, found, form)
    if dry_run:
        desk.say("Nothing was changed.", "未作任何更改。")
        return
    if not reason or not who:
        raise UsageError(
            "an erasure needs a reason and somebody who answers for it", "删除须写明理由与操作人",
            remedy='coopgraph erase ID --reason "request of 2026-05-17" --who reviewer-7',
            remedy_zh='coopgraph erase 编号 --reason "2026-05-17 的申请" --who reviewer-7',
        )  # fmt: skip
    with desk.working() as progress:
        done = erase_person(settings.home, found, Erasure(0, (), when, who, reason))
        canon = build(
            settings.home, [], None, model,
            backend=settings.backend, processes=settings.processes, proposed=settings.proposed == "apply",
            progress=progress,
        )  # fmt: skip
        write_rejects(canon.folder, settings.home / REJECTS_CSV)
        # a graph that is changed in place keeps what it held in its files for a while: a new home holds nothing of it
        bring_up(replace(desk, settings=replace(settings, in_place_share=0.0)), canon.folder, progress)
        replaced = rewrite_canons(settings.home, found)
    _forget_traces(desk, read_erasures(settings.home).versions)  # what a killed erasure left too
    snapshot.follow(settings.home, canon.data_version, settings.base)
    desk.say(
        f"Erased; line {done.number} of the list says so, without saying whom. {done.sources} source versions and "
        f"{len(replaced)} data versions were written anew, {done.lines} lines of judgements, proposals and imports changed. "
        f"Data version {canon.data_version}.",
        f"已删除；删除清单第 {done.number} 行有记录，但不透露对象。重写来源版本 {done.sources} 个、数据版本 {len(replaced)} 个，"
        f"更改判断、提议与导入表 {done.lines} 行。数据版本 {canon.data_version}。",
    )
    desk.say(
        "Files of sources lie outside this home and are as they were; loading them again does not bring the person back.",
        "来源文件在此目录之外，未作改动；重新载入也不会使此人重新出现。",
    )


def erasures(desk: Desk, form: Form) -> None:
    """List what was erased: when, by whom and why, never whom."""
    rows = [
        {"number": one.number, "of": one.of or None, "when": one.when, "who": one.who, "reason_given": one.reason,
         "things": len(one.things), "versions": [f"{old} → {new}" for old, new in sorted(one.versions.items())]}
        for one in read_erasures(desk.settings.home).entries
    ]  # fmt: skip
    if form is not Form.TABLE:
        for text in written(form, rows, _COLUMNS, {"total": len(rows)}):
            desk.print(text)
        return
    if not rows:
        desk.say("Nothing was ever erased here.", "此处从未删除任何内容。")
        return
    show_rows(desk.out, rows, {name: word(name, desk.lang) for name in _COLUMNS}, lang=desk.lang)


def _tell(desk: Desk, found: Whom, form: Form) -> None:
    if found.known:
        desk.say("This was erased before; what is left of it goes now.", "此前已删除；现清理残余。")
    desk.say(
        f"{found.statements:,} statements of {found.records:,} records are about this person and nothing else, under "
        f"{len(found.ids)} ids.",
        f"共 {found.statements:,} 条陈述、{found.records:,} 条记录仅涉及此人，编号 {len(found.ids)} 个。",
    )
    if found.elsewhere:
        desk.say(
            f"{len(found.elsewhere)} other texts hold a name of this person and stay; judge each, and mend it in its source:",
            f"另有 {len(found.elsewhere)} 处文本含此人姓名，予以保留；请逐一判断，并在来源中更正：",
        )
    if form is not Form.TABLE:
        for text in written(form, found.elsewhere, _ELSEWHERE, {"statements": found.statements, "records": found.records,
                                                                "ids": len(found.ids)}):  # fmt: skip
            desk.print(text)
    elif found.elsewhere:
        show_rows(desk.out, found.elsewhere, {name: word(f"change.{name}", desk.lang) for name in _ELSEWHERE})


def _forget_traces(desk: Desk, versions: Iterable[str]) -> None:
    """Remove all that was made of data versions that are kept no more."""
    old = tuple(versions)
    forget(place_of(desk), old)
    for folder in (CHANGES, DUMPS, NAMES, snapshot.FOLDER, network_snapshot.FOLDER):
        path = desk.settings.home / folder
        for one in sorted(path.iterdir()) if old and path.is_dir() else ():
            if any(name in one.name for name in old):
                shutil.rmtree(one) if one.is_dir() else one.unlink()
