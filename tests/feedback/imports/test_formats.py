"""One row of each format: what it becomes, and why it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.imports import FORMATS, ParsedDocument, ParsedRow, format_of
from feedback.imports.records import RowError

ASKED = [{"role": "user", "content": "Why?"}]
YES, NO = ({"role": "assistant", "content": text} for text in ("So.", "No."))
PAIR = {"prompt": "Why?", "chosen": "So.", "rejected": "No."}
UNPAIRED = {"prompt": "Why?", "completion": "So.", "label": True}
BINARIZED = {
    "prompt": "Why?",
    "prompt_id": "p1",
    "chosen": [*ASKED, YES],
    "rejected": [*ASKED, NO],
    "messages": [*ASKED, YES],
    "score_chosen": 8.5,
    "score_rejected": 3,
}
SUMMARIES = {
    "info": {"id": "t3", "post": "It rained.", "title": "Rain", "subreddit": "weather"},
    "summaries": [
        {"text": "Rain.", "policy": "sup1", "note": "terse"},
        {"text": "It was wet.", "policy": "ref", "note": "fine"},
    ],
    "choice": 1,
    "worker": "w1",
    "batch": "batch3",
    "split": "train",
    "extra": {"confidence": 7},
}
AXES = {
    "info": {"id": "cnn1", "article": "It rained.", "site": "cnn", "title": "Rain"},
    "summary": {"text": "Rain.", "policy": "sup1", "axes": {"overall": 6, "coverage": None}},
    "worker": "w1",
}
BENCH = PAIR | {"id": 3, "chosen_model": "m1", "rejected_model": "m2", "subset": "easy"}
BENCH_2 = {
    "id": "1",
    "prompt": "Why?",
    "chosen": ["So."],
    "rejected": ["No.", "Never.", "Hm."],
    "num_correct": 1,
    "num_incorrect": 3,
    "models": ["m1", "m2", "m3", "m4"],
    "subset": "Factuality",
}
RESPONSES = {"prompt": "Why?", "responses": ["So.", {"text": "No.", "generator": "g", "id": "r2"}]}


def reply(text: str, rank: float | None, **fields: Any) -> dict[str, Any]:
    return {"message_id": text, "text": text, "role": "assistant", "rank": rank, **fields}


TREE = {
    "message_tree_id": "t1",
    "prompt": {
        "message_id": "t1",
        "text": "Why?",
        "role": "prompter",
        "replies": [
            reply("Never.", 2),
            reply(
                "So.",
                0,
                replies=[
                    {
                        "text": "Sure?",
                        "role": "prompter",
                        "replies": [reply("Yes.", 0), reply("No.", 0), reply("Hm.", None)],
                    }
                ],
            ),
            reply("Gone.", 1, deleted=True),
            reply("No.", 1),
        ],
    },
}
GOOD = {
    "documents": {"title": "Rain", "text": "It rained."},
    "hh-rlhf": {
        "chosen": "\n\nHuman: Why?\n\nAssistant: So.",
        "rejected": "\n\nHuman: Why?\n\nAssistant: No.",
    },
    "openassistant-trees": TREE,
    "prompts": {"prompt": "Why?", "topic": "rain"},
    "prompts-responses": RESPONSES,
    "rewardbench": BENCH,
    "rewardbench-2": BENCH_2,
    "summarize-from-feedback": SUMMARIES,
    "summarize-from-feedback-axes": AXES,
    "trl": PAIR,
    "trl-unpaired": UNPAIRED,
    "ultrafeedback-binarized": BINARIZED,
}


def parse(format: str, row: dict[str, Any]) -> ParsedRow:
    found = FORMATS[format].parse(row, 1)
    assert isinstance(found, ParsedRow)
    return found


def outcomes(row: ParsedRow) -> list[tuple[str | None, str | None, str]]:
    """(first text, second text, choice) of each vote."""
    return [
        (part.responses[vote.first].text, part.responses[vote.second].text, vote.choice)
        for part in row.parts
        for vote in part.votes
    ]


def test_every_format_has_an_example_that_it_takes():
    for format in FORMATS.values():
        for example in format.examples:
            parse = format_of(format.name, **example.options).parse
            assert [parse(row, 7).line for row in example.rows] == [7] * len(example.rows)


@pytest.mark.parametrize(
    ("row", "prompt"),
    [
        (PAIR, ASKED),
        (PAIR | {"prompt": ASKED, "chosen": [YES], "rejected": [NO]}, ASKED),
        ({"chosen": [*ASKED, YES], "rejected": [*ASKED, NO]}, ASKED),
        ({"chosen": "Why? So.", "rejected": "Why? No."}, ASKED),
    ],
    ids=["standard", "conversational", "implicit conversational", "implicit"],
)
def test_trl_preferences_in_all_their_forms(row, prompt):
    parsed = parse("trl", row)
    assert parsed.parts[0].messages == prompt
    [(chosen, rejected, choice)] = outcomes(parsed)
    assert (str(chosen).strip(), str(rejected).strip(), choice) == ("So.", "No.", "a")


def test_an_implicit_prompt_is_cut_as_trl_cuts_it():
    trl = pytest.importorskip("trl")
    row = {"chosen": "Which one? The blue.", "rejected": "Which one? The red."}
    part = parse("trl", row).parts[0]
    theirs = trl.extract_prompt(row)
    assert theirs["prompt"] == part.messages[0]["content"]
    assert [theirs["chosen"], theirs["rejected"]] == [each.text for each in part.responses]


def test_a_margin_and_unknown_fields_are_kept():
    [vote] = parse("trl", PAIR | {"margin": 2, "source": "web", "none": None}).parts[0].votes
    assert vote.metadata == {"margin": 2, "extra": {"source": "web"}}


def test_the_key_is_that_of_what_the_row_says():
    again = dict(reversed(PAIR.items())) | {"margin": None}
    assert parse("trl", again).key == parse("trl", PAIR).key
    assert parse("trl", PAIR | {"margin": 0}).key != parse("trl", PAIR).key


def test_unpaired_labels_are_ratings():
    [rating] = parse("trl-unpaired", UNPAIRED).parts[0].ratings
    assert rating.axes == {"label": True}
    [other] = parse("trl-unpaired", UNPAIRED | {"label": "false"}).parts[0].ratings
    assert other.axes == {"label": False}


def test_summaries_keep_policy_worker_and_confidence():
    part = parse("summarize-from-feedback", SUMMARIES).parts[0]
    assert part.messages[0]["content"] == (
        "SUBREDDIT: r/weather\n\nTITLE: Rain\n\nPOST: It rained.\n\nTL;DR:"
    )
    [vote] = part.votes
    assert (vote.choice, vote.rater, vote.confidence) == ("b", "w1", 7)
    assert [each.generator for each in part.responses] == ["sup1", "ref"]
    assert vote.metadata["rest"] == {"batch": "batch3", "split": "train"}


def test_axes_without_a_value_are_no_rating():
    [rating] = parse("summarize-from-feedback-axes", AXES).parts[0].ratings
    assert (rating.axes, rating.rater) == ({"overall": 6}, "w1")


def test_rankings_of_a_tree_become_votes_and_equal_ranks_ties():
    parsed = parse("openassistant-trees", TREE)
    assert outcomes(parsed) == [
        ("Never.", "So.", "b"),
        ("Never.", "No.", "b"),
        ("So.", "No.", "a"),
        ("Yes.", "No.", "tie"),
    ]
    assert parsed.left_out == {"deleted_messages": 1}
    assert [len(part.responses) for part in parsed.parts] == [3, 3]
    assert [turn["role"] for turn in parsed.parts[1].messages] == ["user", "assistant", "user"]


def test_every_chosen_answer_beats_every_rejected_one():
    parsed = parse("rewardbench-2", BENCH_2)
    assert outcomes(parsed) == [("So.", text, "a") for text in ("No.", "Never.", "Hm.")]
    assert [each.generator for each in parsed.parts[0].responses] == ["m1", "m2", "m3", "m4"]
    assert parse("rewardbench", BENCH).parts[0].votes[0].metadata == {
        "extra": {"id": 3, "subset": "easy"}
    }


def test_a_document_without_a_title_has_its_first_line():
    found = FORMATS["documents"].parse({"text": "\nRain\nfell.", "url": "x"}, 3)
    assert found == ParsedDocument(3, "Rain", "\nRain\nfell.", {"fields_not_kept": 1})


BAD = [
    ("trl", {"prompt": "Why?", "chosen": "So."}, "missing_field"),
    ("trl", PAIR | {"rejected": None}, "missing_field"),
    ("trl", PAIR | {"rejected": 3}, "not_a_string"),
    ("trl", {"chosen": "So.", "rejected": [NO]}, "mixed_forms"),
    ("trl", PAIR | {"rejected": [YES, NO]}, "several_turns"),
    ("trl", PAIR | {"rejected": "So."}, "identical_responses"),
    ("trl", PAIR | {"rejected": ""}, "empty_response"),
    ("trl", PAIR | {"prompt": " "}, "empty_prompt"),
    ("trl", {"chosen": "Yes.", "rejected": "No."}, "empty_prompt"),
    ("trl", PAIR | {"margin": "wide"}, "not_a_number"),
    ("trl", {"prompt": ASKED, "chosen": [YES, YES], "rejected": [NO]}, "several_turns"),
    ("trl", {"prompt": ASKED, "chosen": ["So."], "rejected": [NO]}, "bad_messages"),
    (
        "trl",
        {"prompt": [{"role": "wizard", "content": "?"}], "chosen": [YES], "rejected": [NO]},
        "bad_messages",
    ),
    (
        "trl",
        {"prompt": ASKED, "chosen": [YES | {"tool_calls": [1]}], "rejected": [NO]},
        "tool_calls",
    ),
    ("trl-unpaired", UNPAIRED | {"label": "maybe"}, "not_a_boolean"),
    ("trl-unpaired", UNPAIRED | {"label": None}, "missing_field"),
    ("trl-unpaired", UNPAIRED | {"completion": ASKED}, "several_turns"),
    ("ultrafeedback-binarized", BINARIZED | {"prompt": "How?"}, "different_prompts"),
    ("ultrafeedback-binarized", BINARIZED | {"rejected": [NO]}, "different_prompts"),
    ("ultrafeedback-binarized", BINARIZED | {"chosen": ASKED}, "not_an_assistant_turn"),
    ("ultrafeedback-binarized", BINARIZED | {"messages": ASKED}, "different_prompts"),
    ("summarize-from-feedback", SUMMARIES | {"choice": 2}, "not_a_number"),
    ("summarize-from-feedback", SUMMARIES | {"summaries": [{"text": "a"}]}, "not_two_summaries"),
    ("summarize-from-feedback", SUMMARIES | {"info": {"id": 1}}, "missing_field"),
    ("summarize-from-feedback", SUMMARIES | {"info": "t3"}, "not_an_object"),
    ("summarize-from-feedback", SUMMARIES | {"worker": "w" * 101}, "name_too_long"),
    (
        "summarize-from-feedback-axes",
        AXES | {"summary": {"text": "Rain.", "axes": {}}},
        "no_axes",
    ),
    ("openassistant-trees", reply("a", 0), "not_a_tree"),
    ("openassistant-trees", {"text": "a", "role": "prompter", "replies": []}, "no_replies"),
    ("openassistant-trees", {"text": "a", "role": "king", "replies": []}, "bad_role"),
    (
        "openassistant-trees",
        {"text": "a", "role": "prompter", "replies": [reply("b", "first")]},  # type: ignore[arg-type]
        "bad_rank",
    ),
    (
        "openassistant-trees",
        {"text": "a", "role": "prompter", "replies": [reply(str(i), i) for i in range(100)]},
        "too_many_pairs",
    ),
    ("rewardbench", BENCH | {"chosen_model": "m" * 101}, "name_too_long"),
    ("rewardbench-2", BENCH_2 | {"num_correct": 2}, "wrong_count"),
    ("rewardbench-2", BENCH_2 | {"rejected": []}, "wrong_count"),
    ("rewardbench-2", BENCH_2 | {"rejected": "No."}, "not_a_list"),
    ("rewardbench-2", BENCH_2 | {"rejected": ["So.", "No.", "Hm."]}, "identical_responses"),
    ("prompts", {"prompt": 7}, "not_a_string"),
    ("prompts-responses", {"prompt": "Why?"}, "no_responses"),
    ("prompts-responses", {"prompt": "Why?", "responses": []}, "no_responses"),
    ("prompts-responses", {"prompt": "Why?", "responses": ["a", "a"]}, "identical_responses"),
    ("prompts-responses", {"prompt": "Why?", "responses": [1]}, "not_a_string"),
    ("documents", {"title": "Rain", "text": " \n"}, "no_text"),
    ("documents", {"title": "R" * 301, "text": "It rained."}, "title_too_long"),
]


@pytest.mark.parametrize(("format", "row", "problem"), BAD)
def test_a_bad_row_is_refused_with_its_problem(format, row, problem):
    with pytest.raises(RowError) as refusal:
        FORMATS[format].parse(row, 1)
    assert refusal.value.problem == problem
    assert str(refusal.value)
