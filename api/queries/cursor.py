"""Where a page ended enters, an opaque signed text leaves; and back, for the query and data version it was made for.

A cursor of an older data version is answered by a clear problem, and so is one that comes while a load changes the graph
in place: the pages of an answer are always pages of one data version, so they join without gap or double.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import orjson

from ontology.errors import NoSuchValue

_SIGNATURE: Final = 16
LONGEST: Final = 600
PATTERN: Final = "[A-Za-z0-9_-]{1,600}"


@dataclass(frozen=True)
class Cursor:
    """The end of a page: of which query and data version, after how many rows, after which row, on which day."""

    query: str
    data_version: str
    after: int
    key: str
    as_of: str = ""


def write_cursor(cursor: Cursor, secret: bytes) -> str:
    """Return the cursor as text that nobody else can make."""
    body = orjson.dumps([cursor.query, cursor.data_version, cursor.after, cursor.key, cursor.as_of])
    return base64.urlsafe_b64encode(_sign(body, secret) + body).rstrip(b"=").decode()


def read_cursor(text: str, secret: bytes) -> Cursor:
    """Read a cursor; one that was not made here, or was changed, is an error."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        again = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    except (binascii.Error, ValueError):
        raise foreign() from None
    body = raw[_SIGNATURE:]
    if again != text or not hmac.compare_digest(raw[:_SIGNATURE], _sign(body, secret)):
        raise foreign()
    return Cursor(*orjson.loads(body))


def _sign(body: bytes, secret: bytes) -> bytes:
    return hmac.new(secret, body, sha256).digest()[:_SIGNATURE]


def foreign() -> NoSuchValue:
    """The error for a cursor that this service did not make."""
    return NoSuchValue(
        "this cursor was not made by this service",
        "此游标不是由本服务生成的",
        remedy="begin without a cursor and take meta.next_cursor of each page for the next",
        remedy_zh="请先不带游标提问，然后使用每页 meta.next_cursor 取下一页",
    )


def elsewhere() -> NoSuchValue:
    """The error for a cursor of this service that another question, or the same with other values, was answered with."""
    return NoSuchValue(
        "this cursor belongs to another question, or to the same with other values",
        "此游标属于另一个问题，或同一问题的另一组取值",
        remedy="repeat the question, values, filter and order that it came with, or begin without a cursor",
        remedy_zh="请沿用取得它时的问题、取值、筛选与排序，或不带游标重新开始",
    )


def signing_key(setting: str, home: Path) -> bytes:
    """Return the key of cursors: the one that the settings give, else the one of the home, made once."""
    if setting:
        return setting.encode()
    path = home / "service" / "cursor.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    passing = path.with_name(f"cursor.{os.getpid()}.new")
    if not path.exists():
        passing.touch(mode=0o600)
        passing.write_text(secrets.token_hex(32), encoding="ascii")
        try:
            os.link(passing, path)  # the first of several processes wins, whole
        except FileExistsError:
            pass
        finally:
            passing.unlink()
    return path.read_bytes()
