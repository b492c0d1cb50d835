"""A JSON array or JSON Lines enters as a stream, one record an object leaves; numbers as written."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import partial
from json import JSONDecoder
from typing import IO

from loaders.encoding import encoding_of
from loaders.records.archive import open_bytes
from loaders.records.paths import TEXT, PathTree
from loaders.records.record import Mapper, Record, Sink
from loaders.records.shard import Shard
from ontology.errors import SourceError

_CHUNK = 1 << 22
_LONGEST_OBJECT = 1 << 28
_BLANK = re.compile(r"[ \t\r\n]*")


def _no_number(text: str) -> str:
    raise ValueError(f"{text} is not a JSON number")


def _decoder() -> JSONDecoder:
    # numbers stay as written: a float would change 0.10 and a large id
    return JSONDecoder(parse_float=str, parse_int=str, parse_constant=_no_number)


def read_json(shard: Shard, mapper: Mapper, sink: Sink) -> Iterator[Record]:
    """The objects of an array at the file's root; memory holds a few of them at a time."""
    locator = str(shard.kind.options.get("locator", ""))
    for member in shard.members:
        file = f"{shard.file}!{member}" if member else shard.file
        for number, line, item in _objects(shard, member, file):
            if not isinstance(item, dict):
                raise _broken(
                    file,
                    line,
                    f"item {number} of the array is not an object",
                    f"数组的第 {number} 项不是对象",
                )
            check_keys(item, mapper.paths, file, line, sink)
            where = str(item.get(locator, "")) if locator else f"item {number}"
            yield Record(shard.source, file, "", where, line, item)


def read_jsonl(shard: Shard, mapper: Mapper, sink: Sink) -> Iterator[Record]:
    """One object a line; a broken line is rejected, the next one read."""
    decoder = _decoder()
    for member in shard.members:
        file = f"{shard.file}!{member}" if member else shard.file
        opener = partial(open_bytes, shard.path, member, shard.limits)
        encoding = encoding_of(opener, file, "utf-8-sig")
        with (
            open_bytes(shard.path, member, shard.limits) as stream,
            io.TextIOWrapper(stream, encoding=encoding, newline="\n") as lines,
        ):
            for line, text in enumerate(lines, 1):
                if text.isspace():
                    continue
                record = Record(shard.source, file, "", f"line {line}", line, {})
                try:
                    item = decoder.decode(text)
                    if not isinstance(item, dict):
                        raise ValueError("not an object")
                except ValueError as error:
                    sink.reject(
                        record,
                        *(
                            "",
                            text[:200],
                            f"the line is not a JSON object: {error}",
                            f"该行不是 JSON 对象：{error}",
                        ),
                        *("repair the line", "请修正该行"),
                        stage="record",
                    )
                    continue
                check_keys(item, mapper.paths, file, line, sink)
                yield record._replace(data=item)


def _objects(shard: Shard, member: str, file: str) -> Iterator[tuple[int, int, object]]:
    """Number (from 1), line and value of each item of the array, or of the part of it that the shard is."""
    decoder = _decoder()
    with (
        open_bytes(shard.path, member, shard.limits) as stream,
        io.TextIOWrapper(_part(stream, shard), encoding="utf-8-sig", errors="strict", newline="") as text,
    ):
        buffer, line, number = _more(text, "", file, shard.line), shard.line, 0
        at = _skip(buffer, 0)
        if shard.start == 0:
            if buffer[at : at + 1] != "[":
                raise _broken(
                    file, 1, "the file does not start with a JSON array", "文件不是以 JSON 数组开头"
                )
            at += 1
        counted = 0
        while True:
            at = _skip(buffer, at)
            if number and buffer[at : at + 1] == ",":
                at = _skip(buffer, at + 1)
            if buffer[at : at + 1] == "]":
                if buffer[at + 1 :].strip() or text.read().strip():
                    raise _broken(file, line, "there is more text after the array", "数组之后还有内容")
                return
            try:
                item, end = decoder.raw_decode(buffer, at)
            except ValueError as error:
                longer = _more(text, buffer[counted:], file, line)
                if len(longer) > len(buffer) - counted:
                    if len(longer) > _LONGEST_OBJECT:
                        raise _broken(file, line, "one object is too large", "单个对象过大") from None
                    buffer, at, counted = longer, at - counted, 0
                    continue
                if at >= len(buffer) and shard.end:
                    return  # the part ends where the next one starts, exactly between two items
                line += buffer.count("\n", counted, min(getattr(error, "pos", at), len(buffer)))
                raise _broken(
                    file, line, f"the JSON is broken or truncated: {error}", f"JSON 损坏或被截断：{error}"
                ) from None
            line += buffer.count("\n", counted, at)
            number, counted = number + 1, at
            yield number, line, item
            at = end


def _part(stream: IO[bytes], shard: Shard) -> IO[bytes]:
    """The bytes from the shard's start to its end; a part always ends behind the comma after an item."""
    if not shard.end:
        return stream
    left = shard.start
    while left and (skipped := stream.read(min(left, _CHUNK))):
        left -= len(skipped)
    return io.BufferedReader(_Slice(stream, shard.end - shard.start), _CHUNK)


class _Slice(io.RawIOBase):
    """So many bytes of a stream."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream, self._left = stream, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._stream.read(min(len(view), self._left))
        self._left -= len(data)
        view[: len(data)] = data
        return len(data)


def _more(text: io.TextIOWrapper, rest: str, file: str, line: int) -> str:
    try:
        return rest + text.read(_CHUNK)
    except UnicodeDecodeError as error:
        raise SourceError(
            f"the file is not UTF-8: byte {error.object[error.start]:#04x}",
            f"文件不是 UTF-8：字节 {error.object[error.start]:#04x}",
            file=file,
            line=line,
            remedy="JSON is always UTF-8; ask the publisher for a sound file",
            remedy_zh="JSON 必须是 UTF-8；请向发布者索取完好的文件",
        ) from None


def _skip(buffer: str, at: int) -> int:
    found = _BLANK.match(buffer, at)
    return found.end() if found else at


def _broken(file: str, line: int, what: str, what_zh: str) -> SourceError:
    return SourceError(
        what,
        what_zh,
        file=file,
        line=line,
        remedy="download the file again and compare its size with the publisher's",
        remedy_zh="请重新下载，并与发布者给出的大小比较",
    )


def check_keys(item: object, tree: PathTree, file: str, line: int, sink: Sink, path: str = "") -> None:
    """Report every key that nobody reads; a set of keys seen before needs no second look."""
    if isinstance(item, list):
        for value in item:
            if type(value) is dict or type(value) is list:
                check_keys(value, tree, file, line, sink, path)
        return
    if not isinstance(item, dict):
        return
    keys = tuple(item)
    if keys not in tree.known:
        for key in keys:
            if key not in tree.children and not tree.rest and not (key == TEXT and tree.leaf):
                sink.unread(f"{path}/{key}" if path else key, file, line)
        tree.known.add(keys)
    for key, below in tree.nested:
        value = item.get(key)
        if type(value) is dict or type(value) is list:
            check_keys(value, below, file, line, sink, f"{path}/{key}" if path else key)


__all__ = ["check_keys", "read_json", "read_jsonl"]
