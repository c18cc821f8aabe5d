"""Mappings that a project keeps by name, for further files of the same shape."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from feedback.errors import Refusal
from feedback.imports.mapping import read_mapping
from feedback.models import ImportMapping, Project, User
from feedback.services import audit

MOST = 200


def save_mapping(
    *, project: Project, name: str, mapping: Any, saved_by: User | None
) -> ImportMapping:
    """Keeps a mapping under a name; one that has the name is replaced.

    Raises:
        Refusal: ``bad_mapping``, ``too_many_mappings`` (over 200).
    """
    try:
        read_mapping(mapping)
    except ValueError as error:
        raise Refusal("bad_mapping", str(error), status=400) from error
    with transaction.atomic():
        before = project.import_mappings.filter(name=name).first()
        if before is None and project.import_mappings.count() >= MOST:
            message = f"A project keeps {MOST} mappings at most: delete one first."
            raise Refusal("too_many_mappings", message, status=409)
        saved, _ = ImportMapping.objects.update_or_create(
            project=project, name=name, defaults={"mapping": mapping, "saved_by": saved_by}
        )
        audit.record(
            "mapping.saved",
            by=saved_by,
            project=project,
            subject=f"mapping {name}",
            before={"mapping": before.mapping} if before else None,
            after={"mapping": mapping},
        )
    return saved


def delete_mapping(*, mapping: ImportMapping, deleted_by: User | None) -> None:
    """Forgets a mapping; what was imported with it stays."""
    with transaction.atomic():
        audit.record(
            "mapping.deleted",
            by=deleted_by,
            project=mapping.project,
            subject=f"mapping {mapping.name}",
            before={"mapping": mapping.mapping},
        )
        mapping.delete()
