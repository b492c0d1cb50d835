"""What a canon leaves unsettled enters; one line a person reads, or figures a program reads, leaves."""

from __future__ import annotations

from typing import Any

from loaders.unsettled import Unsettled

SHOWN = 5


def told(found: Unsettled, *, loaded: bool = True) -> tuple[str, str]:
    """Say how many contradictions, dangling references, reversed dates, circles and sums there are, the first of each.

    Of what is not `loaded` no question can be asked: the contradictions are only counted.
    """
    things = list(dict.fromkeys(thing for thing, _ in found.conflicts))
    number, references = len(found.conflicts), found.references
    en = [f"{number:,} conflict{'' if number == 1 else 's'} between {'sources' if loaded else 'records'}"]
    zh = [f"{'来源' if loaded else '记录'}之间有 {number:,} 处矛盾"]
    if things and loaded:
        en[0] += f" (coopgraph ask conflicts --thing {things[0]}{_more(things[1:SHOWN], len(things))})"
        zh[0] += f"（coopgraph ask conflicts --thing {things[0]}{_more(things[1:SHOWN], len(things))}）"
    en.append(f"{references:,} reference{'' if references == 1 else 's'} to things that no source describes")
    zh.append(f"{references:,} 处引用所指的事物没有来源加以描述")
    if found.dangling:
        named = _first([f"{one.known} ×{one.count}" for one in found.dangling])
        en[1] += f": {named}"
        zh[1] += f"：{named}"
    if found.backward:
        many = len(found.backward)
        named = _first([f"{one.id} {one.begin}–{one.end}" for one in found.backward])
        en.append(f"{many:,} thing{'' if many == 1 else 's'} said to end before the begin: {named}")
        zh.append(f"{many:,} 个事物的结束日期早于开始日期：{named}")
    if found.circles:
        many = len(found.circles)
        named = _first([" > ".join((*one.ids[:SHOWN], one.ids[0])) for one in found.circles])
        en.append(f"{many:,} circle{'' if many == 1 else 's'} of things that stand above themselves: {named}")
        zh.append(f"{many:,} 处首尾相接的上下级或继承关系：{named}")
    if found.uneven:
        many = len(found.uneven)
        named = _first([f"{one.id} {one.shares}/{one.whole}" for one in found.uneven])
        en.append(f"{many:,} amount{'' if many == 1 else 's'} to which the shares do not add up: {named}")
        zh.append(f"{many:,} 个总额与各份额之和不符：{named}")
    return ", ".join(en), "，".join(zh)


def _first(named: list[str]) -> str:
    """The first of a list, and how many are cut."""
    rest = len(named) - SHOWN
    return ", ".join(named[:SHOWN]) + (f" … +{rest}" if rest > 0 else "")


def _more(named: list[str], total: int) -> str:
    """The other things of a list of which the first is said already, and how many are cut."""
    rest = total - 1 - len(named)
    return "".join(f", {one}" for one in named) + (f" … +{rest}" if rest > 0 else "")


def figures(found: Unsettled) -> dict[str, Any]:
    """The same for programs: the counts, and everything that they count."""
    return {
        "conflicts": len(found.conflicts),
        "conflicting": [{"thing": thing, "property": name} for thing, name in found.conflicts],
        "dangling_references": found.references,
        "ends_before_begin": [{"id": one.id, "begin": one.begin, "end": one.end} for one in found.backward],
        "circles": [{"ids": list(one.ids), "relation": one.kind} for one in found.circles],
        "uneven": [
            {
                "id": one.id,
                "property": one.amount,
                "whole": one.whole,
                "shares": one.shares,
                "members": one.members,
                "known": one.known,
            }
            for one in found.uneven
        ],
        "dangling": [{"id": one.id, "label": one.label, "count": one.count} for one in found.dangling],
    }
