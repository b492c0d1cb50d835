"""A mistake in a file enters; where it stands leaves, in the reader's language."""

from __future__ import annotations

import pickle

from ontology.errors import SourceError


def test_a_place_is_said_in_the_language_of_its_reader() -> None:
    error = SourceError("no date", "不是日期", file="my-data.xlsx!机构", line=1, column="36", value="foo")
    assert error.message("en") == "my-data.xlsx!机构, line 1, column 36, value 'foo': no date"
    assert error.message("zh") == "my-data.xlsx!机构，第 1 行，第 36 列，值“foo”：不是日期"
    named = SourceError("no date", "不是日期", file="a.csv", line=3, column="国家")
    assert pickle.loads(pickle.dumps(named)).message("zh") == "a.csv，第 3 行，“国家”列：不是日期"
