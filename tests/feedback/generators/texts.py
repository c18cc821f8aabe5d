"""Real leaves, and a short text whose sentences are known."""

from __future__ import annotations

from pydoc_data.topics import topics

from feedback.splitting import split_leaves


def real_leaves() -> list[str]:
    """Every leaf of 220 tokens of the long topics of the standard library's documentation."""
    return [
        text[start:end]
        for _, text in sorted(topics.items())
        if len(text) >= 6000
        for start, end in split_leaves(text, max_tokens=220)
    ]


WATER = [
    "The old mill stands beside a narrow road.",
    "Its pump lifts water from the river into the tank.",
    "Farmers near the river share the water of the tank.",
    "A broken pump leaves the tank without river water.",
    "Blue curtains hang behind dusty kitchen windows upstairs.",
    "Repairs to the pump cost more than a new tank would.",
]
