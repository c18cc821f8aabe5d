"""Documents become trees; settled nodes make the questions of the nodes that wait for them.

A node waits for its children, whose settled summaries are its source. Where the document's context
comes from summaries, it also waits for the siblings before it. What waits for a node is here called
its dependents; when a settled node changes, they are stale, and theirs too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction

from feedback.errors import Refusal
from feedback.generators import EXTRACTIVE
from feedback.models import (
    Document,
    Generator,
    Node,
    Project,
    Prompt,
    Response,
)
from feedback.services.announcing import announce_responses
from feedback.services.comparison_life import (
    lock_node_of,
    lock_project,
    settle_questions,
    unsettle_questions,
)
from feedback.services.generating import queue_generations
from feedback.services.prompts import add_responses, ensure_generator, messages_hash, text_hash
from feedback.splitting import Splitting, split_document, tree_shape
from feedback.text import sentence_spans

# Characters of the passage before a leaf that its prompt repeats for context.
CONTEXT_CHARACTERS = 300
# Siblings before a node whose summaries its prompt repeats, where that is its context.
CONTEXT_SIBLINGS = 4


def add_document(
    *,
    project: Project,
    title: str,
    text: str,
    splitting: Splitting | None = None,
    context_from: str = Document.Context.TEXT,
) -> Document:
    """Splits a text into a tree of waiting nodes. The same text again is the same document.

    Without ``splitting`` the project's settings say how. The options are kept with the document.

    Raises:
        Refusal: ``too_deep`` where the tree would have more levels than ``splitting`` allows, and
            ``bad_options`` where it cannot be followed.
    """
    digest = text_hash(text)
    known = Document.objects.filter(project=project, content_hash=digest).first()
    if known is not None:
        return known
    tree = plan_tree(project, text, splitting or Splitting())
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        document, made = Document.objects.get_or_create(
            project=project,
            content_hash=digest,
            defaults={
                "title": title,
                "text": text,
                "splitting": (splitting or Splitting()).chosen(),
                "context_from": context_from,
            },
        )
        if made:
            add_tree(document, tree)
    return document


class Tree(NamedTuple):
    """Spans of the leaves, in characters, and how many children each node of a level above has."""

    leaves: Sequence[Any]
    levels: list[list[int]]


def plan_tree(project: Project, text: str, splitting: Splitting) -> Tree:
    """How a text is split; the slow part of it.

    Raises:
        Refusal: ``too_deep`` or ``bad_options``, as ``add_document``.
    """
    try:
        leaves = split_document(text, splitting, max_tokens=project.leaf_tokens)
    except ValueError as error:
        raise Refusal("bad_options", f"{error}.".capitalize(), status=400) from error
    levels = tree_shape(len(leaves), splitting.fan_out or project.fan_out)
    _check_depth(splitting, leaves=len(leaves), levels=len(levels) + 1)
    return Tree(leaves, levels)


def add_tree(document: Document, tree: Tree) -> None:
    """The nodes of a document that has none. Called within the transaction that stores it."""
    text, before = document.text, document.context_from == Document.Context.TEXT
    level = Node.objects.bulk_create(
        Node(
            document=document,
            height=0,
            position=position,
            start=span.start,
            end=span.end,
            source=text[span.start : span.end],
            context=_tail(text[max(0, span.start - 4 * CONTEXT_CHARACTERS) : span.start])
            if before
            else "",
        )
        for position, span in enumerate(tree.leaves)
    )
    for height, sizes in enumerate(tree.levels, start=1):
        level = _add_parents(document, height, sizes, level)


def _check_depth(splitting: Splitting, *, leaves: int, levels: int) -> None:
    if splitting.max_levels is None or levels <= splitting.max_levels:
        return
    raise Refusal(
        "too_deep",
        f"The tree would have {levels} levels over {leaves} parts. Allow more levels or more "
        "children of a node, or make the parts larger.",
        status=400,
        details={"levels": levels, "parts": leaves},
    )


def open_documents(*, project: Project) -> int:
    """Begins waiting documents until as many are open as the project wants; returns how many."""
    opened = 0
    with transaction.atomic():
        lock_project(project.pk)
        documents = Document.objects.filter(project=project)
        room = project.open_documents - documents.filter(state=Document.State.OPEN).count()
        waiting = documents.filter(state=Document.State.WAITING).order_by("id")
        for document in waiting[: max(0, room)]:
            document.state = Document.State.OPEN
            document.save(update_fields=["state"])
            for leaf in document.nodes.filter(height=0).order_by("position"):
                ask_if_ready(leaf)
            opened += 1
        if opened:
            announce_responses(project_id=project.pk)
    return opened


def reconsider_node(*, prompt_id: int) -> None:
    """A node whose settled response is in doubt is open again, and what was asked with it is
    stale. Called within the transaction that changed an answer."""
    node = lock_node_of(prompt_id)
    if node is None or node.state != Node.State.SETTLED:
        if node is None or node.state != Node.State.OPEN:  # nobody else is asked about it
            settle_questions(prompt_id)
        return
    node.state, node.settled_response, node.in_doubt = Node.State.OPEN, None, False
    node.save(update_fields=["state", "settled_response", "in_doubt"])
    unsettle_questions(node.prompt_id)
    Document.objects.filter(pk=node.document_id).update(state=Document.State.OPEN)
    _make_stale(node)


def _make_stale(changed: Node) -> None:
    """Whatever was asked with the node's summary, and what was asked with theirs in turn."""
    doubtful, seen = [changed], {changed.pk}
    while doubtful:
        for node in _dependents(doubtful.pop()):
            if node.pk in seen or node.state == Node.State.WAITING:
                continue
            seen.add(node.pk)
            doubtful.append(node)
            if node.state != Node.State.STALE:
                node.state, node.settled_response = Node.State.STALE, None
                node.in_doubt = False
                node.save(update_fields=["state", "settled_response", "in_doubt"])
                settle_questions(node.prompt_id)


def _dependents(node: Node) -> list[Node]:
    """What is asked with the node's summary: its parent and, where it is their context, the
    siblings after it."""
    found = [node.parent] if node.parent else []
    if node.parent and _context_from(node) == Document.Context.SUMMARIES:
        later = node.parent.children.filter(position__gt=node.position)
        found += list(later.order_by("position")[:CONTEXT_SIBLINGS])
    return found


def _context_from(node: Node) -> str:
    return node.document.context_from


def _tail(text: str) -> str:
    """The last whole sentence or so of what comes before."""
    end = text.rstrip()[-CONTEXT_CHARACTERS:]
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


def ask_if_ready(node: Node) -> None:
    """Asks about a node that waits, or is stale, if all that it is asked with has settled."""
    if node.state not in (Node.State.WAITING, Node.State.STALE):
        return
    children = list(node.children.select_related("settled_response").order_by("position"))
    before = _siblings_before(node)
    if any(other.state != Node.State.SETTLED for other in (*children, *before)):
        return
    settled = [child.settled_response for child in children if child.settled_response]
    if children:
        node.source = "\n\n".join(response.text for response in settled)
    if _context_from(node) == Document.Context.SUMMARIES:
        node.context = "\n\n".join(
            sibling.settled_response.text for sibling in before if sibling.settled_response
        )
    _ask(node, parts=[response.pk for response in settled])


def _siblings_before(node: Node) -> list[Node]:
    """The siblings whose summaries are the node's context, in order."""
    if node.parent is None or _context_from(node) != Document.Context.SUMMARIES:
        return []
    earlier = node.parent.children.filter(position__lt=node.position)
    nearest = earlier.select_related("settled_response").order_by("-position")
    return list(nearest[:CONTEXT_SIBLINGS])[::-1]


def _ask(node: Node, *, parts: list[int]) -> None:
    """Makes the node's prompt from its source, and its responses; reopens one asked before.

    ``parts`` are the responses that its source is made of, in order: none for a leaf.
    """
    project = node.document.project
    before = f"It follows on: {node.context}\n\n" if node.context else ""
    content = (
        f"Summarise this part of “{node.document.title}” in at most {project.summary_tokens} "
        f"words.\n\n{before}{node.source}"
    )
    node.prompt = _prompt(node, content, parts)
    node.state, node.settled_response = Node.State.OPEN, None
    node.save(update_fields=["prompt", "source", "context", "state", "settled_response"])
    add_responses(prompt=node.prompt, texts=_summaries(project, node.source))
    queue_generations(prompt=node.prompt)
    unsettle_questions(node.prompt_id)


def _prompt(node: Node, content: str, parts: list[int]) -> Prompt:
    """The node's prompt of those words, with the answers given before if it was asked before."""
    messages = [{"role": "user", "content": content}]
    root = node.document.nodes.get(parent__isnull=True)
    about = {
        "document": node.document_id,
        "height": node.height,
        "depth": root.height - node.height,
        "span": {"start": node.start, "end": node.end},
        "parts": parts,
    }
    # Equal texts may stand for other responses now: the parts are the present ones.
    prompt, _ = Prompt.objects.update_or_create(
        project=node.document.project,
        origin=text_hash(f"node {node.pk}\n{content}"),
        defaults={"metadata": about},
        create_defaults={
            "messages": messages,
            "content_hash": messages_hash(messages),
            "node": node,
            "metadata": about,
        },
    )
    return prompt


def _summaries(project: Project, source: str) -> dict[Generator, str]:
    made = {}
    for name, summarise in EXTRACTIVE.items():
        generator = ensure_generator(project=project, name=name, kind=Generator.Kind.EXTRACTIVE)
        if generator.enabled:
            made[generator] = summarise(source, max_tokens=project.summary_tokens)
    return made


def settle(node: Node, best: Response) -> None:
    """The node stands for its best response; what waited for it is asked."""
    node.state, node.settled_response = Node.State.SETTLED, best
    node.save(update_fields=["state", "settled_response"])
    settle_questions(node.prompt_id)
    if node.parent is None:
        Document.objects.filter(pk=node.document_id).update(state=Document.State.SETTLED)
    for dependent in _dependents(node)[::-1]:  # siblings first: the parent waits for them too
        ask_if_ready(dependent)
