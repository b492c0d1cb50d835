"""Nothing enters; a folder of templates filled with names that nobody should trust leaves, and the names."""

from __future__ import annotations

import csv
from pathlib import Path

IMAGE = '<img src=x onerror="window.pwned=1">Institute of Images'
SCRIPT = "</title></script><script>window.pwned=1</script>{{ 7777*7 }}${7777*7}"
TURNED = "Academy \u202egnp.exe\u202c of Turns"
HIDDEN = "Zero\u200bWidth\ufeff\u2060 Institute"
HEBREW = "מכון ויצמן למדע (QN) 123"
MARKS = "Z" + "\u0301" * 60 + "algo University"
QUOTES = "\" onmouseover='window.pwned=1' x=\"' & <b>bold</b>"
ENDLESS = "甲乙丙丁" * 2_500
NAMES = {
    "image": IMAGE,
    "script": SCRIPT,
    "turned": TURNED,
    "hidden": HIDDEN,
    "hebrew": HEBREW,
    "marks": MARKS,
    "quotes": QUOTES,
    "endless": ENDLESS,
}
PARTNER = "partner"


def write_hostile(folder: Path) -> Path:
    """Write institutions with hostile names, all in one project with a foreign partner, under one agreement."""
    folder.mkdir(parents=True)
    _table(
        folder / "about.csv",
        [
            ["title@en", f"{IMAGE} register (fictional)"],
            ["title@zh", "恶意名称名录（虚构）"],
            ["publisher@en", SCRIPT],
            ["publisher@zh", "虚构发布者"],
            ["licence", "CC0-1.0"],
            ["fictional", "true"],
        ],
    )
    _table(
        folder / "countries.csv",
        [
            ["id", "name@zh", "name@en", "code", "fictional"],
            ["QM", "云岭国（虚构）", IMAGE, "QM", "true"],
            ["QN", "北湖国（虚构）", "Northlake (fictional)", "QN", "true"],
        ],
    )
    _table(
        folder / "institutions.csv",
        [
            ["id", "name@en", "country", "city", "homepage", "fictional"],
            *(
                [key, name, "QM", QUOTES, "https://x.example.invalid/?q=%22%3E%3Cscript%3E", "true"]
                for key, name in NAMES.items()
            ),
            [PARTNER, "Northlake <b>University</b> (fictional)", "QN", "x", "", "true"],
        ],
    )
    _table(
        folder / "agreements.csv",
        [
            ["id", "name@en", "level", "signedOn", "inForceFrom", "validUntil", "fictional"],
            ["ag", SCRIPT, "intergovernmental", "2001-01-01", "2001-01-01", "2030-01-01", "true"],
        ],
    )
    _table(
        folder / "parties.csv",
        [["agreement", "actor"], ["ag", "country:QM"], ["ag", "country:QN"]],
    )
    _table(
        folder / "projects.csv",
        [
            ["id", "name@en", "startDate", "endDate", "underAgreement", "fictional"],
            ["p", QUOTES, "2004-01-01", "2009-12-31", "ag", "true"],
        ],
    )
    _table(
        folder / "participations.csv",
        [
            ["project", "institution", "participationRole"],
            *(["p", f"inst:{key}", "participant"] for key in NAMES),
            ["p", f"inst:{PARTNER}", "coordinator"],
        ],
    )
    return folder


def _table(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
