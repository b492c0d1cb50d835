"""An agreement's row and what sources say of its dates enter; whom it binds on a day, and what stands above it, leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from graph.asking import Row
from graph.force import RANK, Instrument, bindings, known, side_window, state_on, timeline, together
from graph.instruments import instrument, visible
from graph.intervals import earliest, latest
from graph.subjects import Sides


class Lives:
    """The lives that an agreement may have had: one, or several where sources contradict each other on its dates."""

    def __init__(self, row: Row, sides: Sides, names: Sequence[str], as_of: date) -> None:
        self._as_of = as_of
        self.dates = [
            row["dates"][2] or row["dates"][0],
            row["dates"][3] or row["dates"][1],
            row["dates"][6],
            row["dates"][7],
        ]
        said = sides.get(row["id"], {})
        found = [list(row["dates"])]
        for at, name in enumerate(names):
            if len(said.get(name, ())) > 1:
                found = [
                    [*one[: 2 * at], *pair, *one[2 * at + 2 :]] for one in found for pair in _days(said[name])
                ]
        self._lives = [instrument({**row, "dates": one}) for one in found]
        # an authority signs for its country
        self._actors: dict[str, str] = {side[1]: side[5] for side in row["sides"] if side[1]}
        renewed = self._lives[0].renewed
        self.renewed = sorted(one for one, when in renewed if when is None or when.known(as_of))
        self.later = frozenset(
            one
            for one, actor in self._actors.items()
            if all(self._seen(life, {actor}) == "no" for life in self._lives)
        )

    @property
    def visible(self) -> bool:
        """Whether it can be known on the day."""
        return any(visible(life, self._as_of) for life in self._lives)

    def state(self) -> str:
        """Its own state on the day, whomever it binds; unknown where sources would differ."""
        states = {self._own_state(life) for life in self._lives}
        return states.pop() if len(states) == 1 else "unknown"

    def _own_state(self, life: Instrument) -> str:
        if not visible(life, self._as_of):
            return "no"
        segments = timeline(life, self._as_of)
        return state_on(segments, self._as_of)[0] if segments else "unknown"

    def force(self, mine: Collection[str], others: Collection[str]) -> tuple[str, str]:
        """The state in which it binds one of mine with one of the others; `conflict` where sources would differ."""
        left, right = ({self._actors.get(one, one) for one in group} for group in (mine, others))
        states = {self._state(life, left, right) for life in self._lives}
        return states.pop() if len(states) == 1 else ("conflict", "sources_contradict")

    def _state(self, life: Instrument, mine: Collection[str], others: Collection[str]) -> tuple[str, str]:
        seen = {self._seen(life, mine), self._seen(life, others)}
        if not visible(life, self._as_of) or "no" in seen:
            return "hidden", "later_than_the_day"  # who joins later is no party yet, and nothing has ended
        if "signed" in seen or not timeline(life, self._as_of):
            return "unknown", "entry_into_force_not_stated"  # signed, and no more is known on the day
        bound = bindings(life, {}, self._as_of)
        best: tuple[str, str] = ("no", "outside_its_term")
        for left in (one for one in bound if one.actor in mine):
            for right in (one for one in bound if one.actor in others):
                state = state_on(together(left, right), self._as_of)
                if RANK[state[0]] > RANK[best[0]]:
                    best = state
        return best

    def _seen(self, life: Instrument, group: Collection[str]) -> str:
        """Whether one of a group is known on the day to be a party (`yes`), or only to have `signed`; else `no`."""
        found = "no"
        for side in life.sides:
            if side.actor in group:
                if side_window(life, side, self._as_of) is not None:
                    return "yes"
                if known(side.signed, self._as_of) is not None:
                    found = "signed"
        return found


def frameworks(
    row: Row, rows: Mapping[str, Row], lives: Mapping[str, Lives]
) -> list[tuple[str, str, str | None, str]]:
    """What stands above an agreement as known on the day: id, label, rule on ownership, own state.

    A framework of a later day is hidden, and with it what is reached through it alone.
    """
    told = {one[0]: one for one in row["above"]}
    found: dict[str, tuple[str, str, str | None, str]] = {}
    waiting = [row["thing"]]
    while waiting:
        for above in rows[waiting.pop()]["framework"]:
            if above in told and above not in found and lives[above].visible:
                found[above] = (*told[above][:3], lives[above].state())
                waiting.append(above)
    return [found[one] for one in told if one in found]


def _days(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(earliest(value).isoformat(), latest(value).isoformat()) for value in sorted(values)]
