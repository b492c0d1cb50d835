"""How to cite a data version, in three forms that reference managers and DOI registries read."""

from __future__ import annotations

import json
import re

from api.linked.citing import cited
from tests.world.fixture import BuiltWorld


def test_all_forms_name_version_year_and_sources(world_canon: BuiltWorld) -> None:
    said = (world_canon.canon.folder / "version.json").read_text("utf-8")
    version = world_canon.canon.data_version
    media, bib = cited("citation.bib", said, "https://example.org")
    assert media.startswith("application/x-bibtex")
    assert bib.count("{") - bib.count("\\{") == bib.count("}") - bib.count("\\}")
    assert version in bib
    _, ris = cited("citation.ris", said, "https://example.org")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in ris.split("\r\n") if line)
    assert ris.endswith("ER  - \r\n")
    _, text = cited("citation.json", said, "https://example.org")
    told = json.loads(text)
    assert told["types"]["resourceTypeGeneral"] == "Dataset"
    assert told["url"].startswith("https://example.org/dumps/")
    assert told["rightsList"]


def test_a_year_that_no_source_states_is_left_out() -> None:
    """DataCite wants four digits; no text is not four digits."""
    told = {
        "data_version": "0123456789abcdef",
        "sources": {"a": {"retrieved": ""}, "b": {}, "c": {"retrieved": "n.d."}},
    }
    for name in ("citation.json", "citation.bib", "citation.ris"):
        _, text = cited(name, json.dumps(told), "https://example.org")
        assert not re.search(r"publicationYear|year =|^PY", text, re.M), name
    told["sources"]["d"] = {"retrieved": "2026-06"}  # type: ignore[index]
    _, text = cited("citation.json", json.dumps(told), "https://example.org")
    assert json.loads(text)["publicationYear"] == "2026"
