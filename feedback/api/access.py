"""Who may do what in which project. To outsiders a project does not exist."""

from __future__ import annotations

from django.http import Http404
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from feedback.errors import Refusal
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


def check_role(role: str | None, minimum_role: Membership.Role) -> None:
    """Lets pass who has at least that role; None is the role of an outsider.

    Raises:
        Http404: the caller is no member. PermissionDenied: the role is not enough.
    """
    if role is None:
        raise Http404
    if RANK[Role(role)] < RANK[minimum_role]:
        raise PermissionDenied


def check_project(request: Request, project: Project, minimum_role: Membership.Role) -> None:
    """Lets members of at least that role pass (see `check_role`).

    Raises:
        Refusal: ``project_archived`` where the request would change an archived project.
    """
    check_role(role_in(current_user(request), project), minimum_role)
    check_open(request, project)


def check_open(request: Request, project: Project) -> None:
    """Lets nothing change an archived project, save through views with ``works_archived``."""
    view = request.parser_context["view"]
    if (
        project.archived_at is not None
        and request.method not in SAFE_METHODS
        and not getattr(view, "works_archived", False)
    ):
        raise Refusal("project_archived", "This project is archived: it can only be read.")


def project_for(request: Request, slug: str, minimum_role: Membership.Role) -> Project:
    """The project of that slug, for members of at least that role (see `check_role`)."""
    user = current_user(request)
    if user.is_superuser:
        project = Project.objects.filter(slug=slug).first()
        if project is None:
            raise Http404
        check_open(request, project)
        return project
    mine = Membership.objects.select_related("project").filter(user=user, project__slug=slug)
    membership = mine.first()
    if membership is None:
        raise Http404
    check_role(membership.role, minimum_role)
    check_open(request, membership.project)
    return membership.project
