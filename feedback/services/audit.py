"""Writing the audit log, in the transaction of what it tells of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.forms.models import model_to_dict

from feedback.models import AuditEntry, Project, User


def record(
    action: str,
    *,
    by: User | None,
    project: Project | None = None,
    subject: str = "",
    about: User | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Adds one entry. ``by`` is None for a command or a worker.

    ``before`` and ``after`` are values of JSON, dates and decimals; the caller leaves secrets out.
    """
    AuditEntry.objects.create(
        action=action,
        actor=by,
        project=project,
        subject=subject[:200],
        about=about,
        before=_plain(before),
        after=_plain(after),
        reason=reason[:500],
    )


def record_change(
    action: str,
    *,
    by: User | None,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    **rest: Any,
) -> None:
    """Adds an entry of the fields that differ; none where nothing does."""
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if changed:
        record(
            action,
            by=by,
            before={name: before[name] for name in changed if name in before},
            after={name: after[name] for name in changed if name in after},
            **rest,
        )


def fields_of(row: Model, names: Any) -> dict[str, Any]:
    """Values of the named fields, as they are stored."""
    return dict(model_to_dict(row, fields=list(names)))


def unnamed(name: str) -> str:
    """How the log speaks of an imported rater: recognisable to who knows the name, and nobody
    else, so that it need not be changed when the rater is forgotten."""
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    return dict(json.loads(json.dumps(dict(values or {}), cls=DjangoJSONEncoder)))
