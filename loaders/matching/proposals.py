"""Proposals enter and a file in the home leaves, or the other way round: what the comparison said, of which sources, when."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import orjson

from loaders.judgements import RELATED, SAME, UNSURE
from loaders.matching.choice import Proposal
from loaders.matching.comparison import LEVELS
from loaders.matching.matcher import VERSION
from loaders.matching.model import UNKNOWN, Model
from ontology.errors import SourceError
from ontology.terms import is_id

FILE: Final = "proposals.csv"
_ABOUT: Final = "proposals.json"
COLUMNS: Final = ("left", "right", "judgement", "score", "who", "when", "levels", "guards", "kinds")
_WORDS: Final = (SAME, UNSURE, RELATED)
_SIZES: Final = [len(names) for names in LEVELS.values()]


def write_proposals(
    home: Path,
    proposals: Iterable[Proposal],
    weights: Mapping[str, Model],
    sources: Mapping[str, str],
    when: str,
    stamps: Mapping[str, str] = MappingProxyType({}),
) -> Path:
    """Replace the file of the home; the same proposals of one day give the same bytes.

    `stamps` are those of what the sources said of the ids: where that has changed, a load leaves the proposal alone.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in proposals:
        levels = "|".join(names[at] for names, at in zip(LEVELS.values(), one.levels, strict=True))
        writer.writerow(
            (
                one.left,
                one.right,
                one.word,
                f"{one.score:.6f}",
                VERSION,
                when,
                levels,
                "|".join(one.guards),
                "|".join(one.kinds),
            )
        )
    home.mkdir(parents=True, exist_ok=True)
    _replace(home / FILE, text.getvalue().encode())
    about = {
        **_stamp(sources),
        "weights": {name: asdict(model) for name, model in weights.items()},
        "stamps": dict(stamps),
    }
    _replace(home / _ABOUT, orjson.dumps(about, option=orjson.OPT_SORT_KEYS))
    return home / FILE


def are_current(home: Path, sources: Mapping[str, str]) -> bool:
    """Whether the file of the home was made of these versions of the sources, by these rules."""
    stamp = _stamp(sources)
    about = _about(home)
    return (home / FILE).exists() and {name: about.get(name) for name in stamp} == stamp


def read_weights(home: Path) -> dict[str, Model]:
    """The weights that the last comparison found, by the two schemes compared.

    None where there was none, where there was nothing to compare, and where other features were compared then.
    """
    found = _about(home).get("weights", {})
    return {
        name: Model(
            tuple(tuple(map(float, feature)) for feature in one["weights"]),
            float(one["prior"]),
        )
        for name, one in (found.items() if isinstance(found, dict) else ())
        if one["prior"] is not None and [len(feature) for feature in one["weights"]] == _SIZES
    }


def kept_stamps(home: Path) -> dict[str, str]:
    """What the sources said of the ids when they were compared, as a stamp each; an older file has none."""
    found = _about(home).get("stamps", {})
    return {name: str(stamp) for name, stamp in found.items()} if isinstance(found, dict) else {}


def rules_of(home: Path) -> str:
    """The version of the rules by which the proposals were made."""
    return str(_about(home).get("rules", VERSION))


def _about(home: Path) -> dict[str, Any]:
    try:
        found = orjson.loads((home / _ABOUT).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def proposals_hash(path: Path | None) -> str:
    """SHA-256 of the file, '' where there is none."""
    return "" if path is None or not path.exists() else sha256(path.read_bytes()).hexdigest()


def read_proposals(path: Path | None) -> tuple[Proposal, ...]:
    """All proposals of a file; none where there is no file. A file that somebody changed is named by line."""
    if path is None or not path.exists():
        return ()
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        if tuple(header) != COLUMNS:
            raise _wrong(path, 1, ",".join(header))
        for row in reader:
            one = _proposal(row)
            if one is None:
                raise _wrong(path, reader.line_num, ",".join(row))
            found.append(one)
    return tuple(found)


def _proposal(row: Sequence[str]) -> Proposal | None:
    if len(row) != len(COLUMNS):
        return None
    left, right, word, score, _, _, levels, guards, kinds = row
    told = levels.split("|")
    told += [UNKNOWN] * (len(LEVELS) - len(told))  # features that were not compared when the file was made
    try:
        places = tuple(names.index(name) for names, name in zip(LEVELS.values(), told, strict=True))
        number = float(score)
    except ValueError:
        return None
    if not is_id(left) or not is_id(right) or word not in _WORDS or not 0 <= number <= 1:
        return None
    return Proposal(left, right, word, number, places, _split(guards), _split(kinds))


def _split(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("|")))


def _stamp(sources: Mapping[str, str]) -> dict[str, object]:
    return {"rules": VERSION, "sources": dict(sorted(sources.items()))}


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f"{path.name}.new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _wrong(path: Path, line: int, value: str) -> SourceError:
    return SourceError(
        "not a line that `coopgraph identity propose` wrote",
        "不是 `coopgraph identity propose` 写出的行",
        file=path.name, line=line, value=value[:200],
        remedy="run `coopgraph identity propose` again; what people decide belongs in judgements.csv",
        remedy_zh="请重新运行 `coopgraph identity propose`；人工判断请写入 judgements.csv",
    )  # fmt: skip
