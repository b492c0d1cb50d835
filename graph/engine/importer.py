"""CSV files enter; a filled database of a stopped server leaves, with the import tool's own report."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.engine.archive import archive_option
from graph.engine.faults import disk_full
from graph.engine.home import DATABASE, Home
from graph.engine.java import admin_program, java_command
from graph.engine.readiness import tail
from graph.engine.running import run
from graph.engine.settings import EngineSettings, Progress
from ontology.errors import EngineError

STAGE = "importing into the engine"
LIST_DELIMITER = "\x1f"  # literals contain every printable character; it parts labels in :LABEL too
_STEPS = 4
_STEP = re.compile(r"\((\d)/4\)")
_PERCENT = re.compile(r"(\d+)% ∆")
_COUNTS = {
    name: re.compile(rf"^ +(\d+) {name}$", re.MULTILINE) for name in ("nodes", "relationships", "properties")
}
_DURATION = re.compile(r"IMPORT DONE in ((?:\d+(?:d|h|ms|μs|m|s)\s?)+)\.?")
_UNIT = re.compile(r"(\d+)(d|h|ms|μs|m|s)")
_SECONDS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "μs": 1e-6}
_PEAK = re.compile(r"Peak memory usage: (\S+)")
_WARNED = re.compile(r"^WARNING:? (.+)$", re.MULTILINE)
_CAUSE = re.compile(
    r"^(?:Caused by: )?(?:[\w.$]+(?:Exception|Error)): (.*(?:\n(?!\tat |Caused by|\t\.\.\. ).*)*)",
    re.MULTILINE,
)
_WRAPPED = re.compile(r"^(?:[\w.$]+(?:Exception|Error): )+")


@dataclass(frozen=True)
class ImportFile:
    """CSV files with one header (first line of the first file), and labels or a type that all rows have."""

    files: tuple[Path, ...]
    labels: tuple[str, ...] = ()  # of nodes; or the one type of relationships

    def option(self, name: str) -> str:
        """Return the import tool's option that names these files."""
        for path in self.files:
            if "," in str(path) or not path.is_file():
                raise EngineError(
                    f"not a file to import: {path}" + (" (a comma in its path)" if "," in str(path) else ""),
                    f"无法导入的文件：{path}" + ("（路径中有逗号）" if "," in str(path) else ""),
                    where=str(path),
                    remedy="write the import files again, in a folder without a comma in its name",
                    remedy_zh="重新生成导入文件，文件夹名不要含逗号",
                )
        paths = ",".join(str(path.absolute()) for path in self.files)
        return f"--{name}={':'.join(self.labels) + '=' if self.labels else ''}{paths}"


@dataclass(frozen=True)
class Wanted:
    """All files of one import."""

    nodes: Sequence[ImportFile]
    relationships: Sequence[ImportFile]
    # "actual": the ids in the files are whole numbers from 0 on without gaps, and become the store's own,
    # so that none has to be looked up; a third of the work goes.
    id_type: str = "string"
    # Whether a value may hold the end of a line: a file without one is cut into parts anywhere and read in parallel.
    multiline: bool = True


@dataclass(frozen=True)
class ImportReport:
    """What the import tool says it did."""

    nodes: int
    relationships: int
    properties: int
    seconds: float
    peak_memory: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class CheckReport:
    """What the consistency check says: nothing found is consistent."""

    consistent: bool
    said: tuple[str, ...]


def import_database(
    home: Home, settings: EngineSettings, lib: Path, wanted: Wanted, progress: Progress
) -> ImportReport:
    """Run `database import full` in a home that no server has open."""
    options = [
        "--overwrite-destination=true",
        f"--id-type={wanted.id_type}",
        "--array-delimiter=U+001F",
        f"--multiline-fields={str(wanted.multiline).lower()}",
        "--bad-tolerance=0",
        "--input-encoding=UTF-8",
        f"--report-file={home.logs / 'import.report'}",
        "--verbose",  # otherwise an error names neither file nor line
    ]
    if settings.threads:
        options.append(f"--threads={settings.threads}")
    if settings.off_heap:
        options.append(f"--max-off-heap-memory={settings.off_heap}")
    options += [one.option("nodes") for one in wanted.nodes]
    options += [one.option("relationships") for one in wanted.relationships]
    log = home.logs / "import.log"
    log.unlink(missing_ok=True)
    program = admin_program("database", "import", "full", DATABASE, *options)
    command = java_command(home, settings, lib, program, archive_option(lib, settings))
    code = run(home, command, log, lambda text: progress(STAGE, *_done(text)))
    text = log.read_text(encoding="utf-8", errors="replace")
    if code != 0:
        raise _failed(home, log, text, code)
    report = _report(text)
    progress(STAGE, _STEPS * 100, _STEPS * 100)
    return report


def check_database(home: Home, settings: EngineSettings, lib: Path) -> CheckReport:
    """Run `database check` in a home that no server has open."""
    log = home.logs / "check.log"
    log.unlink(missing_ok=True)
    program = admin_program("database", "check", f"--report-path={home.logs}", DATABASE)
    command = java_command(home, settings, lib, program, archive_option(lib, settings))
    code = run(home, command, log, lambda _text: None)
    said = tuple(line for line in tail(log, 60) if line.strip() and "...." not in line)
    return CheckReport(code == 0, said)


def _done(text: str) -> tuple[int, int]:
    """Read how far the tool is from what it printed: four steps of a hundred."""
    steps = list(_STEP.finditer(text))
    if not steps:
        return 0, _STEPS * 100
    percents = _PERCENT.findall(text, steps[-1].end())
    return (int(steps[-1][1]) - 1) * 100 + (int(percents[-1]) if percents else 0), _STEPS * 100


def _report(text: str) -> ImportReport:
    counts = {name: sign.search(text) for name, sign in _COUNTS.items()}
    took = _DURATION.search(text)
    peak = _PEAK.search(text)
    if took is None or not all(counts.values()):
        raise EngineError(
            "the import tool ended well but its report cannot be read",
            "导入工具正常结束，但无法读取其报告",
            remedy="look at logs/import.log of the engine home; is the lock of the jars another version?",
            remedy_zh="查看引擎目录的 logs/import.log；jar 的锁文件是否换了版本？",
        )
    seconds = sum(int(number) * _SECONDS[unit] for number, unit in _UNIT.findall(took[1]))
    numbers = {name: int(match[1]) for name, match in counts.items() if match}
    warnings = tuple(_WARNED.findall(text))
    return ImportReport(
        numbers["nodes"],
        numbers["relationships"],
        numbers["properties"],
        seconds,
        peak[1] if peak else "",
        warnings,
    )


def _failed(home: Home, log: Path, text: str, code: int) -> EngineError:
    if "No space left on device" in text:
        return disk_full(home.root)
    causes = [_WRAPPED.sub("", cause.strip()) for cause in _CAUSE.findall(text)]
    words = causes[-1] if causes else "\n".join(tail(log, 15))
    inputs = [cause for cause in causes if "input" in cause.lower() or "referring" in cause]
    both = "\n".join(dict.fromkeys([*inputs[-1:], words]))
    said = "".join(f"\n  | {line.strip()}" for line in both.splitlines()[:20])
    ended = f"exit code {code}" if code >= 0 else f"signal {-code}"
    return EngineError(
        f"the import tool failed ({ended}); its own words:{said}",
        f"导入工具失败（{ended}）；原话：{said}",
        where=str(log),
        remedy="the file or value named above is wrong; this home is not served until an import ends well",
        remedy_zh="上面指出的文件或数据有误；导入成功之前，该目录不会提供服务",
    )
