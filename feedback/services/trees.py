"""Documents become trees; settled nodes make the questions of the nodes above them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q

from feedback.generators import EXTRACTIVE
from feedback.models import (
    Comparison,
    Document,
    Generator,
    Lease,
    Node,
    Project,
    Response,
)
from feedback.services.announcing import announce_responses
from feedback.services.prompts import add_prompt, add_responses, ensure_generator, text_hash
from feedback.splitting import split_leaves, tree_shape
from feedback.text import sentence_spans

# Characters of the passage before a leaf that its prompt repeats for context.
CONTEXT = 300


def add_document(*, project: Project, title: str, text: str) -> Document:
    """Splits a text into a tree of waiting nodes. The same text again is the same document."""
    digest = text_hash(text)
    known = Document.objects.filter(project=project, content_hash=digest).first()
    if known is not None:
        return known
    leaves = split_leaves(text, max_tokens=project.leaf_tokens)
    with transaction.atomic():
        document = Document.objects.create(
            project=project, title=title, text=text, content_hash=digest
        )
        level = Node.objects.bulk_create(
            Node(
                document=document,
                height=0,
                position=position,
                start=span.start,
                end=span.end,
                source=text[span.start : span.end],
                context=_tail(text[: span.start]),
            )
            for position, span in enumerate(leaves)
        )
        for height, sizes in enumerate(tree_shape(len(leaves), project.fan_out), start=1):
            level = _add_parents(document, height, sizes, level)
    return document


def open_documents(*, project: Project) -> int:
    """Begins waiting documents until as many are open as the project wants; returns how many."""
    opened = 0
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        documents = Document.objects.filter(project=project)
        room = project.open_documents - documents.filter(state=Document.State.OPEN).count()
        waiting = documents.filter(state=Document.State.WAITING).order_by("id")
        for document in waiting[: max(0, room)]:
            document.state = Document.State.OPEN
            document.save(update_fields=["state"])
            for leaf in document.nodes.filter(height=0).order_by("position"):
                _ask(leaf)
            opened += 1
        if opened:
            announce_responses(project_id=project.pk)
    return opened


def reconsider_node(*, prompt_id: int) -> None:
    """After an answer was withdrawn: a node it helped to settle is open again, and every node
    above that was asked with its summary is stale. Called within the undo's transaction."""
    node = Node.objects.select_for_update(of=("self",)).filter(prompt=prompt_id).first()
    if node is None or node.state != Node.State.SETTLED:
        return
    node.state, node.settled_response = Node.State.OPEN, None
    node.save(update_fields=["state", "settled_response"])
    _reopen_questions(node)
    Document.objects.filter(pk=node.document_id).update(state=Document.State.OPEN)
    parent = node.parent
    while parent is not None:
        if parent.state != Node.State.WAITING:
            parent.state, parent.settled_response = Node.State.STALE, None
            parent.save(update_fields=["state", "settled_response"])
            _close_questions(parent)
        parent = parent.parent


def _tail(text: str) -> str:
    """The last whole sentence or so of what comes before."""
    end = text.rstrip()[-CONTEXT:]
    spans = sentence_spans(end)
    return end[spans[-1].start :] if spans else ""


def _add_parents(
    document: Document, height: int, sizes: list[int], children: list[Node]
) -> list[Node]:
    parents = []
    start = 0
    for position, size in enumerate(sizes):
        group = children[start : start + size]
        start += size
        parent = Node.objects.create(
            document=document,
            height=height,
            position=position,
            start=group[0].start,
            end=group[-1].end,
        )
        Node.objects.filter(pk__in=[child.pk for child in group]).update(parent=parent)
        parents.append(parent)
    return parents


def _ask(node: Node) -> None:
    """Makes the node's prompt from its source, and its responses; reopens one asked before."""
    project = node.document.project
    before = f"It follows on: {node.context}\n\n" if node.context else ""
    content = (
        f"Summarise this part of “{node.document.title}” in at most {project.summary_tokens} "
        f"words.\n\n{before}{node.source}"
    )
    messages = [{"role": "user", "content": content}]
    node.prompt = add_prompt(
        project=project,
        messages=messages,
        origin=text_hash(f"node {node.pk}\n{content}"),
        node=node,
        metadata={"document": node.document_id, "height": node.height},
    )
    node.state, node.settled_response = Node.State.OPEN, None
    node.save(update_fields=["prompt", "source", "state", "settled_response"])
    add_responses(prompt=node.prompt, texts=_summaries(project, node.source))
    _reopen_questions(node)


def _summaries(project: Project, source: str) -> dict[Generator, str]:
    made = {}
    for name, summarise in EXTRACTIVE.items():
        generator = ensure_generator(project=project, name=name, kind=Generator.Kind.EXTRACTIVE)
        if generator.enabled:
            made[generator] = summarise(source, max_tokens=project.summary_tokens)
    return made


def settle(node: Node, best: Response) -> None:
    """The node stands for its best response; its parent is asked once all its children do."""
    node.state, node.settled_response = Node.State.SETTLED, best
    node.save(update_fields=["state", "settled_response"])
    _close_questions(node)
    parent = node.parent
    if parent is None:
        Document.objects.filter(pk=node.document_id).update(state=Document.State.SETTLED)
        return
    children = list(parent.children.select_related("settled_response").order_by("position"))
    if all(child.state == Node.State.SETTLED for child in children):
        parent.source = "\n\n".join(
            child.settled_response.text for child in children if child.settled_response
        )
        _ask(parent)


def _close_questions(node: Node) -> None:
    """Nothing more is asked about the node's prompt; leases on it run out unanswered."""
    Comparison.objects.filter(prompt=node.prompt, status=Comparison.Status.OPEN).exclude(
        stream=Comparison.Stream.GOLD
    ).update(status=Comparison.Status.CLOSED)


def _reopen_questions(node: Node) -> None:
    """What was closed because the node had settled is asked again; what was dismissed is not."""
    flagged = Lease.objects.filter(outcome=Lease.Outcome.FLAGGED, comparison__prompt=node.prompt)
    Comparison.objects.filter(
        prompt=node.prompt, status=Comparison.Status.CLOSED, answers__lt=F("wanted")
    ).exclude(Q(stream=Comparison.Stream.GOLD) | Q(pk__in=flagged.values("comparison"))).update(
        status=Comparison.Status.OPEN
    )
