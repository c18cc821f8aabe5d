"""Days and daily quotas begin when they do in the project's time zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from feedback.selectors.time_zones import midnight, next_midnight
from rewardmodel.selectors.slices import slices_by_time

pytestmark = pytest.mark.django_db


def at(monkeypatch, moment):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


@pytest.mark.parametrize(
    ("zone", "began", "ends"),
    [
        ("UTC", (2026, 3, 29), (2026, 3, 30)),
        # The day that clocks are put forward has 23 hours.
        ("Europe/Berlin", (2026, 3, 28, 23), (2026, 3, 29, 22)),
        ("Asia/Kolkata", (2026, 3, 28, 18, 30), (2026, 3, 29, 18, 30)),
        ("America/Los_Angeles", (2026, 3, 28, 7), (2026, 3, 29, 7)),
    ],
)
def test_a_day_begins_and_ends_as_it_does_there(project, monkeypatch, zone, began, ends):
    project.time_zone = zone
    at(monkeypatch, datetime(2026, 3, 29, 5, tzinfo=UTC))
    assert (midnight(project), next_midnight(project)) == (
        datetime(*began, tzinfo=UTC),
        datetime(*ends, tzinfo=UTC),
    )


def test_a_time_zone_that_does_not_exist_is_refused(client_of):
    admin = client_of("admin")
    assert admin.patch("/api/v1/projects/plumb/", {"time_zone": "Asia/Tokyo"}).status_code == 200
    refused = admin.patch("/api/v1/projects/plumb/", {"time_zone": "Mars/Olympus"})
    assert (refused.status_code, list(refused.json()["details"]["fields"])) == (400, ["time_zone"])


def test_figures_by_day_fall_on_the_projects_days():
    moments = [datetime(2026, 1, 1, 23, tzinfo=UTC), datetime(2026, 1, 2, 1, tzinfo=UTC)]
    names = {
        zone: [part.value for part in slices_by_time(moments, ZoneInfo(zone))]
        for zone in ("UTC", "Asia/Tokyo", "America/New_York")
    }
    assert names == {
        "UTC": ["2026-01-01", "2026-01-02"],
        "Asia/Tokyo": ["2026-01-02"],
        "America/New_York": ["2026-01-01"],
    }
