"""UltraFeedback as it was first published: an instruction, completions, and scores of each.

``instruction, completions[{model, response, annotations{aspect{Rating, Rationale}}, overall_score,
fine-grained_score, critique}]``. Every two completions become a vote by their overall scores (the
fine-grained ones where there are none), which keeps the difference as ``margin``; equal scores tie.
The scores and the ratings of the aspects are stored as ratings of each completion.
"""

from __future__ import annotations

from typing import Any

from feedback.imports.answer_lists import answers_of, number_at, prompt_of, votes_by
from feedback.imports.fields import Fields, is_silent, rest_of
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import ParsedRating, ParsedRow, Part, RowError

_PROMPTS = ("instruction", "prompt")
_SCORES = ("overall_score", "fine-grained_score")
_AXES = {"overall_score": "overall", "fine-grained_score": "fine_grained"}
_READ = {"model", "response", "annotations", *_SCORES}
_UNRATED = ("", "n/a", "none")


def parse_scored_completions(fields: Fields, line: int) -> ParsedRow:
    """The row.

    Raises RowError: as ``prompt_of`` and ``answers_of``, and ``not_an_object``, ``not_a_number``,
    ``no_scores`` (fewer than two completions have a score).
    """
    asked, messages = prompt_of(fields, _PROMPTS)
    name, entries, responses = answers_of(fields, ("completions",))
    if not all(isinstance(entry, dict) for entry in entries):
        raise RowError("not_an_object", f"{name} holds what is no object with a response.")
    extra = rest_of(fields, {asked, name, "models"})
    kept = {"extra": extra} if extra else {}
    scores = _scores(entries, name)
    votes = votes_by(scores, least_wins=False, metadata=kept)
    if not votes:
        raise RowError("no_scores", f"Fewer than two of {name} have a score.")
    ratings = tuple(
        ParsedRating(index, axes, metadata=_rest(entry))
        for index, entry in enumerate(entries)
        if (axes := _axes(entry, f"{name}[{index}]"))
    )
    part = Part(messages, tuple(responses), votes=votes, ratings=ratings)
    return ParsedRow(line, fields, (part,), silent=is_silent(*responses))


def _scores(entries: list[dict[str, Any]], name: str) -> list[float | None]:
    """Of one kind for all: the two kinds differ in scale."""
    for kind in _SCORES:
        found = [number_at(each, kind, f"{name}[{i}]") for i, each in enumerate(entries)]
        if sum(score is not None for score in found) > 1:
            return found
    return []


def _axes(entry: dict[str, Any], place: str) -> dict[str, float]:
    axes = {_AXES[kind]: number_at(entry, kind, place) for kind in _SCORES}
    annotations = entry.get("annotations") or {}
    if not isinstance(annotations, dict):
        raise RowError("not_an_object", f"{place}.annotations is not an object.")
    for aspect, said in annotations.items():
        inside = f"{place}.annotations.{aspect}"
        if not isinstance(said, dict):
            raise RowError("not_an_object", f"{inside} is not an object.")
        rating = said.get("Rating")
        if not (isinstance(rating, str) and rating.strip().lower() in _UNRATED):
            axes[str(aspect)] = number_at(said, "Rating", inside)
    return {axis: value for axis, value in axes.items() if value is not None}


def _rest(entry: dict[str, Any]) -> dict[str, Any]:
    """What a completion says besides its scores, rationales among it."""
    extra = rest_of(entry, _READ)
    rationales = {
        aspect: said["Rationale"]
        for aspect, said in (entry.get("annotations") or {}).items()
        if isinstance(said, dict) and said.get("Rationale")
    }
    extra |= {"rationales": rationales} if rationales else {}
    return {"extra": extra} if extra else {}


SCORED_COMPLETIONS = Format(
    name="ultrafeedback",
    label="UltraFeedback: completions with scores",
    description=(
        "An `instruction` and `completions` with `model`, `response`, `overall_score` (or "
        "`fine-grained_score`) and `annotations`. Every two become a vote by their scores, equal "
        "ones a tie; scores and ratings of aspects are stored as ratings."
    ),
    parse=parse_scored_completions,
    examples=(
        Example(
            (
                {
                    "source": "letters",
                    "instruction": "Say how mortar is mixed.",
                    "models": ["m1", "m2"],
                    "completions": [
                        {
                            "model": "m1",
                            "response": "Three parts of sand, one of lime, and water.",
                            "annotations": {
                                "helpfulness": {"Rating": "5", "Rationale": "It gives the parts."}
                            },
                            "overall_score": 8.5,
                            "critique": "Say how much water.",
                        },
                        {
                            "model": "m2",
                            "response": "By hand.",
                            "annotations": {"helpfulness": {"Rating": "2"}},
                            "overall_score": 3.0,
                        },
                    ],
                },
            )
        ),
    ),
    max_line_bytes=4 * MEBIBYTE,
    marks=tuple(
        (prompt, "completions", f"completions[].{score}")
        for prompt in _PROMPTS
        for score in _SCORES
    ),
)
