"""Health: what it tells, of what, and to whom."""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db

HEALTH = "/api/v1/health/"


@pytest.fixture
def superuser(client_of, people) -> Any:
    from feedback.models import User

    people["superuser"] = User.objects.create_superuser("root", password="long-enough-1")
    return client_of("superuser")


@pytest.fixture
def elsewhere(people) -> Any:
    from feedback.models import Project

    return Project.objects.get(slug="elsewhere")


@pytest.fixture
def head(project) -> Any:
    from rewardmodel.models import LiveHead, ModelVersion

    version = ModelVersion.objects.create(
        project=project, number=1, state="live", encoder_key=hashlib.sha256(b"").hexdigest()
    )
    return LiveHead.objects.create(project=project, version=version)


def answer(comparison: Any, annotator: Any) -> Any:
    from feedback.models import Preference

    return Preference.objects.create(
        project=comparison.project,
        comparison=comparison,
        annotator=annotator,
        choice="a",
        submission_key=str(uuid.uuid4()),
    )


def of_kind(body: dict[str, Any], kind: str) -> dict[str, Any]:
    (found,) = [row for row in body["work"] if row["kind"] == kind]
    return found


def test_a_superuser_sees_all_and_a_projects_admin_their_own_project(
    superuser, client_of, project, elsewhere
):
    from feedback.models import Job, Upkeep

    for each in (project, elsewhere):
        Upkeep.objects.create(kind="features", project=each)
        Job.objects.create(project=each, kind="export", format="trl", state="failed",
                           finished_at=timezone.now())  # fmt: skip
    Upkeep.objects.create(kind="features")  # of all projects
    everything = superuser.get(HEALTH).json()
    cut = superuser.get(HEALTH, {"project": "plumb"}).json()
    own = client_of("admin").get(HEALTH, {"project": "plumb"}).json()
    assert of_kind(everything, "features")["waiting"] == 3
    assert {row["project"] for row in everything["failures"]} == {"plumb", "elsewhere"}
    assert [row["project"] for row in everything["head_lag"]] == ["elsewhere", "plumb"]
    for body in (cut, own):
        assert of_kind(body, "features")["waiting"] == 1
        assert {row["project"] for row in body["failures"]} == {"plumb"}
        assert [row["project"] for row in body["head_lag"]] == ["plumb"]


@pytest.mark.parametrize(
    ("role", "asked", "status"),
    [
        ("anonymous", {}, 401),
        ("anonymous", {"project": "plumb"}, 401),
        ("outsider", {"project": "plumb"}, 404),
        ("annotator", {"project": "plumb"}, 403),
        ("researcher", {"project": "plumb"}, 403),
        ("researcher", {}, 403),
        ("admin", {}, 403),
        ("admin", {"project": "elsewhere"}, 404),
        ("admin", {"project": ""}, 403),
        ("admin", {"project": "no slug"}, 400),
        ("admin", {"projects": "plumb"}, 400),
    ],
)
def test_others_are_turned_away(client_of, role, asked, status):
    assert client_of(role).get(HEALTH, asked).status_code == status


def test_workers_are_counted_by_queue_while_they_are_heard(superuser):
    from feedback.models import Worker

    now = timezone.now()
    Worker.objects.create(name="live@a", queues=["live", "live-live-a"], heard_at=now)
    Worker.objects.create(name="bulk@a", queues=["bulk"], places=2, heard_at=now)
    Worker.objects.create(name="bulk@b", queues=["bulk"], places=2, heard_at=now)
    gone = now - timedelta(minutes=2)
    Worker.objects.create(name="training@a", queues=["training"], heard_at=gone)
    assert superuser.get(HEALTH).json()["workers"] == [
        {"queue": "live", "alive": 1, "places": 1},
        {"queue": "soon", "alive": 0, "places": 0},
        {"queue": "bulk", "alive": 2, "places": 4},
        {"queue": "training", "alive": 0, "places": 0},
    ]


def test_work_is_counted_by_kind_and_the_oldest_tells_its_age(superuser, project):
    from feedback.models import Job
    from rewardmodel.models import TrainingRun

    now = timezone.now()
    exports = {"project": project, "kind": "export", "format": "trl"}
    for seconds in (30, 90):
        since = now - timedelta(seconds=seconds)
        Job.objects.create(**exports, due_at=since, waiting_since=since)
    # Put off until half a minute ago: it has waited since then.
    Job.objects.create(
        project=project, kind="import", format="raw",
        waiting_since=now - timedelta(hours=1), due_at=now - timedelta(seconds=30),
    )  # fmt: skip
    Job.objects.create(**exports, due_at=now + timedelta(minutes=1))
    Job.objects.create(**exports, state="running", claimed_by="somebody")
    Job.objects.create(**exports, state="succeeded")
    TrainingRun.objects.create(project=project, state="running")  # between two slices
    body = superuser.get(HEALTH).json()
    found = of_kind(body, "export")
    assert (found["waiting"], found["running"], found["put_off"]) == (2, 1, 1)
    assert found["queue"] == "bulk"
    assert 90 <= found["oldest_seconds"] < 120
    assert 30 <= of_kind(body, "import")["oldest_seconds"] < 60
    assert of_kind(body, "training")["waiting"] == 1
    assert of_kind(body, "audit")["waiting"] == of_kind(body, "audit")["oldest_seconds"] == 0


def test_the_head_lags_by_answers_that_stand_and_were_not_learned(
    superuser, project, people, head, make_comparisons
):
    from rewardmodel.models import LearnedPreference

    given = [answer(comparison, people["annotator"]) for comparison in make_comparisons(5)]
    head.settled_id = given[0].pk
    head.save()
    LearnedPreference.objects.create(head=head, preference=given[1], step=1)
    type(given[2]).objects.filter(pk=given[2].pk).update(is_current=False)
    lag = {row["project"]: row for row in superuser.get(HEALTH).json()["head_lag"]}
    assert lag["plumb"]["answers"] == 2
    assert 0 < lag["plumb"]["oldest_seconds"] < 60
    assert lag["elsewhere"] == {"project": "elsewhere", "answers": 0, "oldest_seconds": 0.0}


def test_all_answers_of_a_project_without_a_head_are_unlearned(
    superuser, project, people, make_comparisons
):
    for comparison in make_comparisons(2):
        answer(comparison, people["annotator"])
    (lag,) = superuser.get(HEALTH, {"project": "plumb"}).json()["head_lag"]
    assert lag["answers"] == 2


def test_the_latency_is_of_answers_that_were_learned_one_by_one(
    superuser, project, people, head, make_comparisons
):
    from rewardmodel.models import LearnedPreference

    def learn(comparison: Any, annotator: Any, after: float, **fields: Any) -> None:
        given = answer(comparison, annotator)
        row = LearnedPreference.objects.create(head=head, preference=given, step=1, **fields)
        learned_at = given.created_at + timedelta(seconds=after)
        LearnedPreference.objects.filter(pk=row.pk).update(learned_at=learned_at)

    nothing = superuser.get(HEALTH).json()["answer_to_live"]
    assert nothing == {"answers": 0, "median_seconds": None, "p95_seconds": None}
    comparisons = make_comparisons(6)
    for comparison, seconds in zip(comparisons, (0.25, 0.5, 2.5), strict=False):
        learn(comparison, people["annotator"], seconds, predicted=0.5)
    learn(comparisons[3], people["annotator"], 900)  # by a promotion, in bulk
    learn(comparisons[4], None, 900, predicted=0.5)  # imported
    learn(comparisons[5], people["annotator"], -2 * 86_400, predicted=0.5)  # the day before
    latency = superuser.get(HEALTH).json()["answer_to_live"]
    assert latency["answers"] == 3
    assert latency["median_seconds"] == pytest.approx(0.5)
    assert latency["p95_seconds"] == pytest.approx(2.3)


def test_the_last_failures_say_when_they_are_tried_again(superuser, project):
    from feedback.models import Job, Upkeep

    now = timezone.now()
    error = {"code": "database_error", "message": "The database refused.", "details": {}}
    retry_at = now + timedelta(seconds=40)
    refit = Upkeep.objects.create(
        kind="refit", project=project, failures=3, error=error, due_at=retry_at
    )
    failed = {"project": project, "kind": "export", "format": "trl", "state": "failed"}
    given_up = Job.objects.create(**failed, error=error, finished_at=now - timedelta(hours=1))
    Job.objects.create(**failed, finished_at=now - timedelta(days=8))
    Upkeep.objects.create(kind="features", project=project)  # never failed
    first, second = superuser.get(HEALTH).json()["failures"]
    assert (first["kind"], first["id"], first["failures"]) == ("refit", refit.pk, 3)
    assert first["error"] == error
    assert first["retry_at"] == retry_at.isoformat().replace("+00:00", "Z")
    assert (second["kind"], second["id"], second["state"]) == ("export", given_up.pk, "failed")
    assert second["retry_at"] is None


def test_the_scorers_places_in_use_are_told(superuser, project, settings, monkeypatch):
    from feedback.models import Worker
    from rewardmodel.selectors.length import length_of
    from rewardmodel.services import scorer_client

    settings.PLUMBLINE_SCORER_REQUESTS = 3
    assert superuser.get(HEALTH).json()["scorer"] == {"used": 0, "places": 3}
    Worker.objects.create(name="live@a", queues=["live"], heard_at=timezone.now())
    seen: list[Any] = []

    def look(*_: Any, **__: Any) -> None:
        seen.append(superuser.get(HEALTH).json()["scorer"])
        raise OSError

    monkeypatch.setattr("celery.current_app.send_task", look)
    with pytest.raises(scorer_client.ScorerUnavailable):
        scorer_client.request_scores(project=project, items=[("a", "b")], length=length_of(project))
    assert seen == [{"used": 1, "places": 3}]
    assert superuser.get(HEALTH).json()["scorer"]["used"] == 0


def test_the_statements_do_not_grow_with_projects(superuser, django_assert_max_num_queries):
    from feedback.models import Project, Upkeep

    for index in range(20):
        project = Project.objects.create(slug=f"p{index}", name=f"P{index}")
        Upkeep.objects.create(kind="features", project=project, failures=1)
    with django_assert_max_num_queries(25):
        assert len(superuser.get(HEALTH).json()["head_lag"]) == 22
