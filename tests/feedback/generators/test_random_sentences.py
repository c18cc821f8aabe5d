"""The random baseline."""

from __future__ import annotations

import subprocess
import sys

from feedback.generators.random_sentences import summarise
from tests.feedback.generators.texts import WATER


def test_every_sentence_is_drawn_for_some_text() -> None:
    drawn = {
        summarise(" ".join([*WATER, f"Entry {number} ends here now."]), max_tokens=12)
        for number in range(60)
    }
    assert set(WATER) <= drawn


def test_the_draw_is_the_same_in_another_process() -> None:
    text = " ".join(WATER)
    program = (
        "from feedback.generators.random_sentences import summarise;"
        f"print(summarise({text!r}, max_tokens=25))"
    )
    other = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == summarise(text, max_tokens=25)
