"""An error by culprit enters, the exit code of the command line leaves: the one table of both.

Codes: 0 done · 1 failure · 2 wrong use · 3 not found · 4 data refused · 5 dependency down · 130 interrupted.
"""

from __future__ import annotations

from ontology.errors import (
    BadParameter,
    CoopgraphError,
    EngineError,
    NotFound,
    OntologyError,
    ShapeError,
    SourceError,
    TimedOut,
    Unavailable,
    UnknownQuestion,
    UsageError,
)

DONE, FAILURE, WRONG_USE, NOT_FOUND, REFUSED, DOWN, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

# the first row that fits decides, so the more special class stands first
EXIT_CODES: tuple[tuple[type[CoopgraphError], int], ...] = (
    (UsageError, WRONG_USE),
    (BadParameter, WRONG_USE),
    (UnknownQuestion, WRONG_USE),
    (NotFound, NOT_FOUND),
    (SourceError, REFUSED),
    (ShapeError, REFUSED),
    (Unavailable, DOWN),
    (TimedOut, DOWN),
    (EngineError, DOWN),
    (OntologyError, FAILURE),
    (CoopgraphError, FAILURE),
)


def exit_code(error: CoopgraphError) -> int:
    """Return the exit code of the first class in EXIT_CODES that the error belongs to."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))
