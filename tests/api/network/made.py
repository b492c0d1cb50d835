"""Nothing enters; small networks leave whose names are hostile, for tests of files."""

from __future__ import annotations

from graph.network import Network, event_row, member_node, shown_network
from graph.network_measured import measured

HOSTILE = (
    "<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "a\x01b\x0bc", "]]>&amp;\"'", "\u202eright\u202cto left", "云海大学\u200b",
    "long " * 2000, "\ufffe",
)  # fmt: skip
ALL = ("degree", "strength", "betweenness", "component", "community")


def hostile(view: str = "pairs") -> Network:
    members = [
        member_node(
            {"id": f"inst-own-{n}", "label": name, "label_zh": name if n % 2 else None, "label_en": name, "country": "QM",
             "kind": ["HES", "education"] if n % 3 else None, "fictional": n % 2 == 0},
            distance=n,
        )
        for n, name in enumerate(HOSTILE)
    ]  # fmt: skip
    dates = {
        "e1": ["2001-01-01", "2001-12-31", "2003-12-31", "2003-12-31"],
        "e2": ["2004-01-01", "2004-01-01", "2005-01-01", "2005-12-31"],
        "e3": ["2010-05-01", "2010-05-31", None, None],
        "e4": [None, None, None, None],
        "e5": ["2009-01-01", "2009-01-01", "2008-01-01", "2008-12-31"],
    }
    takes = {"e1": (0, 1), "e2": (0, 1, 2), "e3": (0, 3), "e4": (4, 5), "e5": (6, 7)}

    def details(wanted):
        for event, several in wanted.items():
            row = {"event": event, "label": HOSTILE[0], "name_zh": None, "name_en": HOSTILE[1], "kind": "project",
                   "activity": True, "size": 3, "dates": dates[event]}  # fmt: skip
            bonds = [(one, f"part-own-{event}-{one}", "=role") for one in several]
            yield event_row(row, bonds, [f"rec-{event}"], {via: [f"rec-{via}"] for _, via, _ in bonds})

    shared = [(event, 3, [f"inst-own-{n}" for n in several]) for event, several in takes.items()]
    meta = {
        "as_of": "2015-06-30",
        "data_version": "0123456789abcdef",
        "title": {"zh": "网络", "en": "\x02"},
        "seed": 4,
    }
    return measured(shown_network(view, members, shared, 0, details, meta), ALL, 4)
