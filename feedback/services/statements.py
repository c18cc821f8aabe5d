"""The SQL that runs at every answer, written out.

There are a dozen statements between an answer and the next comparison, and composing each anew from
parts took longer than running it. What the columns mean is said by the models.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from feedback.models import Comparison, Lease, Preference, Project, User
from feedback.selectors.written_out import moment

PROJECT_OF = """
SELECT p.*, m.role AS own_role FROM feedback_project p
LEFT JOIN feedback_membership m ON m.project_id = p.id AND m.user_id = %s
WHERE p.id = (SELECT project_id FROM feedback_comparison WHERE id = %s)
"""

# Two lookups in two indexes: with OR, the planner may read all that the person ever answered.
OWN_ROWS = """
SELECT * FROM feedback_preference WHERE id IN (
  SELECT id FROM feedback_preference WHERE comparison_id = %s AND annotator_id = %s
  UNION ALL
  SELECT id FROM feedback_preference WHERE annotator_id = %s AND submission_key = %s
) ORDER BY id
"""

OWN_AND_LIVE_LEASES = """
SELECT * FROM feedback_lease
WHERE comparison_id = %s AND (annotator_id = %s OR ended_at IS NULL AND expires_at > %s)
ORDER BY id
"""

MEMBERSHIP = "SELECT quota FROM feedback_membership WHERE project_id = %s AND user_id = %s {lock}"
USER = "SELECT id FROM feedback_user WHERE id = %s {lock}"

LEASES_HELD = """
SELECT l.* FROM feedback_lease l JOIN feedback_comparison c ON c.id = l.comparison_id
WHERE l.annotator_id = %s AND l.ended_at IS NULL AND l.expires_at > %s
  AND c.project_id = %s AND c.status = 'open'
ORDER BY l.id
"""

# Walks the index of open comparisons from the highest priority down, and ends at the first that
# has a place for this person: the planner must never sort a million rows for it. In a SELECT of its
# own, EXISTS stays a lookup for each row; bare, it becomes a join with all that the person ever
# held or answered as soon as the planner's statistics are old.
FIRST_FREE = """
SELECT c.id, c.wanted - c.answers, EXISTS (SELECT 1 FROM feedback_lease l
    WHERE l.comparison_id = c.id AND l.annotator_id = %(annotator)s AND l.ended_at IS NULL)
FROM feedback_comparison c
WHERE c.project_id = %(project)s AND c.status = 'open' AND c.stream = %(stream)s
  AND NOT (SELECT EXISTS (SELECT 1 FROM feedback_preference p
    WHERE p.comparison_id = c.id AND p.annotator_id = %(annotator)s AND p.is_current))
  AND NOT (SELECT EXISTS (SELECT 1 FROM feedback_lease l
    WHERE l.comparison_id = c.id AND l.annotator_id = %(annotator)s
      AND (l.outcome IN ('skipped', 'flagged')
           OR l.ended_at IS NULL AND l.expires_at > %(now)s)))
  AND (SELECT count(*) FROM feedback_lease l
    WHERE l.comparison_id = c.id AND l.ended_at IS NULL AND l.expires_at > %(now)s)
    < c.wanted - c.answers
  {only}
ORDER BY c.priority DESC, c.id
LIMIT 1 {lock}
"""
# Nobody meets a pair as gold, or in a monitor round, that they answered in earnest: they would
# know it again.
NOT_MET_BEFORE = """
  AND NOT EXISTS (SELECT 1 FROM feedback_preference p
    JOIN feedback_comparison o ON o.id = p.comparison_id
    WHERE o.response_a_id = c.response_a_id AND o.response_b_id = c.response_b_id
      AND p.annotator_id = %(annotator)s)
"""

NEW_LEASE = """
INSERT INTO feedback_lease
  (comparison_id, annotator_id, first_shown, created_at, expires_at, outcome, reason)
SELECT %(comparison)s, %(annotator)s, %(first_shown)s, %(now)s, %(expires_at)s, '', ''
WHERE (SELECT count(*) FROM feedback_lease l
    WHERE l.comparison_id = %(comparison)s AND l.ended_at IS NULL AND l.expires_at > %(now)s)
  < %(places)s
RETURNING *
"""


class Free(NamedTuple):
    """A comparison with a place: its id, how many answers it still wants, and whether a lease of
    this person on it ran out without being noted."""

    pk: int
    wanted: int
    was_held: bool


def project_and_role(user: User, comparison_id: int) -> tuple[Project, str | None] | None:
    """The project of a comparison and the user's role in it, or None without such a comparison."""
    for project in Project.objects.raw(PROJECT_OF, [user.pk, comparison_id]):
        return project, project.own_role  # type: ignore[attr-defined]  # a column of PROJECT_OF
    return None


def own_rows(annotator: User, comparison: Comparison, submission_key: str) -> list[Preference]:
    """What the annotator said of the comparison, and what came with the key; oldest first."""
    values = [comparison.pk, annotator.pk, annotator.pk, submission_key]
    return list(Preference.objects.raw(OWN_ROWS, values))


def own_and_live_leases(comparison: Comparison, annotator: User, *, now: datetime) -> list[Lease]:
    """All leases the annotator ever had on the comparison, and the live ones of others."""
    values = [comparison.pk, annotator.pk, moment(now)]
    return list(Lease.objects.raw(OWN_AND_LIVE_LEASES, values))


def lock_own_requests(project_id: int, annotator: User) -> int | None:
    """Lets two tabs of one person come one after the other, so that they find the same leases.

    Returns:
        The person's own quota in the project, where there is one.
    """
    with connection.cursor() as cursor:
        cursor.execute(MEMBERSHIP.format(lock=_lock()), [project_id, annotator.pk])
        row = cursor.fetchone()
        if row is None:  # A superuser need not be a member.
            cursor.execute(USER.format(lock=_lock()), [annotator.pk])
    return row[0] if row else None


def leases_held(project: Project, annotator: User) -> list[Lease]:
    """The annotator's live leases on what is still open, the one that came first at the front."""
    values = [annotator.pk, moment(timezone.now()), project.pk]
    return list(Lease.objects.raw(LEASES_HELD, values))


def first_free(
    project: Project, annotator: User, stream: Comparison.Stream, *, wait: bool
) -> Free | None:
    """The free comparison of the stream with the highest priority, locked.

    ``wait``: for what others have locked this instant, instead of leaving it out.
    """
    again = stream in (Comparison.Stream.GOLD, Comparison.Stream.MONITOR)
    only = NOT_MET_BEFORE if again else ""
    values: dict[str, Any] = {
        "project": project.pk,
        "annotator": annotator.pk,
        "stream": str(stream),
        "now": moment(timezone.now()),
    }
    with connection.cursor() as cursor:
        cursor.execute(FIRST_FREE.format(only=only, lock=_lock("OF c", skip=not wait)), values)
        row = cursor.fetchone()
    return Free(*row) if row else None


def lease_if_free(
    *, comparison_id: int, annotator: User, first_shown: str, expires_at: datetime, places: int
) -> Lease | None:
    """A new lease on a locked comparison, if fewer than ``places`` are live on it.

    Whoever holds a lease locked the comparison first, so every committed one is counted.
    """
    values: dict[str, Any] = {
        "comparison": comparison_id,
        "annotator": annotator.pk,
        "first_shown": first_shown,
        "now": moment(timezone.now()),
        "expires_at": moment(expires_at),
        "places": places,
    }
    return next(iter(list(Lease.objects.raw(NEW_LEASE, values))), None)


def _lock(of: str = "", *, skip: bool = False) -> str:
    """The clause that locks the rows found. SQLite has none: who writes there is alone anyway."""
    if not connection.features.has_select_for_update_skip_locked:
        return ""
    return f"FOR NO KEY UPDATE {of} {'SKIP LOCKED' if skip else ''}"
