"""Who wrote what becomes a relation: a text may have several generators."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

def _generator(related_name: str) -> Any:
    return models.ForeignKey(
        blank=True,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="feedback.generator",
    )


class Migration(migrations.Migration):
    dependencies = [("feedback", "0015_imports_removals_audit")]

    operations = [
        migrations.AddField("preference", "generator_a", _generator("+")),
        migrations.AddField("preference", "generator_b", _generator("+")),
        migrations.AddField("rating", "generator", _generator("+")),
        migrations.CreateModel(
            name="Authorship",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="further_authors",
                        to="feedback.response",
                    ),
                ),
                (
                    "generator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="further_texts",
                        to="feedback.generator",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("response", "generator"), name="author_once")
                ]
            },
        ),
    ]
