"""The whole loop in a real browser: label by keyboard, learn, retrain, export."""

from __future__ import annotations

import json
import time
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from bench.stack import Stack
from tests.e2e.people import DEMO, number, wait_for
from tests.e2e.projects import INTRODUCED, settle

pytestmark = pytest.mark.e2e
ANSWERS = 20
PATIENCE = 240  # seconds for the slow clock
STORED = f"SELECT count(*) FROM feedback_preference WHERE is_current AND project_id = {DEMO}"
LIVE = f"""
    SELECT v.number FROM rewardmodel_livehead h JOIN rewardmodel_modelversion v
    ON v.id = h.version_id WHERE h.project_id = {DEMO}
"""


def log_in(browser: Browser, stack: Stack, username: str, password: str) -> Page:
    page = browser.new_page(base_url=stack.url, viewport={"width": 1360, "height": 860})
    page.add_init_script(INTRODUCED.format(username=username, slug="demo"))
    page.goto("/login")
    page.get_by_label("User name").fill(username)
    page.get_by_role("textbox", name="Password").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def test_label_learn_retrain_export(
    stack: Stack, browser: Browser, logins: dict[str, str], screenshots: Path
) -> None:
    step = f"SELECT step FROM rewardmodel_livehead WHERE project_id = {DEMO}"
    learned = (
        "SELECT count(*) FROM rewardmodel_learnedpreference l JOIN rewardmodel_livehead h "
        f"ON h.id = l.head_id WHERE h.project_id = {DEMO}"
    )
    wait_for(lambda: number(stack, learned) == number(stack, STORED))
    before, learned_before = number(stack, step), number(stack, learned)
    label_by_keyboard(browser, stack, logins, screenshots)
    wait_for(lambda: number(stack, step) - before >= ANSWERS)
    assert number(stack, step) - before == ANSWERS
    assert number(stack, learned) - learned_before == ANSWERS
    retrain(browser, stack, logins, screenshots)
    download_the_export(browser, stack, logins, screenshots)


def label_by_keyboard(
    browser: Browser, stack: Stack, logins: dict[str, str], screenshots: Path
) -> None:
    page = log_in(browser, stack, "annotator", logins["annotator"])
    page.goto("/projects/demo/annotate")
    before = number(stack, STORED)
    for index in range(ANSWERS):
        expect(page.get_by_role("button", name="A is better")).to_be_enabled()
        if index == 2:
            page.screenshot(path=screenshots / "annotate.png")
        page.keyboard.press(("ArrowLeft", "ArrowRight")[index % 2])
        wait_for(lambda i=index: number(stack, STORED) == before + i + 1, seconds=20)
    page.keyboard.press("?")
    settle(page)
    page.screenshot(path=screenshots / "keys.png")
    page.close()


def retrain(browser: Browser, stack: Stack, logins: dict[str, str], screenshots: Path) -> None:
    page = log_in(browser, stack, "admin", logins["admin"])
    page.goto("/projects/demo/model")
    live = number(stack, LIVE)
    page.get_by_role("button", name="Retrain").first.click()
    page.get_by_role("button", name="Start training").click()
    bar = page.get_by_role("progressbar").first
    expect(bar).to_be_visible(timeout=30_000)
    seen = set()
    running = "SELECT count(*) FROM rewardmodel_trainingrun WHERE state IN ('queued', 'running')"
    deadline = time.monotonic() + PATIENCE
    while number(stack, running):
        assert time.monotonic() < deadline, "the training run did not end in time"
        if bar.count() and (value := bar.get_attribute("aria-valuenow", timeout=2_000)):
            seen.add(float(value))
        if len(seen) == 3:
            page.screenshot(path=screenshots / "model-training.png")
        page.wait_for_timeout(250)
    assert len(seen) >= 2, f"the bar stood still at {seen}"
    newest = "SELECT {} FROM rewardmodel_trainingrun ORDER BY id DESC LIMIT 1"
    assert number(stack, newest.format("(state = 'succeeded')::int")) == 1
    if number(stack, newest.format("(outcome = 'rejected')::int")):
        # Twenty answers may well teach nothing: then the admin promotes the candidate by hand.
        page.reload()
        page.get_by_role("button", name="Promote").first.click()
        page.get_by_role("dialog").get_by_role("button", name="Promote").click()
    wait_for(lambda: number(stack, LIVE) > live, seconds=60)
    for name in ("model", "", "documents", "comparisons", "members", "settings", "data"):
        page.goto(f"/projects/demo/{name}")
        expect(page.get_by_role("heading").first).to_be_visible()
        expect(page.get_by_role("status", name="Loading")).to_have_count(0)
        settle(page)
        page.screenshot(path=screenshots / f"{name or 'overview'}.png", full_page=True)
    page.close()


def download_the_export(
    browser: Browser, stack: Stack, logins: dict[str, str], screenshots: Path
) -> None:
    page = log_in(browser, stack, "researcher", logins["researcher"])
    page.goto("/projects/demo/data")
    page.get_by_role("button", name="Export").first.click()
    link = page.get_by_role("link", name="Download").first
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as downloading:
        link.click()
    lines = Path(downloading.value.path()).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert all(set(row) == {"prompt", "chosen", "rejected"} for row in rows)
    assert len(rows) == number(stack, f"{STORED} AND choice IN ('a', 'b')")
    assert set(answered(stack)) <= {(row["chosen"], row["rejected"]) for row in rows}
    page.screenshot(path=screenshots / "data-exported.png", full_page=True)
    page.close()


def answered(stack: Stack) -> list[tuple[str, str]]:
    """Chosen and rejected response of the last answers."""
    query = """
        SELECT p.choice, a.text, b.text FROM feedback_preference p
        JOIN feedback_comparison c ON c.id = p.comparison_id
        JOIN feedback_response a ON a.id = c.response_a_id
        JOIN feedback_response b ON b.id = c.response_b_id
        WHERE p.is_current ORDER BY p.id DESC LIMIT %s
    """
    with psycopg.connect(stack.database_url) as connection:
        rows = connection.execute(query, [ANSWERS]).fetchall()
    return [(a, b) if choice == "a" else (b, a) for choice, a, b in rows]
