"""Which encoding a file is in: Chinese text of any length, Western text, and UTF-8 with a fault in it."""

from io import BytesIO
from itertools import pairwise

import pytest

from loaders.cleaners.place import countries, further_names
from loaders.encoding import encoding_of
from ontology.errors import SourceError

INSTITUTIONS = (
    *("中国科学院", "清华大学", "北京大学", "浙江大学", "复旦大学", "上海交通大学", "南京大学", "武汉大学"),
    *("中国科学技术大学", "哈尔滨工业大学", "中国农业科学院", "西安交通大学", "华中科技大学", "四川大学"),
    *(
        "中山大学",
        "同济大学",
        "东南大学",
        "厦门大学",
        "兰州大学",
        "暨南大学",
        "郑州大学",
        "国家自然科学基金委员会",
    ),
    *("中国科学院上海硅酸盐研究所", "中国科学院地质与地球物理研究所", "科学技术部", "教育部", "外交部"),
    *("联合实验室", "重点研发计划", "国际合作司", "中国", "北京", "上海", "广东", "香港", "澳门", "台湾"),
)
PLACES = sorted(
    {names["zh"] for names in countries().values()}
    | {name for names in further_names().values() for name in names if not name.isascii()}
)
UTF8 = "编号,名称\n1,中国科学院\n2,清华大学与北京大学\n3,中国农业科学院\n".encode()


def _encoding(content: bytes) -> str:
    return encoding_of(lambda: BytesIO(content), "a.csv")


def _same(text: str) -> bool:
    """What is read is what was written, or happens to be sound UTF-8 as well."""
    content = text.encode("gb18030")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(_encoding(content)) == text
    return True


@pytest.mark.parametrize(
    "name", [*INSTITUTIONS, *(name for name in PLACES if "\u4e00" <= name[0] <= "\u9fff")]
)
def test_one_chinese_name_below_english_headers(name: str) -> None:
    assert _same(f"id,name_zh,country\nx,{name},CN\n")
    assert _same(f"id,name_zh,country\nx,Academia Sinica,{name}")


def test_every_common_character_alone_and_in_every_pair_of_neighbours() -> None:
    common = [bytes((lead, tail)) for lead in range(0xB0, 0xD7) for tail in range(0xA1, 0xFF)]
    characters = [pair.decode("gb18030") for pair in common]
    assert len(characters) > 3600
    assert not [one for one in characters if not _same(f"id,name\nx,{one},\n")]
    neighbours = pairwise(characters)
    assert not [one for pair in neighbours if not _same(f"id,name\nx,{(one := ''.join(pair))},\n")]


@pytest.mark.parametrize(
    "text", ["臺灣", "國立臺灣大學", "中央研究院", "香港科技大學", "β细胞研究所", "A股上市公司", "𠀀大学"]
)
def test_traditional_and_mixed_names(text: str) -> None:
    assert _same(f"id,name\nx,{text},\n")


def test_a_few_accents_do_not_hide_the_chinese() -> None:
    assert _same("id,name\na,Université de Genève\nb,中国科学院\n")
    assert _same("id,name\na,中国科学院\nb,清华大学\nc,中国农业科学院\n")


def test_utf8_is_taken_as_it_is() -> None:
    assert _encoding(UTF8) == _encoding(b"\xef\xbb\xbf" + UTF8) == _encoding(b"id,name\n") == "utf-8-sig"


@pytest.mark.parametrize("text", [*INSTITUTIONS[:20], *PLACES[:40]])
def test_utf8_with_a_byte_lost_is_refused(text: str) -> None:
    """Lost anywhere, among a few sound names: never mistaken for GB18030."""
    content = UTF8 + f"4,{text}\n".encode()
    for at in range(len(UTF8), len(content)):
        damaged = content[:at] + content[at + 1 :]
        if content[at] >= 0x80:
            with pytest.raises(SourceError, match="not UTF-8"):
                _encoding(damaged)


@pytest.mark.parametrize(
    "text",
    ["Universität München\n", "Université de Genève, École polytechnique\n", "Žilinská univerzita, Łódź\n"],
)
def test_western_utf8_with_a_byte_lost_is_refused(text: str) -> None:
    content = (text * 3).encode()
    for at, byte in enumerate(content):
        damaged = content[:at] + content[at + 1 :]
        if byte >= 0x80:
            with pytest.raises(SourceError, match="not UTF-8"):
                _encoding(damaged)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize(
    "text", ["Universität München", "Größe", "Fundação Getúlio", "Genève", "Malmö högskola"]
)
def test_western_text_is_refused(text: str, encoding: str) -> None:
    with pytest.raises(SourceError, match="not UTF-8"):
        _encoding(f"id,name\nx,{text}\n".encode(encoding))
