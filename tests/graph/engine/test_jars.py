"""Jars: the lock's form, the fetch with every misfortune of a network, and nothing used unverified."""

import hashlib
import multiprocessing
import random
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.engine.jars import engine_folder, fetch_jars, repository_address
from graph.engine.lock import COORDINATE, LOCK, Jar, Lock, read_lock
from graph.engine.settings import EngineSettings
from ontology.errors import EngineError
from tests.graph.engine.repository import Repository, serving

BIG = 300_000


@pytest.fixture
def repository() -> Iterator[Repository]:
    content = random.Random(7)
    sizes = {"org/x/a/1.0/a-1.0.jar": BIG, "org/x/b/2/b-2-linux.jar": 5000, "org/y/c/3.1/c-3.1.jar": 0}
    with serving(Repository({path: content.randbytes(size) for path, size in sizes.items()})) as served:
        yield served


@pytest.fixture
def lock(repository: Repository) -> Lock:
    coordinates = [("org.x", "a", "1.0", ""), ("org.x", "b", "2", "linux"), ("org.y", "c", "3.1", "")]
    jars = []
    for coordinate in coordinates:
        content = repository.files[Jar(*coordinate, sha256="", size=0).path]
        jars.append(Jar(*coordinate, hashlib.sha256(content).hexdigest(), len(content)))
    return Lock(tuple(jars), "d" * 64)


@pytest.fixture
def settings(tmp_path: Path, repository: Repository) -> EngineSettings:
    return EngineSettings(cache=tmp_path / "cache", repository=repository.address, retry_pause_s=0.01)


def check(lib: Path, repository: Repository) -> None:
    """Exactly the locked files are there, byte for byte."""
    found = {path.name: path.read_bytes() for path in lib.iterdir()}
    assert found == {path.rsplit("/", 1)[1]: content for path, content in repository.files.items()}


def test_the_committed_lock() -> None:
    lock = read_lock()
    assert lock.version == COORDINATE.split(":")[2]
    assert list(lock.jars) == sorted(lock.jars)
    assert len(lock.jars) > 200
    assert {"neo4j-server", "neo4j-import-tool", "neo4j-consistency-check"} <= {
        jar.artifact for jar in lock.jars
    }
    assert "://" not in LOCK.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("org.x:a:1.0 sha256:zz 10", "line 1"),
        ("org.x:a sha256:" + "0" * 64 + " 10", "line 1"),
        ("# nothing", "names no jar"),
        (f"org.x:a:1 sha256:{'0' * 64} 1\norg.y:a:1 sha256:{'0' * 64} 1", "a-1.jar"),
    ],
)
def test_a_broken_lock_is_refused(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "jars.lock"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(EngineError, match=said):
        read_lock(path)


def test_the_address_is_jgos_or_the_mirrors() -> None:
    from jgo.constants import MAVEN_CENTRAL_URL

    assert repository_address(EngineSettings()) == MAVEN_CENTRAL_URL.rstrip("/")
    assert repository_address(EngineSettings(repository="http://127.0.0.1:9/m/")) == "http://127.0.0.1:9/m"


def test_fetched_once_then_never_again(repository: Repository, lock: Lock, settings: EngineSettings) -> None:
    seen: list[tuple[int, int | None]] = []
    lib = fetch_jars(lock, settings, lambda _stage, done, total: seen.append((done, total)))
    check(lib, repository)
    assert seen[0] == (0, lock.size)
    assert seen[-1] == (lock.size, lock.size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    repository.asked.clear()
    assert fetch_jars(lock, settings) == lib
    assert repository.asked == []


@pytest.mark.parametrize("ranges", [True, False])
def test_a_cut_connection_is_resumed(
    repository: Repository, lock: Lock, settings: EngineSettings, ranges: bool
) -> None:
    repository.ranges = ranges
    repository.cut_after = {lock.jars[0].path: [100_000, 50_000]}
    seen: list[int] = []
    check(fetch_jars(lock, settings, lambda _stage, done, _total: seen.append(done)), repository)
    asked = [given for path, given in repository.asked if path.endswith("a-1.0.jar")]
    assert asked[:2] == ["", "bytes=100000-"], repository.asked
    assert asked[2] == ("bytes=150000-" if ranges else "bytes=50000-")
    assert seen[-1] == lock.size


def test_what_an_ended_run_has_fetched_is_kept(
    repository: Repository, lock: Lock, settings: EngineSettings
) -> None:
    repository.cut_after = {lock.jars[0].path: [100_000, 0, 0, 0, 0]}
    with pytest.raises(EngineError, match=r"org\.x:a:1\.0 cannot be fetched after 5 tries"):
        fetch_jars(lock, settings)
    repository.asked.clear()
    check(fetch_jars(lock, settings), repository)
    assert ("/maven/org/x/a/1.0/a-1.0.jar", "bytes=100000-") in repository.asked


def test_a_busy_repository_is_asked_again(
    repository: Repository, lock: Lock, settings: EngineSettings
) -> None:
    repository.statuses = {lock.jars[1].path: [503, 429]}
    check(fetch_jars(lock, settings), repository)


def test_a_missing_jar_is_said_at_once(repository: Repository, lock: Lock, settings: EngineSettings) -> None:
    del repository.files[lock.jars[1].path]
    with pytest.raises(EngineError, match=r"org.x:b:2:linux: the repository answers HTTP 404") as told:
        fetch_jars(lock, settings)
    assert lock.jars[1].path in told.value.where
    assert "镜像" in told.value.message("zh")


def test_other_bytes_are_never_used(repository: Repository, lock: Lock, settings: EngineSettings) -> None:
    path = lock.jars[0].path
    repository.files[path] = repository.files[path][::-1]
    with pytest.raises(EngineError, match="wrong SHA-256"):
        fetch_jars(lock, settings)
    assert not list(settings.cache.rglob("a-1.0.jar*"))


@pytest.mark.parametrize("kind", ["altered", "shortened", "stranger"])
def test_an_altered_cache_is_mended(
    repository: Repository, lock: Lock, settings: EngineSettings, kind: str
) -> None:
    lib = fetch_jars(lock, settings)
    jar = lib / lock.jars[0].name
    if kind == "altered":
        jar.write_bytes(jar.read_bytes()[:-1] + b"?")
    elif kind == "shortened":
        jar.write_bytes(b"")
    else:
        (lib / "stranger.jar").write_bytes(b"x")
        (lib.parent / "verified.json").unlink()
    check(fetch_jars(lock, settings), repository)


def test_without_a_network(lock: Lock, settings: EngineSettings, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: a connection is refused
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        offline = EngineSettings(cache=tmp_path, repository=address, retry_pause_s=0.01)
        with pytest.raises(EngineError, match="check the network") as told:
            fetch_jars(lock, offline)
    assert address in str(told.value)


def test_the_space_is_asked_for_before(lock: Lock, settings: EngineSettings) -> None:
    huge = Lock((*lock.jars, Jar("org.z", "huge", "1", "", "0" * 64, 1 << 60)), lock.digest)
    with pytest.raises(EngineError, match=r"the disk is full: \d+ MB are free, \d+ MB are needed"):
        fetch_jars(huge, settings)


def test_proxies_are_honoured(
    repository: Repository, lock: Lock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", repository.address.removesuffix("/maven"))
    monkeypatch.setenv("NO_PROXY", "")
    behind = EngineSettings(cache=tmp_path, repository="http://repository.invalid/maven")
    check(fetch_jars(lock, behind), repository)
    assert repository.asked[0][0].startswith("http://repository.invalid/maven/")


def test_two_processes_fetch_once(repository: Repository, lock: Lock, settings: EngineSettings) -> None:
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=fetch_jars, args=(lock, settings)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.exitcode for one in both] == [0, 0]
    assert sorted(path for path, _ in repository.asked) == sorted(f"/maven/{jar.path}" for jar in lock.jars)
    check(engine_folder(lock, settings.cache) / "lib", repository)
