"""Projects and their members."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from feedback.errors import Refusal
from feedback.generators import EXTRACTIVE
from feedback.models import Generator, Membership, Project, Removal, User
from feedback.services.audit import fields_of, record, record_change
from feedback.services.prompts import ensure_generator
from feedback.services.work import ask

LENGTH_FIELDS = ("length", "length_cap")


def create_project(*, creator: User, **fields: Any) -> Project:
    """A new project; who makes it is its first admin.

    Raises:
        Refusal: ``slug_taken``.
    """
    try:
        with transaction.atomic():
            project = Project.objects.create(**fields)
            for name in EXTRACTIVE:  # before the first document, so that they can be turned off
                ensure_generator(project=project, name=name, kind=Generator.Kind.EXTRACTIVE)
            Membership.objects.create(project=project, user=creator, role=Membership.Role.ADMIN)
            record("project.made", by=creator, project=project, after=dict(fields))
    except IntegrityError as error:
        raise Refusal("slug_taken", "A project with this slug exists.", status=409) from error
    return project


def update_project(*, project: Project, by: User | None = None, **fields: Any) -> Project:
    """Changes settings. Comparisons that are open keep the overlap they were opened with; stored
    rewards follow what is paid for length."""
    with transaction.atomic():
        before = fields_of(project, fields)
        for name, value in fields.items():
            setattr(project, name, value)
        project.save(update_fields=list(fields))
        record_change("settings.changed", by=by, project=project, before=before, after=dict(fields))
        if any(before[name] != fields[name] for name in LENGTH_FIELDS if name in fields):
            ask("rewards", project_id=project.pk)
    return project


def archive_project(*, project: Project, by: User | None) -> Project:
    """Closes the project: it can be read and exported, and nobody adds to it or changes it."""
    return _set_archived(project, by, timezone.now())


def restore_project(*, project: Project, by: User | None) -> Project:
    """Opens an archived project again.

    Raises:
        Refusal: ``being_deleted``.
    """
    if is_being_deleted(project):
        raise Refusal("being_deleted", "This project is being deleted.")
    return _set_archived(project, by, None)


def _set_archived(project: Project, by: User | None, at: datetime | None) -> Project:
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=project.pk)
        if (project.archived_at is None) != (at is None):
            project.archived_at = at
            project.save(update_fields=["archived_at"])
            record("project.archived" if at else "project.restored", by=by, project=project)
    return project


def is_being_deleted(project: Project) -> bool:
    """Whether somebody asked for the project to be deleted and nobody gave that up."""
    return project.removals.filter(kind=Removal.Kind.PROJECT).exclude(state="failed").exists()


def add_member(
    *,
    project: Project,
    username: str,
    role: str,
    password: str | None = None,
    by: User | None = None,
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
        record("member.added", by=by, project=project, about=user, after={"role": role})
    return membership


def change_member(
    *, project: Project, username: str, by: User | None = None, **changes: Any
) -> Membership:
    """Gives a member another ``role`` or ``quota``. A project keeps at least one admin.

    Raises:
        Refusal: ``not_a_member`` or ``last_admin``.
    """
    with transaction.atomic():
        membership = _locked_membership(project, username)
        if changes.get("role", Membership.Role.ADMIN) != Membership.Role.ADMIN:
            _keep_an_admin(membership)
        before = fields_of(membership, changes)
        for name, value in changes.items():
            setattr(membership, name, value)
        membership.save(update_fields=list(changes))
        record_change(
            "member.changed",
            by=by,
            project=project,
            about=membership.user,
            before=before,
            after=changes,
        )
    return membership


def remove_member(*, project: Project, username: str, by: User | None = None) -> None:
    """Ends a membership; the person's answers stay.

    Raises:
        Refusal: ``not_a_member`` or ``last_admin``.
    """
    with transaction.atomic():
        membership = _locked_membership(project, username)
        _keep_an_admin(membership)
        membership.delete()
        record(
            "member.removed",
            by=by,
            project=project,
            about=membership.user,
            before={"role": membership.role},
        )


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
