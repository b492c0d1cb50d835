"""A page of candidates enters; the most stable channels of each leave, from few set-based queries for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.asking import Asking, Row
from graph.channels import Channel, Rules, YearMasks, channel, covered_years, event
from graph.pool import Pool
from graph.readings import Standing

Small = Mapping[str, Mapping[str, int]]  # candidate to foreign partner to years of small activities, as bits
Order = tuple[int, int, str]


def best_channels(
    asking: Asking, pool: Pool, shown: Sequence[Standing], small: Small, masks: YearMasks, used: Rules
) -> tuple[dict[str, list[Channel]], dict[str, Row]]:
    """Return the first channels of each candidate in display order, and the names of the partners."""
    wanted = asking.values["channels"]
    found: dict[str, list[Channel]] = {one.id: [] for one in shown}
    if not wanted or not shown:
        return found, {}
    # Those that few small activities leave without enough partners need the partners of their large ones too.
    sparse = [one.id for one in shown if len(small.get(one.id, {})) < wanted]
    partners = {
        one.id: _contenders(small[one.id], wanted, masks) for one in shown if one.id not in set(sparse)
    }
    pairs = _first(asking, partners, small, masks, wanted)
    pairs += _first_of_all(asking, sparse, small, masks, wanted)
    rows = asking.part("pair_events", pairs=pairs, as_of=asking.as_of) if pairs else []
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row["one"], row["other"]), []).append(row)
    seats = {one.id: one.country for one in shown}
    names: dict[str, Row] = {}
    for (one, partner), several in grouped.items():
        names[partner] = several[0]
        seat = (seats[one], several[0]["country"])
        covered = covered_years(pool.declared, seat, asking.as_of.year)
        made = channel(partner, map(event, several), covered, asking.as_of, used)
        if made is not None:
            found[one].append(made)
    return {
        one: sorted(several, key=lambda made: made.order)[:wanted] for one, several in found.items()
    }, names


def _contenders(years: Mapping[str, int], wanted: int, masks: YearMasks) -> list[str]:
    """The partners whose longest run is long enough to come among the first, ties included."""
    runs = sorted(map(masks.run, years.values()), reverse=True)
    return sorted(partner for partner, mask in years.items() if masks.run(mask) >= runs[wanted - 1])


def _first(
    asking: Asking, partners: Mapping[str, Sequence[str]], small: Small, masks: YearMasks, wanted: int
) -> list[list[str]]:
    """The first partners of each candidate; equal runs are told apart by years active in activities of any size."""
    tied = {one: several for one, several in partners.items() if len(several) > wanted}
    large = _large_masks(asking, tied, masks)
    pairs: list[list[str]] = []
    for one, several in partners.items():

        def order(partner: str, one: str = one) -> Order:
            mask = small[one][partner]
            every = mask | large.get((one, partner), 0)
            return -masks.run(mask), -every.bit_count(), partner

        pairs += [[one, partner] for partner in sorted(several, key=order)[:wanted]]
    return pairs


def _large_masks(
    asking: Asking, tied: Mapping[str, Sequence[str]], masks: YearMasks
) -> dict[tuple[str, str], int]:
    """The years in which candidates and their contenders were together in activities above the cap."""
    ids = sorted({*tied, *(partner for several in tied.values() for partner in several)})
    if not ids:
        return {}
    row = asking.rows(ids=ids)[0]
    years = {event: masks.mask(dates) for event, *dates in row["events"]}
    ties = {one: frozenset(events) for one, events in row["ties"]}
    none: frozenset[str] = frozenset()
    found: dict[tuple[str, str], int] = {}
    for one, several in tied.items():
        own = ties.get(one, none)
        for partner in several:
            mask = 0
            for shared in own & ties.get(partner, none):
                mask |= years[shared]
            found[one, partner] = mask
    return found


def _first_of_all(
    asking: Asking, ids: Sequence[str], small: Small, masks: YearMasks, wanted: int
) -> list[list[str]]:
    """The first partners of candidates for whom every activity has to be opened."""
    if not ids:
        return []
    every: dict[str, dict[str, int]] = {one: {} for one in ids}
    rows: list[dict[str, Any]] = asking.part(
        "partner_events", ids=list(ids), side=list(asking.countries), as_of=asking.as_of
    )
    for row in rows:
        mask = masks.mask(row["dates"]) if row["activity"] else 0
        for partner in row["members"] if mask else ():
            every[row["one"]][partner] = every[row["one"]].get(partner, 0) | mask
    pairs: list[list[str]] = []
    for one in ids:
        near = small.get(one, {})

        def order(partner: str, one: str = one, near: Mapping[str, int] = near) -> Order:
            return -masks.run(near.get(partner, 0)), -every[one][partner].bit_count(), partner

        pairs += [[one, partner] for partner in sorted(every[one], key=order)[:wanted]]
    return pairs
