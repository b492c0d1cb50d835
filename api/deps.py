"""The environment enters; a desk for one command leaves: settings, consoles, progress, exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console

from api.errors import DONE, INTERRUPTED, NOT_FOUND, exit_code
from api.progress import Report, reporting
from api.settings import Settings, read_settings
from api.storage import storage_error
from api.terminal import show_error
from ontology.errors import CoopgraphError

RESUME = {
    "en": "Stopped. What was complete stays; run the same command again to go on.",
    "zh": "已停止。已完成的部分保留；再次运行同一命令即可继续。",
}


@dataclass(frozen=True)
class Desk:
    """What a command needs: settings, where results go (out), where the rest goes (err), and progress."""

    settings: Settings
    out: Console
    err: Console
    silent: bool = False
    fail_empty: bool = False

    def found(self, lines: int) -> None:
        """End with the code of what is not found where an answer has no line and the caller asked for that."""
        if self.fail_empty and not lines:
            self.out.file.flush()
            raise typer.Exit(NOT_FOUND)

    @contextmanager
    def working(self) -> Iterator[Report]:
        """Show progress for the time of one long piece of work; results are printed after it."""
        with reporting(self.err, silent=self.silent, lang=self.lang) as report:
            yield report

    @property
    def lang(self) -> str:
        """The language of messages and tables: en or zh."""
        return self.settings.lang

    @property
    def graphs(self) -> Path:
        """Folder of the graphs of this home."""
        return self.settings.home / "graph"

    def say(self, en: str, zh: str) -> None:
        """Tell the person something on stderr, in their language."""
        self.err.print(zh if self.lang == "zh" else en, highlight=False, markup=False, soft_wrap=True)

    def print(self, text: str) -> None:
        """Write text to stdout as it is."""
        self.out.file.write(text)


class _Results(Console):
    """The console of stdout: a reader that has seen enough is the desk's to answer, not a failure of rich's."""

    def on_broken_pipe(self) -> None:
        """Say it as any other write does."""
        raise BrokenPipeError


@contextmanager
def desk(*, quiet: bool = False, fail_empty: bool = False) -> Iterator[Desk]:
    """Give a desk for one command; an error becomes a message and the exit code of its kind."""
    # names of things may hold brackets, so nothing that is printed is read as markup
    err = Console(stderr=True, no_color="NO_COLOR" in os.environ or None, markup=False, emoji=False)
    out = _Results(no_color="NO_COLOR" in os.environ or None, markup=False, emoji=False)
    if not out.is_terminal:
        # a table in a pipe or file is not folded to the eighty columns of a terminal that nobody looks at
        out = _Results(width=200, no_color=True, markup=False, emoji=False)
    lang = "zh" if os.environ.get("COOPGRAPH_LANG", "") == "zh" else "en"  # for a wrong setting's message
    try:
        settings = read_settings(os.environ)
        lang = settings.lang
        yield Desk(settings, out, err, quiet, fail_empty)
        out.file.flush()
    except CoopgraphError as error:
        show_error(err, error, lang)
        raise typer.Exit(exit_code(error)) from None
    except (KeyboardInterrupt, RuntimeError) as error:
        # DuckDB makes the latter of Ctrl-C where it comes while a query runs
        if isinstance(error, RuntimeError) and str(error) != "Query interrupted":
            raise
        err.print(RESUME[lang], highlight=False)
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # the reader of our output (head, less) has seen enough; that is no failure
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(DONE) from None
    except OSError as error:
        told = storage_error(error)
        if told is None:
            raise
        show_error(err, told, lang)
        raise typer.Exit(exit_code(told)) from None
