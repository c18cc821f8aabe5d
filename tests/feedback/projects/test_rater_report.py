"""Admins see answers, hours and pace by named person and day; nobody else does."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from feedback.models import Lease, Preference, Project

pytestmark = pytest.mark.django_db
URL = "/api/v1/projects/plumb/rater-report/"


@pytest.fixture
def worked(project, people, make_comparisons):
    """Three answers over two days of Tokyo, one of them forgotten open, one undone, one skip."""
    Project.objects.filter(pk=project.pk).update(time_zone="Asia/Tokyo")
    ann = people["annotator"]
    ann.first_name, ann.last_name = "Ann", "Otator"
    ann.save()
    times = [
        (datetime(2026, 5, 1, 14, 50, tzinfo=UTC), 60_000, True),
        (datetime(2026, 5, 1, 15, 10, tzinfo=UTC), 3 * 3_600_000, True),
        (datetime(2026, 5, 1, 15, 20, tzinfo=UTC), 120_000, False),
        (datetime(2026, 5, 1, 15, 30, tzinfo=UTC), None, True),
    ]
    for comparison, (at, duration, current) in zip(make_comparisons(4), times, strict=True):
        made = Preference.objects.create(
            project=project,
            comparison=comparison,
            annotator=ann,
            choice="a",
            duration_ms=duration,
            is_current=current,
            submission_key=str(uuid4()),
        )
        Preference.objects.filter(pk=made.pk).update(created_at=at)
    Lease.objects.create(
        comparison=comparison,
        annotator=ann,
        first_shown="a",
        expires_at=at,
        ended_at=at,
        outcome="skipped",
    )


def test_a_person_has_their_answers_hours_and_pace(worked, client_of):
    (row,) = client_of("admin").get(URL).json()
    assert (row["username"], row["name"]) == ("annotator", "Ann Otator")
    assert (row["answers"], row["taken_back"], row["skipped"], row["untimed"]) == (3, 1, 1, 1)
    hours = (60_000 + 30 * 60_000 + 120_000) / 3_600_000  # half an hour at most for one answer
    assert row["hours"] == pytest.approx(hours, abs=1e-4)
    assert row["answers_per_hour"] == pytest.approx(3 / hours, abs=0.01)


def test_days_are_those_of_the_projects_time_zone(worked, client_of):
    rows = client_of("admin").get(URL, {"by_day": True}).json()
    assert [(r["day"], r["answers"], r["skipped"]) for r in rows] == [
        ("2026-05-01", 1, 0),
        ("2026-05-02", 2, 1),
    ]


def test_a_period_bounds_the_report_and_it_comes_as_csv(worked, client_of):
    until = {"until": "2026-05-01T15:00:00Z"}
    (row,) = client_of("admin").get(URL, until).json()
    assert row["answers"] == 1
    table = client_of("admin").get(URL, {"format": "csv"}).content.decode().splitlines()
    assert table[0].startswith("username,name,answers")
    assert table[1].startswith("annotator,Ann Otator,3")
