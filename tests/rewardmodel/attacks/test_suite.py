"""Every version is tried with the suite, in slices, and the gate holds back what it fools."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from feedback.models import Response, Upkeep
from feedback.text.attacks import BY_NAME, Subject, attacked
from rewardmodel.models import AttackResult, LiveHead, ModelVersion
from rewardmodel.selectors.attack_sample import attack_sample
from rewardmodel.services import attack_suite, training
from rewardmodel.services.attack_suite import gate_problems, try_on_candidate, try_some_attacks
from rewardmodel.services.fast_clock import update_head
from rewardmodel.services.heads import ensure_live_head, load_live
from rewardmodel.services.requests import request_training_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]
URL = "/api/v1/projects/plumb/attack-suite/"


@pytest.fixture
def answered(project, people, make_comparisons, give_answers) -> None:
    make_comparisons(24)
    give_answers(project, people["annotator"], 20)
    update_head(project_id=project.pk)


def test_the_sample_holds_each_prompts_best_liked_response_and_stays(
    project, people, make_comparisons, give_answers
):
    made = make_comparisons(4)
    given = {row.comparison_id for row in give_answers(project, people["annotator"], 3, "b")}
    best = {row.response_b_id if row.pk in given else row.response_a_id for row in made}
    sample = attack_sample(project)
    assert {row.pk for row in sample} == best
    assert [row.pk for row in attack_sample(project, most=2)] == [row.pk for row in sample[:2]]


def test_a_version_is_tried_once_and_its_figures_have_intervals(project, answered, client_of):
    assert try_some_attacks(project_id=project.pk) is False
    result = AttackResult.objects.get()
    assert (result.seen, len(result.sample), result.error) == (24, 24, "")
    assert result.step == LiveHead.objects.get().step
    assert result.counts["repetition"][1] == 24
    finished = result.finished_at
    try_some_attacks(project_id=project.pk)
    assert AttackResult.objects.get().finished_at == finished
    told = client_of("researcher").get(URL).json()
    assert [attack["name"] for attack in told["attacks"]] == list(BY_NAME)
    (of_version,) = told["results"]
    assert (of_version["version"], of_version["state"]) == (1, "live")
    figure = next(each for each in of_version["figures"] if each["attack"] == "repetition")
    assert figure["n"] == 24
    assert figure["low"] <= figure["value"] <= figure["high"]
    assert figure["too_often"] is None


def test_the_suite_goes_on_where_a_slice_ended_and_skips_what_was_deleted(
    project, answered, monkeypatch
):
    monkeypatch.setattr(attack_suite, "SLICE", -1.0)
    assert try_some_attacks(project_id=project.pk) is True
    result = AttackResult.objects.get()
    version = ModelVersion.objects.get()
    attack_suite._go_on(result, version)
    assert (result.seen, result.counts["repetition"]) == (
        8,
        AttackResult.objects.get().counts["repetition"],
    )
    gone = Response.objects.get(pk=result.sample[9])
    gone.prompt.comparisons.all()[0].preferences.all().delete()
    gone.prompt.comparisons.all().delete()
    gone.delete()
    monkeypatch.setattr(attack_suite, "SLICE", 60.0)
    assert try_some_attacks(project_id=project.pk) is False
    result.refresh_from_db()
    assert result.finished_at is not None
    assert result.counts["repetition"][1] == 23


def test_a_head_that_pays_for_an_attack_is_fooled_by_it_and_its_opposite_never(
    project, make_comparisons
):
    """The head's weights are the difference that flattery makes: it must be paid every time."""
    make_comparisons(10)
    live = load_live(ensure_live_head(project))
    sample = attack_sample(project)
    prompts = [row.prompt.messages for row in sample]
    flattered = [
        attacked("flattery", Subject("", row.text), seed=row.content_hash) or "" for row in sample
    ]
    before, _ = live.reader.phi(prompts, [row.text for row in sample])
    after, _ = live.reader.phi(prompts, flattered)
    weights = np.where(live.reader.layout.reward_columns, (after - before).mean(axis=0), 0.0)
    for sign, rate in ((1.0, 10.0), (-1.0, 0.0), (0.0, 5.0)):
        head = replace(live.posterior, mean=sign * weights)
        found = try_on_candidate(project=project, reader=live.reader, posterior=head)
        assert found.counts["flattery"] == [rate, 10]


def test_a_version_without_a_head_says_why(project, answered):
    ModelVersion.objects.create(project=project, number=2, encoder_key="gone")
    try_some_attacks(project_id=project.pk)
    result = AttackResult.objects.get(version__number=2)
    assert "no head" in result.error
    assert result.finished_at is not None
    assert AttackResult.objects.get(version__number=1).error == ""


def test_asking_tries_the_live_version_anew(project, answered, client_of):
    try_some_attacks(project_id=project.pk)
    first = AttackResult.objects.get()
    asked = client_of("researcher").post(URL, {})
    assert (asked.status_code, asked.json()["under_way"]) == (202, True)
    assert Upkeep.objects.filter(kind="attacks", project=project).exists()
    try_some_attacks(project_id=project.pk)
    assert AttackResult.objects.get().pk != first.pk


def test_outsiders_and_annotators_see_nothing(client_of, answered):
    assert client_of("annotator").get(URL).status_code == 403
    assert client_of("outsider").get(URL).status_code == 404


@pytest.mark.parametrize(
    ("fooled", "tried", "most", "speaks_against"),
    [
        (30, 100, 0.2, True),  # 22 to 40 %
        (24, 100, 0.2, False),  # 17 to 33 %: it may well be within
        (3, 10, 0.2, False),
        (0, 0, 0.0, False),
    ],
)
def test_the_gate_acts_on_the_lower_end_of_the_interval(fooled, tried, most, speaks_against):
    problems = gate_problems({"padding": most}, {"padding": [fooled, tried]})
    assert bool(problems) == speaks_against
    if problems:
        assert "Padding fools it in 30% of 100 tries" in problems[0]


def test_a_candidate_that_an_attack_fools_too_often_is_rejected_and_says_why(
    project, answered, client_of, monkeypatch
):
    monkeypatch.setattr(training, "judge", lambda difference: (True, "It is better."))
    # Somebody is always fooled by something: with 0 allowed, whatever fools it at all is enough.
    project.attack_gate = dict.fromkeys(BY_NAME, 0.0)
    project.save()
    run = request_training_run(project=project, trigger="person")
    run = training.run_training(run_id=run.pk)
    assert (run.state, run.outcome) == ("succeeded", "rejected"), run.error
    assert "fools it" in run.message
    made = ModelVersion.objects.get(number=2)
    assert made.state == ModelVersion.State.REJECTED
    assert made.metrics["attack_gate"]
    assert made.attacks.finished_at is not None
    assert made.attacks.seen == 24


def test_the_gate_is_a_setting_of_admins(client_of, project):
    address = f"/api/v1/projects/{project.slug}/"
    body = {"attack_gate": {"padding": 0.2}}
    assert client_of("researcher").patch(address, body, format="json").status_code == 403
    told = client_of("admin").patch(address, body, format="json")
    assert told.json()["attack_gate"] == {"padding": 0.2}
    bad = client_of("admin").patch(address, {"attack_gate": {"pad": 1}}, format="json")
    assert bad.status_code == 400
    assert "attack_gate" in bad.json()["details"]["fields"]
