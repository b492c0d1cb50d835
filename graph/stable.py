"""A page of candidates enters; the most stable channels of each leave, from few set-based queries for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from graph.asking import Asking, Row
from graph.channels import Channel, Rules, YearMasks, channel, covered_years, event
from graph.joint import Pair, joint_figures
from graph.pool import Pool
from graph.readings import Standing
from graph.steady import Memory
from graph.stints import by_meeting
from graph.ties import Ties, told_events

Small = Mapping[str, Mapping[str, int]]  # candidate to foreign partner to years of small activities, as bits
Order = tuple[int, int, str]


@dataclass(frozen=True)
class Best:
    """One of the first channels of a candidate; not to be changed, since the next asker gets it too."""

    channel: Channel
    name: Row  # what the partner is called and where it sits
    joint: Mapping[str, Any]  # I8 and I11


Key = tuple[str, date, tuple[str, ...], Rules, int, str]
_KEEP: Final = 500  # candidates whose channels are kept: twenty pages of them
_KEPT: Final[Memory[Key, tuple[Best, ...]]] = Memory(_KEEP)


def best_channels(
    asking: Asking, pool: Pool, shown: Sequence[Standing], small: Small, masks: YearMasks, used: Rules
) -> dict[str, tuple[Best, ...]]:
    """Return the first channels of each candidate in display order.

    They are the same under every reading and on every page, so they are kept for the data version, the day and the home.
    """
    wanted = asking.values["channels"]
    if not wanted:
        return {one.id: () for one in shown}
    if asking.loading or not asking.data_version:
        return _best(asking, pool, shown, small, masks, used)
    keys = {(asking.data_version, asking.as_of, asking.countries, used, wanted, one.id): one for one in shown}

    def make(missing: Sequence[Key]) -> dict[Key, tuple[Best, ...]]:
        made = _best(asking, pool, [keys[key] for key in missing], small, masks, used)
        return {key: made[key[-1]] for key in missing}

    found = _KEPT.several(list(keys), make, asking.unchanged)
    return {one.id: found[key] for key, one in keys.items()}


def _best(
    asking: Asking, pool: Pool, shown: Sequence[Standing], small: Small, masks: YearMasks, used: Rules
) -> dict[str, tuple[Best, ...]]:
    wanted = asking.values["channels"]
    found: dict[str, list[tuple[Channel, Row]]] = {one.id: [] for one in shown}
    # Those that few small activities leave without enough partners need the partners of their large ones too.
    sparse = sorted(one.id for one in shown if len(small.get(one.id, {})) < wanted)
    near = {one.id: _contenders(small[one.id], wanted, masks) for one in shown if one.id not in set(sparse)}
    shared = _first(asking, near, small, masks) + _first_of_all(asking, sparse, small, masks)
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in told_events(asking, shared):
        grouped.setdefault((row["one"], row["other"]), []).append(row)
    seats = {one.id: one.country for one in shown}
    for (one, partner), several in grouped.items():
        covered = covered_years(
            pool.arranged.declared, (seats[one], several[0]["country"]), asking.as_of.year
        )
        made = channel(partner, map(event, several), covered, asking.as_of, used)
        if made is not None:
            found[one].append((made, several[0]))
    first = {one: sorted(several, key=lambda made: made[0].order)[:wanted] for one, several in found.items()}
    pairs = [
        Pair.of(one, made, (seats[one], name["country"]))
        for one, several in first.items()
        for made, name in several
    ]
    joint = joint_figures(asking, pairs, pool.arranged.declared, used.cap)
    return {
        one: tuple(Best(made, name, joint[one, made.partner]) for made, name in several)
        for one, several in first.items()
    }


def _contenders(years: Mapping[str, int], wanted: int, masks: YearMasks) -> list[str]:
    """The partners whose longest run is long enough to come among the first, ties included."""
    runs = sorted(map(masks.run, years.values()), reverse=True)
    return sorted(partner for partner, mask in years.items() if masks.run(mask) >= runs[wanted - 1])


def _first(
    asking: Asking, near: Mapping[str, Sequence[str]], small: Small, masks: YearMasks
) -> list[list[str]]:
    """The events that each candidate shares with its first partners, as (candidate, partner, event).

    Equal runs are told apart by the years active in activities of any size.
    """
    ids = sorted({*near, *(partner for several in near.values() for partner in several)})
    if not ids:
        return []
    ties = Ties.read(asking, ids, masks)
    shared: list[list[str]] = []
    for one, several in near.items():
        ranked: list[Order] = []
        for partner in several:
            active = ties.mask(ties.shared(one, partner))
            ranked.append((-masks.run(small[one][partner]), -active.bit_count(), partner))
        for _, _, partner in sorted(ranked)[: asking.values["channels"]]:
            shared += [[one, partner, event] for event in sorted(ties.shared(one, partner))]
    return shared


def _first_of_all(asking: Asking, ids: Sequence[str], small: Small, masks: YearMasks) -> list[list[str]]:
    """The same for candidates of whom every activity has to be opened to find their partners."""
    if not ids:
        return []
    events: dict[tuple[str, str], list[str]] = {}
    active: dict[tuple[str, str], int] = {}
    rows = asking.part("partner_events", ids=list(ids), side=list(asking.countries), as_of=asking.as_of)
    for row in by_meeting(rows):
        mask = masks.mask(row["dates"]) if row["activity"] else 0
        for partner in row["members"]:
            pair = (row["one"], partner)
            events.setdefault(pair, []).append(row["event"])
            active[pair] = active.get(pair, 0) | mask
    ranked: dict[str, list[Order]] = {}
    for (one, partner), mask in active.items():
        if mask:
            run = masks.run(small.get(one, {}).get(partner, 0))
            ranked.setdefault(one, []).append((-run, -mask.bit_count(), partner))
    return [
        [one, partner, event]
        for one, several in sorted(ranked.items())
        for _, _, partner in sorted(several)[: asking.values["channels"]]
        for event in sorted(events[one, partner])
    ]
