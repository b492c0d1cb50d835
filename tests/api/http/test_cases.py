"""A case goes its whole way over HTTP, each step by who may; reviews are blind, conflicts flagged, judgements shown at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from api.dossier.archive import check_archive
from cases.journal import open_journal
from cases.keys import add_key
from cases.people import Somebody, add_somebody
from cases.workflow import load_workflow
from tests.api.http.serving import Served, served
from tests.api.http.test_problems import MEMBERS

TODAY = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()  # whenever the test ends
AT = "2015-06-30T12:00:00Z"
PEOPLE = {
    "nominator-1": ("nominator", Somebody("nominator-1")),
    "nominator-2": ("nominator", Somebody("nominator-2")),
    "reviewer-1": ("reviewer", Somebody("reviewer-1", name="A. Secret", organisations=("inst-own-qingshi",))),
    "reviewer-2": ("reviewer", Somebody("reviewer-2")),
    "reviewer-3": ("reviewer", Somebody("reviewer-3", thing="person-own-p001")),
    "admin-1": ("administrator", Somebody("admin-1")),
    "reader-1": ("reader", Somebody("reader-1")),
}
WORKFLOW = load_workflow()
CANDIDATE = "inst-ror-0zzzy0129"
BOTH = {"science_authority": "auth-own-qm-most", "talent_authority": "auth-own-qm-talent"}
INPUTS = {"strategy": "outline", "policy": "cooperation policy", "talent_policy": "talent policy"}


class Office:
    """The service, and everybody's key."""

    def __init__(self, service: Served, keys: dict[str, str]) -> None:
        self.service = service
        self.keys = keys

    def get(self, who: str, path: str, **params: Any) -> httpx.Response:
        return self.service.client.get(
            f"/api/v1{path}", params=params or None, headers={"X-API-Key": self.keys[who]}
        )

    def post(self, who: str, path: str, **body: Any) -> httpx.Response:
        body.setdefault("reason", "as the rules of the test ask")
        return self.service.client.post(f"/api/v1{path}", json=body, headers={"X-API-Key": self.keys[who]})

    def done(self, who: str, path: str, **body: Any) -> dict[str, Any]:
        found = self.post(who, path, **body)
        assert found.status_code == 200, found.text
        row: dict[str, Any] = found.json()["results"][0]
        return row

    def refused(self, who: str, path: str, status: int, kind: str, **body: Any) -> dict[str, Any]:
        found = self.post(who, path, **body)
        assert found.status_code == status, found.text
        document: dict[str, Any] = found.json()
        assert document["type"] == f"urn:coopgraph:problem:{kind}"
        assert set(document) == (MEMBERS | {"errors"} if kind == "incomplete" else MEMBERS)
        return document

    def case(self, who: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(who, "/cases/case-1").json()["results"][0]
        return found

    def dossier(self, who: str, **params: Any) -> httpx.Response:
        asked = {"home": "QM", "as_of": "2015-06-30", "lang": "en", **params}
        found = self.get(who, f"/dossiers/{CANDIDATE}", **asked)
        assert found.status_code == 200, found.text
        return found


@pytest.fixture(scope="module")
def office(environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    address = f"sqlite:///{tmp_path_factory.mktemp('office') / 'journal.sqlite'}"
    journal = open_journal(address, Path())
    keys = {}
    for name, (scope, who) in PEOPLE.items():
        add_somebody(journal, who, "local", AT)
        keys[name] = add_key(journal, name, [scope], "local", AT)[1]
    journal.close()
    with served({**environ, "COOPGRAPH_JOURNAL": address}) as one:
        yield Office(one, keys)


def test_the_way_of_a_case(office: Office) -> None:
    _to_review(office)
    _conflicts(office)
    _blind(office)
    _judgements_show_at_once(office)
    _to_the_end(office)
    assert office.get("reader-1", "/journal").json()["results"][0]["whole"] is True


def _to_review(office: Office) -> None:
    assert (
        office.done("nominator-1", "/cases", candidate="inst-own-yunhai")["content"]["candidate"] == CANDIDATE
    )
    office.refused("nominator-1", "/cases", 409, "incomplete", candidate=CANDIDATE)
    office.refused("nominator-1", "/cases", 404, "not-found", candidate="inst-own-nobody")
    office.refused("nominator-1", "/cases", 404, "not-found", candidate="auth-own-qm-most")
    office.refused("nominator-1", "/cases", 404, "not-found", candidate="inst-own-yunhai", rules="nonsense")
    assert office.case("reader-1")["rules"] == "key-institutions@2007.1"
    office.refused("nominator-1", "/cases/case-1/recommend", 409, "not-now")
    office.done("nominator-1", "/cases/case-1/gather")
    office.done("nominator-1", "/cases/case-1/self_check")
    office.done("nominator-1", "/cases/case-1/sign", side="science", authority="auth-own-qm-most")
    problem = office.refused("nominator-1", "/cases/case-1/recommend", 409, "incomplete")
    assert [one["need"] for one in problem["errors"]] == ["both_signatures"]
    office.refused("nominator-2", "/cases/case-1/sign", 404, "not-found", side="talent", authority=CANDIDATE)
    office.done("nominator-2", "/cases/case-1/sign", side="talent", authority="auth-own-qm-talent")
    office.done("nominator-1", "/cases/case-1/recommend")
    problem = office.refused("admin-1", "/cases/case-1/pass", 409, "incomplete", items=["plan"])
    assert len(problem["errors"]) == len(WORKFLOW.checklist) - 1
    office.done("admin-1", "/cases/case-1/pass", items=list(WORKFLOW.checklist))


def _conflicts(office: Office) -> None:
    office.refused("admin-1", "/cases/case-1/invite", 409, "incomplete", reviewer="stranger-1")
    office.done("admin-1", "/cases/case-1/invite", reviewer="reviewer-1")  # looked up, and no tie
    problem = office.refused("admin-1", "/cases/case-1/invite", 409, "incomplete", reviewer="reviewer-2")
    assert "nobody could look" in problem["detail"]
    office.done(
        "admin-1", "/cases/case-1/invite", reviewer="reviewer-2", despite="declared on paper: no ties"
    )
    problem = office.refused("admin-1", "/cases/case-1/invite", 409, "incomplete", reviewer="reviewer-3")
    assert "affiliation" in problem["detail"]
    office.done(
        "admin-1", "/cases/case-1/invite", reviewer="reviewer-3", despite="the only expert in this field"
    )
    ties = office.case("reader-1")["reviewers"]["reviewer-3"]["ties"]
    assert "affiliation" in {one["kind"] for one in ties} and all(
        set(one) == {"kind", "count"} for one in ties
    )
    assert {
        one["kind"]
        for one in office.case("admin-1")["reviewers"]["reviewer-3"]["ties"]
        if one["organisation"]
    }
    assert (
        "aff-"
        not in office.get("reader-1", "/cases/case-1").text
        + office.dossier("reader-1").text.partition("p11")[2]
    )
    problem = office.refused(
        "admin-1", "/cases/case-1/invite", 409, "incomplete", reviewer="nominator-1", despite="why not"
    )
    assert [one["need"] for one in problem["errors"]] == ["not_a_signatory"]
    assert "the only expert in this field" in office.dossier("reader-1").text
    office.done("admin-1", "/cases/case-1/begin_review")


def _blind(office: Office) -> None:
    office.done(
        "reviewer-1",
        "/cases/case-1/review",
        clause="C1b",
        judgement="met",
        reason="a reason nobody else may read",
    )
    for who, sees in (
        ("reviewer-1", True),
        ("admin-1", True),
        ("reviewer-2", False),
        ("reader-1", False),
        ("nominator-1", False),
    ):
        assert ("nobody else may read" in office.get(who, "/cases/case-1").text) is sees, who
        for form in ("html", "json"):
            assert ("nobody else may read" in office.dossier(who, format=form).text) is sees, (who, form)
    with zipfile.ZipFile(io.BytesIO(office.dossier("reviewer-2", format="zip").content)) as zipped:
        assert not any(b"nobody else may read" in zipped.read(name) for name in zipped.namelist())
    assert office.case("reviewer-2")["reviews_hidden"] == 1
    office.done(
        "reviewer-2", "/cases/case-1/review", clause="C1", judgement="met", reason="an own reason of mine"
    )
    assert "nobody else may read" in office.get("reviewer-2", "/cases/case-1").text


def _judgements_show_at_once(office: Office) -> None:
    verdict = orjson.loads(office.dossier("reviewer-1", format="json", as_of=TODAY).content)["verdict"]
    part = next(part for one in verdict["conditions"] for part in one["parts"] if part["clause"] == "C1b")
    assert (part["status"], part["effective"]) == ("JUDGE", "MET")  # the machine's own status stays beside it
    assert [one["by"] for one in part["judgements"]] == ["reviewer-1"]
    early = orjson.loads(office.dossier("reviewer-1", format="json").content)[
        "verdict"
    ]  # in 2015 nobody had judged
    part = next(part for one in early["conditions"] for part in one["parts"] if part["clause"] == "C1b")
    assert part["judgements"] == []
    assert "not counted in any status" in office.dossier("reviewer-1").text
    _verdicts_are_those_of_the_dossier(office)
    hidden = orjson.loads(office.dossier("reader-1", format="json", as_of=TODAY).content)["verdict"]
    part = next(part for one in hidden["conditions"] for part in one["parts"] if part["clause"] == "C1b")
    assert (part["effective"], part["judgements"]) == ("JUDGE", [])


def test_what_is_no_question_says_what_every_answer_says(office: Office) -> None:
    version = office.get("admin-1", "/sources").json()["meta"]["data_version"]
    for path, operation in (
        ("/cases", "cases"), ("/workflow", "workflow"), ("/journal", "journal"), ("/people", "people"), ("/keys", "keys"),
        ("/versions", "versions"), (f"/changes?after={version}&before={version}", "changes"),
    ):  # fmt: skip
        meta = office.get("admin-1", path).json()["meta"]
        assert {
            "data_version",
            "loading",
            "as_of",
            "home",
            "reading",
            "query",
            "shown",
            "total",
            "limited",
            "next_cursor",
        } <= set(meta)
        assert (meta["data_version"], meta["loading"], meta["home"], meta["reading"]) == (
            version,
            None,
            None,
            None,
        )
        assert meta["query"]["address"] == f"/api/v1{path}"
        assert meta["query"]["json"]["operation"] == operation
        assert meta["query"]["sentence"]["zh"] != meta["query"]["sentence"]["en"]
        assert bool(meta["as_of"]) is (operation not in ("versions", "changes"))


def _verdicts_are_those_of_the_dossier(office: Office) -> None:
    """Over HTTP, by whichever way it is asked, as in the dossier: for each what they may see, under a tag of its own."""
    asked = {"home": "QM", "as_of": TODAY}
    path = f"/institutions/{CANDIDATE}/verdict"
    tags = set()
    for who, effective in (
        ("reviewer-1", "MET"),
        ("admin-1", "MET"),
        ("reader-1", "JUDGE"),
        ("reviewer-3", "JUDGE"),
    ):
        found = office.get(who, path, **asked)
        parts = [part for one in found.json()["results"][0]["conditions"] for part in one["parts"]]
        part = next(part for part in parts if part["clause"] == "C1b")
        assert (part["status"], part["effective"]) == ("JUDGE", effective), who
        assert ("nobody else may read" in found.text) is (effective == "MET")
        assert "private" in found.headers["cache-control"] and "X-API-Key" in found.headers["vary"]
        tags.add(found.headers["etag"])
    assert len(tags) == 2
    stranger = office.service.client.get(f"/api/v1{path}", params=asked)
    assert stranger.status_code == 200 and "nobody else may read" not in stranger.text
    both = {**asked, "institutions": f"{CANDIDATE},inst-own-baita"}
    for who, seen in (("reviewer-1", ["C1b"]), ("reader-1", [])):
        row = office.get(who, "/compare", **both).json()["results"][0]
        assert [one for one in row["judged"] if one == "C1b"] == seen
        page = office.service.client.get(
            "/compare", params={**both, "lang": "en"}, headers={"X-API-Key": office.keys[who]}
        )
        assert ("With people</" in page.text) is bool(seen)
        gaps = office.get(who, f"/institutions/{CANDIDATE}/gaps", **asked).json()["results"]
        assert ("C1b" not in {one["clause"] for one in gaps}) is bool(seen)
        listed = office.get(who, "/verdicts", **asked).json()["results"]
        assert next(one for one in listed if one["institution"] == CANDIDATE)["judged"][-1:] == seen


def _to_the_end(office: Office) -> None:
    positions = []
    for clause in WORKFLOW.criteria:
        for who in ("reviewer-1", "reviewer-2", "reviewer-3"):
            row = office.done(
                who, "/cases/case-1/review", clause=clause, judgement="not_met" if clause == "C6" else "met"
            )
            positions.append(row["position"])
    decide = {**BOTH, **INPUTS, "outcome": "approved", "reviews": positions}
    office.refused(
        "admin-1", "/cases/case-1/decide", 409, "incomplete", **{**decide, "reviews": positions[:2]}
    )
    for blank in ("", "  ", "\u200b"):
        office.refused("admin-1", "/cases/case-1/decide", 400, "bad-parameter", **{**decide, "policy": blank})
    # what the machine says is not met moves nobody's hand: the outcome is theirs
    office.done("admin-1", "/cases/case-1/decide", **decide)
    assert "nobody else may read" in office.get("reader-1", "/cases/case-1").text
    office.done(
        "admin-1",
        "/cases/case-1/support",
        project="proj-own-p-stated",
        since="2020-01-01",
        until="2022-11-30",
    )
    problem = office.refused("admin-1", "/cases/case-1/evaluate", 409, "incomplete", grade="good")
    assert "35 of 36 months" in problem["detail"]
    office.done(
        "admin-1",
        "/cases/case-1/support",
        project="proj-own-p-stated",
        since="2022-12-01",
        until="2022-12-31",
    )
    last = office.done("admin-1", "/cases/case-1/evaluate", grade="good")["position"]
    office.refused("admin-1", "/cases/case-1/renew", 409, "not-now", expected=last - 1)
    office.done("admin-1", "/cases/case-1/renew", expected=last)
    text = office.dossier("reader-1").text
    assert all(one in text for one in ("approved", "long enough", "cooperation policy"))


def test_a_dossier_can_be_kept_and_checked(office: Office) -> None:
    found = office.dossier("reader-1", format="zip")
    assert found.headers["content-type"] == "application/zip"
    assert check_archive(found.content) == []
    assert found.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"format": "pdf"}, 400),
        ({"lang": "fr"}, 400),
        ({"document": "all"}, 400),
        ({"rules": "nosuch"}, 404),
        ({"reading": "C3=some"}, 404),
        ({"reading": "C2c.years=9999"}, 404),
        ({"as_of": "2015-02-30"}, 400),
        ({"home": "QMM"}, 404),
        ({"colour": "red"}, 400),
    ],
)
def test_a_dossier_that_cannot_be_is_refused_by_name(
    office: Office, params: dict[str, str], status: int
) -> None:
    asked = {"home": "QM", "as_of": "2015-06-30", **params}
    found = office.get("reader-1", f"/dossiers/{CANDIDATE}", **asked)
    assert found.status_code == status, found.text
    assert found.json()["remedy"]


def test_candidates_side_by_side(office: Office) -> None:
    asked = {"institutions": f"{CANDIDATE},inst-own-baita", "home": "QM", "as_of": "2015-06-30", "lang": "en"}
    found = office.service.client.get("/compare", params=asked)
    assert found.status_code == 200, found.text
    for said in ("Yunhai University", "C5b", "FICTIONAL", f"/api/v1/dossiers/{CANDIDATE}"):
        assert said in found.text
    assert (
        office.service.client.get(
            "/compare", params={**asked, "institutions": ",".join("abcdef")}
        ).status_code
        == 400
    )


def test_erasing_somebody_over_http_ends_their_keys_and_keeps_the_log(office: Office) -> None:
    added = office.service.client.post("/api/v1/people", json={"id": "gone-1", "name": "Somebody Real"},
                                       headers={"X-API-Key": office.keys["admin-1"]})  # fmt: skip
    assert added.status_code == 200
    blank = office.service.client.post("/api/v1/people", json={"id": "blank-1", "organisations": [""]},
                                       headers={"X-API-Key": office.keys["admin-1"]})  # fmt: skip
    assert blank.status_code == 400
    assert blank.json()["detail"].startswith("organisations:")
    unkept = office.service.client.post("/api/v1/people", json={"id": "unkept-1", "contact": "a\u0000b"},
                                        headers={"X-API-Key": office.keys["admin-1"]})  # fmt: skip
    assert unkept.status_code == 400
    assert unkept.json()["detail"].startswith("contact:")
    key = office.service.client.post("/api/v1/keys", json={"person": "gone-1", "scopes": ["reader"]},
                                     headers={"X-API-Key": office.keys["admin-1"]}).json()["results"][0]["key"]  # fmt: skip
    assert office.service.client.get("/api/v1/cases", headers={"X-API-Key": key}).status_code == 200
    gone = office.service.client.delete(
        "/api/v1/people/gone-1", headers={"X-API-Key": office.keys["admin-1"]}
    )
    assert gone.json()["results"][0]["erased"] is True
    assert office.service.client.get("/api/v1/cases", headers={"X-API-Key": key}).status_code == 401
    assert "Somebody Real" not in office.get("admin-1", "/people").text
    assert office.get("reader-1", "/journal").json()["results"][0]["whole"] is True
