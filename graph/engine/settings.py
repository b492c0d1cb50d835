"""Wishes for the private server enter (memory, port, deadlines, mirror); one frozen value leaves."""

from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

from ontology.progress import Progress, silent


def default_cache() -> Path:
    """Folder of this user that keeps the engine's jars, shared by all homes."""
    return user_cache_path("coopgraph") / "engine"


@dataclass(frozen=True)
class EngineSettings:
    """How the private server is fetched and run; sizes as Java and Neo4j write them (512m, 2g)."""

    cache: Path = field(default_factory=default_cache)
    repository: str = ""  # a mirror's address; empty: the one that jgo has built in
    heap: str = "1g"
    page_cache: str = "512m"
    off_heap: str = ""  # memory of the import tool beside its heap; empty: 90 % of what is free
    transaction_memory: str = ""  # most memory that one transaction may take; empty: the server's own rule
    transaction_timeout_s: int = 120  # a client may ask for more or less for one transaction
    port: int = 0  # 0: a free one is chosen
    min_free_mb: int = 512
    start_deadline_s: float = 120.0
    stop_deadline_s: float = 120.0
    lock_wait_s: float = 10.0  # how long to wait for another coopgraph that works on the same home
    threads: int = 0  # of the import tool; 0: as many as the machine has
    quick_compiler: bool = False  # starts sooner and answers slower: for short-lived servers such as tests
    retry_pause_s: float = 0.5  # before the second try of a download; doubled before each further one
    archive: bool = True  # keep loaded classes in a file of the cache, which halves the start
    conf: tuple[tuple[str, str], ...] = ()  # further settings by Neo4j's own names, over those written here


__all__ = ["EngineSettings", "Progress", "default_cache", "silent"]
