"""The code enters; any path from what a machine found to a decision leaves as a failure."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from cases.workflow import load_workflow

ROOT = Path(__file__).resolve().parents[2]
WRITES = "cases.acting"  # the only way into a case
MACHINE = (
    "graph.verdict",
    "graph.verdicts",
    "graph.verdict_build",
    "graph.weighing",
    "graph.kleene",
    "api.dossier",
)
WHAT_MACHINES_SAY = {"score", "rank", "status", "verdict", "effective", "decidable", "figures", "graded"}


@cache
def imports(module: str) -> frozenset[str]:
    """The modules of ours that a module imports."""
    path = ROOT / (module.replace(".", "/") + ".py")
    file = path if path.exists() else ROOT / module.replace(".", "/") / "__init__.py"
    if not file.exists():
        return frozenset()
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found |= {f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
    return frozenset(
        one for one in found if one.split(".")[0] in {"api", "cases", "graph", "loaders", "ontology"}
    )


def reached(module: str) -> set[str]:
    """All modules that a module leads to."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        for one in imports(waiting.pop()) - found:
            found.add(one)
            waiting.append(one)
    return found


def modules() -> list[str]:
    files = [
        path for package in ("api", "cases", "graph", "loaders") for path in (ROOT / package).rglob("*.py")
    ]
    return [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files]


def test_what_writes_cases_reaches_no_verdict() -> None:
    assert not {one for one in reached(WRITES) if one.split(".")[0] in ("graph", "loaders", "api")}


def test_whoever_may_write_a_case_looks_at_no_verdict() -> None:
    writers = [one for one in modules() if {f"{WRITES}.do"} & imports(one)]
    assert writers == ["api.casework"]
    performers = [
        one for one in modules() if "api.casework" in imports(one) or "api.casework.perform" in imports(one)
    ]
    for one in [*writers, *performers]:
        if "perform(" in (ROOT / (one.replace(".", "/") + ".py")).read_text("utf-8"):
            direct = imports(one)
            assert not {each for each in direct if each.startswith(MACHINE)}, one


def test_what_shows_verdicts_writes_no_case() -> None:
    for one in modules():
        if one.startswith(("api.dossier", "graph.")):
            assert f"{WRITES}.do" not in imports(one), one
            assert "api.casework.perform" not in imports(one), one


def test_no_act_takes_what_a_machine_says() -> None:
    for act in load_workflow().acts.values():
        assert not set(act.fields) & WHAT_MACHINES_SAY, act.name
        assert act.after != "decided" or act.fields["outcome"].required
