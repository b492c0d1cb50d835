"""A home and two ids enter; what makes them one, where no person said so, leaves: a rule's proposal, or links of the data."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from loaders.current import CANONS, read_current
from loaders.judgements import SAME
from loaders.matching.proposals import FILE, read_proposals, rules_of
from ontology.statements import REDIRECTS_FILE


def proposed_by(home: Path, left: str, right: str) -> str:
    """The rule that proposes two ids as the same, with its score; '' = none does."""
    for one in read_proposals(home / FILE):
        if one.word == SAME and {one.left, one.right} == {left, right}:
            return f"{rules_of(home)} ({SAME}, {one.score:.3f})"
    return ""


def are_one(home: Path, left: str, right: str) -> bool:
    """Whether two ids are one thing in the data that are loaded."""
    version = read_current(home).data_version
    if not version:
        return False
    rows = pq.read_table(
        home / CANONS / version / REDIRECTS_FILE, filters=[("id", "in", [left, right])]
    ).to_pylist()
    leads = {row["id"]: row["canonical"] for row in rows}
    return bool(leads.get(left, left) == leads.get(right, right))
