"""Asking for something to be deleted: what it is, a preview, and the row that a worker follows."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from feedback.errors import Refusal
from feedback.models import (
    Document,
    Import,
    Preference,
    Project,
    Prompt,
    Rating,
    Removal,
    User,
)
from feedback.removals.what_goes import removal_preview
from feedback.services.audit import record, unnamed
from feedback.services.members import archive_project
from feedback.services.work import state_due


def preview_removal(*, project: Project, kind: str, target: dict[str, Any]) -> dict[str, Any]:
    """What would go: ``counts`` by table, and the ``snapshots`` that may hold some of it.

    Raises:
        Refusal: as `request_removal` does.
    """
    found = _target(project, kind, target)
    return removal_preview(Removal(project=project, kind=kind, target=found))


def request_removal(
    *,
    project: Project,
    kind: str,
    target: dict[str, Any],
    reason: str,
    requested_by: User | None,
    mode: str = Removal.Mode.ERASE,
    withdraw_snapshots: bool = False,
) -> Removal:
    """Queues a removal, and writes it into the audit log.

    Args:
        target: what goes: {"username"} or {"pseudonym"} of a rater, {"prompt"}, {"document"} or
            {"import"} by id, {"slug"} of the project itself, to be sure.
        mode: of a rater's answers: whether they go, or stay as nobody's.

    Raises:
        Refusal: ``unknown_target``, ``not_removable`` or ``bad_mode``.
    """
    found = _target(project, kind, target)
    if mode == Removal.Mode.ANONYMISE and kind != Removal.Kind.RATER:
        raise Refusal("bad_mode", "Only a person's answers can be made anonymous.", status=400)
    with transaction.atomic():
        removal = Removal(
            project=project,
            kind=kind,
            target=found,
            mode=mode,
            reason=reason,
            withdraw_snapshots=withdraw_snapshots,
            requested_by=requested_by,
        )
        removal.planned = removal_preview(removal)["counts"]
        removal.save()
        if kind == Removal.Kind.PROJECT:
            archive_project(project=project, by=requested_by)
        record(
            "data.removal_asked_for",
            by=requested_by,
            project=project,
            subject=described(removal),
            about=User.objects.get(pk=found["user"]) if "user" in found else None,
            after={"mode": mode, "rows": removal.planned},
            reason=reason,
        )
        state_due(removal)
    return removal


def described(removal: Removal) -> str:
    """What goes, in words that need not be changed when it is gone."""
    target = removal.target
    match removal.kind:
        case Removal.Kind.RATER if "user" in target:
            return "answers of a member"
        case Removal.Kind.RATER:
            return f"answers of imported rater {target['known_as']}"
        case Removal.Kind.UPLOAD:
            return f"file of import {target['import']}"
        case Removal.Kind.DOCUMENT:
            return f"document {target['documents'][0]}"
        case Removal.Kind.PROJECT:
            return f"project {target['project']}"
    return f"{removal.kind} {target[removal.kind]}"


def _target(project: Project, kind: str, target: dict[str, Any]) -> dict[str, Any]:
    match kind:
        case Removal.Kind.RATER:
            return _rater(project, target)
        case Removal.Kind.PROMPT:
            prompt = _row(Prompt, project, target, "prompt")
            if prompt.node_id is not None:
                raise Refusal(
                    "not_removable", "This prompt is part of a document: delete the document."
                )
            return {"prompt": prompt.pk}
        case Removal.Kind.DOCUMENT:
            return {"documents": [_row(Document, project, target, "document").pk]}
        case Removal.Kind.IMPORT | Removal.Kind.UPLOAD:
            return {"import": _row(Import, project, target, "import").pk}
    if target.get("slug") != project.slug:
        raise Refusal("unknown_target", "Say the project's slug once more, to be sure.", status=400)
    return {"project": project.pk}


def _rater(project: Project, target: dict[str, Any]) -> dict[str, Any]:
    if username := target.get("username"):
        user = User.objects.filter(username=username).first()
        known = user and (
            user.memberships.filter(project=project).exists()
            or user.preferences.filter(project=project).exists()
        )
        if not user or not known:
            raise Refusal("unknown_target", "Nobody of that name works here.", status=404)
        return {"user": user.pk}
    name = target.get("pseudonym") or ""
    imported = {"project": project, "rater": name}
    if not name or not (
        Preference.objects.filter(**imported, annotator=None).exists()
        or Rating.objects.filter(**imported).exists()
    ):
        raise Refusal("unknown_target", "No imported rater has that pseudonym.", status=404)
    return {"pseudonym": name, "known_as": unnamed(name)}


def _row(model: Any, project: Project, target: dict[str, Any], name: str) -> Any:
    row = model.objects.filter(project=project, pk=target.get(name)).first()
    if row is None:
        raise Refusal("unknown_target", f"The project has no such {name}.", status=404)
    return row
