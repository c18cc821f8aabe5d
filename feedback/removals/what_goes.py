"""What a removal takes with it: the rows, and what else was made from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from feedback.models import (
    BroughtAgain,
    Comparison,
    Document,
    EvaluationItem,
    Import,
    Job,
    Lease,
    Preference,
    Project,
    Prompt,
    Rating,
    Removal,
    Response,
    Snapshot,
)

Kind = Removal.Kind


def doomed_preferences(removal: Removal) -> QuerySet[Preference]:
    """Answers that go (or, of a rater made anonymous, that change)."""
    found = Preference.objects.filter(project=removal.project_id)
    target = removal.target
    match removal.kind:
        case Kind.RATER:
            return found.filter(_rater(target))
        case Kind.PROMPT:
            return found.filter(comparison__prompt=target["prompt"])
        case Kind.DOCUMENT:
            return found.filter(comparison__prompt__node__document__in=target["documents"])
        case Kind.IMPORT:
            return found.filter(
                ~_brought_again(BroughtAgain.Kind.PREFERENCE), brought_by=target["import"]
            )
        case Kind.PROJECT:
            return found
    return found.none()


def doomed_ratings(removal: Removal) -> QuerySet[Rating]:
    found = Rating.objects.filter(project=removal.project_id)
    target = removal.target
    match removal.kind:
        case Kind.RATER if "pseudonym" in target:
            return found.filter(rater=target["pseudonym"])
        case Kind.PROMPT:
            return found.filter(response__prompt=target["prompt"])
        case Kind.IMPORT:
            return found.filter(
                ~_brought_again(BroughtAgain.Kind.RATING), brought_by=target["import"]
            )
        case Kind.PROJECT:
            return found
    return found.none()


def doomed_leases(removal: Removal) -> QuerySet[Lease]:
    """Holds of the person whose answers go; other leases go with their comparisons."""
    if removal.kind == Kind.RATER and "user" in removal.target:
        return Lease.objects.filter(
            annotator=removal.target["user"], comparison__project=removal.project_id
        )
    return Lease.objects.none()


def doomed_comparisons(removal: Removal) -> QuerySet[Comparison]:
    """Comparisons that go with their prompts or responses. Those that only lost all their answers
    go with these, as their answers do."""
    found = Comparison.objects.filter(project=removal.project_id)
    match removal.kind:
        case Kind.PROMPT | Kind.DOCUMENT | Kind.PROJECT:
            return found.filter(prompt__in=doomed_prompts(removal))
        case Kind.IMPORT:
            responses = doomed_responses(removal)
            return found.filter(
                Exists(responses.filter(pk=OuterRef("response_a")))
                | Exists(responses.filter(pk=OuterRef("response_b")))
            )
    return found.none()


def doomed_responses(removal: Removal) -> QuerySet[Response]:
    """Responses that go. Of an import: those that it brought and nobody else uses."""
    found = Response.objects.filter(prompt__project=removal.project_id)
    match removal.kind:
        case Kind.PROMPT | Kind.DOCUMENT | Kind.PROJECT:
            return found.filter(prompt__in=doomed_prompts(removal))
        case Kind.IMPORT:
            mine = Q(brought_by=removal.target["import"])
            kept_votes = Preference.objects.filter(comparison=OuterRef("pk")).exclude(
                mine & ~_brought_again(BroughtAgain.Kind.PREFERENCE)
            )
            pair = Q(response_a=OuterRef("pk")) | Q(response_b=OuterRef("pk"))
            voted_on = Comparison.objects.filter(
                pair, Exists(kept_votes), prompt=OuterRef("prompt")
            )
            rated = Rating.objects.filter(response=OuterRef("pk")).exclude(
                mine & ~_brought_again(BroughtAgain.Kind.RATING)
            )
            return found.filter(
                mine,
                ~Exists(voted_on),
                ~Exists(rated),
                ~_brought_again(BroughtAgain.Kind.RESPONSE),
            )
    return found.none()


def doomed_prompts(removal: Removal) -> QuerySet[Prompt]:
    """Prompts that go, on the same terms."""
    found = Prompt.objects.filter(project=removal.project_id)
    target = removal.target
    match removal.kind:
        case Kind.PROMPT:
            return found.filter(pk=target["prompt"])
        case Kind.DOCUMENT:
            return found.filter(node__document__in=target["documents"])
        case Kind.IMPORT:
            doomed = doomed_responses(removal).filter(pk=OuterRef("pk"))
            kept = Response.objects.filter(~Exists(doomed), prompt=OuterRef("pk"))
            return found.filter(
                ~Exists(kept),
                ~_brought_again(BroughtAgain.Kind.PROMPT),
                brought_by=target["import"],
                node=None,
            )
        case Kind.PROJECT:
            return found
    return found.none()


def doomed_documents(removal: Removal) -> QuerySet[Document]:
    found = Document.objects.filter(project=removal.project_id)
    match removal.kind:
        case Kind.DOCUMENT:
            return found.filter(pk__in=removal.target["documents"])
        case Kind.IMPORT:
            return found.filter(
                ~_brought_again(BroughtAgain.Kind.DOCUMENT), brought_by=removal.target["import"]
            )
        case Kind.PROJECT:
            return found
    return found.none()


def doomed_evaluation_items(removal: Removal) -> QuerySet[EvaluationItem]:
    found = EvaluationItem.objects.filter(evaluation_set__project=removal.project_id)
    match removal.kind:
        case Kind.IMPORT:
            return found.filter(brought_by=removal.target["import"])
        case Kind.PROJECT:
            return found
    return found.none()


def parts_of(removal: Removal) -> list[Removal]:
    """The removal, and one of the documents that go with an import: their trees are theirs."""
    if removal.kind != Kind.IMPORT:
        return [removal]
    documents = list(doomed_documents(removal).values_list("pk", flat=True))
    of_documents = Removal(
        project_id=removal.project_id, kind=Kind.DOCUMENT, target={"documents": documents}
    )
    return [of_documents, removal] if documents else [removal]


def imports_with(removal: Removal) -> QuerySet[Import]:
    """Imports whose files hold what goes."""
    found = Import.objects.filter(project=removal.project_id)
    target = removal.target
    if "imports" not in target and removal.kind in (Kind.IMPORT, Kind.UPLOAD):
        return found.filter(pk=target["import"])
    if removal.kind == Kind.PROJECT:
        return found
    if "imports" in target:  # kept from before the rows went
        return found.filter(pk__in=target["imports"])
    rows = {
        BroughtAgain.Kind.PREFERENCE: doomed_preferences(removal),
        BroughtAgain.Kind.RATING: doomed_ratings(removal),
        BroughtAgain.Kind.RESPONSE: doomed_responses(removal),
        BroughtAgain.Kind.PROMPT: doomed_prompts(removal),
        BroughtAgain.Kind.DOCUMENT: doomed_documents(removal),
    }
    first, again = Q(), Q()
    for kind, doomed in rows.items():
        plain = doomed.order_by()
        first |= Q(pk__in=plain.values("brought_by"))
        again |= Q(kind=kind, row__in=plain.values("pk"))
    return found.filter(first | Q(pk__in=BroughtAgain.objects.filter(again).values("brought_by")))


def uploads_with(removal: Removal) -> QuerySet[Job]:
    """Jobs whose uploaded files hold what goes."""
    if removal.kind == Kind.PROJECT:
        return Job.objects.filter(project=removal.project_id).exclude(file="")
    return Job.objects.filter(brought__in=imports_with(removal)).exclude(file="")


def snapshots_with(removal: Removal) -> QuerySet[Snapshot]:
    """Snapshots made while it was there: they may hold it."""
    found = Snapshot.objects.filter(project=removal.project_id, withdrawn_at=None)
    if removal.kind == Kind.PROJECT:
        return found
    since = removal.target.get("since") or first_of(removal)
    return found.filter(created_at__gte=since) if since else found.none()


def first_of(removal: Removal) -> datetime | None:
    """When the first row of what goes came in."""
    firsts = [
        rows.aggregate(first=Min("created_at"))["first"]
        for rows in (
            doomed_preferences(removal),
            doomed_ratings(removal),
            doomed_responses(removal),
            doomed_prompts(removal),
            doomed_documents(removal),
        )
    ]
    return min((first for first in firsts if first), default=None)


# What is counted and deleted, in the order in which it can go.
ROWS: dict[str, Callable[[Removal], QuerySet[Any]]] = {
    "preferences": doomed_preferences,
    "ratings": doomed_ratings,
    "leases": doomed_leases,
    "comparisons": doomed_comparisons,
    "responses": doomed_responses,
    "prompts": doomed_prompts,
    "documents": doomed_documents,
    "evaluation_items": doomed_evaluation_items,
}


def removal_preview(removal: Removal) -> dict[str, Any]:
    """How many rows of each table go, how many uploaded files, and the snapshots that may hold
    some of it."""
    counts = dict.fromkeys(ROWS, 0)
    for part in parts_of(removal):
        for name, rows in ROWS.items():
            if part is removal and removal.kind == Kind.IMPORT and name == "documents":
                continue  # counted with their trees
            counts[name] += rows(part).count()
    counts["uploads"] = uploads_with(removal).count()
    snapshots = snapshots_with(removal).order_by("pk").values("id", "filename", "created_at")
    return {"counts": counts, "snapshots": list(snapshots)}


def removals_of(project: Project) -> QuerySet[Removal]:
    return Removal.objects.filter(project=project).select_related("requested_by")


def _rater(target: dict[str, Any]) -> Q:
    if "user" in target:
        return Q(annotator=target["user"])
    return Q(annotator=None, rater=target["pseudonym"])


def _brought_again(kind: BroughtAgain.Kind) -> Q:
    return Q(Exists(BroughtAgain.objects.filter(kind=kind, row=OuterRef("pk"))))
