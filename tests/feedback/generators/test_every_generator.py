"""What holds for every extractive summariser."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.generators import EXTRACTIVE, Summarise
from feedback.generators.candidates import candidates
from feedback.text import count_tokens
from tests.feedback.generators.texts import WATER, real_leaves
from tests.feedback.text.strategies import technical_texts

every_generator = pytest.mark.parametrize("summarise", EXTRACTIVE.values(), ids=EXTRACTIVE.keys())


@every_generator
@given(text=technical_texts(), max_tokens=st.integers(2, 80))
def test_a_summary_is_within_the_bound_and_empty_only_for_a_blank_text(
    summarise: Summarise, text: str, max_tokens: int
) -> None:
    summary = summarise(text, max_tokens=max_tokens)
    assert count_tokens(summary) <= max_tokens
    assert bool(summary) == bool(text.strip())
    assert summary == " ".join(summary.split())


@every_generator
def test_a_summary_is_whole_sentences_in_their_order(summarise: Summarise) -> None:
    for leaf in real_leaves()[::7]:
        sentences = [candidate.text for candidate in candidates(leaf)]
        summary = summarise(leaf, max_tokens=60)
        if summary.endswith("…"):
            assert any(each.startswith(summary[:-1]) for each in sentences)
            continue
        rest = summary
        for sentence in sentences:
            rest = rest.removeprefix(sentence).lstrip()
        assert rest == ""


@every_generator
def test_the_same_text_has_the_same_summary(summarise: Summarise) -> None:
    text = " ".join(WATER)
    assert summarise(text, max_tokens=30) == summarise(text, max_tokens=30)


@every_generator
def test_a_first_sentence_that_does_not_fit_is_cut_at_a_word_border(summarise: Summarise) -> None:
    text = "The pump lifts water, from the river, into the tank on the hill."
    assert summarise(text, max_tokens=6) == "The pump lifts water…"


@every_generator
def test_a_bound_without_room_for_a_word_and_an_ellipsis_is_refused(summarise: Summarise) -> None:
    with pytest.raises(ValueError, match="two tokens"):
        summarise("The pump lifts water.", max_tokens=1)


def test_the_generators_differ_on_real_leaves() -> None:
    distinct: list[int] = []
    same: Counter[tuple[str, str]] = Counter()
    for leaf in real_leaves():
        if len(candidates(leaf)) < 5:
            continue
        summaries = {name: run(leaf, max_tokens=60) for name, run in EXTRACTIVE.items()}
        distinct.append(len(set(summaries.values())))
        same.update(
            pair for pair in combinations(summaries, 2) if len({*map(summaries.get, pair)}) == 1
        )
    assert len(distinct) > 100
    assert sum(count >= 3 for count in distinct) >= 0.85 * len(distinct)
    assert sum(count >= 4 for count in distinct) >= 0.6 * len(distinct)
    # No two of them are one generator under two names.
    assert max(same.values()) <= 0.3 * len(distinct)
