"""What is believed of a rater was stored twice, in two forms; from now on once.

Opinions of raters become beliefs: reliabilities as logarithms, side biases beside the common one.
``rewardmodel`` then adds what it knew besides, and gives up its own table.
"""

import math

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Max, Q

LEAST = 1e-9  # a reliability is above zero; its logarithm is a number


def say_it_in_one_form(apps, schema_editor):
    Belief = apps.get_model("feedback", "RaterBelief")
    rows = Belief.objects.using(schema_editor.connection.alias)
    # Imported raters could be there twice; the last row is what exports went by.
    newest = rows.values("project", "annotator", "pseudonym").annotate(last=Max("pk"))
    rows.exclude(pk__in=list(newest.values_list("last", flat=True))).delete()
    typical = Q(annotator=None, pseudonym="")
    shared = dict(rows.filter(typical).values_list("project", "side_bias"))
    changed = []
    for row in rows.exclude(typical):
        row.log_reliability = math.log(max(row.reliability, LEAST))
        row.side_bias -= shared.get(row.project_id, 0.0)
        row.log_reliability_std = row.side_bias_std = 0.3  # the usual spread of raters
        changed.append(row)
    fields = ["log_reliability", "side_bias", "log_reliability_std", "side_bias_std"]
    rows.bulk_update(changed, fields, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0020_why_closed")]

    operations = [
        migrations.RenameModel("RaterOpinion", "RaterBelief"),
        migrations.RemoveIndex("raterbelief", "rater_opinions"),
        migrations.AlterField(
            "raterbelief",
            "project",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rater_beliefs",
                to="feedback.project",
            ),
        ),
        migrations.AddField(
            "raterbelief", "answers", models.PositiveIntegerField(default=0)
        ),
        migrations.AddField(
            "raterbelief",
            "log_reliability",
            models.FloatField(default=0.0, help_text="0 for the typical rater."),
        ),
        migrations.AddField("raterbelief", "log_reliability_std", models.FloatField(default=0.0)),
        migrations.AlterField(
            "raterbelief",
            "side_bias",
            models.FloatField(
                default=0.0,
                help_text="In units of reward, beside the common one; positive for what is shown "
                "first.",
            ),
        ),
        migrations.AddField("raterbelief", "side_bias_std", models.FloatField(default=0.0)),
        migrations.RunPython(say_it_in_one_form, migrations.RunPython.noop),
        migrations.RemoveField("raterbelief", "reliability"),
        migrations.AddConstraint(
            "raterbelief",
            models.UniqueConstraint(
                fields=["project", "annotator"],
                condition=Q(annotator__isnull=False),
                name="annotator_believed_once",
            ),
        ),
        migrations.AddConstraint(
            "raterbelief",
            models.UniqueConstraint(
                fields=["project", "pseudonym"],
                condition=Q(annotator__isnull=True),
                name="imported_rater_believed_once",
            ),
        ),
    ]
