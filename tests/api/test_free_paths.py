"""Some paths are never limited, and whatever lies below them; no others, however they begin."""

from __future__ import annotations

import pytest

from api.guards.fairness import is_free


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/metrics", "/static", "/static/docs/swagger-ui.css"]
)
def test_these_are_free(path: str) -> None:
    assert is_free(path)


@pytest.mark.parametrize(
    "path", ["/staticX", "/metricsfoo", "/healthz2", "/readyzz/x", "/", "/api/v1/static", ""]
)
def test_these_are_not(path: str) -> None:
    assert not is_free(path)
