"""What is read at every answer, as SQL that is written out.

There are a dozen statements between an answer and the next comparison, and composing each anew from
parts took longer than running it. Those that lock or write are in ``feedback.services.statements``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from feedback.models import Project, User

SERVED = """
SELECT c.id, p.messages, a.text, b.text, n.id
FROM feedback_comparison c
JOIN feedback_prompt p ON p.id = c.prompt_id
JOIN feedback_response a ON a.id = c.response_a_id
JOIN feedback_response b ON b.id = c.response_b_id
LEFT JOIN feedback_node n ON n.prompt_id = c.prompt_id
WHERE c.id IN ({ids})
"""

# One statement on two partial indexes; it goes with every comparison that is served. In the order
# of the queue, so that what is open is read from its index and never sought among what is closed.
PROGRESS = """
WITH active AS (SELECT 1 FROM feedback_comparison
    WHERE project_id = %(project)s AND status = 'open' AND stream = 'active'
    ORDER BY priority DESC, id LIMIT %(most)s),
  random AS (SELECT 1 FROM feedback_comparison
    WHERE project_id = %(project)s AND status = 'open' AND stream = 'random'
    ORDER BY priority DESC, id LIMIT %(most)s),
  monitor AS (SELECT 1 FROM feedback_comparison
    WHERE project_id = %(project)s AND status = 'open' AND stream = 'monitor'
    ORDER BY priority DESC, id LIMIT %(most)s)
SELECT count(*), count(*) FILTER (WHERE p.created_at >= %(since)s),
  (SELECT count(*) FROM active) + (SELECT count(*) FROM random) + (SELECT count(*) FROM monitor)
FROM feedback_preference p
WHERE p.project_id = %(project)s AND p.annotator_id = %(annotator)s AND p.is_current
"""


class ServedTexts(NamedTuple):
    """A prompt's messages, the two responses, and the id of the node they are about, if any."""

    messages: list[dict[str, str]]
    text_a: str
    text_b: str
    node: int | None


def served_texts(comparisons: Sequence[int]) -> dict[int, ServedTexts]:
    """By comparison, what is shown of it."""
    if not comparisons:
        return {}  # PostgreSQL takes no empty list
    places = ", ".join(["%s"] * len(comparisons))
    with connection.cursor() as cursor:
        cursor.execute(SERVED.format(ids=places), list(comparisons))
        rows = cursor.fetchall()
    return {pk: ServedTexts(json.loads(messages), *rest) for pk, messages, *rest in rows}


def own_counts(
    project: Project, annotator: User, *, since: datetime, most: int
) -> tuple[int, int, int]:
    """The annotator's standing answers, those of them since a time, and how many comparisons of
    each stream are open, at most ``most`` of each."""
    values: dict[str, Any] = {
        "project": project.pk,
        "annotator": annotator.pk,
        "since": moment(since),
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(PROGRESS, values)
        own, recent, waiting = cursor.fetchone()
    return own, recent, waiting


def moment(when: datetime) -> Any:
    """A time as the database's driver takes it."""
    return connection.ops.adapt_datetimefield_value(when)
