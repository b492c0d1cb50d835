"""A folder of published data enters; every benchmark runs beside its peer, and docs/benchmarks.md leaves.

`python -m bench --data FOLDER [--only NAME] [--scale 0.05]`: figures and verdicts on stdout, progress on stderr.
With less than all benchmarks or all data the page is printed and docs/benchmarks.md stays as it is.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from bench import (
    changed_speed,
    identity_speed,
    invariant,
    linked_speed,
    match_speed,
    network_speed,
    page_speed,
    peer_rdflib_neo4j,
    question_speed,
    route_speed,
    search_speed,
    service_speed,
    shape_speed,
    start_speed,
    verdict_speed,
)
from bench.figures import Section, page, write_page
from bench.scene import Scene, scale_is_full, set_up, told_of

BENCHMARKS: Final[Mapping[str, Callable[[Scene], list[Section]]]] = {
    "route_speed": route_speed.measure,
    "question_speed": question_speed.measure,
    "search_speed": search_speed.measure,
    "network_speed": network_speed.measure,
    "service_speed": service_speed.measure,
    "page_speed": page_speed.measure,
    "linked_speed": linked_speed.measure,
    "invariant": invariant.measure,
    "peer_rdflib_neo4j": peer_rdflib_neo4j.measure,
    "shape_speed": shape_speed.measure,
    "start_speed": start_speed.measure,
    "verdict_speed": verdict_speed.measure,
    "match_speed": match_speed.measure,
    "identity_speed": identity_speed.measure,
    "changed_speed": changed_speed.measure,
}
PAGE: Final = Path("docs/benchmarks.md")


def main() -> int:
    """Run what was asked for; the number of benchmarks that could not be run."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are stopped and files removed
    began, load, failed = time.monotonic(), os.getloadavg()[0], 0
    sections: list[Section] = []
    with set_up(asked.data, asked.scale, date.today().isoformat()) as scene:
        for name in asked.only or BENCHMARKS:
            scene.say(f"== {name}")
            try:
                made = BENCHMARKS[name](scene)
            except Exception as error:  # the other benchmarks are still worth their time
                traceback.print_exc()
                failed += 1
                made = [
                    Section(name, f"**Could not be run:** {type(error).__name__}: {_first_line(error)}", [])
                ]
            except BaseException:  # ended from outside: what was measured so far is worth its time too
                print(
                    f"\n{page(sections, scene.today, told_of(scene), load, (time.monotonic() - began) / 60)}"
                )
                raise
            for section in made:
                for figure in section.figures:
                    print(figure.line, flush=True)
            sections += made
        text = page(sections, scene.today, told_of(scene), load, (time.monotonic() - began) / 60)
        whole = not asked.only and scale_is_full(scene)
        scene.say(f"done in {(time.monotonic() - began) / 60:.1f} minutes")
    if whole or asked.output:
        write_page(asked.output or PAGE, text)
    else:
        print(f"\n{text}")
    return failed


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the published files")
    parser.add_argument(
        "--only", action="append", choices=sorted(BENCHMARKS), help="only this one; repeatable"
    )
    parser.add_argument(
        "--scale", type=float, default=1.0, help="share of the large files, for trying things out"
    )
    parser.add_argument("--output", type=Path, help="write the page here, whatever was run")
    return parser.parse_args()


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0]


if __name__ == "__main__":  # mapping starts processes that import this file too
    sys.exit(main())
