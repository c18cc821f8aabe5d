"""People and invitations as their pages show them."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet

from feedback.models import Invitation, Membership, Project, User


def invitations_of(project: Project | None) -> QuerySet[Invitation]:
    """Invitations to a project; none for None."""
    rows = Invitation.objects.select_related("created_by", "accepted_by")
    return rows.none() if project is None else rows.filter(project=project)


def invitation_of(project: Project, pk: int) -> Invitation | None:
    return invitations_of(project).filter(pk=pk).first()


def person_named(username: str) -> User | None:
    return User.objects.filter(username=username).first()


def may_make_projects(user: User) -> bool:
    """As ``PLUMBLINE_PROJECT_CREATION`` says."""
    allowed = settings.PLUMBLINE_PROJECT_CREATION
    if user.is_superuser or allowed == "everybody":
        return True
    return allowed == "admins" and user.memberships.filter(role=Membership.Role.ADMIN).exists()
