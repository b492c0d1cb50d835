"""Invisible characters: none in an id, none that alone fill a cell and vanish; and truth values where words belong."""

import pytest

from loaders.cleaners import CLEANERS, Refused
from loaders.mapping_runtime import one
from loaders.records.record import Truth
from tests.loaders.templates.filling import map_rows


@pytest.mark.parametrize("key", ["B\0", "B\x1f", "\x0bB", "B\x07b", "inst:B\x85"])
def test_an_id_with_a_control_character_is_refused(key: str) -> None:
    loaded = map_rows("institutions", {"id": key, "name@en": "B"})
    (reject,) = loaded.ledger.rejects
    assert loaded.statements == []
    assert (reject.column, reject.value, reject.stage) == ("id", key, "record")
    assert "control character" in reject.reason and "控制字符" in reject.reason_zh


def test_a_reference_with_a_control_character_is_refused() -> None:
    loaded = map_rows("units", {"id": "u", "host": "B\0"})
    assert [(reject.column, reject.value) for reject in loaded.ledger.rejects] == [("host", "B\0")]


@pytest.mark.parametrize("note", ["\x1f", "\x0b", " \x1d ", "\u200b"])
def test_a_note_of_nothing_visible_is_told(note: str) -> None:
    loaded = map_rows("institutions", {"id": "a", "name@en": "A", "note": note})
    (reject,) = loaded.ledger.rejects
    assert (reject.column, reject.stage) == ("note", "mapping")
    assert "note" not in loaded.of("inst-own-a")


@pytest.mark.parametrize("blank", [" ", "\t", "\n", "\u3000", "\xa0"])
def test_blanks_are_an_empty_cell(blank: str) -> None:
    loaded = map_rows("institutions", {"id": f"{blank}a{blank}", "name@en": "A", "note": blank * 2})
    assert not loaded.ledger.rejects and "inst-own-a" in loaded.subjects


def test_odd_white_space_inside_a_text_is_a_space() -> None:
    assert CLEANERS["text"]("a\x0bb\x1f") == ("a b", "string")


def test_the_key_of_a_mapped_record_holds_none_either() -> None:
    assert one(" a\n") == "a"
    for value in ("a\0", ["a\x1f"]):
        with pytest.raises(Refused, match="control character"):
            one(value)


def test_a_truth_value_stands_in_its_own_columns_only() -> None:
    loaded = map_rows("institutions", {"id": "a", "name@en": "A", "note": Truth("true")})
    (reject,) = loaded.ledger.rejects
    assert (reject.column, reject.value) == ("note", "true") and "truth value" in reject.reason
    assert "name" in loaded.of("inst-own-a")
    word = map_rows("institutions", {"id": "a", "name@en": "A", "note": "true"})
    assert not word.ledger.rejects
