"""What an annotator is served, and how far the work is."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from feedback.models import Comparison, Lease, Node, Preference, Project, User
from feedback.selectors.sentence_sources import sentence_places
from feedback.services.leasing import live_leases


def served_comparison(lease: Lease) -> dict[str, Any]:
    """What the annotator may see of a leased comparison, in the order it is shown."""
    comparison = Comparison.objects.select_related(
        "project", "prompt", "response_a", "response_b"
    ).get(pk=lease.comparison_id)
    texts = {"a": comparison.response_a.text, "b": comparison.response_b.text}
    order = ["a", "b"] if lease.first_shown == "a" else ["b", "a"]
    node = Node.objects.filter(prompt=comparison.prompt).select_related("document").first()
    return {
        "id": comparison.pk,
        "expires_at": lease.expires_at,
        "question": comparison.project.question,
        "prompt": {"messages": comparison.prompt.messages},
        "source": node.source if node else None,
        "node": node_place(node) if node else None,
        "shown": [{"side": side, "text": texts[side]} for side in order],
        "progress": own_progress(comparison.project, lease.annotator),
    }


def has_seen(user: User, comparison: Comparison) -> bool:
    """Whether the comparison was ever served to the user."""
    return Lease.objects.filter(comparison=comparison, annotator=user).exists()


def passages_of(comparison: Comparison) -> dict[str, Any]:
    """For each response of a node's comparison, its sentences with the places of the source that
    they are most like; none where the comparison belongs to no node."""
    node = Node.objects.filter(prompt=comparison.prompt_id).first()
    sides = (("a", comparison.response_a.text), ("b", comparison.response_b.text))
    return {
        "responses": [
            {
                "side": side,
                "text": text,
                "sentences": sentence_places(text, node.source) if node else [],
            }
            for side, text in sides
        ],
    }


def node_place(node: Node) -> dict[str, Any]:
    """Where a node sits in its document."""
    return {
        "document_id": node.document_id,
        "document_title": node.document.title,
        "height": node.height,
        "position": node.position,
        "siblings": node.document.nodes.filter(height=node.height).count(),
        "context": node.context,
    }


def own_progress(project: Project, annotator: User) -> dict[str, int]:
    own = Preference.objects.filter(project=project, annotator=annotator, is_current=True)
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "answered_by_me": own.count(),
        "answered_by_me_today": own.filter(created_at__gte=today).count(),
        "open": Comparison.objects.filter(project=project, status=Comparison.Status.OPEN).count(),
    }


def project_progress(project: Project, user: User, *, whole: bool) -> dict[str, int | None]:
    """Counts for the project's pages; those that are not the annotator's business only if whole."""
    answers = Preference.objects.filter(project=project, is_current=True)
    comparisons = Comparison.objects.filter(project=project)
    held = live_leases().filter(comparison__project=project).exclude(annotator=user)
    shared: dict[str, int | None] = {
        **own_progress(project, user),
        "leased_by_others": held.count(),
    }
    names = ("answers", "prompts", "responses", "imported_preferences", "comparisons_flagged")
    if not whole:
        return shared | dict.fromkeys(names)
    return shared | {
        "answers": answers.filter(annotator__isnull=False).count(),
        "prompts": project.prompts.count(),
        "responses": project.prompts.filter(Q(responses__isnull=False)).values("responses").count(),
        "imported_preferences": answers.filter(annotator__isnull=True).count(),
        "comparisons_flagged": comparisons.filter(status=Comparison.Status.FLAGGED).count(),
    }
