"""Words after `coopgraph case` and `coopgraph keys` enter; what they ask for is handed to the reports of cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import typer

from api import reports
from api.deps import desk
from api.formats import Form
from api.options import AsOf, DataVersion, Json, Output, Quiet
from api.rule_commands import DEFAULT, Home, Read, Rules, rule_readings
from api.usage import options

As = Annotated[str, typer.Option("--as", help="Id of the person who does it (default: local) · 以何人身份")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is logged · 理由，随操作记录")]
Now = Callable[[], datetime]


def case_commands(now: Now) -> typer.Typer:
    """Return the commands of cases and people; `now` gives the moment that is logged."""
    cases = typer.Typer(
        help="Cases of candidates: who did what, and why · 候选案卷与流程", no_args_is_help=True
    )

    @cases.command("act", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
    def case_act(
        context: typer.Context,
        act: Annotated[str, typer.Argument(help="Name of an act: see case workflow · 操作名称")],
        case: Annotated[
            str, typer.Argument(help="Id of the case, such as case-1; open takes none · 案卷编号")
        ] = "",
        person: As = "",
        json: Json = False,
    ) -> None:
        """Do one act, its particulars as options (--reason WHY --side science …) · 执行一项操作。"""
        named = context.args
        if case.startswith("--"):  # open takes no case, so the first option stands in its place
            named, case = [case, *named], ""
        with desk() as one:
            reports.case_act(one, act, case, options(named), person, now(), Form.of(json=json))

    @cases.command("list")
    def case_list(json: Json = False) -> None:
        """All cases and how they stand · 全部案卷。"""
        with desk() as one:
            reports.case_list(one, Form.of(json=json))

    @cases.command("show")
    def case_show(
        case: Annotated[str, typer.Argument(help="Id of the case · 案卷编号")],
        person: As = "",
        json: Json = False,
    ) -> None:
        """One case: its log, reviews, decision, support; --as shows what that person may see · 查看案卷。"""
        with desk() as one:
            reports.case_show(one, case, person, now(), Form.of(json=json))

    @cases.command("workflow")
    def case_workflow(json: Json = False) -> None:
        """What may be done in which state, by whom, and what it needs · 流程表。"""
        with desk() as one:
            reports.workflow_table(one, Form.of(json=json))

    @cases.command("verify")
    def case_verify(
        head: Annotated[
            list[str] | None,
            typer.Option(
                "--head", help="Head noted elsewhere, POSITION:HASH; repeatable · 另行记下的末端标记"
            ),
        ] = None,
        json: Json = False,
    ) -> None:
        """Whether the journal is what was written, and where it is not · 校验日志是否被改动。"""
        with desk() as one:
            reports.case_verify(one, head or [], Form.of(json=json))

    @cases.command("people")
    def case_people(json: Json = False) -> None:
        """Everybody who works in the system · 全部人员。"""
        with desk() as one:
            reports.person_list(one, Form.of(json=json))

    @cases.command("person")
    def case_person(
        person: Annotated[
            str, typer.Argument(metavar="ID", help="Pseudonymous id, such as reviewer-7 · 化名编号")
        ],
        name: Annotated[str, typer.Option("--name", help="Name; can be erased · 姓名，可删除")] = "",
        contact: Annotated[
            str, typer.Option("--contact", help="How to reach them; can be erased · 联系方式，可删除")
        ] = "",
        thing: Annotated[str, typer.Option("--thing", help="Their id in the graph · 其在图中的编号")] = "",
        organisation: Annotated[
            list[str] | None,
            typer.Option("--organisation", help="Organisations they belong to; repeatable · 所属组织"),
        ] = None,
        json: Json = False,
    ) -> None:
        """Add somebody who works in the system · 新增人员。"""
        with desk() as one:
            reports.person_add(
                one, person, name, contact, thing, organisation or [], now(), Form.of(json=json)
            )

    @cases.command("erase")
    def case_erase(
        person: Annotated[str, typer.Argument(metavar="ID", help="Id of the person · 人员编号")],
        reason: Reason = "",
        json: Json = False,
    ) -> None:
        """Erase somebody's personal fields; what they did stays under their id, and the log stays valid · 删除个人信息。"""
        with desk() as one:
            reports.person_erase(one, person, reason, now(), Form.of(json=json))

    return cases


def add_dossier_command(app: typer.Typer, now: Now) -> None:
    """Add the command that writes dossiers."""

    @app.command()
    def dossier(
        institution: Annotated[str, typer.Argument(metavar="ID", help="Id of the candidate · 候选编号")],
        form: Annotated[
            str,
            typer.Option("--format", help="html, docx, zip, json (default: by --output, else html) · 格式"),
        ] = "",
        output: Output = None,
        lang: Annotated[str, typer.Option("--lang", help="zh or en · 语言")] = "",
        gaps: Annotated[
            bool, typer.Option("--gaps", help="The nominator's page of what is missing · 待补事项")
        ] = False,
        rules: Rules = DEFAULT,
        home: Home = None,
        as_of: AsOf = "",
        reading: Read = None,
        data_version: DataVersion = "",
        person: As = "",
        quiet: Quiet = False,
    ) -> None:
        """Everything that a reviewer must see of one candidate, to print, to edit or to keep · 候选机构卷宗。"""
        with desk(quiet=quiet) as one:
            from api.dossier.facts import Wanted  # noqa: PLC0415 - no other command waits for it

            day = as_of or now().date().isoformat()
            asked = Wanted(
                institution, day, tuple(home or ["CN"]), rules, tuple(rule_readings(reading)), data_version
            )
            reports.dossier(one, asked, lang, form, output, person, now(), gaps=gaps)


def key_commands(now: Now) -> typer.Typer:
    """Return the commands of API keys."""
    keys = typer.Typer(help="API keys: who may do what over HTTP · API 密钥", no_args_is_help=True)

    @keys.command("add")
    def keys_add(
        person: Annotated[str, typer.Argument(help="Id of the person who will hold it · 持有人编号")],
        scope: Annotated[
            list[str],
            typer.Option("--scope", help="reader, nominator, reviewer, administrator; repeatable · 权限"),
        ],
        expires: Annotated[
            str,
            typer.Option(
                "--expires", help="From which day on it is worth nothing: 2027-01-01 · 自何日起失效"
            ),
        ] = "",
    ) -> None:
        """Make a key: it stands alone on stdout, this once; only a hash is kept · 新增密钥，仅显示一次。"""
        with desk() as one:
            reports.key_add(one, person, scope, expires, now())

    @keys.command("list")
    def keys_list(json: Json = False) -> None:
        """All keys, without their secrets · 全部密钥。"""
        with desk() as one:
            reports.key_list(one, Form.of(json=json))

    @keys.command("revoke")
    def keys_revoke(
        key: Annotated[str, typer.Argument(metavar="KEY", help="Id of the key: keys list · 密钥编号")],
        reason: Reason = "",
        json: Json = False,
    ) -> None:
        """Make a key worth nothing from now on · 吊销密钥。"""
        with desk() as one:
            reports.key_revoke(one, key, reason, now(), Form.of(json=json))

    return keys
