"""Who did how much: by person and day, with names, for those who pay people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import TruncDate

from feedback.models import Lease, Preference, Project
from feedback.selectors.time_zones import zone_of

HOUR_MS = 3_600_000
# A comparison that was left open over lunch is not an hour of work.
MOST_MS = 30 * 60_000


def rater_report(
    project: Project,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    by_day: bool = False,
) -> list[dict[str, Any]]:
    """Rows by person, or by person and day of the project's time zone.

    ``answers`` stand; ``taken_back`` were given and undone or changed, which is work too. ``hours``
    add up the times of both, at most half an hour each; ``untimed`` answers have none.
    ``answers_per_hour`` is of the timed ones. ``first`` and ``last`` bound the work.
    """
    given = _within(
        Preference.objects.filter(project=project, annotator__isnull=False),
        since,
        until,
        "created_at",
    ).exclude(choice=Preference.Choice.WITHDRAWN)
    passed = _within(
        Lease.objects.filter(comparison__project=project, outcome__in=["skipped", "flagged"]),
        since,
        until,
        "ended_at",
    )
    zone = zone_of(project.pk)
    keys = ["annotator__username"]
    if by_day:
        given = given.annotate(day=TruncDate("created_at", tzinfo=zone))
        passed = passed.annotate(day=TruncDate("ended_at", tzinfo=zone))
        keys = [*keys, "day"]
    sensible, long = Q(duration_ms__lte=MOST_MS), Q(duration_ms__gt=MOST_MS)
    rows = given.values(*keys, "annotator__first_name", "annotator__last_name").annotate(
        answers=Count("pk", filter=Q(is_current=True)),
        taken_back=Count("pk", filter=Q(is_current=False)),
        untimed=Count("pk", filter=Q(duration_ms=None)),
        long=Count("pk", filter=long),
        timed_ms=Sum("duration_ms", filter=sensible),
        first=Min("created_at"),
        last=Max("created_at"),
    )
    outcomes = passed.values(*keys).annotate(
        skipped=Count("pk", filter=Q(outcome="skipped")),
        flagged=Count("pk", filter=Q(outcome="flagged")),
    )
    passes = {tuple(each[key] for key in keys): each for each in outcomes}
    return [
        _row(row, passes.get(tuple(row[key] for key in keys), {})) for row in rows.order_by(*keys)
    ]


def _row(row: dict[str, Any], passed: dict[str, Any]) -> dict[str, Any]:
    hours = ((row["timed_ms"] or 0) + row["long"] * MOST_MS) / HOUR_MS
    timed = row["answers"] + row["taken_back"] - row["untimed"]
    found = {
        "username": row["annotator__username"],
        "name": f"{row['annotator__first_name']} {row['annotator__last_name']}".strip(),
    }
    if "day" in row:
        found["day"] = row["day"].isoformat()
    return found | {
        "answers": row["answers"],
        "taken_back": row["taken_back"],
        "skipped": passed.get("skipped", 0),
        "flagged": passed.get("flagged", 0),
        "hours": round(hours, 4),
        "untimed": row["untimed"],
        "answers_per_hour": round(timed / hours, 2) if hours else None,
        "first": row["first"],
        "last": row["last"],
    }


def _within(rows: Any, since: datetime | None, until: datetime | None, column: str) -> Any:
    if since:
        rows = rows.filter(**{f"{column}__gte": since})
    return rows.filter(**{f"{column}__lt": until}) if until else rows
