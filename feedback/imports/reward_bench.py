"""RewardBench, versions 1 and 2: known better and worse answers to a prompt.

Version 1 has ``id, prompt, chosen, chosen_model, rejected, rejected_model, subset`` with one
answer each; version 2 has lists in ``chosen`` and ``rejected``, ``num_correct``,
``num_incorrect`` and, where given, ``models`` in the order of the answers. Every chosen answer is
better than every rejected one. All else is kept with the prompt.
"""

from __future__ import annotations

from feedback.imports.fields import (
    MAX_PAIRS,
    Fields,
    answer_text,
    as_text,
    check_pair,
    integer_of,
    is_silent,
    list_of,
    name_of,
    prompt_messages,
    require,
    rest_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import ParsedResponse, ParsedRow, ParsedVote, Part, RowError

_FIELDS = {"prompt", "chosen", "rejected", "chosen_model", "rejected_model"}


def parse_reward_bench(fields: Fields, line: int) -> ParsedRow:
    """The row of version 1.

    Raises RowError: ``missing_field``, ``not_a_string``, ``bad_messages``, ``name_too_long``,
    ``empty_prompt``, ``empty_response``, ``identical_responses``.
    """
    require(fields, "prompt", "chosen", "rejected")
    messages = prompt_messages(fields["prompt"])
    first, second = (
        ParsedResponse(answer_text(fields[name], name, messages), name_of(fields, f"{name}_model"))
        for name in ("chosen", "rejected")
    )
    check_pair(first, second)
    vote = ParsedVote(0, 1, "a", metadata=_metadata(fields, _FIELDS))
    part = Part(messages, (first, second), votes=(vote,))
    return ParsedRow(line, fields, (part,), silent=is_silent(first, second))


def parse_reward_bench_2(fields: Fields, line: int) -> ParsedRow:
    """The row of version 2.

    Raises RowError as version 1 does, and ``not_a_list``, ``wrong_count`` (the lists are not as
    long as the row says), ``too_many_pairs``.
    """
    require(fields, "prompt", "chosen", "rejected")
    texts = {name: list_of(fields, name) for name in ("chosen", "rejected")}
    for name, count in (("chosen", "num_correct"), ("rejected", "num_incorrect")):
        said = integer_of(fields, count, most=10**6)
        if not texts[name] or said not in (None, len(texts[name])):
            raise RowError("wrong_count", f"{name} is empty or not as long as {count} says.")
    if len(texts["chosen"]) * len(texts["rejected"]) > MAX_PAIRS:
        raise RowError("too_many_pairs", f"The row makes more than {MAX_PAIRS} pairs.")
    answers = [as_text(text, name) for name in texts for text in texts[name]]
    models = _models(fields, len(answers))
    responses = tuple(map(ParsedResponse, answers, models))
    good = len(texts["chosen"])
    metadata = _metadata(fields, {"prompt", "chosen", "rejected", "models"})
    votes = []
    for better in range(good):
        for worse in range(good, len(responses)):
            check_pair(responses[better], responses[worse])
            votes.append(ParsedVote(better, worse, "a", metadata=metadata))
    part = Part(prompt_messages(fields["prompt"]), responses, votes=tuple(votes))
    return ParsedRow(line, fields, (part,), silent=is_silent(*responses))


def _models(fields: Fields, count: int) -> list[str]:
    models = list_of(fields, "models") if fields.get("models") is not None else []
    named = [name_of({"models": model}, "models") for model in models]
    return named if len(named) == count else [""] * count


def _metadata(fields: Fields, taken: set[str]) -> dict[str, object]:
    extra = rest_of(fields, taken)
    return {"extra": extra} if extra else {}


REWARD_BENCH = Format(
    name="rewardbench",
    label="RewardBench",
    description="Known better and worse answers.",
    parse=parse_reward_bench,
    marks=(("prompt", "chosen", "rejected", "chosen_model", "rejected_model"),),
    examples=(
        Example(
            (
                {
                    "id": 1,
                    "prompt": "Two and two?",
                    "chosen": "Four.",
                    "chosen_model": "m1",
                    "rejected": "Five.",
                    "rejected_model": "m2",
                    "subset": "sums",
                },
            )
        ),
    ),
)


REWARD_BENCH_2 = Format(
    name="rewardbench-2",
    label="RewardBench 2",
    description="Known better and worse answers; each chosen answer beats each rejected one.",
    parse=parse_reward_bench_2,
    marks=(("prompt", "chosen", "rejected", "num_correct", "num_incorrect"),),
    examples=(
        Example(
            (
                {
                    "id": "1",
                    "prompt": "Two and three?",
                    "chosen": ["Five."],
                    "rejected": ["Four.", "Six.", "Two."],
                    "num_correct": 1,
                    "num_incorrect": 3,
                    "models": ["m1", "m2", "m3", "m4"],
                    "subset": "sums",
                },
            )
        ),
    ),
    max_line_bytes=4 * MEBIBYTE,
)
