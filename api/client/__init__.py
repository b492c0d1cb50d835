"""The address of a service enters; a client leaves whose methods are the questions that the service says it answers.

    from api.client import Client

    with Client("http://127.0.0.1:8000", as_of="2015-06-30") as graph:
        answer = graph.candidates(home="CN")
        answer.meta.data_version, answer.results[0].label
        answer.to_pandas()

It speaks HTTP and nothing else: what is asked, and what comes back, stands in the service's own description.
"""

from api.client.answers import Answer
from api.client.meta import Cut, Meta, Query
from api.client.networks import Network
from api.client.problems import (
    ClientError,
    DataChangedError,
    ErasedError,
    KeyRefusedError,
    NoSuchQuestionError,
    NotFoundError,
    NotOneError,
    OtherDataError,
    ProblemError,
    Said,
    ServiceError,
    TimedOutError,
    TooManyRequestsError,
    UnavailableError,
    UnreachableError,
    WrongRequestError,
)
from api.client.rows import Row
from api.client.session import Client

__all__ = [
    "Answer",
    "Client",
    "ClientError",
    "Cut",
    "DataChangedError",
    "ErasedError",
    "KeyRefusedError",
    "Meta",
    "Network",
    "NoSuchQuestionError",
    "NotFoundError",
    "NotOneError",
    "OtherDataError",
    "ProblemError",
    "Query",
    "Row",
    "Said",
    "ServiceError",
    "TimedOutError",
    "TooManyRequestsError",
    "UnavailableError",
    "UnreachableError",
    "WrongRequestError",
]
