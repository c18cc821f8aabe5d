"""How one person works is kept for them alone, whole, and within bounds."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from feedback.models import UserSettings

pytestmark = pytest.mark.django_db
PATH = "/api/v1/me/settings/"
SETTINGS = {
    "keys": {"guidelines": ["h"], "skip": [" ", "Ctrl+k"]},
    "reading": {"plain": True, "difference": False, "scroll_lock": False, "sources": True},
    "panes": {"wide": {"prompt": 40.5, "a": 30, "b": 29.5}},
    "labelling": {"daily_goal": 40},
}
NOTHING = {
    "keys": {},
    "reading": {"plain": False, "difference": False, "scroll_lock": False, "sources": False},
    "panes": {},
    "labelling": {"daily_goal": 0},
}


def change(client, body):
    return client.patch(PATH, body, format="json")


def test_nothing_is_set_at_first(client_of):
    assert client_of("annotator").get(PATH).json() == NOTHING


def test_what_is_set_is_there_on_another_machine(client_of):
    assert change(client_of("annotator"), SETTINGS).json() == SETTINGS
    assert client_of("annotator").get(PATH).json() == SETTINGS


def test_a_section_is_replaced_as_a_whole_and_the_others_stay(client_of):
    client = client_of("annotator")
    change(client, SETTINGS)
    changed = change(client, {"keys": {"tie": ["t"]}})
    assert changed.json() == SETTINGS | {"keys": {"tie": ["t"]}}
    assert change(client, {"keys": {}}).json()["keys"] == {}


def test_nobody_reads_or_changes_those_of_another(client_of):
    change(client_of("annotator"), SETTINGS)
    for role in ("researcher", "admin", "outsider"):
        assert client_of(role).get(PATH).json() == NOTHING
        change(client_of(role), {"keys": {}})
    assert client_of("annotator").get(PATH).json() == SETTINGS
    assert client_of("anonymous").get(PATH).status_code == 401
    assert change(client_of("anonymous"), SETTINGS).status_code == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"labelling": {"daily_goal": -1}}, "labelling"),
        ({"labelling": {"daily_goal": 1001}}, "labelling"),
        ({"labelling": {"weekly": 3}}, "labelling"),
        ({"keys": []}, "keys"),
        ({"keys": {"skip": []}}, "keys"),
        ({"keys": {"skip": "s"}}, "keys"),
        ({"keys": {"skip": ["x" * 41]}}, "keys"),
        ({"keys": {f"n{number}": ["s"] for number in range(101)}}, "keys"),
        ({"reading": {"plain": "perhaps"}}, "reading"),
        ({"reading": {"magnifier": True}}, "reading"),
        ({"panes": {"wide": {"a": 101}}}, "panes"),
        ({"panes": {"wide": {"a b": 10}}}, "panes"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_stored(client_of, body, field):
    client = client_of("annotator")
    change(client, SETTINGS)
    refused = change(client, {"reading": {"plain": False}} | body)
    assert refused.status_code == 400
    error = refused.json()
    assert (set(error), error["code"]) == ({"code", "message", "details"}, "invalid")
    assert field in error["details"]["fields"]
    assert client.get(PATH).json() == SETTINGS


@pytest.mark.parametrize("keys", [{"skip": ["a\0b"]}, {"a\0b": ["s"]}])
def test_a_null_character_is_refused_before_anything_is_read(client_of, keys):
    client = client_of("annotator")
    change(client, SETTINGS)
    refused = change(client, {"reading": {"plain": False}, "keys": keys})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid")
    assert client.get(PATH).json() == SETTINGS


def test_a_body_that_is_no_object_is_refused(client_of):
    assert change(client_of("annotator"), ["keys"]).status_code == 400


def test_the_document_is_bounded(client_of):
    client = client_of("annotator")
    change(client, SETTINGS)
    many = {f"action_{number}": ["x" * 40] * 5 for number in range(100)}
    refused = change(client, {"keys": many})
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    assert client.get(PATH).json() == SETTINGS


@pytest.mark.django_db(transaction=True)
def test_two_browsers_that_change_different_sections_both_win(client_of, people):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only: SQLite lets one writer in at a time")
    clients = [client_of("annotator") for _ in range(2)]
    bodies = [{name: SETTINGS[name]} for name in ("keys", "panes")]
    statuses = []

    def send(client, body):
        statuses.append(change(client, body).status_code)
        connection.close()

    threads = [
        threading.Thread(target=send, args=pair) for pair in zip(clients, bodies, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200, 200]
    stored = UserSettings.objects.get(user=people["annotator"]).document
    assert stored == {name: SETTINGS[name] for name in ("keys", "panes")}
