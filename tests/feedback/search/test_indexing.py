"""Full text search on PostgreSQL: what is indexed, and that the indexes are used."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from feedback.models import (
    Comparison,
    Generator,
    Preference,
    Prompt,
    PromptWords,
    Response,
    ResponseWords,
)
from feedback.selectors import searching
from feedback.services import indexing
from feedback.services.indexing import index_texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="PostgreSQL only: full text search"
    ),
]


def make(project, count: int, start: int = 0) -> list[Comparison]:
    """Comparisons whose texts hold a number, and words that all of them share."""
    generator, _ = Generator.objects.get_or_create(project=project, name="g", kind="import")
    made = []
    for number in range(start, start + count):
        prompt = Prompt.objects.create(
            project=project,
            messages=[{"role": "user", "content": f"What leans?\nplumb{number}"}],
            content_hash=str(number),
            origin=str(number),
        )
        a, b = (
            Response.objects.create(
                prompt=prompt, generator=generator, text=f"{side}{number} walls", content_hash=side
            )
            for side in ("left", "right")
        )
        made.append(
            Comparison.objects.create(
                project=project, prompt=prompt, response_a=a, response_b=b, stream="random"
            )
        )
    return made


def test_each_text_is_indexed_once_and_new_ones_the_next_time(project):
    make(project, 3)
    assert index_texts() is False
    assert (PromptWords.objects.count(), ResponseWords.objects.count()) == (3, 6)
    make(project, 1, start=3)
    assert searching.prompts_about(Prompt.objects.all(), "plumb3").count() == 0
    index_texts()
    assert searching.prompts_about(Prompt.objects.all(), "plumb3").count() == 1
    assert ResponseWords.objects.count() == 8


def test_what_was_passed_over_is_indexed_later(project):
    """A row becomes visible after one with a higher id where its transaction ends later."""
    first, *_ = make(project, 3)
    index_texts()
    PromptWords.objects.filter(prompt=first.prompt).delete()
    index_texts()
    assert PromptWords.objects.count() == 3


def test_much_to_do_is_done_in_slices(project, monkeypatch):
    make(project, 3)
    monkeypatch.setattr(indexing, "SLICE_SECONDS", 0.0)
    assert index_texts() is True
    monkeypatch.setattr(indexing, "SLICE_SECONDS", 60.0)
    monkeypatch.setattr(indexing, "TEXTS_AT_ONCE", 2)
    assert index_texts() is False
    assert (PromptWords.objects.count(), ResponseWords.objects.count()) == (3, 6)


def test_a_text_with_more_words_than_there_is_room_for_is_indexed_as_far_as_it_goes(project):
    (made,) = make(project, 1)
    made.response_a.text = " ".join(f"word{number}" for number in range(200_000))
    made.response_a.save()
    index_texts()
    rows = Response.objects.all()
    assert searching.responses_about(rows, "word7").get() == made.response_a
    assert not searching.responses_about(rows, "word199999").exists()


def test_words_after_a_line_break_are_found(project):
    (made,) = make(project, 1)
    index_texts()
    assert searching.prompts_about(Prompt.objects.all(), "plumb0").get() == made.prompt


def test_words_go_with_their_texts(project):
    (made,) = make(project, 1)
    index_texts()
    made.prompt.delete()
    assert not PromptWords.objects.exists()
    assert not ResponseWords.objects.exists()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("plumb1 left1", [1]),
        ('"leans plumb2"', [2]),
        ("walls -plumb1", [0, 2]),
        ("plumb0 or right2", [0, 2]),
        ("left1 right2", []),
        ("-plumb1", [0, 2]),
        ("the of", []),
    ],
)
def test_comparisons_and_answers_hold_the_words_together(project, asked, found):
    made = make(project, 3)
    index_texts()
    for each in made:
        Preference.objects.create(
            project=project, comparison=each, choice="a", submission_key=str(each.pk)
        )
    wanted = [made[number].pk for number in found]
    rows = searching.comparisons_about(Comparison.objects.order_by("pk"), asked)
    assert [row.pk for row in rows] == wanted
    answers = searching.preferences_about(Preference.objects.order_by("pk"), asked)
    assert [row.comparison_id for row in answers] == wanted


def test_rationales_are_found_by_their_index(project):
    made = make(project, 2)
    index_texts()
    for each, said in zip(made, ("because of the footing", ""), strict=True):
        Preference.objects.create(
            project=project, comparison=each, choice="a", submission_key="k", rationale=said
        )
    rows = searching.preferences_about(Preference.objects.all(), "footings plumb0")
    assert rows.get().comparison == made[0]
    assert "rationale_words" in indexes_of(rows)


@pytest.mark.parametrize(
    ("about", "model"),
    [
        (searching.prompts_about, Prompt),
        (searching.responses_about, Response),
        (searching.comparisons_about, Comparison),
        (searching.preferences_about, Preference),
    ],
)
def test_words_are_looked_up_in_the_indexes(project, about, model):
    make(project, 2)
    index_texts()
    used = indexes_of(about(model.objects.all(), "plumb1"))
    assert used & {"prompt_words", "response_words"}


def indexes_of(rows) -> set[str]:
    """The indexes that PostgreSQL would use if it could not read whole tables."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "indexonlyscan"):  # those by id; bitmaps remain
            cursor.execute(f"SET LOCAL enable_{way} = off")
    plan = json.loads(rows.explain(format="json"))
    waiting, found = [plan[0]["Plan"]], set()
    while waiting:
        node = waiting.pop()
        found.add(node.get("Index Name"))
        waiting += node.get("Plans", [])
    return found
