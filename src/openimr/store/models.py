"""The tables: the log of events, which is the truth, and what is told from it for quick lists.

``LoggedEvent`` is only ever appended to; triggers of the database refuse everything else
(:mod:`openimr.store.migrations`). ``DocketRow`` and ``FiledPaper`` can be made anew from it at any time
(:mod:`openimr.store.projecting`). ``LivingWorker`` says which workers are alive.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models


class LoggedEvent(models.Model):
    """One event of one case as it was appended.

    The primary key (case, number) lets only one of two people append who act at once. ``body`` is the event as
    :func:`openimr.process.as_line` writes it; the other columns repeat parts of it, for questions.
    """

    pk = models.CompositePrimaryKey("case", "number")
    case: models.CharField[str, str] = models.CharField(max_length=100)
    number: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    kind: models.TextField[str, str] = models.TextField()
    recorded: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    role: models.TextField[str, str] = models.TextField()
    name: models.TextField[str, str] = models.TextField()
    machine: models.BooleanField[bool, bool] = models.BooleanField()
    #: names the piece of work the event reports; an event of that name is in the log once or not at all
    once: models.CharField[str | None, str | None] = models.CharField(max_length=64, null=True, unique=True)
    hash: models.CharField[str, str] = models.CharField(max_length=64)
    body: models.TextField[str, str] = models.TextField()

    class Meta:
        db_table = "imr_event"


class DocketRow(models.Model):
    """Where one case stands, for lists.

    ``due`` is the earliest open deadline, ``duty`` and ``owed_by`` say of what and by whom; ``head`` is the hash of the
    last event, kept apart from the log, so that a log cut off at its end shows.
    """

    case: models.CharField[str, str] = models.CharField(max_length=100, primary_key=True)
    phase: models.CharField[str, str] = models.CharField(max_length=60)
    due: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    duty: models.CharField[str, str] = models.CharField(max_length=100)
    owed_by: models.CharField[str, str] = models.CharField(max_length=60)
    reviewer: models.CharField[str, str] = models.CharField(max_length=200)
    expedited: models.BooleanField[bool, bool] = models.BooleanField()
    events: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    head: models.CharField[str, str] = models.CharField(max_length=64)
    opened: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    changed: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        db_table = "imr_docket"
        # every list is read by due day; rows without one come last, so they are found by case
        indexes = (
            models.Index(fields=("due", "case"), name="imr_docket_due"),
            models.Index(fields=("phase", "due", "case"), name="imr_docket_phase"),
            models.Index(fields=("reviewer", "due", "case"), name="imr_docket_reviewer"),
            models.Index(fields=("owed_by", "due", "case"), name="imr_docket_owed_by"),
        )


class FiledPaper(models.Model):
    """One file of one case: which content, under which name, and the event that brought it."""

    case: models.CharField[str, str] = models.CharField(max_length=100)
    event: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    place: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    name: models.TextField[str, str] = models.TextField()
    sha256: models.CharField[str, str] = models.CharField(max_length=64)
    size: models.BigIntegerField[int, int] = models.BigIntegerField()

    class Meta:
        db_table = "imr_file"
        constraints = (models.UniqueConstraint(fields=("case", "event", "place"), name="imr_file_once"),)
        indexes = (models.Index(fields=("sha256",), name="imr_file_sha256"),)


class LivingWorker(models.Model):
    """A worker and when it was last heard of; what a silent one had begun is taken up by another."""

    id: models.CharField[str, str] = models.CharField(max_length=64, primary_key=True)
    heard: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        db_table = "imr_worker"
