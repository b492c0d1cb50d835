"""The tree enters; a broken rule of the house leaves as a failure that names file and line."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from ontology.model import default_model
from ontology.terms import FRAME_CLASSES

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("ontology", "loaders", "graph", "cases", "api")
PRODUCT = sorted(
    [ROOT / "coopgraph.py", *(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))]
)
# the frame's own words: what every source and answer is made of, whatever the domain
FRAME = {*FRAME_CLASSES, "Statement"}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "base", "manager", "service", "misc"}
CYPHER = re.compile(r"\b(MATCH|MERGE|UNWIND|OPTIONAL MATCH)\b[^\n]*[(\[:$]")


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PRODUCT, ids=_relative)
def test_file_is_short_and_named_for_its_purpose(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 400
    assert path.stem.strip("_") not in FORBIDDEN_NAMES


@pytest.mark.parametrize("path", PRODUCT, ids=_relative)
def test_module_says_what_enters_and_leaves(path: Path) -> None:
    text = path.read_text("utf-8")
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), f"{_relative(path)} has no docstring"


def _strings_and_names(tree: ast.AST) -> list[tuple[int, str]]:
    """Every identifier and every word of every string that is not a docstring."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            found += [(node.lineno, word) for word in re.findall(r"[A-Za-z][A-Za-z0-9]*", node.value)]
        elif isinstance(node, ast.Attribute):
            found.append((node.lineno, node.attr))
        elif isinstance(node, ast.Name):
            found.append((node.lineno, node.id))
    return found


@pytest.mark.parametrize("path", PRODUCT, ids=_relative)
def test_python_names_no_class_or_compound_property_of_the_domain(path: Path) -> None:
    model = default_model()
    classes = set(model.classes) - FRAME
    compound = {name for name in model.properties if any(letter.isupper() for letter in name)}
    named = [
        f"{_relative(path)}:{line} {word}"
        for line, word in _strings_and_names(ast.parse(path.read_text("utf-8")))
        if word in classes | compound
    ]
    assert not named, "the domain lives in .ttl, .toml, .cypher and templates: " + "; ".join(named)


@pytest.mark.parametrize(
    "path", [p for p in PRODUCT if p.relative_to(ROOT).parts[0] != "graph"], ids=_relative
)
def test_no_cypher_outside_graph(path: Path) -> None:
    assert not CYPHER.search(path.read_text("utf-8"))


def test_nothing_imports_the_composition_root() -> None:
    for path in PRODUCT:
        if path.name != "coopgraph.py":
            assert not re.search(r"^\s*(import|from) coopgraph\b", path.read_text("utf-8"), re.M), _relative(
                path
            )


def test_layers_hold() -> None:
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_generated_reference_is_fresh() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "ontology.reference", "--check", "docs/reference"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, f"run `make docs`: {run.stdout}{run.stderr}"


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_lock_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    pins = re.findall(r"^([A-Za-z0-9_.\-\[\]]+)==", text, re.M)
    assert pins
    assert "://" not in text
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block.splitlines()[0])


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = {
        name.lower().replace("_", "-")
        for name in re.findall(r"^([A-Za-z0-9_.\-]+)", (ROOT / "requirements.lock").read_text("utf-8"), re.M)
    }
    wanted = {re.split(r"[\[<>=~!; ]", spec)[0].lower() for spec in project["dependencies"]}
    assert wanted <= pinned


def test_settings_page_is_fresh() -> None:
    from api.settings import settings_page

    assert (ROOT / "docs" / "settings.md").read_text("utf-8") == settings_page()


def test_questions_page_is_fresh() -> None:
    from api.question_page import questions_page

    assert (ROOT / "docs" / "questions.md").read_text("utf-8") == questions_page(), "run `make docs`"


def test_policy_page_is_fresh_and_names_questions_and_tests_that_are_there() -> None:
    from api.policy_page import policy_page
    from cases.workflow import load_workflow
    from graph.presets import load_clauses
    from graph.question import load_questions
    from graph.ruleset_read import find_rule_set

    page = (ROOT / "docs" / "reference" / "policy.md").read_text("utf-8")
    assert page == policy_page(), "run `make docs`"
    rules = find_rule_set("key-institutions")
    known = {
        *load_questions(),
        *rules.clauses,
        rules.pool.clause,
        *(f"case {act}" for act in load_workflow().acts),
    }
    for number, clause in load_clauses().items():
        assert set(clause["answered_by"]) <= known, number
        for test in clause["test"]:
            file, _, name = test.partition("::")
            assert re.search(rf"^def {name}\(", (ROOT / "tests" / file).read_text("utf-8"), re.M), test


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/*/*.md")], ids=_relative
)
def test_links_of_the_page_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
    missing = [one for one in targets if "://" not in one and not (page.parent / one).exists()]
    assert not missing, f"{_relative(page)}: {missing}"


def test_the_project_speaks_of_itself_alone() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in {".xlsx", ".zip", ".gz", ".png"} or not path.exists():
            continue
        text = path.read_text("utf-8", errors="ignore")
        assert not re.search(r"(?<![A-Za-z])/(work|root)/", text), name


@pytest.mark.parametrize("path", PRODUCT, ids=_relative)
def test_duckdb_is_opened_in_one_place(path: Path) -> None:
    """Limits of memory, where it spills, and the words for a full disk are said once."""
    if _relative(path) != "ontology/duck.py":
        assert "duckdb.connect(" not in path.read_text("utf-8")
