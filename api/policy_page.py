"""The clauses of the policy and the rule sets enter; docs/reference/policy.md leaves, which a test compares with the file.

`python -m api.policy_page docs/reference/policy.md` writes it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from cases.workflow import load_workflow
from graph.presets import load_clauses
from graph.question import load_questions
from graph.ruleset import RuleSet
from graph.ruleset_read import load_rule_sets
from ontology.model import default_model

CASE: Final = "case "  # what stands before the name of an act of the workflow
_HEAD = """# The policy, clause by clause · 政策逐条

Generated from `graph/questions/policy.toml`, the question files, `cases/workflow.toml` and `graph/rules/*.toml`
(`make docs`); do not edit. 由问题文件、流程表与规则集生成。English words are working translations. 英文为工作译文。

| clause | 条款 | what it says | answered by | test |
|---|---|---|---|---|"""


def policy_page() -> str:
    """Return the page."""
    lines = [_HEAD]
    for number, one in load_clauses().items():
        answers = ", ".join(_answer(name) for name in one["answered_by"]) or "people alone · 由人决定"
        tests = "<br>".join(f"`tests/{test}`" for test in one["test"])
        lines.append(f"| {number} | {one['zh']} | {one['en']} | {answers} | {tests} |")
    for rules in load_rule_sets().values():
        lines += ["", *_rules(rules)]
    return "\n".join(lines) + "\n"


def _answer(name: str) -> str:
    if name.startswith(CASE):
        act = load_workflow().acts[name.removeprefix(CASE)]
        path = f"/cases/{{case}}/{act.name}" if act.before else "/cases"
        return f"`coopgraph case act {act.name}` (`POST /api/v1{path}`)"
    question = load_questions().get(name)
    return f"`{name}` (`/api/v1{question.path}`)" if question else f"rule `{name}`"


def _rules(rules: RuleSet) -> list[str]:
    lines = [
        f"## {rules.title.en} · {rules.title.zh}",
        "",
        f"`graph/rules/{rules.file}`, version {rules.version}: {rules.source.en}. {rules.source.zh}。",
        "",
        "| part | 条款 | clause | kind | weighed by | evidence | whose reading |",
        "|---|---|---|---|---|---|---|",
    ]
    for part in (rules.pool, *rules.parts):
        evidence = ", ".join(f"`{name}`" for name in part.evidence) or "other parts"
        lines.append(
            f"| {part.clause} | {part.words.zh} | {part.words.en} | {part.kind} | {part.test} | {evidence} | {part.origin} |"
        )
    lines += [
        "",
        "| reading or number | value | may be | whose | meaning | 含义 |",
        "|---|---|---|---|---|---|",
    ]
    for mode in rules.modes.values():
        lines.append(
            f"| `{mode.name}` | `{mode.default}` | {', '.join(f'`{name}`' for name in mode.options)} | {mode.origin} | "
            f"{mode.about.en} | {mode.about.zh} |"
        )
    for one in rules.thresholds.values():
        lines.append(
            f"| `{one.name}` | {one.value} | {one.minimum}…{one.maximum} | {one.origin} | {one.about.en} | {one.about.zh} |"
        )
    return [*lines, *_history(rules)]


def _history(rules: RuleSet) -> list[str]:
    """Which titles the history check looks at, and by what it ranks their holders."""
    rule = rules.history
    if rule is None:
        return []
    titles = {one.notation: one.labels for one in default_model().concepts[rule.scheme].values()}
    return [
        "",
        (
            "History check (`coopgraph history`): holders of these titles, as of the day before the decision, the titles masked; "
            f"whose choice: {rule.origin}. 历史核对：以下称号的获得者，按授予前一天的事实判断，称号本身不作证据。"
        ),
        "",
        "| title | 称号 | English |",
        "|---|---|---|",
        *(f"| `{one}` | {titles[one]['zh']} | {titles[one]['en']} |" for one in rule.titles),
        "",
        "| ranked by | figure of | 含义 |",
        "|---|---|---|",
        *(f"| {one.words.en} | {one.clause} `{one.figure}` | {one.words.zh} |" for one in rule.indicators),
    ]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(policy_page(), "utf-8")
