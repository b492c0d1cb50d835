"""A running service and a budget enter; what Schemathesis found leaves, every check on, all phases, stateful ones too."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.api.http.serving import Served

# Nothing is found for its slowness: how long an answer takes is measured by `make bench`, on a quiet machine.
PATIENCE_S = "60"
# A request that is wrong may be refused for its size before anybody looks at the rest of it.
SIZES = """
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 414, 415, 422, 428, 429, "5xx"]
"""
# Ids, places and days of the fictional world: without them nearly every request would ask for what is not there.
KNOWN = """
[parameters]
"path.institution" = "inst-own-yunhai"
"query.home" = ["QM"]
"""


@dataclass(frozen=True)
class Fuzzed:
    """How many operations were asked, how many requests were made, and what was said."""

    operations: int
    cases: int
    code: int
    said: str


def fuzz(service: Served, folder: Path, *, known: bool, arguments: list[str]) -> Fuzzed:
    """Run Schemathesis against a service; `known` fills in ids that the world has."""
    config = folder / "schemathesis.toml"
    config.write_text(SIZES + (KNOWN if known else ""), encoding="utf-8")
    program = str(Path(sys.executable).with_name("schemathesis"))
    run = subprocess.run(
        [program, "--config-file", str(config), "run", f"{service.url}/openapi.json", "--no-color",
         "--continue-on-failure", "--checks", "all",
         "--request-timeout", PATIENCE_S, "--max-response-time", PATIENCE_S, *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    asked, counted = (re.search(said, run.stdout) for said in (r"Tested: +(\d+)", r"(\d+) generated"))
    return Fuzzed(
        int(asked[1]) if asked else 0,
        int(counted[1]) if counted else 0,
        run.returncode,
        run.stdout + run.stderr,
    )
