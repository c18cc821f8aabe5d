"""Which layers a version reads: chosen by answers, kept on its card, and left alone before that."""

from __future__ import annotations

import numpy as np
import pytest

from feedback.services.prompts import text_hash
from rewardmodel.learning.encoders.feature_sets import FeatureSet
from rewardmodel.learning.head.posterior import prior_posterior
from rewardmodel.models import Embedding, LiveHead, ModelVersion
from rewardmodel.selectors.truncated import truncated_responses
from rewardmodel.services import feature_choice, heads
from rewardmodel.services.encoders import base_encoder_path, load_encoder, reader_of
from rewardmodel.services.fast_clock import refit_head, refit_is_due, update_head
from rewardmodel.services.features import Item, prepare_features
from rewardmodel.services.heads import Live, ensure_live_head, load_live, publish
from rewardmodel.services.scoring import score_items

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]


def test_a_project_begins_with_the_middle_of_the_layers(project, make_comparisons):
    make_comparisons(2)
    head = ensure_live_head(project)
    reader, posterior, _ = load_live(head)
    assert reader.features.sources == ((1, "mean"),)
    assert reader.features == FeatureSet.of_card(head.version.features)
    assert posterior.dim == reader.layout.dim


def test_a_refit_chooses_the_layers_and_the_card_says_how(
    project, people, make_comparisons, give_answers, monkeypatch
):
    monkeypatch.setattr(feature_choice, "FIRST_AT", 20)
    make_comparisons(40)
    give_answers(project, people["annotator"], 30)
    update_head(project_id=project.pk)
    assert refit_head(project_id=project.pk)
    head = LiveHead.objects.select_related("version").get()
    chosen = head.version.features["chosen"]
    assert chosen["answers"] == 30
    assert {row["name"] for row in chosen["sets"]} == {
        "layer 1",
        "layer 2",
        "layers 1, 2, averaged",
    }
    reader, posterior, _ = load_live(head)
    assert reader.features == FeatureSet.of_card(head.version.features)
    assert posterior.dim == reader.layout.dim
    # What was kept before serves the new choice: nothing is read again.
    kept = Embedding.objects.count()
    give_answers(project, people["annotator"], 1)
    assert update_head(project_id=project.pk).learned == 1
    assert Embedding.objects.count() == kept + 3
    assert set(Embedding.objects.values_list("encoder_key", flat=True)) == {reader.key}
    assert not feature_choice.choice_is_due(head.version, 59)
    assert feature_choice.choice_is_due(head.version, 60)


def test_the_first_refits_come_early():
    assert refit_is_due(19, 20)
    assert not refit_is_due(20, 49)
    assert refit_is_due(40, 60)
    assert not refit_is_due(201, 399)
    assert refit_is_due(399, 400)


@pytest.fixture
def version_from_before(project):
    """A live version, its head and an embedding as they were written before layers were offered."""
    path = base_encoder_path()
    encoder = load_encoder(path)
    version = ModelVersion.objects.create(
        project=project, number=1, state="live", encoder=path, encoder_key=encoder.key
    )
    head = LiveHead(project=project, version=version)
    publish(head, Live(reader_of(version), prior_posterior(encoder.dim + 3)))
    vector = np.zeros(encoder.dim, dtype=np.float32)
    vector[0] = 1.0
    Embedding.objects.create(
        encoder_key=encoder.key, text_hash=text_hash("The value is 0."), vector=vector.tobytes()
    )
    return version


def test_a_version_from_before_goes_on_as_it_was(
    version_from_before, project, people, make_comparisons, give_answers
):
    make_comparisons(3)
    give_answers(project, people["annotator"], 3)
    assert update_head(project_id=project.pk).learned == 3
    assert refit_head(project_id=project.pk)
    head = LiveHead.objects.select_related("version").get()
    assert head.version.features == {}
    assert head.state.features == {}
    reader, posterior, _ = load_live(head)
    assert reader.features == FeatureSet()
    assert posterior.dim == reader.encoder.dim + 3
    # The embedding that was there was used, not made anew.
    assert Embedding.objects.filter(text_hash=text_hash("The value is 0.")).count() == 1
    scores = score_items(project_id=project.pk, items=[Item("p", "word " * 400), Item("p", "word")])
    assert scores["truncated"] == [True, False]
    assert not feature_choice.choice_is_due(head.version, 10_000)


def test_responses_that_were_not_read_whole_are_counted(project, make_comparisons, client_of):
    made = make_comparisons(2)
    head = ensure_live_head(project)
    reader = load_live(head).reader
    reader.encoder.most_tokens = 12
    try:
        prepare_features(project_id=project.pk, reader=reader_of(head.version))
        publish(head, load_live(head))
        assert truncated_responses(head) == 2  # "It is 0, or nearly so." and its like
        answer = client_of("researcher").get(f"/api/v1/projects/{project.slug}/live-head/")
        assert answer.json()["truncated_responses"] == 2
        assert made[0].response_b.text == "It is 0, or nearly so."
    finally:
        reader.encoder.most_tokens = 4096


def test_a_refit_learns_what_is_usual_and_scores_say_how_far_a_text_is_that(
    project, people, make_comparisons, give_answers
):
    make_comparisons(21)
    item = [Item("What is it?", "It is 3, or nearly so.")]
    ensure_live_head(project)
    assert score_items(project_id=project.pk, items=item)["familiarity"] == [None]
    give_answers(project, people["annotator"], 20)
    update_head(project_id=project.pk)
    refit_head(project_id=project.pk)
    strange = Item("What is it?", "class method argument " * 40)
    usual, odd = score_items(project_id=project.pk, items=[*item, strange])["familiarity"]
    assert usual > odd
    before = load_live(LiveHead.objects.get()).usual
    give_answers(project, people["annotator"], 1)
    update_head(project_id=project.pk)
    heads._read.clear()
    after = load_live(LiveHead.objects.get()).usual
    np.testing.assert_allclose(after.precision, before.precision, rtol=1e-5)
