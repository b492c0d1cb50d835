"""The shipped sample of real facts: large enough, all accepted, each row with its source."""

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow.parquet as pq
import pytest

from loaders.extract import SourceVersion, extract
from loaders.fetch import expand
from loaders.manifest import load_manifest, shipped_sources
from loaders.templates.sheets import Column, derive_sheets, require_sheet, resolve_headers
from ontology.model import default_model

FOLDER = shipped_sources() / "facts"
TABLES = sorted((FOLDER / "sample").glob("*.csv"))
PAGE = re.compile(r"https?://[a-z0-9.-]+\.[a-z]{2,}(:[0-9]+)?(/\S*)?")


@cache
def _rows(path: Path) -> tuple[tuple[Mapping[str, Column], dict[str, str]], ...]:
    """Rows by technical header."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        sheet = require_sheet(derive_sheets(default_model()), path.stem, path.name)
        columns = resolve_headers(sheet, reader.fieldnames or (), path.name)
        return tuple(
            (columns, {columns[header].name: cell for header, cell in row.items()}) for row in reader
        )


def _table(name: str) -> list[dict[str, str]]:
    return [row for _, row in _rows(FOLDER / "sample" / f"{name}.csv")]


def _by_id(name: str) -> dict[str, dict[str, set[str]]]:
    """Things of a sheet: all values of all rows that speak of them."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in _table(name):
        for column, cell in row.items():
            if cell:
                found[row["id"]][column].add(cell)
    return found


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> SourceVersion:
    manifest = load_manifest(FOLDER)
    out = tmp_path_factory.mktemp("facts")
    return extract(manifest, expand([FOLDER / "sample"]), default_model(), out, processes=1)


def test_nothing_is_rejected(version: SourceVersion) -> None:
    assert pq.read_table(version.folder / "rejects.parquet").to_pylist() == []


def test_the_sample_is_as_large_as_promised(version: SourceVersion) -> None:
    things = version.things
    assert things["Institution"] >= 40
    assert things["JointLab"] >= 25
    assert things["Project"] >= 30
    assert things["Designation"] >= 5
    assert 3 <= things["ExpertEngagement"] <= 20
    assert things["Contribution"] >= 3


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_row_says_where_and_when_it_was_seen(path: Path) -> None:
    for line, (_, row) in enumerate(_rows(path), start=2):
        assert PAGE.fullmatch(row["source_url"]), (path.name, line, row["source_url"])
        assert re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", row["seen_on"]), (path.name, line)
        assert row["source_quality"], (path.name, line)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_sources_are_public_pages(path: Path) -> None:
    for _, row in _rows(path):
        host = urlsplit(row["source_url"]).hostname or ""
        assert "." in host
        assert not host.endswith((".invalid", ".example", ".test", ".local", "example.org", "example.com")), (
            host
        )
        assert not re.fullmatch(r"[0-9.]+", host)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_nothing_is_fictional(path: Path) -> None:
    assert not [row for _, row in _rows(path) if row.get("fictional")]


def test_institutions_have_names_in_both_languages_and_many_countries() -> None:
    named = {key: one for key, one in _by_id("institutions").items() if one["name@zh"] and one["name@en"]}
    assert len(named) >= 40
    assert len({country for one in named.values() for country in one["country"]}) >= 12
    assert sum(1 for one in named.values() if one["ror"]) >= 30


def test_the_european_union_is_called_as_people_call_it(version: SourceVersion) -> None:
    said = pq.read_table(version.folder / "statements.parquet").to_pylist()
    short = {
        row["object"] for row in said if (row["subject"], row["predicate"]) == ("region-own-EU", "shortName")
    }
    assert short == {"欧盟", "EU"}


def test_no_two_institutions_share_an_identifier() -> None:
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for key, one in _by_id("institutions").items():
        for scheme in ("ror", "pic"):
            for value in one[scheme]:
                owners[scheme, value].add(key)
    assert {value: keys for value, keys in owners.items() if len(keys) > 1} == {}


def test_agreements_between_governments_and_ministries_have_their_clauses() -> None:
    agreements = _by_id("agreements")
    public = [one for one in agreements.values() if one["level"] & {"intergovernmental", "departmental"}]
    assert len(public) >= 15
    for name, least in (
        ("signedOn", 15),
        ("renewalRule", 12),
        ("ipRule", 8),
        ("costRule", 8),
        ("noticeMonths", 8),
    ):
        assert sum(1 for one in public if one[name]) >= least, name
    parties = defaultdict(set)
    for row in _table("parties"):
        parties[row["agreement"]].add(row["actor"])
    assert {key for key in agreements if len(parties[key]) < 2} == set()


def test_associations_to_the_framework_programmes_say_country_and_scope() -> None:
    agreements = _by_id("agreements")
    associated = {key: one for key, one in agreements.items() if one["agreementKind"] == {"association"}}
    horizon = [key for key, one in associated.items() if one["instrumentProgramme"] == {"HORIZON"}]
    assert len(horizon) >= 18
    assert {"he-gb", "he-il", "he-ua", "he-kr", "he-ca", "he-nz", "he-ch"} <= set(horizon)
    assert agreements["he-gb"]["inForceFrom"] == {"2024-01-01"}
    assert all("II" in next(iter(agreements[key]["scope@en"])) for key in ("he-nz", "he-ca", "he-kr"))


def test_renewals_form_chains() -> None:
    renews = {
        key: {part.strip() for cell in one["renews"] for part in cell.split(";")}
        for key, one in _by_id("agreements").items()
        if one["renews"]
    }
    assert renews["eu-cn-st-2009"] == {"eu-cn-st-renewal-1"}
    assert renews["eu-cn-st-renewal-1"] == {"eu-cn-st-1998"}
    assert renews["cn-us-st-2024"] == {"cn-us-st-ext-2024"}


def test_projects_are_listed_with_all_their_participants() -> None:
    projects = {row["id"] for row in _table("projects")}
    members: dict[str, list[str]] = defaultdict(list)
    for row in _table("participations"):
        members[row["project"]].append(row.get("participationRole", ""))
    assert set(members) == projects
    assert all(len(roles) >= 2 for roles in members.values())
    # where the source states roles it states them all, and one of them coordinates
    for project, roles in members.items():
        assert not any(roles) or (all(roles) and roles.count("coordinator") == 1), project


def test_what_is_unverified_is_marked_and_counted(version: SourceVersion) -> None:
    marked = [row for row in _table("agreements") if row.get("unverified") == "true"]
    assert {row["id"] for row in marked} == {"eu-cn-st-renewal-1", "eu-cn-st-renewal-3"}
    assert all(row["source_quality"] == "unverified" for row in marked)
    statements = pq.read_table(version.folder / "statements.parquet").to_pylist()
    assert sum(row["predicate"] == "unverified" for row in statements) == len(marked)


def test_the_sample_claims_to_be_complete_in_nothing() -> None:
    coverage = load_manifest(FOLDER).coverage
    assert len(coverage) >= 5
    assert not any(one.complete for one in coverage)


def test_the_extraction_is_byte_equal_whatever_the_order(version: SourceVersion, tmp_path: Path) -> None:
    manifest = load_manifest(FOLDER)
    again = extract(manifest, list(reversed(TABLES)), default_model(), tmp_path, processes=2)
    for name in ("statements.parquet", "records.parquet", "rejects.parquet"):
        assert (again.folder / name).read_bytes() == (version.folder / name).read_bytes()
