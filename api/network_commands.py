"""Words after `coopgraph network` enter; what they ask for is handed to the report that writes networks as files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer

from api import reports
from api.deps import desk
from api.options import AsOf, DataVersion, Output, Quiet

Form_ = Annotated[
    str,
    typer.Option(
        "--format", help="json, graphml, gexf, csv, parquet, vosviewer (default: by --output) · 格式"
    ),
]
Nodes = Annotated[int, typer.Option("--nodes", help="Institutions to show · 最多显示的机构数")]
Edges = Annotated[int, typer.Option("--edges", help="Ties to show · 最多显示的联系数")]
Cap = Annotated[
    int, typer.Option("--cap", help="Events of more members make no tie, 0 = no cap · 大联合体上限")
]
Ties = Annotated[str, typer.Option("--ties", help="all, or activity only · 全部事件或仅活动")]
View = Annotated[str, typer.Option("--view", help="pairs or bipartite · 机构对机构，或机构对事件")]
Measure = Annotated[
    list[str] | None,
    typer.Option("--measure", help="degree, strength, betweenness, component, community; repeatable · 指标"),
]
Seed = Annotated[int, typer.Option("--seed", help="Of communities, samples and layout · 随机种子")]


def network_commands(today: Callable[[], date]) -> typer.Typer:
    """Return the commands; `today` gives the day where none is named."""
    networks = typer.Typer(help="Partner networks as files · 伙伴网络", no_args_is_help=True)

    @networks.command("ego")
    def network_ego(
        institution: Annotated[str, typer.Argument(metavar="ID", help="Id of the institution · 机构编号")],
        depth: Annotated[int, typer.Option("--depth", help="Steps, 1 to 3 · 步数")] = 1,
        nodes: Nodes = 150,
        edges: Edges = 1000,
        cap: Cap = 0,
        ties: Ties = "all",
        view: View = "pairs",
        measure: Measure = None,
        seed: Seed = 1,
        as_of: AsOf = "",
        data_version: DataVersion = "",
        form: Form_ = "",
        output: Output = None,
        quiet: Quiet = False,
    ) -> None:
        """An institution, its partners, and the ties among them · 一家机构的伙伴网络。"""
        given = {"institution": institution, "depth": depth, "nodes": nodes, "edges": edges, "cap": cap, "ties": ties,
                 "view": view, "measures": measure, "seed": seed, "as_of": as_of, "cited": 0}  # fmt: skip
        with desk(quiet=quiet) as one:
            reports.write_network(one, "network_ego", given, data_version, form, output, today())

    @networks.command("path")
    def network_path(
        one: Annotated[str, typer.Argument(metavar="A", help="Id of one institution · 一端编号")],
        other: Annotated[str, typer.Argument(metavar="B", help="Id of the other · 另一端编号")],
        length: Annotated[int, typer.Option("--length", help="Steps at most · 最大步数")] = 4,
        paths: Annotated[int, typer.Option("--paths", help="Shortest paths to show · 最多列出的路径数")] = 20,
        cap: Cap = 0,
        ties: Ties = "all",
        view: View = "pairs",
        as_of: AsOf = "",
        data_version: DataVersion = "",
        form: Form_ = "",
        output: Output = None,
        quiet: Quiet = False,
    ) -> None:
        """The shortest paths between two institutions · 两家机构之间的最短路径。"""
        given = {"one": one, "other": other, "length": length, "paths": paths, "cap": cap, "ties": ties, "view": view,
                 "as_of": as_of}  # fmt: skip
        with desk(quiet=quiet) as where:
            reports.write_network(where, "network_paths", given, data_version, form, output, today())

    @networks.command("whole")
    def network_whole(
        home: Annotated[
            list[str] | None,
            typer.Option("--home", help="Codes or regions, repeatable (default: all) · 本方"),
        ] = None,
        other: Annotated[
            str, typer.Option("--other", help="The other side of a country pair: DE · 另一方")
        ] = "",
        field: Annotated[
            str, typer.Option("--field", help="Id of a field, narrower ones included · 领域")
        ] = "",
        since: Annotated[int | None, typer.Option("--since", help="From this year on · 起始年")] = None,
        until: Annotated[int | None, typer.Option("--until", help="Up to this year · 截止年")] = None,
        nodes: Nodes = 150,
        edges: Edges = 1000,
        cap: Cap = 0,
        ties: Ties = "all",
        view: View = "pairs",
        measure: Measure = None,
        seed: Seed = 1,
        as_of: AsOf = "",
        data_version: DataVersion = "",
        form: Form_ = "",
        output: Output = None,
        quiet: Quiet = False,
    ) -> None:
        """The whole network, filtered, measured as a whole; 0 shows all nodes or ties · 整个网络，可筛选。"""
        given = {"home": home, "other": reports.country_id(other), "field": field, "since": since, "until": until,
                 "nodes": nodes, "edges": edges, "cap": cap, "ties": ties, "view": view, "measures": measure, "seed": seed,
                 "as_of": as_of}  # fmt: skip
        with desk(quiet=quiet) as one:
            reports.write_network(one, "network_scope", given, data_version, form, output, today())

    return networks
