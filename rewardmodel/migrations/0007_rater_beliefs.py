"""What was found of raters goes to the one table that ``feedback`` has of them."""

from django.db import migrations

LOG_TIE = -1.5  # before a model has met anybody


def hand_over(apps, schema_editor):
    alias = schema_editor.connection.alias
    effects = apps.get_model("rewardmodel", "RaterEffect").objects.using(alias)
    beliefs = apps.get_model("feedback", "RaterBelief").objects.using(alias)
    log_tie = dict(
        beliefs.filter(annotator=None, pseudonym="").values_list("project", "log_tie")
    )
    for effect in effects.select_related("head").order_by("pk").iterator():
        project = effect.head.project_id
        found = {
            "answers": effect.answers,
            "log_reliability": effect.log_reliability,
            "log_reliability_std": effect.log_reliability_std,
            "side_bias": effect.side_bias,
            "side_bias_std": effect.side_bias_std,
        }
        beliefs.update_or_create(
            project_id=project,
            annotator_id=effect.annotator_id,
            pseudonym=effect.pseudonym,
            defaults=found,
            create_defaults=found | {"log_tie": log_tie.get(project, LOG_TIE)},
        )


class Migration(migrations.Migration):
    dependencies = [("rewardmodel", "0006_evaluation_results"), ("feedback", "0021_rater_beliefs")]

    operations = [
        migrations.RunPython(hand_over, migrations.RunPython.noop),
        migrations.DeleteModel("RaterEffect"),
    ]
