"""The question files enter; docs/questions.md leaves, which a test compares with the file.

`python -m api.question_page docs/questions.md` writes it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from graph.question import Question, load_questions

_HEAD = """# Questions · 问题

Generated from `graph/questions/*.cypher` (`make docs`); do not edit. Ask one with
`coopgraph ask NAME --parameter value`. 由问题文件生成；用 `coopgraph ask 名称 --参数 值` 提问。
"""


def questions_page() -> str:
    """Return the page: every question with what it takes and what its answer holds, in both languages."""
    return "\n".join([_HEAD, *[_section(one) for one in load_questions().values()]])


def _section(one: Question) -> str:
    lines = [
        f"## {one.name}",
        "",
        f"**{one.title['en']} · {one.title['zh']}** — {one.question['en']} {one.question['zh']}",
        "",
        f"Address: `/api/v1{one.path}`",
        "",
    ]
    if one.hub:
        lines += [f"At a hub: {one.hub['en']}. {one.hub['zh']}。", ""]
    shown = [parameter for parameter in one.params.values() if parameter.type != "internal"]
    if shown:
        lines += ["| parameter | type | default | meaning | 含义 |", "|---|---|---|---|---|"]
        for parameter in shown:
            kind = ", ".join(parameter.options) or parameter.type
            default = parameter.default
            if parameter.required:
                default = "today" if parameter.name == "as_of" else "needed"
            told = "" if default is None else f"`{default}`"
            lines.append(
                f"| `{parameter.name}` | {kind} | {told} | {parameter.about['en']} | {parameter.about['zh']} |"
            )
        lines.append("")
    lines += ["| column | filter and sort by | meaning | 含义 |", "|---|---|---|---|"]
    lines += [
        f"| `{name}`{' *' if name in one.evidence else ''} | {_kind(one, name)} | {_about(about, 'en')} | {_about(about, 'zh')} |"
        for name, about in one.columns.items()
    ]
    return "\n".join([*lines, "", "\\* holds ids of records: the evidence.", ""])


def _kind(one: Question, name: str) -> str:
    field = one.fields.get(name)
    if field is None:
        return "–"
    return (", ".join(field.options) or field.type) + (" (several)" if field.many else "")


def _about(about: object, lang: str) -> str:
    return str(about.get(lang, "")).replace("|", "\\|") if isinstance(about, dict) else ""


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(questions_page(), encoding="utf-8")
