"""Statuses enter strong Kleene logic; what must hold of it, and of the smallest sets of missing facts, is checked."""

from __future__ import annotations

from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.kleene import Formula, both, either, parse, prune, smallest_sets, value
from graph.verdict_shape import STATUSES, UNDETERMINED, Status

statuses = st.lists(st.sampled_from(STATUSES), min_size=1, max_size=6)
ORDER = {"NOT_MET": 0, "UNKNOWN": 1, "CONFLICT": 1, "JUDGE": 1, "MET": 2}


@given(statuses)
def test_any_not_met_makes_a_conjunction_not_met_else_any_undetermined_leaves_it_so(
    found: list[Status],
) -> None:
    whole = both(found)
    if "NOT_MET" in found:
        assert whole == "NOT_MET"
    elif UNDETERMINED & set(found):
        assert whole in UNDETERMINED & set(found)
    else:
        assert whole == "MET"
    assert ORDER[whole] == min(ORDER[one] for one in found)
    assert ORDER[either(found)] == max(ORDER[one] for one in found)


def test_of_nothing_a_person_must_judge() -> None:
    assert both([]) == "JUDGE"
    assert either([]) == "UNKNOWN"


@pytest.mark.parametrize("text", ["a >", "a and 1", "f(a)", "not a", "a.b", ""])
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text)


def test_a_formula_is_read_as_written() -> None:
    formula = parse("(C3a or C3b) and C3c")
    assert list(formula.words()) == ["C3a", "C3b", "C3c"]
    assert value(formula, {"C3a": "NOT_MET", "C3b": "MET", "C3c": "UNKNOWN"}) == "UNKNOWN"
    assert prune(formula, {"C3c"}) == Formula("and", inner=(Formula("word", "C3c"),))
    assert prune(formula, set()) is None


def formulas(words: str) -> st.SearchStrategy[Formula]:
    leaf = st.sampled_from(words).map(lambda word: Formula("word", word))
    return st.recursive(
        leaf,
        lambda inner: st.builds(
            lambda join, parts: Formula(join, inner=tuple(parts)),
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=7,
    )


@settings(max_examples=300)
@given(
    formulas("abcde"),
    st.fixed_dictionaries({word: st.sampled_from(STATUSES) for word in "abcde"}),
    st.sampled_from(["MET", "NOT_MET"]),
)
def test_smallest_sets_of_missing_facts_are_exact(
    formula: Formula, known: dict[str, Status], to: Status
) -> None:
    """Q10 against every subset tried one by one: none too many, none missing, none larger than it must be."""
    loose = sorted(word for word in set(formula.words()) if known[word] in UNDETERMINED)
    enough = [
        frozenset(some) for some in chain.from_iterable(combinations(loose, size) for size in range(len(loose) + 1))
        if value(formula, {**known, **dict.fromkeys(some, to)}) == to
    ]  # fmt: skip
    smallest = {one for one in enough if not any(other < one for other in enough)}
    assert smallest_sets(formula, known, to) == smallest


@settings(max_examples=200)
@given(formulas("abc"), st.fixed_dictionaries({word: st.sampled_from(STATUSES) for word in "abc"}))
def test_more_knowledge_never_overturns_what_is_determined(
    formula: Formula, known: dict[str, Status]
) -> None:
    whole = value(formula, known)
    if whole in UNDETERMINED:
        return
    loose = [word for word in known if known[word] in UNDETERMINED]
    for ends in product(["MET", "NOT_MET"], repeat=len(loose)):
        assert value(formula, {**known, **dict(zip(loose, ends, strict=True))}) == whole
