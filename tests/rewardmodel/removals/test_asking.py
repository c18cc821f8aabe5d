"""Removals are asked for by admins, previewed, logged, resumed, and refused where they must be."""

from __future__ import annotations

import pytest
from django.utils import timezone

from feedback.models import AuditEntry, Preference, Project, Removal
from feedback.removals import carrying_out as removing
from feedback.removals.asking import request_removal
from feedback.services.trees import add_document, open_documents
from feedback.services.work.holding import SILENCE
from feedback.services.work.sweeping import release_silent
from rewardmodel.models import ModelVersion, TrainingRun
from rewardmodel.selectors.versions import descendants_of_removed
from rewardmodel.services.forgetting import run_removal
from tests.rewardmodel.removals.conftest import votes
from tests.rewardmodel.removals.everywhere import places_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/projects/plumb/removals/"


def test_a_preview_counts_and_changes_nothing(bring, export, client_of):
    bring(votes("zelda", range(4)) + votes("xander", range(2)))
    snapshot = export()
    admin = client_of("admin")
    found = admin.post(f"{URL}preview/", {"kind": "rater", "pseudonym": "zelda"}).json()
    assert found["counts"]["preferences"] == 4
    assert found["counts"]["uploads"] == 1
    assert [each["id"] for each in found["snapshots"]] == [snapshot.pk]
    assert Preference.objects.count() == 6
    assert not Removal.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "rater", "pseudonym": "nobody"}, 404, "unknown_target"),
        ({"kind": "rater", "username": "outsider"}, 404, "unknown_target"),
        ({"kind": "rater"}, 400, "invalid"),
        ({"kind": "rater", "username": "annotator", "prompt": 1}, 400, "invalid"),
        ({"kind": "prompt", "prompt": 99}, 404, "unknown_target"),
        ({"kind": "import", "import_id": 99}, 404, "unknown_target"),
        ({"kind": "document", "document": 99}, 404, "unknown_target"),
        ({"kind": "planet", "prompt": 1}, 400, "invalid"),
        ({"kind": "project", "slug": "plumb"}, 403, "permission_denied"),
    ],
)
def test_what_cannot_be_removed_is_refused_in_a_sentence(client_of, body, status, code):
    answer = client_of("admin").post(URL, {**body, "reason": "To see."})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Removal.objects.exists()


def test_a_reason_has_to_be_given_and_stands_in_the_log(client_of, make_comparisons):
    (comparison,) = make_comparisons(1)
    admin = client_of("admin")
    body = {"kind": "prompt", "prompt": comparison.prompt_id}
    assert admin.post(URL, body).status_code == 400
    made = admin.post(URL, {**body, "reason": "A private letter."})
    assert (made.status_code, made.json()["state"]) == (202, "queued")
    (entry,) = AuditEntry.objects.filter(action="data.removal_asked_for")
    assert entry.reason == "A private letter."
    assert entry.after["rows"]["prompts"] == 1


def test_a_superuser_deletes_a_project_and_names_it_once_more(client_of, people):
    people["admin"].is_superuser = True
    people["admin"].save()
    admin = client_of("admin")
    assert admin.post(URL, {"kind": "project", "slug": "plum", "reason": "x"}).status_code == 400
    made = admin.post(URL, {"kind": "project", "slug": "plumb", "reason": "Over."}).json()
    assert Project.objects.get(slug="plumb").archived_at
    assert admin.post("/api/v1/projects/plumb/restore/").status_code == 409
    run_removal(removal_id=made["id"])
    seen = admin.get(f"/api/v1/removals/{made['id']}/").json()
    assert seen["state"] == "succeeded"
    assert client_of("researcher").get(f"/api/v1/removals/{made['id']}/").status_code == 404


def test_what_a_dead_worker_left_is_gone_on_with(project, people, bring, monkeypatch):
    bring(votes("zelda", range(7)))
    monkeypatch.setattr(removing, "SLICE", 2)
    target = {"pseudonym": "zelda"}
    removal = request_removal(
        project=project, kind="rater", target=target, reason="x", requested_by=people["admin"]
    )
    count, done = removing._count, []

    def dies_at_the_third(removal, name, number):
        done.append(name)
        if done.count("preferences") == 3:
            raise KeyboardInterrupt
        count(removal, name, number)

    monkeypatch.setattr(removing, "_count", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        run_removal(removal_id=removal.pk)
    monkeypatch.setattr(removing, "_count", count)
    assert Preference.objects.count() == 3
    assert release_silent() == 0
    Removal.objects.filter(pk=removal.pk).update(heartbeat_at=timezone.now() - SILENCE * 2)
    assert release_silent() == 1
    assert run_removal(removal_id=removal.pk).removed["preferences"] == 7
    assert not Preference.objects.exists()


def test_versions_that_were_trained_on_it_are_marked(project, bring, remove):
    def version(number, started_at):
        run = TrainingRun.objects.create(project=project, state="succeeded", started_at=started_at)
        return ModelVersion.objects.create(
            project=project, number=number, encoder_key=str(number), training_run=run
        )

    before = version(1, timezone.now())
    bring(votes("zelda", range(3)))
    after = version(2, timezone.now())
    remove("rater", {"pseudonym": "zelda"})
    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.removed_answers, after.removed_answers) == (0, 3)
    child = ModelVersion.objects.create(project=project, number=3, encoder_key="3", parent=after)
    elsewhere = Project.objects.create(slug="seeded", name="Seeded")
    seed = ModelVersion.objects.create(
        project=elsewhere, number=2, encoder_key="s", seeded_from=child
    )
    assert descendants_of_removed() == {child.pk, seed.pk}


def test_a_document_goes_with_its_tree_and_its_prompts_not_one_by_one(project, remove, client_of):
    document = add_document(
        project=project, title="Kumquat", text="A kumquat is small. It is round. " * 40
    )
    open_documents(project=project)
    prompt = project.prompts.filter(node__document=document).first()
    refused = client_of("admin").post(URL, {"kind": "prompt", "prompt": prompt.pk, "reason": "x"})
    assert refused.json()["code"] == "not_removable"
    assert places_of("kumquat")
    remove("document", {"document": document.pk})
    assert places_of("kumquat") == places_of("Kumquat") == []


def test_a_withdrawn_snapshot_has_no_file_and_says_why(export, client_of):
    snapshot = export()
    admin = client_of("admin")
    path = f"/api/v1/snapshots/{snapshot.pk}/"
    assert admin.post(f"{path}withdraw/", {"reason": "Recalled."}).status_code == 200
    assert admin.get(path).json()["withdrawn_because"] == "Recalled."
    assert admin.get(path).json()["download"] is None
    for address in (f"{path}download/", f"/api/v1/jobs/{snapshot.job_id}/download/"):
        assert admin.get(address).json()["code"] in ("withdrawn", "not_ready")
    assert admin.post(f"{path}withdraw/", {"reason": "Again."}).status_code == 409
