"""The command erases somebody under a running service: every address says 410 from then on, and no file holds them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from loaders.erased import FILE, KEY, Erasure, Erasures, append, digests
from tests.api.erasable import NAMES, ORCID, PERSON, TOLD, write_tables
from tests.api.http.serving import Served, served
from tests.api.terminal import Terminal

pytestmark = pytest.mark.timeout(1500)  # a load and an erasure, each of which starts a server
ADDRESSES = (
    "/id/{}",
    "/doc/{}",
    "/doc/{}.ttl",
    "/doc/{}.jsonld",
    "/doc/{}.html",
    "/things/{}",
    "/api/v1/things/{}",
    "/api/v1/statements/{}",
    "/api/v1/things/{}/conflicts",
)


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Terminal, Served, str]]:
    """A home in which somebody was and is no more, the service over it, and the version that held them."""
    folder = tmp_path_factory.mktemp("erased")
    one = Terminal(folder / "home")
    run = one.run("load", str(write_tables(folder / "mine")), "--quiet")
    assert run.returncode == 0, run.stderr
    environ = {name: value for name, value in one.environ.items() if name.startswith("COOPGRAPH_")}
    with served({**environ, "COOPGRAPH_RATE_ADDRESS": "none"}) as service:
        version = service.get("/dumps").json()["meta"]["data_version"]
        _was_there(service, version)
        _refused_at_once(service, Path(one.environ["COOPGRAPH_HOME"]))
        run = one.run("erase", PERSON, "--reason", "request of 2026-05-17", "--who", "reviewer-7", "--quiet")
        assert run.returncode == 0, run.stderr
        yield one, service, version
    one.run("db", "stop")


def _was_there(service: Served, version: str) -> None:
    """What is made and remembered before must not come back after: pages, dumps, snapshots."""
    assert service.get(f"/id/{PERSON}").status_code == 303
    for suffix in (".ttl", ".html"):
        found = service.get(f"/doc/{PERSON}{suffix}")
        assert NAMES[0] in found.text
    assert NAMES[0] in service.get(f"/dumps/{version}/coopgraph-{version}.nq").text
    query = f'ASK {{ ?one ?says "{NAMES[0]}"@en }}'
    for _ in range(30):
        found = service.get("/sparql", params={"query": query})
        if found.status_code == 200:
            break
    assert found.json()["boolean"] is True


def _refused_at_once(service: Served, home: Path) -> None:
    """From the first line of the list on, while the graph still holds them: no answer at hand, no 304."""
    before = {address: service.get(address) for address in (one.format(PERSON) for one in ADDRESSES)}
    tags = {address: found.headers["etag"] for address, found in before.items() if "etag" in found.headers}
    assert len(tags) >= len(ADDRESSES) - 1  # all but the redirect
    for address, tag in tags.items():
        assert service.get(address, headers={"if-none-match": tag}).status_code == 304
    append(
        home, Erasures(), Erasure(0, digests(home, Erasures(), [PERSON]), reason="a test", who="reviewer-7")
    )
    for address, tag in tags.items():
        for headers in ({}, {"if-none-match": tag}, {"if-none-match": "*"}):
            found = service.get(address, headers=headers)
            assert found.status_code == 410, (address, headers, found.status_code)
            assert NAMES[0] not in found.text
    (home / FILE).unlink()  # nothing was erased yet: the command does all of it
    (home / KEY).unlink()
    assert service.get(f"/doc/{PERSON}.ttl").status_code == 200


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", [PERSON, f"person-orcid-{ORCID}"])
def test_every_address_says_that_it_is_gone(
    erased: tuple[Terminal, Served, str], address: str, name: str, lang: str
) -> None:
    _, service, _ = erased
    found = service.get(address.format(name), headers={"accept-language": lang})
    assert found.status_code == 410, found.text
    assert ("已永久删除" if lang == "zh" else "erased for good") in found.text
    assert not [one for one in (*NAMES, ORCID) if one in found.text.replace(name, "")]
    if "html" not in found.headers["content-type"]:
        assert found.headers["content-type"].startswith("application/problem+json")
        assert found.json()["type"] == "urn:coopgraph:problem:gone"


def test_the_version_that_held_them_is_gone_and_says_which_took_its_place(
    erased: tuple[Terminal, Served, str],
) -> None:
    one, service, version = erased
    now = service.get("/dumps").json()["meta"]["data_version"]
    assert now != version
    for address in (
        f"/dumps/{version}/coopgraph-{version}.nq",
        f"/dumps/{version}/SHA256SUMS",
        f"/api/v1/changes?before={version}&after={now}",
        f"/dumps/{version[:10]}/SHA256SUMS",  # by a beginning, as by the name
        f"/api/v1/changes?before={version[:10]}&after={now}",
    ):
        found = service.get(address)
        assert found.status_code == 410
        assert now in found.json()["remedy"]
    for named in (version, version[:10]):
        for words in (("candidates", "--data-version", named), ("changes", named, now),
                      ("export", "rdf", "--data-version", named)):  # fmt: skip
            run = one.run(*words)
            assert run.returncode == 3, run.stderr
            assert now in run.stderr


def test_search_sparql_networks_changes_and_every_dump_know_nobody(
    erased: tuple[Terminal, Served, str],
) -> None:
    _, service, _ = erased
    assert service.api("/search", text=NAMES[0].split()[0])["results"] == []
    listed = service.get("/dumps").json()["results"]
    for row in listed:
        if row["packing"] is None:
            text = service.get(row["address"]).text
            assert not [one for one in TOLD if one in text], row["address"]
    query = f'ASK {{ {{ ?one ?says "{NAMES[0]}"@en }} UNION {{ ?one ?says "{ORCID}" }} }}'
    for _ in range(30):
        found = service.get("/sparql", params={"query": query})
        if found.status_code == 200:
            break
    assert found.json()["boolean"] is False
    assert not [one for one in TOLD if one in service.get("/api/v1/networks/whole").text]


def test_no_file_of_the_home_holds_their_name(erased: tuple[Terminal, Served, str]) -> None:
    one, _, _ = erased
    home = Path(one.environ["COOPGRAPH_HOME"])
    held = [
        path
        for path in home.rglob("*")
        if path.is_file() and any(told.encode() in path.read_bytes() for told in TOLD)
    ]
    assert held == []


def test_the_list_says_when_who_and_why_and_never_whom(erased: tuple[Terminal, Served, str]) -> None:
    one, _, _ = erased
    run = one.run("erase", "--json")
    assert run.returncode == 0
    assert "request of 2026-05-17" in run.stdout
    assert not [told for told in TOLD if told in run.stdout]
    shown = one.run("show", PERSON)
    assert shown.returncode == 3, shown.stderr


def test_others_answer_as_before(erased: tuple[Terminal, Served, str]) -> None:
    _, service, _ = erased
    kept: httpx.Response = service.get("/doc/person-own-kept.ttl")
    assert kept.status_code == 200
    assert "Kept Person" in kept.text
    assert service.get("/doc/person-own-nobody.ttl").status_code == 404
