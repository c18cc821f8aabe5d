"""A language model is set in the settings, a file uploaded, compared with its sources marked, and
the root's sentences followed down: all in the browser, with the workers at work."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.stack import Stack
from tests.e2e.people import client_for, number, wait_for
from tests.e2e.projects import TWO_FRAMES, Workplace, make_workplace, settle, signed_in
from tests.e2e.test_accessibility import look
from tests.feedback.generators.model_server import says, sends, serving

pytestmark = pytest.mark.e2e
TEXT = """The plumb line

A plumb line hangs from a nail in the wall. Its weight draws the cord down until it is still.

Masons trust the line more than the eye. The wall beside it is true when both are parallel.
"""
WORDS = "Masons trust a cord with a weight."


@pytest.fixture(scope="module")
def orchard(stack: Stack) -> Workplace:
    return make_workplace(stack, "orchard", [("And then?", "Yes.", "No.")], role="admin")


@pytest.fixture
def page(browser: Browser, orchard: Workplace) -> Iterator[Page]:
    with signed_in(browser, orchard, reduced_motion="reduce") as (_, opened):
        yield opened


def highlighted(page: Page, name: str) -> str:
    """The words that the browser marks under that name."""
    found = page.evaluate(
        "name => [...(CSS.highlights.get(name) ?? [])].map(range => range.toString()).join(' ')",
        name,
    )
    return " ".join(str(found).split())


def add_model(page: Page, orchard: Workplace, url: str) -> None:
    page.goto(f"/projects/{orchard.slug}/settings")
    page.get_by_role("button", name="Add a language model").click()
    fields = {"name": "small model", "url": url, "model": "small-1", "key": "s3cret"}
    for name, value in fields.items():
        page.get_by_role("dialog").locator(f"input[name={name}]").fill(value)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_text(f"small-1 at {url}")).to_be_visible()
    assert "s3cret" not in page.content()


def upload(page: Page, orchard: Workplace, file: Path) -> None:
    page.goto(f"/projects/{orchard.slug}/documents")
    page.get_by_role("button", name="Add a document").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("How it is split").click()
    page.get_by_role("combobox", name="Into parts by").click()
    page.get_by_role("option", name="Paragraphs").click()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_file_with_a_model_among_its_generators_is_compared_and_followed_down(
    page: Page, orchard: Workplace, stack: Stack, tmp_path: Path, screenshots: Path
) -> None:
    file = tmp_path / "plumb-line.md"
    file.write_text(TEXT, encoding="utf-8")
    found: list[Any] = []
    project = f"(SELECT id FROM feedback_project WHERE slug = '{orchard.slug}')"
    with serving(sends(500, Retry_After="0"), says(WORDS)) as server:
        add_model(page, orchard, server.url)
        page.screenshot(path=screenshots / "generators.png", full_page=True)
        found += look(page, "settings")
        page.get_by_role("button", name="Change small model").click()
        expect(page.get_by_text("One is stored.")).to_be_visible()
        page.screenshot(path=screenshots / "generator-form.png")
        found += look(page, "generator")
        upload(page, orchard, file)
        expect(page.get_by_role("link", name="plumb-line")).to_be_visible()
        written = f"SELECT count(*) FROM feedback_response WHERE text = '{WORDS}'"
        wait_for(lambda: number(stack, written) > 1, seconds=60)
        wait_for(
            lambda: number(
                stack,
                "SELECT count(*) FROM feedback_comparison c JOIN feedback_prompt p "
                f"ON p.id = c.prompt_id WHERE c.project_id = {project} AND p.node_id IS NOT NULL",
            ),
            seconds=60,
        )
    compare(page, orchard, screenshots)
    found += look(page, "sources")
    carry_to_the_root(stack, orchard, project)
    follow_down(page, orchard, screenshots)
    found += look(page, "provenance")
    assert found == [], json.dumps(found, indent=1)


def compare(page: Page, orchard: Workplace, screenshots: Path) -> None:
    page.goto(orchard.path)
    expect(page.get_by_role("button", name="A is better")).to_be_enabled()
    while page.get_by_role("heading", name="Source").count() == 0:
        stored = orchard.stored()
        page.keyboard.press("0")
        wait_for(lambda stored=stored: orchard.stored() > stored, seconds=20)
        settle(page)
    told = page.get_by_role("region", name="Source").get_by_role("status")
    page.keyboard.press(".")
    expect(told).not_to_be_empty()
    for _ in range(6):  # which part comes first, and in which order, is drawn by lot
        if "word for word" in told.inner_text():
            break
        page.keyboard.press(".")
        page.evaluate(TWO_FRAMES)
    expect(told).to_contain_text("word for word")
    sentence, source = highlighted(page, "sentence"), highlighted(page, "source")
    assert sentence
    assert source
    assert set(source.lower().split()) & set(sentence.lower().rstrip(".").split())
    page.screenshot(path=screenshots / "sources.png")
    page.keyboard.press(".")
    page.keyboard.press(",")
    assert highlighted(page, "sentence") == sentence
    for letter in "AB":
        response = page.get_by_role("group", name=f"Response {letter}")
        response.locator("div").last.hover(position={"x": 20, "y": 10})
        expect(told).to_contain_text(f"{letter}: ")


def carry_to_the_root(stack: Stack, orchard: Workplace, project: str) -> None:
    client = client_for(stack, orchard.slug)

    def settled() -> bool:
        served = client.post(f"projects/{orchard.slug}/next/")
        if served.status_code == 200:
            body = {"choice": "a", "submission_key": str(uuid.uuid4())}
            client.post(f"comparisons/{served.json()['id']}/preferences/", json=body)
        query = f"SELECT count(*) FROM feedback_document WHERE project_id = {project}"
        return number(stack, f"{query} AND state = 'settled'") == 1

    wait_for(settled, seconds=120)


def follow_down(page: Page, orchard: Workplace, screenshots: Path) -> None:
    page.goto(f"/projects/{orchard.slug}/documents")
    page.get_by_role("link", name="plumb-line").click()
    summary = page.get_by_role("region", name="Summary")
    expect(summary).to_be_visible()
    summary.get_by_role("button").first.focus()
    page.keyboard.press("Enter")
    passages = summary.get_by_role("list", name="Made from")
    expect(passages.get_by_role("listitem").first).to_be_visible()
    marked = passages.locator("mark").first.inner_text()
    assert " ".join(marked.split()) in " ".join(TEXT.split())
    page.screenshot(path=screenshots / "provenance.png", full_page=True)
    page.get_by_role("button", name="Part 1", exact=True).click()
    expect(page.get_by_role("dialog").get_by_text("small model").first).to_be_visible()
    page.get_by_role("button", name="What it was made from").first.click()
    settle(page)
    page.screenshot(path=screenshots / "node.png")
