"""A log shows what was done to it: the first broken link is found and named."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples.docketlogs import log_of
from openimr.errors import NotFound, UnreadableFile
from openimr.process.chain import first_break, hash_of
from openimr.process.events import Actor, Event, as_event, as_line, read_log

LOG = list(log_of("CM26-0000088"))


def resealed(event: Event) -> Event:
    return event.model_copy(update={"hash": hash_of(event)})


def test_an_untouched_log_is_whole() -> None:
    assert first_break(LOG) is None
    assert first_break(LOG, LOG[-1].hash) is None
    assert first_break([]) is None


@pytest.mark.parametrize("place", range(len(LOG)))
def test_a_changed_event_is_named(place: int) -> None:
    changes = {
        "at": LOG[place].at - timedelta(seconds=1),
        "kind": "note",
        "actor": Actor(role="designee", name="another"),
        "items": ("9",),
        "data": {"mode": "personal"},
    }
    for field, value in changes.items():
        log = [*LOG]
        log[place] = log[place].model_copy(update={field: value})
        found = first_break(log)
        assert found is not None and (found.place, found.what) == (place + 1, "its content is not what was written"), (
            field
        )


@pytest.mark.parametrize("place", range(len(LOG) - 1))
def test_an_event_changed_and_sealed_anew_breaks_the_next_link(place: int) -> None:
    log = [*LOG]
    log[place] = resealed(log[place].model_copy(update={"data": {"mode": "personal"}}))
    found = first_break(log)
    assert found is not None and found.place == place + 2
    assert "does not follow" in found.what


@pytest.mark.parametrize("place", range(len(LOG) - 1))
def test_an_event_taken_out_moved_or_doubled_is_named(place: int) -> None:
    without = [*LOG[:place], *LOG[place + 1 :]]
    swapped = [*LOG[:place], LOG[place + 1], LOG[place], *LOG[place + 2 :]]
    doubled = [*LOG[: place + 1], *LOG[place:]]
    for log, broken in ((without, place + 1), (swapped, place + 1), (doubled, place + 2)):
        found = first_break(log)
        assert found is not None and found.place == broken


def test_a_log_cut_off_shows_only_beside_a_hash_kept_elsewhere() -> None:
    assert first_break(LOG[:-2]) is None
    found = first_break(LOG[:-2], LOG[-1].hash)
    assert found is not None and found.place == len(LOG) - 1


def test_an_event_of_another_case_or_from_before_is_named() -> None:
    other = resealed(LOG[1].model_copy(update={"case": "C-9"}))
    early = resealed(LOG[1].model_copy(update={"at": LOG[0].at - timedelta(1), "recorded": LOG[0].at - timedelta(1)}))
    late = resealed(LOG[1].model_copy(update={"at": LOG[1].recorded + timedelta(1)}))
    said = [found.what for one in (other, early, late) if (found := first_break([LOG[0], one]))]
    assert said == [
        "it belongs to another case (C-9)",
        "it was recorded before the event that precedes it",
        "it was recorded before it happened",
    ]


@given(place=st.integers(0, 10**6), to=st.integers(0, 255))
@settings(max_examples=150)
def test_any_byte_changed_in_a_line_is_found(place: int, to: int) -> None:
    content = bytearray("\n".join(map(as_line, LOG)).encode())
    place %= len(content)
    was = content[place]
    content[place] = to
    try:
        log = [as_event(bytes(line)) for line in content.split(b"\n") if line.strip()]
    except ValueError:
        return  # no event any more: the reader names the line
    assert (first_break(log, LOG[-1].hash) is None) == (was == to or log == LOG)


def test_what_is_no_log_is_told_with_line_and_remedy(tmp_path: Path) -> None:
    file = tmp_path / "case.jsonl"
    with pytest.raises(NotFound):
        read_log(file)
    for content, said in (
        (b"", "holds no event"),
        (b"\xff\xfe\x00", "line 1 is no event"),
        (as_line(LOG[0]).encode() + b"\n[1]\n", "line 2 is no event"),
        (b'{"case":"C"}', "line 1 is no event"),
        (b"[" * 100_000, "line 1 is no event"),
        (as_line(LOG[0]).replace("2026-", "0001-").encode(), "the year must be"),
    ):
        file.write_bytes(content)
        with pytest.raises(UnreadableFile, match=said):
            read_log(file)
    file.write_bytes(b"x" * 100)
    with pytest.raises(UnreadableFile, match="larger than 50 bytes"):
        read_log(file, largest=50)
    file.write_text("\n".join(map(as_line, LOG)), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="more than 3 events"):
        read_log(file, most=3)
