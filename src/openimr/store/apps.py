"""The store as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class StoreApp(AppConfig):
    """Names the application and its tables."""

    name = "openimr.store"
    label = "store"
    verbose_name = "store of cases"
    default_auto_field = "django.db.models.BigAutoField"
