"""XML files enter, plain or in a zip, one record a file or listed element leaves; only what the mapping reads is kept.

Options: `record` names the root, `each` the elements below it that are records of their own, `namespaces` (globs) those
whose names are written without them in the mapping.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import cast

from lxml import etree

from loaders.records.archive import guarded, open_bytes, open_zip
from loaders.records.paths import LINE, TEXT, PathTree
from loaders.records.record import Mapper, Record, Sink
from loaders.records.shard import Shard
from ontology.errors import SourceError

_ENCODING_FAULTS = frozenset(
    {
        etree.ErrorTypes.ERR_INVALID_CHAR,
        etree.ErrorTypes.ERR_INVALID_ENCODING,
        etree.ErrorTypes.ERR_UNKNOWN_ENCODING,
        etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
    }
)
# atomic and possessive: a document without one must not be searched again and again
_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf)?(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # byte order marks of UTF-16
_PROLOG = 1 << 16


def parser() -> etree.XMLParser:
    """No entities, no network, no DTD, libxml2's own limits on depth and size; no blanks between elements."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
        collect_ids=False,
    )


def read_xml(shard: Shard, mapper: Mapper, sink: Sink) -> Iterator[Record]:
    """One record for each member; a member that is not well-formed is rejected, the next one read."""
    options = shard.kind.options
    root_name, each = str(options.get("record", "")), str(options.get("each", ""))
    namespaces = cast("list[str]", options.get("namespaces", []))
    xml_parser, tree = parser(), mapper.paths
    for name, content in _contents(shard):
        file = shard.file
        record = Record(shard.source, file, "", name or root_name, 1, {})
        if _has_doctype(content):
            raise doctype(f"{file}!{name}" if name else file)
        try:
            root = etree.fromstring(content, xml_parser)
        except etree.XMLSyntaxError as error:
            _refuse(record, name, error, sink)
            continue
        if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
            raise doctype(f"{file}!{name}" if name else file)
        if namespaces:
            _shorten(root, namespaces)
        if root_name and root.tag != root_name:
            sink.unread(f"<{root.tag}>", f"{file}!{name}" if name else file, 1)
        elif each:
            yield from _listed(root, each, record, tree, sink)
        else:
            data = _plain(root, tree, name, sink)
            yield record._replace(data=data if isinstance(data, dict) else {TEXT: data})


def _listed(root: etree._Element, each: str, record: Record, tree: PathTree, sink: Sink) -> Iterator[Record]:
    """The elements below the root, each a record with its line; any other one is unread."""
    for number, element in enumerate(list(root), 1):
        if element.tag != each:
            sink.unread(str(element.tag), record.file, _line(element))
            continue
        line = _line(element)
        root.remove(element)  # its own root now, so that what is unread is named as the mapping names it
        data = _plain(element, tree, record.file, sink)
        locator = f"{record.locator}#{each}[{number}]"
        yield record._replace(
            locator=locator, line=line, data=data if isinstance(data, dict) else {TEXT: data}
        )


def _shorten(root: etree._Element, namespaces: Sequence[str]) -> None:
    """Names of elements and attributes in these namespaces lose them; any other name keeps its own."""
    for element in root.iter("*"):
        name = etree.QName(element)
        if name.namespace and any(fnmatchcase(name.namespace, glob) for glob in namespaces):
            element.tag = name.localname
        for key, value in list(element.attrib.items()):
            attribute = etree.QName(key)
            if attribute.namespace and any(fnmatchcase(attribute.namespace, glob) for glob in namespaces):
                del element.attrib[key]
                element.set(attribute.localname, value)


def _has_doctype(content: bytes) -> bool:
    """Seen before the parser sees it, which would report an address that it may not load as broken XML."""
    if content[:2] in _WIDE or content[:1] == b"\0" or content[1:2] == b"\0":
        wide = "utf-16-be" if content[:1] in (b"\0", b"\xfe") else "utf-16-le"
        content = content[:_PROLOG].decode(wide, "ignore").removeprefix("\ufeff").encode()
    return _DOCTYPE.match(content) is not None


def doctype(file: str) -> SourceError:
    """The error for a file that has one."""
    return SourceError(
        "the file has a document type declaration (DOCTYPE), which can hide other content",
        "文件含有文档类型声明（DOCTYPE），其中可能藏有其他内容",
        file=file,
        line=1,
        remedy="remove the DOCTYPE if you trust the file; the published files have none",
        remedy_zh="若信任该文件，请删除 DOCTYPE；发布的原文件中没有",
    )


def _contents(shard: Shard) -> Iterator[tuple[str, bytes]]:
    if shard.members == ("",):
        with open_bytes(shard.path, "", shard.limits) as stream:
            yield "", stream.read()
        return
    with open_zip(shard.path, shard.limits) as archive:
        for name in shard.members:
            yield name, _member(archive, shard, name)


def _member(archive: zipfile.ZipFile, shard: Shard, name: str) -> bytes:
    with guarded(shard.path, name):
        return archive.read(name)


def _plain(element: etree._Element, tree: PathTree, file: str, sink: Sink) -> dict[str, object] | str:
    """The element as text, or as a mapping if it has attributes or children."""
    attributes = element.items()
    text = element.text
    if text and not tree.leaf and not text.isspace():
        sink.unread(_path(element, TEXT), file, _line(element))
    if not attributes and not len(element) and not tree.line:
        return text or ""
    data: dict[str, object] = {}
    for name, value in cast("list[tuple[str, str]]", attributes):
        key = f"@{name}"
        if key in tree.children:
            data[key] = value
        elif not tree.rest:
            sink.unread(_path(element, key), file, _line(element))
    if tree.line:
        data[LINE] = _line(element)
    if text and not text.isspace():
        data[TEXT] = text
    _children(element, tree, file, sink, data)
    return data


def _children(
    element: etree._Element, tree: PathTree, file: str, sink: Sink, data: dict[str, object]
) -> None:
    """The elements that the mapping reads; repeated ones become a list."""
    known = tree.children
    for child in element:
        tag = child.tag
        tail = child.tail
        if tail and not tail.isspace():  # text between elements belongs to the one around them
            sink.unread(_path(element, TEXT), file, _line(child))
        below = known.get(tag)
        if below is None:
            if tag not in known and not tree.rest:
                sink.unread(_path(child, ""), file, _line(child))
            continue
        told = _plain(child, below, file, sink)
        earlier = data.get(tag)
        if earlier is None:
            data[tag] = told
        elif type(earlier) is list:
            earlier.append(told)
        else:
            data[tag] = [earlier, told]


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 0


def _path(element: etree._Element, attribute: str) -> str:
    names = [str(ancestor.tag) for ancestor in element.iterancestors()][:-1]
    names.reverse()
    names.append(str(element.tag))
    if attribute:
        names.append(attribute)
    return "/".join(names)


def _code(error: etree.XMLSyntaxError) -> int:
    return int(getattr(error, "code", 0) or 0)


def _refuse(record: Record, name: str, error: etree.XMLSyntaxError, sink: Sink) -> None:
    line = int(error.lineno or 0)
    if _code(error) in _ENCODING_FAULTS:
        raise SourceError(
            f"the file is not in the encoding it declares ({error.msg})",
            f"文件的实际编码与声明不符（{error.msg}）",
            file=f"{record.file}!{name}" if name else record.file,
            line=line,
            remedy="ask the publisher for a sound file, or correct the encoding in its first line",
            remedy_zh="请向发布者索取完好的文件，或更正首行声明的编码",
        )
    sink.reject(
        record._replace(line=line),
        *("", "", f"the XML is not well-formed: {error.msg}", f"XML 格式不正确：{error.msg}"),
        *("repair the file or leave it out", "请修正或去掉该文件"),
        stage="record",
    )
