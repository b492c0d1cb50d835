"""The name of a question enters; what the question answers and takes leaves, for who asks for help on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.question import Parameter


def question_help(name: str) -> str:
    """Return what a question answers and its parameters, in both languages; nothing for a name that is none."""
    from graph.question import load_questions  # noqa: PLC0415 - only who asks for it waits for the questions

    found = load_questions().get(name)
    if found is None:
        return ""
    taken = [one for one in found.params.values() if one.type != "internal"]
    lines = [f"coopgraph ask {name}", f"  {found.question['en']}", f"  {found.question['zh']}", ""]
    for one in sorted(taken, key=lambda parameter: not parameter.required):
        lines += [
            f"  --{one.name.replace('_', '-')}  {_kind(one)}",
            f"      {one.about['en']} · {one.about['zh']}",
        ]
    lines += ["", "  --json --jsonl --csv --xlsx FILE --data-version VERSION   coopgraph ask --help"]
    return "\n".join(lines)


def _kind(one: Parameter) -> str:
    """What a parameter takes: its type or its options, whether it may be given several times, what holds without it."""
    default: Any = one.default
    said = [" | ".join(map(str, one.options)) if one.options else one.type.upper()]
    if one.many:
        said.append("several · 可多个")
    if one.required:
        said.append("needed · 必填" if one.name != "as_of" else "default today · 默认今天")
    elif default not in (None, "", [], ()):
        shown = ", ".join(map(str, default)) if isinstance(default, list | tuple) else default
        said.append(f"default {shown} · 默认 {shown}")
    if one.name == "limit":
        said.append("--csv --jsonl --xlsx: all · 全部")
    return f"({'; '.join(said)})"
