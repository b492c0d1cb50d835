"""A running graph enters; what its Meta node says of it leaves: the data version, and how far a load has come."""

from __future__ import annotations

from dataclasses import dataclass

from graph.connection import Connection


@dataclass(frozen=True)
class Meta:
    """What the Meta node says; `loading` means that the graph is on its way from one version to another."""

    data_version: str
    fingerprint: str  # of the finished graph; while loading, of the graph it comes from
    loading: bool
    aim: str = ""  # while loading: the fingerprint of the graph that it becomes
    plan: str = ""
    step: int = 0
    nodes: int = 0
    relationships: int = 0


def read_meta(server: Connection) -> Meta | None:
    """What the graph says of itself; None where nothing was ever loaded."""
    rows = server.read(
        "MATCH (m:Meta {id: 'meta'}) RETURN m.data_version AS data_version, coalesce(m.fingerprint, '') AS fingerprint, "
        "m.loading AS loading, coalesce(m.aim, '') AS aim, coalesce(m.plan, '') AS plan, coalesce(m.step, 0) AS step, "
        "coalesce(m.nodes, 0) AS nodes, coalesce(m.relationships, 0) AS relationships"
    )
    return Meta(**rows[0]) if rows else None
