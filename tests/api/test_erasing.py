"""A person is erased from all files of a home, and neither a reload nor another source brings them back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from api.inputs import base_requests, requests_of
from loaders.canon import CanonVersion
from loaders.current import read_current
from loaders.erased import FILE, KEY, Erasure, read_erasures
from loaders.erasing import Done, erase_person, find_person, rewrite_canons
from loaders.route import build
from ontology.errors import Erased, NotFound, SourceError, UsageError
from ontology.model import Model
from tests.api.erasable import NAMES, ORCID, PERSON, TOLD, another_project, write_tables

ENTRY = Erasure(0, (), "2026-05-17T10:00:00+00:00", "reviewer-7", "request of 2026-05-17")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Path:
    """A home with two data versions in which the person is."""
    folder = tmp_path_factory.mktemp("erasing")
    _load(folder / "home", write_tables(folder / "mine"), model)
    _load(folder / "home", write_tables(folder / "mine", projects=another_project(2013)), model)
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of it, with the tables beside it."""
    shutil.copytree(made / "mine", tmp_path / "mine")
    return Path(shutil.copytree(made / "home", tmp_path / "home"))


def _load(home: Path, folder: Path | None, model: Model) -> CanonVersion:
    asked = requests_of([str(folder)], "") if folder else []
    known = {*read_current(home).sources, *(one.manifest.name for one in asked)}
    asked += [one for one in base_requests() if one.manifest.name not in known]
    return build(home, asked, None, model, processes=1)


def _erase(home: Path, model: Model, thing: str = PERSON) -> Done:
    found = find_person(home, model, thing)
    done = erase_person(home, found, ENTRY)
    _load(home, None, model)
    rewrite_canons(home, found)
    return done


def _texts(home: Path) -> Iterator[tuple[str, str]]:
    """Every text of every table, and every file that is none, with where it stands."""
    for path in sorted(home.rglob("*")):
        if path.suffix == ".parquet":
            for column in pq.read_table(path).columns:
                yield from ((str(path), str(value)) for value in column.to_pylist())
        elif path.is_file():
            yield str(path), path.read_bytes().decode("utf-8", "replace")


def _still_told(home: Path) -> list[tuple[str, str]]:
    return [(path, text) for path, text in _texts(home) if any(one in text for one in TOLD)]


def test_nothing_of_the_person_stays_in_any_file_and_all_else_does(home: Path, model: Model) -> None:
    before = read_current(home).data_version
    assert _still_told(home)
    _erase(home, model)
    assert _still_told(home) == []
    canon = home / "canon" / read_current(home).data_version
    rows = pq.read_table(canon / "statements.parquet").to_pylist()
    subjects = {row["subject"] for row in rows}
    assert {"person-own-kept", "eng-own-one", "eng-own-two", "inst-own-alpha", "proj-own-x"} <= subjects
    stay = {(row["predicate"], row["object"]) for row in rows if row["subject"] == "eng-own-one"}
    assert ("host", "inst-own-alpha") in stay
    assert not [one for one in stay if one[0] in ("person", "name")]
    assert sum(row["predicate"] == "person" for row in rows) == 2  # the other one's affiliation and stay
    assert not (home / "canon" / before).exists()


def test_every_kept_version_stands_under_the_name_of_what_it_says_now(home: Path, model: Model) -> None:
    old = {path.name for path in (home / "canon").iterdir()}
    _erase(home, model)
    erasures = read_erasures(home)
    assert set(erasures.versions) == old
    kept = {path.name for path in (home / "canon").iterdir()}
    assert set(erasures.versions.values()) == kept
    for version in old:
        with pytest.raises(Erased):
            erasures.refuse(version)


def test_the_list_recognises_ids_and_says_nobody_s(home: Path, model: Model) -> None:
    _erase(home, model)
    erasures = read_erasures(home)
    assert erasures.holds(PERSON)
    assert erasures.holds(f"person-orcid-{ORCID}")
    assert not erasures.holds("person-own-kept")
    assert erasures.entries[0].reason == ENTRY.reason
    assert (home / KEY).stat().st_mode & 0o077 == 0


def test_neither_a_reload_nor_another_source_brings_the_person_back(
    home: Path, model: Model, tmp_path: Path
) -> None:
    _erase(home, model)
    before = read_current(home).data_version
    assert _load(home, tmp_path / "mine", model).data_version == before
    _load(home, write_tables(tmp_path / "mine", projects=another_project(2014)), model)
    other = tmp_path / "other"
    other.mkdir()
    (other / "persons.csv").write_text(f"id,name@en,orcid\nperson-own-new,Q. Zedrick,{ORCID}\n", "utf-8")
    (other / "affiliations.csv").write_text(
        "id,person,organisation\n,person-own-new,inst-own-alpha\n", "utf-8"
    )
    _load(home, other, model)
    assert _still_told(home) == []
    assert not [text for _, text in _texts(home) if "person-own-new" in text or "Q. Zedrick" in text]
    assert read_erasures(home).holds("person-own-new")


def test_an_id_that_a_person_judged_the_same_goes_too(home: Path, model: Model, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "persons.csv").write_text(f"id,name@en\nperson-own-twin,{NAMES[0]}\n", "utf-8")
    (home / "judgements.csv").write_text(
        f"left,right,judgement,who,when,why\n{PERSON},person-own-twin,same,reviewer-7,2026-05-01,letter\n",
        "utf-8",
    )
    _load(home, other, model)
    assert _erase(home, model, "person-own-twin").lines == 1
    assert _still_told(home) == []
    assert not [text for _, text in _texts(home) if "person-own-twin" in text]
    _load(home, write_tables(tmp_path / "mine", projects=another_project(2015)), model)
    assert _still_told(home) == []


def test_the_erasure_ends_where_it_was_killed_before(home: Path, model: Model) -> None:
    found = find_person(home, model, PERSON)
    erase_person(home, found, ENTRY)  # and no more: canon was not made anew
    assert find_person(home, model, PERSON).known
    _erase(home, model)
    assert _still_told(home) == []
    assert sum(not one.of for one in read_erasures(home).entries) == 1


@pytest.mark.parametrize("gone", [FILE, KEY])
def test_a_home_whose_list_is_lost_loads_nothing(home: Path, model: Model, gone: str, tmp_path: Path) -> None:
    _erase(home, model)
    (home / gone).unlink()
    with pytest.raises(SourceError, match="erasures"):
        _load(home, tmp_path / "mine", model)


def test_a_shortened_or_changed_list_is_refused(home: Path, model: Model) -> None:
    _erase(home, model)
    lines = (home / FILE).read_bytes().splitlines(keepends=True)
    (home / FILE).write_bytes(b"".join(lines[:-1]))
    with pytest.raises(SourceError, match="lost or was changed"):
        _load(home, None, model)
    (home / FILE).write_bytes(lines[0].replace(b"request", b"Request") + b"".join(lines[1:]))
    with pytest.raises(SourceError, match="does not follow"):
        _load(home, None, model)


def test_only_persons_that_are_known_are_erased_and_no_reason_says_whom(home: Path, model: Model) -> None:
    with pytest.raises(UsageError, match="not about a person"):
        find_person(home, model, "inst-own-alpha")
    with pytest.raises(NotFound):
        find_person(home, model, "person-own-nobody")
    telling = Erasure(0, (), ENTRY.when, "reviewer-7", f"{NAMES[1]} wrote to us")
    with pytest.raises(UsageError, match="must not say who"):
        erase_person(home, find_person(home, model, PERSON), telling)
    assert not (home / FILE).exists()


def test_a_name_in_the_text_of_another_thing_is_shown_and_stays(
    home: Path, model: Model, tmp_path: Path
) -> None:
    _load(
        home,
        write_tables(tmp_path / "mine", projects="id,name@en\nproj-own-x,Project of Quillon Zedrick\n"),
        model,
    )
    found = find_person(home, model, PERSON)
    assert [(one["subject"], one["predicate"]) for one in found.elsewhere] == [("proj-own-x", "name")]
