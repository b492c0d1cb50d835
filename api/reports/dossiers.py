"""What the command of dossiers was given enters; the file leaves, on stdout or where it was asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from api.deps import Desk
from api.dossier.facts import Wanted, gather
from api.dossier.forms import FORMS, GAPS, WHOLE, form_named, language_named
from api.dossier.judged import Judged, judged
from api.endings import form_for
from api.graphs import opened
from api.journals import Journals
from api.reports.cases import seer
from cases.acting import moment
from graph.ask import Answer, ask
from graph.verdict_shape import Judgement
from ontology.errors import UsageError


def dossier(
    desk: Desk,
    wanted: Wanted,
    lang: str,
    form: str,
    output: Path | None,
    person: str,
    now: datetime,
    *,
    gaps: bool,
) -> None:
    """Write the dossier of a candidate, or the nominator's page."""
    language = language_named(lang or desk.lang)
    endings = {f".{name}": name for name in FORMS}
    # a wrong name is told before anything is asked
    writer = form_named(
        form_for(form, str(output or ""), endings, default="html") if form in ("", *FORMS) else form
    )
    journals = Journals(desk.settings)
    journal = journals.journal
    who = seer(journal, person)

    def judge(ids: Sequence[str]) -> Judged:
        return judged(journal, journals.workflow, ids, who, wanted.rules, now.date())

    try:
        with opened(desk, wanted.data_version) as reader:

            def look(
                question: str, params: Mapping[str, object], judgements: Sequence[Judgement] = ()
            ) -> Answer:
                return ask(reader, question, params, judgements)

            facts = gather(look, wanted, judge, who.person, moment(now), every=writer.every)
    finally:
        journal.close()
    body = writer.write(facts, language, GAPS if gaps else WHOLE)
    if output is None:
        sys.stdout.buffer.write(body)
        return
    try:
        output.write_bytes(body)
    except OSError as error:
        raise UsageError(
            f"cannot write {output}: {error.strerror}", f"无法写入 {output}：{error.strerror}",
            remedy="name another file with --output", remedy_zh="请用 --output 指定其他文件",
        ) from error  # fmt: skip
    desk.say(f"Written: {output}", f"已写入：{output}")
