"""profile.toml enters; which properties say what of a thing, and which ids are compared with which, leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from loaders.toml import read_toml

_PROFILE = Path(__file__).parent / "profile.toml"
ROLES = ("name", "short", "country", "city", "latitude", "longitude", "web", "kind", "status")


@dataclass(frozen=True)
class Compare:
    """Ids of which scheme are looked up among ids of which."""

    left: str
    right: str
    once: bool  # whether at most one of the left may be one of the right


@dataclass(frozen=True)
class Relatives:
    """How statements say that two things are relatives."""

    source: str
    target: str
    kind: str


@dataclass(frozen=True)
class Profile:
    """What the comparison must know of the ontology."""

    kind_of_thing: str
    says: Mapping[str, tuple[str, ...]]  # role → properties, the foremost first
    through: str  # the property by which things that have a place refer to it
    gone: frozenset[str]
    past: frozenset[str]  # statuses of what was and is no more
    itself: frozenset[str]  # kinds that a source gives to the bearer of a name alone, not to its foundation
    relatives: Relatives
    unique: frozenset[str]  # schemes of authorities that give one active number to one thing
    compare: tuple[Compare, ...]
    part_of: Mapping[str, str]  # a territory with a code of its own → the state that it is part of
    alike: Mapping[str, frozenset[str]]
    second_labels: frozenset[str]
    shared_hosts: frozenset[str]

    @property
    def role_of(self) -> dict[str, str]:
        """Property → role."""
        return {name: role for role, names in self.says.items() for name in names}


@cache
def default_profile() -> Profile:
    """The shipped one."""
    return read_profile(_PROFILE)


def read_profile(path: Path) -> Profile:
    """Read a profile; a key that nobody reads is named."""
    top = read_toml(path)
    top.only(
        (
            "class",
            "through",
            "says",
            "status",
            "relatives",
            "compare",
            "alike",
            "web",
            "parts",
            "itself",
            "authority",
        )
    )
    says, relatives, web, alike = (top.table(name) for name in ("says", "relatives", "web", "alike"))
    says.only(ROLES)
    relatives.only(("from", "to", "kind"))
    compare = []
    for row in top.tables("compare"):
        row.only(("left", "right", "once"))
        compare.append(Compare(row.text("left"), row.text("right"), row.truth("once")))
    return Profile(
        top.text("class"),
        {role: says.texts(role) for role in ROLES},
        top.text("through"),
        frozenset(top.table("status").texts("gone")),
        frozenset(top.table("status").texts("past")),
        frozenset(top.texts("itself")),
        Relatives(*(relatives.text(name) for name in ("from", "to", "kind"))),
        frozenset(top.table("authority").texts("unique")),
        tuple(compare),
        {part: state for state, parts in top.mapping("parts").items() for part in parts.split()},
        {name: frozenset(alike.texts(name)) for name in alike.values},
        frozenset(web.text("second").split()),
        frozenset(web.text("shared").split()),
    )
