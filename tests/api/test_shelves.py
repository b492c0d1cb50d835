"""Names of the current data: made once, exchanged when the data change, shared by processes, refused where canon is elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.shelves import Shelves
from graph.awaited import State
from graph.verdict_shape import Judgement
from loaders.affiliation.keeping import FOLDER
from loaders.current import CANONS
from ontology.errors import Unavailable
from ontology.statements import VERSION_FILE
from tests.loaders.affiliation.world import canon


@dataclass
class Told:
    """A graph that says which data it holds, and is asked nothing else."""

    version: str

    async def __call__(
        self, question: str, params: Mapping[str, object], judgements: Sequence[Judgement] = ()
    ) -> Any:
        raise AssertionError(question)

    async def state(self, *, old_s: float = 0) -> State:
        return State(self.version, "→" in self.version)

    async def close(self) -> None:
        """Nothing is held."""


def home(folder: Path, *versions: str) -> Path:
    for version in versions:
        (canon(folder / CANONS / version) / VERSION_FILE).write_text("{}")
    return folder


def test_names_are_made_once_and_exchanged_when_the_data_change(tmp_path: Path) -> None:
    graph = Told("aaaa")
    shelves = Shelves(home(tmp_path, "aaaa", "bbbb"), graph, 60)

    async def work() -> None:
        await shelves.warm()
        assert not (tmp_path / FOLDER).exists()  # nobody has asked
        first, *others = await asyncio.gather(*(shelves.current() for _ in range(5)))
        assert all(one is first for one in others) and first.data_version == "aaaa"
        graph.version = "aaaa→bbbb"
        assert await shelves.current() is first
        graph.version = "bbbb"
        seen = {(await shelves.current()).data_version}
        while "bbbb" not in seen:
            await asyncio.sleep(0.1)
            seen.add((await shelves.current()).data_version)
        assert seen <= {"aaaa", "bbbb"}
        assert await shelves.aside(lambda shelf: shelf.find("inst-ror-yunhai") is not None)
        await shelves.close()

    asyncio.run(work())
    assert sorted(path.name[:4] for path in (tmp_path / FOLDER).glob("*.sqlite")) == ["aaaa", "bbbb"]


def test_data_that_are_elsewhere_are_told(tmp_path: Path) -> None:
    for version in ("cccc", ""):
        shelves = Shelves(tmp_path, Told(version), 60)

        async def work(one: Shelves = shelves) -> None:
            with pytest.raises(Unavailable) as caught:
                await one.current()
            assert caught.value.what_zh
            await one.close()

        asyncio.run(work())


def test_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    graph = Told("aaaa")
    home(tmp_path, "aaaa")

    async def work() -> str:
        shelves = Shelves(tmp_path, graph, 60)
        version = (await shelves.current()).data_version
        await shelves.close()
        return version

    assert asyncio.run(work()) == "aaaa"
    (file,) = (tmp_path / FOLDER).glob("*.sqlite")
    file.write_bytes(b"no names here" * 100)
    assert asyncio.run(work()) == "aaaa"
