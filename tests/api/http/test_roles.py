"""Every route is asked by everybody; who may ask it stands in roles.toml, and a route without a row is a failure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Mount

from api.app import Silent, make_app
from api.pages.routes import page_router, pages
from api.published.routes import published
from api.settings import read_settings
from cases.journal import Journal, open_journal
from cases.keys import SCOPES, add_key, revoke_key
from cases.people import Somebody, add_somebody
from tests.api.http.serving import Served, served
from tests.api.http.test_problems import checked

ROWS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "roles.toml").read_text("utf-8"))
AT = "2015-06-30T12:00:00Z"
OF_SETTINGS = "settings"  # a key of COOPGRAPH_API_KEYS: it reads the graph, and no case
NOBODY = ("none", "bad", "expired", "revoked")
WITHIN = {
    "case": "case-9", "person": "nobody-9", "key": "0123456789ab", "record": "rec-worldror-0zzzy0129", "country": "country-iso-QM",
    "agreement": "agr-own-ag-star", "lab": "lab-own-lab-in", "project": "proj-own-p-stated", "digest": "x", "name": "x",
}  # fmt: skip


def routes(home: Path) -> set[str]:
    """Every route of the application, pages and files included."""
    shown, settings = pages(Silent(), today=date.today), read_settings({"COOPGRAPH_HOME": str(home)})
    app = make_app(
        settings, Silent(), date.today, routers=(page_router(shown),),
        publish=lambda answering: published(settings, answering, shown),
    )  # fmt: skip
    found = set()
    for one in app.routes:
        methods = {"GET"} if isinstance(one, Mount) else set(getattr(one, "methods", None) or ())
        found |= {f"{method} {getattr(one, 'path', '')}" for method in methods - {"HEAD"}}
    return found


def test_every_route_has_a_row_and_every_row_a_route(tmp_path: Path) -> None:
    assert routes(tmp_path) == set(ROWS)


def test_the_rows_of_acts_are_those_of_the_workflow() -> None:
    from cases.workflow import load_workflow

    for act in load_workflow().acts.values():
        path = "POST /api/v1/cases" + (f"/{{case}}/{act.name}" if act.before else "")
        assert ROWS[path] == list(act.scopes)


def keyed(journal: Journal) -> dict[str, str]:
    """A key of each kind."""
    found = {"bad": f"coopgraph_0123456789ab_{'x' * 43}"}
    for scope in SCOPES:
        add_somebody(journal, Somebody(f"{scope}-1"), "local", AT)
        found[scope] = add_key(journal, f"{scope}-1", [scope], "local", AT)[1]
    found["expired"] = add_key(journal, "administrator-1", SCOPES, "local", AT, "2015-07-01T00:00:00Z")[1]
    gone, found["revoked"] = add_key(journal, "administrator-1", SCOPES, "local", AT)
    revoke_key(journal, gone.id, "local", AT, "as the test asks")
    return found


@pytest.fixture(scope="module", params=["anyone", "keys"])
def asked(
    request: pytest.FixtureRequest, environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, dict[str, str], str]]:
    address = f"sqlite:///{tmp_path_factory.mktemp('roles') / 'journal.sqlite'}"
    journal = open_journal(address, Path())
    found = keyed(journal)
    journal.close()
    found[OF_SETTINGS] = "a-key-of-the-settings"
    known = sha256(found[OF_SETTINGS].encode()).hexdigest()
    more = {
        "COOPGRAPH_API_KEYS": known,
        "COOPGRAPH_JOURNAL": address,
        "COOPGRAPH_READING": request.param,
        "COOPGRAPH_RATE_KEY": "none",
    }
    with served({**environ, **more}) as one:
        yield one, found, request.param


@pytest.mark.parametrize("row", sorted(ROWS))
def test_who_may_ask(asked: tuple[Served, dict[str, str], str], row: str) -> None:
    service, keys, mode = asked
    method, path = row.split(" ", 1)
    address = re.sub(r"\{(\w+)\}", lambda part: WITHIN.get(part[1], "inst-own-yunhai"), path)
    scopes = ROWS[row]
    for role in (*NOBODY, OF_SETTINGS, *SCOPES):
        headers = {"X-API-Key": keys[role]} if role in keys else {}
        body = {"json": {}} if method == "POST" else {}
        found = service.client.request(method, address, headers=headers, **body)  # type: ignore[arg-type]
        free = path.startswith(("/healthz", "/readyz", "/metrics", "/static"))
        if scopes == "open":
            refused = role in NOBODY and role != "none" and not free
        elif scopes == "reading":
            refused = role in NOBODY and (role != "none" or mode == "keys")
        else:
            refused = role in NOBODY or role not in scopes
        if not refused:
            assert found.status_code not in (401, 403) and found.status_code < 500, (role, found.text)
        elif role in NOBODY:
            assert checked(found, 401, "key-needed" if role == "none" else "unknown-key")
        else:
            assert checked(found, 403, "not-allowed")
        assert not any(key in found.text for key in keys.values())


def test_no_secret_is_in_the_log(asked: tuple[Served, dict[str, str], str]) -> None:
    service, keys, _ = asked
    log = "\n".join(service.lines)
    assert not any(key.split("_", 2)[-1] in log for key in keys.values())
