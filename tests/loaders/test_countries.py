"""Country names as people and offices write them: exact names, each of one code."""

import pytest

from loaders.cleaners import CLEANERS, Refused
from loaders.cleaners.place import countries, country_table, fold, further_names

NAMES = {
    "AE": "阿联酋 | UAE",
    "BN": "Brunei | Brunei Darussalam",
    "BO": "Bolivia | Bolivia, Plurinational State of",
    "CD": "Congo, Democratic Republic of the | 刚果民主共和国 | 刚果（金） | 刚果(金) | Congo - Kinshasa",
    "CG": "Congo, Republic of | Congo | 刚果共和国 | 刚果（布）",
    "CI": "Ivory Coast | Côte d'Ivoire | Côte d’Ivoire | 科特迪瓦",
    "CN": "中国 | 中华人民共和国 | People's Republic of China | P.R. China",
    "CV": "Cape Verde | Cabo Verde",
    "CZ": "Czech Republic | Czechia | 捷克 | 捷克共和国",
    "FM": "Micronesia, Federated States of | Micronesia",
    "GB": "UK | United Kingdom | 英国 | Great Britain",
    "HK": "香港 | Hong Kong | 中国香港 | Hong Kong, China | HONG KONG",
    "IR": "Iran | Iran, Islamic Republic of | Iran (Islamic Republic of) | 伊朗",
    "KP": "朝鲜 | Korea, Democratic People's Republic of | North Korea",
    "KR": "Korea, Republic of | Republic of Korea | South Korea | 韩国 | 大韩民国",
    "LA": "Laos | Lao PDR | Lao People's Democratic Republic | 老挝",
    "MD": "Moldova | Moldova, Republic of | Republic of Moldova",
    "MK": "Macedonia | North Macedonia | 北马其顿",
    "MM": "Myanmar | Burma | 缅甸",
    "MO": "澳门 | Macao | Macau | 中国澳门",
    "NL": "Holland | The Netherlands | 荷兰",
    "PS": "Palestine | Palestine, State of | 巴勒斯坦",
    "RU": "俄罗斯 | 俄罗斯联邦 | Russian Federation | Russia",
    "SY": "Syria | Syrian Arab Republic | 叙利亚",
    "SZ": "Swaziland | Eswatini",
    "TR": "Turkey | Türkiye | 土耳其",
    "TW": "台湾 | 中国台湾 | Taiwan | Taiwan, China | Taiwan, Province of China",
    "TZ": "Tanzania | Tanzania, United Republic of",
    "US": "USA | United States of America | 美国 | United States",
    "VA": "Vatican | Holy See | 梵蒂冈",
    "VE": "Venezuela | Venezuela, Bolivarian Republic of",
    "VN": "Viet Nam | Vietnam | 越南",
}


@pytest.mark.parametrize(
    ("code", "name"), [(code, name) for code in NAMES for name in NAMES[code].split(" | ")]
)
def test_names_in_use(code: str, name: str) -> None:
    assert CLEANERS["country"](name) == (code, "string")


def test_every_further_name_is_new_and_of_one_code() -> None:
    listed = [(fold(name), code) for code, names in further_names().items() for name in names]
    assert len({name for name, _ in listed}) == len(listed)
    assert {code for _, code in listed} <= set(countries())
    assert [name for name, code in listed if country_table()[name] != code] == []


@pytest.mark.parametrize(
    "name",
    ["Hong Kong; Macao", "韩国、日本", "Korea", "Rusian Federation", "香 港", "America", "Soviet Union"],
)
def test_nothing_near_enough_counts(name: str) -> None:
    with pytest.raises(Refused):
        CLEANERS["country"](name)
