"""A project that begins as a version of another."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from feedback.models import Membership, Project
from rewardmodel.models import LiveHead, ModelVersion, Promotion
from rewardmodel.services.fast_clock import update_head
from rewardmodel.services.features import Item
from rewardmodel.services.heads import load_posterior
from rewardmodel.services.promotion import perform_promotion
from rewardmodel.services.scoring import score_items

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]
ITEMS = [Item("What is the value?", text) for text in ("It is 3.", "The value is 3, I think.")]


@pytest.fixture
def trained(project, people, make_comparisons, give_answers) -> ModelVersion:
    """A live version of the project that has learned twenty answers."""
    make_comparisons(20)
    give_answers(project, people["annotator"], 20)
    update_head(project_id=project.pk)
    return ModelVersion.objects.get(project=project)


@pytest.fixture
def other(people) -> Project:
    made = Project.objects.create(slug="fresh", name="Fresh")
    Membership.objects.create(project=made, user=people["admin"], role="admin")
    Membership.objects.create(project=made, user=people["researcher"], role="researcher")
    return made


def ask(client, version: ModelVersion, slug: str = "fresh"):
    return client.post(f"/api/v1/projects/{slug}/warm-start/", {"version": version.pk})


def gap(project: Project) -> float:
    mean = score_items(project_id=project.pk, items=ITEMS)["mean"]
    return mean[0] - mean[1]


def test_a_fresh_project_begins_with_another_s_taste(trained, other, client_of):
    asked = ask(client_of("admin"), trained)
    assert asked.status_code == 202
    done = perform_promotion(promotion_id=asked.json()["id"])
    assert done.state == Promotion.State.SUCCEEDED, done.reason
    head = LiveHead.objects.get(project=other)
    assert head.version.seeded_from == trained
    # A quarter of what the answers taught, held at zero by the whole prior.
    assert 0 < gap(other) / gap(trained.project) < 1
    seeded, source = load_posterior(head), load_posterior(LiveHead.objects.get(version=trained))
    assert seeded.covariance.trace() > source.covariance.trace()
    assert seeded.prior_precision == source.prior_precision


def test_a_damaged_source_leaves_the_project_as_it_was(trained, other, client_of):
    ModelVersion.objects.filter(pk=trained.pk).update(artefact="nowhere", artefact_hash="1" * 64)
    asked = ask(client_of("admin"), trained)
    done = perform_promotion(promotion_id=asked.json()["id"])
    assert done.state == Promotion.State.FAILED
    assert LiveHead.objects.get(project=other).version.number == 1
    assert not default_storage.exists("versions/fresh")


def test_who_may_and_what_may_not(trained, other, people, client_of):
    assert ask(client_of("researcher"), trained).status_code == 403
    assert ask(client_of("admin"), trained, "plumb").json()["code"] == "same_project"
    secret = ModelVersion.objects.create(
        project=Project.objects.get(slug="elsewhere"), number=1, encoder_key="0" * 64
    )
    assert ask(client_of("admin"), secret).status_code == 404


def test_the_command_takes_the_live_version(trained, other, capsys):
    call_command("warm_start", "--project", "fresh", "--source", "plumb")
    assert ModelVersion.objects.get(project=other).seeded_from == trained
    assert "will begin as plumb v1" in capsys.readouterr().out
