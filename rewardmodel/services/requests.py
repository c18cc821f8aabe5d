"""Asking for slow work. Nothing here imports torch: these are the services that views call."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Max
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from feedback.errors import Refusal
from feedback.models import Job, Project, Response, User
from feedback.services.audit import fields_of, record, record_change
from feedback.services.work import ask, cancel, state_due
from rewardmodel.learning.encoders.features import Length
from rewardmodel.models import AttackResult, ModelVersion, Promotion, RetrainPolicy, TrainingRun
from rewardmodel.selectors.answers import current_preferences

ACTIVE = (TrainingRun.State.QUEUED, TrainingRun.State.RUNNING)


def request_training_run(
    *, project: Project, trigger: str, requested_by: User | None = None
) -> TrainingRun:
    """Queues a run; a project has one at a time.

    Raises:
        Refusal: ``run_active``, ``nothing_to_learn`` or ``project_archived``.
    """
    if project.archived_at is not None:
        raise Refusal("project_archived", "This project is archived: it can only be read.")
    if not current_preferences(project.pk).exists():
        raise Refusal("nothing_to_learn", "There are no preferences to train on yet.")
    try:
        with transaction.atomic():
            run = TrainingRun.objects.create(
                project=project, trigger=trigger, requested_by=requested_by, phase="waiting"
            )
            record("training.asked_for", by=requested_by, project=project, subject=f"run {run.pk}")
            state_due(run)
    except IntegrityError as error:
        raise Refusal("run_active", "A training run is queued or running already.") from error
    return run


def cancel_training_run(*, run: TrainingRun, by: User | None = None) -> TrainingRun:
    """Cancels a run; one that is running stops at its next step.

    Raises:
        Refusal: ``work_ended``.
    """
    with transaction.atomic():
        cancelled = cancel(run)
        record("training.cancelled", by=by, project=run.project, subject=f"run {run.pk}")
    return cancelled


def request_promotion(
    *, version: ModelVersion, requested_by: User | None, reason: str
) -> Promotion:
    """Queues making a version live; an older one is the rollback.

    Raises:
        Refusal: ``already_live``.
    """
    with transaction.atomic():
        fresh = ModelVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        if fresh.state == ModelVersion.State.LIVE:
            raise Refusal("already_live", f"Version {fresh.number} is live already.")
        promotion = Promotion.objects.create(
            project_id=fresh.project_id, version=fresh, requested_by=requested_by, reason=reason
        )
        record(
            "version.promoted",
            by=requested_by,
            project=version.project,
            subject=f"version {fresh.number}",
            before={"state": fresh.state},
            after={"state": ModelVersion.State.LIVE},
            reason=reason,
        )
        state_due(promotion)
    return promotion


def request_model_export(
    *, version: ModelVersion, length: Length, form: str | None, created_by: User | None
) -> Job:
    """Queues taking a version away as a folder that loads without this server."""
    project = version.project
    with transaction.atomic():
        job = Job.objects.create(
            project=project,
            kind=Job.Kind.MODEL,
            format="hugging-face",
            filename=f"{project.slug}-v{version.number}.zip",
            options={"version": version.pk, "length": list(length), "form": form},
            created_by=created_by,
        )
        record(
            "version.exported",
            by=created_by,
            project=project,
            subject=f"version {version.number}",
        )
        state_due(job)
    return job


def request_response_rewards(*, project: Project) -> int:
    """Asks for all responses of the project to be scored by the live head; says how many."""
    count = Response.objects.filter(prompt__project=project).count()
    ask("rewards", project_id=project.pk)
    return count


def ask_for_attacks(*, project: Project, by: User | None = None) -> None:
    """Has the live version tried anew, and all that were never tried."""
    with transaction.atomic():
        AttackResult.objects.filter(
            version__project=project, version__state=ModelVersion.State.LIVE
        ).delete()
        record("attacks.asked_for", by=by, project=project)
        ask("attacks", project_id=project.pk)


def request_warm_start(
    *, project: Project, source: ModelVersion, requested_by: User | None
) -> Promotion:
    """Queues a version that begins as one of another project, and its promotion.

    Raises:
        Refusal: ``same_project``.
    """
    if source.project_id == project.pk:
        raise Refusal("same_project", "A version of this project can be promoted as it is.")
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        last = project.versions.aggregate(last=Max("number"))["last"] or 0
        version = ModelVersion.objects.create(
            project=project,
            # The first is the base encoder's, which a project gets when it is first needed.
            number=max(last, 1) + 1,
            seeded_from=source,
            encoder=source.encoder,
            encoder_key=source.encoder_key,
        )
        promotion = Promotion.objects.create(
            project=project,
            version=version,
            requested_by=requested_by,
            reason=f"Begins as {source}.",
        )
        record(
            "version.seeded",
            by=requested_by,
            project=project,
            subject=f"version {version.number}",
            after={"seeded_from": str(source)},
        )
        state_due(promotion)
    return promotion


def set_retrain_policy(
    *,
    project: Project,
    every_answers: int | None,
    every_hours: int | None,
    by: User | None = None,
) -> RetrainPolicy:
    """Says when the project retrains by itself. The hours become a row that beat reads."""
    with transaction.atomic():
        policy, _ = RetrainPolicy.objects.select_for_update(of=("self",)).get_or_create(
            project=project
        )
        before = fields_of(policy, ("every_answers", "every_hours"))
        old = policy.schedule
        policy.every_answers, policy.every_hours, policy.schedule = every_answers, every_hours, None
        if every_hours:
            interval, _ = IntervalSchedule.objects.get_or_create(
                every=every_hours, period=IntervalSchedule.HOURS
            )
            policy.schedule, _ = PeriodicTask.objects.update_or_create(
                name=f"retrain {project.slug}",
                defaults={
                    "task": "rewardmodel.scheduled_retrain",
                    "interval": interval,
                    "args": f"[{project.pk}]",
                    "enabled": True,
                },
            )
        policy.save()
        record_change(
            "retraining.changed",
            by=by,
            project=project,
            before=before,
            after={"every_answers": every_answers, "every_hours": every_hours},
        )
        if old is not None and policy.schedule is None:
            old.delete()
    return policy


def retrain_if_due(*, project: Project) -> TrainingRun | None:
    """Queues a run when the project has had its N answers since the last one began."""
    policy = RetrainPolicy.objects.filter(project=project).first()
    if policy is None or not policy.every_answers:
        return None
    last = TrainingRun.objects.filter(project=project).order_by("-id").first()
    new = current_preferences(project.pk)
    if last is not None:
        new = new.filter(created_at__gt=last.created_at)
    if new.count() < policy.every_answers or (last and last.state in ACTIVE):
        return None
    try:
        return request_training_run(project=project, trigger=TrainingRun.Trigger.ANSWERS)
    except Refusal:
        return None
