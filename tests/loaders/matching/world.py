"""Nothing enters; two dirty fictional registers leave as a home's sources: one of numbers with capitals, one of names in many languages."""

from __future__ import annotations

from pathlib import Path

from loaders.current import Current, write_current
from ontology.statements import Statement
from tests.loaders.canon.scene import say, thing, write_source

KIND = "Institution"
# name, other names, short, town, web, kind, country
Row = tuple[str, str, str, str, str, str, str]
REGISTER: dict[str, Row] = {
    "0aaaaaa01": ("Tonglu University@en", "桐鹿大学@zh|Université de Tonglu@fr", "TLU", "Tonglu", "https://www.tlu.example.cn", "education", "CN"),
    "0aaaaaa02": ("Tonglu Medical University@en", "桐鹿医科大学@zh", "TMU", "Tonglu", "https://tmu.example.cn", "education", "CN"),
    "0aaaaaa03": ("Luming Agricultural University@en", "鹿鸣农业大学@zh", "LAU", "Luming", "https://lau.example.cn", "education", "CN"),
    "0aaaaaa04": ("South Luming Agricultural University@en", "华南鹿鸣农业大学@zh", "SLAU", "Baihe", "https://slau.example.cn", "education", "CN"),
    "0aaaaaa05": ("Academy of Mountain Sciences@en", "山岳科学院@zh", "AMS", "Qingshan", "https://ams.example.cn", "facility", "CN"),
    "0aaaaaa06": ("Universität Grünwald@de", "University of Gruenwald@en", "UG", "Grünwald", "https://www.uni-gruenwald.example.de", "education", "DE"),
    "0aaaaaa07": ("Universitätsklinikum Grünwald@de", "University Hospital Gruenwald@en", "UKG", "Grünwald", "https://ukg.example.de", "healthcare", "DE"),
    "0aaaaaa08": ("Falkenau (Germany)@en", "Falkenau@de", "", "Berlin", "https://falkenau.example.de", "company", "DE"),
    "0aaaaaa09": ("Θαλάσσιο Ινστιτούτο Νέας Ακτής@el", "Marine Institute of New Coast@en", "THINA", "Athens", "https://thina.example.gr", "facility", "GR"),
    "0aaaaaa10": ("Výzkumný ústav lesnický Borovice@cs", "Borovice Forest Research Institute@en", "VULB", "Prague", "https://vulb.example.cz", "facility", "CZ"),
    "0aaaaaa11": ("Universidad de Valdemora@es", "University of Valdemora@en", "UV", "Valdemora", "https://www.valdemora.example.es", "education", "ES"),
    "0aaaaaa12": ("Universidad Técnica de Valdemora@es", "Technical University of Valdemora@en", "UTV", "Valdemora", "https://utv.example.es", "education", "ES"),
}  # fmt: skip
NUMBERS: dict[str, tuple[Row, str]] = {
    "900000001": (("TONGLU UNIVERSITY", "", "TLU", "TONGLU", "http://tlu.example.cn", "HES", "CN"), "0aaaaaa01"),
    "900000002": (("TONGLU UNIVERSITY EDUCATION FOUNDATION", "", "", "TONGLU", "http://tlu.example.cn", "OTH", "CN"), ""),
    "900000003": (("TONGLU MEDICAL UNIVERSITY", "", "", "Tonglu", "", "HES", "CN"), "0aaaaaa02"),
    "900000004": (("LUMING AGRICULTURAL UNIVERSITY", "", "LAU", "LUMING", "http://www.lau.example.cn", "HES", "CN"), "0aaaaaa03"),
    "900000005": (("鹿鳴農業大學附屬醫院", "", "", "Luming", "", "PUB", "CN"), ""),
    "900000006": (("ACADEMY OF MOUNTAIN SCIENCES", "", "AMS", "Qingshan", "", "REC", "CN"), "0aaaaaa05"),
    "900000007": (("UNIVERSITAET GRUENWALD", "", "", "GRUENWALD", "http://www.uni-gruenwald.example.de", "HES", "DE"), "0aaaaaa06"),
    "900000008": (("UNIVERSITATSKLINIKUM GRUNWALD", "", "UKG", "Grunwald", "", "PUB", "DE"), "0aaaaaa07"),
    "900000009": (("FALKENAU GMBH & CO KG", "", "FALKENAU", "Berlin", "http://falkenau.example.de", "PRC", "DE"), "0aaaaaa08"),
    "900000010": (("THALASSIO INSTITOUTO NEAS AKTIS", "", "THINA", "Athina", "http://thina.example.gr", "REC", "GR"), "0aaaaaa09"),
    "900000011": (("Vyzkumny ustav lesnicky Borovice, v. v. i.", "", "", "Praha", "http://vulb.example.cz", "REC", "CZ"), "0aaaaaa10"),
    "900000012": (("UNIVERSIDAD DE VALDEMORA", "", "", "VALDEMORA", "", "HES", "ES"), "0aaaaaa11"),
    "900000013": (("FUNDACION UNIVERSIDAD DE VALDEMORA", "", "", "VALDEMORA", "http://fundacion.valdemora.example.es", "OTH", "ES"), ""),
    "900000014": (("FACULTAD DE DERECHO DE LA UNIVERSIDAD DE VALDEMORA", "", "", "VALDEMORA", "", "HES", "ES"), ""),
    "900000015": (("ＮＵＢＥ ＲＯＪＡ S.L.", "", "", "Sevilla", "", "PRC", "ES"), ""),
    "900000016": (("SOUTH LUMING AGRICULTURAL UNIVERSITY", "", "SLAU", "Baihe", "", "HES", "CN"), "0aaaaaa04"),
    "900000017": (("TONGLU UNIVERSITY PRESS CO LTD", "", "", "Tonglu", "http://press.tlu.example.cn", "PRC", "CN"), ""),
    "900000018": (("UNIVERSIDAD TECNICA DE VALDEMORA", "", "UTV", "Valdemora", "http://utv.example.es", "HES", "ES"), "0aaaaaa12"),
}  # fmt: skip


def _said(identifier: str, scheme: str, key: str, row: Row, record: str) -> list[Statement]:
    name, others, short, town, web, kind, country = row
    values: dict[str, str | list[str]] = {
        "name": name if "@" in name else f"{name}@en",
        scheme: key,
        "country": f"country-iso-{country}",
        "city": town,
    }
    values |= {"altName": others.split("|")} if others else {}
    values |= {"shortName": short} if short else {}
    values |= {"homepage": web} if web else {}
    kinds = say(identifier, "kind", f"concept-kind-{kind}", record)
    return [*thing(identifier, KIND, record, **values), kinds]


def sources(folder: Path) -> dict[str, Path]:
    """Both registers as source versions under `folder`."""
    register = [
        row for key, said in REGISTER.items() for row in _said(f"inst-ror-{key}", "ror", key, said, f"r{key}")
    ]
    numbers = [
        row
        for key, (said, _) in NUMBERS.items()
        for row in _said(f"inst-pic-{key}", "pic", key, said, f"n{key}")
    ]
    states = [
        row
        for code in ("CN", "DE", "GR", "CZ", "ES")
        for row in thing(f"country-iso-{code}", "Country", f"c{code}", name=f"{code}@en")
    ]
    return {
        "register": write_source(folder, "register", [*register, *states], 10),
        "numbers": write_source(folder, "numbers", numbers, 20),
    }


def home(folder: Path) -> Path:
    """A home in which both registers are current."""
    made = sources(folder / "made")
    versions = {}
    for name, path in made.items():
        target = folder / "home" / "sources" / name / "0123456789abcdef"
        target.parent.mkdir(parents=True)
        path.rename(target)
        versions[name] = target.name
    write_current(folder / "home", Current(versions, "", {}))
    return folder / "home"


def truth(folder: Path) -> Path:
    """The right answers as a file to score against."""
    rows = "".join(f"{key},{right},{'' if right else 'abstain'}\n" for key, (_, right) in NUMBERS.items())
    path = folder / "truth.csv"
    path.write_text(f"pic,ror,note\n{rows}", "utf-8")
    return path
