"""Whatever a dump speaks of has an address that answers: files, runs, the program and data versions among it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from api.linked.document import FORMS
from api.linked.dumping import dump
from api.linked.spelling import N_QUADS
from loaders.erased import Erasure, Erasures, append
from ontology.model import Model
from ontology.terms import ID_BASE
from tests.api.http.serving import Served, served
from tests.api.http.test_problems import checked
from tests.api.published.test_documents import READ
from tests.world.fixture import BuiltWorld

GONE, OLD = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture(scope="module")
def site(
    graph_environ: dict[str, str], world_canon: BuiltWorld, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A home that keeps another version, with a file and a source version of its own, and once held one that is erased."""
    home = Path(shutil.copytree(world_canon.home, tmp_path_factory.mktemp("origins") / "home"))
    old = Path(shutil.copytree(home / "canon" / world_canon.canon.data_version, home / "canon" / OLD))
    told = json.loads((old / "version.json").read_text("utf-8"))
    first = min(told["sources"])
    told["sources"][first]["version"] = "0.older"
    (old / "version.json").write_text(json.dumps({**told, "data_version": OLD}), "utf-8")
    append(home, Erasures(), Erasure(1, ("x",), versions={GONE: world_canon.canon.data_version}))
    with served({**graph_environ, "COOPGRAPH_HOME": str(home)}) as one:
        yield one


@pytest.fixture(scope="module")
def named(world_canon: BuiltWorld, model: Model) -> dict[str, set[ox.Quad]]:
    """What a dump says of each of them."""
    told = b"".join(bytes(piece) for piece in dump(world_canon.canon.folder, N_QUADS, model, ID_BASE))
    found: dict[str, set[ox.Quad]] = {}
    for quad in ox.parse(told, format=ox.RdfFormat.N_QUADS):
        name = quad.subject.value.removeprefix(ID_BASE)
        if name.startswith(("file-sha256-", "run-own-", "program-own-", "dataset-own-")):
            found.setdefault(name, set()).add(quad)
    return found


def test_every_address_of_a_dump_answers_with_what_the_dump_says(
    site: Served, named: dict[str, set[ox.Quad]]
) -> None:
    assert {name.partition("-")[0] for name in named} == {"file", "run", "program", "dataset"}
    for name, said in sorted(named.items()):
        leads = site.get(f"/id/{name}")
        assert (leads.status_code, leads.headers["location"]) == (303, f"/doc/{name}")
        found = site.get(f"/doc/{name}", headers={"accept": "application/n-quads"})
        assert found.status_code == 200, (name, found.text)
        quads = set(ox.parse(found.content, format=ox.RdfFormat.N_QUADS))
        if name.startswith("dataset-"):  # the description says more and in other words: by whom, from where
            assert {q.predicate for q in said} - {q.predicate for q in quads} <= {
                ox.NamedNode("http://www.w3.org/ns/prov#wasAttributedTo")
            }
        else:
            assert said <= quads, name
        assert (
            site.get(f"/doc/{name}", headers={"if-none-match": "*", "accept": "text/turtle"}).status_code
            == 304
        )


@pytest.mark.parametrize("start", ["file-", "run-", "program-", "dataset-"])
@pytest.mark.parametrize("form", list(FORMS))
def test_they_answer_in_every_form(
    site: Served, named: dict[str, set[ox.Quad]], start: str, form: str
) -> None:
    name = next(one for one in sorted(named) if one.startswith(start))
    found = site.get(f"/doc/{name}{FORMS[form].suffix}")
    assert found.status_code == 200, found.text
    assert found.headers["content-type"].startswith(FORMS[form].media)
    triples = {q.triple for q in ox.parse(found.content, format=READ[form])}
    quads = site.get(f"/doc/{name}.nq").content
    assert triples == {q.triple for q in ox.parse(quads, format=ox.RdfFormat.N_QUADS)}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("start", ["file-", "run-", "program-", "dataset-"])
def test_they_have_pages(site: Served, named: dict[str, set[ox.Quad]], start: str, lang: str) -> None:
    name = next(one for one in sorted(named) if one.startswith(start))
    found = site.get(f"/doc/{name}", headers={"accept": "text/html", "accept-language": lang})
    assert found.status_code == 200, found.text
    assert f'lang="{lang}"' in found.text
    assert name in found.text
    assert 'rel="alternate"; type="text/turtle"' in found.headers["link"]
    if start == "file-":
        assert "/records/rec-" in found.text


@pytest.mark.parametrize("suffix", ["", ".ttl"])
def test_what_is_not_known_and_what_is_gone_is_said(site: Served, suffix: str) -> None:
    accept = {"accept": "text/turtle"}
    for name in ("file-sha256-" + "0" * 64, "run-own-nobody.1", "program-own-coopgraph2", "dataset-own-1234",
                 "dataset-own-.."):  # fmt: skip
        checked(site.get(f"/doc/{name}{suffix}", headers=accept), 404, "not-found")
        assert site.get(f"/doc/{name}", headers={"accept": "text/html"}).status_code == 404
    checked(site.get(f"/doc/dataset-own-{GONE}{suffix}", headers=accept), 410, "gone")
    page = site.get(f"/doc/dataset-own-{GONE}.html")
    assert (page.status_code, page.headers["content-type"]) == (410, "text/html; charset=utf-8")


def test_an_older_version_that_is_kept_is_described_as_itself(site: Served) -> None:
    told = set(ox.parse(site.get(f"/doc/dataset-own-{OLD}.nq").content, format=ox.RdfFormat.N_QUADS))
    assert {q.subject.value for q in told if q.predicate.value.endswith("/identifier")} == {
        f"{ID_BASE}dataset-own-{OLD}"
    }
    listed = site.get(f"/doc/dataset-own-{OLD}", headers={"accept": "text/html"}).text
    assert f"/dumps/{OLD}/coopgraph-{OLD}.nq.gz" in listed


def test_a_run_of_an_older_version_is_known_as_long_as_that_is_kept(
    site: Served, world_canon: BuiltWorld
) -> None:
    first = min(json.loads((world_canon.canon.folder / "version.json").read_text("utf-8"))["sources"])
    found = site.get(f"/doc/run-own-{first}.0.older.nt")
    assert found.status_code == 200, found.text
    assert '"0.older"' in found.text
