"""Documents exported as nested trees."""

from __future__ import annotations

import io
import json

import pytest

from feedback.exports.exporting import export_data
from feedback.exports.options import ExportOptions
from feedback.exports.tree_rows import tree_row
from feedback.models import Comparison, Document, Preference, Project
from feedback.services.trees import add_document, open_documents, reconsider_node, settle

TEXT = "The cord hangs from a nail. The weight is still. The wall beside it stands. " * 30


@pytest.fixture
def tree_project(db) -> Project:
    return Project.objects.create(slug="trees", name="Trees", leaf_tokens=60, fan_out=2)


def every(node):
    yield node
    for child in node["children"]:
        yield from every(child)


def test_a_tree_holds_spans_responses_answers_and_settled_texts(tree_project, people):
    document = add_document(project=tree_project, title="Plumb lines", text=TEXT)
    open_documents(project=tree_project)
    leaf = document.nodes.filter(height=0).order_by("position").first()
    a, b = leaf.prompt.responses.order_by("id")[:2]
    comparison = Comparison.objects.create(
        project=tree_project, prompt=leaf.prompt, response_a=a, response_b=b, stream="random"
    )
    Preference.objects.create(
        project=tree_project,
        comparison=comparison,
        annotator=people["annotator"],
        choice="b",
        submission_key="1",
    )
    settle(leaf, b)
    row = tree_row(Document.objects.get())
    nodes = list(every(row["tree"]))
    assert len(nodes) == document.nodes.count()
    leaves = [node for node in nodes if not node["children"]]
    assert [TEXT[n["span"]["start"] : n["span"]["end"]] for n in leaves] == [
        n["source"] for n in leaves
    ]
    first = leaves[0]
    assert (first["settled"], first["state"]) == (b.text, "settled")
    assert {each["text"] for each in first["responses"]} >= {a.text, b.text}
    [answer] = first["preferences"]
    assert (answer["a"], answer["b"], answer["choice"]) == (a.pk, b.pk, "b")
    assert answer["rater"].startswith("p-")
    assert row["summary"] is None
    for node in nodes:
        spans = [child["span"] for child in node["children"]]
        if spans:
            assert node["span"] == {"start": spans[0]["start"], "end": spans[-1]["end"]}


def answer_by(person, project, node, choice="a") -> Preference:
    a, b = node.prompt.responses.order_by("id")[:2]
    comparison = Comparison.objects.create(
        project=project, prompt=node.prompt, response_a=a, response_b=b, stream="random"
    )
    return Preference.objects.create(
        project=project,
        comparison=comparison,
        annotator=person,
        choice=choice,
        submission_key=str(comparison.pk),
    )


def test_answers_to_an_earlier_question_of_a_node_are_exported_with_it(tree_project, people):
    tree_project.leaf_tokens = 120
    tree_project.save()
    document = add_document(project=tree_project, title="Plumb lines", text=TEXT[: 76 * 8])
    open_documents(project=tree_project)
    first, second = document.nodes.filter(height=0).order_by("position")
    for leaf in (first, second):
        settle(leaf, leaf.prompt.responses.order_by("id")[0])
    root = document.nodes.get(height=1)
    for text in ("A.", "B."):
        root.prompt.responses.create(
            text=text, content_hash=text, generator=tree_project.generators.first()
        )
    given = answer_by(people["annotator"], tree_project, root)
    reconsider_node(prompt_id=first.prompt_id)
    first.refresh_from_db()
    settle(first, first.prompt.responses.order_by("id")[1])
    tree = tree_row(Document.objects.get())["tree"]
    assert tree["preferences"] == []
    [earlier] = tree["earlier"]
    assert [answer["choice"] for answer in earlier["preferences"]] == ["a"]
    assert given.comparison.response_a_id in [response["id"] for response in earlier["responses"]]


@pytest.mark.parametrize("format", ["raw", "trl", "hh-rlhf", "trl-unpaired"])
def test_an_exported_comparison_of_a_node_says_where_it_was(tree_project, people, format):
    document = add_document(project=tree_project, title="Plumb lines", text=TEXT)
    open_documents(project=tree_project)
    leaf = document.nodes.get(height=0, position=1)
    answer_by(people["annotator"], tree_project, leaf)
    file = io.BytesIO()
    export_data(project=tree_project, file=file, format=format, options=ExportOptions(extra=True))
    root = document.nodes.get(parent__isnull=True)
    for line in file.getvalue().splitlines():
        assert json.loads(line)["node"] == {
            "document": document.pk,
            "depth": root.height,
            "height": 0,
            "span": {"start": leaf.start, "end": leaf.end},
        }
