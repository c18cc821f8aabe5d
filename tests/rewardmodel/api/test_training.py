"""Retrains over HTTP: one at a time, cancelled, after so many answers, every so many hours."""

from __future__ import annotations

import pytest
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from feedback.services.work.claiming import claim
from feedback.services.work.holding import SILENCE
from feedback.services.work.sweeping import MOST_DEATHS, release_silent
from rewardmodel.learning.tuning.training_state import STATE_FILE
from rewardmodel.models import ModelVersion, RetrainPolicy, TrainingRun
from rewardmodel.services import training
from rewardmodel.services.fast_clock import update_head
from rewardmodel.services.requests import retrain_if_due
from rewardmodel.services.run_log import RunLog
from rewardmodel.tasks import scheduled_retrain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]
RUNS = "/api/v1/projects/plumb/training-runs/"
POLICY = "/api/v1/projects/plumb/retrain-policy/"


@pytest.fixture
def answered(project, people, make_comparisons, give_answers) -> None:
    make_comparisons(30)
    give_answers(project, people["annotator"], 20)
    update_head(project_id=project.pk)


def test_nothing_to_learn_is_refused(client_of):
    refused = client_of("admin").post(RUNS, {})
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_learn")


@pytest.mark.usefixtures("answered")
def test_one_run_at_a_time(client_of):
    admin = client_of("admin")
    asked = admin.post(RUNS, {})
    assert (asked.status_code, asked.json()["state"]) == (202, "queued")
    assert admin.post(RUNS, {}).json()["code"] == "run_active"


@pytest.mark.usefixtures("answered")
def test_a_cancelled_run_makes_no_version(client_of, monkeypatch):
    admin = client_of("admin")
    run = admin.post(RUNS, {}).json()
    tell = RunLog.tell

    def cancel_then_tell(log, phase, progress):
        if phase == "fine-tuning":
            assert admin.post(f"/api/v1/training-runs/{run['id']}/cancel/").status_code == 200
            monkeypatch.setattr(RunLog, "tell", tell)
        tell(log, phase, progress)

    monkeypatch.setattr(RunLog, "tell", cancel_then_tell)
    training.run_training(run_id=run["id"])
    seen = admin.get(f"/api/v1/training-runs/{run['id']}/").json()
    assert seen["state"] == "cancelled"
    assert ModelVersion.objects.count() == 1
    again = admin.post(f"/api/v1/training-runs/{run['id']}/cancel/")
    assert (again.status_code, again.json()["code"]) == (409, "work_ended")


class KilledError(BaseException):
    """As abrupt as a signal: nothing catches it."""


@pytest.mark.usefixtures("answered")
def test_a_run_whose_worker_was_killed_goes_on_from_its_checkpoint(
    client_of, monkeypatch, settings, tmp_path
):
    settings.PLUMBLINE_HOME = tmp_path
    admin = client_of("admin")
    run = admin.post(RUNS, {}).json()
    follow = RunLog.follow

    def kill_after_the_first_epoch(log, progress):
        follow(log, progress)
        if progress.epoch == 2:
            raise KilledError

    monkeypatch.setattr(RunLog, "follow", kill_after_the_first_epoch)
    with pytest.raises(KilledError):
        training.run_training(run_id=run["id"])
    assert (tmp_path / "checkpoints" / f"run-{run['id']}" / STATE_FILE).exists()
    monkeypatch.setattr(RunLog, "follow", follow)

    assert release_silent() == 0  # it may only be slow
    silence(run["id"])
    assert release_silent() == 1
    ended = training.run_training(run_id=run["id"])
    assert (ended.state, ended.attempts) == ("succeeded", 2)
    assert ended.figures["resumed_at"] > 0
    steps = [row["step"] for row in ended.history]
    assert steps == sorted(steps)
    assert not list((tmp_path / "checkpoints").iterdir())
    assert list((tmp_path / "tensorboard" / "plumb" / f"run-{run['id']}").glob("events*"))


def silence(run_id: int) -> None:
    TrainingRun.objects.filter(pk=run_id).update(heartbeat_at=timezone.now() - SILENCE * 2)


@pytest.mark.usefixtures("answered")
def test_a_run_that_kills_every_worker_is_ended(client_of):
    run = client_of("admin").post(RUNS, {}).json()
    for _ in range(MOST_DEATHS + 1):
        TrainingRun.objects.update(due_at=timezone.now())
        assert claim("training") is not None
        silence(run["id"])
        assert release_silent() == 1
    ended = TrainingRun.objects.get()
    assert (ended.state, ended.attempts) == ("failed", MOST_DEATHS + 1)
    assert ended.error["code"] == "worker_lost"
    assert claim("training") is None
    retried = client_of("admin").post(f"/api/v1/training-runs/{run['id']}/retry/")
    assert (retried.status_code, retried.json()["state"]) == (202, "queued")
    assert claim("training") == ended


@pytest.mark.usefixtures("answered")
def test_a_run_reports_progress_and_figures(client_of):
    admin = client_of("admin")
    run = admin.post(RUNS, {}).json()
    training.run_training(run_id=run["id"])
    seen = client_of("researcher").get(f"/api/v1/training-runs/{run['id']}/").json()
    assert (seen["state"], seen["progress"]) == ("succeeded", 1.0)
    assert seen["outcome"] in ("promoted", "rejected")
    assert {"held_out_log_loss", "baseline_log_loss", "held_out_accuracy"} <= set(seen["figures"])
    steps = [entry["step"] for entry in seen["history"]]
    assert steps == sorted(steps)
    assert any(entry["held_out_log_loss"] is not None for entry in seen["history"])


@pytest.mark.usefixtures("answered")
def test_every_n_answers(project, people, give_answers, client_of):
    policy = client_of("admin").patch(POLICY, {"every_answers": 5}).json()
    assert policy["every_answers"] == 5
    first = retrain_if_due(project=project)
    assert first is not None
    assert first.trigger == TrainingRun.Trigger.ANSWERS
    training.run_training(run_id=first.pk)
    assert retrain_if_due(project=project) is None
    give_answers(project, people["annotator"], 4)
    assert retrain_if_due(project=project) is None
    give_answers(project, people["annotator"], 1)
    assert retrain_if_due(project=project) is not None


@pytest.mark.usefixtures("answered")
def test_a_schedule_is_a_row_that_beat_reads(project, client_of):
    admin = client_of("admin")
    admin.patch(POLICY, {"every_hours": 6})
    row = PeriodicTask.objects.get(name="retrain plumb")
    assert (row.task, row.interval.every, row.interval.period) == (
        "rewardmodel.scheduled_retrain",
        6,
        "hours",
    )
    scheduled_retrain(project.pk)
    assert TrainingRun.objects.get().trigger == TrainingRun.Trigger.SCHEDULE
    scheduled_retrain(project.pk)  # one is queued: nothing happens
    assert TrainingRun.objects.count() == 1
    admin.patch(POLICY, {"every_hours": None})
    assert not PeriodicTask.objects.filter(name="retrain plumb").exists()
    assert RetrainPolicy.objects.get().every_hours is None
