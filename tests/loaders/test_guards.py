"""Unsafe and damaged files: each ends in one clear error that names the file and says what to do."""

import gzip
import zipfile
from pathlib import Path

import pytest

from loaders.manifest import Limits
from ontology.errors import SourceError
from tests.loaders.making import leaves, records, write_zip

GOOD = "<project><id>1</id></project>"
TREE = leaves("id")


def _refused(path: Path, reader: str, *, limits: Limits | None = None, **options: object) -> SourceError:
    with pytest.raises(SourceError) as caught:
        records(path, reader, limits=limits, tree=TREE, **options)  # type: ignore[arg-type]
    error = caught.value
    assert path.name in error.file
    assert error.remedy and error.remedy_zh and error.what_zh
    return error


def test_truncated_zip(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {f"p{number}.xml": GOOD for number in range(50)})
    path.write_bytes(path.read_bytes()[:-200])
    assert "truncated" in _refused(path, "xml").what


def test_zip_damaged_inside_a_member(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"p.xml": "<project><id>" + "1234567890" * 500 + "</id></project>"})
    content = bytearray(path.read_bytes())
    content[45:49] = b"\xff\xff\xff\xff"
    path.write_bytes(bytes(content))
    error = _refused(path, "xml")
    assert error.file == "a.zip!p.xml"
    assert "damaged" in error.what


def test_not_a_zip_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"<html>404 not found</html>")
    assert "damaged" in _refused(path, "xml").what


def test_truncated_gzip(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id": "1"}\n' * 5000)[:-30])
    assert "truncated" in _refused(path, "jsonl").what


def test_zip_bomb_by_ratio(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "bomb.zip", {"p.xml": b" " * (4 << 20)})
    assert "times its packed size" in _refused(path, "xml").what


def test_zip_bomb_by_size(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "bomb.zip", {"p.xml": GOOD, "q.xml": GOOD})
    assert "the limit is 40" in _refused(path, "xml", limits=Limits(expanded_bytes=40)).what
    assert "bytes" in _refused(path, "xml", limits=Limits(member_bytes=10)).what


def test_zip_with_too_many_members(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "bomb.zip", {f"{number}.xml": GOOD for number in range(12)})
    assert "12 members" in _refused(path, "xml", limits=Limits(members=10)).what


def test_gzip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" * 2_000_000))
    assert "more than" in _refused(path, "csv", limits=Limits(ratio=20)).what


def test_a_zip_that_lies_about_its_sizes(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "liar.zip", {"p.xml": "<project><id>" + "12" * 5000 + "</id></project>"})
    content = bytearray(path.read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(content))
    _refused(path, "xml")


def test_zip_within_a_zip(tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "inner.zip", {"a.xml": GOOD}).read_bytes()
    path = write_zip(tmp_path / "outer.zip", {"p.xml": GOOD, "information.zip": inner})
    error = _refused(path, "xml")
    assert "information.zip" in error.what
    found, _ = records(path, "xml", tree=TREE, ignored={"information.zip": "tables of codes"})
    assert len(found) == 1


def test_a_member_that_nobody_reads(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"p.xml": GOOD, "readme.txt": "hello"})
    error = _refused(path, "xml", members="*.xml")
    assert "'readme.txt', which nobody reads" in error.what


def test_zip_without_a_fitting_member(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {})
    assert "no member" in _refused(path, "xml", members="*.xml").what


def test_the_same_member_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("p.xml", GOOD)
        archive.writestr("p.xml", GOOD)
    assert "two members named 'p.xml'" in _refused(path, "xml").what


def test_a_locked_zip(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"p.xml": GOOD})
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    assert "cannot be read" in _refused(path, "xml").what


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE project SYSTEM "http://example.org/project.dtd">',
        '<!DOCTYPE project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE project [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_document_type_declarations(tmp_path: Path, head: str) -> None:
    path = write_zip(tmp_path / "a.zip", {"p.xml": f"<?xml version='1.0'?>{head}{GOOD}"})
    error = _refused(path, "xml")
    assert "DOCTYPE" in error.what
    assert error.file == "a.zip!p.xml"


def test_a_document_type_in_another_encoding(tmp_path: Path) -> None:
    text = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE project>{GOOD}'
    path = write_zip(tmp_path / "a.zip", {"p.xml": text.encode("utf-16")})
    assert "DOCTYPE" in _refused(path, "xml").what


def test_xml_in_the_wrong_encoding(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="UTF-8"?><project><id>Universität</id></project>'
    path = write_zip(tmp_path / "a.zip", {"p.xml": text.encode("latin-1")})
    error = _refused(path, "xml")
    assert "encoding" in error.what
    assert error.line == 1


def test_xml_in_an_unknown_encoding(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"p.xml": '<?xml version="1.0" encoding="klingon"?><project/>'})
    assert "encoding" in _refused(path, "xml").what
