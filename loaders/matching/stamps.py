"""What sources say of the organisations that were compared enters; a stamp of each leaves, so that a later change is seen.

A stamp is a hash of all that the comparison reads of an id. It is worked out twice, over the files when they are compared and
over the statements of a load, and must be the same for the same statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import ibis
import pyarrow as pa
from ibis import Table

from loaders.backend import Tables
from loaders.judgements import RELATED, SAME
from loaders.matching.choice import Proposal
from loaders.matching.profile import default_profile
from loaders.matching.proposals import kept_stamps, read_proposals
from ontology.duck import stoppable_duck
from ontology.sql import exactly
from ontology.terms import SEPARATOR

_LETTERS: Final = 16


def acted_on(proposals: Iterable[Proposal]) -> list[str]:
    """The ids of all proposals that a load acts on, sorted."""
    return sorted(
        {name for one in proposals if one.word in (SAME, RELATED) for name in (one.left, one.right)}
    )


def read_stamps(files: Sequence[Path], ids: Sequence[str]) -> dict[str, str]:
    """Id → stamp, from the statements of sources."""
    with stoppable_duck() as database:
        rows = database.execute(
            """
            WITH wanted AS (SELECT unnest($ids::VARCHAR[]) AS subject),
            said AS (SELECT DISTINCT subject, concat_ws($between, predicate, object, lang) AS text
                     FROM read_parquet($files) SEMI JOIN wanted USING (subject) WHERE predicate IN $properties)
            SELECT subject, left(sha256(array_to_string(list_sort(list(text)), $between)), $letters) FROM said GROUP BY subject
            """,
            {
                "ids": list(ids), "between": SEPARATOR, "letters": _LETTERS,
                "files": [exactly(path) for path in files], "properties": sorted(default_profile().role_of),
            },
        ).fetchall()  # fmt: skip
    return dict(sorted(rows))


def stamps_of(tables: Tables, statements: Table, ids: Sequence[str]) -> dict[str, str]:
    """Id → stamp, from statements as a load has them."""
    wanted = tables.rows(pa.table({"subject": pa.array(ids, pa.string())}))
    between = ibis.literal(SEPARATOR)
    said = statements.filter(statements.predicate.isin(sorted(default_profile().role_of)))
    said = said.semi_join(wanted, "subject")
    said = said.select(
        "subject", text=said.predicate + between + said.object + between + said.lang
    ).distinct()
    listed = said.group_by("subject").aggregate(texts=said.text.collect())
    stamp = listed.texts.sort().join(SEPARATOR).hexdigest("sha256").substr(0, _LETTERS)
    found = tables.fetch(listed.select("subject", stamp=stamp))
    return {row["subject"]: row["stamp"] for row in found.to_pylist()}


def in_force(
    tables: Tables, statements: Table, path: Path | None
) -> tuple[tuple[Proposal, ...], tuple[Proposal, ...]]:
    """The proposals of a file, and those that are left alone: sources say something else of one of the two ids now."""
    proposals = read_proposals(path)
    then = kept_stamps(path.parent) if path is not None and proposals else {}
    if not then:
        return proposals, ()
    now = stamps_of(tables, statements, acted_on(proposals))

    def changed(one: Proposal) -> bool:
        return any(name in then and name in now and then[name] != now[name] for name in (one.left, one.right))

    stale = {one for one in proposals if changed(one)}
    return tuple(one for one in proposals if one not in stale), tuple(
        one for one in proposals if one in stale
    )
