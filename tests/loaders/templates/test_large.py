"""A sheet of a hundred thousand rows passes through in little memory."""

import subprocess
import sys
from pathlib import Path

ROWS = 100_000
MEGABYTES = 150  # half of it are the ids and records that must be known to the end


def test_a_large_sheet_streams(tmp_path: Path) -> None:
    path = tmp_path / "participations.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write("project,institution,participationRole,grantAmount\n")
        for number in range(ROWS):
            out.write(f"p{number // 10},inst:i{number % 5000},participant,{number}.50\n")
    command = [sys.executable, "-m", "tests.loaders.templates.streaming", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    statements, megabytes = map(int, said)
    assert statements == 5 * ROWS
    assert megabytes < MEGABYTES
