"""The fictional world in a private server enters; a way to ask questions of it leaves."""

from collections.abc import Callable
from typing import Any

import pytest

from graph.ask import Answer, ask
from graph.connection import Connection

Asked = Callable[..., Answer]


@pytest.fixture(scope="session")
def asked(world_graph: Connection) -> Asked:
    """Ask a question of the world: home QM on 30 June 2015 unless the test says otherwise."""

    def asking(question: str, **given: Any) -> Answer:
        return ask(world_graph, question, given)

    return asking
