"""The archive of classes: a convenience that never stands in the way."""

from dataclasses import replace
from pathlib import Path

from graph.engine.archive import archive_file, archive_option, make_archive
from graph.engine.private import Engine
from graph.engine.settings import EngineSettings, silent


def test_the_engine_starts_with_it(engine: Engine, engine_settings: EngineSettings) -> None:
    lib = engine.prepare()
    archive = archive_file(lib)
    assert (archive.parent / "base.jsa").exists()
    assert archive_option(lib, replace(engine_settings, archive=False)) == []
    assert archive_option(lib, engine_settings) == [f"-XX:SharedArchiveFile={archive}"]
    # Java says so when it cannot use an archive, and goes on without.
    assert not [line for line in engine.logs(1000) if "cds" in line]
    before = archive.stat().st_mtime_ns
    make_archive(lib, engine_settings, silent)
    assert archive.stat().st_mtime_ns == before


def test_jars_that_are_none_cost_three_tries(
    tmp_path: Path, engine_settings: EngineSettings, jars: Path
) -> None:
    lib = tmp_path / "lib"
    lib.mkdir()
    (lib / "broken.jar").write_bytes(b"no jar")
    stages: list[str] = []
    for _ in range(5):
        make_archive(lib, engine_settings, lambda stage, _done, _total: stages.append(stage))
    assert not archive_file(lib).exists()
    assert archive_option(lib, engine_settings) == []
    failures = next(tmp_path.rglob("failures.txt")).read_text(encoding="utf-8")
    assert failures.count("failed: ") == 3
    assert not list(tmp_path.rglob("training-*"))
