"""One call of a chat-completions endpoint: what is sent, and what is made of every answer."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from feedback.generators.chat_completions import Call, CallFailed, complete, retry_after
from tests.feedback.generators.model_server import drips, hangs, says, sends, serving

MESSAGES = [{"role": "user", "content": "Summarise: a plumb line hangs true."}]


def call(url: str, **fields) -> Call:
    values = {"model": "small", "temperature": 0.5, "max_tokens": 99, "timeout": 5.0}
    return Call(url=url, messages=MESSAGES, **(values | fields))


def failure(*script, **fields) -> CallFailed:
    with serving(*script) as server, pytest.raises(CallFailed) as raised:
        complete(call(server.url, **fields))
    return raised.value


def test_what_is_sent_and_what_comes_back():
    with serving(says("It hangs true.", tokens=31)) as server:
        written = complete(call(server.url + "/", key="s3cret"))
    (asked,) = server.calls
    assert written == ("It hangs true.", 31, None)
    assert asked["path"] == "/v1/chat/completions"
    assert asked["headers"]["Authorization"] == "Bearer s3cret"
    assert asked["body"] == {
        "model": "small", "messages": MESSAGES, "temperature": 0.5, "max_tokens": 99,
        "stream": False,
    }  # fmt: skip


def test_without_a_key_there_is_no_authorization():
    with serving(says("True.")) as server:
        complete(call(server.url))
    assert "Authorization" not in server.calls[0]["headers"]


def test_a_models_thoughts_are_no_part_of_its_text():
    with serving(says("<think>What hangs?\nA line.</think>\n\nIt hangs. ")) as server:
        assert complete(call(server.url)).text == "It hangs."


@pytest.mark.parametrize(("status", "passing"), [
    (429, True), (500, True), (502, True), (503, True), (504, True),
    (400, False), (401, False), (403, False), (404, False), (302, False),
])  # fmt: skip
def test_which_statuses_pass(status, passing):
    found = failure(sends(status, Location="http://127.0.0.1:1/"))
    assert (found.code, found.passing) == ("busy" if passing else "refused", passing)
    assert str(status) in found.message


def test_a_redirect_is_not_followed():
    with serving(says("Elsewhere.")) as other:
        failure(sends(307, Location=other.url + "/chat/completions"))
        assert other.calls == []


def test_a_server_says_when_to_come_back():
    assert failure(sends(429, Retry_After="17")).wait == 17
    assert failure(sends(503)).wait is None
    in_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 50 < retry_after(in_a_minute) <= 60
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert retry_after("99999999") == 3600
    assert [retry_after(odd) for odd in ("", "soon", "-5", "1e9", "nan")] == [None] * 5


def test_an_error_says_what_the_server_said_but_never_the_key():
    body = json.dumps({"error": {"message": "Incorrect key sk-123: no\n such model"}}).encode()
    found = failure(sends(401, body), key="sk-123")
    assert found.message == "The endpoint answered with status 401: Incorrect key …: no such model"


@pytest.mark.parametrize("body", [
    b"", b"no JSON", b"[]", b"{}", b"null", b'{"choices": []}', b'{"choices": [{}]}',
    b'{"choices": [{"message": {"content": null}}]}', b'{"choices": {"0": 1}}',
    b'{"choices": [{"message": {"content": ["a"]}}]}', b"\xff\xfe", b"[" * 100_000,
    b'{"choices": [{"message": {"content": "a\\u0000b"}}]}',
    b'{"choices": [{"message": {"content": "\\ud800"}}]}',
    b'{"choices": [{"message": {"content": "a"}}], "usage": {"total_tokens": "many"}}',
    b'{"choices": [{"message": {"content": "a"}}], "usage": {"total_tokens": -1}}',
    b'{"choices": [{"message": {"content": "a"}}], "usage": []}' b"x",
])  # fmt: skip
def test_an_answer_of_another_shape_is_malformed(body):
    found = failure(sends(200, body))
    assert (found.code, found.passing) == ("malformed", True)


def test_a_text_that_was_cut_off_or_is_empty_is_none():
    assert failure(says("It han", finish="length")).code == "cut_off"
    assert failure(says("  \n")).code == "empty"


def test_an_oversized_answer_is_not_read_to_its_end():
    assert failure(sends(200, b"x" * (4 << 20))).code == "too_large"


def test_silence_and_slowness_are_late():
    released = threading.Event()
    began = time.monotonic()
    assert failure(hangs(released), timeout=0.3).code == "timeout"
    released.set()
    assert failure(drips(10), timeout=0.5).code == "timeout"
    assert time.monotonic() - began < 8


def test_nobody_listening_may_pass():
    with serving(says("")) as server:
        url = server.url
    with pytest.raises(CallFailed) as raised:
        complete(call(url))
    assert (raised.value.code, raised.value.passing) == ("unreachable", True)


@pytest.mark.parametrize("url", [
    "ftp://127.0.0.1/v1", "file:///etc/passwd", "http://", "http://169.254.169.254/latest",
    "http://[fe80::1]/v1", "http://[::ffff:169.254.169.254]/v1", "http://224.0.0.1/v1",
    "http://[fd00:ec2::254]/v1", "http://100.100.100.200/v1", "http://168.63.129.16/v1",
    "http://[::ffff:a83f:8110]/v1",
])  # fmt: skip
def test_addresses_that_are_not_called(url):
    with pytest.raises(CallFailed) as raised:
        complete(call(url))
    assert (raised.value.code, raised.value.passing) == ("forbidden_address", False)


def test_a_call_does_not_show_its_key():
    assert "s3cret" not in repr(call("http://127.0.0.1/v1", key="s3cret"))
