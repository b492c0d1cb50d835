"""An operation and what a caller gives enter; path and parameters leave, and objects that are called like functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from inspect import Signature
from typing import Any, Final, Generic, Protocol, TypeVar
from urllib.parse import quote

from api.client.described import FORM, Operation, Value
from api.client.networks import Network
from api.client.problems import no_such_question

T_co = TypeVar("T_co", covariant=True)

SHOWN: Final = ("filter", "sort", "per_page", "cursor")  # how an answer is shown: no part of what is asked
Given = Value | Sequence[Mapping[str, Any]]


class Does(Protocol[T_co]):
    """Whatever carries an operation out."""

    def __call__(self, operation: Operation, placed: Sequence[Given], given: Mapping[str, Given]) -> T_co:
        """Carry it out."""
        ...


@dataclass(frozen=True, repr=False)
class Method(Generic[T_co]):
    """One operation: called, it is carried out; printed, it says what it asks and takes."""

    operation: Operation
    does: Does[T_co]

    def __call__(self, *placed: Given, **given: Given) -> T_co:
        """Carry it out."""
        return self.does(self.operation, placed, given)

    @property
    def __signature__(self) -> Signature:
        return self.operation.signature

    def __getattribute__(self, name: str) -> Any:
        """Give the operation's own help where Python looks for that of an object."""
        return self.operation.help if name == "__doc__" else super().__getattribute__(name)

    def __repr__(self) -> str:
        return f"{self.operation.name}{self.operation.signature}\n{self.operation.help}"


@dataclass(frozen=True)
class Networks:
    """The networks that a service draws: `ego(institution)`, `paths(one, other)`, `whole(home=…)`."""

    known: Callable[[], Mapping[str, Operation]]
    does: Does[Network]
    language: str

    def __getattr__(self, name: str) -> Method[Network]:
        if name.startswith("_"):  # what notebooks try on every object is no network
            raise AttributeError(name)
        return Method(found(name, self.known(), self.language), self.does)

    def __dir__(self) -> list[str]:
        return sorted(self.known())


def found(name: str, known: Mapping[str, Operation], language: str) -> Operation:
    """Return the operation of a name."""
    if name not in known:
        raise no_such_question(name, known, language)
    return known[name]


def together(
    operation: Operation, standing: Mapping[str, Given], placed: Sequence[Given], given: Mapping[str, Given]
) -> dict[str, Given]:
    """Put together what is given for all questions, by place and by name; which names there are is for the service to say."""
    places = operation.placed
    if len(placed) > len(places):
        raise TypeError(
            f"{operation.name} takes {len(places)} values by place: {[one.name for one in places]}"
        )
    by_place = {one.name: value for one, value in zip(places, placed, strict=False)}
    if FORM in given:
        raise TypeError(f"{operation.name} is read here; save(path) writes a file in the form of its ending")
    if twice := sorted(set(by_place) & set(given)):
        raise TypeError(f"{operation.name}: given twice: {twice}")
    values = {name: one for name, one in standing.items() if operation.named(name)} | by_place | dict(given)
    values = {name: value for name, value in values.items() if value is not None}
    if missing := [one.name for one in places if one.name not in values]:
        raise TypeError(f"{operation.name} needs {', '.join(missing)}\n{operation.help}")
    return values


def addressed(operation: Operation, values: Mapping[str, Given]) -> tuple[str, dict[str, Given]]:
    """Put the values of the path into it; what is left goes beside it."""
    path, rest = operation.path, dict(values)
    for one in operation.parameters:
        if one.inside:
            path = path.replace(f"{{{one.name}}}", quote(text(rest.pop(one.name)), safe="~-._"))
    return path, rest


def document(operation: Operation, rest: Mapping[str, Given]) -> dict[str, Any]:
    """The same as a JSON body, where what may be several is a list."""
    params = {}
    for name, value in rest.items():
        parameter = operation.named(name)
        several = parameter is not None and parameter.many
        if name not in SHOWN:
            params[name] = listed(value) if several else plain(value)
    return {"params": params, **{name: value for name, value in rest.items() if name in SHOWN}}


def listed(value: Given) -> Any:
    """Several values as a list: one alone, or several with commas between them, as an address takes them."""
    if isinstance(value, str):
        return value.split(",")
    return [plain(value)] if isinstance(value, date | int) else plain(value)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def text(value: Any) -> str:
    """A value as an address has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(map(text, value))
    return str(plain(value))
