"""The scene enters; how the service bears a day's mixed load, more than it can carry, and a plain peer's load, leaves."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
import psutil

from bench.figures import Figure, Section, percentile, table
from bench.question_speed import hubs_and_others, pairs_of
from bench.scene import Scene, canon_of
from bench.search_speed import typed
from bench.served import running, service
from graph.connection import connect
from graph.live import open_live, stop_all
from ontology.statements import STATEMENTS_FILE

RATE: Final = 50  # requests a second
MINUTES: Final = 10
WARM_S: Final = 45
OVER: Final = 600  # requests a second, far above what two cores carry
OVER_S: Final = 30
PEER_S: Final = 20
MANY: Final = 1_000  # institutions that the pages asked for are of: far more than a user looks at, so that most are made anew
TARGETS: Final[Mapping[str, float]] = {
    "institution": 50, "pair": 50, "search": 150, "ego network of 300": 300, "candidates": 300,
}  # fmt: skip
GROWTH: Final = 5.0  # per cent
OF_PEER: Final = 80.0  # per cent
API: Final = "/api/v1"


def measure(scene: Scene) -> list[Section]:
    """Start the service on the full graph and send what users send."""
    loaded = scene.loaded()
    address = open_live(loaded.place, lambda *_: None)
    mix = scene.work / "mix.json"
    asked = _mix(scene)
    mix.write_text(json.dumps(asked), "utf-8")
    with service(scene) as (url, process):
        sections = [_day(scene, url, process, mix), _over(scene, url, mix)]
    entities = scene.work / "entities.json"
    entities.write_text(json.dumps({"institution": asked["institution"]}), "utf-8")
    ours = []
    for room in ("0", ""):
        with service(scene, **({"COOPGRAPH_REMEMBER_MB": room} if room else {})) as (url, _):
            ours.append(_sent(scene, url, entities, PEER_S, 0))
    environ = {
        **scene.environ(scene.work),
        "PEER_URI": address.uri,
        "PEER_USER": address.user,
        "PEER_PASSWORD": address.password,
    }
    plain = scene.work / "plain.json"
    plain.write_text(entities.read_text("utf-8").replace(API, ""), "utf-8")
    with running(scene, ["-m", "uvicorn", "--factory", "bench.peer_service:make_app", "--log-level", "warning",
                          "--port", "{port}"], environ, f"/institutions/none?as_of={scene.today}") as (url, _):  # fmt: skip
        theirs = _sent(scene, url, plain, PEER_S, 0)
    stop_all(loaded.place)
    return [*sections, _beside(ours, theirs)]


def _mix(scene: Scene) -> dict[str, dict[str, Any]]:
    """What users ask, in shares: mostly pages and searches, now and then a list or a network."""
    statements = canon_of(scene.loaded().home) / STATEMENTS_FILE
    ids = hubs_and_others(statements, MANY)
    with connect(open_live(scene.loaded().place, lambda *_: None)) as connection:
        pairs = pairs_of(connection, ids, scene.today)
    texts = [text for several in typed(statements).values() for text in several if text]
    day = f"as_of={scene.today}"
    return {
        "institution": {"share": 35, "addresses": [f"{API}/institutions/{one}?{day}" for one in ids]},
        "pair": {"share": 15, "addresses": [f"{API}/pairs/{one}/{other}?{day}" for one, other in pairs]},
        "search": {"share": 30, "addresses": [f"{API}/search?text={quote(text[:200])}" for text in texts]},
        "partners": {"share": 8, "addresses": [f"{API}/institutions/{one}/partners?{day}" for one in ids]},
        "ego network of 300": {
            "share": 4, "addresses": [f"{API}/institutions/{one}/network?nodes=300&{day}" for one in ids],
        },
        "candidates": {
            "share": 4,
            "addresses": [f"{API}/candidates?home={home}&{day}" for home in ("CN", "IL", "DE")],
        },
        "agreements in force": {
            "share": 4,
            "addresses": [f"{API}/agreements?country={home}&{day}" for home in ("CN", "IL", "DE")],
        },
    }  # fmt: skip


def _day(scene: Scene, url: str, process: psutil.Process, mix: Path) -> Section:
    """A mixed load at a steady rate; what comes first warms up and does not count."""
    scene.say(f"{RATE} requests a second: {WARM_S} s to warm up")
    _sent(scene, url, mix, min(WARM_S, scene.aim(WARM_S)), RATE)
    before, remembered = _held(process), _remembered(url)
    seconds = scene.aim(MINUTES * 60)
    scene.say(f"{RATE} requests a second for {seconds:.0f} s")
    seen = _sent(scene, url, mix, seconds, RATE)
    grown = (_held(process) / before - 1) * 100
    remembered = _remembered(url) - remembered
    good = sum(len(times) for times in seen["times"].values())
    wrong = sum(seen["statuses"].values()) - good
    rows = [
        (kind, f"{len(times):,}", f"{percentile(times, 0.5):.0f}", f"{percentile(times, 0.95):.0f}", f"{max(times):.0f}")
        for kind, times in seen["times"].items()
    ]  # fmt: skip
    figures = [
        Figure(f"{kind}, p95 under load", percentile(seen["times"][kind], 0.95), "ms", target)
        for kind, target in TARGETS.items()
        if kind in seen["times"]
    ]
    figures += [
        Figure(
            "answers that were no answer",
            wrong,
            "of " + f"{good + wrong:,}",
            0,
            note=json.dumps(seen["statuses"]),
        ),
        Figure("of the answers, remembered from an earlier asker", remembered / max(1, good) * 100, "%"),
        Figure("memory of the service grown by", grown, "%", GROWTH, note=f"from {before / 2**20:,.0f} MiB"),
    ]
    told = (
        f"`coopgraph serve` with its defaults (one process) on the full graph, {RATE} requests a second for "
        f"{seconds / 60:.1f} minutes from a process on the same two cores, mixed as people ask: numbers in the table. Times "
        "run from the moment at which a request was due to the last byte, the client's own included."
    )
    return Section(
        "The service under a day's load",
        told,
        figures,
        table(("asked", "answers", "p50 ms", "p95 ms", "most, ms"), rows),
    )


def _over(scene: Scene, url: str, mix: Path) -> Section:
    """Far more than it carries: it must say so at once, and answer the rest in time."""
    scene.say(f"{OVER} requests a second for {OVER_S} s")
    seen = _sent(scene, url, mix, min(OVER_S, scene.aim(OVER_S)), OVER)
    good = sum(len(times) for times in seen["times"].values())
    told_off = sum(seen["statuses"].get(code, 0) for code in ("429", "503"))
    wrong = sum(seen["statuses"].values()) - good - told_off
    every = [one for times in seen["times"].values() for one in times] or [0.0]
    after = time.perf_counter()
    calm = httpx.get(f"{url}/readyz", timeout=60).status_code
    figures = [
        Figure("requests answered", good, "", note=f"p95 {percentile(every, 0.95):,.0f} ms"),
        Figure("requests told to come again (429 or 503)", told_off, ""),
        Figure("anything else", wrong, "", 0, note=json.dumps(seen["statuses"])),
        Figure("ready again after it", (time.perf_counter() - after) * 1e3, "ms", note=f"status {calm}"),
    ]
    told = f"The same mix at {OVER} requests a second for {OVER_S} s."
    return Section("The service above its capacity", told, figures)


def _beside(ours: Sequence[Mapping[str, Any]], theirs: Mapping[str, Any]) -> Section:
    anew, shipped, plain = (
        len(one["times"].get("institution", [])) / one["seconds"] for one in (*ours, theirs)
    )
    told = (
        f"Pages of {MANY:,} institutions as fast as eight clients can ask, from coopgraph's service (once with its memory of "
        "answers switched off, once as it is shipped) and from a plain FastAPI handler that runs one hand-written query and "
        f"sends what it gets; one process each, {PEER_S} s each. The peer's answer lacks the pool and its reasons, the checks, "
        "the redirects, the evidence and the data version."
    )
    figures = [
        Figure("coopgraph, every answer made anew", anew, "1/s", note=json.dumps(ours[0]["statuses"])),
        Figure("coopgraph as shipped", shipped, "1/s", note=json.dumps(ours[1]["statuses"])),
        Figure("plain handler", plain, "1/s", note=json.dumps(theirs["statuses"])),
        *(
            Figure(f"share of the plain handler's rate, {how}", rate / max(plain, 1e-9) * 100, "%", OF_PEER, at_least=True)
            for how, rate in (("every answer made anew", anew), ("as shipped", shipped))
        ),
    ]  # fmt: skip
    return Section("The service beside a plain handler", told, figures)


def _remembered(url: str) -> float:
    """How many answers the service has given that an earlier asker had it make."""
    lines = httpx.get(f"{url}/metrics", timeout=60).text.splitlines()
    return sum(
        float(line.rsplit(" ", 1)[1])
        for line in lines
        if line.startswith("coopgraph_answers_remembered_total")
    )


def _sent(scene: Scene, url: str, mix: Path, seconds: float, rate: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.requests_way", url, str(mix), str(seconds), str(rate)]
    run = subprocess.run(command, env=scene.environ(scene.work), capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def _held(process: psutil.Process) -> int:
    """Resident bytes of the process and its children; the database is not among them."""
    every = [process, *process.children(recursive=True)]
    return sum(int(one.memory_info().rss) for one in every if one.name() != "java")
