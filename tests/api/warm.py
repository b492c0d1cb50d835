"""Words of a command line enter; what the command printed and its exit code leave, from a process of its own that imports nothing.

A process that has imported the command line waits, and forks for every command: `coopgraph.main` runs as it always does, with
its own environment and files, without the seconds that Python needs to read the libraries each time. How a command starts from
nothing is tested elsewhere: tests/api/test_entry.py, test_doctor.py, test_identity_commands.py, and the commands of the README.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
_ALONE = threading.Lock()


def run(words: Sequence[str], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `coopgraph WORDS`."""
    with _ALONE, tempfile.TemporaryDirectory() as folder:
        waiting = _waiting()
        assert waiting.stdin and waiting.stdout
        waiting.stdin.write(json.dumps([list(words), dict(environ), folder]) + "\n")
        waiting.stdin.flush()
        told = waiting.stdout.readline()
        assert told, "the process that runs commands has ended"
        out, err = ((Path(folder) / name).read_bytes().decode("utf-8") for name in ("out", "err"))
    return subprocess.CompletedProcess(["coopgraph", *words], int(told), out, err)


@cache
def _waiting() -> subprocess.Popen[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COOPGRAPH_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.api.warm"],
        cwd=ROOT, env={**clean, "LANG": "C.UTF-8"}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    atexit.register(_end, process)
    return process


def _end(process: subprocess.Popen[str]) -> None:
    assert process.stdin and process.stdout
    process.stdin.close()
    process.wait(30)
    process.stdout.close()


def main() -> None:
    """Wait for commands, one a line, until nobody is left to give any."""
    import coopgraph
    from api import reports

    for module in reports._WHERE.keys() - set(
        reports.__all__
    ):  # a module named as its report would stand before it
        import_module(f"api.reports.{module}")
    assert threading.active_count() == 1  # a fork copies none but the thread that forks
    for line in sys.stdin:
        words, environ, folder = json.loads(line)
        child = os.fork()
        if not child:
            _become(words, environ, Path(folder))
            os._exit(_code(coopgraph.main))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(words: Sequence[str], environ: Mapping[str, str], folder: Path) -> None:
    """Take the place of a process that was started with these words in this environment."""
    os.environ.clear()
    os.environ.update(environ)
    for number, name in ((0, os.devnull), (1, str(folder / "out")), (2, str(folder / "err"))):
        handle = os.open(name, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
    sys.stdout = _text(1, "strict")
    sys.stderr = _text(2, "backslashreplace")
    sys.argv = ["coopgraph", *words]


def _text(handle: int, errors: str) -> IO[str]:
    return open(handle, "w", encoding="utf-8", errors=errors, closefd=False)


def _code(command: object) -> int:
    """Run to the end, as Python itself ends."""
    assert callable(command)
    try:
        command()
        code: object = 0
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code if isinstance(code, int) else 0 if code is None else 1


if __name__ == "__main__":
    main()
