"""The summary that covers most of what the text is about."""

from __future__ import annotations

from feedback.generators import EXTRACTIVE
from feedback.generators.candidates import candidates
from feedback.generators.coverage import summarise
from tests.feedback.generators.texts import real_leaves


def covered_weight(leaf: str, summary: str) -> int:
    found = [word for candidate in candidates(leaf) for word in candidate.content_words]
    mentioned = {word for candidate in candidates(summary) for word in candidate.content_words}
    return sum(found.count(word) for word in mentioned)


def test_a_sentence_that_says_all_that_others_say_makes_them_needless() -> None:
    text = (
        "The pump fills the tank with river water. The pump fills the tank. "
        "River water fills the tank. Farmers mend roads every spring."
    )
    assert summarise(text, max_tokens=17) == (
        "The pump fills the tank with river water. Farmers mend roads every spring."
    )


def test_it_covers_more_than_any_other_generator_on_average() -> None:
    totals = dict.fromkeys(EXTRACTIVE, 0)
    for leaf in real_leaves()[::3]:
        for name, run in EXTRACTIVE.items():
            totals[name] += covered_weight(leaf, run(leaf, max_tokens=60))
    assert max(totals, key=lambda name: totals[name]) == "coverage"
