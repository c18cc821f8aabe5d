"""Generators behind an address, over HTTP: who sets them, what they write, how they fail."""

from __future__ import annotations

import logging

import pytest
from django.utils import timezone

from feedback.generators.chat_completions import Written
from feedback.models import Endpoint, Generation, Generator, Node, Response, Sample
from feedback.models.work import PENDING
from feedback.secret_box import decrypt
from feedback.services import generating
from feedback.services.generating import run_generation
from feedback.services.settling import settle_nodes
from feedback.services.trees import add_document, open_documents
from feedback.services.work import Stopped
from feedback.services.work.claiming import claim
from feedback.services.work.holding import SILENCE
from feedback.services.work.running import run_slice
from feedback.services.work.sweeping import release_silent
from tests.feedback.generators.model_server import says, sends, serving

pytestmark = pytest.mark.django_db
TEXT = "A plumb line hangs true. Its weight draws the cord down. Masons trust it."
LIST = "/api/v1/projects/plumb/generators/"


@pytest.fixture
def add(client_of):
    def call(url: str, **fields):
        body = {"name": "small", "url": url, "model": "small-1", "retries": 2} | fields
        return client_of("admin").post(LIST, body)

    return call


def open_leaf(project) -> Node:
    document = add_document(project=project, title="Plumb lines", text=TEXT)
    open_documents(project=project)
    return document.nodes.get()


def overdue() -> None:
    """As if the time to the next try were over."""
    Generation.objects.update(due_at=timezone.now())


def run_to_the_end(generation: Generation) -> Generation:
    while (generation := run_generation(generation_id=generation.pk)).state in PENDING:
        overdue()
    return generation


def wait_of(generation: Generation) -> float:
    """Seconds to the next try."""
    return (generation.due_at - timezone.now()).total_seconds()


def test_a_model_writes_beside_the_built_in_summarisers(project, add):
    with serving(says("It hangs true."), says("Gravity draws it.")) as server:
        assert add(server.url, samples=2, key="s3cret").status_code == 201
        leaf = open_leaf(project)
        before = leaf.prompt.responses.count()
        assert before > 0
        generation = run_to_the_end(Generation.objects.get())
    assert (generation.state, generation.samples_made) == ("succeeded", 2)
    written = Response.objects.filter(prompt=leaf.prompt, generator__name="small")
    assert set(written.values_list("text", flat=True)) == {"It hangs true.", "Gravity draws it."}
    assert leaf.prompt.responses.count() == before + 2
    assert server.calls[0]["body"]["messages"] == leaf.prompt.messages
    endpoint = Endpoint.objects.get()
    assert (endpoint.calls, endpoint.tokens) == (2, 24)


def test_what_is_open_is_written_for_when_a_generator_is_added(project, add):
    leaf = open_leaf(project)
    with serving(says("It hangs true.")) as server:
        add(server.url)
    assert Generation.objects.get().prompt == leaf.prompt


def test_a_passing_failure_is_tried_again_when_the_server_says(project, add):
    with serving(sends(429, Retry_After="41"), says("It hangs true.")) as server:
        add(server.url)
        open_leaf(project)
        generation = Generation.objects.get()
        generation = run_generation(generation_id=generation.pk)
        assert (generation.state, generation.failures) == ("queued", 1)
        assert 30 < wait_of(generation) <= 41
        # Taken up too early it is not run, and the server not asked.
        run_generation(generation_id=generation.pk)
        assert len(server.calls) == 1
        overdue()
        generation = run_to_the_end(generation)
    assert (generation.state, generation.error) == ("succeeded", None)


def test_waits_grow_where_the_server_says_nothing(project, add):
    with serving(sends(500)) as server:
        add(server.url, retries=6)
        open_leaf(project)
        generation = Generation.objects.get()
        waits = []
        while (generation := run_generation(generation_id=generation.pk)).state in PENDING:
            waits.append(wait_of(generation))
            overdue()
    assert len(waits) == 6
    assert all(2**n - 0.5 <= wait <= 2 ** (n + 1) for n, wait in enumerate(waits))


@pytest.mark.parametrize(("answer", "calls", "code"), [
    (sends(500), 3, "busy"), (sends(200, b"{}"), 3, "malformed"), (sends(401), 1, "refused"),
    (says("word " * 500), 3, "too_long"), (sends(200, b"x" * (2 << 20)), 3, "too_large"),
])  # fmt: skip
def test_a_failure_for_good_is_told_and_the_others_go_on(
    project, add, client_of, answer, calls, code
):
    with serving(answer) as server:
        add(server.url)
        leaf = open_leaf(project)
        generation = run_to_the_end(Generation.objects.get())
    assert (generation.state, len(server.calls)) == ("failed", calls)
    assert not Response.objects.filter(generator__name="small").exists()
    assert leaf.prompt.responses.exists()
    told = client_of("researcher").get(f"/api/v1/nodes/{leaf.pk}/").json()["generations"]
    assert [(each["state"], each["error"]["code"]) for each in told] == [("failed", code)]
    tree = client_of("researcher").get(f"/api/v1/documents/{leaf.document_id}/").json()
    assert [node["failed"] for node in tree["nodes"]] == [1]


def test_a_node_waits_for_a_model_that_writes_and_not_for_one_that_failed(project, add):
    with serving(sends(500)) as server:
        add(server.url, retries=0)
        document = add_document(project=project, title="Short", text="Hangs true.")
        open_documents(project=project)
        # One response only: it is the best as soon as no other can come.
        assert settle_nodes(project=project) == 0
        run_to_the_end(Generation.objects.get())
        assert settle_nodes(project=project) == 1
    assert document.nodes.get().state == "settled"


def test_what_failed_can_be_asked_for_again(project, add, client_of):
    with serving(sends(500), sends(500), sends(500), says("It hangs true.")) as server:
        add(server.url)
        open_leaf(project)
        generation = run_to_the_end(Generation.objects.get())
        assert generation.state == "failed"
        url = f"/api/v1/generations/{generation.pk}/retry/"
        assert client_of("researcher").post(url).status_code == 403
        assert client_of("admin").post(url).json()["state"] == "queued"
        assert run_to_the_end(generation).state == "succeeded"
        assert client_of("admin").post(url).json()["code"] == "not_failed"
        again = client_of("admin").post(f"/api/v1/generators/{generation.generator_id}/retry/")
        assert again.json()["code"] == "nothing_failed"


def test_a_budget_is_not_exceeded(project, add):
    with serving(says("One."), says("Two."), says("Three.")) as server:
        add(server.url, samples=3, max_calls=2)
        open_leaf(project)
        generation = run_to_the_end(Generation.objects.get())
    assert (generation.state, generation.error["code"]) == ("failed", "budget_spent")
    assert (generation.samples_made, len(server.calls)) == (2, 2)
    assert Response.objects.filter(generator__name="small").count() == 2


def test_a_budget_of_tokens_ends_the_writing(project, add):
    with serving(says("One.", tokens=70), says("Two.", tokens=70), says("Three.")) as server:
        add(server.url, samples=3, max_tokens=100)
        open_leaf(project)
        generation = run_to_the_end(Generation.objects.get())
    assert (generation.error["code"], len(server.calls)) == ("budget_spent", 2)


def test_a_dead_worker_is_replaced_and_cannot_come_back(project, add):
    with serving(says("From the second.")) as server:
        add(server.url)
        open_leaf(project)
        pk = Generation.objects.get().pk
        first = claim("bulk")
        assert isinstance(first, Generation)
        run_generation(generation_id=pk)
        assert server.calls == []  # it is somebody's
        assert release_silent() == 0
        Generation.objects.update(heartbeat_at=timezone.now() - SILENCE * 2)
        assert release_silent() == 1
        run_generation(generation_id=pk)
        draw, sample = generating._draw_of(first), Sample.objects.get(number=0)
        with pytest.raises(Stopped):
            generating._store(first, sample, draw, Written("From the first.", 1))
    texts = Response.objects.filter(generator__name="small").values_list("text", flat=True)
    assert list(texts) == ["From the second."]


def test_only_so_many_calls_are_under_way(project, add, settings):
    with serving(says("It hangs true.")) as server:
        add(server.url)
        for number in range(3):
            add_document(project=project, title="Lines", text=f"Line {number} hangs. It is true.")
        project.open_documents = 3
        open_documents(project=project)
        first = claim("bulk")
        assert isinstance(first, Generation)
        assert claim("bulk") is None
        settings.PLUMBLINE_ENDPOINT_CALLS = 2
        second = claim("bulk")
        assert isinstance(second, Generation)
        assert second.pk != first.pk
        assert claim("bulk") is None
        run_slice(first)
        assert claim("bulk") is not None
    assert Generation.objects.get(pk=first.pk).state == "succeeded"


def test_a_generator_out_of_use_writes_nothing_more(project, add, client_of):
    with serving(says("It hangs true.")) as server:
        made = add(server.url).json()
        open_leaf(project)
        url = f"/api/v1/generators/{made['id']}/"
        assert client_of("admin").patch(url, {"enabled": False}).json()["pending"] == 0
        run_generation(generation_id=Generation.objects.get().pk)
        assert server.calls == []
        assert client_of("admin").patch(url, {"enabled": True}).json()["pending"] == 1
        assert run_to_the_end(Generation.objects.get()).state == "succeeded"


def test_a_built_in_summariser_can_be_turned_off(project, client_of):
    leaf = open_leaf(project)
    generator = Generator.objects.get(name="leading")
    assert leaf.prompt.responses.filter(generator=generator).exists()
    url = f"/api/v1/generators/{generator.pk}/"
    assert client_of("admin").patch(url, {"enabled": False}).json()["enabled"] is False
    assert client_of("admin").patch(url, {"url": "http://x/"}).json()["code"] == "not_an_endpoint"
    document = add_document(project=project, title="More", text=TEXT + " And builders too.")
    open_documents(project=project)
    assert not Response.objects.filter(
        prompt__node__document=document, generator=generator
    ).exists()


def test_the_key_is_stored_encrypted_and_never_shown_nor_logged(project, add, client_of, caplog):
    caplog.set_level(logging.DEBUG)
    with serving(sends(500), sends(401, b'{"error": "s3cret is wrong"}')) as server:
        made = add(server.url, key="s3cret")
        open_leaf(project)
        generation = run_to_the_end(Generation.objects.get())
        assert server.calls[0]["headers"]["Authorization"] == "Bearer s3cret"
    endpoint = Endpoint.objects.get()
    assert "s3cret" not in endpoint.key_encrypted
    assert decrypt(endpoint.key_encrypted) == "s3cret"
    shown = client_of("admin").get(LIST)
    assert made.json()["endpoint"]["has_key"] is True
    for text in (made.content, shown.content, str(generation.error).encode()):
        assert b"s3cret" not in text
    assert "s3cret" not in caplog.text


def test_a_key_is_never_sent_to_another_server_than_it_was_entered_for(project, add, client_of):
    made = add("http://127.0.0.1:9/v1", key="s3cret").json()
    url = f"/api/v1/generators/{made['id']}/"
    same = client_of("admin").patch(url, {"url": "http://127.0.0.1:9/v2", "model": "x"}).json()
    assert same["endpoint"]["has_key"] is True
    moved = client_of("admin").patch(url, {"url": "http://127.0.0.1:10/v2"}).json()
    assert moved["endpoint"]["has_key"] is False


def test_a_secret_that_was_changed_is_told(project, add, settings):
    add("http://127.0.0.1:9/v1", key="s3cret")
    open_leaf(project)
    settings.SECRET_KEY = "another secret"
    generation = run_to_the_end(Generation.objects.get())
    assert generation.error["code"] == "key_unreadable"


def test_variables_that_hold_keys_are_named_by_the_operator(project, add, settings, monkeypatch):
    with serving(says("It hangs true.")) as server:
        refused = add(server.url, key_variable="PLUMBLINE_SECRET_KEY")
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_key_variable")
        settings.PLUMBLINE_ENDPOINT_KEYS = {"SMALL_KEY": "elsewhere.example"}
        assert add(server.url, key_variable="SMALL_KEY").status_code == 400
        settings.PLUMBLINE_ENDPOINT_KEYS = {"SMALL_KEY": "127.0.0.1"}
        assert add(server.url, key_variable="SMALL_KEY", key="x").json()["code"] == "two_keys"
        assert not Generator.objects.filter(kind="endpoint").exists()
        assert add(server.url, key_variable="SMALL_KEY").status_code == 201
        open_leaf(project)
        assert run_to_the_end(Generation.objects.get()).error["code"] == "no_key"
        monkeypatch.setenv("SMALL_KEY", "from-outside")
        Generation.objects.update(state="queued", due_at=timezone.now())
        run_to_the_end(Generation.objects.get())
    assert server.calls[0]["headers"]["Authorization"] == "Bearer from-outside"


@pytest.mark.parametrize("url", [
    "ftp://models.example/v1", "file:///etc/passwd", "models.example", "http://", "http://a:0/v1",
    "http://user:pass@models.example/v1", "http://models.example/v1?x=1", "http://[::1",
])  # fmt: skip
def test_addresses_that_are_refused(add, url):
    refused = add(url)
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_address")
    assert not Generator.objects.filter(kind="endpoint").exists()


def test_the_operator_may_say_which_hosts_are_called(project, add, settings):
    settings.PLUMBLINE_ENDPOINT_HOSTS = ["models.example"]
    assert add("http://127.0.0.1:9/v1").json()["code"] == "bad_address"
    assert add("https://Models.example/v1").status_code == 201
    settings.PLUMBLINE_ENDPOINT_HOSTS = ["other.example"]
    open_leaf(project)
    assert run_to_the_end(Generation.objects.get()).error["code"] == "forbidden_address"


def test_odd_values_are_refused(add):
    for fields in (
        {"samples": 0}, {"samples": 17}, {"temperature": 3}, {"timeout_seconds": 0},
        {"samples": 2, "temperature": 0}, {"key": "a\nb"}, {"name": ""}, {"stray": 1},
        {"max_calls": -1}, {"model": ""},
    ):  # fmt: skip
        assert add("http://127.0.0.1:9/v1", **fields).status_code == 400, fields
    assert add("http://127.0.0.1:9/v1", name="leading").json()["code"] == "name_taken"
    assert add("http://127.0.0.1:9/v1").status_code == 201
    assert add("http://127.0.0.1:9/v1").json()["code"] == "name_taken"
