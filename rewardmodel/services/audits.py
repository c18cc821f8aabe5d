"""Asking for behaviour audits. Nothing here imports torch: views call it."""

from __future__ import annotations

import hashlib
import json

from django.db import IntegrityError, transaction

from feedback.errors import Refusal
from feedback.models import Project, User
from feedback.services.work import state_due
from rewardmodel.models import AuditResult, BehaviourAudit
from rewardmodel.services.audit_questions import read_questions


def create_audit(
    *, project: Project, name: str, content: bytes, created_by: User
) -> BehaviourAudit:
    """Keeps the questions of a file and asks the live head what it makes of them.

    Raises:
        Refusal: ``name_taken``, or as `read_questions`.
    """
    questions = read_questions(content)
    digest = hashlib.sha256(json.dumps(questions, sort_keys=True).encode()).hexdigest()
    try:
        with transaction.atomic():
            audit = BehaviourAudit.objects.create(
                project=project,
                name=name,
                questions=questions,
                size=len(questions),
                sha256=digest,
                created_by=created_by,
            )
            request_audit_run(audit=audit)
    except IntegrityError as error:
        raise Refusal("name_taken", f"There is an audit named {name} already.") from error
    return audit


def request_audit_run(*, audit: BehaviourAudit) -> AuditResult:
    """Asks the live head; where it was asked already and has not answered, that is the one."""
    with transaction.atomic():
        result, _ = AuditResult.objects.get_or_create(
            audit=audit, state=AuditResult.State.QUEUED, defaults={"project_id": audit.project_id}
        )
        state_due(result)
    return result


def repeat_audits(*, project_id: int) -> int:
    """Asks a head that has just gone live all questions of its project; says how many audits."""
    audits = BehaviourAudit.objects.filter(project=project_id)
    for audit in audits:
        request_audit_run(audit=audit)
    return len(audits)
