"""The log is appended to and never changed; of two people who act at once, one is refused."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from openimr.errors import ActedMeanwhile, EventRefused, ImrError, UsageError
from openimr.process import Actor, as_line, first_break, sealed
from openimr.store.opening import Store
from openimr.store.place import StorePlace

COORDINATOR = Actor(role="coordinator", name="c-1")
DAY = datetime(2026, 3, 2, 20, tzinfo=UTC)
ITEMS = {"items": [{"id": "1", "text": "MRI of the lumbar spine"}]}


def begin(case: str = "C-1") -> None:
    """A case that was denied, served and applied for."""
    from openimr.store.log import append

    append(case, "ur-decided", actor=COORDINATOR, at=DAY, data=ITEMS)
    append(case, "ur-served", actor=COORDINATOR, at=DAY, data={"mode": "mail"})
    application = {"signed": True, "determination-attached": True}
    append(case, "application-received", actor=COORDINATOR, seen=2, at=DAY, data=application)


def test_what_is_appended_is_read_again_and_told_in_the_docket(store: Store) -> None:
    from openimr.store.log import events_of
    from openimr.store.models import DocketRow, LoggedEvent
    from openimr.store.verifying import verify

    begin()
    log = events_of("C-1")
    assert [event.kind for event in log] == ["ur-decided", "ur-served", "application-received"]
    assert first_break(log) is None
    assert LoggedEvent.objects.get(case="C-1", number=2).body == as_line(log[1])
    row = DocketRow.objects.get(case="C-1")
    assert (row.phase, row.events, row.head) == ("received", 3, log[-1].hash)
    assert row.due is not None
    assert row.duty
    assert not list(verify(store.files))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE imr_event SET body = 'x' WHERE number = 1",
        "UPDATE imr_event SET hash = 'x'",
        "DELETE FROM imr_event WHERE number = 3",
        "DELETE FROM imr_event",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(store: Store, statement: str) -> None:
    from django.db import DatabaseError, connection

    from openimr.store.models import LoggedEvent

    begin()
    before = list(LoggedEvent.objects.order_by("number").values())
    with pytest.raises(DatabaseError, match="only appended to"), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(LoggedEvent.objects.order_by("number").values()) == before


def test_an_event_cannot_be_written_over(store: Store) -> None:
    from django.db import DatabaseError, connection

    from openimr.store.models import LoggedEvent

    begin()
    columns = '"case", number, kind, recorded, role, name, machine, once, hash, body'
    select = f"SELECT {columns.replace('body', '%s')} FROM imr_event WHERE number = 1"
    over = {
        "sqlite": f"INSERT OR REPLACE INTO imr_event ({columns}) {select}",
        "postgresql": f"INSERT INTO imr_event ({columns}) {select} "
        "ON CONFLICT (\"case\", number) DO UPDATE SET body = ''",
    }[connection.vendor]
    with pytest.raises(DatabaseError, match="only appended to"), connection.cursor() as cursor:
        cursor.execute(over, ["forged"])
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("TRUNCATE imr_event")
    assert not LoggedEvent.objects.filter(body="forged").exists()


def test_what_the_procedure_does_not_allow_is_refused_and_not_written(store: Store) -> None:
    from openimr.store.log import append, events_of

    begin()
    with pytest.raises(EventRefused, match="not where this can happen"):
        append("C-1", "published", actor=COORDINATOR, seen=3)
    assert len(events_of("C-1")) == 3


def test_who_acts_on_what_has_changed_is_told_by_whom(store: Store) -> None:
    from openimr.store.log import append, events_of

    begin()
    append("C-1", "eligibility-prepared", actor=Actor(role="coordinator", name="c-2"), seen=3)
    with pytest.raises(ActedMeanwhile, match=r"event 4 \(eligibility-prepared\) by c-2"):
        append("C-1", "eligibility-prepared", actor=COORDINATOR, seen=3)
    assert len(events_of("C-1")) == 4


def test_of_people_who_act_at_once_exactly_one_succeeds(store: Store) -> None:
    from django.db import connection

    from openimr.store.log import append, events_of

    begin()
    for _ in range(5):
        seen = len(events_of("C-1"))
        start = threading.Barrier(4)
        ends: list[str] = []

        def act(name: str, seen: int = seen, start: threading.Barrier = start, ends: list[str] = ends) -> None:
            start.wait()
            try:
                append("C-1", "eligibility-prepared", actor=Actor(role="coordinator", name=name), seen=seen)
                ends.append("done")
            except ActedMeanwhile:
                ends.append("refused")
            finally:
                connection.close()

        people = [threading.Thread(target=act, args=(f"c-{n}",)) for n in range(4)]
        for person in people:
            person.start()
        for person in people:
            person.join(60)
        assert sorted(ends) == ["done", "refused", "refused", "refused"]
        log = events_of("C-1")
        assert len(log) == seen + 1
        assert first_break(log) is None


def test_programs_that_append_at_once_all_get_their_turn(store: Store) -> None:
    from django.db import connection

    from openimr.store.log import PROGRAM, append, events_of

    begin()

    def tell(n: int) -> None:
        append("C-1", "work-done", actor=PROGRAM, data={"step": f"s{n % 3}", "input": "ab"})
        connection.close()

    programs = [threading.Thread(target=tell, args=(n,)) for n in range(6)]
    for program in programs:
        program.start()
    for program in programs:
        program.join(60)
    steps = [event.said("step") for event in events_of("C-1") if event.kind == "work-done"]
    assert sorted(steps) == ["s0", "s1", "s2"]


def test_a_clock_set_back_breaks_no_log(store: Store) -> None:
    from openimr.store.log import PROGRAM, append, events_of
    from openimr.store.readingin import take_over

    ahead = datetime(2090, 1, 1, tzinfo=UTC)
    take_over([sealed((), "ur-decided", case="C-1", actor=COORDINATOR, at=ahead, data=ITEMS)])
    append("C-1", "work-done", actor=PROGRAM, data={"step": "a", "input": "b"})
    assert first_break(events_of("C-1")) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"case": ""},
        {"case": "C\0"},
        {"case": "C-" + "9" * 100},
        {"actor": Actor(role="coordinator", name="two\nlines")},
        {"at": datetime(2095, 1, 1, tzinfo=UTC)},
        {"at": datetime(1066, 1, 1, tzinfo=UTC)},
        {"data": {**ITEMS, "note": "\ud800"}},
        {"data": {**ITEMS, "note": object()}},
    ],
)
def test_what_is_no_event_is_refused_in_words(store: Store, wrong: dict[str, Any]) -> None:
    from openimr.store.log import append
    from openimr.store.models import LoggedEvent

    given: dict[str, Any] = {"case": "C-1", "kind": "ur-decided", "actor": COORDINATOR, "at": DAY, "data": ITEMS}
    with pytest.raises(UsageError):
        append(**{**given, **wrong})
    assert not LoggedEvent.objects.exists()


def test_data_of_any_kind_come_back_as_they_were(store: Store) -> None:
    from openimr.store.log import append, events_of
    from openimr.store.verifying import verify

    files = [{"name": "a\0", "size": 2**70, "sha256": "0" * 64}]
    data = {**ITEMS, "note": "a\0b\n\u202e \u00fc", "deep": [[1.5, None, True]], "files": files}
    append("C-1", "ur-decided", actor=COORDINATOR, at=DAY, data=data)
    assert events_of("C-1")[0].data == data
    assert not list(verify(store.files))


def test_the_migrations_hold_all_that_the_models_say(store: Store) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_tables_of_an_older_release_are_named_and_brought_forward(place: StorePlace) -> None:
    from django.core.management import call_command
    from django.db import DatabaseError, connection

    from openimr.store.log import events_of
    from openimr.store.opening import init_store, open_store

    open_store(place)
    begin()
    call_command("migrate", "store", "0001", verbosity=0)
    with pytest.raises(ImrError, match="older than this program"):
        open_store(place)
    init_store(place)
    assert len(events_of("C-1")) == 3
    with pytest.raises(DatabaseError, match="only appended to"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM imr_event")
    connection.close()


def test_a_place_without_a_store_says_what_to_do(tmp_path: Path) -> None:
    from openimr.store.opening import open_store
    from openimr.store.place import place_of

    with pytest.raises(ImrError, match="no store here"):
        open_store(place_of(tmp_path / "none", {}))
