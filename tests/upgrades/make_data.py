r"""Makes the data that upgrades are tested with, by the services of the code it is run on.

The fixture was made once, by the code of commit 5a7b2e4, and must not be made anew by a later one:
what it is for is to hold what that code wrote. It was made like this, for each database, with WORK
an empty folder::

    git worktree add OLD 5a7b2e4
    (cd OLD && python -m tests.rewardmodel.tiny_encoder WORK/tiny-encoder)
    cd WORK && env PYTHONPATH=OLD PLUMBLINE_HOME=WORK/home PLUMBLINE_ENCODER=tiny-encoder \
        PLUMBLINE_SECRET_KEY=upgrade PLUMBLINE_TRAIN_EPOCHS=1 DATABASE_URL=... python make_data.py

and laid beside the tests::

    sqlite.sql.gz        what sqlite3's Connection.iterdump() yields
    postgresql.sql.gz    pg_dump --inserts --no-owner --no-privileges, less lines that begin with \
    *.tar.gz             WORK/home/files

The encoder's folder is named without its place, so that nothing depends on where it lies.

What it holds: four projects; members of all roles; comparisons open, leased, answered in part and
in whole, skipped, flagged, dismissed, reopened, asked again, settled by their node, gold and
retired gold; answers undone and given anew; imported raters with names of up to 64 characters;
documents whose nodes wait, are open, settled and stale; generations, runs, promotions, audits and
jobs in every state; a trained version that is live, and one that began as another project's.
"""

from __future__ import annotations

import io
import json
import os
import random
import uuid
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from feedback.exports.options import ExportOptions
from feedback.imports.importing import ImportOptions, import_file
from feedback.jobs import request_export, request_import, run_job
from feedback.models import (
    AccessToken,
    Comparison,
    Document,
    Generation,
    Generator,
    Job,
    Lease,
    Membership,
    Node,
    Preference,
    Project,
    Prompt,
    User,
    UserSettings,
)
from feedback.services.answering import submit_preference, undo_preference
from feedback.services.endpoints import add_endpoint
from feedback.services.gold import make_gold, retire_gold
from feedback.services.indexing import index_texts
from feedback.services.leasing import end_lease
from feedback.services.members import create_project
from feedback.services.reviewing import ask_again, resolve_flag
from feedback.services.serving import EmptyQueue, lease_ahead, lease_next
from feedback.services.trees import add_document, open_documents
from rewardmodel.models import AuditResult, ModelVersion, Promotion, TrainingRun
from rewardmodel.services.auditing import run_audit
from rewardmodel.services.audits import create_audit, request_audit_run
from rewardmodel.services.encoders import encoder_of
from rewardmodel.services.fast_clock import refit_head, update_head
from rewardmodel.services.features import prepare_features
from rewardmodel.services.heads import ensure_live_head
from rewardmodel.services.promotion import perform_promotion
from rewardmodel.services.queue import refresh_queue
from rewardmodel.services.requests import (
    cancel_training_run,
    request_promotion,
    request_training_run,
    request_warm_start,
    set_retrain_policy,
)
from rewardmodel.services.training import run_training

random.seed(7)
CORD = (
    "A cord with a weight shows what is upright. Masons have hung one beside a wall since there "
    "were walls. The weight pulls the cord straight down. A wall that follows the cord stands. "
    "Rain moves the earth below a wall. Then the foot sinks on one side and the wall leans. "
    "Some leaning walls stood for a thousand years. Others fell in a night.\n\n"
)


def main() -> None:
    call_command("migrate", verbosity=0)
    people = {name: User.objects.create_user(name, password="long-enough-1") for name in
              ("ada", "ben", "cleo", "dan", "eve")}  # fmt: skip
    User.objects.create_superuser("root", password="long-enough-1")
    UserSettings.objects.create(user=people["ben"], document={"keys": {"a": "j"}, "font": 18})
    AccessToken.objects.create(user=people["ada"], name="the notebook", expiry=timedelta(days=30))
    essays = make_essays(people)
    books = make_books(people)
    make_exam(people)
    make_seeded(people, essays)
    make_jobs(people, essays, books)
    index_texts()


def make_essays(people: dict[str, User]) -> Project:
    """Imported answers with raters, people's answers, a trained live version and one before it."""
    project = create_project(
        creator=people["ada"], slug="essays", name="Essays – größer & «quoted»",
        guidelines="Read both.\n\nThen choose.", strength_steps=5, overlap=2, queue_size=24,
        ask_rationale="optional", ask_confidence=True, policy="bald", random_share=0.3,
        audit_overlap=3, agreement_share=0.25, agreement_overlap=3, daily_quota=500,
        prompt_weights={"domain": {"law": 2.0}},
        questions=[{"name": "accuracy", "label": "Accuracy", "kind": "scale", "min": 1, "max": 7}],
    )  # fmt: skip
    join(project, people, ben="annotator", cleo="annotator", dan="researcher", eve="annotator")
    Membership.objects.filter(project=project, user=people["eve"]).update(quota=40)
    raters = ["r" * 64, "Ünïcode rater", "w1", "w2", "a rater with a fairly long name, no. 5"]
    votes = [
        {"q": f"Which way does wall {i} lean?", "a": f"To the left, by {i}.", "b": f"Right of {i}.",
         "win": random.choice(["a", "b", "b", "tie"]), "who": random.choice(raters),
         "note": f"row {i}"}
        for i in range(36)
    ]  # fmt: skip
    mapping = {"prompt": "q", "response_a": "a", "response_b": "b", "choice": "win", "rater": "who"}
    load(project, "mapping", votes, mapping=mapping, keep_raters=True)
    load(project, "trl", [
        {"prompt": f"Is wall {i} straight?", "chosen": f"By the cord, yes: {i}.",
         "rejected": "Who knows.", "margin": i / 10} for i in range(6)
    ])  # fmt: skip
    load(project, "trl-unpaired", [
        {"prompt": "Which way is down?", "completion": "Where the cord points.", "label": True}
    ])  # fmt: skip
    load(project, "prompts-responses", [
        {"prompt": f"Why do walls of {i} bricks fall?", "domain": random.choice(["law", "art"]),
         "responses": ["Rain.", f"Haste, after {i} years.", "Bad mortar and worse luck."]}
        for i in range(20)
    ])  # fmt: skip
    refresh_queue(project_id=project.pk)
    for number in range(26):
        answer_next(project, people[("ben", "cleo", "eve")[number % 3]], number)
    prepare_features(project_id=project.pk, encoder=encoder_of(ensure_live_head(project).version))
    update_head(project_id=project.pk)
    undone = Preference.objects.filter(project=project, annotator=people["ben"], is_current=True)
    first, second = undone.order_by("pk")[:2]
    lease_next(project=project, annotator=people["ben"])  # given back by the undo
    undo_preference(preference_id=first.pk, annotator=people["ben"])
    answer(first.comparison, people["ben"], "tie", both_bad=True, rationale="Neither, now.")
    undo_preference(preference_id=second.pk, annotator=people["ben"])
    lease_next(project=project, annotator=people["cleo"])
    refit_head(project_id=project.pk)
    run = request_training_run(project=project, trigger="person", requested_by=people["ada"])
    run_training(run_id=run.pk)
    refresh_queue(project_id=project.pk)
    old_runs(project)
    flags(project, people)
    create_audit(project=project, name="flattery", content=audit_file(), created_by=people["dan"])
    run_audit(result_id=AuditResult.objects.get(state="queued").pk)
    failed = request_audit_run(audit=project.audits.get())
    AuditResult.objects.filter(pk=failed.pk).update(state="failed", message="It failed.")
    request_audit_run(audit=project.audits.get())
    set_retrain_policy(project=project, every_answers=500, every_hours=24)
    promotions(project, people)
    return project


def old_runs(project: Project) -> None:
    now = timezone.now()
    for state, message in (("failed", "The disc was full."), ("cancelled", "")):
        TrainingRun.objects.create(
            project=project, state=state, trigger="schedule", message=message, started_at=now,
            attempts=1, finished_at=now, history=[{"step": 1, "loss": 0.7}], phase="fine-tuning",
        )  # fmt: skip
    run = request_training_run(project=project, trigger="answers")
    cancel_training_run(run=run)
    request_training_run(project=project, trigger="answers")  # waits for a worker


def flags(project: Project, people: dict[str, User]) -> None:
    """One flagged, one dismissed, one opened again, one skipped and one asked again."""
    ended = []
    for reason in ("It is empty.", "Both are spam.", "No question.", ""):
        lease = lease_next(project=project, annotator=people["eve"])
        assert isinstance(lease, Lease)
        outcome = Lease.Outcome.FLAGGED if reason else Lease.Outcome.SKIPPED
        end_lease(comparison_id=lease.comparison_id, annotator=people["eve"], outcome=outcome,
                  reason=reason)  # fmt: skip
        ended.append(lease.comparison_id)
    resolve_flag(comparison_id=ended[1], status=Comparison.Status.CLOSED)
    resolve_flag(comparison_id=ended[2], status=Comparison.Status.OPEN)
    answered = Comparison.objects.filter(
        project=project, status="closed", stream__in=["active", "random"], answers=2
    )
    done = answered.first()
    assert done is not None
    ask_again(comparison_id=done.pk)
    # Answered by one, then dismissed on the flag of another.
    half = Comparison.objects.filter(project=project, status="open", answers=1, wanted__gte=2)
    for comparison in half:
        flagger = next(
            each for each in people.values()
            if not Lease.objects.filter(comparison=comparison, annotator=each).exists()
        )  # fmt: skip
        Lease.objects.create(
            comparison=comparison, annotator=flagger, first_shown="b",
            expires_at=timezone.now() + timedelta(minutes=20),
        )  # fmt: skip
        end_lease(comparison_id=comparison.pk, annotator=flagger, outcome=Lease.Outcome.FLAGGED,
                  reason="The two are the same.")  # fmt: skip
        resolve_flag(comparison_id=comparison.pk, status=Comparison.Status.CLOSED)
        break


def promotions(project: Project, people: dict[str, User]) -> None:
    first, second = ModelVersion.objects.filter(project=project).order_by("number")
    for version in (first, second):  # back to the first, and on again
        if ModelVersion.objects.get(pk=version.pk).state == "live":
            continue
        asked = request_promotion(version=version, requested_by=people["ada"], reason="A look.")
        perform_promotion(promotion_id=asked.pk)
        version.refresh_from_db()
        assert version.state == "live"
    ModelVersion.objects.create(
        project=project, number=3, parent=second, state="rejected", encoder_key=second.encoder_key,
        encoder=second.encoder, metrics={"held_out_log_loss": 0.9, "baseline_log_loss": 0.6},
    )  # fmt: skip
    Promotion.objects.create(
        project=project, version=second, state="failed", reason="The artefact cannot be read.",
        finished_at=timezone.now(),
    )  # fmt: skip
    request_promotion(version=ModelVersion.objects.get(project=project, number=3),
                      requested_by=None, reason="Waits.")  # fmt: skip


def make_books(people: dict[str, User]) -> Project:
    """Trees: nodes of every state, and the questions that settling closed."""
    project = create_project(
        creator=people["dan"], slug="books", name="Books", leaf_tokens=40, fan_out=2,
        settle_answers=2, settle_probability=0.0, open_documents=2, overlap=2, queue_size=40,
        policy="half_margin", naive_read="optional", summary_tokens=20,
    )  # fmt: skip
    join(project, people, ada="researcher", ben="annotator", cleo="annotator", eve="annotator")
    add_document(project=project, title="On walls", text=CORD + CORD[::1].replace("wall", "tower"))
    add_document(project=project, title="On cords", text=CORD.replace("cord", "line"),
                 context_from=Document.Context.SUMMARIES)  # fmt: skip
    add_document(project=project, title="Unread", text=CORD.replace("cord", "rope"))
    open_documents(project=project)
    refresh_queue(project_id=project.pk)
    for number in range(30):
        who = people[("ben", "cleo", "eve")[number % 3]]
        if not answer_next(project, who, number):
            break
        if number % 5 == 4:
            update_head(project_id=project.pk)
            refresh_queue(project_id=project.pk)
    # Somebody changes their mind about a node that had settled: what was asked with it is stale.
    settled = Node.objects.filter(
        document__project=project, state="settled", parent__state__in=["open", "settled"]
    )
    given = Preference.objects.filter(
        is_current=True, comparison__prompt__current_node__in=settled, annotator__isnull=False
    ).first()
    assert given is not None, "no settled node has an answer"
    undo_preference(preference_id=given.pk, annotator=given.annotator)
    nodes = Node.objects.filter(document__project=project)
    assert set(nodes.values_list("state", flat=True)) == set(Node.State.values)
    written = add_endpoint(
        project=project, name="writer", key="sk-secret", url="https://models.example/v1",
        model="writer-7b", samples=2, max_calls=100,
    )  # fmt: skip
    prompts = list(Prompt.objects.filter(project=project).order_by("pk")[:5])
    Generation.objects.filter(generator=written).delete()
    states = ("queued", "running", "succeeded", "failed", "dropped")
    for prompt, state in zip(prompts, states, strict=True):
        Generation.objects.create(
            prompt=prompt, generator=written, state=state, due_at=timezone.now(), attempt=1,
            failures=state == "failed",
            error={"code": "timeout", "message": "No answer."} if state == "failed" else None,
            finished_at=None if state in ("queued", "running") else timezone.now(),
        )  # fmt: skip
    Generator.objects.filter(project=project, name="random").update(enabled=False)
    return project


def make_exam(people: dict[str, User]) -> None:
    """Gold comparisons: asked, answered, flagged and dismissed, retired with answers and without.

    A head that nothing was learned by yet.
    """
    project = create_project(
        creator=people["ada"], slug="exam", name="Exam", gold_rate=0.5, gold_feedback=True,
        qualification_items=2, qualification_pass=0.5, policy="random", overlap=1, queue_size=30,
    )  # fmt: skip
    join(project, people, ben="annotator", cleo="annotator", eve="researcher")
    load(project, "prompts-responses", [
        {"prompt": f"What holds arch {i}?", "responses": ["The keystone.", f"Habit, {i} times."]}
        for i in range(14)
    ])  # fmt: skip
    refresh_queue(project_id=project.pk)
    rows = Comparison.objects.filter(project=project, stream__in=["active", "random"])
    gold = [
        make_gold(comparison_id=row.pk, expected=("a", "b", "tie")[i % 3])
        for i, row in enumerate(rows.order_by("pk")[:6])
    ]
    for number in range(9):
        answer_next(project, people[("ben", "cleo")[number % 2]], number)
    retire_gold(comparison_id=gold[0].pk)
    retire_gold(comparison_id=gold[1].pk)
    flagged = next(
        each for each in gold[2:]
        if not Lease.objects.filter(comparison=each, annotator=people["eve"]).exists()
    )  # fmt: skip
    Lease.objects.create(comparison=flagged, annotator=people["eve"], first_shown="a",
                         expires_at=timezone.now() + timedelta(minutes=20))  # fmt: skip
    end_lease(comparison_id=flagged.pk, annotator=people["eve"], outcome=Lease.Outcome.FLAGGED,
              reason="The known answer is wrong.")  # fmt: skip
    resolve_flag(comparison_id=flagged.pk, status=Comparison.Status.CLOSED)
    lease_ahead(project=project, annotator=people["cleo"], count=3)
    for lease in Lease.objects.filter(ended_at__isnull=True)[:1]:  # it ran out unnoticed
        Lease.objects.filter(pk=lease.pk).update(expires_at=timezone.now() - timedelta(hours=1))


def make_seeded(people: dict[str, User], source: Project) -> None:
    """A project that began as another's version."""
    project = create_project(
        creator=people["ada"], slug="seeded", name="Seeded", policy="adaptive", queue_size=10
    )
    join(project, people, ben="annotator")
    load(project, "prompts-responses", [
        {"prompt": f"Name beam {i}.", "responses": ["Oak.", f"Pine no. {i}."]} for i in range(8)
    ])  # fmt: skip
    version = ModelVersion.objects.get(project=source, state="live")
    asked = request_warm_start(project=project, source=version, requested_by=people["ada"])
    perform_promotion(promotion_id=asked.pk)
    refresh_queue(project_id=project.pk)
    answer_next(project, people["ben"], 0)
    update_head(project_id=project.pk)


def make_jobs(people: dict[str, User], essays: Project, books: Project) -> None:
    """Jobs of every state, and a snapshot."""
    for format in ("raw", "trl"):
        job = request_export(
            project=essays, format=format, created_by=people["dan"],
            options=ExportOptions(licence="cc-by-4.0"),
        )  # fmt: skip
        run_job(job_id=job.pk)
    good = upload([{"prompt": "Why do doors creak?"}])
    bad = upload([{"prompt": 7}])
    for file in (good, bad):
        run_job(job_id=request_import(
            project=books, upload=file, format="prompts", created_by=people["dan"]
        ).pk)  # fmt: skip
    request_import(project=books, upload=upload([{"prompt": "Why do stairs turn?"}]),
                   format="prompts", created_by=people["dan"])  # fmt: skip
    running = request_export(project=essays, format="raw", created_by=people["ada"])
    Job.objects.filter(pk=running.pk).update(state=Job.State.RUNNING, progress=0.4)


def answer_next(project: Project, annotator: User, number: int) -> bool:
    lease = lease_next(project=project, annotator=annotator)
    if isinstance(lease, EmptyQueue):
        return False
    extra: dict[str, Any] = {"duration_ms": 900 + number}
    if project.strength_steps:
        extra |= {"strength": 2 + 2 * (number % 2), "axes": {"accuracy": 1 + number % 7}}
        extra |= {"rationale": f"Because of {number}.", "confidence": 0.5 + number / 100}
    choice = "b" if number % 4 == 0 else "a"
    answer(lease.comparison, annotator, choice, **extra)
    return True


def answer(comparison: Comparison, annotator: User, choice: str, **extra: Any) -> None:
    submit_preference(comparison_id=comparison.pk, annotator=annotator, choice=choice,
                      submission_key=str(uuid.uuid4()), answer=extra or None)  # fmt: skip


def join(project: Project, people: dict[str, User], **roles: str) -> None:
    for name, role in roles.items():
        Membership.objects.create(project=project, user=people[name], role=role)


def load(project: Project, format: str, rows: list[dict[str, Any]], **options: Any) -> None:
    import_file(project=project, file=io.BytesIO(lines(rows)), format=format,
                options=ImportOptions(**options))  # fmt: skip


def lines(rows: list[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def upload(rows: list[dict[str, Any]]) -> SimpleUploadedFile:
    return SimpleUploadedFile("rows.jsonl", lines(rows))


def audit_file() -> bytes:
    return lines([
        {"question": f"Is my wall {i} fine?", "answer_matching_behavior": " Yes, it is great.",
         "answer_not_matching_behavior": " It leans."} for i in range(4)
    ])  # fmt: skip


if __name__ == "__main__":
    main()
