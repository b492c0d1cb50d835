"""A source of several kinds of table, files refused as a whole, elements that are records of their own, places on a path."""

from pathlib import Path

import pytest

from loaders.manifest import load_manifest
from ontology.errors import SourceError
from tests.loaders.making import facts, load, mapping, records, rows, source, stated, write_zip

THING = '[record]\nkey = ["id"]\n[[thing]]\nclass = "{0}"\nkey = ["id"]\n[thing.set]\n{1} = "{1}"\n'
KIND = '[[file]]\npattern = "*.csv|*.zip"\nreader = "csv"\nmembers = "*.csv"\nmappings = { "prog*" = "programme.toml" }\n'


def _folder(tmp_path: Path, extra: str = "") -> Path:
    folder = source(tmp_path / "trial", THING.format("Project", "acronym"), KIND + extra)
    (folder / "programme.toml").write_text(THING.format("Programme", "code"), encoding="utf-8")
    return folder


def test_each_table_has_its_mapping(tmp_path: Path) -> None:
    tables = {"csv/projects.csv": "id,acronym\n1,ABC\n", "csv/programmes.csv": "id,code\n2,H\n"}
    made = load(_folder(tmp_path), write_zip(tmp_path / "all.zip", dict(tables)), out=tmp_path / "out")
    assert {("proj-own-1", "acronym", "ABC"), ("prog-own-2", "code", "H")} <= facts(made)
    for name, text in tables.items():
        (tmp_path / Path(name).name).write_text(text, encoding="utf-8")
    plain = load(
        _folder(tmp_path), tmp_path / "projects.csv", tmp_path / "programmes.csv", out=tmp_path / "plain"
    )
    assert facts(plain) == facts(made)


def test_columns_of_another_table_are_unread(tmp_path: Path) -> None:
    path = tmp_path / "programmes.csv"
    path.write_text("id,acronym\n1,ABC\n", encoding="utf-8")
    with pytest.raises(SourceError, match="nobody reads acronym") as caught:
        load(_folder(tmp_path), path, out=tmp_path / "out")
    assert "programme.toml" in caught.value.remedy


def test_a_changed_mapping_makes_a_new_version(tmp_path: Path) -> None:
    path = tmp_path / "programmes.csv"
    path.write_text("id,code\n1,ABC\n", encoding="utf-8")
    folder = _folder(tmp_path)
    before = load(folder, path, out=tmp_path / "out").version
    (folder / "programme.toml").write_text(
        THING.format("Programme", "code") + 'note = "code"\n', encoding="utf-8"
    )
    assert load(folder, path, out=tmp_path / "out").version != before


def test_what_no_mapping_makes_cannot_be_expected(tmp_path: Path) -> None:
    path = tmp_path / "projects.csv"
    path.write_text("id,acronym\n1,ABC\n", encoding="utf-8")
    assert load(_folder(tmp_path, "[expect]\nProject = 1\nProgramme = 0\n"), path, out=tmp_path / "out")
    with pytest.raises(SourceError, match="never makes"):
        load(_folder(tmp_path, "[expect]\nPerson = 1\n"), path, out=tmp_path / "other")


def test_a_kind_of_file_is_refused_with_its_reason(tmp_path: Path) -> None:
    refused = (
        '[[file]]\npattern = "*.txt"\nreader = "csv"\n[file.refused]\n'
        'reason = { zh = "不读", en = "not read" }\nremedy = { zh = "给 CSV", en = "give CSV" }\n'
    )
    folder = source(tmp_path / "trial", THING.format("Project", "acronym"), refused)
    path = tmp_path / "x.txt"
    path.write_text("x", encoding="utf-8")
    with pytest.raises(SourceError, match="not read") as caught:
        load(folder, path, out=tmp_path / "out")
    assert (caught.value.remedy, caught.value.remedy_zh) == ("give CSV", "给 CSV")
    half = refused.replace('remedy = { zh = "给 CSV", en = "give CSV" }', "")
    (folder / "source.toml").write_text((folder / "source.toml").read_text().replace(refused, half))
    with pytest.raises(SourceError, match="remedy"):
        load_manifest(folder)


XML = '<all xmlns="urn:x:2" xmlns:c="urn:c"><one n="1"><c:a>x</c:a></one>\n<one n="2"/></all>'


def test_elements_are_records_and_names_lose_their_namespace(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text(XML, encoding="utf-8")
    found, ledger = records(path, "xml", record="all", each="one", namespaces=["urn:x:*"])
    assert [(one.locator, one.line) for one in found] == [("all#one[1]", 1), ("all#one[2]", 2)]
    assert found[1].data == {} or "@n" not in found[1].data
    assert not ledger.unread_paths
    text = XML.replace("</all>", "<two/></all>")
    path.write_text(text, encoding="utf-8")
    _, ledger = records(path, "xml", record="all", each="one", namespaces=["urn:x:*"])
    assert "two" in ledger.unread_paths
    _, ledger = records(path, "xml", record="all", each="one")
    assert any("urn:x:2" in name for name in ledger.unread_paths)


def test_the_second_of_several(tmp_path: Path) -> None:
    run = mapping(
        tmp_path,
        '[[thing]]\nclass = "Project"\nkey = ["{p[1]/id}-{p[2]/id}"]\n[thing.set]\nacronym = "p[2]/name"\n'
        'note = "p[3]/name"\n',
        flat=False,
    )
    found, ledger = stated(run, {"p": [{"id": "1", "name": "A"}, {"id": "2", "name": "B"}]})
    assert ("acronym", "B", "") in found and not [1 for name, _, _ in found if name == "note"]
    found, ledger = stated(run, {"p": {"id": "1", "name": "A"}})
    assert not found and ledger.rejects


def test_a_choice_is_cleaned_by_its_own_cleaner(tmp_path: Path) -> None:
    run = mapping(
        tmp_path,
        '[[thing]]\nclass = "Project"\nkey = ["id"]\n[thing.set]\n'
        'startDate = { first = [{ path = "a", clean = "date_dmy" }, { path = "b" }] }\n',
    )
    assert ("startDate", "1938-11-04", "") in stated(run, {"id": "1", "a": "04/11/1938", "b": "1940"})[0]
    assert ("startDate", "1940", "") in stated(run, {"id": "1", "a": "", "b": "1940"})[0]
    with pytest.raises(SourceError, match="gives decimal"):
        mapping(
            tmp_path,
            '[[thing]]\nclass = "Project"\nkey = ["id"]\n[thing.set]\n'
            'startDate = { first = [{ path = "a", clean = "decimal" }] }\n',
        )


def test_rejects_of_a_table_name_its_column(tmp_path: Path) -> None:
    path = tmp_path / "projects.csv"
    path.write_text('id,acronym\n1,"a\x01b"\n', encoding="utf-8")
    made = load(_folder(tmp_path), path, out=tmp_path / "out")
    assert [row["column"] for row in rows(made, "rejects")] == ["acronym"]
