"""What was written can be neither changed nor lost unseen: tampering, writers at once, killed writers, erased people."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cases.entry import Break, Head, read_head
from cases.journal import FILE, Journal, open_journal
from cases.keys import add_key
from cases.people import Somebody, add_somebody, erase, people
from cases.verifying import verify
from ontology.errors import NotFound, NotNow, Unavailable, UsageError
from tests.cases.acted import act, opened, recommended

ROOT = Path(__file__).resolve().parents[2]
AT = "2015-06-30T12:00:00Z"
FIELDS = ("case_id", "act", "actor", "at", "reason", "content", "previous", "hash")
WRITER = """
import sys
from pathlib import Path
from cases.journal import open_journal
journal = open_journal("", Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    entry = journal.write(lambda one: one.add("case-1", "note", sys.argv[2], "2015-06-30T12:00:00Z", "r", {"n": number}))
    print(entry.position, flush=True)
"""


def tampered(journal: Journal, home: Path, change: str, *values: object) -> list[Break]:
    """Change the file behind the journal's back, as somebody would who may write to it."""
    file = home / "home" / FILE
    with sqlite3.connect(file) as one:
        for trigger in ("journal_never_update", "journal_never_delete"):
            one.execute(f"DROP TRIGGER {trigger}")
        one.execute(change, values)
    one.close()
    return list(verify(journal).breaks)


def test_an_untouched_journal_is_whole(journal: Journal) -> None:
    recommended(journal)
    found = verify(journal)
    assert found.whole
    assert found.entries == found.head.position == 12
    assert verify(journal, [read_head(str(found.head))]).whole


@pytest.mark.parametrize("field", FIELDS)
def test_a_changed_field_is_named_by_its_place(journal: Journal, tmp_path: Path, field: str) -> None:
    opened(journal)
    act(journal, "nominator-1", "gather")
    value = '{"candidate":"inst-other","rules":"key-institutions"}' if field == "content" else "f" * 20
    breaks = tampered(journal, tmp_path, f"UPDATE journal SET {field} = ? WHERE position = 7", value)
    assert breaks[0].position == 7
    assert {one.position for one in breaks} <= {7, 8}  # the next is chained to what was there


def test_what_is_no_json_any_more_is_a_changed_entry(journal: Journal, tmp_path: Path) -> None:
    opened(journal)
    assert tampered(journal, tmp_path, "UPDATE journal SET content = '{' WHERE position = 7") == [
        Break(7, "changed")
    ]


def test_an_entry_taken_out_is_missing(journal: Journal, tmp_path: Path) -> None:
    opened(journal)
    assert tampered(journal, tmp_path, "DELETE FROM journal WHERE position = 3")[0] == Break(3, "missing")


def test_entries_that_changed_places_show(journal: Journal, tmp_path: Path) -> None:
    opened(journal)
    breaks = tampered(
        journal,
        tmp_path,
        "UPDATE journal SET position = CASE position WHEN 2 THEN -3 ELSE -2 END WHERE position IN (2, 3)",
    )
    assert breaks


def test_a_chain_cut_at_its_end_is_shown_by_a_head_noted_elsewhere(journal: Journal, tmp_path: Path) -> None:
    opened(journal)
    head = journal.head()
    assert tampered(journal, tmp_path, "DELETE FROM journal WHERE position = 7") == []
    assert verify(journal, [head]).breaks == (Break(7, "cut"),)
    opened(journal)  # and a chain that went on differently
    act(journal, "nominator-1", "gather")
    assert verify(journal, [Head(7, "0" * 64)]).breaks == (Break(7, "different"),)


def test_the_database_itself_refuses_to_change_or_delete(journal: Journal, tmp_path: Path) -> None:
    one = sqlite3.connect(tmp_path / "home" / FILE)
    for text in ("UPDATE journal SET reason = 'x'", "DELETE FROM journal"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            one.execute(text)
    one.close()


def test_the_file_is_for_its_owner_alone(journal: Journal, tmp_path: Path) -> None:
    assert (tmp_path / "home" / FILE).stat().st_mode & 0o077 == 0


def test_a_changed_name_of_a_person_shows(journal: Journal, tmp_path: Path) -> None:
    assert tampered(
        journal,
        tmp_path,
        "UPDATE personal_fields SET fields = replace(fields, 'Name', 'Other') WHERE id = 'reviewer-1'",
    ) == [Break(3, "person_changed")]


def test_a_key_with_more_scopes_than_were_given_shows(journal: Journal, tmp_path: Path) -> None:
    add_key(journal, "reviewer-1", ["reviewer"], "local", AT)
    assert tampered(journal, tmp_path, "UPDATE api_keys SET scopes = 'administrator'") == [
        Break(7, "key_changed")
    ]


def test_erasing_a_person_keeps_the_chain_and_takes_the_fields(journal: Journal, tmp_path: Path) -> None:
    recommended(journal)
    erase(journal, "nominator-1", "local", AT, "asked to be forgotten")
    assert verify(journal).whole
    found = {one.id: one for one in people(journal)}
    assert found["nominator-1"] == Somebody("nominator-1", erased=True)
    held = b"".join(path.read_bytes() for path in (tmp_path / "home").glob(f"{FILE}*"))
    assert b"Name of nominator-2" in held
    assert b"nominator-1@example" not in held
    with pytest.raises(NotNow):  # an id is not given twice
        add_somebody(journal, Somebody("nominator-1"), "local", AT)


def test_nobody_can_be_erased_who_is_not_there(journal: Journal) -> None:
    before = journal.head()
    with pytest.raises(NotFound):
        erase(journal, "nobody", "local", AT, "")
    assert journal.head() == before


def _writers(home: Path, count: int, entries: int) -> list[subprocess.Popen[str]]:
    return [
        subprocess.Popen([sys.executable, "-c", WRITER, str(home), f"writer-{number}", str(entries)], cwd=ROOT,
                         env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True)
        for number in range(count)
    ]  # fmt: skip


def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = _writers(tmp_path / "home", 4, 25)
    said = [one.communicate(timeout=120)[0].split() for one in writers]
    assert all(one.returncode == 0 for one in writers)
    journal = open_journal("", tmp_path / "home")
    assert sorted(int(one) for lines in said for one in lines) == list(range(1, 101))
    assert verify(journal).whole
    journal.close()


def test_a_killed_writer_leaves_a_whole_journal_with_all_that_it_reported(tmp_path: Path) -> None:
    reported = 0
    for wait in (0.02, 0.1, 0.25):
        writer = _writers(tmp_path / "home", 1, 100_000)[0]
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        reported = int((writer.stdout.read().split() or [reported])[-1])
        writer.wait()
        writer.stdout.close()
        journal = open_journal("", tmp_path / "home")
        assert verify(journal).whole
        assert journal.head().position >= reported
        journal.close()


@pytest.mark.parametrize("text", ["", "7", "x:" + "0" * 64, "7:zz", "²:" + "0" * 64])
def test_what_is_no_head_is_said(text: str) -> None:
    with pytest.raises(UsageError):
        read_head(text)


def test_an_address_that_is_none_is_said(tmp_path: Path) -> None:
    for address in ("nonsense", "nosuch://x", "sqlite:////no/such/folder/x.sqlite"):
        with pytest.raises((UsageError, Unavailable)):
            open_journal(address, tmp_path)


def test_work_that_fails_writes_nothing(journal: Journal) -> None:
    before = journal.head()

    def work(one: object) -> None:
        one.add("case-1", "note", "x", AT, "r", {})  # type: ignore[attr-defined]
        raise ValueError

    failing: Callable[[object], None] = work
    with pytest.raises(ValueError):
        journal.write(failing)
    assert journal.head() == before
