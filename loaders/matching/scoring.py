"""Pairs known to be right and what was proposed enter; precision, recall, F1 and false merges leave, in all and by group."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from loaders.encoding import encoding_of
from loaders.judgements import SAME
from loaders.matching.choice import Proposal
from loaders.matching.names import fold
from loaders.matching.parties import Entry
from ontology.errors import SourceError

NOTE: Final = "note"
_RIGHT_NOTES: Final = "abstain"  # a note with this word: the right answer is to say nothing


@dataclass(frozen=True)
class Truth:
    """One line of the file: an id, the right answer ('' = none), and the line."""

    left: str
    right: str
    line: int


@dataclass(frozen=True)
class Score:
    """How a group of lines was answered."""

    group: str
    value: str  # '' = all
    right: int  # answered, and the answer is that of the file
    wrong: int  # answered otherwise
    missed: int  # not answered though there is an answer
    abstain: int  # lines whose right answer is to say nothing
    false_merges: int  # of those, answered all the same

    @property
    def precision(self) -> float | None:
        """Share of the answers that are right; None where nothing was answered."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Share of the answers of the file that were found; None where it has none."""
        whole = self.right + self.missed
        return self.right / whole if whole else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both."""
        if self.precision is None or self.recall is None:
            return None
        whole = self.precision + self.recall
        return 2 * self.precision * self.recall / whole if whole else 0.0


@dataclass(frozen=True)
class Scored:
    """All of it, and what could not be counted."""

    scores: tuple[Score, ...]
    unknown: tuple[Truth, ...]  # lines whose left id no loaded source states
    left_out: int  # lines whose note says that they are not to be counted
    wrong: tuple[tuple[Truth, str, float], ...]  # line, answer ('' = none), its score


def read_truth(path: Path, ids: Iterable[str]) -> tuple[tuple[Truth, ...], int]:
    """The lines to count, and how many are left out. Columns: two of ids or of bare numbers (pic, ror), and a note.

    A number becomes the id of that scheme that a loaded source states; a line whose note says anything but that the
    right answer is to abstain is not counted.
    """
    text = path.read_text(encoding_of(lambda: path.open("rb"), path.name))
    reader = csv.reader(text.splitlines(keepends=True))
    header = [cell.strip().lower() for cell in next(reader, [])]
    columns = [name for name in header if name != NOTE]
    if len(columns) != 2 or len(set(header)) != len(header):
        raise SourceError(
            "the header names no two columns of ids",
            "表头应有两列 id",
            file=path.name, line=1, value=",".join(header),
            remedy="use left,right or the schemes of the ids, such as pic,ror, and note if you like",
            remedy_zh="请使用 left,right 或 id 的编号体系（如 pic,ror），可另加 note",
        )  # fmt: skip
    by_key = {identifier.partition("-")[2]: identifier for identifier in ids}
    truths, left_out = [], 0
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        if len(row) != len(header) or not cells.get(columns[0]):
            raise SourceError(
                "more or fewer cells than columns, or no first id", "格数与列数不符，或缺少首列 id",
                file=path.name, line=reader.line_num, value=",".join(row),
                remedy="give each line its cells", remedy_zh="请补全该行",
            )  # fmt: skip
        note = cells.get(NOTE, "")
        if note and _RIGHT_NOTES not in note:
            left_out += 1
            continue
        one, other = (_identifier(cells[name], name, by_key) for name in columns)
        truths.append(Truth(one, other, reader.line_num))
    return tuple(truths), left_out


def _identifier(cell: str, column: str, by_key: Mapping[str, str]) -> str:
    if not cell or column in ("left", "right"):
        return cell
    return by_key.get(f"{column}-{cell}", f"?-{column}-{cell}")


def score(
    truths: Sequence[Truth], proposals: Iterable[Proposal], parties: Mapping[str, Entry], left_out: int = 0
) -> Scored:
    """Count the answers; the left id's country, kind and script, and whether the names are equal, make the groups."""
    answers = {one.left: (one.right, one.score) for one in proposals if one.word == SAME}
    tallies: dict[tuple[str, str], list[int]] = {}
    unknown, wrong = [], []
    for truth in truths:
        party = parties.get(truth.left)
        if party is None:
            unknown.append(truth)
            continue
        answer, likely = answers.get(truth.left, ("", 0.0))
        if answer != truth.right:
            wrong.append((truth, answer, likely))
        for group in (("all", ""), *_groups(party, parties.get(truth.right or answer))):
            tally = tallies.setdefault(group, [0, 0, 0, 0, 0])
            tally[0] += bool(answer) and answer == truth.right
            tally[1] += bool(answer) and answer != truth.right
            tally[2] += bool(truth.right) and answer != truth.right
            tally[3] += not truth.right
            tally[4] += bool(answer) and not truth.right
    scores = tuple(Score(*group, *tally) for group, tally in sorted(tallies.items()))
    return Scored(scores, tuple(unknown), left_out, tuple(wrong))


def _groups(party: Entry, other: Entry | None) -> list[tuple[str, str]]:
    groups = [
        ("country", party.country or "?"),
        ("type", ", ".join(sorted(party.kinds)) or "?"),
        ("script", script(party.name)),
    ]
    equal = other is not None and bool(
        {_plain(name.text) for name in party.names} & {_plain(name.text) for name in other.names}
    )
    groups.append(("names", "equal" if equal else "not equal"))
    return groups


def _plain(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())


def script(text: str) -> str:
    """The script that a name is written in: Han where any of it is, otherwise Latin, or other."""
    if any("㐀" <= letter <= "鿿" for letter in text):
        return "Han"
    letters = [letter for letter in text if letter.isalpha()]
    return (
        "Latin"
        if all(ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x1F00 for letter in letters)
        else "other"
    )
