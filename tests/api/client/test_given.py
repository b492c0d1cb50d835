"""What is given means the same in an address and in a body; the type of a problem decides its exception."""

from __future__ import annotations

import pytest

from api.client import Client, DataChangedError, ErasedError, ProblemError
from api.client.problems import problem


@pytest.mark.parametrize(
    ("kind", "error"),
    [("gone", ErasedError), ("cursor-of-older-data", DataChangedError), ("other", DataChangedError)],
)
def test_what_was_erased_is_no_change_of_data(kind: str, error: type[ProblemError]) -> None:
    found = problem({"type": f"urn:coopgraph:problem:{kind}", "status": 410}, "en", None)
    assert type(found) is error


def test_several_values_with_commas_are_several_in_a_body_too(graph: Client) -> None:
    by_address = graph.coverage(home="QM,QN", filter="covered:none")
    by_body = graph.coverage(home="QM,QN", filter=[{"field": "covered", "is": ["none"]}])
    assert by_body.results == by_address.results
    assert by_body.meta.query == by_address.meta.query
    assert {row.country for row in by_body.results} <= {"QM", "QN"}
