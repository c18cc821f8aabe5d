"""Where a project's days begin."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from feedback.models import Project


def zone_of(project_id: int) -> ZoneInfo:
    """The time zone of the project of that id."""
    return ZoneInfo(Project.objects.values_list("time_zone", flat=True).get(pk=project_id))


def midnight(project: Project) -> datetime:
    """When the present day began in the project's time zone."""
    return _start_of_day(project, 0)


def next_midnight(project: Project) -> datetime:
    """When the next day begins there: not always 24 hours later, where clocks are put forward."""
    return _start_of_day(project, 1)


def _start_of_day(project: Project, days_ahead: int) -> datetime:
    zone = ZoneInfo(project.time_zone)
    day = timezone.localtime(timezone=zone).date() + timedelta(days=days_ahead)
    return datetime.combine(day, time(), tzinfo=zone)
