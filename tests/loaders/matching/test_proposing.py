"""Two dirty fictional registers enter; what is proposed of them, and what a load makes of that, is checked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from loaders.canon import make_canon
from loaders.judgements import RELATED, SAME
from loaders.matching.choice import Proposal
from loaders.matching.comparison import LEVELS
from loaders.matching.matcher import Proposed, propose
from loaders.matching.proposals import are_current, read_proposals, read_weights, write_proposals
from loaders.matching.scoring import read_truth, score
from ontology.errors import SourceError
from ontology.model import default_model
from ontology.statements import REDIRECTS_FILE, REJECTS_FILE, STATEMENTS_FILE
from tests.loaders.matching.world import NUMBERS, sources, truth

LOOK_ALIKES = [key for key, (_, right) in NUMBERS.items() if not right]
PLAIN = tuple(0 for _ in LEVELS)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Path], Proposed]:
    made = sources(tmp_path_factory.mktemp("world"))
    return made, propose([folder / STATEMENTS_FILE for folder in made.values()], default_model())


def test_what_is_one_is_proposed_as_the_same_and_nothing_else(
    world: tuple[dict[str, Path], Proposed],
) -> None:
    same = {(one.left, one.right) for one in world[1].proposals if one.word == SAME}
    wanted = {(f"inst-pic-{key}", f"inst-ror-{right}") for key, (_, right) in NUMBERS.items() if right}
    assert same == wanted


@pytest.mark.parametrize("key", LOOK_ALIKES, ids=[NUMBERS[key][0][0] for key in LOOK_ALIKES])
def test_who_bears_the_name_of_a_university_is_at_most_its_relative(
    world: tuple[dict[str, Path], Proposed], key: str
) -> None:
    words = {one.word for one in world[1].proposals if one.left == f"inst-pic-{key}"}
    assert words <= {RELATED}


def test_the_foundation_the_hospital_and_the_press_are_relatives(
    world: tuple[dict[str, Path], Proposed],
) -> None:
    related = {(one.left[-2:], one.right[-2:]) for one in world[1].proposals if one.word == RELATED}
    assert {("02", "01"), ("05", "03"), ("13", "11"), ("17", "01")} <= related
    assert ("03", "01") not in related, "the medical university is no part of the university beside it"


def test_the_order_of_files_and_the_seed_of_hashes_decide_nothing(
    world: tuple[dict[str, Path], Proposed], tmp_path: Path
) -> None:
    script = (
        "import sys; from pathlib import Path; from loaders.matching.matcher import propose;"
        "from loaders.matching.proposals import write_proposals; from ontology.model import default_model;"
        "found = propose([Path(one) for one in sys.argv[2:]], default_model());"
        "write_proposals(Path(sys.argv[1]), found.proposals, found.weights, {'a': 'b'}, '2026-05-17')"
    )
    files = [str(folder / STATEMENTS_FILE) for folder in world[0].values()]
    texts = set()
    for seed, order in (("1", files), ("2", files[::-1])):
        folder = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", script, str(folder), *order],
            check=True, env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        texts.add(tuple((folder / name).read_bytes() for name in ("proposals.csv", "proposals.json")))
    assert len(texts) == 1


def test_proposals_and_weights_come_back_as_they_were_written(
    world: tuple[dict[str, Path], Proposed], tmp_path: Path
) -> None:
    found = world[1]
    path = write_proposals(tmp_path, found.proposals, found.weights, {"numbers": "1"}, "2026-05-17")
    assert read_proposals(path) == found.proposals
    assert read_weights(tmp_path) == found.weights
    assert are_current(tmp_path, {"numbers": "1"})
    assert not are_current(tmp_path, {"numbers": "2"})
    path.write_text(path.read_text("utf-8").replace(",same,", ",likely,", 1), "utf-8")
    with pytest.raises(SourceError) as wrong:
        read_proposals(path)
    assert "proposals.csv" in wrong.value.message("en")


def test_the_score_counts_answers_and_false_merges(
    world: tuple[dict[str, Path], Proposed], tmp_path: Path
) -> None:
    from loaders.matching.lexicon import default_lexicon
    from loaders.matching.parties import read_parties
    from loaders.matching.profile import default_profile

    parties = read_parties(
        [folder / STATEMENTS_FILE for folder in world[0].values()],
        default_model(),
        default_profile(),
        default_lexicon(),
    )
    file = truth(tmp_path)
    file.write_text(file.read_text("utf-8") + "1,,suspect\n999,,abstain\n", "utf-8")
    truths, left_out = read_truth(file, parties)
    wrong = Proposal("inst-pic-900000002", "inst-ror-0aaaaaa01", SAME, 0.9, PLAIN, (), ())
    report = score(truths, [*world[1].proposals, wrong], parties, left_out)
    whole = next(one for one in report.scores if one.group == "all")
    assert (whole.right, whole.wrong, whole.missed, whole.abstain, whole.false_merges) == (12, 1, 0, 6, 1)
    assert whole.precision == pytest.approx(12 / 13)
    assert whole.recall == 1
    assert report.left_out == 1
    assert [one.left for one in report.unknown] == ["?-pic-999"]
    assert {one.group for one in report.scores} == {"all", "country", "names", "script", "type"}


def _canon(folder: Path, made: dict[str, Path], proposals: list[Proposal], judged: str = "") -> Path:
    file = write_proposals(folder, proposals, {}, {}, "2026-05-17")
    judgements = folder / "judgements.csv"
    judgements.write_text("left,right,judgement,who,when,why\n" + judged, "utf-8")
    return make_canon(folder / "canon", made, default_model(), judgements=judgements, proposals=file).folder


def _redirects(folder: Path) -> dict[str, str]:
    rows = pq.read_table(folder / REDIRECTS_FILE).to_pylist()
    return {row["id"]: row["canonical"] for row in rows}


def test_a_load_unites_what_is_proposed_unless_a_person_says_otherwise(
    world: tuple[dict[str, Path], Proposed], tmp_path: Path
) -> None:
    found = list(world[1].proposals)
    united = _redirects(_canon(tmp_path / "a", world[0], found))
    assert united["inst-pic-900000001"] == "inst-ror-0aaaaaa01"
    assert "inst-pic-900000002" not in united
    line = "inst-ror-0aaaaaa01,inst-pic-900000001,{},reviewer A (fictional),2026-05-18,\n"
    for word in ("not same", "unsure", "related"):
        assert "inst-pic-900000001" not in _redirects(
            _canon(tmp_path / word, world[0], found, line.format(word))
        )
    again = _redirects(
        _canon(tmp_path / "undo", world[0], found, line.format("not same") + line.format("undo"))
    )
    assert again == united


def test_a_cluster_of_two_countries_or_of_two_numbers_of_one_authority_is_cut_and_told(
    world: tuple[dict[str, Path], Proposed], tmp_path: Path
) -> None:
    wrong = [
        Proposal("inst-pic-900000001", "inst-ror-0aaaaaa01", SAME, 0.9, PLAIN, (), ()),
        Proposal("inst-pic-900000001", "inst-ror-0aaaaaa02", SAME, 0.8, PLAIN, (), ()),
        Proposal("inst-pic-900000007", "inst-ror-0aaaaaa01", SAME, 0.7, PLAIN, (), ()),
    ]
    folder = _canon(tmp_path / "cut", world[0], wrong)
    assert _redirects(folder) == {"inst-pic-900000001": "inst-ror-0aaaaaa01"}
    cut = [row for row in pq.read_table(folder / REJECTS_FILE).to_pylist() if row["stage"] == "identity"]
    assert [row["locator"] for row in cut] == ["inst-pic-900000001", "inst-pic-900000007"]
    assert "ror: 0aaaaaa01 / 0aaaaaa02" in cut[0]["reason"]
    assert "country: CN / DE" in cut[1]["reason"] or "country: DE / CN" in cut[1]["reason"]
    person = "inst-pic-900000007,inst-ror-0aaaaaa01,same,reviewer A (fictional),2026-05-18,\n"
    assert (
        _redirects(_canon(tmp_path / "said", world[0], wrong, person))["inst-pic-900000007"]
        == "inst-ror-0aaaaaa01"
    )


def test_a_proposal_on_ids_that_no_source_states_any_more_is_left_alone(
    world: tuple[dict[str, Path], Proposed], tmp_path: Path
) -> None:
    gone = [Proposal("inst-pic-1", "inst-ror-0aaaaaa01", SAME, 0.9, PLAIN, (), ())]
    assert _redirects(_canon(tmp_path, world[0], gone)) == {}
