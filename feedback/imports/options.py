"""What can be said of an imported file beside its format, and the roles of a mapping."""

from __future__ import annotations

from feedback.choices import Choice, Option
from feedback.imports.rows import CONTAINERS
from feedback.imports.streams import ENCODINGS

_CONTAINERS = {
    "jsonl": "JSON lines",
    "json": "JSON: a list, or objects over several lines",
    "csv": "CSV: commas or semicolons",
    "tsv": "TSV: tabs",
    "parquet": "Parquet",
    "arrow": "Arrow",
}
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "latin-1": "Latin-1 (ISO 8859-1)",
    "cp1252": "Windows-1252",
}
IMPORT_OPTIONS: tuple[Option, ...] = (
    Option(
        "container",
        "Kind of file",
        "Found out from its first bytes and its name where it is left open.",
        "choice",
        choices=tuple(Choice(name, _CONTAINERS[name]) for name in CONTAINERS),
    ),
    Option(
        "encoding",
        "Encoding of the text",
        "UTF-8, or UTF-16 with its mark, where it is left open.",
        "choice",
        choices=tuple(Choice(name, _ENCODINGS[name]) for name in ENCODINGS),
    ),
    Option(
        "repeats",
        "The same row again in the file",
        "Left open, it is another vote if rows are choices of people whom nobody names.",
        "choice",
        choices=(
            Choice("once", "The same vote: counts once"),
            Choice("each", "Another vote: each counts"),
        ),
    ),
    Option(
        "evaluation_set",
        "For evaluation only",
        "Name of an evaluation set: its comparisons are never asked nor trained on.",
        "text",
    ),
    Option(
        "keep_raters",
        "Keep the names of raters",
        "For files whose raters are pseudonyms already. Otherwise they get pseudonyms.",
        "truth",
        default=False,
    ),
    Option(
        "skip_bad",
        "Import the good rows of a file that also has bad ones",
        "Otherwise one bad row means that nothing is imported.",
        "truth",
        default=False,
    ),
)
MAPPING_ROLES: tuple[Choice, ...] = (
    Choice("prompt", "Prompt", "What was asked: text or messages."),
    Choice("response_a", "Response A", "One of the two that are compared: text or messages."),
    Choice("response_b", "Response B", "The other one."),
    Choice("choice", "Choice", "Which of A and B is the better."),
    Choice("chosen", "Better response", "In place of A, B and a choice."),
    Choice("rejected", "Worse response", "The one that lost."),
    Choice("generator_a", "Model of A", "Or of the better response."),
    Choice("generator_b", "Model of B", "Or of the worse response."),
    Choice("rater", "Rater", "Who judged."),
    Choice("strength", "Strength", "How clear the choice is, 1 to 4."),
    Choice("confidence", "Confidence", "How sure the rater was, a number."),
    Choice("rationale", "Rationale", "Why, in the words of the rater."),
    Choice("duration_ms", "Duration", "In milliseconds."),
    Choice(
        "started_at", "Begun at", "When the rater saw the pair: ISO 8601, or seconds since 1970."
    ),
    Choice("answered_at", "Answered at", "When the rater answered."),
    Choice("votes", "List of votes", "Then the roles of a vote are fields of what it holds."),
    Choice("response", "Response", "Of rows with one response and no comparison."),
    Choice("generator", "Model", "Of rows with one response."),
    Choice("label", "Good or bad", "True or false, of rows with one response."),
    Choice("response_id", "Name of the response", "By which later rows refer to it."),
    Choice("response_a_id", "Name of A", "Of a response that an earlier file brought."),
    Choice("response_b_id", "Name of B", "The same of the other response."),
    Choice(
        "chosen_id", "Name of the better response", "Of a response that an earlier file brought."
    ),
    Choice("rejected_id", "Name of the worse response", "The same of the one that lost."),
)
