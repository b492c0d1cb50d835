"""The environment enters, one frozen `Settings` leaves; the table below is all that can be set.

Nothing is read at import: the composition root calls `read_settings(os.environ)` once and passes the
result down. `coopgraph doctor` prints the same table with the values in force.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from ontology.addresses import check_base
from ontology.errors import UsageError

SCHEMES = ("bolt://", "bolt+s://", "bolt+ssc://", "neo4j://", "neo4j+s://", "neo4j+ssc://")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?|https?://\[[0-9A-Fa-f:]+\](?::[0-9]{1,5})?")
_MEMORY = re.compile(r"[1-9][0-9]{0,8}[kKmMgG]")


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
    Setting("COOPGRAPH_PROPOSED", "apply",
            "What a load does with pairs that `identity propose` calls the same: apply or ignore",
            "载入时如何处理 `identity propose` 提议为同一的配对：apply（采用）或 ignore（忽略）"),
    Setting("COOPGRAPH_IN_PLACE_SHARE", "0.02",
            "Share of changed statements up to which a graph is changed in place (ours)",
            "就地更新所允许的变更比例（本项目实测设定）"),
    Setting("COOPGRAPH_KEEP_GRAPHS", "2", "Graphs of older data versions kept ready for --data-version",
            "为 --data-version 保留的旧版图数量"),
    Setting("COOPGRAPH_THREADS", "8", "Answers that one server process makes at a time", "单个服务进程同时生成的回答数"),
    Setting("COOPGRAPH_WAITING", "16", "Answers that wait for their turn in one process; further ones are told to come again",
            "单个服务进程中排队等候的回答数；超出者被告知稍后再来"),
    Setting("COOPGRAPH_CONCURRENCY", "256", "Requests that one server process holds at a time; more are told to come again",
            "单个服务进程同时受理的请求数；超出者被告知稍后再来"),
    Setting("COOPGRAPH_MAX_ADDRESS", "8190", "Bytes that an address may have", "地址的最大字节数"),
    Setting("COOPGRAPH_MAX_BODY", "262144", "Bytes that the body of a request may have", "请求体的最大字节数"),
    Setting("COOPGRAPH_MAX_ANSWER", "8388608", "Bytes that an answer may have; a page is cut to fit, which it says",
            "回答的最大字节数；超出时缩短该页并说明"),
    Setting("COOPGRAPH_REMEMBER_MB", "16",
            "Megabytes of answers that one server process keeps at hand, and a quarter more of pages; 0 = none",
            "单个服务进程保留的回答（MB），另加四分之一用于页面；0 为不保留"),
    Setting("COOPGRAPH_RATE_ADDRESS", "6000/minute", "Requests from one address; several joined by ';', none = no limit",
            "每个地址的请求限额；多个以 ; 连接，none 为不限"),
    Setting("COOPGRAPH_RATE_KEY", "60000/minute", "Requests with one API key, written likewise",
            "每个 API 密钥的请求限额，写法同上"),
    Setting("COOPGRAPH_API_KEYS", "", "SHA-256 of the API keys that are known, joined by commas",
            "已知 API 密钥的 SHA-256，以逗号分隔", secret=True),
    Setting("COOPGRAPH_READING", "anyone", "Who may read over HTTP: anyone, or keys (whoever holds an API key)",
            "谁可通过 HTTP 读取：anyone（任何人）或 keys（持有 API 密钥者）"),
    Setting("COOPGRAPH_OWNER", "loopback",
            "Who acts without keys: loopback (whoever asks from this machine) or nobody; put nobody, or add a key, before a "
            "reverse proxy stands in front",
            "无密钥时谁可操作：loopback（本机请求者）或 nobody（无人）；在前面架设反向代理之前，请设为 nobody 或先添加密钥"),
    Setting("COOPGRAPH_JOURNAL", "",
            "Database of cases, people and keys, as SQLAlchemy writes addresses (default: journal.sqlite in the home)",
            "案卷、人员与密钥的数据库，按 SQLAlchemy 的地址写法（默认：主目录中的 journal.sqlite）", secret=True),
    Setting("COOPGRAPH_CONFLICT_YEARS", "",
            "Years back in which ties of a reviewer count, 0 to 100 (default: as cases/workflow.toml says)",
            "专家利益关联回溯的年数，0 至 100（默认见 cases/workflow.toml）"),
    Setting("COOPGRAPH_SUPPORT_GAP_DAYS", "",
            "Days without support that are no break yet, 0 to 100, for cases and for the question support "
            "(default: as cases/workflow.toml says)",
            "支持期之间不算中断的最多天数，0 至 100，案卷与 support 问题通用（默认见 cases/workflow.toml）"),
    Setting("COOPGRAPH_RATE_STORAGE", "memory://",
            "Where requests are counted: memory:// (each process for itself), redis://host:6379 (all together; "
            "its driver is in requirements-machines.lock)",
            "请求计数的存放处：memory://（各进程各自计数）或 redis://host:6379（共同计数；驱动见 requirements-machines.lock）"),
    Setting("COOPGRAPH_CURSOR_KEY", "", "Key that signs cursors, the same on every machine (default: made once in the home)",
            "游标签名密钥，各机器须相同（默认：在主目录中生成一次）", secret=True),
    Setting("COOPGRAPH_TRUSTED_PROXIES", "", "Addresses of proxies whose X-Forwarded-For is believed, joined by commas",
            "可信代理的地址（采信其 X-Forwarded-For），以逗号分隔"),
    Setting("COOPGRAPH_BASE", "https://w3id.org/coopgraph/id/", "Address that ids begin with in RDF; it ends with / or #",
            "RDF 中编号的起始地址，以 / 或 # 结尾"),
    Setting("COOPGRAPH_SPARQL_SECONDS", "20", "Seconds after which a SPARQL query is ended", "SPARQL 查询的时限（秒）"),
    Setting("COOPGRAPH_SPARQL_MB", "1024", "Megabytes of memory that a SPARQL query may take", "SPARQL 查询的内存上限（MB）"),
    Setting("COOPGRAPH_SPARQL_WORKERS", "2", "SPARQL queries that one server process answers at a time",
            "单个服务进程同时应答的 SPARQL 查询数"),
    Setting("COOPGRAPH_ORIGINS", "*",
            "Sites whose pages may read reconciliation, SPARQL and the ontology: * (all), addresses joined by commas, or none",
            "哪些网站的页面可读取对齐服务、SPARQL 与本体：*（全部）、以逗号分隔的地址，或 none（无）"),
    Setting("COOPGRAPH_STOP_SECONDS", "20", "Seconds that a stop waits for answers under way", "停止服务时等待未完成回答的秒数"),
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
    proposed: str
    in_place_share: float
    keep_graphs: int
    threads: int
    waiting: int
    concurrency: int
    max_address: int
    max_body: int
    max_answer: int
    remember_mb: int
    rate_address: str
    rate_key: str
    api_keys: tuple[str, ...]
    reading: str
    owner: str
    journal: str
    conflict_years: int | None
    support_gap_days: int | None
    rate_storage: str
    cursor_key: str
    trusted_proxies: str
    base: str
    sparql_seconds: float
    sparql_mb: int
    sparql_workers: int
    origins: str
    stop_seconds: int


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings in force; an unknown COOPGRAPH_ name or a bad value is a UsageError."""
    known = {setting.name for setting in SETTINGS}
    for name in sorted(environ):
        # these steer tests and pictures, not the product
        if name.startswith("COOPGRAPH_") and name not in known and not name.startswith(_OF_TESTS):
            raise UsageError(
                f"{name} is not a setting",
                f"没有名为 {name} 的设置",
                remedy=f"Unset it, or use one of: {', '.join(sorted(known))}.",
                remedy_zh=f"请取消它，或改用：{'、'.join(sorted(known))}。",
            )
    raw = {setting.name: environ.get(setting.name, "") or setting.default for setting in SETTINGS}
    home = raw["COOPGRAPH_HOME"] or platformdirs.user_data_dir("coopgraph", appauthor=False)
    cache = raw["COOPGRAPH_CACHE"] or platformdirs.user_cache_dir("coopgraph", appauthor=False)
    return Settings(
        home=Path(home).expanduser().absolute(),
        cache=Path(cache).expanduser().absolute(),
        lang=_language(raw["COOPGRAPH_LANG"], environ),
        neo4j_uri=_address(raw["COOPGRAPH_NEO4J_URI"]),
        neo4j_user=raw["COOPGRAPH_NEO4J_USER"],
        neo4j_password=raw["COOPGRAPH_NEO4J_PASSWORD"],
        neo4j_database=raw["COOPGRAPH_NEO4J_DATABASE"],
        neo4j_heap=_memory("COOPGRAPH_NEO4J_HEAP", raw),
        neo4j_pagecache=_memory("COOPGRAPH_NEO4J_PAGECACHE", raw),
        mirror=raw["COOPGRAPH_MIRROR"] or None,
        query_timeout=_number("COOPGRAPH_QUERY_TIMEOUT", raw, low=0.1, high=86_400),
        processes=int(_number("COOPGRAPH_PROCESSES", raw, low=1, high=256))
        if raw["COOPGRAPH_PROCESSES"]
        else None,
        backend=_choice("COOPGRAPH_BACKEND", raw, ("duckdb", "pyspark")),
        proposed=_choice("COOPGRAPH_PROPOSED", raw, ("apply", "ignore")),
        in_place_share=_number("COOPGRAPH_IN_PLACE_SHARE", raw, low=0, high=1),
        keep_graphs=int(_number("COOPGRAPH_KEEP_GRAPHS", raw, low=0, high=100)),
        threads=int(_number("COOPGRAPH_THREADS", raw, low=1, high=256)),
        waiting=int(_number("COOPGRAPH_WAITING", raw, low=0, high=10_000)),
        concurrency=int(_number("COOPGRAPH_CONCURRENCY", raw, low=1, high=10_000)),
        max_address=int(_number("COOPGRAPH_MAX_ADDRESS", raw, low=500, high=60_000)),
        max_body=int(_number("COOPGRAPH_MAX_BODY", raw, low=1_000, high=1e8)),
        max_answer=int(_number("COOPGRAPH_MAX_ANSWER", raw, low=10_000, high=1e9)),
        remember_mb=int(_number("COOPGRAPH_REMEMBER_MB", raw, low=0, high=10_000)),
        rate_address=_unless_none(raw["COOPGRAPH_RATE_ADDRESS"]),
        rate_key=_unless_none(raw["COOPGRAPH_RATE_KEY"]),
        api_keys=_listed(raw["COOPGRAPH_API_KEYS"]),
        reading=_choice("COOPGRAPH_READING", raw, ("anyone", "keys")),
        owner=_choice("COOPGRAPH_OWNER", raw, ("loopback", "nobody")),
        journal=raw["COOPGRAPH_JOURNAL"],
        conflict_years=_whole("COOPGRAPH_CONFLICT_YEARS", raw, high=100),
        support_gap_days=_whole("COOPGRAPH_SUPPORT_GAP_DAYS", raw, high=100),
        rate_storage=raw["COOPGRAPH_RATE_STORAGE"],
        cursor_key=raw["COOPGRAPH_CURSOR_KEY"],
        trusted_proxies=raw["COOPGRAPH_TRUSTED_PROXIES"],
        sparql_seconds=_number("COOPGRAPH_SPARQL_SECONDS", raw, low=0.1, high=3600),
        sparql_mb=int(_number("COOPGRAPH_SPARQL_MB", raw, low=1024, high=1e6)),
        sparql_workers=int(_number("COOPGRAPH_SPARQL_WORKERS", raw, low=1, high=64)),
        base=_base(raw["COOPGRAPH_BASE"]),
        origins=_origins(raw["COOPGRAPH_ORIGINS"]),
        stop_seconds=int(_number("COOPGRAPH_STOP_SECONDS", raw, low=0, high=3600)),
    )


def _unless_none(value: str) -> str:
    return "" if value == "none" else value


def _origins(value: str) -> str:
    for one in value.split(","):
        if one.strip() not in ("*", "none") and not _ORIGIN.fullmatch(one.strip()):
            raise UsageError(
                f"COOPGRAPH_ORIGINS: {one.strip()!r} is no address of a site",
                f"COOPGRAPH_ORIGINS：“{one.strip()}”不是网站地址",
                remedy="Set it to *, none, or addresses such as https://refine.example.org",
                remedy_zh="请设为 *、none，或形如 https://refine.example.org 的地址",
            )
    return value


def _listed(value: str) -> tuple[str, ...]:
    return tuple(one.strip().lower() for one in value.split(",") if one.strip())


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
            f"{name}={raw[name]!r} 不是 {low:g} 至 {high:g} 之间的数",
            remedy=f"Set {name} to such a number.",
            remedy_zh=f"请把 {name} 设为这样的数。",
        )
    return value


def _whole(name: str, raw: Mapping[str, str], *, high: int) -> int | None:
    """A whole number from nought; nothing where it is not set."""
    if not raw[name]:
        return None
    if re.fullmatch(r"[0-9]{1,9}", raw[name]) and int(raw[name]) <= high:
        return int(raw[name])
    raise UsageError(
        f"{name}={raw[name]!r} is not a whole number from 0 to {high}",
        f"{name}={raw[name]!r} 不是 0 至 {high} 之间的整数",
        remedy=f"Set {name} to such a number, or unset it.",
        remedy_zh=f"请把 {name} 设为这样的整数，或取消该设置。",
    )


def _choice(name: str, raw: Mapping[str, str], allowed: tuple[str, ...]) -> str:
    if raw[name] not in allowed:
        raise UsageError(
            f"{name}={raw[name]!r} is not one of {', '.join(allowed)}",
            f"{name}={raw[name]!r} 不在可选值之内：{'、'.join(allowed)}",
            remedy=f"Set {name} to one of them.",
            remedy_zh=f"请把 {name} 设为其中之一。",
        )
    return raw[name]


def _base(base: str) -> str:
    check_base(base)
    return base


def _memory(name: str, raw: Mapping[str, str]) -> str:
    if not _MEMORY.fullmatch(raw[name]):
        raise UsageError(
            f"{name}={raw[name]!r} is not a size of memory",
            f"{name}={raw[name]!r} 不是内存大小",
            remedy=f"Set {name} to a whole number with k, m or g, such as 512m or 2g.",
            remedy_zh=f"请把 {name} 设为带 k、m 或 g 的整数，如 512m 或 2g。",
        )
    return raw[name]


def _address(uri: str) -> str:
    if uri and not uri.startswith(SCHEMES):
        raise UsageError(
            f"COOPGRAPH_NEO4J_URI={uri!r} begins with none of {', '.join(SCHEMES)}",
            f"COOPGRAPH_NEO4J_URI={uri!r} 的开头不是 {'、'.join(SCHEMES)} 之一",
            remedy="Set COOPGRAPH_NEO4J_URI to such an address, or unset it to use the private server.",
            remedy_zh="请把 COOPGRAPH_NEO4J_URI 设为这样的地址；取消该设置则使用私有服务器。",
        )
    return uri
