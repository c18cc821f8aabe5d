"""What is asked beside the choice, answered by keys alone."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, expect
from psycopg.rows import dict_row

from bench.stack import Stack
from tests.e2e.projects import Workplace, make_workplace, signed_in
from tests.e2e.test_accessibility import look

pytestmark = pytest.mark.e2e
ASKS = {
    "strength_steps": 9,
    "questions": [
        {"name": "clarity", "label": "How clear?", "kind": "scale", "min": 1, "max": 7,
         "required": True, "per_response": True},
        {"name": "fault", "label": "Which fault?", "kind": "choice", "options": ["None", "False"]},
    ],
    "ask_rationale": "required",
    "ask_confidence": True,
}  # fmt: skip
TEXTS = [("What is it?", "A lamp.", "A lamp with a shade."), ("And this?", "A cord.", "A rope.")]


def stored_rows(workplace: Workplace) -> list[dict[str, Any]]:
    with psycopg.connect(workplace.stack.database_url, row_factory=dict_row) as connection:
        return connection.execute(
            "SELECT p.* FROM feedback_preference p JOIN feedback_project j ON j.id = p.project_id "
            "WHERE j.slug = %s ORDER BY p.id",
            [workplace.slug],
        ).fetchall()


def test_keys_answer_all_that_is_asked(stack: Stack, browser: Browser) -> None:
    workplace = make_workplace(stack, "asking", TEXTS, **ASKS)
    with signed_in(browser, workplace) as (_, page):
        # The second step from the left: nothing is sent, and the first question has the keyboard.
        page.keyboard.press("2")
        expect(page.get_by_text("Not sent yet. Still to answer: How clear?")).to_be_visible()
        assert look(page, "questions") == []
        page.keyboard.press("7")
        page.keyboard.press("3")
        # What is missing now is the reason; Shift+Enter gives the keys back to the page.
        page.keyboard.type("The shade, 5 of them.")
        page.keyboard.press("Shift+Enter")
        assert workplace.stored() == 0
        page.get_by_role("button", name="Fairly sure").click()
        page.keyboard.press("2")
        expect(page.get_by_text("And this?")).to_be_visible()
        expect(page.get_by_role("textbox", name="Why?")).to_have_value("")
        expect(page.get_by_role("button", name="Undo")).to_be_enabled()
        (row,) = stored_rows(workplace)
        first, second = row["first_shown"], {"a": "b", "b": "a"}[row["first_shown"]]
        assert (row["choice"], row["strength"]) == (first, 3)
        assert row["axes"] == {"clarity": {first: 7, second: 3}}
        assert (row["rationale"], row["confidence"]) == ("The shade, 5 of them.", 0.5)
        # Taken back, all that was said is there again.
        page.keyboard.press("Backspace")
        expect(page.get_by_role("textbox", name="Why?")).to_have_value("The shade, 5 of them.")
        page.keyboard.press("5")
        expect(page.get_by_text("And this?")).to_be_visible()
        expect(page.get_by_role("button", name="Undo")).to_be_enabled()
        last = stored_rows(workplace)[-1]
        assert (last["choice"], last["strength"]) == ("tie", None)


def test_an_answer_given_offline_carries_all_of_it(stack: Stack, browser: Browser) -> None:
    workplace = make_workplace(
        stack, "asking-offline", TEXTS, strength_steps=5, ask_confidence=True
    )
    with signed_in(browser, workplace) as (context, page):
        context.set_offline(True)
        page.get_by_role("button", name="Certain").click()
        page.keyboard.press("5")
        expect(page.get_by_text("1 answer not sent yet.")).to_be_visible()
        page.wait_for_timeout(200)
        context.set_offline(False)
        expect(page.get_by_role("button", name="Undo")).to_be_enabled(timeout=30_000)
        (row,) = stored_rows(workplace)
        second = {"a": "b", "b": "a"}[row["first_shown"]]
        assert (row["choice"], row["strength"], row["confidence"]) == (second, 4, 1.0)
