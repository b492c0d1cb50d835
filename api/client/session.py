"""The address of a service enters; a client leaves that asks it: every question it describes is a method."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from types import TracebackType
from typing import Final, Self

import httpx

from api.client.answers import Answer
from api.client.described import Described, Operation, Parameter, read_description
from api.client.meta import read_meta
from api.client.methods import Given, Method, Networks, addressed, document, found, text, together
from api.client.networks import Network, read_network
from api.client.problems import ClientError, not_one, other_data
from api.client.rows import read_rows
from api.client.wire import Wire

DESCRIPTION: Final = "/openapi.json"
_HERE: Final = ("127.0.0.1", "::1", "localhost")
_SEARCH: Final = "search"
_BY_IDENTIFIER: Final = "found_by_identifier"
_LONGEST_ADDRESS: Final = 4_000  # what is longer is asked with a body
_IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")  # ror:…, pic:…, https://ror.org/…


class Client:
    """Asks one service over HTTP: every question that it describes is a method.

    `graph.questions` lists them, `print(graph.partners)` (in a notebook `graph.partners?`) says what one takes.

    url           where the service answers; `coopgraph serve` prints it
    as_of, home   the day and the home of every question that takes them, unless it names its own
    data_version  the version (or its beginning) that answers must be of; any other is an error
    language      en or zh: of messages
    key           an API key, where the service gives some
    timeout       seconds without a sign of an answer
    patience      seconds that one request may be told to wait (429 and 503 with Retry-After) before it is an error
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8000",
        *,
        as_of: str | date = "",
        home: str | Sequence[str] = (),
        data_version: str = "",
        language: str = "en",
        key: str = "",
        timeout: float = 60.0,
        patience: float = 30.0,
    ) -> None:
        headers = {"Accept-Language": language, **({"X-API-Key": key} if key else {})}
        # the proxies of the environment lead elsewhere, never to this machine
        here = httpx.URL(url).host in _HERE
        http = httpx.Client(base_url=url, headers=headers, timeout=timeout, trust_env=not here)
        self._wire = Wire(http, language, patience, timeout)
        self._standing: dict[str, Given] = {"as_of": as_of or None, "home": home or None}
        self._data_version = data_version

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._wire.http.close()

    @cached_property
    def _described(self) -> Described:
        return read_description(self._wire.get(DESCRIPTION, {}).json())

    @property
    def questions(self) -> dict[str, str]:
        """The names of all questions, and what they ask."""
        return {name: one.about.partition("\n")[0] for name, one in self._described.questions.items()}

    @property
    def network(self) -> Networks:
        """Networks: around an institution, between two, or filtered."""
        return Networks(lambda: self._described.networks, self._drawn, self._wire.language)

    def ask(self, question: str, /, *placed: Given, **given: Given) -> Answer:
        """Ask a question by name.

        Beside the question's own parameters: `filter` (text, as in an address, or a list of conditions), `sort`,
        `per_page` and `cursor`.
        """
        return self.__getattr__(question)(*placed, **given)

    def __getattr__(self, name: str) -> Method[Answer]:
        if name.startswith("_"):  # what notebooks try on every object is no question
            raise AttributeError(name)
        return Method(found(name, self._described.questions, self._wire.language), self._answered)

    def __dir__(self) -> list[str]:
        try:
            return sorted({*super().__dir__(), *self._described.questions})
        except ClientError:  # nobody answers; what is asked will say so
            return sorted(super().__dir__())

    def _answered(self, operation: Operation, placed: Sequence[Given], given: Mapping[str, Given]) -> Answer:
        return self._page(operation, self._values(operation, placed, given))

    def _page(self, operation: Operation, values: Mapping[str, Given]) -> Answer:
        said = self._sent(operation, values, {}).json()
        meta = read_meta(said["meta"])
        self._check(meta.data_version)
        if operation.named("as_of") and meta.as_of:
            values = {**values, "as_of": meta.as_of}
        following = {**values, "per_page": values.get("per_page") or self._described.most}
        asked = {name: value for name, value in values.items() if name not in ("per_page", "cursor")}
        return Answer(
            meta,
            read_rows(operation.name, operation.columns, said["results"]),
            operation.columns,
            lambda cursor: self._page(operation, {**following, "cursor": cursor}),
            lambda form: self._sent(operation, asked, {"format": form}).content,
        )

    def _sent(
        self, operation: Operation, values: Mapping[str, Given], more: Mapping[str, str]
    ) -> httpx.Response:
        path, rest = addressed(operation, values)
        address = {name: text(value) for name, value in rest.items() if not _is_conditions(name, value)}
        long = sum(map(len, address.values())) > _LONGEST_ADDRESS and "filter" not in address
        if long or len(address) < len(rest):
            return self._wire.post(path, {**document(operation, rest), **more})
        return self._wire.get(path, {**address, **more})

    def _drawn(self, operation: Operation, placed: Sequence[Given], given: Mapping[str, Given]) -> Network:
        path, rest = addressed(operation, self._values(operation, placed, given))
        address = {name: text(value) for name, value in rest.items()}
        made = read_network(
            self._wire.get(path, {**address, "format": "json"}).json(),
            lambda form: self._wire.get(path, {**address, "format": form}, "*/*").content,
        )
        self._check(made.meta.data_version)
        return made

    def _check(self, data_version: str) -> None:
        if data_version and not data_version.startswith(self._data_version):
            raise other_data(self._data_version, data_version, self._wire.language)

    def _values(
        self, operation: Operation, placed: Sequence[Given], given: Mapping[str, Given]
    ) -> dict[str, Given]:
        values = together(operation, self._standing, placed, given)
        return {name: self._known(operation.named(name), value) for name, value in values.items()}

    def _known(self, parameter: Parameter | None, value: Given) -> Given:
        """Look up what is given as an identifier of somebody else (`ror:…`, `pic:…`, an address) where an id is asked for."""
        if parameter is None or not parameter.pattern or not isinstance(value, str):
            return value
        if re.search(parameter.pattern, value) or not _IDENTIFIER.fullmatch(value):
            return value
        named = sorted({row.id for row in self.ask(_SEARCH, value) if row.match["reason"] == _BY_IDENTIFIER})
        if len(named) != 1:
            raise not_one(parameter.name, value, named, self._wire.language)
        return str(named[0])


def _is_conditions(name: str, value: Given) -> bool:
    return name == "filter" and not isinstance(value, str)
