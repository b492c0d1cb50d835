"""Folders of Turtle files enter, one index of their triples leaves, in file order, knowing their files."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ontology.errors import OntologyError
from ontology.terms import COOP, RDF, RDFS, SH, SKOS, XSD

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

FIRST, REST, NIL = (ox.NamedNode(RDF + name) for name in ("first", "rest", "nil"))
# Folders beside the definitions that hold other Turtle: alignments to foreign terms, examples to be checked.
ALIGNMENTS = "alignments"
NOT_DEFINITIONS = frozenset({ALIGNMENTS, "examples"})
_PREFIXES = {RDF: "rdf:", RDFS: "rdfs:", XSD: "xsd:", SH: "sh:", SKOS: "skos:", COOP: "coop:"}


def short(term: Term) -> str:
    """A term as a person would write it."""
    if isinstance(term, ox.Literal):
        return f'"{term.value}"'
    if isinstance(term, ox.NamedNode):
        for space, prefix in _PREFIXES.items():
            if term.value.startswith(space):
                return prefix + term.value[len(space) :]
        return f"<{term.value}>"
    return "[…]"


def turtle_files(folder: Path) -> list[Path]:
    """The Turtle files that define the model in a folder, sorted."""
    if not folder.is_dir():
        raise OntologyError(
            f"there is no ontology folder {folder.name!r}",
            f"没有名为“{folder.name}”的本体文件夹",
            where=str(folder),
            remedy="give a folder that holds .ttl files",
            remedy_zh="请给出含有 .ttl 文件的文件夹",
        )
    return _sorted(folder, lambda part: part not in NOT_DEFINITIONS)


def alignment_files(folder: Path) -> list[Path]:
    """The Turtle files of a folder that say how our terms and foreign ones meet, sorted."""
    return _sorted(folder, lambda part: part == ALIGNMENTS)


def _sorted(folder: Path, wanted: Callable[[str], bool]) -> list[Path]:
    files = (path for path in folder.rglob("*.ttl") if wanted(path.relative_to(folder).parts[0]))
    return sorted(files, key=lambda path: path.relative_to(folder).as_posix())


def parse(path: Path) -> Iterator[ox.Quad]:
    """The triples of one file; a syntax error names file and line."""
    try:
        yield from ox.parse(path=path, format=ox.RdfFormat.TURTLE)
    except SyntaxError as error:
        raise OntologyError(
            f"not valid Turtle: {error.msg}",
            f"不是合法的 Turtle：{error.msg}",
            where=f"{path}, line {error.lineno}",
            remedy="correct the Turtle at that line",
            remedy_zh="请改正该行的 Turtle",
        ) from error


@dataclass(frozen=True)
class Triples:
    """All triples of some files: subject → predicate → objects, in the order of the files."""

    subjects: Mapping[Node, Mapping[ox.NamedNode, list[Term]]]
    files: Mapping[Node, str]

    @staticmethod
    def read(files: Iterable[Path]) -> "Triples":
        """The triples of these files together."""
        subjects: dict[Node, dict[ox.NamedNode, list[Term]]] = {}
        origin: dict[Node, str] = {}
        for path in files:
            for quad in parse(path):
                subject = quad.subject
                if isinstance(subject, ox.Triple):
                    raise OntologyError(
                        "a triple stands where a subject is expected",
                        "主语位置出现了三元组",
                        where=str(path),
                        remedy="use plain Turtle 1.1",
                        remedy_zh="请只用 Turtle 1.1",
                    )
                origin.setdefault(subject, f"{path.parent.name}/{path.name}")
                objects = subjects.setdefault(subject, {}).setdefault(quad.predicate, [])
                if quad.object not in objects:
                    objects.append(quad.object)
        return Triples(subjects, origin)

    def of_type(self, kind: ox.NamedNode) -> list[ox.NamedNode]:
        """The named subjects of a type, in file order."""
        a = ox.NamedNode(RDF + "type")
        return [
            subject
            for subject, said in self.subjects.items()
            if isinstance(subject, ox.NamedNode) and kind in said.get(a, ())
        ]

    def objects(self, subject: Node, predicate: ox.NamedNode) -> list[Term]:
        """All objects, in file order."""
        return self.subjects.get(subject, {}).get(predicate, [])

    def nodes(self, subject: Node, predicate: ox.NamedNode) -> list[Node]:
        """The objects, which must not be literals."""
        found = self.objects(subject, predicate)
        nodes = [term for term in found if isinstance(term, ox.NamedNode | ox.BlankNode)]
        if len(nodes) != len(found):
            raise self.error(
                subject,
                f"{short(predicate)} needs a term, not a literal",
                f"{short(predicate)} 的值应是词项而不是字面量",
            )
        return nodes

    def names(self, subject: Node, predicate: ox.NamedNode, space: str) -> tuple[str, ...]:
        """The local names of the objects, all of which must lie in one namespace."""
        return tuple(self.local(subject, node, space) for node in self.nodes(subject, predicate))

    def local(self, subject: Node, node: Term, space: str) -> str:
        """The local name of a term of a namespace."""
        if not isinstance(node, ox.NamedNode) or not node.value.startswith(space):
            raise self.error(
                subject, f"{short(node)} is not a term of {space}", f"{short(node)} 不是 {space} 中的词项"
            )
        return node.value[len(space) :]

    def literal(self, subject: Node, predicate: ox.NamedNode) -> str | None:
        """The only literal, or None; two of them are an error."""
        found = self.objects(subject, predicate)
        if not found:
            return None
        first = found[0]
        if len(found) > 1 or not isinstance(first, ox.Literal):
            raise self.error(
                subject,
                f"{short(predicate)} needs exactly one literal",
                f"{short(predicate)} 只能有一个字面量",
            )
        return first.value

    def integer(self, subject: Node, predicate: ox.NamedNode) -> int | None:
        """The only value as a whole number, or None."""
        text = self.literal(subject, predicate)
        if text is None:
            return None
        if not text.isdecimal():
            raise self.error(
                subject,
                f"{short(predicate)} needs a whole number, not {text!r}",
                f"{short(predicate)} 应为非负整数，而不是“{text}”",
            )
        return int(text)

    def flag(self, subject: Node, predicate: ox.NamedNode) -> bool:
        """Whether the value is true; absent means false."""
        text = self.literal(subject, predicate)
        if text not in (None, "true", "false"):
            raise self.error(
                subject,
                f"{short(predicate)} needs true or false, not {text!r}",
                f"{short(predicate)} 应为 true 或 false，而不是“{text}”",
            )
        return text == "true"

    def texts(self, subject: Node, *predicates: ox.NamedNode) -> dict[str, str]:
        """Language → text; two texts in one language are an error, texts without a language are left out."""
        texts: dict[str, str] = {}
        for predicate in predicates:
            for term in self.objects(subject, predicate):
                if not isinstance(term, ox.Literal) or not term.language:
                    continue
                if texts.get(term.language, term.value) != term.value:
                    raise self.error(
                        subject,
                        f"two {short(predicate)} in the language {term.language!r}",
                        f"{short(predicate)} 在语言“{term.language}”中有两个值",
                    )
                texts[term.language] = term.value
        return dict(sorted(texts.items()))

    def sequence(self, subject: Node, predicate: ox.NamedNode) -> list[Term]:
        """The members of the RDF list that is the object, [] where there is none."""
        heads = self.nodes(subject, predicate)
        if len(heads) > 1:
            raise self.error(
                subject, f"{short(predicate)} needs one list", f"{short(predicate)} 只能有一个列表"
            )
        members: list[Term] = []
        seen: set[Node] = set()
        node = heads[0] if heads else NIL
        while node != NIL:
            first, rest = self.objects(node, FIRST), self.nodes(node, REST)
            if len(first) != 1 or len(rest) != 1 or node in seen:
                raise self.error(
                    subject,
                    f"{short(predicate)} needs a list ( … )",
                    f"{short(predicate)} 的值应是列表 ( … )",
                )
            seen.add(node)
            members.append(first[0])
            node = rest[0]
        return members

    def error(
        self, subject: Node, what: str, what_zh: str, remedy: str = "", remedy_zh: str = ""
    ) -> OntologyError:
        """An error that names the file and the subject."""
        file = self.files.get(subject, "")
        where = f"{file}, {short(subject)}" if file else short(subject)
        return OntologyError(
            what,
            what_zh,
            where=where,
            remedy=remedy or "correct that subject",
            remedy_zh=remedy_zh or "请改正该主语",
        )
