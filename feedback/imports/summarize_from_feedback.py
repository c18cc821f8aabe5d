"""OpenAI's summarize-from-feedback: comparisons of two summaries, and summaries rated on axes.

A comparison is ``info{id, post, title, subreddit}`` (news: ``id, site, title, article``),
``summaries[2]{text, policy, note}``, ``choice`` (0 or 1), ``worker``, ``batch``, ``split``,
``extra{confidence}``; an axis evaluation has ``summary{text, policy, note, axes}`` instead of the
two summaries and the choice.

The prompt is the source with its title before it, as the summariser was asked. The policy is the
response's generator, the worker the rater, the confidence the vote's. All else is kept with the
vote or rating.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedback.imports.fields import (
    Fields,
    axis_of,
    check_pair,
    check_response,
    integer_of,
    is_silent,
    list_of,
    mapping_of,
    name_of,
    number_of,
    prompt_messages,
    require,
    text_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.records import (
    ParsedRating,
    ParsedResponse,
    ParsedRow,
    ParsedVote,
    Part,
    RowError,
)

SOURCES = ("post", "article")
_ENDING = "\n\nTL;DR:"


def render_source(info: Mapping[str, Any], source: str) -> str:
    """The prompt of a post or an article: what is known of it, then its text.

    A prompt that is not of this kind (no title, subreddit or site) is its text alone.
    """
    beginning, ending = _frame(info)
    return f"{beginning}{source}{ending}"


def source_of(info: Mapping[str, Any], prompt: str) -> str:
    """The post or article of a prompt that ``render_source`` made of it."""
    beginning, ending = _frame(info)
    if not (prompt.startswith(beginning) and prompt.endswith(ending)):
        return prompt
    return prompt[len(beginning) : len(prompt) - len(ending)]


def parse_comparison(fields: Fields, line: int) -> ParsedRow:
    """The row of a comparison.

    Raises RowError: ``missing_field``, ``not_an_object``, ``not_a_list``, ``not_a_string``,
    ``not_two_summaries``, ``bad_choice``, ``not_a_number`` (confidence), ``name_too_long``,
    ``empty_prompt``, ``empty_response``, ``identical_responses``.
    """
    require(fields, "info", "summaries", "choice")
    summaries = list_of(fields, "summaries")
    if len(summaries) != 2 or not all(isinstance(each, dict) for each in summaries):
        raise RowError("not_two_summaries", "summaries does not hold two objects.")
    choice = integer_of(fields, "choice", most=1)
    if choice is None:
        raise RowError("bad_choice", "choice is neither 0 nor 1.")
    first, second = (_response(summary) for summary in summaries)
    check_pair(first, second)
    extra = mapping_of(fields, "extra") if fields.get("extra") is not None else None
    prompt, metadata = _kept(fields, {"info", "summaries", "choice", "extra"})
    metadata["summaries"] = [_without(summary, {"text"}) for summary in summaries]
    if extra is not None:
        known = {"confidence"} if extra.get("confidence") is not None else set()
        metadata["extra"] = _without(extra, known)
    vote = ParsedVote(
        0,
        1,
        "ab"[choice],  # type: ignore[arg-type]
        rater=name_of(fields, "worker"),
        confidence=number_of(extra or {}, "confidence"),
        metadata=metadata,
    )
    part = Part(prompt_messages(prompt, "info"), (first, second), votes=(vote,))
    return ParsedRow(line, fields, (part,), silent=is_silent(first, second))


def parse_axes(fields: Fields, line: int) -> ParsedRow:
    """The row of an axis evaluation.

    Raises RowError as ``parse_comparison`` does, and ``no_axes``.
    """
    require(fields, "info", "summary")
    summary = mapping_of(fields, "summary")
    response = _response(summary)
    check_response(response)
    given = mapping_of(summary, "axes")
    axes = {name: score for name in sorted(given) if (score := axis_of(given, name)) is not None}
    if not axes:
        raise RowError("no_axes", "No axis has a value.")
    prompt, metadata = _kept(fields, {"info", "summary"})
    metadata["summary"] = _without(summary, {"text", "axes"})
    rating = ParsedRating(0, axes, rater=name_of(fields, "worker"), metadata=metadata)
    part = Part(prompt_messages(prompt, "info"), (response,), ratings=(rating,))
    return ParsedRow(line, fields, (part,), silent=is_silent(response))


def _response(summary: Fields) -> ParsedResponse:
    return ParsedResponse(text_of(summary, "text"), generator=name_of(summary, "policy"))


def _kept(fields: Fields, taken: set[str]) -> tuple[str, dict[str, Any]]:
    """The prompt, and what is kept besides: all of ``info`` but the source's text, the name that
    the text has there, and the fields that were not taken."""
    info = mapping_of(fields, "info")
    source = next((name for name in SOURCES if info.get(name) is not None), None)
    if source is None:
        raise RowError("missing_field", "info has neither post nor article.")
    kept = _without(info, {source})
    for key in ("title", "subreddit", "site"):
        if kept.get(key) is not None:
            text_of(kept, key)
    worker = {"worker"} if fields.get("worker") is not None else set()
    metadata = {"info": kept, "source": source, "rest": _without(fields, taken | worker)}
    return render_source(kept, text_of(info, source)), metadata


def _without(fields: Fields, names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}


def _frame(info: Mapping[str, Any]) -> tuple[str, str]:
    """What stands before and after the source in its prompt."""
    named = [("SUBREDDIT: r/", "subreddit"), ("SITE: ", "site"), ("TITLE: ", "title")]
    known = [f"{label}{info[name]}\n\n" for label, name in named if info.get(name) is not None]
    return ("".join(known) + "POST: ", _ENDING) if known else ("", "")


SUMMARIES = Format(
    name="summarize-from-feedback",
    label="OpenAI summarize from feedback: comparisons",
    description=(
        "OpenAI's comparisons of two summaries. The source with its title becomes the "
        "prompt, the policies become generators, the worker a rater, the confidence the "
        "vote's; all else is kept."
    ),
    parse=parse_comparison,
    marks=(("info", "summaries", "choice"),),
    examples=(
        Example(
            (
                {
                    "info": {
                        "id": "t3_1",
                        "post": "I hung a cord.",
                        "title": "Walls",
                        "subreddit": "masonry",
                    },
                    "summaries": [
                        {"text": "A cord.", "policy": "sup2", "note": "short"},
                        {"text": "Somebody hung a cord.", "policy": "ref", "note": ""},
                    ],
                    "choice": 1,
                    "worker": "w1",
                    "batch": "batch3",
                    "split": "train",
                    "extra": {"confidence": 7},
                },
            )
        ),
    ),
)


SUMMARIES_ON_AXES = Format(
    name="summarize-from-feedback-axes",
    label="OpenAI summarize from feedback: ratings on axes",
    description="Summaries rated on axes. They are stored as ratings.",
    parse=parse_axes,
    marks=(("info", "summary"),),
    examples=(
        Example(
            (
                {
                    "info": {
                        "id": "t3_1",
                        "post": "I hung a cord.",
                        "title": "Walls",
                        "subreddit": "masonry",
                    },
                    "summary": {
                        "text": "A cord.",
                        "policy": "sup2",
                        "axes": {"overall": 4, "accuracy": 7, "coverage": 3, "coherence": 6},
                    },
                    "worker": "w1",
                },
            )
        ),
    ),
)
