"""What an answer says beside its rows enters (its meta); headed lines and sentences for a person leave.

Whatever an answer holds is shown: what is not named here by a purpose of its own is a figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from api.values import code, lines, told
from api.words import catalogue, explained, word
from ontology.terms import is_id

# said elsewhere in the same view: in the title, the closing line, or by the rows themselves
_ELSEWHERE: Final = frozenset({
    "question", "title", "digest", "data_version", "loading", "as_of", "home", "reading", "shown", "total",
    "undecided", "sizes", "thing", "fictional", "redirected", "hidden", "order", "fill", "params", "evidence",
    "record", "conflicts", "placeholder", "kinds", "total_at_least",
    "titles", "masked_titles", "left_out", "rates", "recall", "finding", "stand_for",
})  # fmt: skip
_SPREAD: Final = "figures"


def banner(meta: Mapping[str, Any], lang: str) -> str:
    """Return the line that stands above an answer in which something is invented, or nothing."""
    return word("fictional_banner", lang) if meta.get("fictional") else ""


def figures(meta: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Return the figures of an answer under their headings: unknown is said, nothing is left out."""
    flat: dict[str, Any] = {}
    for key, value in meta.items():
        if key == _SPREAD:
            flat |= dict(value) if isinstance(value, Mapping) else {key: value}
        elif key not in _ELSEWHERE and not _is_reason(value):
            flat[key] = value
    found: dict[str, str] = {}
    for key, value in flat.items():
        if key == "presets" and isinstance(value, Mapping):
            found |= {heading(name, lang): told(one, lang, name) for name, one in value.items()}
        else:
            found[heading(key, lang)] = _figure(key, value, lang)
    return found


def heading(key: str, lang: str) -> str:
    """Return what stands before a figure."""
    return word(f"figure.{key}" if f"figure.{key}" in catalogue() else key, lang)


def _figure(key: str, value: Any, lang: str) -> str:
    if value is None:
        return word("unknown", lang)
    if value in ([], {}, ()):
        return word("figure.none", lang)
    return "\n".join(lines(value, lang, key))


def sentences(meta: Mapping[str, Any], lang: str) -> list[str]:
    """Return why an answer is empty or partly unknown, and what was done to what was asked."""
    said = [
        f"{word('redirected' if is_id(old) else 'read_as', lang)}: {old} → {new}"
        for old, new in sorted((meta.get("redirected") or {}).items())
    ]
    for key, value in meta.items():
        if isinstance(value, Mapping) and value.get("undated"):
            said.append(f"{word(key, lang)}: {word('undated_members', lang)}: {', '.join(value['undated'])}")
        if _is_reason(value) and value.get("things", True) and key != "placeholder":
            said += [_counted(one, lang) for one in (value, *value.get("also", ()))]
    fill = meta.get("fill") or ()
    said += [explained(one, lang) for one in ([fill] if isinstance(fill, Mapping) else fill)]
    if meta.get("order"):
        said.append(code(str(meta["order"]), lang))
    return said


def _is_reason(value: object) -> bool:
    return isinstance(value, Mapping) and "reason" in value


def _counted(value: Mapping[str, Any], lang: str) -> str:
    """A reason with the things it concerns; where only some are listed, how many there are."""
    total = value.get("total")
    return explained({"institutions": total, **value}, lang)
