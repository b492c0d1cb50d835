"""Statements and people's judgements enter; canonical ids leave, and the statements in terms of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa
from ibis import Table

from loaders.backend import Tables
from loaders.claims import claims_of, kin_of, names_of
from loaders.clusters import IDENTIFIER, PROPOSED, STATED, Given, Link, cluster
from loaders.judgements import NOT_SAME, RELATED, SAME, UNSURE, Judgement
from loaders.matching.choice import Proposal
from loaders.matching.profile import default_profile
from ontology.model import Model
from ontology.statements import REDIRECTS, REFERENCE, STATEMENTS
from ontology.terms import mint, split_id

_BY_ID, _BY_PERSON = 0, 1  # strength of a link
_BY_STATEMENT = STATED - 1  # to which a stated identifier adds its declared precedence, 1 for the strongest
_STRANGE = 1_000_000  # what a stated identifier is the weaker by, where its bearers have no name in common with the id
_OWN, _OTHER, _HASHED = 1_000, 2_000, 3_000  # rank of an id's scheme below the declared strong ones


@dataclass(frozen=True)
class Cut:
    """A link that had to give way: a person keeps two ids apart, or the cluster would contradict itself."""

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
    origins: Table | None = None,
) -> Identity:
    """Join what shares a strong identifier, is judged or proposed the same; only what is shared reaches Python.

    People come before rules: a pair that somebody judged, in whichever way, is not proposed any more. `origins` (record,
    rank) say which source comes first where stated identifiers contradict each other.
    """
    in_force = [found for found in judgements if found.in_force]
    decided = {judged.pair for judged in in_force}
    proposed = [one for one in proposals if tuple(sorted((one.left, one.right))) not in decided]
    joining = [
        Link(PROPOSED, -round(one.score * 1_000_000), one.left, one.right)
        for one in proposed
        if one.word == SAME
    ]
    joining = _known(tables, statements, joining)
    joining += [Link(_BY_PERSON, -found.line, *found.pair) for found in in_force if found.word == SAME]
    links = joining + _stated(tables, statements, model, origins, joining)
    ids = sorted({name for link in links for name in (link.left, link.right)})
    found = cluster(
        links,
        [judged.pair for judged in in_force if judged.word in (NOT_SAME, RELATED)],
        claims_of(tables, statements, model, ids),
        kin_of(tables, statements, ids),
        [(one.left, one.right) for one in proposed if one.word == RELATED],
    )
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


def _stated(
    tables: Tables, statements: Table, model: Model, origins: Table | None, joining: Sequence[Link]
) -> list[Link]:
    """The identifiers that ids state or are made of: of ids that share one, and of those that are judged or proposed.

    All identifiers of these ids, not only those that they share: two numbers of one authority contradict each other also
    where only one of them leads on.
    """
    edges = tables.keep(_edges(statements, model, origins))
    shared = edges.group_by("identifier").aggregate(ids=edges.id.nunique())
    sharing = edges.semi_join(shared.filter(shared.ids > 1), "identifier").select("id").distinct()
    named = sorted({name for link in joining for name in (link.left, link.right)})
    concerned = ibis.union(sharing, tables.rows(pa.table({"id": pa.array(named, pa.string())})))
    told = tables.fetch(edges.semi_join(concerned, "id")).to_pylist()
    tables.forget(edges)
    links = [Link(row["strength"], row["rank"], row["id"], row["identifier"]) for row in told]
    return _weighed(tables, statements, links)


def _weighed(tables: Tables, statements: Table, links: list[Link]) -> list[Link]:
    """The same links; where an id states several numbers of one authority, those whose bearers have no name of it are weaker.

    One of the numbers is a slip, and it is seldom the one that leads to the same name.
    """
    bearers: dict[str, set[str]] = {}
    numbers: dict[tuple[str, str], set[str]] = {}
    for link in links:
        bearers.setdefault(link.right, set()).add(link.left)
        scheme = split_id(f"x-{link.right.removeprefix(IDENTIFIER)}")[1]
        if scheme in default_profile().unique:
            numbers.setdefault((link.left, scheme), set()).add(link.right)
    contested = {
        (one, number) for (one, _), several in numbers.items() if len(several) > 1 for number in several
    }
    if not contested:
        return links
    asked = {one for one, _ in contested} | {other for _, number in contested for other in bearers[number]}
    names = names_of(tables, statements, asked)

    def strange(link: Link) -> bool:
        mine = names.get(link.left, frozenset())
        others = (names.get(other, frozenset()) for other in bearers[link.right] - {link.left})
        return (
            link.strength >= STATED
            and (link.left, link.right) in contested
            and not any(mine & one for one in others)
        )

    return [link._replace(age=link.age + _STRANGE) if strange(link) else link for link in links]


def _edges(statements: Table, model: Model, origins: Table | None) -> Table:
    """Each id with each strong identifier that it states or is made of: id, identifier, strength, rank of who states it.

    A record that states more values of an identifier than there may be says nothing: which is meant, nobody knows.
    """
    strong = _strong(model)
    if not strong:
        none = statements.limit(0).select(id="subject", identifier="object")
        return none.mutate(strength=ibis.literal(0, "int64"), rank=ibis.literal(0, "int64"))
    stated = statements.filter(statements.predicate.isin(sorted(strong)))
    single = sorted(name for name in strong if model.properties[name].max_count == 1)
    values = stated.filter(stated.predicate.isin(single)).group_by("subject", "record", "predicate")
    values = values.aggregate(low=ibis._.object.min(), high=ibis._.object.max())
    stated = stated.anti_join(values.filter(values.low < values.high), ["subject", "record", "predicate"])
    if origins is None:
        stated = stated.mutate(rank=ibis.literal(0, "int64"))
    else:
        stated = stated.left_join(origins, "record").select(*statements.columns, "rank")
    plain = stated.object.re_search("^[0-9A-Za-z_.-]{1,64}$")
    key = ibis.ifelse(plain, "-" + stated.object, "~" + stated.object.hexdigest("sha256").substr(0, 24))
    scheme = stated.predicate.cases(
        *((name, scheme) for name, (scheme, _) in sorted(strong.items())), else_=""
    )
    strength = stated.predicate.cases(
        *((name, _BY_STATEMENT + rank) for name, (_, rank) in sorted(strong.items())), else_=0
    )
    by_value = stated.select(
        id=stated.subject,
        identifier=ibis.literal(IDENTIFIER) + scheme + key,
        strength=strength.cast("int64"),
        rank=ibis.coalesce(stated["rank"], 0).cast("int64"),
    )
    by_value = by_value.group_by("id", "identifier", "strength").aggregate(rank=by_value["rank"].min())

    schemes = "|".join(sorted({scheme for scheme, _ in strong.values()}))
    ids = ids_of(statements)
    minted = ids.filter(ids.id.re_search(f"^[a-z0-9]+-({schemes})[-~]"))
    by_id = minted.select(
        "id",
        identifier=IDENTIFIER + minted.id.re_extract("^[a-z0-9]+-(.*)$", 1),
        strength=ibis.literal(_BY_ID, "int64"),
        rank=ibis.literal(0, "int64"),
    ).distinct()
    return ibis.union(by_value, by_id)


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
    lines = {found.pair: found.line for found in judgements if found.word in (NOT_SAME, RELATED)}
    stating = sorted({link.left for link, *_ in cut if STATED <= link.strength < PROPOSED})
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
