"""Statements and people's judgements enter; canonical ids leave, and the statements in terms of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa
from ibis import Table

from loaders.backend import Tables
from loaders.claims import claims_of, kin_of
from loaders.clusters import CHECKED, Given, Link, cluster
from loaders.judgements import NOT_SAME, SAME, UNSURE, Judgement
from loaders.matching.choice import Proposal
from ontology.model import Model
from ontology.statements import REDIRECTS, REFERENCE, STATEMENTS
from ontology.terms import mint, split_id

IDENTIFIER = "="  # marks an identifier (`=ror-03cve4549`) among ids; no id begins with it

_BY_ID, _BY_PERSON, _BY_STATEMENT = (
    0,
    1,
    1,
)  # strength of a link; a stated identifier adds its declared precedence
_OWN, _OTHER, _HASHED = 1_000, 2_000, 3_000  # rank of an id's scheme below the declared strong ones


@dataclass(frozen=True)
class Cut:
    """A link that had to give way: a person says that two ids are not the same, or a rule's proposal contradicts itself."""

    link: Link
    record: str  # where the link is stated, '' = in a judgement or in the id itself
    lines: tuple[int, ...]  # of the judgements that say so
    against: tuple[str, ...] = ()  # what else the cluster would hold that it must not, as `country: DE / FR`


@dataclass(frozen=True)
class Identity:
    """What was found to be one thing."""

    canonical: Mapping[str, str]  # member id → canonical id, for members that are not canonical themselves
    clusters: int
    cuts: tuple[Cut, ...]
    judgements: tuple[Judgement, ...]  # all lines; which are in force, each says itself

    @property
    def unsure(self) -> tuple[Judgement, ...]:
        """Pairs that somebody looked at without deciding: to be shown, never acted on."""
        return tuple(found for found in self.judgements if found.in_force and found.word == UNSURE)

    def table(self) -> pa.Table:
        """redirects.parquet: every id that is not canonical, and where it leads."""
        pairs = sorted(self.canonical.items())
        columns = [[member for member, _ in pairs], [target for _, target in pairs]]
        return pa.table([pa.array(column, pa.string()) for column in columns], schema=REDIRECTS)


def identify(
    tables: Tables,
    statements: Table,
    model: Model,
    judgements: Sequence[Judgement] = (),
    proposals: Sequence[Proposal] = (),
) -> Identity:
    """Join what shares a strong identifier, is judged or proposed the same; only what is shared reaches Python.

    People come before rules: a pair that somebody judged, in whichever way, is not proposed any more.
    """
    in_force = [found for found in judgements if found.in_force]
    edges = _edges(statements, model)
    shared = edges.group_by("identifier").aggregate(ids=edges.id.nunique())
    told = tables.fetch(edges.semi_join(shared.filter(shared.ids > 1), "identifier"))
    links = [Link(row["strength"], 0, row["id"], row["identifier"]) for row in told.to_pylist()]
    links += [Link(_BY_PERSON, -found.line, *found.pair) for found in in_force if found.word == SAME]
    decided = {judged.pair for judged in in_force}
    proposed = [
        Link(CHECKED, -round(one.score * 1_000_000), one.left, one.right)
        for one in proposals
        if one.word == SAME and tuple(sorted((one.left, one.right))) not in decided
    ]
    proposed = _known(tables, statements, proposed)
    ids = (
        sorted({name for link in (*links, *proposed) for name in (link.left, link.right)}) if proposed else []
    )
    claims, kin = claims_of(tables, statements, model, ids), kin_of(tables, statements, ids)
    links += proposed
    found = cluster(links, [judged.pair for judged in in_force if judged.word == NOT_SAME], claims, kin)
    canonical: dict[str, str] = {}
    clusters = 0
    for members in found.members:
        ids = [member for member in members if not member.startswith(IDENTIFIER)]
        clusters += len(ids) > 1
        best = min(ids, key=lambda member: (_rank(model, member), member))
        canonical |= {member: best for member in ids if member != best}
    return Identity(
        canonical, clusters, _located(tables, statements, model, found.cut, in_force), tuple(judgements)
    )


def unify(tables: Tables, statements: Table, identity: Identity) -> Table:
    """The statements with canonical ids: two joins, subject and object; stated_subject keeps what was stated."""
    if not identity.canonical:
        return statements
    subjects = tables.rows(identity.table())
    objects = subjects.view()
    joined = statements.left_join(subjects, statements.subject == subjects.id).select(
        *statements.columns, new_subject=subjects.canonical
    )
    # Literals that happen to look like an id must stay as they are.
    joined = joined.left_join(objects, (joined.object == objects.id) & (joined.datatype == REFERENCE)).select(
        *joined.columns, new_object=objects.canonical
    )
    moved = joined.mutate(
        subject=ibis.coalesce(joined.new_subject, joined.subject),
        object=ibis.coalesce(joined.new_object, joined.object),
    )
    # Two references of one record may have become one; nothing else can become equal.
    once = moved.filter(moved.datatype == REFERENCE).select(*STATEMENTS.names).distinct()
    return ibis.union(once, moved.filter(moved.datatype != REFERENCE).select(*STATEMENTS.names))


def _strong(model: Model) -> dict[str, tuple[str, int]]:
    """Property → (the id scheme that its values mint, precedence), of all strong identifiers."""
    strong: dict[str, tuple[str, int]] = {}
    for found in model.classes.values():
        for prop in found.identifying:
            strong[prop.name] = (prop.scheme or prop.name, prop.identifies or 0)
    return strong


def _edges(statements: Table, model: Model) -> Table:
    """Each id with each strong identifier that it states or is made of: id, identifier, strength."""
    strong = _strong(model)
    if not strong:
        return statements.limit(0).select(id="subject", identifier="object", strength=ibis.literal(0))
    stated = statements.filter(statements.predicate.isin(sorted(strong)))
    plain = stated.object.re_search("^[0-9A-Za-z_.-]{1,64}$")
    key = ibis.ifelse(plain, "-" + stated.object, "~" + stated.object.hexdigest("sha256").substr(0, 24))
    scheme = stated.predicate.cases(
        *((name, scheme) for name, (scheme, _) in sorted(strong.items())), else_=""
    )
    strength = stated.predicate.cases(
        *((name, _BY_STATEMENT + rank) for name, (_, rank) in sorted(strong.items())), else_=0
    )
    by_value = stated.select(
        id=stated.subject, identifier=ibis.literal(IDENTIFIER) + scheme + key, strength=strength
    )

    schemes = "|".join(sorted({scheme for scheme, _ in strong.values()}))
    ids = ids_of(statements)
    minted = ids.filter(ids.id.re_search(f"^[a-z0-9]+-({schemes})[-~]"))
    by_id = minted.select(
        "id",
        identifier=IDENTIFIER + minted.id.re_extract("^[a-z0-9]+-(.*)$", 1),
        strength=ibis.literal(_BY_ID),
    )
    return ibis.union(
        by_value.mutate(strength=by_value.strength.cast("int64")),
        by_id.mutate(strength=by_id.strength.cast("int64")),
    ).distinct()


def ids_of(statements: Table) -> Table:
    """id: everything that something is said of, or that is referred to."""
    subjects = statements.select(id="subject").distinct()
    objects = statements.filter(statements.datatype == REFERENCE).select(id="object").distinct()
    return ibis.union(subjects, objects, distinct=True)


def _known(tables: Tables, statements: Table, links: list[Link]) -> list[Link]:
    """Those whose ids a source that is loaded now states: proposals may be older than the sources."""
    if not links:
        return []
    names = sorted({name for link in links for name in (link.left, link.right)})
    wanted = tables.rows(pa.table({"id": pa.array(names, pa.string())}))
    known = {row["id"] for row in tables.fetch(ids_of(statements).semi_join(wanted, "id")).to_pylist()}
    return [link for link in links if link.left in known and link.right in known]


def _rank(model: Model, identifier: str) -> int:
    """The declared precedence of an id's scheme: strong ones in their order, own keys, other keys, hashed keys."""
    prefix, scheme, key = split_id(identifier)
    found = model.by_prefix(prefix)
    if key.startswith("~"):
        return _HASHED
    if found is not None:
        for prop in found.identifying:
            if prop.scheme == scheme:
                return prop.identifies or 0
        if scheme == found.key_scheme:
            return _OWN
    return _OTHER


def _located(
    tables: Tables, statements: Table, model: Model, cut: Sequence[Given], judgements: Iterable[Judgement]
) -> tuple[Cut, ...]:
    """Each cut link with the records that state it and the lines that speak against it."""
    lines = {found.pair: found.line for found in judgements if found.word == NOT_SAME}
    stating = sorted({link.left for link, *_ in cut if _BY_PERSON < link.strength < CHECKED})
    records: dict[tuple[str, str], set[str]] = {}
    if stating:
        strong = _strong(model)
        wanted = tables.rows(pa.table({"id": pa.array(stating, pa.string())}))
        stated = statements.filter(statements.predicate.isin(sorted(strong)))
        for row in tables.fetch(stated.semi_join(wanted, stated.subject == wanted.id)).to_pylist():
            identifier = mint("x", strong[row["predicate"]][0], row["object"]).removeprefix("x-")
            records.setdefault((row["subject"], IDENTIFIER + identifier), set()).add(row["record"])
    return tuple(
        Cut(link, record, tuple(sorted(lines[pair] for pair in apart)), against)
        for link, apart, against in cut
        for record in sorted(records.get((link.left, link.right), {""}))
    )
