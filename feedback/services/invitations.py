"""Invitations: links by which people join a project and make their own account."""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from feedback.errors import Refusal
from feedback.models import Invitation, Membership, Project, User
from feedback.services.audit import record

COLUMNS = ("username", "email", "role")
MOST_ROWS = 1000


@dataclass(frozen=True)
class Wanted:
    """A person to invite, on a line of a file."""

    line: int
    username: str
    email: str
    role: str


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line."""

    line: int
    message: str


def invite(
    *, project: Project, by: User, role: str, days: int, username: str = "", email: str = ""
) -> tuple[Invitation, str]:
    """A new invitation and its token, which is shown once and then lost.

    Raises:
        Refusal: ``invalid_user``, ``already_member``.
    """
    if problem := _problem(project, username, email):
        raise Refusal("invalid_user", problem, status=400)
    with transaction.atomic():
        return _make(project, by, Wanted(0, username, email, role), days)


def read_people(project: Project, text: str) -> tuple[list[Wanted], list[Problem]]:
    """People of a CSV file with the columns ``username``, ``email`` and ``role``, and what is
    wrong with it, by line. A missing role is annotator; one of the other two has to be there."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restval="")
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if unknown := [name for name in names if name not in COLUMNS]:
        said = f"Unknown column {unknown[0][:60]!r}. The columns are {', '.join(COLUMNS)}."
        return [], [Problem(1, said)]
    if len(set(names)) < len(names) or not {"username", "email"} & set(names):
        return [], [Problem(1, "The first line names the columns: username, email, role.")]
    reader.fieldnames = names
    rows: list[Wanted] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    try:
        for row in reader:
            line = reader.line_num
            if None in row:
                problems.append(Problem(line, "There are more cells than columns."))
                continue
            cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
            person = Wanted(
                line, cells["username"], cells["email"], cells["role"].lower() or "annotator"
            )
            problem = _problem_of_row(project, person, seen)
            if problem:
                problems.append(Problem(line, problem))
            rows.append(person)
            if len(rows) > MOST_ROWS:
                return rows, [*problems, Problem(line, f"At most {MOST_ROWS} people at a time.")]
    except csv.Error as error:
        problems.append(Problem(reader.line_num, f"This is no CSV: {error}."))
    if not rows and not problems:
        problems.append(Problem(1, "There is nobody in the file."))
    return rows, problems


def invite_people(
    *, project: Project, by: User, people: list[Wanted], days: int
) -> list[tuple[Invitation, str]]:
    """Invites all of them, or none."""
    with transaction.atomic():
        return [_make(project, by, each, days) for each in people]


def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """Makes a link useless that nobody has used."""
    with transaction.atomic():
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if locked.accepted_at is None and locked.withdrawn_at is None:
            locked.withdrawn_at = timezone.now()
            locked.save(update_fields=["withdrawn_at"])
            record("invitation.withdrawn", by=by, project=locked.project, subject=_named(locked))


def open_invitation(token: str, *, lock: bool = False) -> Invitation:
    """The invitation of a link that can still be used.

    Raises:
        Refusal: ``invitation_unusable``.
    """
    rows = Invitation.objects.select_related("project", "created_by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(
        digest=_digest(token),
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=timezone.now(),
        project__archived_at=None,
    ).first()
    if found is None:
        raise Refusal(
            "invitation_unusable",
            "This invitation was used, withdrawn, or has expired. Ask for a new one.",
            status=404,
        )
    return found


def accept_as_new_person(*, token: str, username: str, name: str, password: str) -> User:
    """Makes the account and the membership, and uses the invitation up.

    Raises:
        Refusal: ``invitation_unusable``, ``username_taken``, ``invalid_user``.
    """
    try:
        with transaction.atomic():
            invitation = open_invitation(token, lock=True)
            user = User(username=username, first_name=name, email=invitation.email)
            if User.objects.filter(username=username).exists():
                raise Refusal("username_taken", "This user name is taken. Choose another.")
            user.full_clean(exclude=["password"])
            validate_password(password, user)
            user.set_password(password)
            user.save()
            record("person.joined", by=user, about=user)
            _join(invitation, user)
    except ValidationError as error:
        raise Refusal("invalid_user", " ".join(error.messages), status=400) from error
    except IntegrityError as error:
        raise Refusal("username_taken", "This user name is taken. Choose another.") from error
    return user


def accept_as(*, token: str, user: User) -> Invitation:
    """Joins with the account that the person has.

    Raises:
        Refusal: ``invitation_unusable``, ``already_member``.
    """
    with transaction.atomic():
        invitation = open_invitation(token, lock=True)
        _join(invitation, user)
    return invitation


def _join(invitation: Invitation, user: User) -> None:
    _, created = Membership.objects.get_or_create(
        project=invitation.project, user=user, defaults={"role": invitation.role}
    )
    if not created:
        raise Refusal("already_member", "You are a member of this project already.")
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(
        "invitation.accepted",
        by=user,
        project=invitation.project,
        about=user,
        after={"role": invitation.role},
    )


def _make(project: Project, by: User, person: Wanted, days: int) -> tuple[Invitation, str]:
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        project=project,
        role=person.role,
        digest=_digest(token),
        username=person.username,
        email=person.email,
        created_by=by,
        expires_at=_in_days(days),
    )
    record(
        "invitation.made",
        by=by,
        project=project,
        subject=_named(invitation),
        after={"role": person.role, "expires_at": invitation.expires_at},
    )
    return invitation, token


def _problem_of_row(project: Project, person: Wanted, seen: dict[str, int]) -> str | None:
    if not (person.username or person.email):
        return "A user name or an address is needed."
    for value in {person.username, person.email.lower()} - {""}:
        if value in seen:
            return f"This person stands on line {seen[value]} already."
        seen[value] = person.line
    if person.role not in Membership.Role.values:
        return f"The role must be one of {', '.join(Membership.Role.values)}."
    return _problem(project, person.username, person.email)


def _problem(project: Project, username: str, email: str) -> str | None:
    """Why nobody of this name or address can be invited."""
    try:
        if username:
            User.username_validator(username)
            User._meta.get_field("username").run_validators(username)
        if email:
            validate_email(email)
    except ValidationError as error:
        return " ".join(error.messages)
    if len(email) > 254:
        return "The address is too long."
    if username and project.memberships.filter(user__username=username).exists():
        return f"{username} is a member already."
    return None


def _named(invitation: Invitation) -> str:
    return f"{invitation.pk} {invitation.username or invitation.email}".strip()


def _digest(token: str) -> str:
    # The token is 256 random bits: there is nothing to guess, so a fast hash is enough.
    return hashlib.sha256(token.encode()).hexdigest()


def _in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)
