"""Documents exported as nested trees."""

from __future__ import annotations

import pytest

from feedback.models import Comparison, Document, Preference, Project
from feedback.services.trees import add_document, open_documents, settle

TEXT = "The cord hangs from a nail. The weight is still. The wall beside it stands. " * 30


@pytest.fixture
def tree_project(db) -> Project:
    return Project.objects.create(slug="trees", name="Trees", leaf_tokens=60, fan_out=2)


def every(node):
    yield node
    for child in node["children"]:
        yield from every(child)


def test_a_tree_holds_spans_responses_answers_and_settled_texts(tree_project, people):
    from feedback.selectors.tree_rows import tree_row

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
