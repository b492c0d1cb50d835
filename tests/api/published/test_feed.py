"""Two loads give a feed of two entries that says by class what changed, in either language, from the command and over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from api.inputs import base_requests, requests_of
from api.linked.feed import ATOM, FOLDER, entries, feed
from loaders.route import build
from ontology.model import Model
from ontology.terms import ID_BASE
from tests.api.erasable import another_project, write_tables
from tests.api.http.serving import served
from tests.api.http.test_problems import checked
from tests.api.terminal import Terminal

NS = {"a": ATOM}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Path:
    folder = tmp_path_factory.mktemp("feed")
    for number, projects in enumerate(
        (another_project(2012), "id,name@en\nproj-own-y,Another (fictional)\n")
    ):
        asked = requests_of([str(write_tables(folder / "mine", projects=projects))], "")
        build(folder / "home", [*asked, *(() if number else base_requests())], None, model, processes=1)
    return folder / "home"


def test_an_entry_counts_by_class_what_changed(home: Path, model: Model) -> None:
    (new, old), older = entries(home)
    assert older == 0
    assert new.before == old.version
    assert old.before == ""
    assert new.changes["Project"] == {"added": 1, "removed": 1, "changed": 0}
    assert list((home / FOLDER).iterdir())
    assert entries(home) == ([new, old], 0)
    for lang, said in (("en", "Project: added 1, removed 1."), ("zh", "项目：新增 1，移除 1。")):
        root = etree.fromstring(feed([new, old], older, model, ID_BASE, "https://x.example", lang))
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
        summaries = root.xpath("//a:entry/a:summary/text()", namespaces=NS)
        assert said in summaries[0]
        assert f"{new.counts['statements']:,}" in summaries[0]
        links = root.xpath("//a:entry/a:link/@href", namespaces=NS)
        assert f"https://x.example/api/v1/changes?before={old.version}&after={new.version}" in links
        ids = root.xpath("//a:entry/a:id/text()", namespaces=NS)
        assert ids == [f"{ID_BASE}dataset-own-{one.version}" for one in (new, old)]
        assert all(root.xpath("//a:entry/a:rights/text()", namespaces=NS))
        for needed in (
            "id",
            "title",
            "updated",
        ):  # a reduction by hand of what RFC 4287 asks of feed and entry
            assert len(root.findall(f"a:{needed}", NS)) == 1
            assert len(root.findall(f"a:entry/a:{needed}", NS)) == 2
        assert root.find("a:author/a:name", NS) is not None


def test_the_feed_has_an_address(home: Path, graph_environ: dict[str, str]) -> None:
    with served({**graph_environ, "COOPGRAPH_HOME": str(home)}) as site:
        found = site.get("/changes.atom", headers={"accept-language": "zh"})
        assert found.status_code == 200
        assert found.headers["content-type"] == "application/atom+xml; charset=utf-8"
        assert found.headers["content-language"] == "zh"
        etree.fromstring(found.content)
        again = site.get("/changes.atom?lang=zh", headers={"if-none-match": found.headers["etag"]})
        assert again.status_code == 304
        assert "Data version" in site.get("/changes.atom?lang=en").text
        for link in etree.fromstring(found.content).xpath("//a:entry/a:link/@href", namespaces=NS):
            assert site.get(link).status_code == 200, link
        checked(site.get("/changes.atom?lang=fr"), 400, "bad-parameter")
        checked(site.get("/changes.atom?page=2"), 400, "bad-parameter")


def test_the_command_writes_it(home: Path, tmp_path: Path) -> None:
    run = Terminal(home).run("export", "feed", "--lang", "zh", "--output", str(tmp_path / "changes.atom"))
    assert run.returncode == 0, run.stderr
    assert etree.parse(tmp_path / "changes.atom").getroot().tag == f"{{{ATOM}}}feed"
