"""A data version and a day enter; everything about agreements that judging a pool needs leaves, arranged for speed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from graph.asking import Asking, Row, day
from graph.force import timeline
from graph.instruments import country_bindings, instrument, memberships, visible
from graph.intervals import Interval, bounded
from graph.presets import load_presets
from graph.readings import Readings, Undertaking
from graph.steady import Memory
from ontology.terms import split_id

_KEEP: Final = 8  # arrangements of (data version, day) that are kept


@dataclass(frozen=True)
class Arranged:
    """The agreements of a data version and a day, and what sources declare to cover."""

    readings: Readings
    agreements: Mapping[str, Row]
    declared: tuple[Row, ...]
    ties: Mapping[str, int]  # of the organisations of each country
    under: Mapping[str, Sequence[str]]  # project, to the agreements that it names
    stating: Mapping[str, Row]  # agreement that projects name, to what it is called and its level
    # From the key of a programme to the named programmes that it is or is part of; and the same from projects whose
    # programmes have no unique key.
    by_key: Mapping[str, tuple[str, ...]]
    by_project: Mapping[str, tuple[str, ...]]
    seatless: Mapping[str, tuple[Undertaking, ...]]  # of institutions whose seat is not known

    def work(
        self,
        project: str,
        programmes: Sequence[str],
        span: Interval,
        members: Mapping[str, Sequence[str]],
        others: tuple[str, ...] = (),
    ) -> Undertaking:
        """Return a project with what it is under."""
        roots = {root for key in programmes for root in self.by_key.get(key, ())}
        named = tuple(sorted(roots.union(self.by_project.get(project, ()))))
        agreements = tuple(self.under.get(project, ()))
        return Undertaking(project, span, named, agreements, members, others, bool(programmes))


_KEPT: Final[Memory[tuple[str, date], Arranged]] = Memory(_KEEP)


def arrange(asking: Asking) -> Arranged:
    """Read the agreements of the level that the pool asks for, arranged for judging projects.

    They depend on the data version and the day alone, so the last few arrangements are kept for the next asker.
    """
    if asking.loading or not asking.data_version:  # a graph on its way to another version is read anew
        return _arrange(asking)
    return _KEPT.get((asking.data_version, asking.as_of), lambda: _arrange(asking), asking.unchanged)


def _arrange(asking: Asking) -> Arranged:
    level = load_presets()["level"].value
    rows = {row["id"]: row for row in asking.part("agreements", levels=[level], ids=[])}
    links = memberships(asking.part("links"))
    lives = {key: instrument(row) for key, row in rows.items()}
    shown = {key: one for key, one in lives.items() if visible(one, asking.as_of)}
    named = {key: tuple(sorted(set(rows[key]["programmes"]))) for key in shown}
    stating = asking.part("frameworks", level=level)
    readings = Readings(
        as_of=asking.as_of,
        stated={row["agreement"]: tuple(root for root in row["roots"] if root in shown) for row in stating},
        named=named,
        bound={key: country_bindings(one, links, asking.as_of) for key, one in shown.items()},
        lives={key: timeline(one, asking.as_of) for key, one in shown.items()},
    )
    under: dict[str, list[str]] = {}
    for row in stating:
        for project in row["projects"]:
            under.setdefault(project, []).append(row["agreement"])
    roots = sorted({one for several in named.values() for one in several})
    by_key, by_project = _programmes(asking, roots)
    ties = {row["country"]: row["ties"] for row in asking.part("counts")}
    declared = tuple(asking.part("declared"))
    named_ones = {row["agreement"]: row for row in stating}
    made = Arranged(readings, rows, declared, ties, under, named_ones, by_key, by_project, {})
    return replace(made, seatless=_seatless(asking, made))


def _seatless(asking: Asking, arranged: Arranged) -> dict[str, tuple[Undertaking, ...]]:
    """Institutions without a seat, with those projects of theirs that are under an agreement or a named programme."""
    found: dict[str, tuple[Undertaking, ...]] = {}
    for row in asking.part("seatless"):
        works = [
            arranged.work(project, programmes, bounded(*map(day, dates)), {})
            for project, programmes, *dates in sorted(row["projects"])
        ]
        if known := tuple(work for work in works if work.programmes or work.agreements):
            found[row["institution"]] = known
    return found


def _programmes(
    asking: Asking, roots: list[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """From the key of a programme, or from a project, to the named programmes it is or is part of.

    A project carries the keys of its programmes as a property, which is the quick way to look them up. Where two
    programmes of the graph have one key, the property cannot tell them apart, and their projects are read.
    """
    row = asking.part("programmes", roots=roots)[0]
    ids = Counter(split_id(one)[2] for one in row["all"])
    found: dict[str, set[str]] = {}
    for root, parts in row["below"]:
        for part in parts:
            found.setdefault(part, set()).add(root)
    alike = sorted(one for one in found if ids[split_id(one)[2]] > 1)
    by_project: dict[str, set[str]] = {}
    for row in asking.part("of_programmes", ids=alike) if alike else ():
        for project in row["projects"]:
            by_project.setdefault(project, set()).update(found[row["programme"]])
    by_key = {
        split_id(one)[2]: tuple(sorted(several)) for one, several in found.items() if one not in set(alike)
    }
    return by_key, {project: tuple(sorted(several)) for project, several in by_project.items()}
