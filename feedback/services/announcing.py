"""Saying, with what was stored, that there is something new to learn from."""

from __future__ import annotations

from feedback.services.work import ask


def announce_preference(*, project_id: int) -> None:
    """A preference of the project was stored or withdrawn. Call it last in the transaction."""
    ask("learn", project_id=project_id)


def announce_responses(*, project_id: int) -> None:
    """Responses of the project were made or imported. Call it last in the transaction."""
    ask("features", project_id=project_id)
