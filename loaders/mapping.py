"""A source's mapping.toml and the ontology enter, a generator from records to statements leaves."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from loaders import mapping_runtime
from loaders.cleaners import Refused
from loaders.mapping_check import check_known, check_recognised
from loaders.mapping_rules import Rules, read_rules
from loaders.mapping_text import Text
from loaders.mapping_things import Writer
from loaders.records.paths import PathTree, path_tree
from loaders.records.record import Record, RecordRow, Row, Sink
from ontology.errors import SourceError
from ontology.model import Model

_RUNTIME = (
    *(
        "cut",
        "dig",
        "given",
        "has",
        "items",
        "keyless",
        "mint",
        "one",
        "pieces",
        "refuse",
        "script_language",
        "texts",
    ),
    *("unknown", "unmatched", "untold"),
)


@dataclass(frozen=True)
class SourceMapping:
    """A compiled mapping; `text` is the Python that runs, to read and to step through."""

    rules: Rules
    text: str
    paths: PathTree
    columns: frozenset[str]  # read by the mapping, when the source is a table
    run: Callable[[Record, Sink], Iterator[Row]]

    def __call__(self, record: Record, sink: Sink) -> Iterator[Row]:
        """Statements of one record."""
        return self.run(record, sink)

    def reads(self, table: str) -> bool:
        """Every table is."""
        return True

    def check_header(self, file: str, table: str, columns: tuple[str, ...], line: int = 1) -> None:
        """Every column is read or ignored, every column that is read is there."""
        unknown = [name for name in columns if name not in self.columns and name not in self.rules.ignored]
        if unknown:
            raise unread(unknown, file, self.rules.file.name, line)
        missing = sorted(self.columns - set(columns) - self.rules.optional)
        if missing:
            raise SourceError(
                f"the table has no column {', '.join(map(repr, missing))}",
                f"表格缺少列 {'、'.join(map(repr, missing))}",
                file=file,
                line=line,
                column=missing[0],
                remedy=f"add the column, or list it under `optional` in {self.rules.file.name}",
                remedy_zh=f"请补上该列，或将其列入 {self.rules.file.name} 的 optional",
            )


def compile_mapping(
    path: Path,
    model: Model,
    source_scheme: str,
    *,
    flat: bool = False,
) -> SourceMapping:
    """Read, check against the model and compile; any mistake is a SourceError before the first row."""
    rules = read_rules(path)
    check_known(rules)
    check_recognised(rules)
    written = Writer(rules, model, source_scheme, Text(flat, rules.recognised)).write()
    text = "\n".join(written.lines) + "\n"
    name = f"<{path.parent.name}/{path.name}>"
    # debuggers and tracebacks find the text of generated code in linecache only
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    scope: dict[str, object] = {word: getattr(mapping_runtime, word) for word in _RUNTIME}
    scope |= {"Refused": Refused, "RecordRow": RecordRow} | written.constants
    exec(compile(text, name, "exec"), scope)  # noqa: S102 - the text is ours; the TOML enters as constants only
    run = scope["statements"]
    tree = path_tree(written.paths - {""}, written.containers, rules.ignored, written.line_paths)
    return SourceMapping(
        rules=rules,
        text=text,
        paths=tree,
        columns=frozenset(written.paths - {""}),
        run=run,  # type: ignore[arg-type]
    )


def unread(paths: list[str], file: str, mapping: str, line: int) -> SourceError:
    """The error for columns, elements or keys that nobody reads."""
    shown = ", ".join(paths[:20]) + (f" and {len(paths) - 20} more" if len(paths) > 20 else "")
    return SourceError(
        f"nobody reads {shown}",
        f"以下内容没有被读取：{shown}",
        file=file,
        line=line,
        column=paths[0],
        remedy=f"map it in {mapping}, or list it under [ignore] there with the reason",
        remedy_zh=f"请在 {mapping} 中映射它，或列入 [ignore] 并写明原因",
    )
