"""Behaviour audits: a file of questions in, what each version rewards out."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rewardmodel.models import AuditResult, BehaviourAudit, LiveHead, ModelVersion
from rewardmodel.services import auditing
from rewardmodel.services.auditing import run_audit
from rewardmodel.services.audits import repeat_audits
from rewardmodel.services.fast_clock import update_head
from rewardmodel.services.features import Item
from rewardmodel.services.scoring import score_items

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]
AUDITS = "/api/v1/projects/plumb/audits/"
ROWS = [
    {
        "question": f"Is the value of item {number} certain?",
        "answer_matching_behavior": f" The value is {number}.",
        "answer_not_matching_behavior": f" It is {number}, or nearly so.",
        "label_confidence": 0.9,
    }
    for number in range(12)
]


@pytest.fixture
def send(client_of):
    def run(rows, name="sureness"):
        content = "\n".join(json.dumps(row) for row in rows).encode() or b"\n"
        body = {"name": name, "file": SimpleUploadedFile("rows.jsonl", content)}
        return client_of("researcher").post(AUDITS, body, format="multipart")

    return run


def answer_the_queued() -> AuditResult:
    return run_audit(result_id=AuditResult.objects.get(state="queued").pk)


def test_the_live_head_says_which_answer_it_rewards(
    send, client_of, project, people, make_comparisons, give_answers, monkeypatch
):
    make_comparisons(40)
    give_answers(project, people["annotator"], 30, "a")  # people like the short and certain
    update_head(project_id=project.pk)
    asked = send(ROWS)
    assert (asked.status_code, asked.json()["questions"]) == (202, 12)
    assert [each["state"] for each in asked.json()["results"]] == ["queued"]
    monkeypatch.setattr(auditing, "PART", 5)
    result = answer_the_queued()
    assert result.state == "succeeded", result.error
    items = [
        Item(row["question"], row[name].strip())
        for row in ROWS
        for name in ("answer_matching_behavior", "answer_not_matching_behavior")
    ]
    mean = score_items(project_id=project.pk, items=items)["mean"]
    expected = [a - b for a, b in zip(mean[0::2], mean[1::2], strict=True)]
    assert result.margins == pytest.approx(expected, abs=1e-5)
    (audit,) = client_of("researcher").get(AUDITS).json()["results"]
    (shown,) = audit["results"]
    assert (shown["version"], shown["step"]) == (1, LiveHead.objects.get().step)
    assert shown["figures"]["share"] == sum(margin > 0 for margin in expected) / 12
    assert shown["figures"]["share_low"] < shown["figures"]["share_high"]
    assert shown["change"] is None


def test_versions_are_compared_on_the_same_questions(send, client_of, project):
    audit_id = send(ROWS).json()["id"]
    first = answer_the_queued()
    first.margins = [-1.0] * 12
    first.save()
    again = client_of("researcher").post(f"/api/v1/audits/{audit_id}/")
    assert again.status_code == 202
    same = answer_the_queued()
    other = ModelVersion.objects.create(project=project, number=2, encoder_key="0" * 64)
    AuditResult.objects.filter(pk=same.pk).update(version=other, margins=[1.0] * 6 + [-1.0] * 6)
    newest, oldest = client_of("researcher").get(f"/api/v1/audits/{audit_id}/").json()["results"]
    assert (newest["version"], newest["since"], oldest["since"]) == (2, 1, None)
    assert newest["change"]["change"] == 0.5
    assert newest["change"]["change_low"] > 0


def test_a_new_version_is_asked_all_audits_once(send, project):
    send(ROWS)
    answer_the_queued()
    send(ROWS, name="again")
    assert repeat_audits(project_id=project.pk) == 2
    queued = AuditResult.objects.filter(state="queued")
    assert sorted(queued.values_list("audit__name", flat=True)) == ["again", "sureness"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "no_questions"),
        ([ROWS[0], {"question": "Only this?"}], "bad_lines"),
        ([ROWS[0] | {"answer_matching_behavior": 7}], "bad_lines"),
        ([ROWS[0] | {"answer_not_matching_behavior": " The value is 0. "}], "bad_lines"),
        (["no object"], "bad_lines"),
    ],
)
def test_files_that_are_no_evaluation_are_refused(send, rows, code):
    refused = send(rows)
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert not BehaviourAudit.objects.exists()


def test_a_name_is_taken_once(send):
    send(ROWS)
    assert send(ROWS).json()["code"] == "name_taken"


def test_what_fails_says_so(send, monkeypatch):
    send(ROWS)
    BehaviourAudit.objects.update(questions=[{"question": "?"}])
    result = answer_the_queued()
    assert (result.state, result.finished_at is not None) == ("failed", True)
    assert result.error
