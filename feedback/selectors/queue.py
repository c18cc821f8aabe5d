"""What an annotator is served, and how far the work is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from feedback.models import Comparison, Lease, Node, Preference, Project, User
from feedback.selectors.asks import asks_of
from feedback.selectors.leases import live_leases
from feedback.selectors.sentence_sources import sentence_places
from feedback.selectors.time_zones import midnight
from feedback.selectors.written_out import ServedTexts, own_counts, served_texts

# More open comparisons than this are not counted: it would take longer than finding the next.
MOST_COUNTED = 100


def served_comparison(lease: Lease) -> dict[str, Any]:
    """What the annotator may see of a leased comparison, in the order it is shown."""
    return served_comparisons(lease.comparison.project, lease.annotator, [lease])[0]


def served_comparisons(
    project: Project, annotator: User, leases: Sequence[Lease]
) -> list[dict[str, Any]]:
    """The same of several leases of one annotator, in their order."""
    read = served_texts([lease.comparison_id for lease in leases])
    nodes = _nodes([texts.node for texts in read.values() if texts.node is not None])
    progress = own_progress(project, annotator)
    return [
        _served(project, lease, read[lease.comparison_id], nodes) | {"progress": progress}
        for lease in leases
    ]


def answered_comparison(preference: Preference) -> dict[str, Any]:
    """What the annotator saw when they gave an answer, in the same order, to look at it again."""
    read = served_texts([preference.comparison_id])[preference.comparison_id]
    nodes = _nodes([] if read.node is None else [read.node])
    project, annotator = preference.project, preference.annotator
    assert annotator is not None
    seen = Lease(
        comparison_id=preference.comparison_id,
        first_shown=preference.first_shown,
        expires_at=preference.created_at,
    )
    progress = own_progress(project, annotator)
    return _served(project, seen, read, nodes) | {"progress": progress}


def _nodes(ids: list[int]) -> dict[int | None, Node]:
    if not ids:
        return {}
    found = Node.objects.select_related("document").defer("document__text").filter(pk__in=ids)
    return {node.pk: node for node in found}


def _served(
    project: Project, lease: Lease, read: ServedTexts, nodes: dict[int | None, Node]
) -> dict[str, Any]:
    texts = {"a": read.text_a, "b": read.text_b}
    order = ["a", "b"] if lease.first_shown == "a" else ["b", "a"]
    node = nodes.get(read.node)
    return {
        "id": lease.comparison_id,
        "expires_at": lease.expires_at,
        "question": project.question,
        "asks": asks_of(project),
        "prompt": {"messages": read.messages},
        "source": node.source if node else None,
        "node": node_place(node) if node else None,
        "shown": [{"side": side, "text": texts[side]} for side in order],
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
        "id": node.pk,
        "document_id": node.document_id,
        "document_title": node.document.title,
        "height": node.height,
        "position": node.position,
        "siblings": node.document.nodes.filter(height=node.height).count(),
        "context": node.context,
    }


def own_progress(project: Project, annotator: User) -> dict[str, int]:
    """Own answers, and how many comparisons are open, at most ``MOST_COUNTED`` of them."""
    own, today, waiting = own_counts(project, annotator, since=midnight(project), most=MOST_COUNTED)
    return {
        "answered_by_me": own,
        "answered_by_me_today": today,
        "open": min(waiting, MOST_COUNTED),
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
