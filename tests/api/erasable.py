"""A folder enters; tables of fictional institutions and persons leave in it, as somebody would hand them over."""

from __future__ import annotations

from pathlib import Path

PERSON, ORCID = "person-own-zq", "0000-0002-1825-0097"
NAMES = ("Quillon Zedrick", "翟启隆")
TOLD = (*NAMES, PERSON, ORCID)  # what must stand nowhere afterwards
_TABLES = {
    "institutions": "id,name@en,name@zh,country\ninst-own-alpha,Alpha University (fictional),阿尔法大学（虚构）,CN\n"
    "inst-own-beta,Beta Institute (fictional),,DE\n",
    "persons": "id,name@en,name@zh,orcid,homeCountry\n"
    f"{PERSON},{NAMES[0]},{NAMES[1]},{ORCID},DE\nperson-own-kept,Kept Person,,0000-0001-5109-3700,DE\n",
    "affiliations": "id,person,organisation,startDate,endDate\n"
    f",{PERSON},inst-own-beta,2005-09,\n,person-own-kept,inst-own-beta,2006-09,\n",
    "expert_engagements": "id,name@en,person,persons,host,homeInstitution,startDate,endDate,topic@en\n"
    f"eng-own-one,Stay of {NAMES[0]} at Alpha,{PERSON},1,inst-own-alpha,inst-own-beta,2013-03-01,2013-04-14,thin films\n"
    "eng-own-two,,person-own-kept,1,inst-own-alpha,inst-own-beta,2014-03-01,2014-04-14,thin films\n",
    "projects": "id,name@en,startDate,endDate\nproj-own-x,A project (fictional),2010,2012\n",
}


def write_tables(folder: Path, **instead: str) -> Path:
    """Write them, some of them as they are given here."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**_TABLES, **instead}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def another_project(year: int) -> str:
    """The table of projects in another state, so that the source has another version."""
    return f"id,name@en,startDate,endDate\nproj-own-x,A project (fictional),2010,{year}\n"
