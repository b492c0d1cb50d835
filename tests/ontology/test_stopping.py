"""Ctrl-C during a query of DuckDB, in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from ontology.stopping import stoppable

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = "SELECT count(*) FROM range(1000000000) a(i), range(1000000) b(j) WHERE hash(i) = hash(j)"
SCRIPT = f"""
import duckdb, signal, sys
from ontology.stopping import stoppable
signal.signal(signal.SIGINT, signal.default_int_handler)
with duckdb.connect(config={{"threads": 2}}) as connection:
    print("ready", flush=True)
    try:
        with stoppable(connection):
            connection.execute("{ENDLESS}").fetchall()
    except KeyboardInterrupt:
        print(connection.execute("SELECT 'it answers again'").fetchall()[0][0])
        sys.exit(130 if signal.getsignal(signal.SIGINT) is signal.default_int_handler else 1)
"""


@pytest.mark.parametrize("after", [0.2, 0.8])
def test_ctrl_c_ends_the_query_and_then_the_command(after: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "pure virtual" not in err
    assert out == "it answers again\n"


def test_an_error_of_the_work_stays_what_it_is() -> None:
    with (
        duckdb.connect() as connection,
        pytest.raises(duckdb.CatalogException, match="nothing"),
        stoppable(connection),
    ):
        connection.execute("SELECT * FROM nothing")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_in_a_thread_and_under_somebody_elses_handler_nothing_changes() -> None:
    found: list[object] = []

    def work() -> None:
        with duckdb.connect() as connection, stoppable(connection):
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        work()
    finally:
        signal.signal(signal.SIGINT, before)
    assert found == [signal.default_int_handler, signal.SIG_IGN]
