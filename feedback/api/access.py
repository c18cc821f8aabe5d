"""Who may do what in which project. To outsiders a project does not exist."""

from __future__ import annotations

from django.http import Http404
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from feedback.models import Membership, Project, User

Role = Membership.Role
# A role may do all that the ones before it may.
RANK = {Role.ANNOTATOR: 1, Role.RESEARCHER: 2, Role.ADMIN: 3}


def current_user(request: Request) -> User:
    """The caller. Views are closed to anonymous callers, so there always is one."""
    assert isinstance(request.user, User)
    return request.user


def role_in(user: User, project: Project) -> Membership.Role | None:
    """The user's role in the project; a superuser is admin of all."""
    if user.is_superuser:
        return Role.ADMIN
    membership = Membership.objects.filter(user=user, project=project).first()
    return Role(membership.role) if membership else None


def check_project(request: Request, project: Project, minimum_role: Membership.Role) -> None:
    """Lets members of at least that role pass.

    Raises:
        Http404: the caller is no member. PermissionDenied: the role is not enough.
    """
    role = role_in(current_user(request), project)
    if role is None:
        raise Http404
    if RANK[role] < RANK[minimum_role]:
        raise PermissionDenied


def project_for(request: Request, slug: str, minimum_role: Membership.Role) -> Project:
    """The project of that slug, for members of at least that role (see `check_project`)."""
    project = Project.objects.filter(slug=slug).first()
    if project is None:
        raise Http404
    check_project(request, project, minimum_role)
    return project
