"""A monitor round: drawn by the head, answered blind, learned from only when it is closed."""

from __future__ import annotations

import hashlib
import uuid

import pytest

from feedback.errors import Refusal
from feedback.exports.judgements import Filters, answers_matching
from feedback.models import (
    AuditEntry,
    Comparison,
    Generator,
    MonitorRound,
    Preference,
    Prompt,
    Response,
)
from feedback.services.answering import submit_preference
from feedback.services.reviewing import ask_again
from feedback.services.serving import lease_next
from feedback.services.work import carry_out
from rewardmodel.learning.measuring.best_of_n import pick_weights
from rewardmodel.models import LearnedPreference, LiveHead
from rewardmodel.selectors.health import head_lag
from rewardmodel.services.fast_clock import update_head
from rewardmodel.services.monitoring import look

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]
ROUNDS = "/api/v1/projects/plumb/monitor-rounds/"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def prompts(project):
    """Thirty prompts with five responses each, of the base; the last has a twin."""
    base = Generator.objects.create(project=project, name="base", kind="import")
    made = []
    for number in range(30):
        asked = f"Say how tall tower {number} is."
        prompt = Prompt.objects.create(
            project=project,
            messages=[{"role": "user", "content": asked}],
            content_hash=digest(asked),
            origin=uuid.uuid4().hex,
        )
        for place in range(5):
            text = f"Tower {number} is {place + 3} spans tall" + ", all told" * place + "."
            Response.objects.create(
                prompt=prompt, generator=base, text=text, content_hash=digest(text)
            )
        made.append(prompt)
    return made


@pytest.fixture
def taught(project, people, make_comparisons, give_answers):
    """The head has learned something, so that responses differ in reward."""
    make_comparisons(12)
    give_answers(project, people["researcher"], 12, "a")
    assert update_head(project_id=project.pk).learned == 12


@pytest.fixture
def draw(client_of, prompts, taught):
    def run(**asked) -> MonitorRound:
        answer = client_of("admin").post(ROUNDS, {"samples": 4} | asked, format="json")
        assert answer.status_code == 202, answer.json()
        return carry_out(MonitorRound.objects.get(pk=answer.json()["id"]))

    return run


@pytest.fixture
def answer(project, people):
    """Answers what is served, by the rule given, until nothing is."""

    def run(row: MonitorRound, choose, most: int = 1000) -> int:
        drawn = {each["comparison"]: each for each in row.drawn}
        for count in range(most):
            lease = lease_next(project=project, annotator=people["annotator"])
            if not hasattr(lease, "comparison"):
                return count
            rewards = dict(
                zip(drawn[lease.comparison_id]["responses"],
                    drawn[lease.comparison_id]["rewards"], strict=True)
            )  # fmt: skip
            asked = lease.comparison
            better = rewards[asked.response_a_id] > rewards[asked.response_b_id]
            submit_preference(
                comparison_id=asked.pk,
                annotator=people["annotator"],
                choice=choose(better),
                submission_key=str(uuid.uuid4()),
            )
        return most

    return run


def as_rewarded(better: bool) -> str:
    return "a" if better else "b"


def against_it(better: bool) -> str:
    return "b" if better else "a"


def figures(client_of, row):
    return client_of("researcher").get(f"/api/v1/monitor-rounds/{row.pk}/figures/").json()


def test_one_pair_of_each_prompt_is_asked_with_its_probability_kept(draw):
    row = draw()
    assert (row.state, row.ns, len(row.drawn)) == ("succeeded", [2, 4], 30)
    asked = Comparison.objects.filter(monitor_round=row)
    assert asked.values("prompt").distinct().count() == asked.count() == 30
    assert set(asked.values_list("stream", "wanted", "status")) == {("monitor", 1, "open")}
    for comparison in asked:
        (each,) = [each for each in row.drawn if each["comparison"] == comparison.pk]
        assert 0 < comparison.propensity <= 1
        assert {comparison.response_a_id, comparison.response_b_id} <= set(each["responses"])
        # By hand, rewards being distinct: (w_i + w_j) / N averaged over n, less pairs of one.
        order = sorted(each["responses"], key=dict(
            zip(each["responses"], each["rewards"], strict=True)
        ).get)  # fmt: skip
        places = [order.index(pk) for pk in (comparison.response_a_id, comparison.response_b_id)]
        mass = sum(pick_weights(4, n)[places].sum() for n in (2, 4)) / 2 / 4
        assert comparison.propensity == pytest.approx(mass / (1 - 1 / 4))


def test_nothing_is_learned_before_it_is_closed_and_then_all_exactly_once(
    draw, answer, client_of, project
):
    row = draw()
    assert answer(row, as_rewarded) == 30
    assert update_head(project_id=project.pk, thorough=True).learned == 0
    # The note of how far all was looked at has to be taken back when it closes.
    LiveHead.objects.update(settled_id=Preference.objects.latest("pk").pk)
    assert head_lag(project)[0]["answers"] == 0
    assert answers_matching(project.pk, Filters()).count() == 12
    closed = client_of("admin").post(f"/api/v1/monitor-rounds/{row.pk}/close/")
    assert (closed.status_code, closed.json()["open"]) == (200, False)
    assert head_lag(project)[0]["answers"] == 30
    assert answers_matching(project.pk, Filters()).count() == 42
    assert update_head(project_id=project.pk).learned == 30
    assert update_head(project_id=project.pk, thorough=True).learned == 0
    assert LearnedPreference.objects.values("preference").distinct().count() == 42
    again = client_of("admin").post(f"/api/v1/monitor-rounds/{row.pk}/close/")
    assert (again.status_code, again.json()["code"]) == (409, "round_closed")


def test_who_held_a_comparison_when_it_closed_may_still_answer_and_is_learned_from(
    draw, client_of, project, people
):
    row = draw()
    lease = lease_next(project=project, annotator=people["annotator"])
    client_of("admin").post(f"/api/v1/monitor-rounds/{row.pk}/close/")
    assert not Comparison.objects.filter(monitor_round=row, status="open").exists()
    submit_preference(
        comparison_id=lease.comparison_id,
        annotator=people["annotator"],
        choice="a",
        submission_key="late",
    )
    assert update_head(project_id=project.pk, thorough=True).learned == 1
    assert figures(client_of, row)["answers"] == 0


def test_people_who_follow_the_reward_confirm_it_and_raise_no_alarm(draw, answer, client_of):
    row = draw()
    answer(row, as_rewarded)
    found = figures(client_of, row)
    assert (found["answers"], found["alarm"]) == (30, None)
    last = found["points"][-1]
    # The best of four wins over every other, and is half of the time over itself: 7/8.
    assert last["n"] == 4
    assert last["human"]["low"] < 7 / 8 <= last["human"]["high"] + 1e-9
    assert last["human"]["value"] > 0.75
    assert last["kl"] == pytest.approx(0.6363, abs=1e-4)
    assert last["gap"] == pytest.approx(last["promised"] - last["human"]["value"])


def test_people_who_say_the_contrary_raise_an_alarm_once(draw, answer, client_of, project):
    row = draw()
    answer(row, against_it, most=29)
    look(project_id=project.pk)
    row.refresh_from_db()
    assert row.alarm == figures(client_of, row)["alarm"]
    assert row.alarm["answers"] <= 29
    answer(row, against_it)
    look(project_id=project.pk)
    assert AuditEntry.objects.filter(action="monitor.alarmed").count() == 1
    listed = client_of("researcher").get(ROUNDS).json()["results"][0]
    assert (listed["answered"], listed["asked"], listed["alarm"]) == (30, 30, row.alarm)
    assert figures(client_of, row)["curve"]["recommended"] == 1


def test_a_project_has_one_round_at_a_time_and_may_start_another_after(draw, client_of):
    row = draw()
    again = client_of("admin").post(ROUNDS, {"samples": 4}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "round_open")
    client_of("admin").post(f"/api/v1/monitor-rounds/{row.pk}/close/")
    second = draw()  # the same pairs may be asked once more
    assert second.state == "succeeded"


def test_too_few_prompts_are_said_and_another_round_can_be_started(draw):
    row = draw(samples=6)
    assert (row.state, row.error["code"]) == ("failed", "too_few_prompts")
    assert draw(samples=2).state == "succeeded"


def test_a_head_that_has_learned_nothing_is_not_monitored(client_of, prompts):
    answer = client_of("admin").post(ROUNDS, {"samples": 4}, format="json")
    row = carry_out(MonitorRound.objects.get(pk=answer.json()["id"]))
    assert (row.state, row.error["code"]) == ("failed", "nothing_learned")
    assert not Comparison.objects.exists()


def test_bad_wishes_are_refused_and_store_nothing(client_of, prompts):
    admin = client_of("admin")
    for body in (
        {"samples": 1},
        {"prompts": 9},
        {"tolerance": 2},
        {"generator": "nobody"},
        {"x": 1},
    ):
        answer = admin.post(ROUNDS, body, format="json")
        assert answer.status_code == 400, body
    assert not MonitorRound.objects.exists()


def test_a_member_of_another_project_sees_none_of_it(draw, client_of):
    row = draw()
    for call in ("get", "post"):
        path = f"/api/v1/monitor-rounds/{row.pk}/{'figures' if call == 'get' else 'close'}/"
        assert getattr(client_of("outsider"), call)(path).status_code == 404


def test_its_comparisons_are_asked_once(draw):
    comparison = Comparison.objects.filter(monitor_round=draw()).first()
    with pytest.raises(Refusal, match="asked once"):
        ask_again(comparison_id=comparison.pk)
