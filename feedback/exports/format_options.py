"""Options that some of the formats take; each format names its own."""

from __future__ import annotations

from feedback.choices import Choice, Option

AGGREGATION = Option(
    "aggregation",
    "Several answers to one comparison",
    "What becomes a row where several people answered.",
    "choice",
    default="every-vote",
    choices=(
        Choice("every-vote", "Every answer is a row"),
        Choice("majority", "Majority: one row a comparison"),
        Choice("posterior", "Posterior: one row a comparison, reliable raters count for more"),
    ),
)
TIES = Option(
    "ties",
    "Ties",
    "What becomes of answers that neither response is better.",
    "choice",
    default="drop",
    choices=(
        Choice("drop", "Left out and counted"),
        Choice("keep", "Kept, marked in a column"),
        Choice("soft", "Soft: a column holds the probability of the choice"),
    ),
)
IMPLICIT_PROMPT = Option(
    "implicit_prompt",
    "Implicit prompt",
    "Both responses begin with the prompt, which has no column of its own.",
    "truth",
    default=False,
)
PESSIMISM = Option(
    "pessimism",
    "Pessimism",
    "Ranks by this many standard deviations below the reward.",
    "number",
    default=0.0,
    least=0,
    step=0.5,
)
CONVERSATIONAL = Option(
    "conversational",
    "Conversational",
    "Writes messages instead of texts.",
    "truth",
    default=False,
)
CONTAINER = Option(
    "container",
    "Kind of file",
    "CSV is for spreadsheets: cells that they would run as formulas are guarded.",
    "choice",
    default="jsonl",
    choices=(
        Choice("jsonl", "JSON lines"),
        Choice("jsonl.gz", "JSON lines, packed with gzip"),
        Choice("json", "JSON: one list"),
        Choice("csv", "CSV"),
        Choice("parquet", "Parquet"),
    ),
)
SOURCE = Option(
    "source",
    "Whose answers",
    "Left open, all of them.",
    "choice",
    choices=(
        Choice("people", "Those given here"),
        Choice("imported", "Imported ones"),
    ),
)
EXPORT_OPTIONS = (CONTAINER, SOURCE)
