"""Nodes settle, are reopened by an undo, and what stands above them is asked anew."""

from __future__ import annotations

import uuid
from pydoc_data.topics import topics

import pytest

from feedback.models import Comparison, Document, Node, Preference, Response
from feedback.services.answering import submit_preference, undo_preference
from feedback.services.queueing import Proposal, open_comparisons
from feedback.services.serving import lease_next
from feedback.services.settling import settle_nodes
from feedback.services.trees import add_document, open_documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(project) -> Document:
    """A root over several leaves, whose leaves are being asked about."""
    project.summary_tokens, project.fan_out, project.leaf_tokens = 20, 8, 150
    project.settle_answers, project.settle_probability = 1, 0.0
    project.save()
    made = add_document(project=project, title="Class definitions", text=topics["class"])
    open_documents(project=project)
    assert made.nodes.filter(height=1).count() == 1
    return made


def ask(project, node: Node) -> Comparison:
    """Opens one comparison about the node."""
    a, b = Response.objects.filter(prompt=node.prompt).order_by("id")[:2]
    proposal = Proposal(node.prompt_id, a.pk, b.pk, "active", "random", None, None, None, 0.0)
    open_comparisons(project=project, proposals=[proposal])
    return Comparison.objects.get(response_a=a, response_b=b)


def answer(project, node: Node, annotator, choice: str = "a") -> Preference:
    comparison = ask(project, node)
    lease = lease_next(project=project, annotator=annotator)
    assert lease.comparison_id == comparison.pk
    stored = submit_preference(
        comparison_id=comparison.pk,
        annotator=annotator,
        choice=choice,
        submission_key=str(uuid.uuid4()),
    )
    settle_nodes(project=project)
    return stored.preference


def settle_all_leaves(project, document, annotator) -> list[Preference]:
    leaves = document.nodes.filter(height=0).order_by("position")
    return [answer(project, leaf, annotator) for leaf in leaves]


def test_a_root_is_asked_once_all_its_leaves_settled(project, people, document):
    leaves = list(document.nodes.filter(height=0).order_by("position"))
    root = document.nodes.get(height=1)
    for leaf in leaves:
        assert Node.objects.get(pk=root.pk).state == Node.State.WAITING
        answer(project, leaf, people["annotator"])
    root.refresh_from_db()
    settled = [Node.objects.get(pk=leaf.pk).settled_response.text for leaf in leaves]
    assert root.state == Node.State.OPEN
    assert root.source == "\n\n".join(settled)
    answer(project, root, people["annotator"])
    document.refresh_from_db()
    assert document.state == Document.State.SETTLED


def test_an_undo_makes_ancestors_stale_and_another_answer_regenerates_them(
    project, people, document
):
    annotator = people["annotator"]
    first, *_ = settle_all_leaves(project, document, annotator)
    root = document.nodes.get(height=1)
    about_root = answer(project, root, annotator)
    old_prompt, old_source = root.prompt_id, root.source

    undo_preference(preference_id=first.pk, annotator=annotator)
    root.refresh_from_db()
    document.refresh_from_db()
    leaf = document.nodes.get(height=0, position=0)
    assert (leaf.state, leaf.settled_response) == (Node.State.OPEN, None)
    assert (root.state, document.state) == (Node.State.STALE, Document.State.OPEN)
    assert not Comparison.objects.filter(prompt=root.prompt, status="open").exists()

    submit_preference(
        comparison_id=first.comparison_id,
        annotator=annotator,
        choice="b",
        submission_key=str(uuid.uuid4()),
    )
    settle_nodes(project=project)
    root.refresh_from_db()
    assert root.state == Node.State.OPEN
    assert root.source != old_source
    assert root.prompt_id != old_prompt
    # The answer that was given about the earlier source stands, on its own prompt.
    about_root.refresh_from_db()
    assert about_root.is_current
    assert about_root.comparison.prompt_id == old_prompt


def test_the_same_answer_again_restores_the_question_that_was_asked_before(
    project, people, document
):
    annotator = people["annotator"]
    first, *_ = settle_all_leaves(project, document, annotator)
    root = document.nodes.get(height=1)
    asked_before = ask(project, root)
    undo_preference(preference_id=first.pk, annotator=annotator)
    asked_before.refresh_from_db()
    assert asked_before.status == Comparison.Status.CLOSED
    submit_preference(
        comparison_id=first.comparison_id,
        annotator=annotator,
        choice="a",
        submission_key=str(uuid.uuid4()),
    )
    settle_nodes(project=project)
    asked_before.refresh_from_db()
    fresh = Node.objects.get(pk=root.pk)
    assert (fresh.state, fresh.prompt_id) == (Node.State.OPEN, root.prompt_id)
    assert asked_before.status == Comparison.Status.OPEN


def test_undoing_reopens_what_was_closed_because_the_node_settled(project, people, document):
    project.settle_answers = 2
    project.save()
    leaf = next(
        leaf
        for leaf in document.nodes.filter(height=0).order_by("position")
        if leaf.prompt.responses.count() > 2
    )
    a, b, c, *_ = Response.objects.filter(prompt=leaf.prompt).order_by("id")
    pairs = [(a, b), (a, c), (b, c)]
    open_comparisons(
        project=project,
        proposals=[
            Proposal(leaf.prompt_id, x.pk, y.pk, "active", "random", None, None, None, 0.0)
            for x, y in pairs
        ],
    )
    given = []
    for _ in range(2):
        lease = lease_next(project=project, annotator=people["annotator"])
        given.append(
            submit_preference(
                comparison_id=lease.comparison_id,
                annotator=people["annotator"],
                choice="a",
                submission_key=str(uuid.uuid4()),
            ).preference
        )
    settle_nodes(project=project)
    of_leaf = Comparison.objects.filter(prompt=leaf.prompt)
    assert not of_leaf.filter(status="open").exists()
    undo_preference(preference_id=given[-1].pk, annotator=people["annotator"])
    assert of_leaf.filter(status="open").count() == 2
