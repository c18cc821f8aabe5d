"""Own answers over HTTP: what was judged, changing one, and the part of a document it is about."""

from __future__ import annotations

import uuid
from pydoc_data.topics import topics

import pytest

from feedback.models import Preference, Response
from feedback.services.queueing import Proposal, open_comparisons
from feedback.services.trees import add_document, open_documents

pytestmark = pytest.mark.django_db
P = "/api/v1/projects/plumb/"


@pytest.fixture
def annotator(client_of):
    return client_of("annotator")


def said(choice, **more):
    return {"choice": choice, "submission_key": str(uuid.uuid4())} | more


def answer_next(client, choice="a", **more):
    """Answers what comes next. Returns what was served, and what the server said."""
    served = client.post(f"{P}next/").json()
    url = f"/api/v1/comparisons/{served['id']}/preferences/"
    return served, client.post(url, said(choice, **more)).json()


def test_the_list_shows_what_was_judged(annotator, make_comparisons):
    (comparison,) = make_comparisons(1)
    answer_next(annotator)
    (row,) = annotator.get(f"{P}preferences/").json()["results"]
    assert row["judged"] == {
        "prompt": comparison.prompt.messages[-1]["content"],
        "a": comparison.response_a.text,
        "b": comparison.response_b.text,
    }


def test_an_answer_is_shown_again_as_it_was_given(annotator, make_comparisons):
    make_comparisons(1)
    served, answered = answer_next(annotator, "b", duration_ms=700)
    pk = answered["preference"]["id"]
    shown = annotator.get(f"/api/v1/preferences/{pk}/").json()
    assert shown["comparison"]["shown"] == served["shown"]
    assert shown["comparison"]["prompt"] == served["prompt"]
    assert (shown["preference"]["choice"], shown["obstacle"]) == ("b", None)


def test_looking_at_an_answer_changes_nothing(annotator, make_comparisons):
    make_comparisons(1)
    _, answered = answer_next(annotator)
    annotator.get(f"/api/v1/preferences/{answered['preference']['id']}/")
    assert Preference.objects.get().is_current
    assert annotator.post(f"{P}next/").status_code == 204


def test_the_new_answer_counts_once_it_is_sent(annotator, make_comparisons):
    make_comparisons(1)
    _, answered = answer_next(annotator)
    url = f"/api/v1/preferences/{answered['preference']['id']}/change/"
    body = said("tie", both_bad=True)
    first, again = annotator.post(url, body), annotator.post(url, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    current = Preference.objects.get(is_current=True)
    assert (current.choice, current.both_bad) == ("tie", True)
    old = annotator.get(f"/api/v1/preferences/{answered['preference']['id']}/").json()
    assert "already withdrawn" in old["obstacle"]


def test_a_bad_answer_is_refused_and_the_old_one_stands(annotator, make_comparisons):
    make_comparisons(1)
    _, answered = answer_next(annotator)
    url = f"/api/v1/preferences/{answered['preference']['id']}/change/"
    for body in ({}, said("c"), said("a", both_bad=True), said("a", axes={"x": 1})):
        refused = annotator.post(url, body)
        assert refused.status_code == 400, body
        assert set(refused.json()) == {"code", "message", "details"}
    assert Preference.objects.get().is_current


def test_the_answers_of_others_do_not_exist(annotator, client_of, make_comparisons):
    make_comparisons(1)
    _, answered = answer_next(annotator)
    url = f"/api/v1/preferences/{answered['preference']['id']}/"
    for role in ("researcher", "admin", "outsider"):
        client = client_of(role)
        assert client.get(url).status_code == 404
        assert client.post(f"{url}change/", said("b")).status_code == 404
    assert Preference.objects.get().choice == "a"


def test_a_part_is_linked_once_its_page_is_open(project, annotator, people):
    """Two comparisons about one node: the first answer alone must not lead to a closed page."""
    document = add_document(project=project, title="Classes", text=topics["class"])
    open_documents(project=project)
    node = document.nodes.filter(height=0).first()
    a, b, c = Response.objects.filter(prompt=node.prompt).order_by("pk")[:3]
    proposals = [
        Proposal(node.prompt_id, one.pk, other.pk, "active", "random", None, None, None, 0.0)
        for one, other in ((a, b), (a, c))
    ]
    open_comparisons(project=project, proposals=proposals)

    _, first = answer_next(annotator)
    (row,) = annotator.get(f"{P}preferences/").json()["results"]
    assert (first["node"], row["node"]) == (None, None)
    assert annotator.get(f"/api/v1/nodes/{node.pk}/").status_code == 403

    _, second = answer_next(annotator)
    rows = annotator.get(f"{P}preferences/").json()["results"]
    assert (second["node"], {each["node"] for each in rows}) == (node.pk, {node.pk})
    assert annotator.get(f"/api/v1/nodes/{node.pk}/").status_code == 200


def test_researchers_are_led_to_every_part(project, client_of, people):
    document = add_document(project=project, title="Classes", text=topics["class"])
    open_documents(project=project)
    node = document.nodes.filter(height=0).first()
    a, b, c = Response.objects.filter(prompt=node.prompt).order_by("pk")[:3]
    proposals = [
        Proposal(node.prompt_id, one.pk, other.pk, "active", "random", None, None, None, 0.0)
        for one, other in ((a, b), (a, c))
    ]
    open_comparisons(project=project, proposals=proposals)
    researcher = client_of("researcher")
    _, answered = answer_next(researcher)
    assert answered["node"] == node.pk
    (row,) = researcher.get(f"{P}preferences/").json()["results"]
    assert row["node"] == node.pk
