"""The scene enters; how well and how fast organisations of CORDIS are found among those of ROR leaves, beside splink.

Quality is that on the development file (`identity-pic-ror-development.csv`): thresholds were chosen while looking at it, nothing
else was. splink is answered for by what is more likely than not; so are we, where no guard holds a pair back.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from typing import Any, Final

from bench.figures import Figure, Section, table
from bench.identity_way import parties_of
from bench.scene import Scene
from bench.watch import Watched, watch
from loaders.judgements import SAME
from loaders.matching.choice import Proposal
from loaders.matching.profile import default_profile
from loaders.matching.scoring import read_truth, score

TRUTH: Final = "identity-pic-ror-development.csv"
COMPANY: Final = "PRC"  # as CORDIS names the kind: private for-profit
SECONDS, MIB = 90, 2048
F1, PRECISION, ABSTAIN, UNEQUAL, COMPANIES = 0.98, 0.99, 0.008, 0.94, 0.93
SIZES: Final = (5_000, 20_000, 100_000)
LINEAR: Final = 1.25  # exponent of the cost from one size to the next that still counts as near linear


def measure(scene: Scene) -> list[Section]:
    """Compare the same organisations with both, then ever more of them."""
    home = scene.loaded().home
    truth = scene.data / TRUTH
    scene.say("identity: CORDIS against ROR")
    ours = _step(scene, "compare")
    scene.run(home, "identity", "propose", "--quiet")
    scores = json.loads(
        scene.run(home, "identity", "score", str(truth), "--json", "--quiet").stdout
    )["results"]  # fmt: skip
    quality = {(row["group"], row["value"]): row for row in scores}
    whole, unequal = quality[("all", "")], quality[("names", "not equal")]
    companies = quality[("type", COMPANY)]
    scene.say("identity: splink on the same organisations")
    theirs, answers, peer = _peer(scene)
    told = ours.told
    seconds = told["read"] + told["seconds"]
    figures = [
        Figure("identity: reading and comparing", seconds, "s", SECONDS, note=f"{told['left']:,} × {told['right']:,}"),
        Figure("identity: memory", ours.watched.python_mib, "MiB", MIB),
        Figure("identity: F1", whole["f1"], "", F1, at_least=True),
        Figure("identity: precision", whole["precision"], "", PRECISION, at_least=True),
        Figure("identity: answered of those to abstain from", whole["false_merges"] / max(1, whole["abstain"]), "", ABSTAIN,
               note=f"{whole['false_merges']} of {whole['abstain']}"),
        Figure("identity: F1 where names are not equal", unequal["f1"], "", UNEQUAL, at_least=True),
        Figure("identity: F1 of companies", companies["f1"], "", COMPANIES, at_least=True),
        Figure("identity: F1 beyond splink's", whole["f1"] - (peer["f1"] or 0.0), "", 0.0, at_least=True,
               note=f"splink {peer['f1']:.3f}"),
    ]  # fmt: skip
    lines = [
        ("coopgraph", f"{told['seconds']:.1f}", f"{ours.watched.python_mib:,.0f}", f"{told['pairs']:,}",
         f"{whole['precision']:.3f}", f"{whole['recall']:.3f}", f"{whole['f1']:.3f}", f"{whole['false_merges']}"),
        ("splink", f"{answers['seconds']:.1f}", f"{theirs.python_mib:,.0f}", f"{answers['pairs']:,} likely",
         f"{peer['precision']:.3f}", f"{peer['recall']:.3f}", f"{peer['f1']:.3f}", f"{peer['false_merges']}"),
    ]  # fmt: skip
    head = ("", "s", "MiB", "pairs", "precision", "recall", "F1", "false merges")
    growth, grown = _growth(scene)
    return [
        Section(
            "Identity: who is who",
            f"{told['left']:,} organisations of CORDIS looked up among {told['right']:,} of ROR, without labels; reading them "
            f"took {told['read']:.1f} s. {__doc__.partition(chr(10) * 2)[2]}",
            [*figures, *growth],
            f"{table(head, lines)}\n\n{grown}",
        )
    ]


class _Told:
    def __init__(self, watched: Watched) -> None:
        self.watched = watched
        self.told: Mapping[str, Any] = json.loads(watched.stdout.splitlines()[-1])


def _step(scene: Scene, step: str, *words: str) -> _Told:
    home = scene.loaded().home
    return _Told(
        watch([sys.executable, "-m", "bench.identity_way", step, str(home), *words], scene.environ(home))
    )


def _peer(scene: Scene) -> tuple[Watched, Mapping[str, Any], Mapping[str, Any]]:
    """What splink took, what it answered, and how right that is."""
    home, pair = scene.loaded().home, default_profile().compare[0]
    file = scene.work / "organisations.parquet"
    _step(scene, "rows", str(file))
    watched = watch(
        [sys.executable, "-m", "bench.peer_splink", str(file), pair.left, pair.right], scene.environ(home)
    )
    answers = json.loads(watched.stdout.splitlines()[-1])
    parties = parties_of(home)
    truths, left_out = read_truth(scene.data / TRUTH, parties)
    found = [Proposal(one, other, SAME, 1.0, (), (), ()) for one, other in answers["answers"].items()]
    whole = next(one for one in score(truths, found, parties, left_out).scores if one.group == "all")
    return watched, answers, {"precision": whole.precision, "recall": whole.recall, "f1": whole.f1,
                              "false_merges": whole.false_merges}  # fmt: skip


def _growth(scene: Scene) -> tuple[list[Figure], str]:
    lines, figures = [], []
    last: tuple[int, float] | None = None
    for size in SIZES:
        asked = max(100, round(size * scene.scale))
        scene.say(f"identity: {asked:,} by {asked:,}, made of the real ones")
        one = _step(scene, "grow", str(asked))
        seconds = float(one.told["seconds"])
        power = "–"
        if last is not None:
            grown = math.log(seconds / last[1]) / math.log(asked / last[0])
            what = f"identity: from {last[0]:,} to {asked:,} the cost grows with the power of"
            figures.append(Figure(what, grown, "", LINEAR))
            power = f"{grown:.2f}"
        last = (asked, seconds)
        lines.append(
            (
                f"{asked:,} × {asked:,}",
                f"{seconds:.1f}",
                f"{one.watched.python_mib:,.0f}",
                f"{one.told['pairs']:,}",
                power,
            )
        )
    return figures, table(("organisations", "s to compare", "MiB", "pairs", "power"), lines)
