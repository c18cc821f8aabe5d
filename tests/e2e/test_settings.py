"""What administrators set on the page of settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bench.stack import Stack
from tests.e2e.projects import make_workplace, signed_in
from tests.e2e.test_accessibility import look

pytestmark = pytest.mark.e2e
TEXTS = [("What is it?", "A lamp.", "A lamp with a shade.")]


def test_questions_are_written_put_in_order_and_asked(
    stack: Stack, browser: Browser, screenshots: Path
) -> None:
    workplace = make_workplace(stack, "asker", TEXTS, role="admin")
    with signed_in(browser, workplace) as (_, page):
        page.goto(f"/projects/{workplace.slug}/settings")
        page.get_by_role("button", name="Add: free text").click()
        page.keyboard.type("Anything else?")
        expect(page.get_by_label("Name", exact=True).last).to_have_value("anything_else")
        page.get_by_role("button", name="Add: single choice").click()
        choice = page.get_by_role("group", name="Question 2")
        choice.get_by_label("What people read").fill("Which fault?")
        choice.get_by_label("Name").fill("anything_else")
        page.get_by_role("button", name="Save", exact=True).click()
        # What the server refuses stands where it can be mended, and nothing is stored.
        expect(choice.get_by_text("Another question has this name.")).to_be_visible()
        expect(choice.get_by_text("A choice has 2 to 12 options.")).to_be_visible()
        assert look(page, "questions with problems") == []
        choice.get_by_label("Name").fill("fault")
        choice.get_by_label("Options").fill("None\nFalse")
        choice.get_by_label("Has to be answered").check(force=True)
        page.get_by_role("button", name="Add: accuracy, coverage, coherence").click()
        page.get_by_role("button", name="Remove question 4").click()
        page.get_by_role("button", name="Move question 2 up").click()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("status").get_by_text("Saved")).to_be_visible()
        for width in (1360, 390):
            page.set_viewport_size({"width": width, "height": 1400})
            page.screenshot(path=screenshots / f"questions-{width}.png")
        page.reload()
        labels = page.get_by_label("What people read")
        written = ["Which fault?", "Anything else?", "Accuracy", "Coherence"]
        for index, label in enumerate(written):
            expect(labels.nth(index)).to_have_value(label)
        page.goto(workplace.path)
        expect(page.get_by_text("Accuracy (Response A)")).to_be_visible()
        page.keyboard.press("q")
        page.keyboard.press("2")
        expect(page.get_by_role("button", name="False")).to_have_attribute("aria-pressed", "true")
