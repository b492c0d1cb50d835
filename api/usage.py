"""A mistake in how a command was written enters; what is wrong, in en and zh, and what to do leave.

The library of the command line words its errors in English alone; this says the same by the kind of error.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final

from ontology.errors import UsageError

_VALUES_ZH: Final = {
    "Input should be less than or equal to": "应不大于 {}",
    "Input should be greater than or equal to": "应不小于 {}",
    "Input should be less than": "应小于 {}",
    "Input should be greater than": "应大于 {}",
    "Input should be a valid integer": "应为整数",
    "Input should be a valid number": "应为数",
}


def wrong_use(error: Any) -> UsageError:
    """Say an error of the command line's library as coopgraph says all errors; its kinds are known by their names."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "coopgraph"
    english = error.format_message().replace("\n", " ").rstrip(".")
    near = list(getattr(error, "possibilities", None) or _near_command(context, english))
    remedy, remedy_zh = f"{path} --help", f"{path} --help 列出全部用法"
    if near:
        remedy = f"perhaps {' or '.join(near)}; {path} --help lists what there is"
        remedy_zh = f"或许是 {'、'.join(near)}；{remedy_zh}"
    return UsageError(_said(english), _said_zh(error, english), remedy=remedy, remedy_zh=remedy_zh)


def is_help(error: Any) -> bool:
    """Whether it stands for the help that a command without arguments shows."""
    return type(error).__name__ == "NoArgsIsHelpError"


def _said(english: str) -> str:
    """Without the guesses that the library puts in brackets: they stand in the remedy."""
    return english.partition(" (Possible options")[0].partition(" Did you mean")[0].rstrip(".")


def _said_zh(error: Any, english: str) -> str:
    kind = type(error).__name__
    given = _quoted(english)
    if kind == "NoSuchOption":
        return f"没有选项 {error.option_name}"
    if kind == "MissingParameter":
        return f"缺少参数 {_name(error) or given}"
    if kind == "BadParameter":
        return f"{_name(error) or given} 的取值有误：{_bound_zh(str(error.message))}"
    if kind == "BadOptionUsage":
        return f"选项 {error.option_name} 之后须有一个值"
    if english.startswith("No such command"):
        return f"没有命令“{given}”"
    if english.startswith("Got unexpected extra argument"):
        return f"多余的参数：{english.rpartition(' (')[2].removesuffix(')')}"
    return f"命令用法有误：{english}"


def _bound_zh(english: str) -> str:
    """What a value must be, as the library says it in English; of what it may say beside, the command's help tells."""
    for start, chinese in _VALUES_ZH.items():
        if english.startswith(start):
            return chinese.format(english.removeprefix(start).strip())
    return "不能这样填写"


def _name(error: Any) -> str:
    param = getattr(error, "param", None)
    options = getattr(param, "opts", None) or [getattr(param, "name", "") or ""]
    return str(max(options, key=len))


def _near_command(context: Any, english: str) -> list[str]:
    commands = getattr(getattr(context, "command", None), "commands", {})
    if not english.startswith("No such command"):
        return []
    return get_close_matches(_quoted(english), sorted(commands), n=3)


def _quoted(english: str) -> str:
    """What the library puts between quotes: the word that was written, or the parameter that is missing."""
    return english.partition("'")[2].partition("'")[0]


def options(words: list[str]) -> dict[str, object]:
    """Read --name value, --name=value and name=value; a name given twice makes a list."""
    found: dict[str, list[str]] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, sign, value = word.removeprefix("--").partition("=")
        if not sign:
            if not word.startswith("--") or not rest:
                raise UsageError(
                    f"{word!r} is not a parameter with a value",
                    f"“{word}”不是带值的参数",
                    remedy="Write parameters as --name value.",
                    remedy_zh="请写作 --名称 值。",
                )
            value = rest.pop(0)
        found.setdefault(name.replace("-", "_"), []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def refuse_unused(option: str, beside: Mapping[str, object]) -> None:
    """Say that options which an option leaves without a meaning were given, instead of passing over them."""
    unused = [f"--{name}" for name, value in beside.items() if value not in (None, "", [])]
    if unused:
        raise UsageError(
            f"{', '.join(unused)} would change nothing together with {option}",
            f"{'、'.join(unused)} 与 {option} 同用时不起作用",
            remedy=f"Leave out {option}, or the others.",
            remedy_zh=f"请去掉 {option}，或去掉其余选项。",
        )
