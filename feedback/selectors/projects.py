"""Projects and members as their pages show them."""

from __future__ import annotations

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from feedback.models import Membership, Preference, Project, User


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


def generators_of(project: Project) -> QuerySet:  # type: ignore[type-arg]
    return project.generators.annotate(
        responses_made=Count("responses", filter=Q(responses__isnull=False))
    ).order_by("name")
