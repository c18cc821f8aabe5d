"""Why a comparison is closed was guessed from its leases; from now on it is stored."""

from django.db import migrations, models
from django.db.models import Exists, F, OuterRef, Q


def say_why(apps, schema_editor):
    """As it was guessed until now: what a researcher dismissed was flagged before, a gold
    comparison can only have been retired, and the rest of what lacks answers was closed with its
    node. Where nothing tells, it stays closed for good: nobody begins again what may have been
    dismissed."""
    Comparison = apps.get_model("feedback", "Comparison")
    Lease = apps.get_model("feedback", "Lease")
    closed = Comparison.objects.using(schema_editor.connection.alias).filter(
        status="closed", closed_because=""
    )
    flagged = Exists(Lease.objects.filter(comparison=OuterRef("pk"), outcome="flagged"))
    closed.filter(~Q(stream="gold"), answers__gte=F("wanted")).update(closed_because="answered")
    closed.filter(stream="imported").update(closed_because="answered")
    closed.filter(flagged).update(closed_because="dismissed")
    closed.filter(stream="gold").update(closed_because="retired")
    closed.filter(prompt__node__isnull=False).update(closed_because="settled")
    closed.update(closed_because="dismissed")


class Migration(migrations.Migration):
    dependencies = [("feedback", "0019_evaluation_sets")]

    operations = [
        migrations.AddField(
            model_name="comparison",
            name="closed_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("answered", "It has all the answers it wants"),
                    ("settled", "Its node is not asked about any more"),
                    ("dismissed", "A researcher dismissed it"),
                    ("retired", "A gold comparison that is asked no more"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.RunPython(say_why, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "closed"), models.Q(("closed_because", ""), _negated=True)),
                    models.Q(
                        models.Q(("status", "closed"), _negated=True), ("closed_because", "")
                    ),
                    _connector="OR",
                ),
                name="closed_has_its_reason",
            ),
        ),
    ]
