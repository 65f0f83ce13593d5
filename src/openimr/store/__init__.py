"""The store: event logs of cases, files by content, work in the background. On SQLite or PostgreSQL.

Nothing here is imported with the package, because Django must be set up first; :func:`openimr.store.opening.open_store`
does that.
"""
