"""The private server killed while it writes, again and again: no committed batch lost, no store damaged."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.connection import Connection, connect
from graph.engine.private import Engine
from graph.engine.settings import EngineSettings
from ontology.errors import GraphError

KILLS = max(int(os.environ.get("COOPGRAPH_SOAK_KILLS", "100")) // 5, 1)  # a server is started twice for each
BATCH = 500

pytestmark = pytest.mark.soak


@pytest.fixture
def own(tmp_path: Path, engine_settings: EngineSettings) -> Iterator[Engine]:
    mine = Engine(tmp_path / "home", engine_settings)
    try:
        yield mine
    finally:
        mine.remove()


def write_until_killed(connection: Connection, first: int) -> int:
    """Write batches until the server is gone; return the number of the last batch that it confirmed."""
    confirmed = first - 1
    try:
        while True:
            connection.write(
                "UNWIND range(1, $size) AS i CREATE (:Thing {id: $batch + '-' + i, batch: toInteger($batch)})",
                {"size": BATCH, "batch": str(confirmed + 1)},
            )
            confirmed += 1
    except GraphError:
        return confirmed


def test_a_server_killed_while_it_writes(own: Engine) -> None:
    chance = random.Random(11)
    confirmed = -1
    for _ in range(KILLS):
        address = own.start()
        pid = own.status().pid
        assert pid is not None
        killer = threading.Timer(chance.uniform(0.2, 3.0), os.kill, (pid, signal.SIGKILL))
        with connect(address, retry_s=0.0) as connection:
            killer.start()
            confirmed = write_until_killed(connection, confirmed + 1)
        killer.join()
        while own.status().state != "killed":
            time.sleep(0.02)
        with connect(own.start()) as connection:
            rows = connection.read("MATCH (n:Thing) RETURN n.batch AS batch, count(*) AS n ORDER BY batch")
        # All that was confirmed, whole; perhaps one batch more, whole too, whose answer the kill cut off.
        assert [row["n"] for row in rows] == [BATCH] * len(rows)
        assert [row["batch"] for row in rows] == list(range(len(rows)))
        assert len(rows) - 1 in {confirmed, confirmed + 1}
        confirmed = len(rows) - 1
        own.stop()
        check = own.check()
        assert check.consistent, check.said
