"""XML as nested plain data; nothing in it is overlooked."""

from pathlib import Path

from loaders.records.paths import path_tree
from tests.loaders.making import leaves, records, write_zip


def _xml(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_elements_attributes_and_repeated_children(tmp_path: Path) -> None:
    tree = leaves("id", "org/@type", "org/name", "org")
    text = (
        '<project>\n <id>1</id>\n <org type="a"><name>A</name></org>\n <org type="b">text</org>\n</project>'
    )
    found, ledger = records(_xml(tmp_path / "a.xml", text), "xml", record="project", tree=tree)
    assert found[0].data == {
        "id": "1",
        "org": [{"@type": "a", "name": "A"}, {"@type": "b", "#text": "text"}],
    }
    assert not ledger.unread_paths


def test_lines_where_the_mapping_asks_for_them(tmp_path: Path) -> None:
    tree = path_tree(["id", "org/name"], [], [], ["org"])
    text = "<project>\n<id>1</id>\n<org>\n<name>A</name></org>\n\n<org/></project>"
    found, _ = records(_xml(tmp_path / "a.xml", text), "xml", tree=tree)
    assert found[0].data["org"] == [{"#line": 3, "name": "A"}, {"#line": 6}]


def test_everything_unread_is_noticed(tmp_path: Path) -> None:
    tree = path_tree(["id", "org/name"], [], ["skipped", "org/rest/*"])
    text = (
        "<project><id new='1'>1</id><skipped><deep><deeper/></deep></skipped>"
        "<org>stray<name><b>A</b></name>tail<rest><anything/></rest></org><unknown/></project>"
    )
    _, ledger = records(_xml(tmp_path / "a.xml", text), "xml", tree=tree)
    assert set(ledger.unread_paths) == {"id/@new", "org/#text", "org/name/b", "unknown"}


def test_another_root_is_noticed(tmp_path: Path) -> None:
    _, ledger = records(_xml(tmp_path / "a.xml", "<result/>"), "xml", record="project", tree=leaves("id"))
    assert set(ledger.unread_paths) == {"<result>"}


def test_comments_and_instructions_are_no_content(tmp_path: Path) -> None:
    text = "<?xml version='1.0'?><project><!-- a --><?b c?><id>1<!-- d -->2</id></project>"
    found, ledger = records(_xml(tmp_path / "a.xml", text), "xml", tree=leaves("id"))
    assert found[0].data == {"id": "12"}
    assert not ledger.unread_paths


def test_a_broken_member_is_rejected_and_the_others_read(tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "a.zip",
        {"1.xml": "<project><id>1</id></project>", "2.xml": "<project>\n<id>2</project>", "3.xml": ""},
    )
    found, ledger = records(path, "xml", record="project", tree=leaves("id"))
    assert [record.locator for record in found] == ["1.xml"]
    assert [(reject.locator, reject.stage) for reject in ledger.rejects] == [
        ("2.xml", "record"),
        ("3.xml", "record"),
    ]
    assert ledger.rejects[0].line == 2
    assert "not well-formed" in ledger.rejects[0].reason


def test_members_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {f"{n}.xml": f"<project><id>{n}</id></project>" for n in (3, 1, 2)})
    found, _ = records(path, "xml", tree=leaves("id"))
    assert [record.locator for record in found] == ["1.xml", "2.xml", "3.xml"]


def test_other_declared_encodings_are_read(tmp_path: Path) -> None:
    text = "<?xml version='1.0' encoding='GB18030'?><project><id>虚构</id></project>"
    path = write_zip(tmp_path / "a.zip", {"1.xml": text.encode("gb18030")})
    found, _ = records(path, "xml", tree=leaves("id"))
    assert found[0].data == {"id": "虚构"}
