"""The import tool on a stopped engine: every value as it was, its report read, its complaints passed on."""

import datetime
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.connection import connect
from graph.engine.home import Home
from graph.engine.importer import LIST_DELIMITER, ImportFile
from graph.engine.private import Engine
from graph.engine.process import alive, strays
from graph.engine.settings import EngineSettings
from ontology.errors import EngineError
from tests.graph.engine.waiting import ROOT, wait_for

SEP = LIST_DELIMITER
NODES = f"""\
id:ID,label,:LABEL,names:string[],n:long,amount:double,flag:boolean,day:date
inst-own-a,"Alpha, ""the first""
second line; end",Thing{SEP}Institution,"Alpha{SEP}甲; 乙{SEP}=1",7,1.5,true,2006-05-17
inst-own-b,"\\ back, = formula",Thing,,,,,
inst-own-c,' ',Thing,"one",-9007199254740993,,false,
"""
RELATIONSHIPS = """\
:START_ID,:END_ID,statements:string[]
inst-own-a,inst-own-b,x
inst-own-b,inst-own-c,
"""


@pytest.fixture
def own(tmp_path: Path, engine_settings: EngineSettings, jars: Path) -> Iterator[Engine]:
    mine = Engine(tmp_path / "home", engine_settings)
    try:
        yield mine
    finally:
        mine.remove()


def written(folder: Path, name: str, text: str) -> Path:
    # A name that the tool could take for a regular expression.
    folder = folder / "files (1)+[a] 文件"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_import_and_its_report(own: Engine, tmp_path: Path) -> None:
    nodes = written(tmp_path, "nodes.csv", NODES)
    head, rest = RELATIONSHIPS.split("\n", 1)
    parts = (written(tmp_path, "head.csv", head + "\n"), written(tmp_path, "rest.csv", rest))
    seen: list[int] = []
    for _ in range(2):  # again in place of the first: nothing is added
        report = own.import_full(
            [ImportFile((nodes,))],
            [ImportFile(parts, ("STATED_IN",))],
            lambda stage, done, _total: seen.append(done) if stage.startswith("importing") else None,
        )
        assert (report.nodes, report.relationships, report.properties) == (3, 2, 15)
        assert 0 < report.seconds < 600
        assert report.peak_memory
    assert seen[-1] == 400
    assert own.status().state == "stopped"
    with connect(own.start()) as connection:
        rows = connection.read("MATCH (n:Thing) RETURN labels(n) AS labels, n ORDER BY n.id")
        assert rows == [
            {
                "labels": ["Institution", "Thing"],
                "n": {
                    "id": "inst-own-a",
                    "label": 'Alpha, "the first"\nsecond line; end',
                    "names": ["Alpha", "甲; 乙", "=1"],
                    "n": 7,
                    "amount": 1.5,
                    "flag": True,
                    "day": datetime.date(2006, 5, 17),
                },
            },
            {"labels": ["Thing"], "n": {"id": "inst-own-b", "label": "\\ back, = formula"}},
            {
                "labels": ["Thing"],
                "n": {
                    "id": "inst-own-c",
                    "label": "' '",
                    "names": ["one"],
                    "n": -9007199254740993,
                    "flag": False,
                },
            },
        ]
        assert connection.read(
            "MATCH (a)-[r:STATED_IN]->(b) RETURN a.id AS a, b.id AS b, r.statements AS s ORDER BY a"
        ) == [
            {"a": "inst-own-a", "b": "inst-own-b", "s": ["x"]},
            {"a": "inst-own-b", "b": "inst-own-c", "s": None},
        ]
    with pytest.raises(EngineError, match=r"is running \(process \d+\)"):
        own.import_full([ImportFile((nodes,))], [])
    with pytest.raises(EngineError, match=r"is running \(process \d+\)"):
        own.check()
    own.stop()
    check = own.check()
    assert check.consistent, check.said


@pytest.mark.parametrize(
    ("nodes", "relationships", "said"),
    [
        ("id:ID,:LABEL\na,Thing\n", ":START_ID,:END_ID,:TYPE\na,nowhere,TIE\n", "missing node nowhere"),
        ("id:ID,:LABEL,n:long\na,Thing,notanumber\n", "", 'Not an integer: "notanumber"'),
        ("id:ID,:LABEL\na,Thing\na,Thing\n", "", "'a' is defined more than once"),
        ('id:ID,:LABEL,t\na,Thing,"open\n', "", "nodes.csv"),
    ],
)
def test_what_the_tool_refuses_is_said_in_its_words(
    own: Engine, tmp_path: Path, nodes: str, relationships: str, said: str
) -> None:
    files = [ImportFile((written(tmp_path, "nodes.csv", nodes),))]
    ties = [ImportFile((written(tmp_path, "ties.csv", relationships),))] if relationships else []
    with pytest.raises(EngineError) as told:
        own.import_full(files, ties)
    assert said in str(told.value)
    assert "\tat " not in str(told.value)
    assert own.status().state == "half-imported"
    with pytest.raises(EngineError, match="did not end"):
        own.start()


def test_a_missing_file_is_said_before(own: Engine, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"not a file to import: .*none\.csv"):
        own.import_full([ImportFile((tmp_path / "none.csv",))], [])


IMPORT = """
import sys
from pathlib import Path
from graph.engine.home import Home
from graph.engine.importer import ImportFile
from graph.engine.private import Engine
from graph.engine.settings import EngineSettings
Engine(Path(sys.argv[1]), EngineSettings(heap="256m", page_cache="64m", min_free_mb=64)).import_full(
    [ImportFile((Path(sys.argv[2]),))], [])
"""


def test_an_import_whose_command_was_killed_begins_anew(own: Engine, tmp_path: Path) -> None:
    """The tool lives on when coopgraph is killed: it must not write on beside the next import."""
    rows = "".join(f"inst-own-{number},Thing,label {number}\n" for number in range(200_000))
    big = written(tmp_path, "big.csv", "id:ID,:LABEL,label\n" + rows)
    with subprocess.Popen([sys.executable, "-c", IMPORT, str(own.home), str(big)], cwd=ROOT) as cli:
        left = wait_for(lambda: strays(Home(own.home)))
        wait_for((own.home / "data" / "databases" / "neo4j").exists)
        cli.kill()
    assert alive(left[0])
    small = written(tmp_path, "small.csv", "id:ID,:LABEL\na,Thing\n")
    assert own.import_full([ImportFile((small,))], []).nodes == 1
    assert not alive(left[0])
    assert own.check().consistent
