"""Documents and their trees as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Length

from feedback.models import (
    Comparison,
    Document,
    Generation,
    Membership,
    Node,
    Preference,
    Project,
    Response,
    User,
)

PENDING = (Generation.State.QUEUED, Generation.State.RUNNING)


def documents_of(project: Project) -> QuerySet[Document]:
    """Documents with `node_count`, `settled_nodes` and `characters`."""
    return Document.objects.filter(project=project).annotate(
        node_count=Count("nodes"),
        settled_nodes=Count("nodes", filter=Q(nodes__state=Node.State.SETTLED)),
        characters=Length("text"),
    )


def document_tree(document: Document) -> dict[str, Any]:
    """The summary, once the root has settled, and every node with its leading response."""
    nodes = list(
        document.nodes.select_related("settled_response__generator").order_by("height", "position")
    )
    prompts = [node.prompt_id for node in nodes if node.prompt_id]
    answers = dict(
        Comparison.objects.filter(prompt__in=prompts)
        .values_list("prompt")
        .annotate(total=Sum("answers"))
        .order_by()
    )
    failed, pending = _generations(prompts, ["failed"]), _generations(prompts, PENDING)
    leading: dict[int, Response] = {}
    for response in (
        Response.objects.filter(prompt__in=prompts)
        .select_related("generator")
        .order_by("win_probability")
    ):
        if response.win_probability is not None:
            leading[response.prompt_id] = response
    root = next((node for node in nodes if node.parent_id is None), None)
    settled = root.settled_response if root else None
    return {
        "summary": settled.text if settled else None,
        "nodes": [
            {
                "id": node.pk,
                "parent": node.parent_id,
                "height": node.height,
                "position": node.position,
                "start": node.start,
                "end": node.end,
                "state": node.state,
                "answers": answers.get(node.prompt_id, 0),
                "failed": failed.get(node.prompt_id, 0),
                "pending": pending.get(node.prompt_id, 0),
                "leading": _leading(node.settled_response or leading.get(node.prompt_id or 0)),
            }
            for node in nodes
        ],
    }


def node_detail(node: Node, viewer: User, *, whole: bool) -> dict[str, Any]:
    """A node's source, responses and comparisons, each with the viewer's own answer.

    Only if ``whole`` the comparisons that others answered, what they chose, and how the language
    models fare.
    """
    settled = node.settled_response
    generations = Generation.objects.filter(prompt=node.prompt_id).select_related("generator")
    return {
        "id": node.pk,
        "document": node.document_id,
        "document_title": node.document.title,
        "parent": node.parent_id,
        "children": list(node.children.order_by("position").values_list("pk", flat=True)),
        "height": node.height,
        "position": node.position,
        "state": node.state,
        "source": node.source,
        "context": node.context,
        "summary": settled.text if settled else None,
        "responses": [
            {
                "id": response.pk,
                "text": response.text,
                "generator": response.generator.name,
                "reward": response.reward,
                "reward_std": response.reward_std,
                "win_probability": response.win_probability,
                "settled": response.pk == node.settled_response_id,
            }
            for response in Response.objects.filter(prompt=node.prompt_id)
            .select_related("generator")
            .order_by("id")
        ],
        "comparisons": list(_counted(node, viewer) if whole else _answered(node, viewer)),
        "generations": generations.order_by("generator__name") if whole else [],
    }


def _generations(prompts: list[int], states: Sequence[str]) -> dict[int | None, int]:
    """How many generations of each prompt are in one of the states."""
    found = Generation.objects.filter(prompt__in=prompts, state__in=states)
    return dict(found.order_by().values_list("prompt").annotate(n=Count("pk")))


def _leading(response: Response | None) -> dict[str, Any] | None:
    if response is None:
        return None
    return {
        "response": response.pk,
        "text": response.text,
        "probability": response.win_probability,
        "generator": response.generator.name,
    }


COMPARISON = ("id", "response_a", "response_b", "status", "own")
COUNTS = ("answers", "a_wins", "b_wins", "ties")


def _asked(node: Node, viewer: User) -> Any:
    """The node's comparisons with the answer of the viewer that stands, as ``own``."""
    own = Preference.objects.filter(comparison=OuterRef("pk"), annotator=viewer, is_current=True)
    asked = Comparison.objects.filter(prompt=node.prompt_id).order_by("id")
    return asked.annotate(own=Subquery(own.values("choice")[:1]))


def _counted(node: Node, viewer: User) -> Any:
    def chosen(choice: str) -> Count:
        return Count(
            "preferences", filter=Q(preferences__choice=choice, preferences__is_current=True)
        )

    counted = _asked(node, viewer).annotate(
        a_wins=chosen("a"), b_wins=chosen("b"), ties=chosen("tie")
    )
    return counted.values(*COMPARISON, *COUNTS)


def _answered(node: Node, viewer: User) -> Any:
    uncounted = dict.fromkeys(COUNTS)
    answered = _asked(node, viewer).filter(own__isnull=False)
    return [row | uncounted for row in answered.values(*COMPARISON)]


def finished_node(user: User, comparison: Comparison, project: Project) -> int | None:
    """The node that a comparison is about, where its page is open to the user by now."""
    node = Node.objects.only("pk", "prompt_id").filter(prompt=comparison.prompt_id).first()
    if node is None:
        return None
    return node.pk if sees_all(user, project) or has_finished(user, node) else None


def sees_all(user: User, project: Project) -> bool:
    """Whether the user may look at nodes that they may still be asked about."""
    member = Membership.objects.filter(user=user, project=project)
    return user.is_superuser or member.exclude(role=Membership.Role.ANNOTATOR).exists()


def with_open_node(rows: QuerySet[Preference], user: User) -> QuerySet[Preference]:
    """The user's standing answers with ``node``: what they are about, where that is open to them
    (see `has_finished`)."""
    own = Preference.objects.filter(comparison=OuterRef("pk"), annotator=user, is_current=True)
    to_answer = Comparison.objects.filter(
        ~Exists(own), prompt=OuterRef("comparison__prompt"), status=Comparison.Status.OPEN
    )
    is_open = Q(is_current=True) & ~Exists(to_answer)
    return rows.annotate(node=Case(When(is_open, then=F("comparison__prompt__node"))))


def has_finished(user: User, node: Node) -> bool:
    """Whether an annotator answered about the node and will not be asked about it again, so that
    what others say of it can no longer sway them."""
    asked = Comparison.objects.filter(prompt=node.prompt_id)
    own = Preference.objects.filter(annotator=user, is_current=True)
    answered = own.filter(comparison__in=asked)
    to_answer = asked.filter(status=Comparison.Status.OPEN).exclude(
        pk__in=answered.values("comparison")
    )
    return answered.exists() and not to_answer.exists()
