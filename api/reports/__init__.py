"""A desk and what a command was given enter; the command's report leaves, on stdout and stderr.

A report is imported when it is first asked for: `--help` needs none of them, and Ctrl-C is in good hands before the
large libraries (database driver, tables) are read.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from api.reports.affiliations import match, strings_of
    from api.reports.answers import ask, candidates, questions, search, show
    from api.reports.cases import (
        case_act,
        case_list,
        case_show,
        case_verify,
        key_add,
        key_list,
        key_revoke,
        person_add,
        person_erase,
        person_list,
        workflow_table,
    )
    from api.reports.differing import changes
    from api.reports.dossiers import dossier
    from api.reports.erasing import erase, erasures
    from api.reports.feeding import export_feed
    from api.reports.identity import identity_propose, identity_score
    from api.reports.identity_explaining import identity_explain
    from api.reports.identity_reviewing import identity_review, identity_undo
    from api.reports.linked import Export, export_rdf
    from api.reports.loading import check_files, demo, load, template
    from api.reports.network import country_id, write_network
    from api.reports.proof import check_home
    from api.reports.returned import import_rdf
    from api.reports.server import db_logs, db_start, db_status, db_stop
    from api.reports.state import doctor, rejects, sources, versions

__all__ = [
    "Export",
    "ask",
    "candidates",
    "case_act",
    "case_list",
    "case_show",
    "case_verify",
    "changes",
    "check_files",
    "check_home",
    "country_id",
    "db_logs",
    "db_start",
    "db_status",
    "db_stop",
    "demo",
    "doctor",
    "dossier",
    "erase",
    "erasures",
    "export_feed",
    "export_rdf",
    "identity_explain",
    "identity_propose",
    "identity_review",
    "identity_score",
    "identity_undo",
    "import_rdf",
    "key_add",
    "key_list",
    "key_revoke",
    "load",
    "match",
    "person_add",
    "person_erase",
    "person_list",
    "questions",
    "rejects",
    "search",
    "show",
    "sources",
    "strings_of",
    "template",
    "versions",
    "workflow_table",
    "write_network",
]

_WHERE: Final = {
    "affiliations": ("match", "strings_of"),
    "answers": ("ask", "candidates", "questions", "search", "show"),
    "cases": (
        "case_act",
        "case_list",
        "case_show",
        "case_verify",
        "key_add",
        "key_list",
        "key_revoke",
        "person_add",
        "person_erase",
        "person_list",
        "workflow_table",
    ),
    "differing": ("changes",),
    "dossiers": ("dossier",),
    "erasing": ("erase", "erasures"),
    "identity": ("identity_propose", "identity_score"),
    "identity_explaining": ("identity_explain",),
    "identity_reviewing": ("identity_review", "identity_undo"),
    "feeding": ("export_feed",),
    "linked": ("Export", "export_rdf"),
    "returned": ("import_rdf",),
    "loading": ("check_files", "demo", "load", "template"),
    "network": ("country_id", "write_network"),
    "proof": ("check_home",),
    "server": ("db_logs", "db_start", "db_status", "db_stop"),
    "state": ("doctor", "rejects", "sources", "versions"),
}


def __getattr__(name: str) -> Any:
    """Import the module that a report stands in, and return the report."""
    for module, reports in _WHERE.items():
        if name in reports:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
