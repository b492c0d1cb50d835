"""source.toml: what it says, and that every mistake in it is named."""

from pathlib import Path

import pytest

from loaders.fetch import assign, expand, package_files, take
from loaders.manifest import (
    DEFAULT_RANK,
    Limits,
    SourceManifest,
    find_sources,
    load_manifest,
    shipped_sources,
)
from ontology.errors import SourceError
from tests.loaders.making import CSV, HEAD, source, write_zip


def _load(folder: Path, text: str) -> SourceManifest:
    folder.mkdir(exist_ok=True)
    (folder / "source.toml").write_text(text, encoding="utf-8")
    return load_manifest(folder)


def test_all_that_it_says(tmp_path: Path) -> None:
    manifest = _load(
        tmp_path,
        HEAD
        + 'address = "https://example.org"\nretrieved = 2026-11-22\nrank = 20\n'
        + '[limits]\nratio = 7\n[expect]\nProject = 3\n[[coverage]]\nclass = "Project"\ncountries = ["CN"]\n'
        + 'start = "2014"\ncomplete = true\nnote = { zh = "全部", en = "all" }\n'
        + '[[file]]\npattern = "*.zip"\nreader = "csv"\noptions.delimiter = ";"\nignored = { "*.txt" = "notes" }\n',
    )
    assert (manifest.name, manifest.scheme, manifest.retrieved) == ("trial", "trial", "2026-11-22")
    assert manifest.limits == Limits(ratio=7)
    assert (manifest.rank, _load(tmp_path / "silent", HEAD + CSV).rank) == (20, DEFAULT_RANK)
    assert manifest.expectations == {"Project": 3}
    assert manifest.files[0].options == {"delimiter": ";"}
    assert manifest.files[0].ignored == {"*.txt": "notes"}
    assert manifest.coverage[0].note["zh"] == "全部"
    assert manifest.coverage[0].complete


@pytest.mark.parametrize(
    ("text", "key", "what"),
    [
        (HEAD.replace('licence = "facts"', "") + CSV, "licence", "missing"),
        (HEAD + 'licnce = "facts"\n' + CSV, "licnce", "unknown key"),
        (HEAD.replace('name = "trial"', 'name = "My Source"') + CSV, "name", "must match"),
        (HEAD.replace("fictional = false", 'fictional = "no"') + CSV, "fictional", "true or false"),
        (HEAD.replace('zh = "试验", ', "") + CSV, "title.zh", "needs a text in zh"),
        (HEAD, "file", "names no file"),
        (HEAD + CSV.replace('"csv"', '"pdf"'), "file[1].reader", "no reader 'pdf'"),
        (HEAD + CSV + 'sniff = "("\n', "file[1].sniff", "not a regular expression"),
        (HEAD + CSV + "[limits]\nratios = 3\n", "limits.ratios", "unknown key"),
        (HEAD + CSV + '[limits]\nratio = "3"\n', "limits.ratio", "whole number"),
        (HEAD + 'rank = "first"\n' + CSV, "rank", "whole number"),
        (HEAD + CSV + "[[coverage]]\ncomplete = true\n", "coverage[1].class", "missing"),
        (HEAD + CSV + "name = \n", "", "not valid TOML"),
    ],
)
def test_mistakes_name_file_and_key(tmp_path: Path, text: str, key: str, what: str) -> None:
    with pytest.raises(SourceError) as caught:
        _load(tmp_path, text)
    assert what in caught.value.what
    assert caught.value.column == key
    assert "source.toml" in caught.value.file
    assert caught.value.what_zh


def test_a_folder_without_a_manifest(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        load_manifest(tmp_path)


def test_the_shipped_sources_are_in_order() -> None:
    shipped = find_sources(shipped_sources())
    assert {"cordis_horizon", "ror", "euroscivoc", "joint_platforms", "agreement_list", "countries"} <= set(
        shipped
    )
    for manifest in shipped.values():
        if manifest.name == "own":  # people's own sheets say themselves what they cover
            continue
        assert manifest.coverage, manifest.name
        assert all(statement.note for statement in manifest.coverage), manifest.name


def test_two_sources_of_one_name(tmp_path: Path) -> None:
    source(tmp_path / "a", "")
    source(tmp_path / "b", "")
    with pytest.raises(SourceError, match="two sources are named 'trial'"):
        find_sources(tmp_path)


def test_files_find_their_source_by_name_or_content(tmp_path: Path) -> None:
    shipped = find_sources(shipped_sources())
    samples = {name: shipped[name].folder / "sample" for name in ("joint_platforms", "agreement_list", "ror")}
    for name, folder in samples.items():
        inner = expand([folder])
        assert assign([folder], shipped) == {name: inner}
        renamed = tmp_path / f"download-{name}{inner[0].suffix}"
        renamed.write_bytes(inner[0].read_bytes())
        assert assign([renamed], shipped) == {name: (renamed,)}
    zipped = write_zip(
        tmp_path / "download.zip",
        {"x-ror-data.json": (samples["ror"] / "fictional-ror-data.json").read_text(encoding="utf-8")},
    )
    assert assign([zipped], shipped) == {"ror": (zipped,)}


def test_a_file_of_no_source(tmp_path: Path) -> None:
    shipped = {"ror": load_manifest(shipped_sources() / "ror")}
    stranger = tmp_path / "stranger.dat"
    stranger.write_bytes(b"hello")
    with pytest.raises(SourceError, match="no source can read"):
        assign([stranger], shipped)
    assert assign([stranger], shipped, named="ror") == {"ror": (stranger,)}
    with pytest.raises(SourceError, match="there is no source 'rar'"):
        assign([stranger], shipped, named="rar")


@pytest.mark.parametrize("call", ["assign", "take"])
def test_a_missing_file(tmp_path: Path, call: str) -> None:
    manifest = load_manifest(shipped_sources() / "ror")
    missing = tmp_path / "v1-ror-data.zip"
    with pytest.raises(SourceError) as caught:
        assign([missing], {"ror": manifest}) if call == "assign" else take(manifest, [missing])
    assert str(missing) in caught.value.file
    assert caught.value.remedy and caught.value.remedy_zh


def test_no_file_at_all() -> None:
    with pytest.raises(SourceError, match="was given no file"):
        take(load_manifest(shipped_sources() / "ror"), [])


def test_two_files_of_one_name(tmp_path: Path) -> None:
    manifest = load_manifest(source(tmp_path / "source", ""))
    for number, folder in enumerate(("one", "two", "three")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text(f"a\n{number % 2}\n")
    same = take(manifest, [tmp_path / "one" / "a.csv", tmp_path / "three" / "a.csv"])
    assert len(same) == 1
    with pytest.raises(SourceError, match="two different files have this name"):
        take(manifest, [tmp_path / "one" / "a.csv", tmp_path / "two" / "a.csv"])


def test_a_source_that_brings_its_files() -> None:
    files = package_files(load_manifest(shipped_sources() / "countries"))
    assert [path.name for path in files] == ["en.dat", "zh.dat"]
    assert all(path.exists() for path in files)


def test_hidden_and_lock_files_are_no_data(tmp_path: Path) -> None:
    for name in (".hidden.csv", "~$open.xlsx", "b.csv", "a.csv"):
        (tmp_path / name).write_text("a\n")
    assert [path.name for path in expand([tmp_path])] == ["a.csv", "b.csv"]
