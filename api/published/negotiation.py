"""An Accept header and what is offered enter; what is liked best leaves, or nothing (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.errors import Refusal

_MOST: Final = 50  # ranges of one header that are read
_WEIGHT: Final = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")


@dataclass(frozen=True)
class Offer:
    """One form in which something can be had: what it is sent as, and other names by which it is asked for."""

    name: str
    media: str
    also: tuple[str, ...] = ()


def liked_best(accept: str, offers: Sequence[Offer]) -> Offer | None:
    """The offer with the greatest weight, the first of several; a header that says nothing takes the first."""
    ranges = _ranges(accept)
    if not ranges:
        return offers[0]
    weights = [(_weight(offer, ranges), offer) for offer in offers]
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
            headers=(("vary", "Accept, Accept-Language"),),
        )
    return found


def _ranges(accept: str) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for part in accept.split(",")[:_MOST]:
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media:
            told = [match[1] for one in parameters if (match := _WEIGHT.fullmatch(one.replace(" ", "")))]
            found[media] = max(found.get(media, 0.0), float(told[0]) if told else 1.0)
    return found


def _weight(offer: Offer, ranges: Mapping[str, float]) -> float:
    """The weight of the most exact range that takes in what is sent; another name counts only where it is written out.

    Whoever does not want what is sent (`q=0`) does not get it under another name, nor by a wildcard.
    """
    if ranges.get(offer.media) == 0:
        return 0.0
    kind = offer.media.partition("/")[0]
    taken = [ranges[one] for one in (offer.media, f"{kind}/*", "*/*") if one in ranges][:1]
    return max([*taken, *(ranges[name] for name in offer.also if name in ranges)], default=0.0)
