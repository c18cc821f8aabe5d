"""Rewards are served through a whole retrain and promotion, without an error and without a gap."""

from __future__ import annotations

import threading
import time
from typing import NamedTuple

import httpx
import pytest

from bench.stack import Stack
from tests.e2e.people import answer_next, client_for, wait_for

pytestmark = pytest.mark.e2e
PATIENCE = 240  # seconds
# The longest silence between two scores. Training takes some ten seconds, so a pause for it shows.
GAP = 4.0
ITEMS = [
    {"prompt": "Summarise: a weight hangs from a cord.", "response": text}
    for text in ("A weight hangs from a cord.", "Something hangs.")
]


class Score(NamedTuple):
    at: float
    version: int
    step: int


class Scorer(threading.Thread):
    """Asks for rewards, one request after the other, until it is told to stop."""

    def __init__(self, client: httpx.Client) -> None:
        super().__init__(daemon=True)
        self.client = client
        self.scores: list[Score] = []
        self.failures: list[str] = []
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            answer = self.client.post("projects/demo/reward/", json={"items": ITEMS})
            if answer.status_code == 200:
                body = answer.json()
                self.scores.append(Score(time.monotonic(), body["version"], body["step"]))
            else:
                self.failures.append(f"{answer.status_code} {answer.text[:200]}")


@pytest.mark.usefixtures("logins")
def test_scoring_goes_on_through_a_retrain_and_a_promotion(stack: Stack) -> None:
    annotator, admin = client_for(stack, "annotator"), client_for(stack, "admin")
    for index in range(20):
        answer_next(annotator, "demo", "ab"[index % 2])
    live = admin.get("projects/demo/live-head/").json()["version"]
    scorer = Scorer(client_for(stack, "researcher"))
    scorer.start()
    wait_for(lambda: scorer.scores, seconds=60)
    run = admin.post("projects/demo/training-runs/", json={}).raise_for_status().json()
    promote(admin, run["id"])
    wait_for(lambda: scorer.scores[-1].version != live, seconds=PATIENCE)
    answer_next(annotator, "demo", "a")
    step = scorer.scores[-1].step
    wait_for(lambda: scorer.scores[-1].step > step, seconds=30)
    scorer.enough.set()
    scorer.join(timeout=30)

    assert scorer.failures == []
    gaps = [b.at - a.at for a, b in zip(scorer.scores, scorer.scores[1:], strict=False)]
    assert max(gaps) < GAP
    steps = [score.step for score in scorer.scores]
    assert steps == sorted(steps), "a head older than one served before was served"
    versions = [score.version for score in scorer.scores]
    assert versions == sorted(versions, key=lambda version: version != live)


def promote(admin: httpx.Client, run_id: int) -> None:
    """Waits for the run to end, and promotes its version by hand where it was not better."""

    def ended() -> bool:
        state = admin.get(f"training-runs/{run_id}/").json()["state"]
        assert state not in ("failed", "cancelled")
        return bool(state == "succeeded")

    wait_for(ended, seconds=PATIENCE)
    run = admin.get(f"training-runs/{run_id}/").json()
    if run["outcome"] == "rejected":
        newest = admin.get("projects/demo/model-versions/").json()["results"][0]
        admin.post(f"model-versions/{newest['id']}/promote/", json={}).raise_for_status()
