"""Projects and their members."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from feedback.errors import Refusal
from feedback.models import Membership, Project, User


def create_project(*, creator: User, **fields: Any) -> Project:
    """A new project; who makes it is its first admin.

    Raises:
        Refusal: ``slug_taken``.
    """
    try:
        with transaction.atomic():
            project = Project.objects.create(**fields)
            Membership.objects.create(project=project, user=creator, role=Membership.Role.ADMIN)
    except IntegrityError as error:
        raise Refusal("slug_taken", "A project with this slug exists.", status=409) from error
    return project


def update_project(*, project: Project, **fields: Any) -> Project:
    """Changes settings. Comparisons that are open keep the overlap they were opened with."""
    for name, value in fields.items():
        setattr(project, name, value)
    project.save(update_fields=list(fields))
    return project


def add_member(
    *, project: Project, username: str, role: str, password: str | None = None
) -> Membership:
    """Makes a user a member. With a password, an unknown user is created.

    Raises:
        Refusal: ``unknown_user``, ``weak_password`` or ``already_member``.
    """
    with transaction.atomic():
        user = User.objects.filter(username=username).first()
        if user is None:
            if password is None:
                raise Refusal("unknown_user", f"There is no user {username}.", status=400)
            user = _create_user(username, password)
        membership, created = Membership.objects.get_or_create(
            project=project, user=user, defaults={"role": role}
        )
        if not created:
            raise Refusal("already_member", f"{username} is a member already.")
    return membership


def change_member(*, project: Project, username: str, **changes: Any) -> Membership:
    """Gives a member another ``role`` or ``quota``. A project keeps at least one admin.

    Raises:
        Refusal: ``not_a_member`` or ``last_admin``.
    """
    with transaction.atomic():
        membership = _locked_membership(project, username)
        if changes.get("role", Membership.Role.ADMIN) != Membership.Role.ADMIN:
            _keep_an_admin(membership)
        for name, value in changes.items():
            setattr(membership, name, value)
        membership.save(update_fields=list(changes))
    return membership


def remove_member(*, project: Project, username: str) -> None:
    """Ends a membership; the person's answers stay.

    Raises:
        Refusal: ``not_a_member`` or ``last_admin``.
    """
    with transaction.atomic():
        membership = _locked_membership(project, username)
        _keep_an_admin(membership)
        membership.delete()


def _create_user(username: str, password: str) -> User:
    user = User(username=username)
    try:
        user.full_clean(exclude=["password"])
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal("invalid_user", " ".join(error.messages), status=400) from error
    user.set_password(password)
    user.save()
    return user


def _locked_membership(project: Project, username: str) -> Membership:
    # All of the project's memberships are locked, so that two admins cannot demote each other.
    members = {
        member.user.username: member
        for member in project.memberships.select_for_update(of=("self",)).select_related("user")
    }
    if username not in members:
        raise Refusal("not_a_member", f"{username} is not a member.", status=404)
    return members[username]


def _keep_an_admin(membership: Membership) -> None:
    others = membership.project.memberships.filter(role=Membership.Role.ADMIN).exclude(
        pk=membership.pk
    )
    if membership.role == Membership.Role.ADMIN and not others.exists():
        raise Refusal("last_admin", "A project keeps at least one admin.")
