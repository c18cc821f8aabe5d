"""Projects and members as their pages show them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from feedback.models import (
    Generation,
    Generator,
    Membership,
    Preference,
    Project,
    Response,
    User,
)


def projects_of(user: User) -> QuerySet[Project]:
    """The user's projects; all of them for a superuser."""
    if user.is_superuser:
        return Project.objects.all()
    return Project.objects.filter(memberships__user=user)


def members_of(project: Project) -> QuerySet[Membership]:
    """Members with `answers` and `last_answer_at` in this project."""
    own = (
        Preference.objects.filter(project=project, annotator=OuterRef("user"), is_current=True)
        .order_by()
        .values("annotator")
    )
    return project.memberships.select_related("user").annotate(
        answers=Coalesce(Subquery(own.annotate(n=Count("id")).values("n")), 0),
        last_answer_at=Subquery(own.annotate(last=Max("created_at")).values("last")),
    )


def generators_of(project: Project) -> QuerySet[Generator]:
    """Generators with `responses_made`, and the numbers of generations `pending` and `failed`."""
    return (
        project.generators.select_related("project", "endpoint")
        .annotate(
            responses_made=_count(Response.objects.all()),
            pending=_count(Generation.objects.filter(state__in=["queued", "running"])),
            failed=_count(Generation.objects.filter(state=Generation.State.FAILED)),
        )
        .order_by("kind", "name")
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many of the rows are the generator's; by itself, so that no two counts multiply."""
    own = rows.filter(generator=OuterRef("pk")).order_by().values("generator")
    return Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0)
