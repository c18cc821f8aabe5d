"""An import is taken back as a whole; what others use stays."""

from __future__ import annotations

import pytest

from feedback.models import BroughtAgain, Comparison, Import, Preference, Prompt, Response
from feedback.removals.asking import preview_removal
from rewardmodel.models import LearnedPreference
from tests.rewardmodel.removals.conftest import votes
from tests.rewardmodel.removals.everywhere import places_of

pytestmark = pytest.mark.django_db


def test_an_import_is_listed_with_what_it_was(bring, client_of):
    bring(votes("zelda", range(3)))
    (row,) = client_of("researcher").get("/api/v1/projects/plumb/imports/").json()["results"]
    assert row["filename"] == "votes.jsonl"
    assert len(row["sha256"]) == 64
    assert row["options"]["mapping"]["rater"] == "who"
    assert row["report"]["preferences"] == 3
    assert (row["created_by"], row["taken_back_at"]) == ("researcher", None)


def test_votes_prompts_and_responses_go_with_their_import(project, bring, learn, remove):
    mine = bring(votes("zelda", range(3)))
    learn(project)
    preview = preview_removal(project=project, kind="import", target={"import": mine.pk})
    remove("import", {"import": mine.pk})
    counts = preview["counts"]
    assert (counts["preferences"], counts["prompts"], counts["responses"]) == (3, 3, 6)
    for model in (Preference, Prompt, Response, Comparison, LearnedPreference):
        assert not model.objects.exists(), model
    mine.refresh_from_db()
    assert mine.taken_back_at is not None
    assert places_of("quince-1") == []


def test_what_another_import_uses_stays(project, bring, remove):
    first = bring(votes("zelda", range(3)))
    bring(votes("xander", range(1, 2)))
    preview = preview_removal(project=project, kind="import", target={"import": first.pk})
    remove("import", {"import": first.pk})
    (vote,) = Preference.objects.all()
    assert vote.rater == "xander"
    assert (Prompt.objects.count(), Response.objects.count()) == (1, 2)
    assert preview["counts"]["prompts"] == 2
    assert Comparison.objects.get().answers == 1


def test_a_vote_that_two_imports_brought_stays_until_both_are_taken_back(project, bring, remove):
    first = bring(votes("zelda", range(3)))
    second = bring(votes("zelda", range(1, 4)))
    assert Preference.objects.count() == 4
    remove("import", {"import": first.pk})
    assert Preference.objects.count() == 3
    assert set(Preference.objects.values_list("brought_by", flat=True)) == {second.pk}
    remove("import", {"import": second.pk})
    assert not Preference.objects.exists()
    assert not BroughtAgain.objects.exists()
    assert not Prompt.objects.exists()


def test_what_a_person_answered_stays_when_the_import_of_its_texts_is_taken_back(
    project, people, bring, remove, give_answers
):
    mine = bring(votes("zelda", range(2)))
    comparison = Comparison.objects.order_by("pk")[0]
    Comparison.objects.filter(pk=comparison.pk).update(
        status="open", closed_because="", stream="active", answers=0
    )
    give_answers(project, people["annotator"], 1)
    remove("import", {"import": mine.pk})
    (answer,) = Preference.objects.all()
    assert answer.annotator == people["annotator"]
    assert (Prompt.objects.count(), Response.objects.count()) == (1, 2)


def test_an_import_can_be_brought_again_after_it_was_taken_back(project, bring, remove):
    mine = bring(votes("zelda", range(2)))
    remove("import", {"import": mine.pk})
    again = bring(votes("zelda", range(2)))
    assert again.report["preferences"] == 2
    assert Import.objects.count() == 2


def test_only_the_file_of_an_import_can_be_deleted(bring, remove, client_of):
    mine = bring(votes("zelda", range(2)))
    assert client_of("researcher").get(f"/api/v1/imports/{mine.pk}/").json()["upload_kept"]
    remove("upload", {"import": mine.pk})
    assert not client_of("researcher").get(f"/api/v1/imports/{mine.pk}/").json()["upload_kept"]
    assert [place for place in places_of("quince-1") if place.startswith("jobs/")] == []
    assert Preference.objects.count() == 2
