"""Agreement over HTTP: whose answers count, and how they are split."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback.models import Document, Node, Preference
from feedback.services.gold import make_gold
from feedback.services.reviewing import ask_again

pytestmark = pytest.mark.django_db


def test_without_shared_answers_there_is_nothing_to_say(people, make_comparisons, vote, figures):
    (comparison,) = make_comparisons(1)
    vote(comparison, people["annotator"])
    seen = figures("agreement")
    assert seen["answers"] == 1
    assert seen["overall"]["pairs"] == 0
    assert seen["overall"]["alpha_ordinal"] == {"value": None, "low": None, "high": None}
    assert seen["slices"] == []


def test_pairs_of_answers_are_counted(people, make_comparisons, vote, figures):
    for index, comparison in enumerate(make_comparisons(10)):
        vote(comparison, people["annotator"], "a")
        vote(comparison, people["admin"], "b" if index < 3 else "a")
    overall = figures("agreement")["overall"]
    assert (overall["units"], overall["pairs"]) == (10, 10)
    assert overall["raw"]["value"] == pytest.approx(0.7)
    assert overall["raw"]["low"] < 0.7 < overall["raw"]["high"]


def test_withdrawn_and_asked_for_answers_do_not_count(people, make_comparisons, vote, figures):
    first, second = make_comparisons(2)
    for comparison in (first, second):
        vote(comparison, people["annotator"])
    vote(first, people["admin"], is_current=False)
    ask_again(comparison_id=second.pk)
    vote(second, people["admin"], "b")
    assert figures("agreement")["overall"]["pairs"] == 0


def test_gold_does_not_count(people, make_comparisons, vote, figures):
    (model,) = make_comparisons(1)
    gold = make_gold(comparison_id=model.pk, expected="a")
    for role in ("annotator", "admin"):
        vote(gold, people[role])
    assert figures("agreement", source="all")["overall"]["pairs"] == 0
    assert figures("generators", source="all")["same_generator"] == 0


def test_imported_answers_stand_by_themselves(people, make_comparisons, vote, figures):
    (comparison,) = make_comparisons(1, stream="imported")
    for rater in ("r-1", "r-2"):
        vote(comparison, None, rater=rater)
    assert figures("agreement")["overall"]["pairs"] == 0
    assert figures("agreement", source="imported")["overall"]["pairs"] == 1
    assert figures("agreement", source="all")["overall"]["pairs"] == 1
    assert figures("agreement", source="nobody")["code"] == "invalid"


def test_by_stream_rule_domain_depth_and_time(project, people, make_comparisons, vote, figures):
    document = Document.objects.create(project=project, title="Topics", text="x", content_hash="h")
    node = Node.objects.create(document=document, height=2, position=0, start=0, end=1)
    drawn, chosen = make_comparisons(
        1, stream="random", acquisition_rule="random"
    ) + make_comparisons(1, stream="active", acquisition_rule="margin")
    drawn.prompt.metadata = {"format": "prompts", "extra": {"domain": "law"}}
    drawn.prompt.save()
    chosen.prompt.node = node
    chosen.prompt.save()
    for comparison in (drawn, chosen):
        vote(comparison, people["annotator"])
        vote(comparison, people["admin"])
    old = timezone.now() - timedelta(days=3)
    Preference.objects.filter(comparison=drawn).update(created_at=old)
    slices = [part for part in figures("agreement")["slices"] if part["by"] != "policy"]
    seen = {(part["by"], part["value"]): part["pairs"] for part in slices}
    today = timezone.now().date()
    assert seen == {
        ("stream", "random"): 1,
        ("stream", "active"): 1,
        ("acquisition_rule", "random"): 1,
        ("acquisition_rule", "margin"): 1,
        ("domain", "law"): 1,
        ("domain", "Topics"): 1,
        ("depth", "2"): 1,
        ("time", str(old.date())): 1,
        ("time", str(today)): 1,
    }


def test_as_a_table(people, make_comparisons, vote, client_of):
    for comparison in make_comparisons(4):
        for role in ("annotator", "admin"):
            vote(comparison, people[role])
    url = "/api/v1/projects/plumb/metrics/agreement/?format=csv"
    answer = client_of("researcher").get(url)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "plumb-agreement.csv" in answer["Content-Disposition"]
    header, everything, *slices = answer.content.decode().splitlines()
    names = ["by", "value", "units", "pairs", "raw", "raw_low", "raw_high"]
    assert header.split(",")[:7] == names
    assert everything.split(",")[:5] == ["all", "", "4", "4", "1.0"]
    assert slices
