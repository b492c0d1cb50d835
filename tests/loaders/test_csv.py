"""CSV as people and publishers really write it."""

import gzip
from pathlib import Path

import pytest

from ontology.errors import SourceError
from tests.loaders.making import records

HEADER, ROW = "名称,城市,note", "虚构大学,北京,a"


def _csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_dialects(tmp_path: Path, encoding: str, newline: str, delimiter: str) -> None:
    text = newline.join((HEADER, ROW, "")).replace(",", delimiter)
    found, ledger = records(_csv(tmp_path / "a.csv", text, encoding), "csv")
    assert [dict(record.data) for record in found] == [{"名称": "虚构大学", "城市": "北京", "note": "a"}]
    assert found[0].line == 2
    assert found[0].locator == "row 2"
    assert found[0].table == "a"
    assert not ledger.rejects


def test_gb18030_has_characters_beyond_gbk(tmp_path: Path) -> None:
    found, _ = records(_csv(tmp_path / "a.csv", "名称,说明\n𠀀大学和研究所,虚构的名称\n", "gb18030"), "csv")
    assert found[0].data["名称"] == "𠀀大学和研究所"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "cp1250"])
def test_western_encodings_are_not_taken_for_chinese(tmp_path: Path, encoding: str) -> None:
    text = "name,city\nUniversität München,Köln\nFundação Getúlio,São Paulo\n"
    if encoding == "cp1250":
        text = "name,city\nPolitechnika Łódzka,Łódź\nUniverzita Plzeň,České Budějovice\n"
    with pytest.raises(SourceError) as caught:
        records(_csv(tmp_path / "a.csv", text, encoding), "csv")
    assert caught.value.line == 2
    assert "offset" in caught.value.what
    assert caught.value.value.startswith("0x")


def test_the_first_wrong_byte_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,city\nfirst,row\n\xffbroken,row\n")
    with pytest.raises(SourceError) as caught:
        records(path, "csv")
    assert (caught.value.line, caught.value.value) == (3, "0xff")
    assert "offset 20" in caught.value.what


def test_a_declared_encoding_is_not_guessed(tmp_path: Path) -> None:
    path = _csv(tmp_path / "a.csv", "name\nUniversität\n", "latin-1")
    found, _ = records(path, "csv", encoding="latin-1")
    assert found[0].data["name"] == "Universität"
    with pytest.raises(SourceError, match="utf-8"):
        records(path, "csv", encoding="utf-8")


def test_utf16_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="UTF-16"):
        records(_csv(tmp_path / "a.csv", f"{HEADER}\n{ROW}\n", "utf-16"), "csv")


def test_bytes_at_the_border_of_two_chunks(tmp_path: Path) -> None:
    text = "名称\n" + "".join(f"{'虚' * 400}{number}\n" for number in range(1200))
    found, _ = records(_csv(tmp_path / "a.csv", text), "csv")
    assert len(found) == 1200
    with pytest.raises(SourceError) as caught:
        path = tmp_path / "b.csv"
        path.write_bytes(text.encode() + b"\xe8\x99")  # half a character at the very end
        records(path, "csv")
    assert caught.value.line == 1202


def test_gzipped(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(f"{HEADER}\n{ROW}\n".encode()))
    found, _ = records(path, "csv")
    assert (len(found), found[0].table) == (1, "a")


def test_quotes_lines_and_delimiters_inside_cells(tmp_path: Path) -> None:
    text = 'a;b\n"x ""quoted""; and\nmore";back\\slash \'single\'\nnext;row\n'
    found, ledger = records(_csv(tmp_path / "a.csv", text), "csv")
    assert found[0].data == {"a": 'x "quoted"; and\nmore', "b": "back\\slash 'single'"}
    assert [record.line for record in found] == [2, 4]
    assert not ledger.rejects


def test_a_row_with_a_stray_quote_is_quarantined(tmp_path: Path) -> None:
    text = 'a,b\n"stray" quote,1\ngood,2\n'
    found, ledger = records(_csv(tmp_path / "a.csv", text), "csv")
    assert [record.data["a"] for record in found] == ["good"]
    reject = ledger.rejects[0]
    assert (reject.line, reject.stage, reject.locator) == (2, "record", "row 2")
    assert "not valid CSV" in reject.reason and reject.reason_zh and reject.remedy and reject.remedy_zh


def test_a_stray_quote_says_which_lines_it_swallowed(tmp_path: Path) -> None:
    """A quote opens in one row and the next one stands rows below: those between must not go unsaid."""
    text = 'a,b\n1,"open\n2,x\n3,x\n4,"y" z\n5,good\n'
    found, ledger = records(_csv(tmp_path / "a.csv", text), "csv")
    assert [record.data["a"] for record in found] == ["5"]
    (reject,) = ledger.rejects
    assert (reject.line, reject.value) == (2, '1,"open')
    assert "nothing of lines 2 to 5 is read" in reject.reason
    assert "第 2 至 5 行均未读取" in reject.reason_zh
    found, ledger = records(_csv(tmp_path / "b.csv", 'a,b\n"open,1\n2,x\n3,x"\n5,good\n'), "csv")
    assert [record.data["a"] for record in found] == ["5"]
    assert "the header has 2; with the quotes as they stand it reaches to line 4" in ledger.rejects[0].reason


@pytest.mark.parametrize("row", ["only one", "one,two,three,four"])
def test_a_row_with_another_number_of_cells_is_quarantined(tmp_path: Path, row: str) -> None:
    found, ledger = records(_csv(tmp_path / "a.csv", f"a,b,c\n{row}\n1,2,3\n"), "csv")
    assert len(found) == 1
    assert (ledger.rejects[0].line, ledger.rejects[0].stage) == (2, "record")
    assert "the header has 3" in ledger.rejects[0].reason


def test_empty_cells_behind_the_last_column_are_nothing(tmp_path: Path) -> None:
    found, ledger = records(_csv(tmp_path / "a.csv", "a,b,,\n1,2,,\n,,,\n\n3,4,,\n"), "csv")
    assert [(record.line, dict(record.data)) for record in found] == [
        (2, {"a": "1", "b": "2"}),
        (5, {"a": "3", "b": "4"}),
    ]
    assert not ledger.rejects


def test_an_open_quote_swallows_nothing(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        records(_csv(tmp_path / "a.csv", 'a,b\n1,2\n"open,3\n4,5\n6,7\n'), "csv")
    assert caught.value.line == 3
    assert "never closes" in caught.value.what


@pytest.mark.parametrize(
    ("header", "what"),
    [("a,a", "two columns are named 'a'"), ("a,,b", "column 2 has no name")],
)
def test_headers_that_cannot_be_used(tmp_path: Path, header: str, what: str) -> None:
    with pytest.raises(SourceError) as caught:
        records(_csv(tmp_path / "a.csv", f"{header}\n1,2\n"), "csv")
    assert what in caught.value.what
    assert caught.value.line == 1
