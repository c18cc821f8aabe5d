"""Sentences of summaries are followed down to the document, over HTTP."""

from __future__ import annotations

import uuid
from functools import partial

import pytest

from feedback.models import Comparison, Document, Generator, Lease, Node, Preference, Response
from feedback.services.answering import submit_preference
from feedback.services.prompts import add_responses
from feedback.services.queueing import Proposal, open_comparisons
from feedback.services.serving import lease_next
from feedback.services.trees import add_document, open_documents, reconsider_node, settle
from feedback.splitting import Splitting

pytestmark = pytest.mark.django_db
TEXT = (
    "The plumb line hangs. Its weight draws the cord.\n\n"
    "Masons trust the level. Water seeks its own height."
)


@pytest.fixture
def document(project) -> Document:
    made = add_document(
        project=project, title="Tools", text=TEXT, splitting=Splitting(by="paragraphs")
    )
    open_documents(project=project)
    return made


def written(node: Node, text: str) -> Response:
    generator, _ = Generator.objects.get_or_create(
        project=node.document.project, name="by hand", defaults={"kind": "import"}
    )
    add_responses(prompt=node.prompt, texts={generator: text})
    return node.prompt.responses.get(text=text)


def settle_with(document: Document, height: int, position: int, text: str) -> Response:
    node = document.nodes.get(height=height, position=position)
    response = written(node, text)
    settle(node, response)
    return response


def provenance(client, response: Response) -> list[dict]:
    answer = client.get(f"/api/v1/responses/{response.pk}/provenance/")
    assert answer.status_code == 200
    return answer.json()["sentences"]


def test_an_extractive_sentence_is_exact_down_to_the_document(document, client_of):
    settle_with(document, 0, 0, "Its weight draws the cord.")
    second = settle_with(document, 0, 1, "Masons trust the level. Water seeks its own height.")
    root = document.nodes.get(height=1)
    best = written(root, "Its weight draws the cord. Water seeks its own height.")
    one, other = provenance(client_of("researcher"), best)
    for sentence, words in (
        (one, "Its weight draws the cord."),
        (other, "Water seeks its own height."),
    ):
        assert sentence["kind"] == "exact"
        (place,) = sentence["document"]
        assert TEXT[place["start"] : place["end"]] == words
        assert (place["kind"], place["score"]) == ("exact", 1.0)
        (here,) = sentence["places"]
        assert root.source[here["start"] : here["end"]] == words
    (part,) = other["parts"]
    assert (part["node"], part["response"]) == (second.prompt.node_id, second.pk)
    assert second.text[part["start"] : part["end"]] == "Water seeks its own height."


def test_a_rewritten_sentence_is_marked_as_similar_all_the_way(document, client_of):
    settle_with(document, 0, 0, "The cord is drawn by a weight.")
    settle_with(document, 0, 1, "Masons trust the level.")
    best = written(
        document.nodes.get(height=1), "The cord is drawn by a weight. Nothing else here."
    )
    one, other = provenance(client_of("researcher"), best)
    assert one["kind"] == "exact"  # in the summary below, which is itself only like the document
    (place,) = one["document"]
    assert TEXT[place["start"] : place["end"]] == "Its weight draws the cord."
    assert place["kind"] == "similar"
    assert 0 < place["score"] < 1
    assert other["kind"] == "whole"
    assert [(each["kind"], each["score"]) for each in other["document"]] == [
        ("whole", 0),
        ("whole", 0),
    ]


def test_what_was_written_before_a_change_is_followed_the_way_it_came(document, client_of):
    first = settle_with(document, 0, 0, "The plumb line hangs.")
    settle_with(document, 0, 1, "Masons trust the level.")
    old = written(document.nodes.get(height=1), "The plumb line hangs.")
    reconsider_node(prompt_id=first.prompt_id)
    settle_with(document, 0, 0, "Its weight draws the cord.")
    (sentence,) = provenance(client_of("researcher"), old)
    assert sentence["parts"][0]["response"] == first.pk
    assert sentence["document"][0]["kind"] == "exact"


def test_the_places_are_places_of_the_documents_text(document, client_of):
    response = settle_with(document, 0, 0, "Its weight draws the cord.")
    client = client_of("researcher")
    text = client.get(f"/api/v1/documents/{document.pk}/text/").json()["text"]
    assert text == TEXT
    (sentence,) = provenance(client, response)
    (place,) = sentence["document"]
    assert text[place["start"] : place["end"]] == place["text"] == "Its weight draws the cord."
    assert client_of("annotator").get(f"/api/v1/documents/{document.pk}/text/").status_code == 403


def ask(project, node: Node, annotator) -> Comparison:
    a, b = written(node, "The plumb line hangs."), written(node, "Its weight draws the cord.")
    proposal = Proposal(node.prompt_id, a.pk, b.pk, "active", "x", None, None, None, 0.0)
    open_comparisons(project=project, proposals=[proposal])
    lease = lease_next(project=project, annotator=annotator)
    assert isinstance(lease, Lease)
    return lease.comparison


def test_annotators_open_a_node_once_they_have_answered_about_it(
    document, project, people, client_of
):
    leaf = document.nodes.get(height=0, position=0)
    client, annotator = client_of("annotator"), people["annotator"]
    urls = [f"/api/v1/nodes/{leaf.pk}/",
            f"/api/v1/responses/{leaf.prompt.responses.first().pk}/provenance/"]  # fmt: skip
    assert [client.get(url).status_code for url in urls] == [403, 403]
    comparison = ask(project, leaf, annotator)
    assert [client.get(url).status_code for url in urls] == [403, 403]
    submit_preference(
        comparison_id=comparison.pk, annotator=annotator, choice="a",
        submission_key=str(uuid.uuid4()),
    )  # fmt: skip
    assert [client.get(url).status_code for url in urls] == [200, 200]
    a, b, *_ = leaf.prompt.responses.exclude(pk__in=[comparison.response_a_id])
    more = Proposal(leaf.prompt_id, a.pk, b.pk, "active", "x", None, None, None, 0.0)
    open_comparisons(project=project, proposals=[more])
    assert [client.get(url).status_code for url in urls] == [403, 403]


def test_annotators_see_their_own_answers_about_a_node_and_nobody_elses(
    document, project, people, client_of
):
    project.overlap = 2
    project.save()
    leaf = document.nodes.get(height=0, position=0)
    comparison = ask(project, leaf, people["annotator"])
    a, b, *_ = leaf.prompt.responses.exclude(pk__in=[comparison.response_a_id]).order_by("pk")
    other = Comparison.objects.create(
        project=project, prompt=leaf.prompt, response_a=a, response_b=b,
        stream="active", status="closed", closed_because="answered", answers=1,
    )  # fmt: skip
    give = partial(Preference.objects.create, project=project, is_current=True)
    give(comparison=comparison, annotator=people["annotator"], choice="a", submission_key="1")
    give(comparison=comparison, annotator=people["admin"], choice="b", submission_key="2")
    give(comparison=other, annotator=people["admin"], choice="tie", submission_key="3")
    url = f"/api/v1/nodes/{leaf.pk}/"
    mine = client_of("annotator").get(url).json()
    assert mine["source"] == leaf.source
    assert len(mine["responses"]) == leaf.prompt.responses.count()
    counts = {"answers": None, "a_wins": None, "b_wins": None, "ties": None}
    (row,) = mine["comparisons"]
    assert (row["id"], row["own"]) == (comparison.pk, "a")
    assert {name: row[name] for name in counts} == counts
    everything = client_of("admin").get(url).json()["comparisons"]
    assert [(row["own"], row["a_wins"], row["b_wins"], row["ties"]) for row in everything] == [
        ("b", 1, 1, 0), ("tie", 0, 0, 1),
    ]  # fmt: skip
    refused = client_of("outsider").get(url)
    assert (refused.status_code, set(refused.json())) == (404, {"code", "message", "details"})
    # Own answers lead to the node.
    listed = client_of("annotator").get(f"/api/v1/projects/{project.slug}/preferences/?mine=1")
    assert [answer["node"] for answer in listed.json()["results"]] == [leaf.pk]


def test_whoever_compares_is_shown_the_passages_and_nobody_else(
    document, project, people, client_of
):
    leaf = document.nodes.get(height=0, position=0)
    comparison = ask(project, leaf, people["annotator"])
    url = f"/api/v1/comparisons/{comparison.pk}/passages/"
    shown = client_of("annotator").get(url).json()["responses"]
    assert {each["side"] for each in shown} == {"a", "b"}
    for response in shown:
        for sentence in response["sentences"]:
            (place,) = sentence["places"]
            words = response["text"][sentence["start"] : sentence["end"]]
            assert leaf.source[place["start"] : place["end"]] == words
    assert client_of("outsider").get(url).status_code == 404
    Lease.objects.all().delete()
    assert client_of("annotator").get(url).status_code == 403
    assert client_of("researcher").get(url).status_code == 200


def test_a_response_of_no_document_has_no_provenance(make_comparisons, client_of):
    (comparison,) = make_comparisons(1)
    url = f"/api/v1/responses/{comparison.response_a_id}/provenance/"
    assert client_of("researcher").get(url).status_code == 404
    passages = client_of("researcher").get(f"/api/v1/comparisons/{comparison.pk}/passages/")
    assert [each["sentences"] for each in passages.json()["responses"]] == [[], []]
