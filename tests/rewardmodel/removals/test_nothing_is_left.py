"""A rater, a prompt and a project are deleted: every table and every file is searched for them."""

from __future__ import annotations

import numpy as np
import pytest

from feedback.models import AuditEntry, Preference, Project, Prompt
from rewardmodel.models import Embedding, LearnedPreference, LiveHead, TrainingRun
from rewardmodel.services.fast_clock import refit_head
from rewardmodel.services.heads import load_posterior
from tests.rewardmodel.removals.conftest import votes
from tests.rewardmodel.removals.everywhere import places_of

pytestmark = pytest.mark.django_db


def mean(project):
    return load_posterior(LiveHead.objects.get(project=project)).mean


def test_a_rater_is_gone_from_tables_files_and_the_next_head(project, bring, learn, export, remove):
    bring(votes("zelda", range(6)) + votes("xander", range(3, 9), salt="x"))
    export()
    learn(project)
    assert {"feedback_preference", "feedback_rateropinion"} - set(places_of("zelda")) <= {
        "feedback_rateropinion"
    }
    before = LiveHead.objects.get(project=project).step
    done = remove("rater", {"pseudonym": "zelda"}, withdraw_snapshots=True)
    assert (done.removed["preferences"], done.planned["preferences"]) == (6, 6)
    refit_head(project_id=project.pk)
    assert places_of("zelda") == []
    assert LiveHead.objects.get(project=project).step == before + 6
    assert LearnedPreference.objects.count() == Preference.objects.count() == 6
    # The head is the one that only ever knew the other rater.
    never = Project.objects.create(slug="never", name="Never")
    bring(votes("xander", range(3, 9), salt="x"), to=never)
    learn(never)
    refit_head(project_id=never.pk)
    np.testing.assert_allclose(mean(project), mean(never), atol=1e-6)


def test_a_member_is_gone_with_what_they_wrote(
    project, people, make_comparisons, give_answers, learn, remove
):
    comparisons = make_comparisons(4, wanted=1)
    for preference in give_answers(project, people["annotator"], 3):
        Preference.objects.filter(pk=preference.pk).update(rationale="because of mimosa")
    learn(project)
    assert places_of("mimosa")
    remove("rater", {"username": "annotator"})
    assert places_of("mimosa") == []
    assert not Preference.objects.exists()
    # What nobody has answered any more is gone; what was open stays.
    assert [c.pk for c in project.comparisons.all()] == [comparisons[3].pk]


def test_answers_made_anonymous_stay_and_are_nobodys(
    project, people, make_comparisons, give_answers, bring, remove
):
    make_comparisons(2)
    for preference in give_answers(project, people["annotator"], 2):
        Preference.objects.filter(pk=preference.pk).update(rationale="because of mimosa")
    bring(votes("zelda", range(3)))
    remove("rater", {"username": "annotator"}, mode="anonymise")
    remove("rater", {"pseudonym": "zelda"}, mode="anonymise")
    assert places_of("mimosa") == places_of("zelda") == []
    left = list(Preference.objects.order_by("pk"))
    assert [row.choice for row in left] == ["a"] * 5
    assert len({row.annotator_id for row in left[:2]}) == 1
    assert left[0].annotator.username.startswith("anonymous-")
    assert not left[0].annotator.is_active
    assert len({row.rater for row in left[2:]}) == 1


def test_a_prompt_is_gone_with_all_about_it(project, bring, learn, export, remove):
    bring(votes("zelda", range(5)))
    export()
    learn(project)
    prompt = Prompt.objects.get(messages__0__content="What is quince-3?")
    embedded = Embedding.objects.count()
    done = remove("prompt", {"prompt": prompt.pk}, withdraw_snapshots=True)
    assert done.removed["responses"] == 2
    for text in ("quince-3", "alpha-3", "beta-3", "note-3"):
        assert places_of(text) == [], text
    assert places_of("quince-2") != []
    assert Embedding.objects.count() == embedded - 3


def test_a_project_is_gone_and_its_neighbour_is_as_it_was(
    project, people, bring, learn, export, remove, make_comparisons, give_answers
):
    other = Project.objects.create(slug="neighbour", name="Neighbour")
    bring(votes("xander", range(4), salt="x"), to=other)
    learn(other)
    refit_head(project_id=other.pk)
    neighbour = mean(other).copy()
    Project.objects.filter(pk=project.pk).update(guidelines="Prefer mimosa.")
    make_comparisons(2)
    give_answers(project, people["annotator"], 2)
    bring(votes("zelda", range(5)))
    export()
    learn(project)
    TrainingRun.objects.create(
        project=project,
        state="succeeded",
        error={"code": "work_failed", "message": "mimosa", "details": {}},
    )
    pk = project.pk
    done = remove("project", {"slug": project.slug})
    for text in ("zelda", "quince-4", "mimosa", "The value is"):
        assert places_of(text) == [], text
    assert done.project is None
    assert not Project.objects.filter(pk=pk).exists()
    assert not AuditEntry.objects.filter(project=pk).exists()
    (entry,) = AuditEntry.objects.filter(action="project.deleted")
    assert (entry.subject, entry.actor) == (f"project {pk}", people["admin"])
    np.testing.assert_array_equal(mean(other), neighbour)
    assert other.preferences.count() == 4
