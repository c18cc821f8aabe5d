"""Answers are neither lost nor doubled, whatever becomes of network, server, page and session."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from bench.stack import Stack
from config.health import is_healthy
from tests.e2e.people import wait_for
from tests.e2e.projects import PASSWORD, Workplace, make_workplace, signed_in

pytestmark = pytest.mark.e2e
ANSWERS = "**/preferences/?*ahead=*"
# The page holds two comparisons beside the one on the screen: so many can be answered offline.
OFFLINE_SPELLS = (3, 3, 3, 1)


@pytest.fixture(scope="module")
def workplace(stack: Stack) -> Workplace:
    texts = [(f"Question {i}?", f"First {i}.", f"Second {i}.") for i in range(40)]
    return make_workplace(stack, "outbox", texts)


@pytest.fixture
def desk(browser: Browser, workplace: Workplace) -> Iterator[tuple[BrowserContext, Page]]:
    with signed_in(browser, workplace) as opened:
        yield opened


def answer(page: Page) -> None:
    expect(page.get_by_role("button", name="A is better")).to_be_enabled()
    page.keyboard.press("ArrowLeft")


def unsent(page: Page) -> None:
    expect(page.get_by_text("1 answer not sent yet.")).to_be_visible()


def assert_stored(workplace: Workplace, expected: int) -> None:
    wait_for(lambda: workplace.stored() >= expected, seconds=20)
    assert workplace.stored() == expected
    assert workplace.doubled() == 0


def test_ten_answers_given_offline_arrive(
    desk: tuple[BrowserContext, Page], workplace: Workplace
) -> None:
    context, page = desk
    stored = workplace.stored()
    replies: list[str] = []
    page.on("response", lambda reply: replies.append(reply.url))
    for answers in OFFLINE_SPELLS:
        replies.clear()
        context.set_offline(True)
        for _ in range(answers):
            answer(page)
        expect(
            page.get_by_text(f"{answers} answer{'s'[: answers > 1]} not sent yet.")
        ).to_be_visible()
        assert workplace.stored() == stored
        context.set_offline(False)
        stored += answers
        assert_stored(workplace, stored)
        # With the reply to the last of them the page holds three again.
        wait_for(partial(_has_come, page, replies, answers), seconds=10)
    expect(page.get_by_text("not sent yet")).to_be_hidden()


def _has_come(page: Page, replies: list[str], count: int) -> bool:
    page.evaluate("1")  # lets the browser tell what happened
    return len(replies) >= count


def test_lost_replies_and_server_errors_double_nothing(
    desk: tuple[BrowserContext, Page], workplace: Workplace
) -> None:
    _, page = desk
    before = workplace.stored()
    keys: list[str] = []

    def handle(route: Route) -> None:
        keys.append(json.loads(route.request.post_data or "{}")["submission_key"])
        if len(keys) == 1:
            route.fetch()  # the server stores the answer, and its reply is lost
            route.abort("connectionreset")
        elif len(keys) == 2:
            route.fulfill(status=502, body="Bad gateway")
        else:
            route.continue_()

    page.route(ANSWERS, handle)
    answer(page)
    unsent(page)
    wait_for(lambda: len(keys) == 1, seconds=5)
    page.get_by_role("button", name="Try now").click()
    wait_for(lambda: page.evaluate("1") and len(keys) == 2, seconds=5)
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_role("button", name="A is better")).to_be_enabled()
    assert len(keys) == 3
    assert len(set(keys)) == 1
    assert_stored(workplace, before + 1)


def test_an_unsent_answer_outlives_the_page(
    desk: tuple[BrowserContext, Page], workplace: Workplace
) -> None:
    context, page = desk
    before = workplace.stored()
    context.route(ANSWERS, lambda route: route.abort())
    answer(page)
    unsent(page)
    page.close()
    again = context.new_page()
    again.goto(workplace.path)
    unsent(again)
    assert workplace.stored() == before
    context.unroute(ANSWERS)
    again.get_by_role("button", name="Try now").click()
    assert_stored(workplace, before + 1)
    expect(again.get_by_role("button", name="A is better")).to_be_enabled()


def test_a_session_that_runs_out_asks_for_the_login_and_keeps_the_answer(
    desk: tuple[BrowserContext, Page], workplace: Workplace
) -> None:
    context, page = desk
    before = workplace.stored()
    context.clear_cookies(name="sessionid")
    answer(page)
    dialog = page.get_by_role("dialog", name="Please sign in again")
    expect(dialog).to_contain_text("1 answer will be sent as soon as you are back.")
    assert workplace.stored() == before
    dialog.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    assert_stored(workplace, before + 1)
    expect(page.get_by_role("button", name="A is better")).to_be_enabled()


def test_one_tab_at_a_time_answers(desk: tuple[BrowserContext, Page], workplace: Workplace) -> None:
    context, first = desk
    before = workplace.stored()
    second = context.new_page()
    second.goto(workplace.path)
    expect(second.get_by_text("You are answering in another tab")).to_be_visible()
    second.keyboard.press("ArrowLeft")
    second.get_by_role("button", name="Answer here").click()
    expect(first.get_by_text("You are answering in another tab")).to_be_visible()
    answer(second)
    assert_stored(workplace, before + 1)


def test_two_browsers_answer_each_comparison_once(
    desk: tuple[BrowserContext, Page], workplace: Workplace, browser: Browser
) -> None:
    _, first = desk
    before = workplace.stored()
    with signed_in(browser, workplace) as (_, second):
        response = second.get_by_role("group", name="Response A")
        shown = response.inner_text()
        answer(first)
        assert_stored(workplace, before + 1)
        answer(second)
        expect(second.get_by_text("the earlier answer stands")).to_be_visible()
        expect(response).not_to_have_text(shown)
        assert_stored(workplace, before + 1)
        answer(second)
        assert_stored(workplace, before + 2)


def test_the_server_is_killed_in_mid_labelling(
    desk: tuple[BrowserContext, Page], workplace: Workplace, stack: Stack
) -> None:
    _, page = desk
    before = workplace.stored()
    web = next(child for child in stack.supervisor.children if child.name == "web")
    assert web.process is not None
    answer(page)
    assert_stored(workplace, before + 1)
    os.killpg(web.process.pid, signal.SIGKILL)
    answer(page)
    unsent(page)
    port = urlsplit(stack.url).port
    assert port is not None
    assert stack.supervisor.wait_until(lambda: is_healthy(port), seconds=60)
    page.evaluate("dispatchEvent(new Event('online'))")
    assert_stored(workplace, before + 2)
    answer(page)
    assert_stored(workplace, before + 3)
