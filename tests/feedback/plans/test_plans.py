"""Plans have models write for prompts: which, how much, when, and what it may cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback.models import (
    AuditEntry,
    Comparison,
    Endpoint,
    Generation,
    GenerationPlan,
    GenerationRound,
    Response,
    Sample,
)
from feedback.services.checkpoints import add_checkpoint
from feedback.services.generating import run_generation
from feedback.services.plans import ask_for_generations, begin_due_rounds, cancel_plan
from feedback.services.work.claiming import claim
from feedback.services.work.holding import SILENCE
from feedback.services.work.sweeping import release_silent
from tests.feedback.generators.model_server import sends, serving
from tests.feedback.plans.conftest import PLANS, lay_out, make_prompts, plan_of, write_all

pytestmark = pytest.mark.django_db


def progress(client_of, plan) -> dict:
    return client_of("researcher").get(f"/api/v1/generation-plans/{plan.pk}/").json()["progress"]


def let_hours_pass(plan, hours: float) -> None:
    GenerationRound.objects.filter(plan=plan).update(
        created_at=timezone.now() - timedelta(hours=hours)
    )


def test_prompts_without_responses_get_them(project, prompts, add_plan, client_of):
    plan = plan_of(add_plan(samples=3))
    assert plan.rounds.get().state == "queued"
    write_all()
    for prompt in prompts:
        assert prompt.responses.count() == 3
    assert progress(client_of, plan) == {
        "rounds": 1, "waiting": 0, "done": 4, "failed": 0, "cancelled": 0, "samples": 12,
        "reasons": [],
    }  # fmt: skip
    plan.refresh_from_db()
    assert (plan.calls, Endpoint.objects.get().calls) == (12, 12)
    assert plan.rounds.get().prompts == 4


def test_prompts_that_have_responses_are_left_out_or_not(project, prompts, add_plan, client_of):
    write_all_of(add_plan(name="one", samples=1, most_prompts=1))
    assert Response.objects.count() == 1
    asked = {"which": "without_responses"}
    preview = client_of("admin").post(f"{PLANS}preview/", asked, format="json")
    assert preview.json() == {"prompts": 3}
    write_all_of(add_plan(name="rest", samples=1))
    assert [prompt.responses.count() for prompt in prompts] == [1, 1, 1, 1]
    write_all_of(add_plan(name="more", samples=1, which="all"))
    assert [prompt.responses.count() for prompt in prompts] == [2, 2, 2, 2]


def write_all_of(answer):
    plan = plan_of(answer)
    write_all()
    return plan


def test_prompts_are_narrowed(project, add_plan, client_of):
    walls = make_prompts(project, 2, domain="walls")
    make_prompts(project, 3, domain="roofs")
    write_all_of(add_plan(samples=1, filters={"domain": "walls"}))
    assert set(Response.objects.values_list("prompt", flat=True)) == {p.pk for p in walls}
    asked = {"filters": {"q": "wall 3"}, "which": "all"}
    assert client_of("admin").post(f"{PLANS}preview/", asked, format="json").json() == {
        "prompts": 1
    }


def test_a_response_says_how_it_was_drawn(project, prompts, add_plan, generator, client_of):
    Endpoint.objects.update(log_probabilities=True)
    add_checkpoint(generator=generator, name="step 100", model="small-1-step-100")
    write_all_of(add_plan(samples=1, temperature=1.2, top_p=0.9, max_tokens=64, most_prompts=1))
    (row,) = client_of("researcher").get("/api/v1/projects/plumb/responses/").json()["results"]
    assert row["text"].startswith("small-1-step-100 says")
    assert (row["generator"], row["checkpoint"]) == ("small", "step 100")
    assert row["log_probability"] == -0.75
    assert row["sampling"] == {
        "model": "small-1-step-100", "temperature": 1.2, "top_p": 0.9, "max_tokens": 64,
    }  # fmt: skip
    assert Sample.objects.get().token_log_probabilities == [-0.5, -0.25]
    found = client_of("researcher").get("/api/v1/projects/plumb/responses/?checkpoint=other")
    assert found.json()["results"] == []


def test_the_plans_budget_is_kept_and_the_reason_told(project, prompts, add_plan, client_of):
    plan = write_all_of(add_plan(samples=2, max_calls=5))
    assert Response.objects.count() == 5
    plan.refresh_from_db()
    assert plan.calls == 5
    assert Endpoint.objects.get().calls == 5  # what a plan's budget refuses is no call
    told = progress(client_of, plan)
    assert (told["done"], told["failed"], told["samples"]) == (2, 2, 5)
    assert [(r["code"], r["generations"]) for r in told["reasons"]] == [("plan_budget_spent", 2)]
    url = f"/api/v1/generation-plans/{plan.pk}/"
    client_of("admin").patch(url, {"max_calls": 8})
    assert client_of("admin").post(f"{url}retry/").json() == {"retried": 2}
    write_all()
    assert progress(client_of, plan)["samples"] == 8


def test_a_model_that_fails_is_told_with_its_reason(project, prompts, add_plan, client_of):
    with serving(sends(401, b'{"error": "No such key"}')) as bad:
        Endpoint.objects.update(url=bad.url)
        plan = write_all_of(add_plan())
    told = progress(client_of, plan)
    assert (told["failed"], told["samples"]) == (4, 0)
    (reason,) = told["reasons"]
    assert (reason["code"], reason["generations"]) == ("refused", 4)
    assert "No such key" in reason["message"]
    listed = client_of("researcher").get("/api/v1/projects/plumb/generators/").json()
    assert listed[0]["usability"] == "failing"


def test_a_paused_plan_calls_nothing_until_it_goes_on(
    project, prompts, add_plan, client_of, server
):
    plan = plan_of(add_plan(samples=1))
    lay_out()
    url = f"/api/v1/generation-plans/{plan.pk}/"
    assert client_of("admin").patch(url, {"paused": True}).json()["paused"] is True
    for row in Generation.objects.all():
        run_generation(generation_id=row.pk)
    Generation.objects.update(due_at=timezone.now())  # one that a worker was just at
    first = Generation.objects.order_by("pk")[0]
    assert run_generation(generation_id=first.pk).state == "running"
    assert server.calls == []
    assert client_of("admin").post(f"{url}begin/").json()["code"] == "plan_paused"
    client_of("admin").patch(url, {"paused": False})
    for row in Generation.objects.all():
        run_generation(generation_id=row.pk)
    assert progress(client_of, plan)["done"] == 4


def test_a_plan_that_is_called_off_writes_nothing_more(project, prompts, add_plan, server):
    plan = plan_of(add_plan(samples=1))
    lay_out()
    first = Generation.objects.order_by("pk")[0]
    run_generation(generation_id=first.pk)
    assert cancel_plan(plan=plan) == 3
    write_all()
    assert len(server.calls) == 1


def test_a_round_begins_every_so_many_hours(project, prompts, add_plan):
    plan = plan_of(add_plan(which="all", samples=1, when="hours", every_hours=6))
    assert begin_due_rounds() == 0
    let_hours_pass(plan, 7)
    assert begin_due_rounds() == 0  # the first has not ended
    write_all()
    let_hours_pass(plan, 5)
    assert begin_due_rounds() == 0
    let_hours_pass(plan, 6.1)
    assert begin_due_rounds() == 1
    assert begin_due_rounds() == 0
    write_all()
    assert prompts[0].responses.count() == 2


def test_a_round_begins_with_each_new_checkpoint(project, prompts, add_plan, generator):
    add_checkpoint(generator=generator, name="old")
    plan = plan_of(add_plan(which="all", samples=1, when="checkpoint"))
    assert (plan.rounds.count(), begin_due_rounds()) == (0, 0)
    add_checkpoint(
        generator=generator, name="later", released_at=timezone.now() + timedelta(hours=1)
    )
    assert begin_due_rounds() == 0
    new = add_checkpoint(generator=generator, name="new")
    assert begin_due_rounds() == 1
    write_all()
    assert begin_due_rounds() == 0
    assert set(Response.objects.values_list("checkpoint", flat=True)) == {new.pk}


def test_a_round_begins_when_few_comparisons_of_the_prompts_are_open(
    project, prompts, add_plan, make_comparisons
):
    plan = plan_of(
        add_plan(when="low", low_below=2, samples=1, most_prompts=1, filters={"q": "wall"})
    )
    make_comparisons(5)  # about other prompts
    assert plan.rounds.count() == 0
    for expected in (1, 2):
        assert begin_due_rounds() == 1
        assert begin_due_rounds() == 0  # it has not ended
        write_all()
        assert Response.objects.filter(generator__name="small").count() == expected
    generator = Response.objects.filter(generator__name="small")[0].generator
    texts = [
        Response.objects.create(
            prompt=prompts[0], generator=generator, text=f"{n}", content_hash=f"{n:064}"
        )
        for n in range(3)
    ]
    for other in texts[1:]:
        Comparison.objects.create(
            project=project, prompt=prompts[0], response_a=texts[0], response_b=other,
            stream="active", wanted=1,
        )  # fmt: skip
    assert begin_due_rounds() == 0
    Comparison.objects.filter(prompt=prompts[0])[0].delete()
    assert begin_due_rounds() == 1


def test_a_worker_that_dies_loses_nothing_and_doubles_nothing(project, prompts, add_plan, server):
    plan = plan_of(add_plan(samples=2, max_calls=9))
    row = claim("soon")
    assert isinstance(row, GenerationRound)
    ask_for_generations(row)  # and the worker dies before it can say so
    GenerationRound.objects.update(heartbeat_at=timezone.now() - SILENCE * 2)
    assert release_silent() == 1
    lay_out()
    assert Generation.objects.count() == 4
    died = Generation.objects.order_by("pk")[0]
    # It called for the first sample and died before it could keep the text.
    Sample.objects.create(generation=died, number=0, calls=1)
    GenerationPlan.objects.update(calls=1)
    write_all()
    assert Sample.objects.filter(filled_at__isnull=False).count() == 8
    assert Response.objects.count() == 8
    assert Sample.objects.get(generation=died, number=0).calls == 2
    plan.refresh_from_db()
    assert (plan.calls, len(server.calls)) == (9, 8)


def test_each_checkpoint_that_is_named_writes(project, prompts, add_plan, generator):
    old = add_checkpoint(generator=generator, name="old", model="m-old")
    add_checkpoint(generator=generator, name="new", model="m-new")
    sources = [{"generator": generator.pk}, {"generator": generator.pk, "checkpoint": old.pk}]
    write_all_of(add_plan(samples=1, sources=sources))
    for prompt in prompts:
        texts = [text.split()[0] for text in prompt.responses.values_list("text", flat=True)]
        assert sorted(texts) == ["m-new", "m-old"]


def test_a_plan_whose_generators_are_out_of_use_says_so(
    project, prompts, add_plan, generator, client_of
):
    generator.enabled = False
    generator.save()
    plan = write_all_of(add_plan())
    assert progress(client_of, plan)["reasons"][0]["code"] == "no_generator"


@pytest.mark.parametrize("fields", [
    {"samples": 0}, {"samples": 99}, {"sources": []}, {"sources": [{"generator": 10**6}]},
    {"when": "hours"}, {"when": "low"}, {"when": "never"}, {"which": "some"}, {"stray": 1},
    {"temperature": 0, "samples": 2}, {"temperature": -1}, {"top_p": 0}, {"max_calls": -1},
    {"filters": {"stray": 1}}, {"filters": {"import": 0}}, {"name": ""}, {"max_tokens": 0},
])  # fmt: skip
def test_odd_plans_are_refused_and_nothing_is_stored(add_plan, fields):
    answer = add_plan(**fields)
    assert answer.status_code == 400, fields
    assert set(answer.json()) == {"code", "message", "details"}
    assert not GenerationPlan.objects.exists()


def test_names_sources_and_checkpoints_are_checked(project, add_plan, generator, client_of):
    plan = plan_of(add_plan(paused=True))
    assert plan.rounds.count() == 0
    assert add_plan().json()["code"] == "name_taken"
    twice = [{"generator": generator.pk}] * 2
    assert add_plan(name="b", sources=twice).json()["code"] == "bad_generator"
    theirs = [{"generator": generator.pk, "checkpoint": 10**6}]
    assert add_plan(name="b", sources=theirs).json()["code"] == "bad_generator"
    url = f"/api/v1/generation-plans/{plan.pk}/"
    assert client_of("admin").patch(url, {"temperature": 0}).json()["code"] == "bad_plan"
    assert client_of("admin").patch(url, {"which": "all"}).status_code == 400
    assert AuditEntry.objects.filter(action="plan.added").count() == 1


def test_who_may_see_and_change_plans(project, prompts, add_plan, client_of, generator):
    plan = plan_of(add_plan())
    own = f"/api/v1/generation-plans/{plan.pk}/"
    checkpoints = f"/api/v1/generators/{generator.pk}/checkpoints/"
    for url in (PLANS, own, checkpoints):
        statuses = [client_of(r).get(url).status_code for r in ("annotator", "researcher", "admin")]
        assert statuses == [403, 200, 200], url
        assert client_of("outsider").get(url).status_code == 404
    for url in (PLANS, f"{own}begin/", f"{own}cancel/", f"{own}retry/", checkpoints):
        assert client_of("researcher").post(url, {}).status_code == 403
        assert client_of("outsider").post(url, {}).status_code == 404
    assert client_of("researcher").patch(own, {"paused": True}).status_code == 403
    body = {"name": "v1", "released_at": "2026-01-31T12:00:00Z"}
    made = client_of("admin").post(checkpoints, body).json()
    assert (made["name"], made["responses"]) == ("v1", 0)
    assert client_of("admin").post(checkpoints, body).json()["code"] == "name_taken"
    assert client_of("admin").post(f"{own}begin/").json()["code"] == "round_active"
    assert client_of("admin").post(f"{own}retry/").json()["code"] == "nothing_failed"
