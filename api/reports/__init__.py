"""A desk and what a command was given enter; the command's report leaves, on stdout and stderr."""

from api.reports.answers import ask, candidates, questions, show
from api.reports.loading import check_files, demo, load, template
from api.reports.network import country_id, network
from api.reports.server import db_logs, db_start, db_status, db_stop
from api.reports.state import changes, check_home, doctor, rejects, sources, versions

__all__ = [
    "ask",
    "candidates",
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
    "load",
    "network",
    "questions",
    "rejects",
    "show",
    "sources",
    "template",
    "versions",
]
