"""Searching, importing, exporting and auditing in a browser, and what each role sees of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.stack import Stack
from tests.e2e.people import wait_for
from tests.e2e.projects import Workplace, make_workplace, settle, signed_in
from tests.e2e.test_accessibility import look

pytestmark = pytest.mark.e2e
TEXTS = [
    ("Why do walls lean?", "The ground gives way.", "Wind, mostly."),
    ("How are towers kept straight?", "With a plumbline and patience.", "By luck."),
]
ROWS = [
    {"prompt": f"What is {n} and one?", "chosen": f"It is {n + 1}.", "rejected": "Not sure."}
    for n in range(5)
]
AUDIT = {
    "question": "Is it so?",
    "answer_matching_behavior": " (A)",
    "answer_not_matching_behavior": " (B)",
}


@pytest.fixture(scope="module")
def archive(stack: Stack) -> Workplace:
    return make_workplace(stack, "archive", TEXTS, role="researcher")


@pytest.fixture
def page(browser: Browser, archive: Workplace) -> Iterator[Page]:
    with signed_in(browser, archive, reduced_motion="reduce") as (_, opened):
        yield opened


def photograph(page: Page, screenshots: Path, name: str) -> None:
    """Light, dark, and as a phone shows it."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        settle(page)
        page.screenshot(path=screenshots / f"{name}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 844})
    page.screenshot(path=screenshots / f"{name}-phone.png", full_page=True)
    page.set_viewport_size({"width": 1360, "height": 860})


def test_words_are_found_marked_and_narrowed_down(
    page: Page, archive: Workplace, screenshots: Path
) -> None:
    archive.stack.manage(
        "shell", "-v", "0", "-c",
        "from feedback.services.indexing import index_texts; index_texts()",
    )  # fmt: skip
    page.goto(f"/projects/{archive.slug}/search")
    page.get_by_role("radiogroup", name="Look in").get_by_text("Comparisons").click()
    page.get_by_role("searchbox", name="Words").fill("towers plumbline")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark")).to_have_text(["towers", "plumbline"])
    expect(page.get_by_text("Wind, mostly.")).to_have_count(0)
    photograph(page, screenshots, "search")
    assert look(page, "search") == []
    page.get_by_text("Filters").click()
    page.get_by_role("combobox", name="Status").click()
    page.get_by_role("option", name="Closed").click()
    expect(page.get_by_text("Nothing was found")).to_be_visible()
    assert "status=closed" in page.url
    page.reload()
    expect(page.get_by_text("Nothing was found")).to_be_visible()
    page.get_by_role("radiogroup", name="Look in").get_by_text("Responses").click()
    expect(page.locator("mark")).to_have_count(0)  # no response holds both words
    page.get_by_role("searchbox", name="Words").fill("")
    page.get_by_text("Filters").click()
    page.get_by_label("Generator", exact=True).fill("nobody")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing was found")).to_be_visible()
    page.get_by_label("Generator", exact=True).fill("written")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Response ")).to_have_count(4)


def test_a_file_is_imported_and_comes_out_again(
    page: Page, archive: Workplace, screenshots: Path, tmp_path: Path
) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    page.goto(f"/projects/{archive.slug}/data")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("This looks like TRL preference")).to_be_visible()
    expect(page.get_by_text("5 of the first 5 rows can be read")).to_be_visible()
    expect(page.get_by_text("It is 1.")).to_be_visible()
    page.get_by_role("button", name="Import").click()
    wait_for(lambda: archive.stored() == len(ROWS), seconds=60)
    page.get_by_role("radio", name="TRL preference: prompt, chosen, rejected as text").check()
    page.get_by_role("button", name="Export", exact=True).click()
    link = page.get_by_role("link", name="Download").first
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as downloading:
        link.click()
    out = Path(downloading.value.path()).read_text(encoding="utf-8").splitlines()
    assert sorted(map(json.loads, out), key=str) == sorted(ROWS, key=str)
    photograph(page, screenshots, "data")
    assert look(page, "data") == []


def test_a_selection_asks_for_its_own_options_and_says_what_is_wrong_with_them(
    page: Page, archive: Workplace, screenshots: Path
) -> None:
    page.goto(f"/projects/{archive.slug}/data")
    page.get_by_role("radio", name="Selected by reward: the best share").check()
    share = page.get_by_role("textbox", name="Quantile")
    expect(share).to_have_value("0.25")
    expect(page.get_by_role("textbox", name="Temperature")).to_have_count(0)
    share.fill("2")
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.get_by_text("quantile must be at most 1.")).to_be_visible()
    expect(share).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_have_count(0)
    photograph(page, screenshots, "selection")
    assert look(page, "selection") == []
    page.get_by_role("radio", name="Selected by reward: all, with Boltzmann weights").check()
    expect(page.get_by_text("quantile must be")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Temperature")).to_have_value("1")


def test_an_audit_is_asked_of_the_model_and_shown(
    page: Page, archive: Workplace, screenshots: Path, tmp_path: Path
) -> None:
    file = tmp_path / "audit.jsonl"
    file.write_text("not json\n", encoding="utf-8")
    page.goto(f"/projects/{archive.slug}/audits")
    page.get_by_label("Behaviour").fill("Agrees")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Ask the live head").click()
    expect(page.get_by_role("alert")).to_be_visible()
    file.write_text(json.dumps(AUDIT) + "\n", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Ask the live head").click()
    expect(page.get_by_role("heading", name="Agrees")).to_be_visible(timeout=60_000)
    photograph(page, screenshots, "audits")
    assert look(page, "audits") == []


def test_an_annotator_finds_none_of_these_pages(browser: Browser, stack: Stack) -> None:
    workplace = make_workplace(stack, "bench-only", TEXTS)
    with signed_in(browser, workplace) as (_, page):
        for name in ("Search", "Data", "Audits", "Quality"):
            expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)
        for name in ("search", "data", "audits", "quality"):
            page.goto(f"/projects/{workplace.slug}/{name}")
            expect(page.get_by_role("heading").first).to_be_visible()
            expect(page.get_by_role("searchbox")).to_have_count(0)
            expect(page.get_by_role("button", name="Export")).to_have_count(0)
            expect(page.get_by_role("button", name="Ask the live head")).to_have_count(0)
