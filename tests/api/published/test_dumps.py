"""Dumps, link sets and their description over HTTP: whole, in part, in pieces, with checksums, and what is not there."""

from __future__ import annotations

import asyncio
import base64
import gzip
import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest

from api.app import Silent
from api.errors import Refusal
from api.linked.dumping import dump
from api.linked.links import link_sets
from api.linked.selecting import Wanted
from api.linked.spelling import N_QUADS
from api.published.dumps import FOLDER, Dumps
from ontology.errors import TimedOut
from ontology.model import Model
from ontology.terms import COOP, ID_BASE
from tests.api.http.serving import Served, served
from tests.api.http.test_problems import checked
from tests.world.fixture import BuiltWorld

VOID, DCAT = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#"


@pytest.fixture(scope="module")
def site(graph_environ: dict[str, str], world_canon: BuiltWorld) -> Iterator[Served]:
    with served({**graph_environ, "COOPGRAPH_HOME": str(world_canon.home)}) as one:
        yield one


def test_a_dump_is_the_same_file_as_from_the_command_and_comes_in_parts(
    site: Served, world_canon: BuiltWorld, model: Model
) -> None:
    version = world_canon.canon.data_version
    path = f"/dumps/{version}/coopgraph-{version}.nq"
    found = site.get(path)
    assert found.status_code == 200, found.text
    expected = b"".join(bytes(piece) for piece in dump(world_canon.canon.folder, N_QUADS, model, ID_BASE))
    assert found.content == expected
    digest = sha256(expected)
    assert found.headers["repr-digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    part = site.get(path, headers={"range": "bytes=100-299"})
    assert (part.status_code, part.content) == (206, expected[100:300])
    last = site.get(path, headers={"range": "bytes=-50", "if-range": found.headers["etag"]})
    assert last.content == expected[-50:]
    assert site.get(path, headers={"range": f"bytes={len(expected) + 1}-"}).status_code == 416
    assert site.get(path, headers={"if-none-match": found.headers["etag"]}).status_code == 304
    head = site.client.head(path)
    assert (head.status_code, int(head.headers["content-length"]), head.content) == (200, len(expected), b"")
    assert f"{digest.hexdigest()}  coopgraph-{version}.nq\n" in site.get(f"/dumps/{version}/SHA256SUMS").text


def test_the_list_names_what_is_there(site: Served, world_canon: BuiltWorld) -> None:
    told = site.get("/dumps").json()
    assert told["meta"]["data_version"] == world_canon.canon.data_version
    address = next(
        row["address"] for row in told["results"] if (row["format"], row["packing"]) == ("turtle", "gzip")
    )
    found = site.get(address)
    assert found.headers["content-type"] == "application/gzip"
    assert list(ox.parse(gzip.decompress(found.content), format=ox.RdfFormat.TURTLE))


def test_a_part_is_what_was_asked_for(site: Served, world_canon: BuiltWorld) -> None:
    version = world_canon.canon.data_version
    path = f"/dumps/{version}/coopgraph-{version}.nq"
    found = site.get(path, params={"class": "Project"})
    kinds = {q.object.value for q in ox.parse(found.content, format=ox.RdfFormat.N_QUADS)
             if q.predicate.value.endswith("#type") and isinstance(q.graph_name, ox.NamedNode)}  # fmt: skip
    assert kinds == {COOP + "Project"}
    assert len(site.get(path, params={"as_of": "2004-06-01"}).content) < len(site.get(path).content)


def test_a_refused_part_leaves_nothing_and_takes_nothing_away(site: Served, world_canon: BuiltWorld) -> None:
    version = world_canon.canon.data_version
    path = f"/dumps/{version}/coopgraph-{version}.ttl"
    assert site.get(path, params={"class": "Project"}).status_code == 200
    before = sorted((world_canon.home / FOLDER).rglob("*"))
    for number in range(25):
        checked(site.get(path, params={"class": f"x{number}"}), 400, "bad-request")
        checked(site.get(path, params={"source": f"x{number}"}), 400, "bad-request")
    assert sorted((world_canon.home / FOLDER).rglob("*")) == before


def test_what_is_not_there_is_said(site: Served, world_canon: BuiltWorld) -> None:
    version = world_canon.canon.data_version
    checked(site.get("/dumps/ffff/coopgraph-ffff.nq"), 404, "not-found")
    checked(site.get(f"/dumps/{version}/coopgraph-{version}.n3"), 404, "not-found")
    checked(site.get(f"/dumps/{version}/other.nq"), 404, "not-found")
    path = f"/dumps/{version}/coopgraph-{version}.nq"
    checked(site.get(path, params={"class": "Nothing"}), 400, "bad-request")
    checked(site.get(path, params={"as_of": "never"}), 400, "bad-parameter")
    checked(site.get(path, params={"klass": "Project"}), 400, "bad-parameter")
    checked(site.get("/links/none.nt"), 404, "not-found")
    checked(site.get("/.well-known/void", headers={"accept": "image/png"}), 406, "not-acceptable")


def test_a_service_without_canon_says_so(alone: Served) -> None:
    checked(alone.get("/dumps"), 503, "unavailable")
    checked(alone.get("/catalog"), 503, "unavailable")


@pytest.mark.parametrize("path", ["/.well-known/void", "/catalog"])
def test_the_description_counts_what_is_there(site: Served, world_canon: BuiltWorld, path: str) -> None:
    found = site.get(path)
    assert found.headers["content-type"].startswith("text/turtle")
    quads = list(ox.parse(found.content, format=ox.RdfFormat.TURTLE))
    rows = pq.read_table(world_canon.canon.folder / "statements.parquet").to_pylist()
    data = f"{ID_BASE}dataset-own-{world_canon.canon.data_version}"
    said = {q.predicate.value: q.object.value for q in quads if q.subject.value == data}
    version = world_canon.canon.data_version
    written = ox.parse(
        site.get(f"/dumps/{version}/coopgraph-{version}.nq").content, format=ox.RdfFormat.N_QUADS
    )
    assert int(said[VOID + "triples"]) == len({(q.subject, q.predicate, q.object) for q in written})
    assert int(said[VOID + "entities"]) == len({row["subject"] for row in rows})
    parts = {q.object.value: q.subject for q in quads if q.predicate.value == VOID + "class"}
    assert set(parts) == {COOP + row["object"] for row in rows if row["predicate"] == "type"}
    again = {
        str(q)
        for q in ox.parse(
            site.get(path, headers={"accept": "application/ld+json"}).content, format=ox.RdfFormat.JSON_LD
        )
    }
    assert again == {str(q) for q in quads}
    for q in quads:
        if q.predicate.value in (DCAT + "downloadURL", VOID + "dataDump"):
            assert site.get(q.object.value).status_code == 200, q


def test_the_description_has_what_dcat_ap_asks_for(site: Served) -> None:
    """A reduction by hand of the mandatory properties of DCAT-AP 3: catalogue, data set, distribution, service, agent."""
    quads = list(ox.parse(site.get("/catalog").content, format=ox.RdfFormat.TURTLE))
    said: dict[str, set[str]] = {}
    for q in quads:
        said.setdefault(q.subject.value, set()).add(q.predicate.value)
    terms = "http://purl.org/dc/terms/"
    needed = {
        "Catalog": {terms + "title", terms + "description", terms + "publisher", DCAT + "dataset"},
        "Dataset": {terms + "title", terms + "description"},
        "Distribution": {DCAT + "accessURL"},
        "DataService": {terms + "title", DCAT + "endpointURL"},
    }
    for kind, words in needed.items():
        things = [q.subject.value for q in quads if q.object == ox.NamedNode(DCAT + kind)]
        assert things, kind
        for thing in things:
            assert words <= said[thing], (kind, thing)
    linksets = [q.subject.value for q in quads if q.object == ox.NamedNode(VOID + "Linkset")]
    assert len(linksets) == len(link_sets())
    for thing in linksets:
        assert {
            VOID + "linkPredicate",
            VOID + "subjectsTarget",
            VOID + "objectsTarget",
            terms + "description",
        } <= said[thing]


@pytest.mark.parametrize("path", ["/catalog", "/links/ror.nt", "/ontology.ttl", "/changes.atom"])
def test_a_tag_does_not_say_that_packed_and_plain_bytes_are_equal(site: Served, path: str) -> None:
    plain = site.get(path, headers={"accept-encoding": "identity"})
    packed = site.get(path, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers.get("content-encoding", "") == ("gzip" if len(plain.content) >= 1_000 else "")
    assert plain.headers["etag"].startswith("W/")
    for held in (
        plain.headers["etag"],
        plain.headers["etag"].removeprefix("W/"),
        f'"x", {packed.headers["etag"]}',
    ):
        again = site.get(path, headers={"if-none-match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == plain.headers["etag"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [("text/turtle;q=0, */*", "application/ld+json"), ("text/turtle;q=0, application/x-turtle, text/*", ""),
     ("application/ld+json;q=0, application/json;q=0.9, */*;q=0.1", "text/turtle")],
)  # fmt: skip
def test_the_catalogue_is_not_sent_as_what_is_not_wanted(site: Served, accept: str, media: str) -> None:
    found = site.get("/catalog", headers={"accept": accept})
    if media:
        assert found.headers["content-type"].startswith(media)
    else:
        checked(found, 406, "not-acceptable")


def test_links_say_the_same_only_of_what_stands_alone(site: Served, world_canon: BuiltWorld) -> None:
    rows = pq.read_table(world_canon.canon.folder / "statements.parquet").to_pylist()
    rors = {(row["subject"], row["object"]) for row in rows if row["predicate"] == "ror"}
    found = [str(q) for q in ox.parse(site.get("/links/ror.nt").content, format=ox.RdfFormat.N_TRIPLES)]
    same = "http://www.w3.org/2002/07/owl#sameAs"
    assert set(found) <= {f"<{ID_BASE}{one}> <{same}> <https://ror.org/{ror}>" for one, ror in rors}
    assert found
    for name in link_sets():
        assert site.get(f"/links/{name}.nt").status_code == 200


def test_a_version_can_be_cited(site: Served, world_canon: BuiltWorld) -> None:
    version = world_canon.canon.data_version
    bib = site.get(f"/dumps/{version}/citation.bib")
    assert bib.text.startswith(f"@dataset{{coopgraph-{version},")
    assert site.get(f"/dumps/{version}/citation.ris").text.startswith("TY  - DATA\r\n")
    told = site.get(f"/dumps/{version}/citation.json").json()
    for name in ("types", "titles", "creators", "publisher", "publicationYear"):
        assert told[name], name
    assert told["version"] == version


def test_a_part_has_no_more_time_than_an_answer_and_few_wait(
    world_canon: BuiltWorld, model: Model, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(world_canon.home / "canon", tmp_path / "canon")).parent
    version = world_canon.canon.data_version
    names = [
        f"coopgraph-{version}{ending}"
        for ending in (".nq", ".ttl", ".trig", ".nq.gz", ".ttl.gz", ".trig.gz", ".nq.zst")
    ]

    async def run() -> list[object]:
        dumps = Dumps(home, ID_BASE, model, Silent(), lambda _: None, seconds=0)
        with pytest.raises(TimedOut):
            await dumps.file(version, names[0], Wanted("Institution"))
        assert not list((home / FOLDER).rglob("part-*"))
        made = [asyncio.ensure_future(dumps.file(version, name, Wanted())) for name in names]
        return await asyncio.gather(*made, return_exceptions=True)

    found = asyncio.run(run())
    assert [isinstance(one, Refusal) and one.kind == "overloaded" for one in found] == [False] * 5 + [
        True
    ] * 2
    assert all(isinstance(one, tuple) for one in found[:5])  # whole ones are made, however long it takes


def test_ready_parts_and_whole_dumps_of_older_versions_are_bounded(
    world_canon: BuiltWorld, model: Model, tmp_path: Path
) -> None:
    """What is being made by another process is no dump yet: it neither counts nor goes."""
    home = Path(shutil.copytree(world_canon.home / "canon", tmp_path / "canon")).parent
    shutil.copy(world_canon.home / "current.json", home / "current.json")
    version = world_canon.canon.data_version
    name = f"coopgraph-{version}.nq"
    dumps = Dumps(home, ID_BASE, model, Silent(), lambda _: None, seconds=60)
    kinds = ("Project", "Agreement", "JointLab")
    whole, _ = asyncio.run(dumps.file(version, name, Wanted()))
    ready = [asyncio.run(dumps.file(version, name, Wanted(kind)))[0].parent for kind in kinds]
    for number in range(30):
        (whole.parents[1] / f"part-{number}").mkdir()
    older = [whole.parents[2].parent / (f"{number:x}" * 4) / "base" / "whole" for number in range(4)]
    for number, folder in enumerate(older):
        folder.mkdir(parents=True)
        (folder / "x.nq.json").write_text("{}")
        os.utime(folder, (number, number))
    made, _ = asyncio.run(dumps.file(version, name, Wanted("Institution")))
    assert all(path.is_dir() for path in (*ready, made.parent, whole.parent))
    assert [path.is_dir() for path in older] == [False, False, True, True]
    for number in range(20):
        (whole.parents[1] / f"part-{number}" / "x.nq.json").write_text("{}")
    asyncio.run(dumps.file(version, name, Wanted("Programme")))
    kept = [path for path in whole.parents[1].glob("part-*") if list(path.glob("*.json"))]
    assert len(kept) == 20
    assert not any(path.is_dir() for path in ready)
    assert whole.is_file()
