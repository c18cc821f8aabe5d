"""Slices of upkeep: reading and opening documents, and indexing texts."""

from __future__ import annotations

from feedback.models import Upkeep
from feedback.services import documents, indexing, trees
from feedback.services.work import Done, More, Outcome


def open_documents(row: Upkeep) -> Outcome:
    assert row.project is not None
    trees.open_documents(project=row.project)
    return Done()


def read_document(row: Upkeep) -> Outcome:
    assert row.project is not None
    return More() if documents.read_next(project=row.project) else Done()


def index_texts(row: Upkeep) -> Outcome:
    return More() if indexing.index_texts() else Done()
