"""Fictional organisations, some of them look-alikes, enter; a canon folder of them leaves, as a load would write it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ontology.statements import REDIRECTS, REDIRECTS_FILE, STATEMENTS, STATEMENTS_FILE

# id, names by language, short name, country, city, kinds, status, year of foundation
Organisation = tuple[str, dict[str, str], str, str, str, str, str, str]
ORGANISATIONS: tuple[Organisation, ...] = (
    ("ror-yunhai", {"en": "Yunhai University", "zh": "云海大学"}, "YHUN", "QM", "Yunhai", "education", "active", "1905"),
    ("ror-yunmed", {"en": "Yunhai Medical University", "zh": "云海医科大学"}, "", "QM", "Yunhai", "education", "active", "1950"),
    ("ror-yunfound", {"en": "Yunhai University Education Foundation"}, "", "QM", "Yunhai", "nonprofit", "active", "1990"),
    ("ror-agr", {"en": "Yunling Agricultural University", "zh": "云岭农业大学"}, "", "QM", "Baita", "education", "active", ""),
    ("ror-south", {"en": "South Yunling Agricultural University", "zh": "华南云岭农业大学"}, "", "QM", "Nanhai", "education", "active", ""),
    ("ror-acad", {"en": "Yunling Academy of Sciences", "zh": "云岭科学院"}, "YAS", "QM", "Yunhai", "government", "active", ""),
    ("ror-phys", {"en": "Institute of Deep Mist Physics", "zh": "云岭科学院深雾物理研究所"}, "", "QM", "Yunhai", "facility", "active", ""),
    ("ror-twin1", {"en": "Twin River University"}, "", "QM", "Baita", "education", "active", ""),
    ("ror-twin2", {"en": "Twin River University"}, "", "QN", "Northlake", "education", "active", ""),
    ("ror-twin3", {"en": "Green Hill College"}, "", "QM", "Baita", "education", "active", ""),
    ("ror-twin4", {"en": "Green Hill College"}, "", "QM", "Nanhai", "education", "active", ""),
    ("ror-old", {"en": "Grey Heron Institute"}, "", "QM", "Baita", "facility", "inactive", "1950"),
    ("ror-new", {"en": "Blue Heron Institute"}, "", "QM", "Baita", "facility", "active", "2001"),
    ("ror-pear", {"en": "Pear"}, "", "QN", "Northlake", "company", "active", ""),
    ("ror-lake", {"en": "Northlake University", "de": "Universität Nordsee"}, "NLUN", "QN", "Northlake", "education", "active", "1820"),
    ("pic-700000002", {"": "NORTHLAKE UNIVERSITY"}, "", "QN", "NORTHLAKE", "HES", "", ""),
    ("ror-uh", {"en": "University Hospital of Baita"}, "", "QM", "Baita", "healthcare", "active", ""),
)  # fmt: skip
COUNTRIES = {"QM": ("Yunling", "云岭"), "QN": ("Northlake Republic", "北湖国")}
RELATIONS = (("ror-phys", "ror-acad", "parent"), ("ror-old", "ror-new", "successor"))


def canon(folder: Path, organisations: Sequence[Organisation] = ORGANISATIONS) -> Path:
    """Write the folder."""
    folder.mkdir(parents=True)
    rows = sorted(statements(organisations))
    columns = list(zip(*rows, strict=True))
    pq.write_table(
        pa.table([pa.array(one, pa.string()) for one in columns], schema=STATEMENTS), folder / STATEMENTS_FILE
    )
    told = pa.table([pa.array(["inst-own-yh"]), pa.array(["inst-ror-yunhai"])], schema=REDIRECTS)
    pq.write_table(told, folder / REDIRECTS_FILE)
    return folder


def statements(organisations: Sequence[Organisation]) -> Iterator[tuple[str, ...]]:
    for key, names, short, country, city, kind, status, founded in organisations:
        one = f"inst-{key}"
        yield _said(one, "type", "Institution", "class")
        for lang, name in names.items():
            yield _said(one, "name", name, "langString" if lang else "string", lang)
        for prop, value in (("shortName", short), ("city", city), ("established", founded)):
            if value:
                yield _said(one, prop, value)
        yield _said(one, "country", f"country-iso-{country}", "id")
        yield _said(one, "kind", f"concept-kind-{kind}", "id")
        if status:
            yield _said(one, "status", f"concept-status-{status}", "id")
    for code, names in COUNTRIES.items():
        yield _said(f"country-iso-{code}", "type", "Country", "class")
        for lang, name in zip(("en", "zh"), names, strict=True):
            yield _said(f"country-iso-{code}", "name", name, "langString", lang)
    for source, target, kind in RELATIONS:
        one = f"rel-{source}-{target}"
        yield _said(one, "type", "OrganisationRelation", "class")
        yield _said(one, "fromOrganisation", f"inst-{source}", "id")
        yield _said(one, "toOrganisation", f"inst-{target}", "id")
        yield _said(one, "relationKind", f"concept-relation-{kind}", "id")


def _said(one: str, prop: str, value: str, datatype: str = "string", lang: str = "") -> tuple[str, ...]:
    return (one, prop, value, datatype, lang, "rec-made-1", one)
