"""The whole loop in a real browser: label by keyboard, learn, retrain, export."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from bench.stack import Stack

pytestmark = pytest.mark.e2e
ANSWERS = 20
PATIENCE = 240  # seconds for the slow clock


@pytest.fixture(scope="module")
def logins(stack: Stack) -> dict[str, str]:
    stack.manage("load_demo")
    read = (stack.home / "demo_logins.json").read_text(encoding="utf-8")
    logins: dict[str, str] = json.loads(read)
    wait_for(lambda: number(stack, "SELECT count(*) FROM feedback_comparison") > ANSWERS)
    return logins


def wait_for(condition: Any, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)


def number(stack: Stack, query: str) -> int:
    with psycopg.connect(stack.database_url) as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def log_in(browser: Browser, stack: Stack, username: str, password: str) -> Page:
    page = browser.new_page(base_url=stack.url, viewport={"width": 1360, "height": 860})
    page.goto("/login")
    page.get_by_label("User name").fill(username)
    page.get_by_role("textbox", name="Password").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def test_label_learn_retrain_export(
    stack: Stack, browser: Browser, logins: dict[str, str], screenshots: Path
) -> None:
    step = "SELECT step FROM rewardmodel_livehead"
    before = number(stack, step)
    label_by_keyboard(browser, stack, logins, screenshots)
    wait_for(lambda: number(stack, step) - before >= ANSWERS)
    assert number(stack, step) - before == ANSWERS
    assert number(stack, "SELECT count(*) FROM rewardmodel_learnedpreference") == ANSWERS
    retrain(browser, stack, logins, screenshots)
    download_the_export(browser, stack, logins, screenshots)


def label_by_keyboard(
    browser: Browser, stack: Stack, logins: dict[str, str], screenshots: Path
) -> None:
    page = log_in(browser, stack, "annotator", logins["annotator"])
    page.goto("/projects/demo/annotate")
    stored = "SELECT count(*) FROM feedback_preference WHERE is_current"
    for index in range(ANSWERS):
        expect(page.get_by_role("button", name="A is better")).to_be_enabled()
        if index == 2:
            page.screenshot(path=screenshots / "annotate.png")
        page.keyboard.press(("ArrowLeft", "ArrowRight")[index % 2])
        wait_for(lambda index=index: number(stack, stored) == index + 1, seconds=20)
    page.keyboard.press("?")
    page.wait_for_timeout(400)
    page.screenshot(path=screenshots / "keys.png")
    page.close()


def retrain(browser: Browser, stack: Stack, logins: dict[str, str], screenshots: Path) -> None:
    page = log_in(browser, stack, "admin", logins["admin"])
    page.goto("/projects/demo/model")
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
    state = "SELECT count(*) FROM rewardmodel_trainingrun WHERE state = 'succeeded'"
    assert number(stack, state) == 1
    if number(stack, "SELECT count(*) FROM rewardmodel_modelversion WHERE state = 'rejected'"):
        # Twenty answers may well teach nothing: then the admin promotes the candidate by hand.
        page.reload()
        page.get_by_role("button", name="Promote").first.click()
        page.get_by_role("dialog").get_by_role("button", name="Promote").click()
    live = "SELECT v.number FROM rewardmodel_livehead h JOIN rewardmodel_modelversion v ON v.id = "
    wait_for(lambda: number(stack, live + "h.version_id") == 2, seconds=60)
    page.reload()
    page.wait_for_timeout(1_000)
    for name in ("model", "", "documents", "comparisons", "members", "settings", "data"):
        page.goto(f"/projects/demo/{name}")
        page.wait_for_timeout(1_200)
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
    assert len(rows) == ANSWERS
    assert all(set(row) == {"prompt", "chosen", "rejected"} for row in rows)
    page.screenshot(path=screenshots / "data-exported.png", full_page=True)
    page.close()
