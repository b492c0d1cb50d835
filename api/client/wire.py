"""An address and what to ask enter; the service's response leaves, after waiting where it asks to wait; or an exception."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from api.client.problems import ProblemError, problem, too_slow, unreachable

_WAITED_FOR: Final = (429, 503)
_SHORTEST_S: Final = 0.1


@dataclass(frozen=True)
class Wire:
    """One service, spoken to in one language; `patience`: how many seconds one question may be told to wait in all."""

    http: httpx.Client
    language: str
    patience: float
    timeout: float

    def get(self, path: str, params: Mapping[str, str], accept: str = "application/json") -> httpx.Response:
        """Ask at an address."""
        return self._sent(
            self.http.build_request("GET", path, params=dict(params), headers={"Accept": accept})
        )

    def post(self, path: str, document: Mapping[str, Any]) -> httpx.Response:
        """Ask with a JSON body."""
        return self._sent(self.http.build_request("POST", path, json=dict(document)))

    def _sent(self, request: httpx.Request) -> httpx.Response:
        left = self.patience
        while True:
            try:
                response = self.http.send(request)
            except httpx.TimeoutException:
                raise too_slow(str(request.url), self.timeout, self.language) from None
            except httpx.HTTPError as error:
                raise unreachable(str(self.http.base_url), str(error), self.language) from error
            if response.is_success:
                return response
            found = self._problem(response)
            wait = max(_SHORTEST_S, found.retry_after or 0)
            if found.status not in _WAITED_FOR or found.retry_after is None or wait > left:
                raise found
            time.sleep(wait)
            left -= wait

    def _problem(self, response: httpx.Response) -> ProblemError:
        """Read a problem; what stands between here and the service may answer in a form of its own."""
        try:
            document = response.json()
        except ValueError:
            document = None
        if not isinstance(document, dict) or "title" not in document:
            document = {
                "title": f"HTTP {response.status_code}",
                "detail": response.reason_phrase,
                "remedy": "",
            }
        told = {**document, "status": response.status_code}
        return problem(told, self.language, retry_after(response.headers.get("retry-after", "")))


def retry_after(told: str) -> float | None:
    """Read how many seconds to wait: a number, or a day and time; None where it says neither."""
    if told.isascii() and told.isdigit():
        return float(told)
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds()) if until.tzinfo else None
