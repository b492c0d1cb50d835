"""Statements and people's judgements enter; which stated id is which canonical thing leaves, and the statements in those terms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa

from loaders.backend import Tables
from loaders.clusters import Link, cluster
from loaders.judgements import FILE, NOT_SAME, SAME, UNSURE, Judgement
from ontology.errors import SourceError
from ontology.model import Model
from ontology.statements import REDIRECTS, REFERENCE, STATEMENTS
from ontology.terms import THING, mint, split_id

IDENTIFIER = "="  # marks an identifier (`=ror-03cve4549`) among ids; no id begins with it

_BY_ID, _BY_PERSON, _BY_STATEMENT = 0, 1, 1  # strength of a link; a stated identifier adds its declared precedence
_OWN, _OTHER, _HASHED = 1_000, 2_000, 3_000  # rank of an id's scheme below the declared strong ones


@dataclass(frozen=True)
class Cut:
    """A link that had to give way, since a person says that two ids are not the same."""

    link: Link
    record: str  # where the link is stated, '' = in a judgement or in the id itself


@dataclass(frozen=True)
class Identity:
    """What was found to be one thing."""

    canonical: Mapping[str, str]  # member id → canonical id, for members that are not canonical themselves
    clusters: int
    cuts: tuple[Cut, ...]
    judgements: tuple[Judgement, ...]

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
    tables: Tables, statements: ibis.Table, model: Model, judgements: Sequence[Judgement] = ()
) -> Identity:
    """Join what shares a strong identifier or is judged the same; only the small table of shared ones reaches Python."""
    in_force = [found for found in judgements if found.in_force]
    _check_judged(tables, statements, model, in_force)
    edges = _edges(statements, model)
    shared = edges.group_by("identifier").aggregate(ids=edges.id.nunique())
    told = tables.fetch(edges.semi_join(shared.filter(shared.ids > 1), "identifier"))
    links = [
        Link(strength, 0, left, right)
        for left, right, strength in zip(*(told.column(name).to_pylist() for name in ("id", "identifier", "strength")), strict=True)
    ]
    links += [Link(_BY_PERSON, -found.line, *found.pair) for found in in_force if found.word == SAME]
    found = cluster(links, [judged.pair for judged in in_force if judged.word == NOT_SAME])
    canonical: dict[str, str] = {}
    clusters = 0
    for members in found.members:
        ids = [member for member in members if not member.startswith(IDENTIFIER)]
        clusters += len(ids) > 1
        best = min(ids, key=lambda member: (_rank(model, member), member))
        canonical |= {member: best for member in ids if member != best}
    return Identity(canonical, clusters, _located(tables, statements, model, found.cut), tuple(judgements))


def unify(tables: Tables, statements: ibis.Table, identity: Identity) -> ibis.Table:
    """The statements with canonical ids: two joins, subject and object; what was stated stays in stated_subject."""
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


def _edges(statements: ibis.Table, model: Model) -> ibis.Table:
    """Each id with each strong identifier that it states or is made of: id, identifier, strength."""
    strong = _strong(model)
    if not strong:
        return statements.limit(0).select(id="subject", identifier="object", strength=ibis.literal(0))
    stated = statements.filter(statements.predicate.isin(sorted(strong)))
    plain = stated.object.re_search("^[0-9A-Za-z_.-]{1,64}$")
    key = ibis.ifelse(plain, "-" + stated.object, "~" + stated.object.hexdigest("sha256").substr(0, 24))
    scheme = stated.predicate.cases(*((name, scheme) for name, (scheme, _) in sorted(strong.items())), else_="")
    strength = stated.predicate.cases(*((name, _BY_STATEMENT + rank) for name, (_, rank) in sorted(strong.items())), else_=0)
    by_value = stated.select(id=stated.subject, identifier=ibis.literal(IDENTIFIER) + scheme + key, strength=strength)

    schemes = "|".join(sorted({scheme for scheme, _ in strong.values()}))
    ids = _ids(statements)
    minted = ids.filter(ids.id.re_search(f"^[a-z0-9]+-({schemes})[-~]"))
    by_id = minted.select(
        "id", identifier=IDENTIFIER + minted.id.re_extract("^[a-z0-9]+-(.*)$", 1), strength=ibis.literal(_BY_ID)
    )
    return ibis.union(
        by_value.mutate(strength=by_value.strength.cast("int64")), by_id.mutate(strength=by_id.strength.cast("int64"))
    ).distinct()


def _ids(statements: ibis.Table) -> ibis.Table:
    subjects = statements.select(id="subject").distinct()
    objects = statements.filter(statements.datatype == REFERENCE).select(id="object").distinct()
    return ibis.union(subjects, objects, distinct=True)


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


def _check_judged(
    tables: Tables, statements: ibis.Table, model: Model, judgements: Collection[Judgement]
) -> None:
    """A judgement must speak of ids that exist, and `same` of things that can be the same."""
    if not judgements:
        return
    named = sorted({name for found in judgements for name in found.pair})
    wanted = tables.rows(pa.table({"id": pa.array(named, pa.string())}))
    known = set(tables.fetch(_ids(statements).semi_join(wanted, "id")).column("id").to_pylist())
    for found in sorted(judgements, key=lambda judged: judged.line):
        for column, name in (("left", found.left), ("right", found.right)):
            if name not in known:
                raise SourceError(
                    "no source that is loaded states this id",
                    "已载入的数据来源中没有这个 id",
                    file=FILE, line=found.line, column=column, value=name,
                    remedy="correct the id, load the source that states it, or append a line that undoes the judgement",
                    remedy_zh="请更正 id、载入包含它的数据来源，或追加一行撤销该判断",
                )  # fmt: skip
        if found.word == SAME and not _comparable(model, *found.pair):
            raise SourceError(
                f"{found.left} and {found.right} are different kinds of things",
                f"{found.left} 与 {found.right} 是不同种类的事物",
                file=FILE, line=found.line, column="right", value=found.right,
                remedy="judge two things of one kind, or append a line that undoes the judgement",
                remedy_zh="请比较同类事物，或追加一行撤销该判断",
            )  # fmt: skip


def _comparable(model: Model, left: str, right: str) -> bool:
    """Whether the classes of two ids have a common ancestor below the class of everything."""
    lines = []
    for identifier in (left, right):
        found = model.by_prefix(split_id(identifier)[0])
        if found is None:
            return True
        lines.append({found.name, *found.ancestors} - {THING})
    return bool(lines[0] & lines[1])


def _located(tables: Tables, statements: ibis.Table, model: Model, cut: Iterable[Link]) -> tuple[Cut, ...]:
    """Each cut link with the records that state it."""
    links = sorted(cut)
    stating = sorted({link.left for link in links if link.strength > _BY_PERSON})
    records: dict[tuple[str, str], set[str]] = {}
    if stating:
        strong = _strong(model)
        wanted = tables.rows(pa.table({"id": pa.array(stating, pa.string())}))
        stated = statements.filter(statements.predicate.isin(sorted(strong)))
        for row in tables.fetch(stated.semi_join(wanted, stated.subject == wanted.id)).to_pylist():
            identifier = mint("x", strong[row["predicate"]][0], row["object"]).removeprefix("x-")
            records.setdefault((row["subject"], IDENTIFIER + identifier), set()).add(row["record"])
    return tuple(Cut(link, record) for link in links for record in sorted(records.get((link.left, link.right), {""})))
