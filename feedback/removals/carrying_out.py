"""Carrying out a removal: slice by slice, each one transaction, so that memory stays flat,
annotators of other projects never wait, and what a dead worker left is simply gone on with."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from feedback.audit_triggers import delete_entries_of_gone_project
from feedback.exports.snapshots import withdraw_snapshot
from feedback.imports.storing import MOST_ANSWERS
from feedback.models import (
    BroughtAgain,
    Comparison,
    Document,
    EvaluationSet,
    Import,
    Job,
    Lease,
    Preference,
    Project,
    Prompt,
    RaterBelief,
    Rating,
    Removal,
    Response,
    User,
)
from feedback.removals import what_goes as doomed
from feedback.removals.asking import described
from feedback.services.audit import record
from feedback.services.work import tell

SLICE = 500
Kind = Removal.Kind
ANONYMOUS = "anonymous-"


class Learner(Protocol):
    """What the reward model has to forget. Called within the transaction of the slice."""

    def forget_answers(self, preferences: list[int]) -> None: ...

    def forget_texts(self, responses: list[Response]) -> None: ...

    def forget_project(self, project: Project) -> None: ...


def carry_out(removal: Removal, learner: Learner) -> None:
    """All of a removal, from wherever it is; what it did is counted in its row."""
    _keep_what_is_known_now(removal)
    _delete_uploads(removal)
    if removal.withdraw_snapshots or removal.kind == Kind.PROJECT:
        _withdraw_snapshots(removal)
    match removal.kind:
        case Kind.RATER if removal.mode == Removal.Mode.ANONYMISE:
            _make_anonymous(removal, learner)
        case Kind.UPLOAD:
            pass
        case _:
            _delete_rows(removal, learner)
    if removal.kind == Kind.PROJECT:
        _delete_project(removal, learner)
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:  # the journal holds what was there before
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _keep_what_is_known_now(removal: Removal) -> None:
    """Which imports and snapshots hold the rows can be told only while the rows are there."""
    if "imports" in removal.target or removal.kind in (Kind.PROJECT, Kind.UPLOAD):
        return
    since = doomed.first_of(removal)
    removal.target |= {
        "imports": list(doomed.imports_with(removal).values_list("pk", flat=True)),
        "since": since.isoformat() if since else None,
    }
    removal.save(update_fields=["target"])


def _delete_uploads(removal: Removal) -> None:
    for job in doomed.uploads_with(removal).iterator(SLICE):
        delete_upload(job)
        _count(removal, "uploads", 1)


def delete_upload(job: Job) -> None:
    """The file of an import, from the storage; an export's belongs to its snapshot."""
    if job.kind == Job.Kind.IMPORT and job.file:
        job.file.delete(save=False)
    Job.objects.filter(pk=job.pk).update(file="")


def _withdraw_snapshots(removal: Removal) -> None:
    for snapshot in doomed.snapshots_with(removal).iterator(SLICE):
        withdraw_snapshot(
            snapshot=snapshot, by=removal.requested_by, reason=f"Removal {removal.pk}"
        )
        _count(removal, "snapshots", 1)


def _delete_rows(removal: Removal, learner: Learner) -> None:
    if removal.kind == Kind.IMPORT:
        _hand_over(removal)
    first: dict[str, Callable[[list[int]], None]] = {
        "preferences": lambda ids: _drop_answers(ids, learner),
        "ratings": lambda ids: _drop_again(BroughtAgain.Kind.RATING, ids),
        "responses": lambda ids: _drop_responses(ids, learner),
        "prompts": lambda ids: _drop_again(BroughtAgain.Kind.PROMPT, ids),
        "documents": lambda ids: _drop_again(BroughtAgain.Kind.DOCUMENT, ids),
    }
    for part in doomed.parts_of(removal):
        for name, rows in doomed.ROWS.items():
            size = 1 if name == "documents" else SLICE  # one may have thousands of nodes
            _in_slices(removal, name, rows(part), first.get(name), size=size)
    if removal.kind == Kind.RATER:
        _forget_rater(removal)
    if removal.kind == Kind.IMPORT:
        _hand_over_texts(removal)
        EvaluationSet.objects.filter(project=removal.project_id, items=None).delete()
        Import.objects.filter(pk=removal.target["import"]).update(taken_back_at=timezone.now())
        BroughtAgain.objects.filter(brought_by=removal.target["import"]).delete()


def _in_slices(
    removal: Removal,
    name: str,
    rows: QuerySet[Any],
    first: Callable[[list[int]], None] | None,
    *,
    size: int,
) -> None:
    """Deletes rows, each slice in one transaction after what ``first`` does with its ids.

    Goes along the ids, so that no slice passes over what earlier ones deleted; then looks whether
    anything came meanwhile.
    """
    last = 0
    while True:
        with transaction.atomic():
            ids = list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size])
            if not ids and not last:
                return
            if ids and first is not None:
                first(ids)
            rows.model._default_manager.filter(pk__in=ids).delete()
            _count(removal, name, len(ids))
            last = ids[-1] if ids else 0


def _drop_answers(ids: list[int], learner: Learner) -> None:
    """Before answers go: the head forgets them, and their comparisons count anew."""
    learner.forget_answers(ids)
    _drop_again(BroughtAgain.Kind.PREFERENCE, ids)
    # A chain of undone answers may be longer than a slice.
    Preference.objects.filter(supersedes__in=ids).update(supersedes=None)
    rest = Preference.objects.exclude(pk__in=ids)
    about = Comparison.objects.filter(preferences__in=ids)
    empty = about.exclude(status=Comparison.Status.OPEN).exclude(stream=Comparison.Stream.GOLD)
    kept = rest.filter(comparison=OuterRef("pk"))
    _count_answers(list(about.values_list("pk", flat=True)), kept)
    gone = empty.exclude(pk__in=rest.filter(comparison__in=empty).values("comparison"))
    pks = list(gone.values_list("pk", flat=True))
    Preference.objects.filter(pk__in=ids).delete()
    Comparison.objects.filter(pk__in=pks).delete()


def _count_answers(comparisons: list[int], kept: QuerySet[Preference]) -> None:
    """Writes how many answers stand: all of what was imported, people's of what was asked."""
    imported = Comparison.Stream.IMPORTED
    for mine, votes in (
        (Q(stream=imported), kept.filter(is_current=True)),
        (~Q(stream=imported), kept.filter(is_current=True, annotator__isnull=False)),
    ):
        number = votes.order_by().values("comparison").annotate(n=Count("pk")).values("n")
        Comparison.objects.filter(mine, pk__in=comparisons).update(
            answers=Least(Coalesce(Subquery(number), 0), Value(MOST_ANSWERS))
        )


def _drop_responses(ids: list[int], learner: Learner) -> None:
    responses = Response.objects.filter(pk__in=ids).select_related("prompt")
    learner.forget_texts(list(responses))
    _drop_again(BroughtAgain.Kind.RESPONSE, ids)


def _drop_again(kind: BroughtAgain.Kind, ids: Iterable[int]) -> None:
    BroughtAgain.objects.filter(kind=kind, row__in=ids).delete()


def _hand_over(removal: Removal) -> None:
    """What another import brought too is now that one's."""
    mine = removal.target["import"]
    BroughtAgain.objects.filter(brought_by=mine).delete()
    for kind, model in (
        (BroughtAgain.Kind.PREFERENCE, Preference),
        (BroughtAgain.Kind.RATING, Rating),
        (BroughtAgain.Kind.RESPONSE, Response),
        (BroughtAgain.Kind.PROMPT, Prompt),
        (BroughtAgain.Kind.DOCUMENT, Document),
    ):
        again = BroughtAgain.objects.filter(kind=kind)
        while True:
            with transaction.atomic():
                rows = model.objects.filter(brought_by=mine, pk__in=again.values("row"))
                ids = list(rows.order_by().values_list("pk", flat=True)[:SLICE])
                if not ids:
                    break
                heir = again.filter(row=OuterRef("pk")).order_by("pk").values("brought_by")[:1]
                model.objects.filter(pk__in=ids).update(brought_by=Subquery(heir))
                for pk, brought_by in model.objects.filter(pk__in=ids).values_list(
                    "pk", "brought_by"
                ):
                    again.filter(row=pk, brought_by=brought_by).delete()
                _count(removal, "kept", len(ids))


def _hand_over_texts(removal: Removal) -> None:
    """Texts that stay because another import's votes or ratings are about them are now that one's;
    those that only people here use are no import's."""
    mine = removal.target["import"]
    votes = Preference.objects.filter(brought_by__isnull=False)
    of_a = votes.filter(comparison__response_a=OuterRef("pk"))
    of_b = votes.filter(comparison__response_b=OuterRef("pk"))
    ratings = Rating.objects.filter(response=OuterRef("pk"), brought_by__isnull=False)
    _give_away(
        Response.objects.filter(brought_by=mine),
        Coalesce(
            Subquery(of_a.values("brought_by")[:1]),
            Subquery(of_b.values("brought_by")[:1]),
            Subquery(ratings.values("brought_by")[:1]),
        ),
    )
    responses = Response.objects.filter(prompt=OuterRef("pk"), brought_by__isnull=False)
    _give_away(Prompt.objects.filter(brought_by=mine), Subquery(responses.values("brought_by")[:1]))


def _give_away(rows: QuerySet[Any], heir: Any) -> None:
    while ids := _some(rows):
        rows.model._default_manager.filter(pk__in=ids).update(brought_by=heir)


def _make_anonymous(removal: Removal, learner: Learner) -> None:
    """The answers stay, under a name that nobody has, without what was written freely."""
    name = removal.target.setdefault("anonymous", f"{ANONYMOUS}{uuid.uuid4().hex[:12]}")
    removal.save(update_fields=["target"])
    if "user" in removal.target:
        _give_to_nobody(removal, name)
    else:
        _rename_votes(removal, name)
        _rename_ratings(removal, name)
    _forget_rater(removal)


def _give_to_nobody(removal: Removal, name: str) -> None:
    """A member's answers and holds become those of an account that nobody can log in to."""
    nobody, _ = User.objects.get_or_create(
        username=name, defaults={"is_active": False, "password": make_password(None)}
    )
    while ids := _some(doomed.doomed_preferences(removal)):
        with transaction.atomic():
            rows = list(Preference.objects.filter(pk__in=ids).only("pk"))
            for row in rows:
                row.submission_key, row.rationale, row.annotator = str(uuid.uuid4()), "", nobody
            Preference.objects.bulk_update(rows, ["submission_key", "rationale", "annotator"])
            _count(removal, "anonymous", len(ids))
    while ids := _some(doomed.doomed_leases(removal)):
        Lease.objects.filter(pk__in=ids).update(annotator=nobody, reason="")


def _rename_votes(removal: Removal, name: str) -> None:
    while ids := _some(doomed.doomed_preferences(removal)):
        with transaction.atomic():
            rows = list(Preference.objects.filter(pk__in=ids))
            for row in rows:
                row.rater, row.rationale = name, ""
                row.metadata.pop("extra", None)
            Preference.objects.bulk_update(rows, ["rater", "rationale", "metadata"])
            _count(removal, "anonymous", len(ids))


def _rename_ratings(removal: Removal, name: str) -> None:
    while ids := _some(doomed.doomed_ratings(removal)):
        with transaction.atomic():
            rows = list(Rating.objects.filter(pk__in=ids))
            for row in rows:
                row.rater = name
                row.metadata.pop("extra", None)
            Rating.objects.bulk_update(rows, ["rater", "metadata"])
            _count(removal, "anonymous", len(ids))


def _some(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by().values_list("pk", flat=True)[:SLICE])


def _forget_rater(removal: Removal) -> None:
    user, pseudonym = removal.target.get("user"), removal.target.get("pseudonym", "")
    with transaction.atomic():
        RaterBelief.objects.filter(
            project=removal.project_id, annotator=user, pseudonym=pseudonym
        ).delete()
        # From here on the row need not know the name.
        removal.target.pop("pseudonym", None)
        removal.save(update_fields=["target"])


def _delete_project(removal: Removal, learner: Learner) -> None:
    """The rest of it: few rows, in one transaction, with its log."""
    with transaction.atomic():
        project = Project.objects.select_for_update().get(removals=removal)
        learner.forget_project(project)
        pk = project.pk
        project.generators.all().delete()
        Removal.objects.filter(project=pk).exclude(pk=removal.pk).delete()
        project.delete()
        delete_entries_of_gone_project(connection, pk)
        removal.project = None
        record(
            "project.deleted",
            by=removal.requested_by,
            subject=described(removal),
            after={"rows": removal.removed},
            reason=removal.reason,
        )


def _count(removal: Removal, name: str, number: int) -> None:
    """Counts what went; says at the same time that the worker is alive."""
    removal.removed[name] = removal.removed.get(name, 0) + number
    tell(removal, removed=removal.removed)
