"""A vote is known by its row and what was read of it, also those imported before."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import migrations

BATCH = 2000
STRENGTHS = (1, 2, 3, 4)


def reading_key(entry: str, metadata: Any, choice: str) -> str:
    extra = metadata.get("extra") if isinstance(metadata, dict) else None
    left = sorted(extra) if extra else []
    return hashlib.sha256(f"{entry}|{choice}|{json.dumps(left)}".encode()).hexdigest()


def know_again(apps: Any, schema_editor: Any) -> None:
    """Gives imported votes and ratings the names that they have from now on."""
    votes = apps.get_model("feedback", "Preference").objects.filter(
        annotator__isnull=True, supersedes__isnull=True
    )
    _rename(schema_editor, votes, "submission_key", "choice")
    _rename(schema_editor, apps.get_model("feedback", "Rating").objects, "key", None)
    _keep_strange_strengths(votes)


def _rename(schema_editor: Any, rows: Any, column: str, choice: str | None) -> None:
    last = 0
    table = rows.model._meta.db_table
    fields = ["pk", column, "metadata", *([choice] if choice else [])]
    while True:
        found = list(rows.filter(pk__gt=last).order_by("pk").values_list(*fields)[:BATCH])
        if not found:
            return
        last = found[-1][0]
        renamed = [(reading_key(key, said, *(rest or [""])), pk) for pk, key, said, *rest in found]
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s', renamed)


def _keep_strange_strengths(votes: Any) -> None:
    """Strengths go from 1 to 4; what files said beyond that is kept with the vote."""
    for vote in votes.exclude(strength__in=STRENGTHS).exclude(strength=None).iterator():
        vote.metadata = {"strength": vote.strength} | vote.metadata
        vote.strength = None
        vote.save(update_fields=["metadata", "strength"])


class Migration(migrations.Migration):
    dependencies = [("feedback", "0016_who_wrote_what")]

    operations = [migrations.RunPython(know_again, migrations.RunPython.noop)]
