"""The log is only appended to: the database itself refuses to change, replace or delete an event."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# "INSERT OR REPLACE" deletes without asking the trigger on deletion, so an insert over an event is refused, too
_SQLITE = (
    """CREATE TRIGGER imr_event_update BEFORE UPDATE ON imr_event
       BEGIN SELECT RAISE(ABORT, 'the log of events is only appended to'); END""",
    """CREATE TRIGGER imr_event_delete BEFORE DELETE ON imr_event
       BEGIN SELECT RAISE(ABORT, 'the log of events is only appended to'); END""",
    """CREATE TRIGGER imr_event_insert BEFORE INSERT ON imr_event
       WHEN EXISTS (SELECT 1 FROM imr_event WHERE "case" = NEW."case" AND number = NEW.number)
         OR EXISTS (SELECT 1 FROM imr_event WHERE once = NEW.once)
       BEGIN SELECT RAISE(ABORT, 'the log of events is only appended to'); END""",
)
_SQLITE_BACK = (
    "DROP TRIGGER imr_event_update",
    "DROP TRIGGER imr_event_delete",
    "DROP TRIGGER imr_event_insert",
)
_POSTGRESQL = (
    """CREATE FUNCTION imr_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'the log of events is only appended to' USING ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER imr_event_change BEFORE UPDATE OR DELETE ON imr_event
       FOR EACH ROW EXECUTE FUNCTION imr_event_refuse()""",
    """CREATE TRIGGER imr_event_truncate BEFORE TRUNCATE ON imr_event
       FOR EACH STATEMENT EXECUTE FUNCTION imr_event_refuse()""",
)
_POSTGRESQL_BACK = (
    "DROP TRIGGER imr_event_change ON imr_event",
    "DROP TRIGGER imr_event_truncate ON imr_event",
    "DROP FUNCTION imr_event_refuse()",
)


def _run(editor: BaseDatabaseSchemaEditor, sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> None:
    for statement in sqlite if editor.connection.vendor == "sqlite" else postgresql:
        editor.execute(statement)


def guard(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on the log."""
    _run(editor, _SQLITE, _POSTGRESQL)


def unguard(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Take them off."""
    _run(editor, _SQLITE_BACK, _POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = (("store", "0001_tables"),)
    operations = (migrations.RunPython(guard, unguard),)
