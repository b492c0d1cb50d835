"""An Accept header and what is offered enter; what is liked best leaves, or nothing (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.errors import Refusal

_MOST: Final = 50  # ranges of one header that are read
_WEIGHT: Final = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")


@dataclass(frozen=True)
class Offer:
    """One form in which something can be had."""

    name: str
    media: str
    also: tuple[str, ...] = ()


def liked_best(accept: str, offers: Sequence[Offer]) -> Offer | None:
    """The offer with the greatest weight, the first of several; a header that says nothing takes the first."""
    ranges = _ranges(accept)
    if not ranges:
        return offers[0]
    weights = [
        (max(_weight(media, ranges) for media in (offer.media, *offer.also)), offer) for offer in offers
    ]
    best = max(weight for weight, _ in weights)
    return next((offer for weight, offer in weights if weight == best), None) if best > 0 else None


def chosen(accept: str, offers: Sequence[Offer]) -> Offer:
    """The same, or the refusal that lists what there is."""
    found = liked_best(accept, offers)
    if found is None:
        listed = ", ".join(offer.media for offer in offers)
        raise Refusal(
            "not-acceptable",
            f"this is to be had as {listed}; not as {accept[:120]!r}",
            f"可提供：{listed}；不提供 {accept[:120]!r}",
            headers=(("vary", "Accept"),),
        )
    return found


def _ranges(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(",")[:_MOST]:
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media:
            told = [match[1] for one in parameters if (match := _WEIGHT.fullmatch(one.replace(" ", "")))]
            found.append((media, float(told[0]) if told else 1.0))
    return found


def _weight(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of the most exact range that takes in this type."""
    kind = media.partition("/")[0]
    for wanted in (media, f"{kind}/*", "*/*"):
        found = [weight for name, weight in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0
