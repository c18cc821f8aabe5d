"""Documents as exports have them: the tree with spans, responses, answers and settled texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from feedback.models import Comparison, Document, Node, Preference, Project, Prompt, Response
from feedback.pseudonyms import annotator_pseudonym


def tree_rows(project: Project) -> Iterator[tuple[str, dict[str, Any]]]:
    """(content hash, row) of each document, one at a time."""
    for document in Document.objects.filter(project=project).order_by("id").iterator(chunk_size=1):
        yield document.content_hash, tree_row(document)


def tree_row(document: Document) -> dict[str, Any]:
    """The document's text, its state, its summary once settled, and its root node.

    Spans are in characters of the text. A node has its children in order. What was asked about it
    before something below it changed stands in ``earlier``, with the answers given then.
    """
    nodes = list(
        document.nodes.select_related("settled_response", "prompt").order_by("height", "position")
    )
    asked = _Asked(_prompts(document), _responses(document), _preferences(document))
    root_height = max((node.height for node in nodes), default=0)
    children: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    root: dict[str, Any] | None = None
    for node in nodes:
        made = _node(node, root_height - node.height, children[node.pk], asked)
        if node.parent_id is None:
            root = made
        children[node.parent_id].append(made)
    return {
        "title": document.title,
        "text": document.text,
        "content_hash": document.content_hash,
        "state": document.state,
        "summary": root["settled"] if root else None,
        "tree": root,
    }


class _Asked(NamedTuple):
    """The questions about a document's nodes by node, oldest first; what was said by question."""

    prompts: dict[int, list[tuple[int, Any]]]  # by node: id and messages
    responses: dict[int, list[dict[str, Any]]]
    preferences: dict[int, list[dict[str, Any]]]


def _node(node: Node, depth: int, children: list[dict[str, Any]], asked: _Asked) -> dict[str, Any]:
    prompt = node.prompt_id or 0
    settled = node.settled_response
    return {
        "depth": depth,
        "height": node.height,
        "position": node.position,
        "span": {"start": node.start, "end": node.end},
        "state": node.state,
        "source": node.source,
        "context": node.context,
        "prompt": node.prompt.messages if node.prompt else None,
        "responses": asked.responses.get(prompt, []),
        "preferences": asked.preferences.get(prompt, []),
        "settled": settled.text if settled else None,
        "earlier": [
            {
                "prompt": messages,
                "responses": asked.responses.get(pk, []),
                "preferences": asked.preferences.get(pk, []),
            }
            for pk, messages in asked.prompts.get(node.pk, [])
            if pk != prompt
        ],
        "children": children,
    }


def _prompts(document: Document) -> dict[int, list[tuple[int, Any]]]:
    found: dict[int, list[tuple[int, Any]]] = defaultdict(list)
    rows = Prompt.objects.filter(node__document=document).order_by("id")
    for pk, node, messages in rows.values_list("pk", "node_id", "messages"):
        if node is not None:
            found[node].append((pk, messages))
    return found


def _responses(document: Document) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = Response.objects.filter(prompt__node__document=document).order_by("id")
    for pk, prompt, text, generator, checkpoint in rows.values_list(
        "pk", "prompt_id", "text", "generator__name", "checkpoint__name"
    ):
        found[prompt].append(
            {"id": pk, "text": text, "generator": generator, "checkpoint": checkpoint}
        )
    return found


def _preferences(document: Document) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    asked = Comparison.objects.filter(prompt__node__document=document)
    rows = Preference.objects.filter(comparison__in=asked, is_current=True).order_by("id")
    for prompt, a, b, choice, annotator, rater, at in rows.values_list(
        "comparison__prompt_id",
        "comparison__response_a_id",
        "comparison__response_b_id",
        "choice",
        "annotator_id",
        "rater",
        "created_at",
    ):
        name = annotator_pseudonym(document.project_id, annotator) if annotator else rater
        found[prompt].append(
            {"a": a, "b": b, "choice": choice, "rater": name, "answered_at": at.isoformat()}
        )
    return found
