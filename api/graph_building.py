"""A desk and a canon enter; the graph leaves changed to that canon, or compared with it."""

from __future__ import annotations

from pathlib import Path

from api.deps import Desk
from api.graphs import address_of, foreign_address, place_of
from api.progress import Report, quiet
from graph.connection import connect
from graph.load import Foreign, Target, load
from graph.load_check import CheckReport, check
from ontology.model import default_model

WAYS = {
    "unchanged": ("The graph holds this data version already", "图中已是此数据版本"),
    "switched": ("A new graph was built beside the old one and switched to", "已在旧图旁建好新图并切换"),
    "in place": ("The graph was changed in place", "图已就地更新"),
}


def bring_up(desk: Desk, canon: Path, progress: Report = quiet) -> dict[str, str]:
    """Make the graph the one of this canon; return what was done, in both languages."""
    report = load(
        canon, _target(desk), default_model(), progress, in_place_share=desk.settings.in_place_share
    )
    en, zh = WAYS[report.way]
    return {
        "en": f"{en}: {report.nodes:,} nodes, {report.relationships:,} relationships, {report.seconds:.1f} s.",
        "zh": f"{zh}：{report.nodes:,} 个节点，{report.relationships:,} 条关系，{report.seconds:.1f} 秒。",
    }


def prove(desk: Desk, canon: Path, progress: Report = quiet) -> CheckReport:
    """Compare the graph with canon, statement by statement and relationship by relationship."""
    with connect(address_of(desk, "", progress), timeout_s=0) as connection:
        return check(connection, canon, default_model(), desk.graphs / "work-check", progress)


def _target(desk: Desk) -> Target:
    if desk.settings.neo4j_uri:
        return Foreign(foreign_address(desk.settings), desk.graphs / "work")
    return place_of(desk)
