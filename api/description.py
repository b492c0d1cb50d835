"""The routes enter; docs/reference/openapi.json leaves, which a test compares with what the service says of itself.

`python -m api.description FILE` writes it. It does not write a description that breaks callers of the one that is there,
unless the first number of INTERFACE in api/app.py was raised.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from api.app import Silent, make_app
from api.openapi.compatibility import breaking
from api.settings import read_settings
from ontology.errors import UsageError


def description() -> dict[str, Any]:
    """Return what the service says of itself, made without a server."""
    with TemporaryDirectory(prefix="coopgraph-") as home:
        app = make_app(read_settings({"COOPGRAPH_HOME": home}), Silent(), date.today)
        return app.openapi()


def written(described: dict[str, Any]) -> bytes:
    """Return a description as the file holds it."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(described, option=options)


def broken(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Return what breaks callers and was not announced by a new first number of the version."""
    announced = before["info"]["version"].split(".")[0] != now["info"]["version"].split(".")[0]
    return [] if announced else breaking(before, now)


def write(file: Path) -> None:
    """Write the description, unless it would break callers unannounced."""
    now = description()
    if file.exists() and (lines := broken(orjson.loads(file.read_bytes()), now)):
        raise UsageError(
            "this would break callers:\n  " + "\n  ".join(lines),
            "这会使现有调用方失效：\n  " + "\n  ".join(lines),
            where=str(file),
            remedy="keep what was there, or raise the first number of INTERFACE in api/app.py",
            remedy_zh="请保留原有内容，或提高 api/app.py 中 INTERFACE 的首位版本号",
        )
    file.write_bytes(written(now))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
