"""A name and the part in which it stands enter; what the words beside it say leaves: nothing, a department, another body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from loaders.affiliation.finding import Mention, Part
from loaders.affiliation.shelf import Bearer, Shelf
from loaders.affiliation.whereabouts import stands_there
from loaders.affiliation.wording import Wording
from loaders.matching.lexicon import Lexicon

COMPANY: Final = frozenset(("company", "PRC"))  # kinds of organisations whose names bear legal forms


class Beside:
    """Reads the words beside names."""

    def __init__(self, shelf: Shelf, lexicon: Lexicon, wording: Wording) -> None:
        """Keep what is needed."""
        self._shelf, self._lexicon, self._wording = shelf, lexicon, wording

    def says(
        self,
        mention: Mention,
        parts: Sequence[Part],
        one: Bearer,
        others: Sequence[Mention],
    ) -> str:
        """What the words beside a name in its part say: nothing, a department of it, or another organisation."""
        if mention.first != mention.last:
            return ""
        part = parts[mention.first]
        if mention.run >= 0:
            return self._chinese(mention, others)
        taken = {
            at
            for other in others
            if other.first == other.last == mention.first and other.run < 0
            for at in range(other.start, other.end)
        }
        street = any(word in self._wording.street for word in part.words) and any(map(str.isdigit, part.text))
        if street and one.kinds & COMPANY:  # 35, State Street
            return "common_word"
        if part.legal and not (one.kinds & COMPANY) and not (part.legal & self._legal_of(one)):
            return "relative"
        if any(
            word in self._wording.apart for word in (*part.words[: mention.start], *part.words[mention.end :])
        ):
            return "relative"
        before = [word for at, word in enumerate(part.words[: mention.start]) if at not in taken]
        after = [word for at, word in enumerate(part.words[mention.end :], mention.end) if at not in taken]
        for words in (before, after):
            if why := self._explained(words, one):
                return why
        return ""

    def _legal_of(self, one: Bearer) -> frozenset[str]:
        return frozenset(one.name.lower().replace(".", "").split())

    def _explained(self, words: Sequence[str], one: Bearer) -> str:
        """Whether words beside a name are a department's, or say where; else why not."""
        if not words:
            return ""
        telling = [
            word
            for word in words
            if not any(sign.isdigit() for sign in word) and word not in self._wording.filler
        ]
        if "medical" in telling and {"centre", "center"} & set(telling):
            return "relative"
        if any(word in self._wording.unit for word in telling):
            return ""
        if telling and all(word in self._wording.states for word in telling):
            return ""
        places = self._shelf.places({"".join(telling), *telling})
        if not telling or (
            places and ("".join(telling) in places or all(word in places for word in telling))
        ):
            towns = [place for found in places.values() for place in found]
            return (
                ""
                if not towns or stands_there(one.city_keys, one.point, one.country, towns)
                else "other_city"
            )
        if self._wording.countries.get(" ".join(telling)):
            return ""
        return "more_words"

    def is_hospital(self, part: Part) -> bool:
        """Whether a part names a hospital."""
        if any(word in self._wording.school for word in part.words):
            return False
        said = {word for word in part.words if word in self._wording.apart}
        return any("hospital" in self._lexicon.kinds_of.get(word, ()) for word in said) or any(
            "医院" in run for run in part.runs
        )

    def _chinese(self, mention: Mention, others: Sequence[Mention]) -> str:
        before, after = mention.before, mention.after
        for other in others:
            if other.first == mention.first and other.run == mention.run and other is not mention:
                if other.start >= mention.end:
                    after = after[: other.start - mention.end]
                elif other.end <= mention.start:
                    before = before[other.end :]
        for rest, closing in ((before, False), (after, True)):
            left = "".join(sign for sign in rest if not sign.isdigit())
            if not left or (not closing and self._wording.countries.get(left)):
                continue
            if any(word in left for word in self._wording.apart_zh):
                return "relative"
            place = any(
                left.removesuffix("市") == town or left.endswith((town, f"{town}市"))
                for town in self._wording.cities_zh
            )
            street = any(word in left for word in self._wording.street_zh)
            if not (
                place
                or street
                or left.endswith(self._wording.unit_zh)
                or (not closing and left.endswith(("省", "市")))
            ):
                return "more_words"
        return ""
