"""The catalogues and the templates enter; both languages must be level, and every key known and used."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import api.pages
from api.pages.catalogue import LANGUAGES, catalogue, text

FOLDER = Path(api.pages.__file__).parent
TEMPLATES = sorted((FOLDER / "templates").glob("*.html"))
HAN = re.compile(r"[\u3400-\u9fff]")
# keys that are made from data: the part before the value
MADE = ("kind.", "kind.short.", "bool.", "state.", "reading.", "reading.about.", "agreement.", "sources.",
        "origin.", "origin.about.")  # fmt: skip
SAME = {"nav.api"}  # one word in both languages


def test_languages_have_the_same_keys_and_places() -> None:
    english, chinese = (catalogue(lang) for lang in LANGUAGES)
    assert list(english) == list(chinese)
    for key, said in english.items():
        assert _places(said) == _places(chinese[key]), key


def _places(said: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(said) if name)


def test_every_text_is_translated() -> None:
    for key in catalogue("en"):
        if key in SAME:
            continue
        english, chinese = text("en", key), text("zh", key)
        if key.startswith("nav.other"):
            assert HAN.search(english) or english == "zh"
        else:
            assert HAN.search(chinese), key
            assert not HAN.search(english), key


def test_templates_name_only_keys_that_exist_and_use_all() -> None:
    named = {
        key
        for path in TEMPLATES
        for key in re.findall(r"\bt(?:_or)?\(\s*'([a-z_.0-9]+)'\s*[,)]", path.read_text("utf-8"))
    } | {"sources.complete", "sources.partial"}
    known = set(catalogue("en"))
    assert named <= known, sorted(named - known)
    unused = {key for key in known - named if not key.startswith(MADE)}
    assert not unused, sorted(unused)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_speaks_itself_or_needs_an_unsafe_policy(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:|\|\s*safe\b|autoescape", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style", source)
    assert "http://" not in source
    assert "https://" not in source
    prose = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]+>", " ", source, flags=re.S)
    words = set(re.findall(r"[A-Za-z]{4,}|[\u3400-\u9fff]+", prose))
    assert words <= {"coopgraph", "JSON", "虚构", "fictional"}, words
