"""The dataset card of a snapshot: Markdown with the header that dataset hubs read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from feedback.exports.licences import licence_fields

SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)


@dataclass(frozen=True)
class CardFacts:
    """What a card says. ``files`` maps splits to file names; ``pairs_of_votes`` and
    ``agreeing_pairs`` count votes on the same comparison; ``origins`` counts prompts by the format
    they were imported in (empty for those made here); ``generators`` are names."""

    title: str
    question: str
    guidelines: str
    format: str
    licence: str
    made_at: str
    counts: Mapping[str, Any]
    options: Mapping[str, Any]
    files: Mapping[str, str]
    pairs_of_votes: int
    agreeing_pairs: int
    raters: int
    origins: Mapping[str, int]
    generators: tuple[str, ...]


def write_card(facts: CardFacts) -> str:
    """The card. It holds no time but that of the export, so that equal exports have equal cards."""
    parts = [
        _header(facts),
        f"# {_line(facts.title)}\n",
        f"{_what(facts)} exported as `{facts.format}` on {facts.made_at}.\n",
        _counts(facts),
        _agreement(facts),
        _provenance(facts),
        "## How it was made\n\n```json\n"
        f"{json.dumps(dict(facts.options), indent=2, sort_keys=True)}\n```\n",
    ]
    if facts.guidelines.strip():
        quoted = "\n".join(f"> {line}".rstrip() for line in facts.guidelines.strip().splitlines())
        parts.append(f"## What raters were told\n\nAsked: {_line(facts.question)}\n\n{quoted}\n")
    return "\n".join(parts)


def _what(facts: CardFacts) -> str:
    if facts.counts.get("selection"):
        return "Responses selected by a reward model that learned from human preferences,"
    return "Human preferences"


def _header(facts: CardFacts) -> str:
    rows = int(facts.counts.get("rows", 0))
    size = next((name for most, name in SIZES if rows < most), "n>10M")
    lines = ["---", f"pretty_name: {json.dumps(_line(facts.title))}"]
    lines += [f"{k}: {json.dumps(v)}" for k, v in licence_fields(facts.licence).items()]
    lines += [f"size_categories: [{json.dumps(size)}]", "tags: [preference, human-feedback]"]
    lines += ["configs:", "- config_name: default", "  data_files:"]
    for split, name in facts.files.items():
        lines += [f"  - split: {split}", f"    path: {json.dumps(name)}"]
    return "\n".join([*lines, "---\n"])


def _counts(facts: CardFacts) -> str:
    lines = ["## What it holds\n", "| | |", "| --- | ---: |"]
    for name, count in facts.counts.items():
        if isinstance(count, bool) or not isinstance(count, int):
            continue
        lines.append(f"| {name.replace('_', ' ')} | {count:,} |")
    for name, figure in facts.counts.get("selection", {}).items():
        lines.append(f"| {name.replace('_', ' ')} | {round(figure, 4):,} |")
    for split, count in facts.counts.get("splits", {}).items():
        lines.append(f"| split {split} | {count:,} |")
    return "\n".join(lines) + "\n"


def _agreement(facts: CardFacts) -> str:
    if not facts.pairs_of_votes:
        return "## Agreement\n\nNo comparison has two votes: there is nothing to compare.\n"
    share = facts.agreeing_pairs / facts.pairs_of_votes
    return (
        f"## Agreement\n\n{share:.1%} of {facts.pairs_of_votes:,} pairs of votes on the same "
        "comparison say the same (ties are a choice of their own; chance is not taken off).\n"
    )


def _provenance(facts: CardFacts) -> str:
    lines = ["## Where it comes from\n"]
    for origin, count in facts.origins.items():
        lines.append(f"- {count:,} prompts {f'imported as `{origin}`' if origin else 'made here'}")
    lines.append(f"- {facts.raters:,} raters, all of them under pseudonyms")
    if facts.generators:
        names = ", ".join(f"`{_line(name)}`" for name in facts.generators)
        lines.append(f"- Responses by {names}")
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    """The text on one line, without what Markdown would take for code."""
    return " ".join(text.replace("`", "'").split())
