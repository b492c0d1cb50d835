"""A command line that asks for help on a question enters; what the question answers and takes leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from typer.core import TyperCommand

if TYPE_CHECKING:
    from graph.question import Parameter


class QuestionCommand(TyperCommand):
    """A command whose first argument names a question: `--help` after it is help on that question."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Print the parameters of the question that is named, where help is asked for; else parse as usual."""
        asked = any(one in self.get_help_option_names(ctx) for one in args)
        name = next((one for one in args if not one.startswith("-")), "")
        if asked and (said := question_help(name)):
            click.echo(said)
            ctx.exit()
        return super().parse_args(ctx, args)


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
    return f"({'; '.join(said)})"
