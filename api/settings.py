"""The environment enters, one frozen `Settings` leaves; the table below is all that can be set.

Nothing is read at import: the composition root calls `read_settings(os.environ)` once and passes the
result down. `coopgraph doctor` prints the same table with the values in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from ontology.errors import UsageError


@dataclass(frozen=True)
class Setting:
    """One setting: the name of its environment variable, its default, and what it is for."""

    name: str
    default: str
    help_en: str
    help_zh: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("COOPGRAPH_HOME", "", "Folder that holds everything a run writes (default: the user's data)",
            "存放一切运行数据的文件夹（默认：用户数据目录）"),
    Setting("COOPGRAPH_CACHE", "", "Folder of the verified jars of all homes (default: the user's cache)",
            "已校验的 Neo4j 程序包缓存目录（默认：用户缓存目录）"),
    Setting("COOPGRAPH_LANG", "", "Language of messages and tables: en or zh (default: from LANG)",
            "信息与表格的语言：en 或 zh（默认取自 LANG）"),
    Setting("COOPGRAPH_NEO4J_URI", "", "Server to use instead of the private one: bolt://, neo4j://, neo4j+s://",
            "改用此服务器：bolt://、neo4j:// 或 neo4j+s://"),
    Setting("COOPGRAPH_NEO4J_USER", "neo4j", "User name on that server", "该服务器的用户名"),
    Setting("COOPGRAPH_NEO4J_PASSWORD", "", "Password on that server", "该服务器的密码", secret=True),
    Setting("COOPGRAPH_NEO4J_DATABASE", "neo4j", "Database on that server", "该服务器上的数据库名"),
    Setting("COOPGRAPH_NEO4J_HEAP", "1g", "Heap of the private server", "私有服务器的堆内存"),
    Setting("COOPGRAPH_NEO4J_PAGECACHE", "512m", "Page cache of the private server", "私有服务器的页缓存"),
    Setting("COOPGRAPH_MIRROR", "", "Address of a Maven repository to fetch the jars from",
            "下载程序包所用的 Maven 仓库地址"),
    Setting("COOPGRAPH_QUERY_TIMEOUT", "30", "Seconds after which a question is ended, in the database too",
            "查询超时（秒），数据库中的查询同时终止"),
    Setting("COOPGRAPH_PROCESSES", "", "Processes that map big sources (default: one a core)",
            "映射大型来源所用的进程数（默认：每核一个）"),
    Setting("COOPGRAPH_BACKEND", "duckdb", "Engine of the route: duckdb or pyspark",
            "数据流程引擎：duckdb 或 pyspark"),
    Setting("COOPGRAPH_IN_PLACE_SHARE", "0.005",
            "Share of changed statements up to which a graph is changed in place (ours)",
            "就地更新所允许的变更比例（本项目实测设定）"),
    Setting("COOPGRAPH_KEEP_GRAPHS", "2", "Graphs of older data versions kept ready for --data-version",
            "为 --data-version 保留的旧版图数量"),
)  # fmt: skip


_OF_TESTS = ("COOPGRAPH_CHROMIUM", "COOPGRAPH_SOAK_")


def settings_page() -> str:
    """Return docs/settings.md, which a test compares with the file."""
    rows = [
        f"| `{one.name}` | {f'`{one.default}`' if one.default else '–'} | {one.help_en} | {one.help_zh} |"
        for one in SETTINGS
    ]
    return "\n".join([_PAGE_HEAD, *rows, ""])


_PAGE_HEAD = """# Settings · 设置

Every setting is an environment variable. `coopgraph doctor` shows the values in force, secrets never.
所有设置都是环境变量；`coopgraph doctor` 显示当前值，密码不显示。

| name | default | what it is for | 用途 |
|---|---|---|---|"""


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, typed; see SETTINGS for what each is for."""

    home: Path
    cache: Path
    lang: str
    neo4j_uri: str
    neo4j_user: str
    neo4j_password: str
    neo4j_database: str
    neo4j_heap: str
    neo4j_pagecache: str
    mirror: str | None
    query_timeout: float
    processes: int | None
    backend: str
    in_place_share: float
    keep_graphs: int


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings in force; an unknown COOPGRAPH_ name or a bad value is a UsageError."""
    known = {setting.name for setting in SETTINGS}
    for name in sorted(environ):
        # these steer tests and pictures, not the product
        if name.startswith("COOPGRAPH_") and name not in known and not name.startswith(_OF_TESTS):
            raise UsageError(
                f"{name} is not a setting", remedy=f"Unset it, or use one of: {', '.join(sorted(known))}."
            )
    raw = {setting.name: environ.get(setting.name, "") or setting.default for setting in SETTINGS}
    home = raw["COOPGRAPH_HOME"] or platformdirs.user_data_dir("coopgraph", appauthor=False)
    cache = raw["COOPGRAPH_CACHE"] or platformdirs.user_cache_dir("coopgraph", appauthor=False)
    return Settings(
        home=Path(home).expanduser().absolute(),
        cache=Path(cache).expanduser().absolute(),
        lang=_language(raw["COOPGRAPH_LANG"], environ),
        neo4j_uri=raw["COOPGRAPH_NEO4J_URI"],
        neo4j_user=raw["COOPGRAPH_NEO4J_USER"],
        neo4j_password=raw["COOPGRAPH_NEO4J_PASSWORD"],
        neo4j_database=raw["COOPGRAPH_NEO4J_DATABASE"],
        neo4j_heap=raw["COOPGRAPH_NEO4J_HEAP"],
        neo4j_pagecache=raw["COOPGRAPH_NEO4J_PAGECACHE"],
        mirror=raw["COOPGRAPH_MIRROR"] or None,
        query_timeout=_number("COOPGRAPH_QUERY_TIMEOUT", raw, low=0.1, high=86_400),
        processes=int(_number("COOPGRAPH_PROCESSES", raw, low=1, high=256))
        if raw["COOPGRAPH_PROCESSES"]
        else None,
        backend=_choice("COOPGRAPH_BACKEND", raw, ("duckdb", "pyspark")),
        in_place_share=_number("COOPGRAPH_IN_PLACE_SHARE", raw, low=0, high=1),
        keep_graphs=int(_number("COOPGRAPH_KEEP_GRAPHS", raw, low=0, high=100)),
    )


def _language(chosen: str, environ: Mapping[str, str]) -> str:
    if chosen:
        return _choice("COOPGRAPH_LANG", {"COOPGRAPH_LANG": chosen}, ("en", "zh"))
    system = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "zh" if system.lower().startswith("zh") else "en"


def _number(name: str, raw: Mapping[str, str], *, low: float, high: float) -> float:
    try:
        value = float(raw[name])
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise UsageError(
            f"{name}={raw[name]!r} is not a number from {low:g} to {high:g}",
            remedy=f"Set {name} to such a number.",
        )
    return value


def _choice(name: str, raw: Mapping[str, str], allowed: tuple[str, ...]) -> str:
    if raw[name] not in allowed:
        raise UsageError(
            f"{name}={raw[name]!r} is not one of {', '.join(allowed)}", remedy=f"Set {name} to one of them."
        )
    return raw[name]
