"""The audit log as its readers ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from feedback.models import AuditEntry, Project, User

CHUNK = 500


def audit_entries(
    project: Project | None,
    *,
    text: str = "",
    action: str = "",
    person: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditEntry]:
    """Entries of a project, or of the whole instance for None, that match all that is given.

    Args:
        text: stands in the subject, the reason, or a name or value that changed.
        action: its beginning: ``member`` finds ``member.added``.
        person: username of who did it, or of whom it is about.
        since, until: the first moment, and the first after the last.
    """
    found = (
        AuditEntry.objects.all()
        if project is None
        else AuditEntry.objects.filter(project=project.pk)
    )
    if text:
        found = found.filter(
            Q(subject__icontains=text)
            | Q(reason__icontains=text)
            | Q(before__icontains=text)
            | Q(after__icontains=text)
        )
    if action:
        found = found.filter(action__startswith=action)
    if person:
        people = User.objects.filter(username=person).values("pk")
        found = found.filter(Q(actor__in=people) | Q(about__in=people))
    if since:
        found = found.filter(created_at__gte=since)
    if until:
        found = found.filter(created_at__lt=until)
    return found


def named_entries(entries: list[AuditEntry]) -> list[dict[str, Any]]:
    """Entries with the names that people and projects have now; ids of those that are gone."""
    ids = {pk for each in entries for pk in (each.actor_id, each.about_id) if pk}
    people = dict(User.objects.filter(pk__in=ids).values_list("pk", "username"))
    slugs = dict(
        Project.objects.filter(pk__in={each.project_id for each in entries}).values_list(
            "pk", "slug"
        )
    )

    def person(pk: int | None) -> str | None:
        return None if pk is None else people.get(pk, f"user {pk}")

    return [
        {
            "id": each.pk,
            "project": None
            if each.project_id is None
            else slugs.get(each.project_id, f"project {each.project_id}"),
            "actor": person(each.actor_id),
            "action": each.action,
            "subject": each.subject,
            "about": person(each.about_id),
            "before": each.before,
            "after": each.after,
            "reason": each.reason,
            "created_at": each.created_at,
        }
        for each in entries
    ]


def all_entries(entries: QuerySet[AuditEntry]) -> Iterator[dict[str, Any]]:
    """Oldest first, read in chunks: what is added meanwhile is not missed."""
    last = 0
    while chunk := list(entries.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield from named_entries(chunk)
        last = chunk[-1].pk
