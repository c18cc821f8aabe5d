"""Audits with what each version made of them, and how that changed."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from feedback.models import Project
from rewardmodel.learning.measuring.behaviour import change_of_share
from rewardmodel.models import AuditResult, BehaviourAudit


def audits_of(project: Project) -> QuerySet[BehaviourAudit]:
    """With their results, newest first, and without their questions."""
    results = AuditResult.objects.select_related("version").order_by("-id")
    return (
        BehaviourAudit.objects.filter(project=project)
        .defer("questions")
        .select_related("created_by")
        .prefetch_related(Prefetch("results", queryset=results))
    )


def results_of(audit: BehaviourAudit) -> list[dict[str, Any]]:
    """Results as they are shown, newest first: figures, and the change since the latest earlier
    result of another version, by the same questions (None where there is none)."""
    rows = list(audit.results.all())
    shown = []
    for index, row in enumerate(rows):
        earlier = next((each for each in rows[index + 1 :] if _comparable(row, each)), None)
        shown.append(
            {
                "id": row.pk,
                "state": row.state,
                "version": row.version.number if row.version else None,
                "step": row.step,
                "figures": row.figures or None,
                "since": earlier.version.number if earlier and earlier.version else None,
                "change": change_of_share(earlier.margins, row.margins) if earlier else None,
                "error": row.error,
                "created_at": row.created_at,
                "finished_at": row.finished_at,
            }
        )
    return shown


def _comparable(later: AuditResult, earlier: AuditResult) -> bool:
    done = later.state == earlier.state == AuditResult.State.SUCCEEDED
    return done and later.version_id != earlier.version_id
