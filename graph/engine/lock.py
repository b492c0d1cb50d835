"""A Maven coordinate enters; the list of jars that run it leaves, each with SHA-256 and size (`jars.lock`).

Remake the lock after changing COORDINATE with `python -m graph.engine.lock`: jgo resolves the tree, and
every jar is fetched once to be hashed. With `--check` it only says whether the committed lock would be made.
"""

import argparse
import hashlib
import itertools
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ontology.errors import EngineError

COORDINATE = "org.neo4j:neo4j:5.26.31"
LOCK = Path(__file__).with_name("jars.lock")
_LINE = re.compile(r"([\w.-]+):([\w.-]+):([\w.-]+)(?::([\w.-]+))? sha256:([0-9a-f]{64}) (\d+)")
_HEAD = """\
# The jars that run {coordinate}: coordinate, SHA-256, size in bytes.
# Made by `python -m graph.engine.lock`; do not edit.
"""


@dataclass(frozen=True, order=True)
class Jar:
    """One file to fetch."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str
    size: int

    @property
    def coordinate(self) -> str:
        """Return `group:artifact:version[:classifier]`."""
        return ":".join(part for part in (self.group, self.artifact, self.version, self.classifier) if part)

    @property
    def name(self) -> str:
        """File name of the jar."""
        return "-".join(part for part in (self.artifact, self.version, self.classifier) if part) + ".jar"

    @property
    def path(self) -> str:
        """Where a Maven repository keeps the jar, below its address."""
        return f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{self.name}"


@dataclass(frozen=True)
class Lock:
    """All jars of the engine, and a digest that changes with any of them."""

    jars: tuple[Jar, ...]
    digest: str

    @property
    def size(self) -> int:
        """Bytes of all jars together."""
        return sum(jar.size for jar in self.jars)

    @property
    def title(self) -> str:
        """What the lock is for: the server with its version, or the first jar of a lock of another program."""
        if self.version != "unknown":
            return f"neo4j-{self.version}"
        return f"{self.jars[0].artifact}-{self.jars[0].version}"

    @property
    def version(self) -> str:
        """Version of the server that the lock pins."""
        group, artifact, _ = COORDINATE.split(":")
        found = (jar.version for jar in self.jars if (jar.group, jar.artifact) == (group, artifact))
        return next(found, "unknown")


def read_lock(path: Path = LOCK) -> Lock:
    """Read a lock file; every line that is not a comment must be a coordinate, a SHA-256 and a size."""
    text = path.read_text(encoding="utf-8")
    jars: list[Jar] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise EngineError(
                f"not a locked jar: {line.strip()!r}",
                f"这一行不是锁定的 jar：{line.strip()!r}",
                where=f"{path.name}, line {number}",
                remedy="restore the file from version control, or remake it: python -m graph.engine.lock",
                remedy_zh="从版本库恢复该文件，或重新生成：python -m graph.engine.lock",
            )
        group, artifact, version, classifier, sha256, size = match.groups()
        jars.append(Jar(group, artifact, version, classifier or "", sha256, int(size)))
    names = sorted(jar.name for jar in jars)
    twice = sorted({one for one, other in itertools.pairwise(names) if one == other})
    if twice or not jars:
        raise EngineError(
            f"two jars share a file name: {', '.join(twice)}" if twice else "the lock names no jar",
            f"文件名重复：{', '.join(twice)}" if twice else "锁文件为空",
            where=path.name,
            remedy="remake the lock: python -m graph.engine.lock",
            remedy_zh="重新生成锁文件：python -m graph.engine.lock",
        )
    return Lock(tuple(jars), hashlib.sha256(text.encode()).hexdigest())


def make_lock(coordinate: str, cache: Path, repository: str = "") -> str:
    """Resolve the runtime tree of a coordinate with jgo and return the text of its lock."""
    from jgo.maven import MavenContext, PythonResolver  # noqa: PLC0415 - slow to import, and only this act needs it

    remotes = {"central": repository.rstrip("/")} if repository else None
    context = MavenContext(resolver=PythonResolver(), repo_cache=cache, remote_repos=remotes, timeout=60)
    inputs, transitive = context.resolver.resolve([context.create_dependency(coordinate)])
    jars: set[Jar] = set()
    for dependency in [*inputs, *transitive]:
        artifact = dependency.artifact
        if artifact.packaging != "jar" or dependency.scope not in {None, "compile", "runtime"}:
            continue
        content = artifact.resolve().read_bytes()
        jars.add(
            Jar(
                artifact.groupId,
                artifact.artifactId,
                artifact.version,
                artifact.classifier or "",
                hashlib.sha256(content).hexdigest(),
                len(content),
            )
        )
    lines = [f"{jar.coordinate} sha256:{jar.sha256} {jar.size}\n" for jar in sorted(jars)]
    return _HEAD.format(coordinate=coordinate) + "".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the lock, or with --check compare it."""
    parser = argparse.ArgumentParser(prog="python -m graph.engine.lock", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; exit code 1 if the lock is stale")
    parser.add_argument("--repository", default="", help="a mirror's address instead of the built-in one")
    parser.add_argument("--cache", type=Path, help="folder for poms and jars (default: a passing one)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as passing:
        text = make_lock(COORDINATE, options.cache or Path(passing), options.repository)
    if options.check:
        fresh = LOCK.read_text(encoding="utf-8") == text
        sys.stderr.write(f"{LOCK.name} is {'fresh' if fresh else 'stale: remake it without --check'}\n")
        return 0 if fresh else 1
    LOCK.write_text(text, encoding="utf-8")
    sys.stderr.write(f"{LOCK.name}: {text.count('sha256:')} jars\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
