"""Words after `coopgraph gaps`, `compare` and `history` enter; what they ask for is handed to the reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated

import typer

from api import reports
from api.deps import desk
from api.formats import Form
from api.options import AsOf, Bom, Csv, DataVersion, Json, Jsonl, Quiet, Xlsx
from graph.readings import READINGS

Rules = Annotated[str, typer.Option("--rules", help="Rule set: name or name@version · 规则集")]
Home = Annotated[
    list[str] | None,
    typer.Option("--home", help="Two-letter codes or regions, repeatable (default CN) · 本方"),
]
Read = Annotated[
    list[str] | None,
    typer.Option(
        "--reading", help="Modes and numbers of the rule set: C3=all, C2c.years=4; repeatable · 读法"
    ),
]

DEFAULT = "key-institutions"
# the readings of `candidates` without rules, as the link of clause 4.1; the widest of those named holds
_LINKS = dict(zip(READINGS, READINGS, strict=True))


def rule_readings(asked: Sequence[str] | None) -> list[str]:
    """Return readings as a rule set takes them: `--reading copresence` means link=copresence."""
    said = list(asked or ())
    links = [one for one in said if one in _LINKS]
    widest = max(links, key=READINGS.index, default="")
    return [*(one for one in said if one not in _LINKS), *([f"link={widest}"] if widest else [])]


def add_rule_commands(app: typer.Typer, today: Callable[[], date]) -> None:
    """Add the commands to the application; `today` gives the day where none is named."""

    @app.command()
    def gaps(
        institution: Annotated[str, typer.Argument(metavar="ID", help="Id of the institution · 机构编号")],
        rules: Rules = DEFAULT,
        home: Home = None,
        as_of: AsOf = "",
        reading: Read = None,
        data_version: DataVersion = "",
        json: Json = False,
        jsonl: Jsonl = False,
        csv: Csv = False,
        bom: Bom = False,
        xlsx: Xlsx = None,
        quiet: Quiet = False,
    ) -> None:
        """What is missing for a candidate, who could supply it, what it would change · 缺什么、谁能提供。"""
        given = _given(rules, home, as_of, reading) | {"institution": institution}
        with desk(quiet=quiet) as one:
            form = Form.asked(json=json, jsonl=jsonl, csv=csv, bom=bom, xlsx=xlsx)
            reports.ask(one, "gaps", given, data_version, form, today())

    @app.command()
    def compare(
        institutions: Annotated[
            list[str], typer.Argument(metavar="ID…", help="Ids of up to five institutions · 至多五个机构编号")
        ],
        rules: Rules = DEFAULT,
        home: Home = None,
        as_of: AsOf = "",
        reading: Read = None,
        data_version: DataVersion = "",
        json: Json = False,
        jsonl: Jsonl = False,
        csv: Csv = False,
        bom: Bom = False,
        xlsx: Xlsx = None,
        quiet: Quiet = False,
    ) -> None:
        """Candidates side by side on every condition · 候选机构逐项对照。"""
        given = _given(rules, home, as_of, reading) | {"institutions": institutions}
        with desk(quiet=quiet) as one:
            form = Form.asked(json=json, jsonl=jsonl, csv=csv, bom=bom, xlsx=xlsx)
            reports.ask(one, "compare", given, data_version, form, today())

    @app.command()
    def history(
        title: Annotated[
            list[str] | None,
            typer.Option(
                "--title", help="Titles to check, by notation or name (default: the rule set's) · 称号"
            ),
        ] = None,
        k: Annotated[
            list[int] | None, typer.Option("-k", help="How many of the first, repeatable · 前多少名")
        ] = None,
        rules: Rules = DEFAULT,
        home: Home = None,
        as_of: AsOf = "",
        reading: Read = None,
        data_version: DataVersion = "",
        json: Json = False,
        jsonl: Jsonl = False,
        csv: Csv = False,
        quiet: Quiet = False,
    ) -> None:
        """How holders of a title stood the day before they got it, the title masked · 历史核对。"""
        given = _given(rules, home, as_of, reading) | {"title": title or [], "k": k or []}
        with desk(quiet=quiet) as one:
            reports.ask(
                one, "history", given, data_version, Form.of(json=json, jsonl=jsonl, csv=csv), today()
            )


def _given(rules: str, home: list[str] | None, as_of: str, reading: list[str] | None) -> dict[str, object]:
    given: dict[str, object] = {"rules": rules, "reading": rule_readings(reading)}
    return given | ({"home": home} if home else {}) | ({"as_of": as_of} if as_of else {})
