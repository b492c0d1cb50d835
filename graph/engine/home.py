"""A folder and settings enter; an engine home leaves: folders, `neo4j.conf`, a password of its own."""

import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from graph.engine.address import Address
from graph.engine.settings import EngineSettings
from ontology.errors import EngineError

USER = "neo4j"
DATABASE = "neo4j"
_FOLDERS = ("conf", "data", "logs", "run", "import", "plugins", "licenses", "certificates", "tmp")
_HASH_ROUNDS = 1024


@dataclass(frozen=True)
class Home:
    """Paths of one engine home; several may stand side by side."""

    root: Path

    @property
    def conf(self) -> Path:
        """Folder of `neo4j.conf`."""
        return self.root / "conf"

    @property
    def data(self) -> Path:
        """Folder of the databases."""
        return self.root / "data"

    @property
    def logs(self) -> Path:
        """Folder of the logs."""
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """Folder of what holds only while something runs."""
        return self.root / "run"

    @property
    def tmp(self) -> Path:
        """Folder for the server's passing files (it unpacks native code there)."""
        return self.root / "tmp"

    @property
    def console(self) -> Path:
        """Everything that the server printed."""
        return self.logs / "console.log"

    @property
    def debug(self) -> Path:
        """The server's own detailed log."""
        return self.logs / "debug.log"

    @property
    def password_file(self) -> Path:
        """File with the password, readable by this user only."""
        return self.root / "password"

    @property
    def port_file(self) -> Path:
        """File with the port that the server had last; it gets the same again while that is free."""
        return self.run / "port"

    @property
    def importing(self) -> Path:
        """Mark that stands while an import has begun and not ended well."""
        return self.run / "importing"

    def address(self, port: int) -> Address:
        """Return the address of the server of this home on a port."""
        try:
            password = self.password_file.read_text(encoding="ascii").strip()
        except FileNotFoundError as error:
            raise EngineError(
                "the password file of this engine home is missing",
                "该引擎目录的密码文件不存在",
                where=str(self.password_file),
                remedy="stop the server and start it again: a new password is made, the data stays",
                remedy_zh="停止服务器后重新启动：会生成新密码，数据保留",
            ) from error
        return Address(f"bolt://127.0.0.1:{port}", USER, password, DATABASE)


def make_home(home: Home) -> None:
    """Make the folders, closed to other users, and the password if there is none; safe to repeat."""
    home.root.mkdir(parents=True, exist_ok=True)
    home.root.chmod(0o700)
    for name in _FOLDERS:
        (home.root / name).mkdir(exist_ok=True)
    if not home.password_file.exists():
        _make_password(home)


def _make_password(home: Home) -> None:
    """Write a random password, and its salted hash where the server looks for it at its first start.

    `dbms set-initial-password` does the same with the password on its command line, where every user of the
    machine can read it, and takes seconds; the server's own file format is fixed by the lock of the jars.
    A home whose password file was lost gets a new system database: it holds nothing but this user.
    """
    for kind in ("databases", "transactions"):
        shutil.rmtree(home.data / kind / "system", ignore_errors=True)
    password = secrets.token_urlsafe(24)
    salt = secrets.token_bytes(32)
    digest = hashlib.sha256(salt + password.encode("ascii")).digest()
    for _ in range(_HASH_ROUNDS - 1):
        digest = hashlib.sha256(digest).digest()
    users = home.data / "dbms" / "auth.ini"
    users.parent.mkdir(exist_ok=True)
    write_private(users, f"{USER}:SHA-256,{digest.hex()},{salt.hex()},{_HASH_ROUNDS}:\n")
    write_private(home.password_file, password + "\n")  # last: its presence says that all is done


def write_private(path: Path, text: str) -> None:
    """Write a file that only this user may read, whole or not at all."""
    passing = path.with_name(path.name + ".new")
    passing.unlink(missing_ok=True)
    handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    passing.replace(path)


def write_conf(home: Home, settings: EngineSettings, port: int) -> None:
    """Write `neo4j.conf`; a key given twice would stop the server, so one mapping holds them all."""
    conf = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "server.memory.heap.initial_size": settings.heap,
        "server.memory.heap.max_size": settings.heap,
        "server.memory.pagecache.size": settings.page_cache,
        "server.directories.import": str(home.root / "import"),
        "dbms.usage_report.enabled": "false",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "db.tx_log.preallocate": "false",  # 256 MB for each database otherwise
        "db.transaction.timeout": f"{settings.transaction_timeout_s}s",
        # The databases are closed before the network threads are waited for; the default waits 10 s in vain.
        "internal.server.bolt.thread_pool_shutdown_wait_time": "0s",
        "internal.server.bolt.connection_shutdown_wait_time": "1s",
    }
    if settings.transaction_memory:
        conf["db.memory.transaction.max"] = settings.transaction_memory
    conf |= dict(settings.conf)
    text = "# Written at every start from the settings; changes made here are lost.\n"
    write_private(home.conf / "neo4j.conf", text + "".join(f"{key}={conf[key]}\n" for key in sorted(conf)))
