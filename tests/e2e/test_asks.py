"""What is asked beside the choice, answered by keys alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, expect
from psycopg.rows import dict_row

from bench.stack import Stack
from tests.e2e.projects import Workplace, make_workplace, settle, signed_in
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
        settle(page)
        context.set_offline(False)
        expect(page.get_by_role("button", name="Undo")).to_be_enabled(timeout=30_000)
        (row,) = stored_rows(workplace)
        second = {"a": "b", "b": "a"}[row["first_shown"]]
        assert (row["choice"], row["strength"], row["confidence"]) == (second, 4, 1.0)


def test_what_is_being_written_survives_a_reload(stack: Stack, browser: Browser) -> None:
    workplace = make_workplace(stack, "asking-drafts", TEXTS, ask_rationale="required")
    with signed_in(browser, workplace) as (_, page):
        reason = page.get_by_role("textbox", name="Why?")
        reason.click()
        page.keyboard.type("Because of the sha")
        page.reload()
        expect(reason).to_have_value("Because of the sha")
        reason.click()
        page.keyboard.press("End")
        page.keyboard.type("de.")
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_text("And this?")).to_be_visible()
        expect(page.get_by_role("button", name="Undo")).to_be_enabled()
        assert stored_rows(workplace)[0]["rationale"] == "Because of the shade."
        page.reload()
        expect(page.get_by_text("And this?")).to_be_visible()
        expect(reason).to_have_value("")


def test_the_responses_are_read_before_the_source(
    stack: Stack, browser: Browser, screenshots: Path
) -> None:
    workplace = make_workplace(stack, "asking-naive", TEXTS, naive_read="required")
    with signed_in(browser, workplace) as (_, page):
        source = page.get_by_text("What is it?")
        expect(page.get_by_text("Read the two responses first.")).to_be_visible()
        expect(source).to_be_hidden()
        page.screenshot(path=screenshots / "naive-read.png")
        assert look(page, "source hidden") == []
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_text("Not sent yet. Open the source first.")).to_be_visible()
        page.keyboard.press("o")
        expect(source).to_be_visible()
        page.reload()
        expect(source).to_be_visible()
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_text("Read the two responses first.")).to_be_visible()
        expect(page.get_by_role("button", name="Undo")).to_be_enabled()
        page.get_by_role("button", name="Open the source").click()
        expect(page.get_by_text("And this?")).to_be_visible()
        (row,) = stored_rows(workplace)
        assert row["naive_ms"] > 0
        assert row["duration_ms"] == row["naive_ms"] + row["source_ms"]
        page.goto(f"/projects/{workplace.slug}/history")
        expect(page.get_by_text("before the source")).to_be_visible()


def test_own_answers_show_what_was_said_and_let_it_be_changed(
    stack: Stack, browser: Browser, screenshots: Path
) -> None:
    workplace = make_workplace(stack, "asking-history", TEXTS, **ASKS)
    with signed_in(browser, workplace) as (_, page):
        for key in "q73":
            page.keyboard.press(key)
        page.get_by_role("textbox", name="Why?").fill("The shade.")
        page.get_by_role("button", name="Fairly sure").click()
        page.keyboard.press("1")
        expect(page.get_by_role("button", name="Undo")).to_be_enabled()
        page.goto(f"/projects/{workplace.slug}/history")
        expect(page.get_by_text("A much better")).to_be_visible()
        for label, value in (
            ("How clear? (Response A)", "7"), ("How clear? (Response B)", "3"),
            ("How sure", "Fairly sure"), ("Why", "The shade."),
        ):  # fmt: skip
            said = page.get_by_role("term").filter(has_text=label).locator("xpath=..")
            expect(said.get_by_role("definition")).to_have_text(value)
        page.screenshot(path=screenshots / "history-said.png")
        assert look(page, "own answers") == []
        page.get_by_role("link", name="Look at the answer").click()
        reason = page.get_by_role("textbox", name="Why?")
        expect(reason).to_have_value("The shade.")
        expect(page.get_by_role("button", name="Fairly sure")).to_have_attribute(
            "aria-pressed", "true"
        )
        reason.fill("The cord.")
        page.keyboard.press("Shift+Enter")
        assert len(stored_rows(workplace)) == 1
        page.keyboard.press("1")
        expect(page.get_by_role("heading", name="Own answers")).to_be_visible()
        expect(page.get_by_text("is changed")).to_be_visible()
        first, withdrawn, last = stored_rows(workplace)
        assert (first["rationale"], first["is_current"]) == ("The shade.", False)
        assert (last["rationale"], last["supersedes_id"]) == ("The cord.", withdrawn["id"])
        assert (last["axes"], last["confidence"]) == (first["axes"], first["confidence"])
