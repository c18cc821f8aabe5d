"""Files of other tools: who said what about whom, and where a row is wrong."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from feedback.errors import Refusal
from feedback.imports import FORMATS, ParsedRow
from feedback.imports.importing import ImportOptions, import_file
from feedback.imports.records import ParsedVote, RowError
from feedback.models import Preference, Rating


def asked(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def told(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


def human(text: str) -> dict[str, str]:
    return {"from": "human", "value": text}


def bot(text: str) -> dict[str, str]:
    return {"from": "gpt", "value": text}


ARENA: dict[str, Any] = {
    "question_id": 8,
    "model_a": "m1",
    "model_b": "m2",
    "winner": "model_b",
    "judge": "expert_1",
    "conversation_a": [asked("Why?"), told("So."), asked("Sure?"), told("Yes.")],
    "conversation_b": [asked("Why?"), told("No."), asked("Sure?"), told("Hm.")],
    "turn": 2,
    "language": "English",
}
KAGGLE: dict[str, Any] = {
    "prompt": '["Why?", "Sure?"]',
    "response_a": '["So.", "Yes."]',
    "response_b": '["So.", "Hm."]',
    "winner_model_a": 0,
    "winner_model_b": 0,
    "winner_tie": 1,
    "model_a": "m1",
    "model_b": "m2",
}
SHAREGPT: dict[str, Any] = {
    "conversations": [human("Why?")],
    "chosen": bot("So."),
    "rejected": bot("No."),
}
SCORED: dict[str, Any] = {
    "source": "s",
    "instruction": "Why?",
    "models": ["m1", "m2", "m3"],
    "completions": [
        {
            "model": "m1",
            "response": "So.",
            "overall_score": 8,
            "annotations": {"honesty": {"Rating": "5", "Rationale": "Plain."}},
        },
        {
            "model": "m2",
            "response": "No.",
            "overall_score": 3.5,
            "annotations": {"honesty": {"Rating": "N/A"}},
        },
        {"model": "m3", "response": "Hm.", "overall_score": 3.5, "annotations": {}},
    ],
}
NECTAR: dict[str, Any] = {
    "prompt": "\n\nHuman: Why?\n\nAssistant: Hm?\n\nHuman: Well?\n\nAssistant: ",
    "answers": [
        {"answer": "So.", "model": "m1", "rank": 1.0},
        {"answer": "No.", "model": "m2", "rank": 3.0},
        {"answer": "Hm.", "model": "m3", "rank": 3.0},
    ],
    "turns": 2,
}
SCORES: dict[str, Any] = {
    "prompt": "Why?",
    "responses": ["So.", "No."],
    "scores": [0.25, 0.75],
    "rater": "r",
}
BEST: dict[str, Any] = {
    "prompt": "Why?",
    "responses": ["So.", "No.", "Hm."],
    "best": 2,
    "rater": "r",
}
WEBGPT: dict[str, Any] = {
    "question": {"dataset": "d", "id": "q1", "full_text": "Why?"},
    "answer_0": "So.",
    "answer_1": "No.",
    "score_0": -0.75,
    "score_1": 0.75,
    "tokens_0": {"prefix": [1], "completion": [2]},
    "quotes_0": {"title": [], "extract": []},
}
OPENAI: dict[str, Any] = {
    "input": {"messages": [asked("Why?")], "tools": [], "parallel_tool_calls": True},
    "preferred_output": [told("So.")],
    "non_preferred_output": [told("No.")],
}


def result(kind: str, name: str, **value: Any) -> dict[str, Any]:
    return {"from_name": name, "to_name": "answer1,answer2", "type": kind, "value": value}


LABELLED: dict[str, Any] = {
    "id": 5,
    "data": {
        "prompt": "Why?",
        "answer1": "So.",
        "answer2": "No.",
        "model1": "m1",
        "model2": "m2",
        "batch": "b7",
    },
    "annotations": [
        {
            "completed_by": 3,
            "lead_time": 2.5,
            "result": [
                result("pairwise", "better", selected="right"),
                result("rating", "clarity", rating=4),
                result("textarea", "why", text=["Shorter."]),
            ],
        },
        {"completed_by": 4, "was_cancelled": True, "result": []},
        {
            "completed_by": {"id": 5, "email": "w5@example.org"},
            "result": [result("choices", "tie", choices=["both_bad"])],
        },
        {"completed_by": 6, "result": []},
    ],
}
RECORD: dict[str, Any] = {
    "id": "r1",
    "fields": {"prompt": "Why?", "response-1": "So.", "response-2": "No."},
    "metadata": {"response-1_model": "m1", "batch": "b7"},
    "suggestions": {"better": {"value": ["response-2", "response-1"]}},
    "responses": {
        "better": [
            {"value": ["response-2", "response-1"], "user_id": "u1"},
            {
                "value": [
                    {"value": "response-1", "rank": 1},
                    {"value": "response-2", "rank": 1},
                ],
                "user_id": "u2",
            },
        ],
        "clarity": [{"value": 4, "user_id": "u1"}],
        "why": [{"value": "Shorter.", "user_id": "u1"}],
    },
}
FLAT: dict[str, Any] = {
    "id": "r1",
    "_server_id": "s",
    "status": "completed",
    "instruction": "Why?",
    "response_a": "So.",
    "response_b": "No.",
    "label.responses": ["response_a", "tie", "both_bad", "response_b"],
    "label.responses.users": ["u1", "u2", "u3", "u4"],
    "label.responses.status": ["submitted", "submitted", "submitted", "draft"],
    "label.suggestion": "response_b",
}
CHOICE: dict[str, Any] = {
    "text": "Why?",
    "options": [
        {"id": "x", "text": "So.", "model": "m1"},
        {"id": "y", "text": "No.", "model": "m2"},
        {"id": "z", "text": "Hm."},
    ],
    "accept": ["y"],
    "answer": "accept",
    "_annotator_id": "w1",
    "_input_hash": 77,
    "meta": {"batch": "b7"},
}
RAW: dict[str, Any] = {
    "id": 7,
    "comparison": 3,
    "prompt": [asked("Why?")],
    "response_a": "So.",
    "response_b": "No.",
    "response_a_id": "17",
    "response_b_id": "draft-x",
    "generator_a": "m1",
    "generator_b": "m2",
    "choice": "b",
    "votes": 1,
    "both_bad": False,
    "strength": 3,
    "axes": {"clarity": 4, "true": True},
    "rationale": "Plain.",
    "confidence": 0.5,
    "duration_ms": 800,
    "rater": "r-1",
    "stream": "random",
    "imported": {"swapped": True, "margin": 2, "extra": {"batch": "b7"}},
}
THEIRS: dict[str, dict[str, Any]] = {
    "arena": ARENA,
    "sharegpt": SHAREGPT,
    "ultrafeedback": SCORED,
    "ranks": NECTAR,
    "best-of-n": BEST,
    "webgpt": WEBGPT,
    "openai-preference": OPENAI,
    "label-studio": LABELLED,
    "argilla": RECORD,
    "prodigy": CHOICE,
    "raw": RAW,
}


def parse(format: str, row: dict[str, Any]) -> ParsedRow:
    found = FORMATS[format].parse(row, 1)
    assert isinstance(found, ParsedRow)
    return found


def votes(row: ParsedRow) -> list[ParsedVote]:
    return [vote for part in row.parts for vote in part.votes]


def said(row: ParsedRow) -> list[tuple[str, str, str]]:
    """(the first's generator or else text, the second's, choice) of each vote."""
    return [
        (
            *(
                part.responses[each].generator or str(part.responses[each].text)
                for each in (vote.first, vote.second)
            ),
            "both bad" if vote.both_bad else vote.choice,
        )
        for part in row.parts
        for vote in part.votes
    ]


def test_an_arena_judgement_names_its_models_and_judge():
    row = parse("arena", ARENA)
    [vote] = votes(row)
    assert said(row) == [("m1", "m2", "b")]
    assert vote.rater == "expert_1"
    assert vote.metadata == {"turn": 2, "extra": {"question_id": 8, "language": "English"}}
    assert row.parts[0].messages == [asked("Why?")]
    assert [each.text for each in row.parts[0].responses] == [
        "So.\n\nHuman:Sure?\n\nAssistant:Yes.",
        "No.\n\nHuman:Sure?\n\nAssistant:Hm.",
    ]


def test_of_a_judged_first_turn_the_second_plays_no_part():
    row = parse("arena", ARENA | {"turn": 1})
    assert [each.text for each in row.parts[0].responses] == ["So.", "No."]


def test_conversations_part_where_they_differ():
    same = [asked("Why?"), told("So."), asked("Sure?")]
    row = parse(
        "arena",
        ARENA | {"conversation_a": [*same, told("Yes.")], "conversation_b": [*same, told("Hm.")]},
    )
    assert row.parts[0].messages == same
    assert [each.text for each in row.parts[0].responses] == ["Yes.", "Hm."]


@pytest.mark.parametrize(
    ("winner", "choice"),
    [
        ("model_a", "a"),
        ("model_b", "b"),
        ("m1", "a"),
        ("m2", "b"),
        ("tie", "tie"),
        ("tie (bothbad)", "both bad"),
        ("both_bad", "both bad"),
    ],
)
def test_what_an_arenas_winner_says(winner, choice):
    assert said(parse("arena", ARENA | {"winner": winner})) == [("m1", "m2", choice)]


def test_turns_in_lists_and_a_column_for_each_winner():
    row = parse("arena", KAGGLE)
    assert said(row) == [("m1", "m2", "tie")]
    assert row.parts[0].messages == [asked("Why?"), told("So."), asked("Sure?")]
    assert [each.text for each in row.parts[0].responses] == ["Yes.", "Hm."]


def test_the_judge_of_mt_bench_is_a_model_and_its_prompt():
    [vote] = votes(parse("arena", ARENA | {"judge": ["gpt-x", "pair-v2"]}))
    assert vote.rater == "gpt-x pair-v2"


def test_sharegpt_pairs_and_plain_conversations():
    row = parse("sharegpt", SHAREGPT | {"system": "Be short.", "id": "c1"})
    assert said(row) == [("So.", "No.", "a")]
    assert row.parts[0].messages == [{"role": "system", "content": "Be short."}, asked("Why?")]
    assert votes(row)[0].metadata == {"extra": {"id": "c1"}}
    [part] = parse("sharegpt", {"conversations": [human("Why?"), bot("So.")], "model": "m1"}).parts
    assert (part.messages, part.votes) == ([asked("Why?")], ())
    assert [(each.text, each.generator) for each in part.responses] == [("So.", "m1")]


def test_scores_of_completions_make_votes_with_margins_and_ratings():
    row = parse("ultrafeedback", SCORED)
    assert said(row) == [("m1", "m2", "a"), ("m1", "m3", "a"), ("m2", "m3", "tie")]
    assert [vote.metadata["margin"] for vote in votes(row)] == [4.5, 4.5, 0]
    assert [rating.axes for rating in row.parts[0].ratings] == [
        {"overall": 8, "honesty": 5},
        {"overall": 3.5},
        {"overall": 3.5},
    ]
    assert row.parts[0].ratings[0].metadata == {"extra": {"rationales": {"honesty": "Plain."}}}


def test_fine_grained_scores_count_where_there_are_no_overall_ones():
    completions = [
        {"model": each["model"], "response": each["response"], "fine-grained_score": score}
        for each, score in zip(SCORED["completions"], (1, 2, 3), strict=True)
    ]
    row = parse("ultrafeedback", SCORED | {"completions": completions})
    assert [choice for *_, choice in said(row)] == ["b", "b", "b"]


def test_ranks_make_every_pair_and_equal_ones_tie():
    row = parse("ranks", NECTAR)
    assert said(row) == [("m1", "m2", "a"), ("m1", "m3", "a"), ("m2", "m3", "tie")]
    assert row.parts[0].messages == [asked("Why?"), told("Hm?"), asked("Well?")]
    assert votes(row)[0].metadata == {"extra": {"turns": 2}}


def test_of_scores_the_highest_is_the_best():
    [vote] = votes(parse("ranks", SCORES))
    assert (vote.choice, vote.rater, vote.metadata) == ("b", "r", {"margin": 0.5})


@pytest.mark.parametrize("best", [2, 2.0, "2", "Hm."])
def test_the_best_beats_each_of_the_others(best):
    row = parse("best-of-n", BEST | {"best": best})
    assert said(row) == [("Hm.", "So.", "a"), ("Hm.", "No.", "a")]
    assert {vote.rater for vote in votes(row)} == {"r"}


@pytest.mark.parametrize(
    ("score", "choice", "strength"),
    [(1, "a", 4), (0.25, "a", 1), (0.1, "a", 1), (0, "tie", None), (-0.5, "b", 2), (-1, "b", 4)],
)
def test_a_webgpt_score_says_who_won_and_how_clearly(score, choice, strength):
    row = parse("webgpt", WEBGPT | {"score_0": score, "score_1": -score})
    [vote] = votes(row)
    assert (vote.choice, vote.strength) == (choice, strength)
    assert row.left_out == {"tokens": 1}
    assert vote.metadata["extra"] == {
        "dataset": "d",
        "id": "q1",
        "score_0": score,
        "score_1": -score,
        "quotes_0": {"title": [], "extract": []},
    }


def test_an_openai_pair():
    row = parse("openai-preference", OPENAI)
    assert said(row) == [("So.", "No.", "a")]
    assert row.parts[0].messages == [asked("Why?")]
    assert votes(row)[0].metadata == {}


def test_label_studio_says_who_selected_which_and_how_long_it_took():
    row = parse("label-studio", LABELLED)
    assert said(row) == [("m1", "m2", "b"), ("m1", "m2", "both bad")]
    first, second = votes(row)
    assert (first.rater, second.rater) == ("3", "w5@example.org")
    assert (first.duration_ms, first.rationale, first.axes) == (2500, "Shorter.", {"clarity": 4})
    assert first.metadata == {"extra": {"batch": "b7", "task": 5}}
    assert row.left_out == {"cancelled": 1, "no_choice": 1}


def test_label_studios_left_is_the_first_that_the_tag_names():
    data = {"question": "Why?", "other": "So.", "mine": "No.", "extra1": "p", "extra2": "q"}
    better = result("pairwise", "better", selected="left") | {"to_name": "mine,other"}
    row = parse(
        "label-studio",
        {"data": data, "annotations": [{"completed_by": 1, "result": [better]}]},
    )
    assert said(row) == [("No.", "So.", "a")]


def test_an_argilla_ranking_is_each_users_vote():
    row = parse("argilla", RECORD)
    assert said(row) == [("No.", "m1", "a"), ("m1", "No.", "tie")]
    first, second = votes(row)
    assert [vote.rater for vote in (first, second)] == ["u1", "u2"]
    assert (first.axes, first.rationale) == ({"clarity": 4}, "Shorter.")
    assert (second.axes, second.rationale) == ({}, "")
    assert first.metadata == {"extra": {"batch": "b7", "record": "r1"}}
    assert row.left_out == {"suggestions": 1}


def test_flat_argilla_records_and_labels():
    row = parse("argilla", FLAT)
    assert said(row) == [
        ("So.", "No.", "a"),
        ("So.", "No.", "tie"),
        ("So.", "No.", "both bad"),
    ]
    assert [vote.rater for vote in votes(row)] == ["u1", "u2", "u3"]
    assert row.left_out == {"not_submitted": 1, "suggestions": 1}


def test_an_argilla_record_with_one_answer_is_rated():
    fields = {"prompt": "Why?", "response": "So."}
    [part] = parse(
        "argilla",
        {"fields": fields, "responses": {"clarity": [{"value": 2, "user_id": "u1"}]}},
    ).parts
    assert [(each.axes, each.rater) for each in part.ratings] == [({"clarity": 2}, "u1")]


def test_prodigys_accepted_options_beat_the_others():
    row = parse("prodigy", CHOICE)
    assert said(row) == [("m2", "m1", "a"), ("m2", "Hm.", "a")]
    assert {vote.rater for vote in votes(row)} == {"w1"}
    assert votes(row)[0].metadata == {"extra": {"meta": {"batch": "b7"}}}


@pytest.mark.parametrize(
    ("accept", "answer", "expected"),
    [
        (["x", "y"], "accept", [("m1", "m2", "tie")]),
        ([], "accept", [("m1", "m2", "both bad")]),
        (["x"], "reject", [("m1", "m2", "both bad")]),
        (["x"], "ignore", []),
    ],
)
def test_two_options_of_prodigy(accept, answer, expected):
    row = parse(
        "prodigy",
        CHOICE | {"options": CHOICE["options"][:2], "accept": accept, "answer": answer},
    )
    assert said(row) == expected
    assert row.left_out == ({} if expected else {"ignored": 1})


def test_our_own_raw_answers_come_back_in_their_first_order():
    row = parse("raw", RAW)
    [vote] = votes(row)
    assert said(row) == [("m2", "m1", "a")]
    assert [each.key for each in row.parts[0].responses] == ["draft-x", ""]
    assert (vote.rater, vote.strength, vote.confidence, vote.duration_ms) == ("r-1", 3, 0.5, 800)
    assert vote.axes == {"clarity": 4, "true": True}
    assert vote.metadata == {"margin": 2, "extra": {"batch": "b7", "stream": "random"}}


PICTURE = [{"type": "image_url", "image_url": {"url": "x"}}]
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("arena", ARENA | {"winner": "model_c"}, "bad_choice", "winner"),
    ("arena", ARENA | {"winner": None}, "missing_field", "winner"),
    ("arena", {**ARENA, "conversation_b": None}, "missing_field", "conversation_b"),
    ("arena", ARENA | {"conversation_b": [asked("How?"), told("No.")]}, "different_prompts", ""),
    ("arena", ARENA | {"conversation_b": "No."}, "not_a_list", "conversation_b"),
    ("arena", ARENA | {"judge": "j" * 101}, "name_too_long", "judge"),
    ("arena", ARENA | {"conversation_a": [asked("?") | {"content": PICTURE}]}, "not_a_text", ""),
    ("arena", KAGGLE | {"response_b": '["So."]'}, "wrong_count", "response_b"),
    ("arena", KAGGLE | {"winner_tie": 0}, "bad_choice", "winner_tie"),
    ("sharegpt", SHAREGPT | {"rejected": None}, "missing_field", "rejected"),
    ("sharegpt", SHAREGPT | {"images": ["a.png"]}, "not_a_text", "images"),
    ("sharegpt", {"conversations": [human("Why?")]}, "not_an_assistant_turn", "conversations"),
    (
        "sharegpt",
        SHAREGPT | {"conversations": [human("?"), {"from": "function_call", "value": "{}"}]},
        "tool_calls",
        "conversations",
    ),
    ("ultrafeedback", SCORED | {"completions": []}, "too_few_responses", "completions"),
    ("ultrafeedback", SCORED | {"completions": [{}, {}]}, "missing_field", "completions[0]"),
    (
        "ultrafeedback",
        SCORED | {"completions": [{"response": text} for text in "ab"]},
        "no_scores",
        "completions",
    ),
    (
        "ultrafeedback",
        SCORED | {"completions": [{"response": "a", "overall_score": "good"}, {"response": "b"}]},
        "not_a_number",
        "completions[0].overall_score",
    ),
    ("ranks", NECTAR | {"answers": NECTAR["answers"][:1]}, "too_few_responses", "answers"),
    ("ranks", SCORES | {"scores": [1]}, "wrong_count", "scores"),
    ("ranks", SCORES | {"scores": [1, "x"]}, "not_a_number", "scores[1]"),
    ("ranks", SCORES | {"scores": None}, "no_ranks", "responses"),
    ("ranks", SCORES | {"responses": ["a", "a"]}, "identical_responses", "responses"),
    ("best-of-n", BEST | {"best": 3}, "bad_choice", "best"),
    ("best-of-n", BEST | {"best": "Never."}, "bad_choice", "best"),
    ("best-of-n", BEST | {"best": None}, "missing_field", "best"),
    ("webgpt", WEBGPT | {"score_0": 2, "score_1": -2}, "bad_choice", "score_0"),
    ("webgpt", WEBGPT | {"score_1": 0.1}, "bad_choice", "score_1"),
    ("webgpt", WEBGPT | {"question": {"id": "q1"}}, "missing_field", "question.full_text"),
    ("openai-preference", OPENAI | {"input": {}}, "missing_field", "input.messages"),
    (
        "openai-preference",
        OPENAI | {"preferred_output": [told("a"), told("b")]},
        "several_turns",
        "preferred_output",
    ),
    (
        "openai-preference",
        OPENAI | {"input": {"messages": [asked("Why?")], "tools": [{"type": "function"}]}},
        "tool_calls",
        "input.tools",
    ),
    ("label-studio", {"id": 1, "annotation_id": 2}, "missing_field", "JSON-MIN"),
    ("label-studio", LABELLED | {"annotations": []}, "no_votes", "annotation"),
    ("label-studio", LABELLED | {"data": {"prompt": "?"}}, "missing_field", "data"),
    (
        "label-studio",
        LABELLED | {"annotations": [{"result": [result("pairwise", "better", selected="up")]}]},
        "bad_choice",
        "annotations[0].result.value.selected",
    ),
    ("argilla", RECORD | {"fields": {"response_a": "So."}}, "missing_field", "prompt"),
    ("argilla", RECORD | {"fields": {"prompt": "Why?"}}, "missing_field", "response_a"),
    ("argilla", FLAT | {"label.responses.users": ["u1"]}, "wrong_count", "label.responses.users"),
    (
        "argilla",
        RECORD | {"responses": {"better": [{"value": ["response-1", "x"]}]}},
        "bad_choice",
        "better",
    ),
    ("argilla", RECORD | {"responses": {"a": [{"value": "good"}]}}, "no_votes", "question"),
    ("prodigy", CHOICE | {"accept": ["w"]}, "bad_choice", "accept"),
    ("prodigy", CHOICE | {"answer": "maybe"}, "bad_choice", "answer"),
    ("prodigy", CHOICE | {"image": "a.png"}, "not_a_text", "pictures"),
    ("raw", RAW | {"votes": 3}, "several_answers", "votes"),
    ("raw", RAW | {"both_bad": True}, "bad_choice", "both_bad"),
    ("raw", RAW | {"strength": 9}, "not_a_number", "strength"),
]


@pytest.mark.parametrize(("format", "row", "problem", "field"), WRONG)
def test_a_wrong_row_says_what_and_where(format, row, problem, field):
    with pytest.raises(RowError) as refusal:
        FORMATS[format].parse(row, 1)
    assert refusal.value.problem == problem
    assert field in str(refusal.value)


def bring(project: Any, format: str, rows: list[dict[str, Any]], **options: Any) -> Any:
    lines = "\n".join(map(json.dumps, rows)).encode()
    return import_file(
        project=project,
        file=io.BytesIO(lines),
        format=format,
        options=ImportOptions(keep_raters=True, **options),
    )


def test_the_line_of_a_wrong_row_is_named(project):
    with pytest.raises(Refusal) as refusal:
        bring(project, "arena", [ARENA, ARENA | {"question_id": 9, "winner": "nobody"}])
    [bad] = refusal.value.details["lines"]
    assert (bad["line"], bad["problem"]) == (2, "bad_choice")
    assert "winner" in bad["message"]


def test_what_is_stored_credits_models_judges_and_both_bad(project):
    bring(project, "arena", [ARENA, ARENA | {"winner": "tie (bothbad)", "judge": "expert_2"}])
    stored = Preference.objects.filter(project=project).order_by("rater")
    assert [
        (
            each.rater,
            each.choice,
            each.both_bad,
            each.comparison.response_a.generator.name,
            each.comparison.response_b.generator.name,
        )
        for each in stored.select_related(
            "comparison__response_a__generator", "comparison__response_b__generator"
        )
    ] == [("expert_1", "b", False, "m1", "m2"), ("expert_2", "tie", True, "m1", "m2")]


def test_scored_completions_are_stored_with_votes_and_ratings(project):
    report = bring(project, "ultrafeedback", [SCORED])
    assert (report["preferences"], report["ratings"], report["responses"]) == (3, 3, 3)
    stored = Rating.objects.filter(project=project).order_by("response__generator__name")
    assert [each.axes["overall"] for each in stored] == [8, 3.5, 3.5]
    assert bring(project, "ultrafeedback", [SCORED])["duplicates"] == 1


@pytest.mark.parametrize("format", sorted(THEIRS))
def test_the_same_file_twice_changes_nothing(project, format):
    assert bring(project, format, [THEIRS[format]])["imported"] == 1
    again = bring(project, format, [THEIRS[format]])
    assert (again["imported"], again["duplicates"], again["preferences"]) == (0, 1, 0)
