"""Slices of upkeep: opening documents and indexing texts."""

from __future__ import annotations

from feedback.models import Upkeep
from feedback.services import indexing, trees
from feedback.services.work import Done, More, Outcome


def open_documents(row: Upkeep) -> Outcome:
    assert row.project is not None
    trees.open_documents(project=row.project)
    return Done()


def index_texts(row: Upkeep) -> Outcome:
    return More() if indexing.index_texts() else Done()
