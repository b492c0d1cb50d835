"""Called from compiled mappings only: plain values of records enter, clean values and ids leave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from loaders.cleaners import Cleaner, Refused, key
from loaders.records.paths import TEXT
from loaders.records.record import Record, Sink
from ontology.terms import is_id, mint

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_MOST_CACHED = 50_000  # values of one column kept with their result; then the cache starts again

NOTHING: tuple[str, ...] = ()


class Cleaned(dict[str, tuple[str, str]]):
    """Text -> what the cleaner made of it; refusals are raised each time and never kept."""

    def __init__(self, clean: Cleaner) -> None:
        super().__init__()
        self._clean = clean

    def __missing__(self, text: str) -> tuple[str, str]:
        if len(self) >= _MOST_CACHED:
            self.clear()
        result = self[text] = self._clean(text)
        return result


GIVEN = "given"  # instead of a scheme: the key is an id already, as in the ontology's own files


def given(prefix: str, *key: str) -> str:
    """The key itself, which must be an id with this prefix."""
    if len(key) != 1 or not is_id(key[0]) or not key[0].startswith(f"{prefix}-"):
        raise Refused(
            f"{', '.join(key)!r} is not an id that starts with {prefix!r}",
            f"{', '.join(key)!r} 不是以 {prefix!r} 开头的标识",
            f"write one such as {prefix}-own-example",
            f"请写成 {prefix}-own-example 这样的标识",
        )
    return key[0]


def id_of(prefix: str, scheme: str, *key: str) -> str:
    """The id of a key in any scheme."""
    return given(prefix, *key) if scheme == GIVEN else mint(prefix, scheme, *key)


class Ids(dict[str, str]):
    """Text -> id of the thing whose key it is; '' where the cleaned key is empty."""

    def __init__(self, clean: Cleaner, prefix: str, scheme: str) -> None:
        super().__init__()
        self._clean, self._prefix, self._scheme = clean, prefix, scheme

    def __missing__(self, text: str) -> str:
        if len(self) >= _MOST_CACHED:
            self.clear()
        key = self._clean(text)[0]
        result = self[text] = id_of(self._prefix, self._scheme, key) if key else ""
        return result


# These run several times for each statement: exact types are asked first, since isinstance costs more.


def texts(value: object) -> Sequence[str]:
    """All texts in a value: an element with attributes gives its own text, a list all of its items."""
    kind = type(value)
    if kind is str:
        return (value,)  # type: ignore[return-value]
    if value is None:
        return NOTHING
    if isinstance(value, list):
        for item in value:
            if type(item) is not str:
                return [text for item in value for text in texts(item)]
        return value
    if isinstance(value, dict):
        return texts(value.get(TEXT))
    if kind is bool:
        return ("true" if value else "false",)
    return (str(value),)


def has(value: object, values: frozenset[str]) -> bool:
    """Whether any text in a value is one of some; where there is no text, whether '' is one of them."""
    if type(value) is str:
        return value in values
    return not values.isdisjoint(texts(value) or ("",))


def one(value: object) -> str:
    """The only text of a value, '' if there is none; a key or a note cannot be made of several."""
    if isinstance(value, str):
        return value.strip() if value.isprintable() else key(value).strip()
    found = sorted({key(text).strip() for text in texts(value)} - {""})
    if len(found) > 1:
        raise Refused(
            f"{len(found)} values where one is expected: {', '.join(found[:5])}",
            f"此处应只有一个值，却有 {len(found)} 个：{'、'.join(found[:5])}",
            "keep one of them",
            "请只保留一个",
        )
    return found[0] if found else ""


def items(value: object) -> Sequence[Mapping[str, object]]:
    """The elements at a path, each as a mapping."""
    if value is None or value == "":
        return ()
    if isinstance(value, list):
        for item in value:
            if type(item) is not dict:
                return [element for item in value for element in items(item)]
        return value
    if isinstance(value, dict):
        return (value,)
    return ({TEXT: value},)


def dig(value: object, names: Sequence[str | int]) -> object:
    """What stands at a path; where lists stand on the way, all that stands there, or the one at a given place."""
    for at, name in enumerate(names):
        if type(name) is int:
            several = value if isinstance(value, list) else [value]
            value = several[name] if -len(several) <= name < len(several) else None
        elif type(value) is dict:
            value = value.get(name)
        elif isinstance(value, list):
            rest = names[at:]
            found = [below for item in value if (below := dig(item, rest)) is not None]
            return found or None
        else:
            return None
    return value


def pieces(value: object, separators: str) -> list[Mapping[str, object]]:
    """The parts of a cell as elements of their own."""
    return [{TEXT: part} for text in texts(value) for part in cut(text, separators)]


def script_language(text: str, han: str, other: str) -> str:
    """The language by script, where a source does not say in which of two languages a name is."""
    return han if _HAN.search(text) else other


def cut(text: str, separators: str) -> Iterator[str]:
    """The parts of a cell that holds several values; empty parts are none."""
    for separator in separators[1:]:
        text = text.replace(separator, separators[0])
    return (part.strip() for part in text.split(separators[0]) if part.strip())


def refuse(sink: Sink, record: Record, rid: str, column: str, value: str, refused: Refused) -> None:
    """One refused value to the ledger."""
    sink.reject(
        record,
        *(column, value, refused.reason, refused.reason_zh, refused.remedy, refused.remedy_zh),
        record_id=rid,
    )


def unknown(sink: Sink, record: Record, rid: str, column: str, value: str, table: str) -> None:
    """A value that the source's table of codes does not have."""
    sink.reject(
        record,
        *(column, value),
        *(f"{value!r} is not in the table {table!r} of the mapping", f"{value!r} 不在映射的 {table!r} 表中"),
        *(
            f"correct the value, or add it to [tables.{table}] of mapping.toml",
            f"请更正该值，或将其加入 mapping.toml 的 [tables.{table}]",
        ),
        record_id=rid,
    )


def unmatched(sink: Sink, record: Record, rid: str, column: str, value: str, pattern: str) -> None:
    """A value in which the expected part was not found."""
    sink.reject(
        record,
        *(column, value),
        *(f"{value!r} does not have the form {pattern}", f"{value!r} 不符合 {pattern} 的形式"),
        *("correct the value", "请更正该值"),
        record_id=rid,
    )


def keyless(sink: Sink, record: Record, rid: str, column: str, class_name: str) -> None:
    """A thing that cannot be named, because a part of its key is empty."""
    sink.reject(
        record,
        *(column, ""),
        *(
            f"no {class_name} can be made: its key {column!r} is empty",
            f"无法建立 {class_name}：键 {column!r} 为空",
        ),
        *("fill in the key", "请填写键"),
        record_id=rid,
        stage="record",
    )


def untold(sink: Sink, record: Record, rid: str, column: str) -> None:
    """A cell without a text, where one of few decides what the row means."""
    sink.reject(
        record,
        *(column, ""),
        *(
            "the cell is empty, though its text decides what is made of the row",
            "该单元格为空，而其内容决定如何理解该行",
        ),
        *("fill in the cell, if it is known", "若已知，请填写该单元格"),
        record_id=rid,
    )
