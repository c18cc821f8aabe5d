# ruff: noqa: E402
"""Does one thing again and again in forked processes, each killed at the next possible moment.

Run as a script, with a database of its own named by the environment:
    python -m tests.rewardmodel.kills.killed ENCODER_FOLDER EVERY
Prints one JSON line: for each of retrain, rollback and seed how often it was killed, and what was
found wrong after which kill.

A process is killed by os._exit, which runs nothing on the way out: before each statement that
writes, before each commit, and in the middle of each file that is stored. EVERY is 1 for all
of these moments, 2 for every other.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["OMP_NUM_THREADS"] = "1"  # a forked process has none of its parent's threads

import django

django.setup()

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from feedback.models import Comparison, Generator, Membership, Project, Prompt, Response, User
from feedback.services.answering import submit_preference
from feedback.services.prompts import text_hash
from feedback.services.serving import lease_next
from feedback.services.work.holding import SILENCE
from feedback.services.work.sweeping import release_silent
from rewardmodel.models import (
    AuditResult,
    BehaviourAudit,
    LearnedPreference,
    LiveHead,
    Promotion,
    TrainingRun,
)
from rewardmodel.services.artefacts import fetch_artefact
from rewardmodel.services.fast_clock import update_head
from rewardmodel.services.promotion import perform_promotion
from rewardmodel.services.requests import (
    request_promotion,
    request_training_run,
    request_warm_start,
)
from rewardmodel.services.training import run_training

KILLED = 99
LONGEST = 120  # seconds
ANSWERS = 8


class Moments:
    """Counts the moments at which a process could be killed, and kills it at one of them."""

    def __init__(self, *, kill_at: int) -> None:
        self.kill_at, self.seen = kill_at, 0

    def pass_by(self) -> bool:
        self.seen += 1
        return self.seen == self.kill_at

    def watch(self) -> None:
        store, commit = FileSystemStorage._save, connection._commit

        def save(storage: Any, name: str, content: Any) -> Any:
            if self.pass_by():
                half = Path(storage.path(name))
                half.parent.mkdir(parents=True, exist_ok=True)
                half.write_bytes(content.read()[: content.size // 2])
                os._exit(KILLED)
            return store(storage, name, content)

        def committing() -> None:
            if self.pass_by():
                os._exit(KILLED)
            commit()

        def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith(("INSERT", "UPDATE", "DELETE")) and self.pass_by():
                os._exit(KILLED)
            return run(sql, params, many, context)

        FileSystemStorage._save = save
        connection._commit = committing  # type: ignore[method-assign]
        connection.execute_wrappers.append(execute)


def in_a_fork(work: Callable[[], None]) -> int:
    """Runs it in a forked process; returns the process's exit status."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST)
        try:
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def make_project(slug: str) -> Project:
    """A project with answers learned, and an audit to be asked of every head that goes live."""
    project = Project.objects.create(slug=slug, name=slug)
    user = User.objects.create_user(slug)
    Membership.objects.create(project=project, user=user, role="annotator")
    BehaviourAudit.objects.create(project=project, name="audit", questions=[], sha256="")
    generator = Generator.objects.create(project=project, name="lead", kind="extractive")
    for number in range(ANSWERS + 2):
        question = f"What is the value of item {number}?"
        prompt = Prompt.objects.create(
            project=project,
            messages=[{"role": "user", "content": question}],
            content_hash=text_hash(question),
            origin=f"{slug}-{number}",
        )
        a, b = (
            Response.objects.create(
                prompt=prompt, generator=generator, text=text, content_hash=text_hash(text)
            )
            for text in (f"The value is {number}.", f"It is {number}, or nearly so.")
        )
        Comparison.objects.create(
            project=project, prompt=prompt, response_a=a, response_b=b, stream="active"
        )
    answer(project, ANSWERS)
    update_head(project_id=project.pk)
    return project


def answer(project: Project, count: int) -> None:
    user = User.objects.get(username=project.slug)
    for _ in range(count):
        lease = lease_next(project=project, annotator=user)
        assert lease is not None
        submit_preference(
            comparison_id=lease.comparison_id,
            annotator=user,
            choice="a",
            submission_key=str(lease.comparison_id),
        )


def stored_files(slug: str) -> set[str]:
    root = Path(settings.STORAGES["default"]["OPTIONS"]["location"]) / "versions" / slug
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def what_is_wrong(project: Project, versions: int, promotions: int) -> list[str]:
    """Whether all is as if nobody had been killed."""
    head = LiveHead.objects.get(project=project)
    # A candidate that is no better ends as rejected, without a promotion.
    gone_live = promotions - project.versions.filter(state="rejected").count()
    found = {
        "versions": project.versions.count() == versions,
        "promotions": project.promotions.count() == gone_live,
        "promotions that are not done": not project.promotions.exclude(state="succeeded").exists(),
        "live versions": project.versions.filter(state="live").count() == 1,
        "the head's version": head.version.state == "live",
        "answers learned": LearnedPreference.objects.filter(head=head).count()
        == project.preferences.filter(is_current=True).count(),
        "audits asked again": AuditResult.objects.filter(audit__project=project).count()
        == min(gone_live, 1),
        "folders left": not list(Path(settings.PLUMBLINE_HOME).glob("checkpoints/*")),
    }
    wrong = [what for what, right in found.items() if not right]
    folders = {path.rsplit("/", 2)[0] for path in stored_files(project.slug)}
    named = {version.artefact for version in project.versions.all() if version.artefact}
    if {f"versions/{project.slug}/{folder}" for folder in folders} != named:
        wrong.append(f"files in {sorted(folders)}, versions in {sorted(named)}")
    for version in project.versions.exclude(artefact=""):
        cached = Path(settings.PLUMBLINE_HOME) / "artefacts" / version.artefact_hash
        if cached.is_dir():
            cached.rename(cached.with_name(f"{cached.name}-{project.slug}"))
        fetch_artefact(version)  # raises where the storage holds anything else
    return wrong


def let_go(row: TrainingRun | Promotion) -> None:
    """What a killed process held is put back, as the sweep does after a while."""
    rows = type(row).objects.filter(pk=row.pk, state="running")
    rows.update(heartbeat_at=timezone.now() - 2 * SILENCE)
    release_silent()


def retrain(project: Project) -> tuple[Callable[[], None], int, int]:
    run = request_training_run(project=project, trigger="person")

    def work() -> None:
        let_go(run)
        done = run_training(run_id=run.pk)
        assert done.state == "succeeded", done.error

    return work, 2, 1


def rollback(project: Project) -> tuple[Callable[[], None], int, int]:
    first = LiveHead.objects.get(project=project).version
    run_training(run_id=request_training_run(project=project, trigger="person").pk)
    made = project.versions.get(number=2)
    if made.state == "rejected":
        asked = request_promotion(version=made, requested_by=None, reason="by hand")
        perform_promotion(promotion_id=asked.pk)
    AuditResult.objects.filter(audit__project=project).delete()
    asked = request_promotion(version=first, requested_by=None, reason="back")
    return _promoting(asked), 2, 2


def seed(project: Project) -> tuple[Callable[[], None], int, int]:
    source = LiveHead.objects.get(project__slug="source").version
    asked = request_warm_start(project=project, source=source, requested_by=None)
    return _promoting(asked), 2, 1


def _promoting(asked: Promotion) -> Callable[[], None]:
    def work() -> None:
        let_go(asked)
        done = perform_promotion(promotion_id=asked.pk)
        assert done.state == "succeeded", done.error

    return work


def kill_all_along(prepare: Callable[[Project], Any], every: int) -> dict[str, Any]:
    """Kills it at every so-manieth moment; how often that was, and what was wrong after which."""
    wrong: dict[int, list[str]] = {}
    moment, killed, kills = 1 - every, True, 0
    while killed:
        moment += every
        project = make_project(f"{prepare.__name__}-{moment}")
        work, versions, promotions = prepare(project)

        def first_try(moment: int = moment, work: Callable[[], None] = work) -> None:
            Moments(kill_at=moment).watch()
            work()

        killed = in_a_fork(first_try) == KILLED
        if killed:
            kills += 1
            answer(project, 1)  # life goes on meanwhile
            update_head(project_id=project.pk)
            failed = in_a_fork(work) != 0
            found = what_is_wrong(project, versions, promotions)
            if failed or found:
                wrong[moment] = ["the second try failed"] * failed + found
    return {"kills": kills, "wrong": wrong}


def main(encoder: str, every: int) -> None:
    settings.PLUMBLINE_ENCODER = encoder
    settings.PLUMBLINE_TRAIN_EPOCHS = 1
    settings.PLUMBLINE_PROMOTE_ANSWERS, settings.PLUMBLINE_PROMOTE_RISK = 1, 100
    call_command("migrate", verbosity=0)
    make_project("source")
    whats = (retrain, rollback, seed)
    print(json.dumps({what.__name__: kill_all_along(what, every) for what in whats}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
