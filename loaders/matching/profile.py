"""profile.toml enters; which properties say what of a thing, and which ids are compared with which, leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from loaders.toml import read_toml

_PROFILE = Path(__file__).parent / "profile.toml"
ROLES = (
    "name", "short", "country", "city", "latitude", "longitude", "web", "kind", "status", "number", "tax",
)  # fmt: skip
REST = "*"  # on the left of a comparison: every scheme that no other comparison names


@dataclass(frozen=True)
class Compare:
    """Ids of which scheme are looked up among ids of which."""

    left: str
    right: str
    once: bool  # whether at most one of the left may be one of the right
    named: bool  # whether nothing but an equal name that no other of the right bears makes one thing
    few: bool  # whether it is often too small to learn weights from: others' stand for them, else it is as if `named`


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
    elsewhere: str  # the property that says in which other countries it has places
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

    def looks_up(self, compare: Compare, scheme: str) -> bool:
        """Whether ids of a scheme stand on the left of a comparison."""
        if compare.left != REST:
            return scheme == compare.left
        return not any(scheme in (row.left, row.right) for row in self.compare)


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
            "elsewhere",
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
        row.only(("left", "right", "once", "named", "few"))
        compare.append(
            Compare(
                row.text("left"),
                row.text("right"),
                row.truth("once"),
                row.truth("named"),
                row.truth("few"),
            )
        )
    return Profile(
        top.text("class"),
        {role: says.texts(role) for role in ROLES},
        top.text("through"),
        top.text("elsewhere"),
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
