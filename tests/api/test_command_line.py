"""The command as a person types it enters; what stands on stdout, on stderr and in the exit code leaves."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from api.formats import Book, Form
from api.reports.answers import every_row
from graph.question import load_questions
from tests.api.terminal import COMMAND, ROOT, Terminal

WORLD = ROOT / "tests" / "world" / "sources"


def test_search_takes_either_script_and_says_why(terminal: Terminal) -> None:
    found = terminal.json("search", "雲海", "--kind", "institution")
    results = found["results"]
    assert isinstance(results, list)
    assert results[0]["match"]["through"] == ["script_variant"]
    told = terminal.run("search", "雲海", COOPGRAPH_LANG="en").stdout
    assert "simplified and traditional characters taken as one" in " ".join(told.split())
    wrong = terminal.run("search", "雲海", "--kind", "institutions")
    assert wrong.returncode == 2
    assert "institution" in wrong.stderr


@pytest.fixture
def empty(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home")


def test_candidates_as_json_carry_evidence_and_what_they_hold_for(terminal: Terminal) -> None:
    found = terminal.json("candidates", "--home", "QM", "--as-of", "2010-12-31", "--limit", "0")
    meta = found["meta"]
    assert isinstance(meta, dict)
    assert meta["as_of"] == "2010-12-31"
    assert meta["data_version"]
    assert meta["sizes"].keys() == {"stated", "programme", "copresence"}
    rows = found["results"]
    assert isinstance(rows, list)
    assert all(row["records"] for row in rows)


def test_every_form_gives_the_same_rows(terminal: Terminal) -> None:
    words = ("ask", "agreements_in_force", "--as-of", "2010-12-31")
    rows = terminal.json(*words)["results"]
    assert isinstance(rows, list)
    assert rows
    lines = [json.loads(line) for line in terminal.run(*words, "--jsonl").stdout.splitlines()]
    assert lines == rows
    cells = list(csv.DictReader(io.StringIO(terminal.run(*words, "--csv").stdout)))
    assert [row["agreement"] for row in cells] == [row["agreement"] for row in rows]


def test_a_file_of_rows_holds_all_of_them_or_says_how_many_are_left_out(
    terminal: Terminal, tmp_path: Path
) -> None:
    meta = terminal.json("search", "university")["meta"]
    assert isinstance(meta, dict)
    assert meta["shown"] < meta["total"]  # a table and its like show the first, and say so
    assert len(terminal.run("search", "university", "--jsonl").stdout.splitlines()) == meta["total"]
    run = terminal.run("search", "university", "--csv")
    assert len(list(csv.reader(io.StringIO(run.stdout)))) == meta["total"] + 1
    assert "rows" not in run.stderr.partition(" rows hold")[0].removeprefix("What the")
    for lang, said, written in (
        ("en", "2 of 15 rows", "2 of 15 rows →"),
        ("zh", "2 行（共 15 行）", "2 行（共 15 行） →"),
    ):
        words = ("candidates", "--home", "QM", "--limit", "2")
        run = terminal.run(*words, "--csv", COOPGRAPH_LANG=lang)
        assert len(list(csv.reader(io.StringIO(run.stdout)))) == 3
        assert said in run.stderr
        run = terminal.run(*words, "--xlsx", str(tmp_path / "a.xlsx"), COOPGRAPH_LANG=lang)
        assert written in run.stderr


def test_a_workbook_in_chinese_says_codes_in_words(terminal: Terminal, tmp_path: Path) -> None:
    def cells(lang: str) -> set[object]:
        file = tmp_path / f"{lang}.xlsx"
        words = ("ask", "agreements_in_force", "--as-of", "2010-12-31", "--xlsx", str(file))
        assert terminal.run(*words, COOPGRAPH_LANG=lang).returncode == 0
        return {
            cell for row in load_workbook(file).worksheets[0].iter_rows(2, values_only=True) for cell in row
        }

    assert {"intergovernmental", "yes"} <= cells("en")
    chinese = cells("zh")
    assert not {"intergovernmental", "yes", "presumed", "in_force"} & chinese
    assert {"政府间", "有效"} & chinese


@pytest.mark.parametrize("form", [Form.CSV, Form.MARKED, Form.JSONL, Book(Path("a.xlsx"))])
def test_no_question_cuts_a_file_of_its_own_accord(form: Form | Book) -> None:
    for question in load_questions().values():
        limit = question.params.get("limit")
        if limit is None or limit.type == "internal":
            continue
        assert every_row(question, {}, form)["limit"] == (limit.maximum or 0), question.name
        assert every_row(question, {"limit": 3}, form)["limit"] == 3
        assert "limit" not in every_row(question, {}, Form.TABLE)


def test_fictional_is_said_on_every_view(terminal: Terminal) -> None:
    english = terminal.run("candidates", "--home", "QM", "--reading", "stated", "--reading", "copresence")
    assert english.returncode == 0
    assert "fictional" in english.stdout.lower() or "虚构" in english.stdout
    assert "fictional" in terminal.run("sources").stdout.lower()
    assert "虚构" in terminal.run("sources", COOPGRAPH_LANG="zh").stdout


def test_a_channel_shows_its_figures_and_the_names_of_its_kinds(terminal: Terminal) -> None:
    words = ("candidates", "--home", "QM", "--as-of", "2010-12-31")
    english, chinese = terminal.run(*words).stdout, terminal.run(*words, COOPGRAPH_LANG="zh").stdout
    for figure in ("I1 ", "I2 ", "I3 ", "I4 ", "I8 ", "I10 ", "I11 "):
        assert figure in english
        assert figure in chinese
    assert "joint lab 20" in english
    assert "联合实验室 20" in chinese
    for line in chinese.splitlines():
        if "渠道:" in line:
            assert not any(f" {kind} " in line for kind in ("project", "lab", "stay", "agreement"))


def test_questions_are_listed_and_speak_both_languages(terminal: Terminal) -> None:
    listed = terminal.run("ask").stdout
    # as they must be typed, not what they are called
    assert all(f"│ {name} " in listed for name in ("candidates", "lab", "pair", "pool", "support"))
    assert "候选机构" in terminal.run("candidates", "--home", "QM", COOPGRAPH_LANG="zh").stdout


@pytest.mark.parametrize(("lang", "said", "never"), [("en", "yes: ", "in force"), ("zh", "是: ", "有效")])
def test_calls_are_usable_or_not_and_never_in_force(
    terminal: Terminal, lang: str, said: str, never: str
) -> None:
    given = (
        "ask",
        "calls",
        "--one",
        "inst-own-yunhai",
        "--other",
        "inst-own-qingshi",
        "--as-of",
        "2015-06-30",
    )
    run = terminal.run(*given, COOPGRAPH_LANG=lang)
    (line,) = [one for one in run.stdout.splitlines() if said in one]
    assert line.startswith(("usable", "可用")) and never not in line


@pytest.mark.parametrize(
    ("lang", "said", "never"),
    [
        ("en", ("short for: QM → country-iso-QM", "Yunling", "Northlake"), ("leads elsewhere", "The one")),
        ("zh", ("简称即: QM → country-iso-QM", "云岭", "北湖"), ("已并入", "另一国", "一国")),
    ],
)
def test_two_countries_head_their_columns_and_a_code_is_no_merged_id(
    terminal: Terminal, lang: str, said: tuple[str, ...], never: tuple[str, ...]
) -> None:
    given = ("ask", "country_pair", "--one", "QM", "--other", "QN", "--as-of", "2015-06-30")
    run = terminal.run(*given, COOPGRAPH_LANG=lang, COLUMNS="200")
    assert all(one in run.stdout for one in said), run.stdout
    assert not any(one in run.stdout for one in never)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("ask", "candidate", "--home", "QM"), 2, "candidates"),
        (("ask", "candidates", "--hom", "QM"), 2, "home"),
        (("candidates", "--reading", "stted"), 2, "stated"),
        (("candidates", "--as-of", "2010-02-30"), 2, "2026-11-23"),
        (("candidates", "--json", "--csv"), 2, "--csv"),
        (("show", "inst-own-nobody"), 3, "inst-own-nobody"),
        (("load", "no-such-file.xlsx"), 2, "no-such-file.xlsx"),
        (("load", "--drop", "nothing"), 2, "nothing"),
        (("changes", "0000", "1111"), 2, "0000"),
        (("template", "--lang", "fr"), 2, "fr"),
    ],
)
def test_wrong_use_ends_in_one_clear_message(
    terminal: Terminal, words: tuple[str, ...], code: int, said: str
) -> None:
    run = terminal.run(*words)
    assert run.returncode == code, run.stderr
    assert run.stdout == ""
    assert said in run.stderr
    assert "Traceback" not in run.stderr


def test_an_answer_without_lines_may_end_with_a_code_of_its_own(terminal: Terminal) -> None:
    none = ("search", "qqqqzzzz", "--json", "--fail-empty")
    assert (terminal.run(*none).returncode, terminal.run(*none[:-1]).returncode) == (3, 0)
    assert json.loads(terminal.run(*none).stdout)["results"] == []
    asked = ("ask", "agreements_in_force", "--country", "QM", "--fail-empty", "--as-of")
    assert terminal.run(*asked, "1900-01-01").returncode == 3
    assert terminal.run(*asked, "2010-12-31").returncode == 0


@pytest.mark.parametrize("below", ["a file", "a file/deeper"])
def test_a_home_that_cannot_be_written_says_so(terminal: Terminal, tmp_path: Path, below: str) -> None:
    (tmp_path / "a file").write_text("no folder", "utf-8")
    told = terminal.run("load", "--quiet", COOPGRAPH_HOME=str(tmp_path / below), COOPGRAPH_LANG="zh")
    assert told.returncode == 1, told.stderr
    assert "Traceback" not in told.stderr
    assert "COOPGRAPH_HOME" in told.stderr
    assert "操作系统提示" in told.stderr


def test_an_empty_home_says_what_to_do(empty: Terminal) -> None:
    run = empty.run("candidates")
    assert run.returncode == 5
    assert "coopgraph load" in run.stderr
    assert empty.run("sources").returncode == 0
    assert empty.run("doctor", "--json").returncode == 0


def test_a_bad_workbook_changes_nothing(terminal: Terminal, tmp_path: Path) -> None:
    before = terminal.json("sources")["meta"]
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    run = terminal.run("load", str(broken))
    assert run.returncode == 4
    assert "broken.xlsx" in run.stderr
    assert terminal.json("sources")["meta"] == before


def test_own_spreadsheet_from_the_template(empty: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "mine"
    assert empty.run("template", "--output", str(target), "--sheet", "institutions").returncode == 0
    sheet = next(path for path in target.glob("*.csv") if "nstitution" in path.name)
    header = sheet.read_text("utf-8-sig").splitlines()[0]
    columns = next(csv.reader([header]))
    row = {"ID": "mine", "Name (en)": "My institute", "Country": "nowhere at all"}
    with sheet.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([row.get(column, "") for column in columns])
    run = empty.run("check", str(target))
    assert run.returncode == 0, run.stderr
    assert "nowhere at all" in run.stdout
    assert not (tmp_path / "home" / "canon").exists()


def _filled(terminal: Terminal, target: Path, **row: str) -> Path:
    """One sheet of institutions from the template, with one row."""
    assert terminal.run("template", "--output", str(target), "--sheet", "institutions").returncode == 0
    sheet = next(path for path in target.glob("*.csv") if "nstitution" in path.name)
    columns = next(csv.reader([sheet.read_text("utf-8-sig").splitlines()[0]]))
    with sheet.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([row.get(column, "") for column in columns])
    return target


def test_check_of_files_answers_as_data_too(empty: Terminal, tmp_path: Path) -> None:
    names = {"ID": "mine", "Name (en)": "My institute", "Country": "SE"}
    right = str(_filled(empty, tmp_path / "right", **names))
    assert empty.json("check", right) == {"meta": {"total": 0}, "results": []}
    assert empty.run("check", right, "--jsonl").stdout == ""
    wrong = str(_filled(empty, tmp_path / "wrong", **{**names, "Country": "nowhere at all"}))
    rows = empty.json("check", wrong)["results"]
    assert isinstance(rows, list)
    assert [row["value"] for row in rows] == ["nowhere at all"]
    lines = empty.run("check", wrong, "--jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows
    cells = list(csv.DictReader(io.StringIO(empty.run("check", wrong, "--csv").stdout)))
    assert [row["value"] for row in cells] == ["nowhere at all"]


def test_dates_that_contradict_each_other_are_told(empty: Terminal, tmp_path: Path) -> None:
    sheet = "projects"
    folder = tmp_path / "mine"
    assert empty.run("template", "--output", str(folder), "--sheet", sheet).returncode == 0
    file = next(path for path in folder.glob("*.csv") if path.stem == sheet)
    columns = next(csv.reader([file.read_text("utf-8-sig").splitlines()[0]]))
    spans = {"wrong": ("2009", "2006-05"), "exact": ("2006-05", "2006"), "right": ("2006", "2009")}
    with file.open("a", encoding="utf-8", newline="") as out:
        for key, (begin, end) in spans.items():
            row = {"ID": key, "Name (en)": key, "Start date": begin, "End date": end}
            assert set(row) <= set(columns)
            csv.writer(out).writerow([row.get(column, "") for column in columns])
    run = empty.run("check", str(folder))
    assert run.returncode == 0, run.stderr
    assert "1 thing said to end before the begin: proj-own-wrong 2009–2006-05" in run.stderr.replace(
        "\n", " "
    )


def test_a_record_leads_to_file_and_place(terminal: Terminal) -> None:
    shown = terminal.json("show", "inst-own-baita")["results"]
    assert isinstance(shown, list)
    record = shown[0]["records"][0]
    run = terminal.run("show", record)
    assert run.stdout.index("institutions.csv") < run.stdout.index("inst-own-baita")
    assert "SHA-256" in run.stdout
    found = terminal.json("show", record)["meta"]
    assert isinstance(found, dict)
    assert found["record"]["file"] == "institutions.csv"
    assert len(found["record"]["sha256"]) == 64


def test_what_nobody_describes_is_said_so(terminal: Terminal) -> None:
    english = terminal.run("show", "inst-own-ghost").stdout
    assert "Described by no source" in english
    assert "rec-worldprojects" in english
    assert "没有来源描述它" in terminal.run("show", "inst-own-ghost", COOPGRAPH_LANG="zh").stdout


def test_what_no_source_describes_is_counted(terminal: Terminal) -> None:
    for found in (terminal.json("sources")["meta"], terminal.json("doctor")):
        assert isinstance(found, dict)
        assert found["conflicts"] == 0
        assert {"id": "inst-own-ghost", "count": 1} in [
            {key: one[key] for key in ("id", "count")} for one in found["dangling"]
        ]
    assert "inst-own-ghost ×1" in terminal.run("sources").stdout
    assert "没有来源加以描述" in terminal.run("doctor", COOPGRAPH_LANG="zh").stdout


@pytest.mark.parametrize("thing", ["nonsense", "inst-own-nobody"])
def test_a_hint_names_a_command_that_there_is(terminal: Terminal, thing: str) -> None:
    assert "coopgraph ask find --text" in terminal.run("show", thing).stderr
    assert "coopgraph ask find --text" in terminal.run("show", thing, COOPGRAPH_LANG="zh").stderr


def test_nothing_but_results_on_stdout_and_no_colour_in_a_pipe(terminal: Terminal) -> None:
    run = terminal.run("candidates", "--home", "QM")
    assert "\x1b[" not in run.stdout + run.stderr


def test_head_may_close_the_pipe(terminal: Terminal) -> None:
    script = f"'{COMMAND}' ask | head -1; exit ${{PIPESTATUS[0]}}"
    run = subprocess.run(
        ["bash", "-c", script], env=terminal.environ, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0
    assert "Traceback" not in run.stderr


def test_interruption_leaves_a_clean_state(empty: Terminal) -> None:
    process = subprocess.Popen(
        [str(COMMAND), "load", str(WORLD / "world_registry")], env=empty.environ, cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    if process.returncode == 0:  # it was quicker than we
        return
    assert process.returncode == 130, err
    assert "same command again" in err
    assert empty.run("load", str(WORLD / "world_registry"), "--quiet").returncode == 0
    assert empty.run("check", "--quiet").returncode == 0
    empty.run("db", "stop")
