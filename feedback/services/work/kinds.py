"""The kinds of work that the settings name, and the rows of each."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet

from feedback.models import Work


def kind_named(name: str) -> Any:
    """The kind of that name (``config.work.Kind``). Raises KeyError where there is none."""
    for kind in settings.WORK:
        if kind.name == name:
            return kind
    raise KeyError(name)


def kinds_of(queue: str) -> list[Any]:
    return [kind for kind in settings.WORK if kind.queue == queue]


def kind_of(row: Work) -> Any:
    """What kind of work a row is."""
    table = row._meta.label
    of_table = [kind for kind in settings.WORK if kind.table == table]
    if len(of_table) == 1:
        return of_table[0]
    return kind_named(row.kind)  # type: ignore[attr-defined]


def rows_of(kind: Any) -> QuerySet[Any]:
    """All rows of a kind."""
    model = apps.get_model(kind.table)
    rows: QuerySet[Any] = model._default_manager.all()
    shared = any(each.table == kind.table and each is not kind for each in settings.WORK)
    return rows.filter(kind=kind.name) if shared else rows
