"""What a cell says of another thing enters (`inst:tsinghua`, `ror:03cve4549`, `CN`), its id leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from loaders.cleaners import CLEANERS, Refused, key
from loaders.templates.headers import nearest, plain
from ontology.model import Class, Model, Property
from ontology.terms import CONCEPT, ID_BASE, is_id, mint, split_id

_COUNTRY_KEYS = "iso"  # key scheme of classes whose keys are ISO 3166 codes
_REMEMBERED = 50_000  # reference cells whose meaning is kept, about 10 MB
_FORMER_STATE = re.compile(r"[A-Z]{4}")  # ISO 3166-3: SUHH, DDDE


class Ambiguous(Refused):
    """A key alone where several kinds of thing can stand: which ids it may mean."""

    def __init__(self, refused: Refused, ids: Iterable[str]) -> None:
        super().__init__(refused.reason, refused.reason_zh, refused.remedy, refused.remedy_zh)
        self.ids = frozenset(ids)


@dataclass(frozen=True)
class References:
    """The grammar of reference cells, compiled once from the model.

    `described` are ids of which the source's own sheets say what they are, as far as a key alone was met that may
    mean them: where it can mean one of them only, it does.
    """

    model: Model
    described: frozenset[str] = frozenset()

    @cached_property
    def schemes(self) -> Mapping[str, Property]:
        """Identifying properties by the scheme of the ids they mint: ror, pic, orcid."""
        return {prop.scheme: prop for prop in self.model.properties.values() if prop.scheme}

    @cached_property
    def key_schemes(self) -> frozenset[str]:
        """Every scheme that the ids of a known class can have."""
        return frozenset(kind.key_scheme for kind in self.model.classes.values()) | frozenset(self.schemes)

    @cached_property
    def _ranges(self) -> dict[tuple[str, ...], tuple[Class, ...]]:
        return {}

    def range_of(self, targets: tuple[str, ...]) -> tuple[Class, ...]:
        """The concrete classes that a reference with these target classes may point at."""
        if targets not in self._ranges:
            found = {kind.name: kind for target in targets for kind in self.model.concrete(target)}
            self._ranges[targets] = tuple(found[name] for name in sorted(found))
        return self._ranges[targets]

    def own_id(self, text: str, kind: Class) -> str:
        """The id that the cell of the id column gives to a row of this class."""
        cell = _unbased(plain(key(text)))
        scheme, colon, notation = cell.partition(":")
        if kind.name == CONCEPT and colon and notation.strip():
            return _mint(kind.prefix, scheme.strip().lower(), notation.strip())
        return self._resolve(cell, (kind,), kind.name, kind.labels.get("zh", kind.name))

    def target_id(self, text: str, prop: Property) -> str:
        """The id of the thing that a reference cell means; Refused says how to write it."""
        known = self._known.get((prop.name, text))
        if known is None:
            known = self._target_id(text, prop)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[prop.name, text] = known
        return known

    @cached_property
    def _known(self) -> dict[tuple[str, str], str]:
        """Cells already understood: a large sheet names the same things again and again."""
        return {}

    def _target_id(self, text: str, prop: Property) -> str:
        cell = _unbased(plain(key(text)))
        kinds = self.range_of(prop.classes)
        if len(kinds) == 1 and kinds[0].name == CONCEPT:
            return self._concept(cell, prop)
        head, colon, _ = cell.partition(":")
        if (
            prop.plain_key is not None
            and not is_id(cell)
            and (not colon or head.strip().lower() in self.schemes)
        ):
            kinds = tuple(kind for kind in kinds if kind.prefix == prop.plain_key)
        return self._resolve(cell, kinds, prop.name, prop.labels.get("zh", prop.name))

    def _resolve(self, cell: str, kinds: tuple[Class, ...], name: str, name_zh: str) -> str:
        by_prefix = {kind.prefix or "": kind for kind in kinds}
        if is_id(cell):
            prefix, scheme, _ = split_id(cell)
            if prefix in by_prefix:
                return cell
            # `proj-2` may also be somebody's own key: only with a scheme that exists is it another class's id
            if scheme in self.key_schemes and self.model.by_prefix(prefix):
                raise self._wrong_class(cell, prefix, kinds)
        head, colon, rest = cell.partition(":")
        head, rest = head.strip().lower(), rest.strip()
        if not colon:
            return _own_key(cell, kinds[0]) if len(kinds) == 1 else self._alone(cell, kinds, name, name_zh)
        if head in by_prefix:
            scheme, second, key = rest.partition(":")
            if second and scheme.strip().lower() in self.schemes:
                return self._by_scheme(scheme.strip().lower(), key.strip(), (by_prefix[head],))
            return _own_key(rest, by_prefix[head])
        if self.model.by_prefix(head):
            raise self._wrong_class(cell, head, kinds)
        if head in self.schemes:
            return self._by_scheme(head, rest, kinds)
        if len(kinds) == 1 and head == kinds[0].key_scheme:
            return _own_key(rest, kinds[0])
        raise Refused(
            f"{head!r} before the colon is no kind of thing that can stand here, and no identifier scheme",
            f"冒号前的“{head}”既不是这里可填的事物种类，也不是标识符种类",
            f"write one of: {_forms(kinds)}",
            f"请写作以下之一：{_forms(kinds)}",
        )

    def _alone(self, cell: str, kinds: tuple[Class, ...], name: str, name_zh: str) -> str:
        """A key without its kind: the one thing of that key that the same source describes."""
        ids = {one: kind for kind in kinds if (one := _possible(cell, kind))}
        found = {one: kind for one, kind in ids.items() if one in self.described}
        if len(found) == 1:
            return next(iter(found))
        forms = " | ".join(f"{kind.prefix}:{cell}" for kind in (found.values() or kinds))
        several = f"; these files describe {len(found)} of this key" if found else ""
        several_zh = f"；这些文件中有 {len(found)} 个事物使用该编号" if found else ""
        raise Ambiguous(
            Refused(
                f"{name} may be one of several kinds of thing, and the key alone does not say which{several}",
                f"“{name_zh}”可以是多种事物，仅凭编号无法确定是哪一种{several_zh}",
                f"write one of: {forms}",
                f"请写作以下之一：{forms}",
            ),
            ids,
        )

    def _by_scheme(self, scheme: str, key: str, kinds: tuple[Class, ...]) -> str:
        prop = self.schemes[scheme]
        able = [kind for kind in kinds if prop.name in kind.properties]
        if not key or len(able) != 1:
            forms = " | ".join(f"{kind.prefix}:{scheme}:{key or 'KEY'}" for kind in able) or _forms(kinds)
            raise Refused(
                f"{scheme}:{key} does not say which kind of thing it is",
                f"{scheme}:{key} 没有说明是哪一种事物",
                f"write one of: {forms}",
                f"请写作以下之一：{forms}",
            )
        cleaner = CLEANERS.get(scheme)
        return _mint(able[0].prefix, scheme, cleaner(key)[0] if cleaner else key)

    def _wrong_class(self, cell: str, prefix: str, kinds: tuple[Class, ...]) -> Refused:
        kind = self.model.by_prefix(prefix)
        labels = kind.labels if kind else {}
        return Refused(
            f"{cell} means something of the kind {labels.get('en', prefix)!r}, which cannot stand here",
            f"{cell} 指的是“{labels.get('zh', prefix)}”，不能填在这里",
            f"write one of: {_forms(kinds)}",
            f"请写作以下之一：{_forms(kinds)}",
        )

    # Concepts: by notation or name, in the scheme of the property or in one that the cell names.

    def _concept(self, cell: str, prop: Property) -> str:
        if is_id(cell):
            prefix, scheme, notation = split_id(cell)
            kind = self.model.by_prefix(prefix)
            if kind is not None and kind.name == CONCEPT:
                return self._in_scheme(scheme, notation, prop)
        head, colon, rest = cell.partition(":")
        scheme = head.strip().lower()
        if colon and (scheme in self.model.concepts or prop.concept_scheme is None):
            return self._in_scheme(scheme, rest.strip(), prop)
        if prop.concept_scheme is not None:
            return self._in_scheme(prop.concept_scheme, cell, prop)
        raise Refused(
            "the concept's scheme is not said",
            "没有说明该概念属于哪个概念表",
            f"write SCHEME:NOTATION, for example {self.example()}",
            f"请写作“概念表:代码”，例如 {self.example()}",
        )

    def _in_scheme(self, scheme: str, word: str, prop: Property) -> str:
        if prop.concept_scheme is not None and scheme != prop.concept_scheme:
            raise Refused(
                f"concepts of {scheme} cannot stand here",
                f"这里不能填 {scheme} 概念表中的概念",
                f"write one of: {self._choice(prop.concept_scheme)}",
                f"请写作以下之一：{self._choice(prop.concept_scheme, 'zh')}",
            )
        concepts = self.model.concepts.get(scheme)
        if concepts is None:
            # A scheme that another source brings (EuroSciVoc): what it holds is known once that source is in.
            return _mint(self.model.classes[CONCEPT].prefix, scheme, word)
        found = concepts.get(word) or self.model.concept(scheme, word)
        if found is not None:
            return found.id
        like = nearest(word, [name for concept in concepts.values() for name in concept.names])
        raise Refused(
            f"{word!r} is neither notation nor name of a concept of {scheme}",
            f"“{word}”不是 {scheme} 概念表中的代码或名称",
            (f"did you mean {like!r}? " if like else "") + f"write one of: {self._choice(scheme)}",
            (f"是否指“{like}”？" if like else "") + f"请写作以下之一：{self._choice(scheme, 'zh')}",
        )

    def _choice(self, scheme: str, lang: str = "") -> str:
        """The notations of a scheme; with a language, each with its label, which a cell may hold as well."""
        concepts = self.model.concepts.get(scheme, {})
        labels = {notation: concept.labels.get(lang, "") for notation, concept in concepts.items()}
        said = [
            f"{notation}（{label}）" if label and label != notation else notation
            for notation, label in labels.items()
        ]
        return ", ".join(said[:12]) + (", …" if len(said) > 12 else "")

    def example(self) -> str:
        """One concept as a cell names it."""
        for scheme in sorted(self.model.concepts):
            for notation in self.model.concepts[scheme]:
                return f"{scheme}:{notation}"
        return "SCHEME:NOTATION"


def _possible(key: str, kind: Class) -> str:
    """The id of this key in a class, '' where no thing of the class can have it."""
    try:
        return _own_key(key, kind)
    except Refused:
        return ""


def _own_key(key: str, kind: Class) -> str:
    if not key or kind.prefix is None:
        raise Refused(
            "the key is empty", "编号为空", f"write {kind.prefix}:KEY", f"请写作“{kind.prefix}:编号”"
        )
    if kind.key_scheme == _COUNTRY_KEYS and not _FORMER_STATE.fullmatch(key):
        key = CLEANERS["country"](key)[0]
    return _mint(kind.prefix, kind.key_scheme, key)


def _mint(prefix: str | None, scheme: str, key: str) -> str:
    try:
        return mint(prefix or "", scheme, key)
    except ValueError:
        raise Refused(
            f"{scheme}:{key} cannot be made an id",
            f"无法用 {scheme}:{key} 生成编号",
            "write SCHEME:KEY, the scheme in plain letters and digits and neither of them empty",
            "请写作“种类:编号”，种类只用字母和数字，两者都不能为空",
        ) from None


def _unbased(text: str) -> str:
    return text.removeprefix(ID_BASE)


def _forms(kinds: Iterable[Class]) -> str:
    return " | ".join(f"{kind.prefix}:KEY" for kind in kinds)
