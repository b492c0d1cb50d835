"""Names of a thing, or what somebody typed, enter; terms of the full-text index, or queries for them, leave.

Both sides stand here, for they must agree. Every term begins with a capital letter that says what it is, or is a word
itself, and folded words have no capitals and no signs at all, so that nothing that somebody types can be an operator:

    K<class>_   a class of the thing               B<number>_  how often other things refer to it, as a power of two
    I<value>_   an identifier                      A<joined>_  a short form
    N<joined>_  a name, without borders of words   S<spaced>_  a name or short form, with them
    P<joined>_  either, where only its beginning counts
    <word>_     a word of any of its names; a run of Han from each of its characters on

A query holds prefixes only (`N…_*` is a whole name), because their scores are the weights given here and nothing else:
which of two things is better does not depend on what else the index holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from graph.folding import Folded, fold, is_unspaced

LONGEST: Final = 100  # characters of a term; the index cuts terms that are much longer into pieces
BUCKETS: Final = 15
_JOINABLE: Final = 6  # a word of so many characters may stand for several that are written apart
_SLIP: Final = 4  # from so many characters on a word may hold a slip of the finger
# Words of one text that may hold one: the index opens each into fifty terms, and a query into 1,024 at most.
_SLIPS: Final = 15
_ADDRESS: Final = re.compile(r"\A(?:https?://)?(?:[\w-]+\.)+[a-z]+/+(?P<path>\S+)\Z", re.I)
_SCHEME: Final = re.compile(r"\A[a-z]{2,12}[:：]\s*(?P<value>\S+)\Z", re.I)

# What each way of matching weighs. Each is more than all that follow it can be together.
_IDENTIFIER, _NAME, _SHORT, _BEGINS, _WORDS = 4096, 1024, 256, 64, 16
_REFERRED: Final = 0.01


def terms(
    labels: Iterable[str], names: Iterable[tuple[str, bool]], identifiers: Iterable[str], referred: int
) -> list[str]:
    """The terms of a thing, sorted: its classes, its names (each with whether it is a short form), its identifiers."""
    found = {f"K{label}_" for label in labels} | {f"B{min(BUCKETS, referred.bit_length()):02}_"}
    found |= {f"I{fold(one).joined[:LONGEST]}_" for one in identifiers}
    for text, short in names:
        folded = fold(text, name=True)
        joined = folded.joined[:LONGEST]
        found |= {f"{'A' if short else 'N'}{joined}_", f"P{joined}_", f"S{folded.spaced[:LONGEST]}_"}
        for word in folded.words:
            if is_unspaced(word):
                found |= {f"{word[start : start + LONGEST]}_" for start in range(len(word))}
            else:
                found.add(f"{word[:LONGEST]}_")
    return sorted(found)


def within(query: str, classes: Collection[str], others: Collection[str]) -> str:
    """The query for things of some classes alone, or of none of the others, the often referred to before the others."""
    own = [f"K{one}_*^0" for one in classes]
    kind = f"+({_either(own)})" if own else _either(f"-K{one}_*" for one in others)
    often = " ".join(f"B{step:02}_*^{step * _REFERRED:.2f}" for step in range(1, BUCKETS + 1))
    return f"+({query}) {kind} {often}"


def strict(text: str) -> str:
    """The query for an identifier, a whole name or short form, the beginning of one, or all words; "" if it has none."""
    folded = fold(text)
    if not folded.words:
        return ""
    joined = folded.joined[:LONGEST]
    ways = [f"I{key}_*^{_IDENTIFIER}" for key in identifier_keys(text)]
    ways += [f"N{joined}_*^{_NAME}", f"A{joined}_*^{_SHORT}", f"{_begins(folded)}*^{_BEGINS}"]
    words = _words(folded)
    every = " ".join(f"+{_from(word)}^{_WORDS / len(words):.3f}" for word in words)
    return f"{_either(ways)} ({every})"


def mistyped(text: str) -> str:
    """The query for all words where long ones may hold a slip of the finger, the first of them; "" if there is no long one."""
    words = _words(fold(text))
    slips = set([word for word in words if may_slip(word)][:_SLIPS])
    if not slips:
        return ""
    return " ".join(f"+({_from(word)}^1{f' {word}_~1^0' if word in slips else ''})" for word in words)


def some(text: str) -> str:
    """The query for any of the words, and for any two neighbours in a run of Han; "" if there is but one."""
    parts = pieces(fold(text))
    return _either(f"{_from(one)}^1" for one in parts) if len(parts) > 1 else ""


def pieces(folded: Folded) -> list[str]:
    """What of a text may be found alone: its words, and in a run of Han every two neighbours."""
    found: dict[str, None] = {}
    for word in folded.words:
        pairs = [word[at : at + 2] for at in range(len(word) - 1)] if is_unspaced(word) else []
        found |= dict.fromkeys(pairs or [word[:LONGEST]])
    return list(found)


def identifier_keys(text: str) -> list[str]:
    """What an identifier may be in a text: all of it, what follows its scheme, the path or the end of an address."""
    bare = text.strip()
    found = [bare]
    if address := _ADDRESS.match(bare):
        found += [address["path"], address["path"].rstrip("/").rsplit("/", 1)[-1]]
    elif scheme := _SCHEME.match(bare):
        found.append(scheme["value"])
    keys = [fold(one).joined[:LONGEST] for one in found]
    return [one for one in dict.fromkeys(keys) if one]


def may_slip(word: str) -> bool:
    """Whether a word is long enough to hold a slip of the finger; numbers and Han hold none."""
    return len(word) >= _SLIP and not is_unspaced(word) and not any(one.isdigit() for one in word)


def _words(folded: Folded) -> list[str]:
    return list(dict.fromkeys(word[:LONGEST] for word in folded.words))


def _begins(folded: Folded) -> str:
    if borders_count(folded):
        return f"S{folded.spaced}"
    return f"P{folded.joined[:LONGEST]}"


def borders_count(folded: Folded) -> bool:
    """Whether a text must begin a name word for word: a single short one must, so that `ins` does not begin In Silico."""
    return len(folded.words) == 1 and len(folded.joined) < _JOINABLE


def _from(word: str) -> str:
    """A single letter is a word and no beginning: half of all names have a word that begins with it."""
    return f"{word}_*" if len(word) == 1 and not is_unspaced(word) else f"{word}*"


def _either(ways: Iterable[str]) -> str:
    return " ".join(ways)


__all__: Sequence[str] = (
    "BUCKETS", "borders_count", "identifier_keys", "may_slip", "mistyped", "pieces", "some", "strict", "terms", "within",
)  # fmt: skip
