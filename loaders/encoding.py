"""A byte stream enters, the encoding it is really in leaves, or an error that names the first bad byte."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import IO

from ontology.errors import SourceError

_CHUNK = 1 << 20
_HAN = re.compile(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]|[\x81-\xfe][\x40-\x7e\x80-\xfe]")  # one of GB18030
_HIGH = re.compile(rb"[\x80-\xff]+")
_UTF8 = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# In Western text a high byte, or two of UTF-8, stands alone among plain letters; Chinese characters seldom do.
_ACCENT = re.compile(
    rb"(?<![\x80-\xff])(?:[\x81-\xfe][A-Za-z]|[\x80-\xff]{2}(?=[A-Za-z]))|(?<=[A-Za-z])[\x80-\xff]{2}(?![\x80-\xff])"
)

Opener = Callable[[], AbstractContextManager[IO[bytes]]]


def encoding_of(opener: Opener, file: str, declared: str = "") -> str:
    """`utf-8-sig` or `gb18030` (or the declared one), after the whole stream has been decoded once."""
    if declared:
        fault = _fault(opener, declared)
        if fault is None:
            return declared
        raise _wrong(file, declared, fault)
    first = _start(opener)
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SourceError(
            "the file is written in UTF-16",
            "文件采用 UTF-16 编码",
            file=file,
            line=1,
            remedy="save it as 'CSV UTF-8'",
            remedy_zh="请另存为“CSV UTF-8”",
        )
    utf8 = _fault(opener, "utf-8-sig")
    if utf8 is None:
        return "utf-8-sig"
    if _fault(opener, "gb18030") is None and _looks_chinese(opener):
        return "gb18030"
    raise _wrong(file, "UTF-8 and not GB18030 either", utf8)


def _start(opener: Opener) -> bytes:
    with opener() as stream:
        return stream.read(4)


def _fault(opener: Opener, encoding: str) -> tuple[int, int, int] | None:
    """Offset, line and value of the first byte that the encoding does not allow."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset, lines = 0, 1
    with opener() as stream:
        while True:
            chunk = stream.read(_CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                at = error.start
                bad = error.object[at]
                return offset - pending + at, lines + chunk[: max(at - pending, 0)].count(b"\n"), bad
            if not chunk:
                return None
            offset += len(chunk)
            lines += chunk.count(b"\n")


def _looks_chinese(opener: Opener) -> bool:
    """Whether text that GB18030 allows is Chinese: neither Western text nor UTF-8 with a fault in it."""
    characters = common = accents = whole = faults = 0
    with opener() as stream:
        while (
            chunk := stream.read(_CHUNK) + stream.readline()
        ):  # no character reaches across the end of a line
            for character, times in Counter(_HAN.findall(chunk)).items():
                characters += times
                common += times if _is_common(character) else 0
            accents += len(_ACCENT.findall(chunk))
            for run in _HIGH.findall(chunk):
                parts = _UTF8.split(run)
                whole += len(parts) - 1
                faults += sum(map(bool, parts))
    damaged = whole > 2 * faults and 4 * common < 3 * characters
    return characters > 2 * accents and not damaged


def _is_common(character: bytes) -> bool:
    """Punctuation, or one of the 3,755 most used characters; broken UTF-8 looks like the rare ones."""
    lead, tail = character[0], character[1]
    return tail >= 0xA1 and (0xB0 <= lead <= 0xD7 or 0xA1 <= lead <= 0xA3)


def _wrong(file: str, encoding: str, fault: tuple[int, int, int]) -> SourceError:
    offset, line, byte = fault
    return SourceError(
        f"the file is not {encoding}: byte {byte:#04x} at offset {offset:,}",
        f"文件编码不对（不是 {encoding}）：偏移 {offset:,} 处的字节为 {byte:#04x}",
        file=file,
        line=line,
        value=f"{byte:#04x}",
        remedy="save the file as UTF-8 (in Excel: 'CSV UTF-8') or as GB18030",
        remedy_zh="请将文件另存为 UTF-8（Excel 中选“CSV UTF-8”）或 GB18030",
    )
