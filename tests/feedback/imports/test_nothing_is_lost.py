"""What files say is taken, counted, or named; nothing of it vanishes."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from feedback.errors import Refusal
from feedback.exports.exporting import export_data
from feedback.exports.options import ExportOptions
from feedback.models import Preference, Prompt, Rating, Response

pytestmark = pytest.mark.django_db
PAIR = {"prompt": "q", "response_a": "l", "response_b": "r", "choice": "w"}
ROW: dict[str, Any] = {"q": "Up?", "l": "Yes.", "r": "No.", "w": "a"}
CHAT = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Up?"}]


def as_csv(*rows: dict[str, Any]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    for row in rows:
        writer.writerow({n: v if isinstance(v, str) else json.dumps(v) for n, v in row.items()})
    return text.getvalue().encode()


def codes(report: Any) -> list[str]:
    return [each["code"] for each in report["warnings"]]


# Misspelt roles and fields


def test_a_field_that_no_row_has_is_an_error_in_a_dry_run_and_a_warning_after(load):
    mapping = PAIR | {"rater": "whom", "generator_a": "model_a", "axes": ["scores"]}
    row = ROW | {"who": "ann", "ma": "m1", "score": 3}
    with pytest.raises(Refusal) as refusal:
        load([row], mapping=mapping, dry_run=True)
    assert refusal.value.code == "fields_not_found"
    assert "'whom' (perhaps 'who')" in refusal.value.message
    assert "'scores' (perhaps 'score')" in refusal.value.message
    assert refusal.value.details["imported"] == 1
    report = load([row], mapping=mapping)
    assert codes(report) == ["fields_not_found"]
    assert report["kept"] == {"who": 1, "ma": 1, "score": 1}


def test_fields_that_are_in_some_rows_or_in_votes_alone_are_known(load):
    rows = [ROW | {"q": f"{n}?", "who": "ann" if n == 5 else None} for n in range(9)]
    assert load(rows, mapping=PAIR | {"rater": "who"}, dry_run=True)["warnings"] == []
    nested = ROW | {"votes": [{"c": "a", "who": "ann"}]}
    mapping = PAIR | {"votes": "votes", "choice": "c", "rater": "who"}
    assert load([nested], mapping=mapping, dry_run=True)["warnings"] == []


def test_responses_in_a_file_of_prompts_are_not_swallowed(load):
    report = load([{"prompt": "Up?", "responses": ["Yes."], "note": "x"}], "prompts")
    assert report["left_out"] == {"responses_not_read": 1}
    assert codes(report) == ["responses_not_read"]
    assert Prompt.objects.get().metadata["extra"] == {"note": "x"}


# Cells of CSV


@pytest.mark.parametrize(
    ("format", "row"),
    [
        ("mapping", {"prompt": CHAT, "l": "Yes.", "r": "No.", "w": "a"}),
        ("rewardbench", {"prompt": CHAT, "chosen": "Yes.", "rejected": "No."}),
        ("prompts", {"prompt": CHAT}),
        ("prompts-responses", {"prompt": CHAT, "responses": ["Yes.", "No."]}),
        ("trl", {"prompt": CHAT, "chosen": "Yes.", "rejected": "No."}),
    ],
)
def test_messages_in_a_cell_are_messages(load, format, row):
    mapping = PAIR | {"prompt": "prompt"} if format == "mapping" else None
    report = load(as_csv(row), format, "x.csv", mapping=mapping)
    assert report["imported"] == 1
    assert Prompt.objects.get().messages == CHAT


def test_a_text_that_begins_like_a_list_stays_a_text(load):
    load(as_csv({"prompt": "[1, 2]", "note": "[{unclear}]"}), "prompts", "x.csv")
    assert Prompt.objects.get().messages[0]["content"] == "[1, 2]"
    load([{"prompt": json.dumps(CHAT)}], "prompts")
    assert Prompt.objects.order_by("-pk")[0].messages[0]["content"] == json.dumps(CHAT)


# Words of choices


@pytest.mark.parametrize(
    ("value", "words", "choice"),
    [
        (1.0, {"1": "a", "2": "b"}, "a"),
        (2, {"1.0": "a", "2.0": "b"}, "b"),
        ("2.0", {"1": "a", "2": "b"}, "b"),
        ("+2", {"-2": "a", "2": "b"}, "b"),
        (True, {"true": "a", "false": "b"}, "a"),
        (False, {"true": "a", "false": "b"}, "b"),
        (" left ", {"left": "a", "right": "b"}, "a"),
        ("model_b", None, "b"),
        ("Tie", None, "tie"),
    ],
)
def test_a_choice_is_known_however_it_is_written(load, value, words, choice):
    mapping = PAIR | ({"choices": words} if words else {})
    load([ROW | {"w": value}], mapping=mapping)
    vote = Preference.objects.get()
    assert {"a": "Yes.", "b": "No."}.get(vote.choice, "tie") == (
        {"a": "Yes.", "b": "No."}.get(choice, "tie")
        if vote.comparison.response_a.text == "Yes."
        else {"a": "No.", "b": "Yes."}.get(choice, "tie")
    )


@pytest.mark.parametrize("word", ["tie (bothbad)", "both_bad", "Both bad", "neither"])
def test_a_tie_in_which_both_are_bad_says_so(load, word):
    load([ROW | {"w": word}], mapping=PAIR | {"choices": {word: "tie"}})
    vote = Preference.objects.get()
    assert (vote.choice, vote.both_bad, vote.metadata["word"]) == ("tie", True, word)


def test_both_bad_is_a_meaning_of_its_own(load):
    load([ROW | {"w": "9"}], mapping=PAIR | {"choices": {"9": "both_bad"}})
    assert (Preference.objects.get().choice, Preference.objects.get().both_bad) == ("tie", True)


def test_signed_strengths_are_strengths(load):
    words = {str(n): "a" if n < 0 else "b" if n else "tie" for n in range(-3, 4)}
    rows = [ROW | {"q": f"{n}?", "w": n} for n in range(-3, 4)]
    load(rows, mapping=PAIR | {"choices": words})
    votes = Preference.objects.order_by("id")
    assert [vote.strength for vote in votes] == [3, 2, 1, None, 1, 2, 3]
    assert votes[0].metadata["word"] == "-3"


def test_numbers_that_are_no_scale_are_no_strengths(load):
    load([ROW | {"w": 2}], mapping=PAIR | {"choices": {"1": "a", "2": "b"}})
    assert Preference.objects.get().strength is None


def test_a_strength_beyond_the_scale_is_kept_and_learned_from_as_none(load):
    load([ROW | {"s": 7}], mapping=PAIR | {"strength": "s"})
    vote = Preference.objects.get()
    assert (vote.strength, vote.metadata["strength"]) == (None, 7)


@pytest.mark.parametrize(
    ("values", "expected"),
    [((1, 0, 0), "a"), ((0, 1, 0), "b"), ((0, 0, 1), "tie"), (("0", "0", "1.0"), "tie")],
)
def test_a_choice_may_have_a_column_for_each_outcome(load, values, expected):
    columns = {"a": "won_a", "b": "won_b", "tie": "tied"}
    row = {**ROW, **dict(zip(columns.values(), values, strict=True))}
    load([row], mapping=PAIR | {"choice": columns})
    assert Preference.objects.get().choice == expected


def test_columns_of_outcomes_that_contradict_each_other_are_a_bad_choice(load):
    row = ROW | {"won_a": 1, "won_b": 1}
    with pytest.raises(Refusal) as refusal:
        load([row], mapping=PAIR | {"choice": {"a": "won_a", "b": "won_b"}})
    assert refusal.value.details["skipped"] == {"bad_choice": 1}


def test_one_column_of_outcomes_alone_is_warned_about(load):
    rows = [ROW | {"won_a": 0, "winner_tie": 1}]
    mapping = PAIR | {"choice": "won_a", "choices": {"1": "a", "0": "b"}}
    assert codes(load(rows, mapping=mapping)) == ["tie_without_role"]


# Votes that are not there


def test_a_null_vote_leaves_the_others(load):
    mapping = {**PAIR, "votes": "v", "choice": "c"}
    report = load([ROW | {"v": [{"c": "a"}, {"c": None}, {"c": "a"}]}], mapping=mapping)
    assert (report["preferences"], report["left_out"]) == (2, {"votes_without_choice": 1})


def test_a_bad_vote_leaves_the_others_where_bad_rows_are_skipped(load):
    mapping = {**PAIR, "votes": "v", "choice": "c"}
    row = ROW | {"v": [{"c": "a"}, {"c": "green"}, {"c": "b"}]}
    with pytest.raises(Refusal):
        load([row], mapping=mapping)
    report = load([row], mapping=mapping, skip_bad=True)
    assert (report["preferences"], report["left_out"]) == (2, {"bad_choice": 1})


def test_a_column_a_rater(load):
    row = {"q": "Up?", "l": "Yes.", "r": "No.", "ann": "a", "bob": "b", "cyd": ""}
    mapping = {name: field for name, field in PAIR.items() if name != "choice"}
    report = load([row], mapping=mapping | {"raters": ["ann", "bob", "cyd"]}, keep_raters=True)
    assert (report["preferences"], report["left_out"]) == (2, {"votes_without_choice": 1})
    assert set(Preference.objects.values_list("rater", flat=True)) == {"ann", "bob"}
    named = {"raters": {"ann": "worker 7"}}
    load([row | {"q": "Down?"}], mapping=mapping | named, keep_raters=True)
    assert Preference.objects.filter(rater="worker 7").count() == 1


# Lines


def test_an_over_long_line_is_skipped(load):
    content = b'{"prompt": "Up?"}\n{"prompt": "' + b"x" * 2**21 + b'"}\n{"prompt": "Down?"}\n'
    report = load(content, "prompts", skip_bad=True)
    assert (report["imported"], report["skipped"]) == (2, {"line_too_long": 1})


def test_an_undecodable_row_of_csv_is_skipped(load):
    content = b"prompt,chosen,rejected\nUp?,Yes.,N\xe9.\nDown?,Yes.,No.\n"
    report = load(content, "trl", "x.csv", skip_bad=True)
    assert (report["imported"], report["skipped"]) == (1, {"undecodable": 1})
    assert load(content, "trl", "x.csv", encoding="latin-1")["imported"] == 1


def test_not_a_number_is_nothing_and_an_infinite_one_is_named(load):
    assert load(b'{"prompt":"Up?","chosen":"Y","rejected":"N","note":NaN}', "trl")["imported"] == 1
    content = b'{"prompt":"Up?","chosen":"Y","rejected":"N","note":{"deep":[Infinity]}}'
    with pytest.raises(Refusal) as refusal:
        load(content, "trl")
    assert refusal.value.details["lines"][0]["message"] == "note.deep[0] is an infinite number."


# Messages


def test_parts_that_are_texts_are_read(load):
    parts = lambda text: [{"type": "text", "text": text}]  # noqa: E731
    row = {
        "prompt": [{"role": "user", "content": parts("Up?")}],
        "chosen": [{"role": "assistant", "content": parts("Yes.")}],
        "rejected": [{"role": "assistant", "content": parts("No.")}],
    }
    load([row], "trl")
    assert Prompt.objects.get().messages == [{"role": "user", "content": "Up?"}]
    assert set(Response.objects.values_list("text", flat=True)) == {"Yes.", "No."}


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        ({"role": "assistant", "content": "", "tool_calls": [{"id": 1}]}, "tool_calls"),
        ({"role": "tool", "content": "3 kg"}, "tool_calls"),
        ({"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}, "not_a_text"),
    ],
)
def test_tool_calls_and_pictures_are_refused_in_a_sentence(load, message, problem):
    row = {"prompt": [*CHAT, message], "chosen": "Yes.", "rejected": "No."}
    with pytest.raises(Refusal) as refusal:
        load([row], "trl")
    bad = refusal.value.details["lines"][0]
    assert bad["problem"] == problem
    assert "cannot be taken yet" in bad["message"]


# What other formats say


def test_a_tree_keeps_models_languages_and_labels(load):
    replies = [
        {"message_id": f"m{n}", "text": text, "role": "assistant", "rank": n, "lang": "de",
         "model_name": f"model-{n}", "labels": {"spam": 0.1}, "replies": []}
        for n, text in enumerate(["Yes.", "No."])
    ]  # fmt: skip
    root = {"message_id": "r", "text": "Up?", "role": "prompter", "lang": "de", "replies": replies}
    load([{"message_tree_id": "t", "tree_state": "ready", "prompt": root}], "openassistant-trees")
    assert set(Response.objects.values_list("generator__name", flat=True)) == {"model-0", "model-1"}
    kept = Prompt.objects.get().metadata["extra"]
    assert (kept["message_tree_id"], kept["tree_state"], kept["lang"]) == ("t", "ready", "de")
    assert kept["replies"]["m1"] == {"lang": "de", "labels": {"spam": 0.1}}


def test_axes_may_be_true_or_false(load):
    row = {
        "info": {"id": "t", "post": "I hung a cord.", "title": "Walls", "subreddit": "masonry"},
        "summary": {"text": "A cord.", "axes": {"overall": 4, "compatible": True}},
    }
    load([row], "summarize-from-feedback-axes")
    assert Rating.objects.get().axes == {"overall": 4, "compatible": True}


def test_ratings_come_out_again(project, load):
    mapping = {"prompt": "q", "response": "t", "generator": "g", "rater": "who"}
    row = {"q": "Up?", "t": "Yes.", "g": "m1", "who": "ann", "nice": 3, "short": 2}
    load([row], mapping=mapping | {"axes": ["nice", "short"]}, keep_raters=True)
    file = io.BytesIO()
    report = export_data(project=project, format="ratings", file=file)
    assert report["rows"] == 1
    found = json.loads(file.getvalue())
    assert found["prompt"] == [{"role": "user", "content": "Up?"}]
    assert (found["response"], found["generator"], found["rater"]) == ("Yes.", "m1", "ann")
    assert found["axes"] == {"nice": 3, "short": 2}


def exported(project: Any, format: str, **options: Any) -> list[dict[str, Any]]:
    file = io.BytesIO()
    export_data(project=project, format=format, file=file, options=ExportOptions(**options))
    return [json.loads(line) for line in file.getvalue().splitlines()]


def test_a_file_of_training_rows_has_one_style_of_prompts(project, load):
    load([{"prompt": "Up?", "chosen": "Yes.", "rejected": "No."}], "trl")
    assert exported(project, "trl")[0]["prompt"] == "Up?"
    turns = [*CHAT[1:], {"role": "assistant", "content": "Yes."}, {"role": "user", "content": "?"}]
    load([{"prompt": turns, "chosen": "Well.", "rejected": "So."}], "trl")
    one, other = exported(project, "trl")
    assert one["prompt"] == "\n\nHuman:Up?\n\nAssistant:"
    assert other["prompt"].startswith("\n\nHuman:Up?\n\nAssistant:Yes.")
    unpaired = exported(project, "trl-unpaired")
    assert {row["prompt"][:8] for row in unpaired} == {"\n\nHuman:"}
