"""A service without keys: whoever sits at the machine acts, nobody else; from the first key on, keys decide."""

from __future__ import annotations

from pathlib import Path

from tests.api.http.serving import served


def test_without_keys_only_this_machine_itself_acts(environ: dict[str, str], tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'journal.sqlite'}"
    with served({**environ, "COOPGRAPH_JOURNAL": address}) as one:
        assert one.client.get("/api/v1/cases").status_code == 200
        for headers in ({"X-Forwarded-For": "10.0.0.1"}, {"Host": "evil.invalid"}, {"Sec-Fetch-Site": "cross-site"},
                        {"Forwarded": "for=10.0.0.1"}):  # fmt: skip
            assert one.client.get("/api/v1/cases", headers=headers).status_code == 401, headers
        assert (
            one.client.post("/api/v1/cases", content="{}", headers={"content-type": "text/plain"}).status_code
            == 415
        )
        body = {"candidate": "inst-own-yunhai", "reason": "found in the pool"}
        assert (
            one.client.post("/api/v1/cases", json=body, headers={"Coopgraph-As": "nobody-1"}).status_code
            == 404
        )
        assert one.client.post("/api/v1/cases", json=body).json()["results"][0]["actor"] == "local"
        made = one.client.post("/api/v1/people", json={"id": "admin-1"})
        assert made.status_code == 200
        assert (
            one.client.post(
                "/api/v1/keys", json={"person": "admin-1", "scopes": ["administrator"]}
            ).status_code
            == 200
        )
        assert one.client.get("/api/v1/cases").status_code == 401  # from the first key on, keys decide
