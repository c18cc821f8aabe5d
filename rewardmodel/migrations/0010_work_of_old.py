"""What was under way is begun again, and what was said of failures stands where all errors do."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

# What beat was told to send before work was found in the database.
OLD_TASKS = [
    "rewardmodel.sweep",
    "feedback.resume_jobs",
    "feedback.index_texts",
    "feedback.resume_generations",
]


def carry_over(apps, schema_editor):
    Result = apps.get_model("rewardmodel", "AuditResult")
    Audit = apps.get_model("rewardmodel", "BehaviourAudit")
    own = Audit.objects.filter(pk=OuterRef("audit")).values("project")[:1]
    Result.objects.update(project=Subquery(own))
    Run = apps.get_model("rewardmodel", "TrainingRun")
    Run.objects.filter(state="running").update(state="queued")
    Promotion = apps.get_model("rewardmodel", "Promotion")
    said = [
        (Result.objects.exclude(message=""), "message", "work_failed"),
        (Run.objects.exclude(message=""), "message", "training_failed"),
        (Promotion.objects.filter(state="failed"), "reason", "artefact_unusable"),
    ]
    for rows, column, code in said:
        for row in list(rows):
            row.error = {"code": code, "message": getattr(row, column), "details": {}}
            row.save(update_fields=["error"])
    for model in (Result, Run, Promotion):
        model.objects.filter(state="succeeded").update(progress=1.0)
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(
        task__in=OLD_TASKS
    ).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('rewardmodel', '0009_work'),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
