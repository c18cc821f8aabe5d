"""A job whose announcement was lost is found again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback.jobs import LONGEST_WAIT, forgotten_jobs, request_export, run_job
from feedback.models import Job, Preference

pytestmark = pytest.mark.django_db


def test_what_waits_for_long_is_forgotten(project, people):
    job = request_export(project=project, format="raw", created_by=people["researcher"])
    assert forgotten_jobs() == []
    Job.objects.update(created_at=timezone.now() - LONGEST_WAIT - timedelta(seconds=1))
    assert forgotten_jobs() == [job.pk]


@pytest.mark.parametrize("state", [Job.State.RUNNING, Job.State.SUCCEEDED, Job.State.FAILED])
def test_what_was_begun_is_not(project, people, state):
    request_export(project=project, format="raw", created_by=people["researcher"])
    Job.objects.update(created_at=timezone.now() - timedelta(days=1), state=state)
    assert forgotten_jobs() == []


def test_a_job_that_is_sent_twice_is_done_once(project, people, make_comparisons):
    (comparison,) = make_comparisons(1)
    Preference.objects.create(
        project=project, comparison=comparison, choice="a", submission_key="k"
    )
    job = request_export(project=project, format="raw", created_by=people["researcher"])
    first = run_job(job_id=job.pk)
    again = run_job(job_id=job.pk)
    assert first.state == again.state == Job.State.SUCCEEDED
    assert first.finished_at == again.finished_at
