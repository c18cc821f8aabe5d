"""What was under way is begun again, and what follows from the data is asked for once."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def carry_over(apps, schema_editor):
    Generation = apps.get_model("feedback", "Generation")
    Prompt = apps.get_model("feedback", "Prompt")
    own = Prompt.objects.filter(pk=OuterRef("prompt")).values("project")[:1]
    Generation.objects.update(project=Subquery(own))
    Generation.objects.filter(state="dropped").update(state="cancelled")
    Generation.objects.filter(state="succeeded").update(progress=1.0)
    for model in (Generation, apps.get_model("feedback", "Job")):
        model.objects.filter(state="running").update(state="queued")
    Upkeep = apps.get_model("feedback", "Upkeep")
    for project in apps.get_model("feedback", "Project").objects.order_by("pk"):
        for kind in ("learn", "features", "documents"):
            Upkeep.objects.create(kind=kind, project=project)
    if Prompt.objects.exists():
        Upkeep.objects.create(kind="words", project=None)


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0022_work'),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
