"""Statements of a canon enter; events whose amount is not the sum of what their members hold of it leave.

Which amounts are shared out stands in the tie of a class (`coop:shares`). Nothing is refused for it: a funder's list may
not add up in itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from ontology.duck import stoppable_duck
from ontology.model import Model
from ontology.sql import exactly

# Ours: shares of a grant are published rounded, one by one.
TOLERANCE: Final = Decimal("0.01")

_SUMS: Final = """
WITH said AS (
  SELECT DISTINCT subject, predicate, object FROM read_parquet($file) WHERE predicate IN ($event, $amount, $unit)
), tied AS (
  SELECT DISTINCT subject, object AS event, split_part(subject, '-', 2) AS scheme
  FROM said WHERE predicate = $event AND starts_with(subject, $prefix)
), amounts AS (
  SELECT subject, min(TRY_CAST(object AS DECIMAL(24, 6))) AS least, max(TRY_CAST(object AS DECIMAL(24, 6))) AS most
  FROM said WHERE predicate = $amount GROUP BY subject
), units AS (
  SELECT subject, string_agg(object, ' ' ORDER BY object) AS unit FROM said WHERE predicate = $unit GROUP BY subject
), priced AS (
  SELECT a.subject, least, most, coalesce(unit, '') AS unit FROM amounts a LEFT JOIN units u ON u.subject = a.subject
), sums AS (
  SELECT event, scheme, count(*) AS members, count(least) AS known, sum(least) AS least, sum(most) AS most,
    min(unit) AS unit, max(unit) AS other
  FROM tied t LEFT JOIN priced p ON p.subject = t.subject GROUP BY event, scheme
)
SELECT event, members, known, s.least, s.most, w.least, w.most
FROM sums s JOIN priced w ON w.subject = s.event AND w.unit = s.unit AND w.unit = s.other
WHERE (s.least > w.most + $tolerance * abs(w.most)
  OR known = members AND s.most < w.least - $tolerance * abs(w.least))
QUALIFY row_number() OVER (PARTITION BY event ORDER BY scheme) = 1
ORDER BY event
"""


@dataclass(frozen=True)
class Uneven:
    """An event whose members' shares make more or less than its whole amount."""

    id: str
    amount: str  # the property
    whole: str  # as stated; of several values the nearest one
    shares: str  # the sum of what is stated
    members: int  # how many take part
    known: int  # of how many of them the share is stated


def uneven(statements: Path, model: Model) -> Iterator[Uneven]:
    """Read them; where several values of an amount are stated any of them counts, and amounts in other units do not.

    Two lists of the same members give them ids of two schemes: each is summed by itself. A sum that is too small says
    something only where no share of those that are stated is unknown; one that nobody stated may still be missing.
    Amounts of 10^18 and more are not summed.
    """
    for name in sorted(model.classes):
        kind = model.classes[name]
        for tie in kind.ties:
            if not tie.shares or not kind.prefix:
                continue
            amount, unit = tie.shares
            with stoppable_duck() as database:
                rows = database.execute(
                    _SUMS,
                    {"file": exactly(statements), "event": tie.event, "amount": amount, "unit": unit,
                     "prefix": f"{kind.prefix}-", "tolerance": TOLERANCE},
                ).fetchall()  # fmt: skip
            for event, members, known, least, most, lowest, highest in rows:
                shares, whole = (least, highest) if least > highest else (most, lowest)
                yield Uneven(event, amount, _text(whole), _text(shares), members, known)


def _text(amount: Decimal) -> str:
    """Digits with a decimal point, without zeros that say nothing."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
