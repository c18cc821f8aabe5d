"""Who works while processes are killed: annotators, a researcher, an admin; and what they saw.

Everybody does what a careful client does: a request that got no answer, or 503, is sent again, an
answer with its submission key. What each of them was promised is written down.
"""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

PAUSE = 0.5  # seconds before a request is sent again
RETRY_FOR = 90.0  # seconds


@dataclass(frozen=True)
class Problem:
    """A request that failed in a way that asks for an excuse."""

    what: str
    began: float  # monotonic
    ended: float


@dataclass
class Log:
    """What was promised, and what went wrong; written by all threads."""

    acknowledged: dict[str, int] = field(default_factory=dict)  # submission key -> preference
    undone: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    told_to_wait: int = 0  # 503 with Retry-After
    requests: int = 0
    asked: dict[str, int] = field(default_factory=dict)  # what was asked for, and taken up
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str) -> None:
        with self.lock:
            self.asked[what] = self.asked.get(what, 0) + 1


class Person(threading.Thread):
    """Somebody with a token who does one round of work after the other until told to stop."""

    def __init__(
        self, url: str, token: str, log: Log, stop: threading.Event, *, seed: int = 0
    ) -> None:
        super().__init__(daemon=True)
        self.client = httpx.Client(
            base_url=f"{url}/api/v1/",
            headers={"Authorization": f"Bearer {token}"},
            timeout=60,
            # A connection kept from before a kill would fail long after it.
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self.log, self.stop = log, stop
        self.random = random.Random(seed)

    def run(self) -> None:
        with self.client:
            while not self.stop.is_set():
                self.work()

    def work(self) -> None:
        raise NotImplementedError

    def call(self, method: str, path: str, **content: Any) -> httpx.Response | None:
        """Asks until there is an answer that is not 5xx; None where there was none for long."""
        deadline = time.monotonic() + RETRY_FOR
        while time.monotonic() < deadline:
            answer = self._once(method, path, **content)
            if answer is not None and answer.status_code < 500:
                return answer
            time.sleep(PAUSE)
        return None

    def _once(self, method: str, path: str, **content: Any) -> httpx.Response | None:
        began = time.monotonic()
        self.log.requests += 1
        try:
            answer = self.client.request(method, path, **content)
        except httpx.TransportError as error:
            self._problem(f"{type(error).__name__} {path}", began)
            return None
        if answer.status_code == 503 and "Retry-After" in answer.headers:
            self.log.told_to_wait += 1
        elif answer.status_code >= 500:
            self._problem(f"{answer.status_code} {path} {answer.text[:200]}", began)
        return answer

    def _problem(self, what: str, began: float) -> None:
        self.log.problems.append(Problem(what, began, time.monotonic()))


class Annotator(Person):
    """Takes the next comparison, thinks, answers; now and then takes an answer back."""

    think = 1.0  # seconds, on average

    def work(self) -> None:
        served = self.call("POST", "projects/storm/next/")
        time.sleep(self.random.expovariate(1 / self.think))
        if served is None or served.status_code != 200:
            return
        key = str(uuid.uuid4())
        body = {"choice": self.random.choice("aab"), "submission_key": key}
        path = f"comparisons/{served.json()['id']}/preferences/"
        answered = self.call("POST", path, json=body)
        if answered is None or answered.status_code not in (200, 201):
            return  # the lease was lost meanwhile: nothing is stored, and it says so
        preference = int(answered.json()["preference"]["id"])
        self.log.acknowledged[key] = preference
        if self.random.random() < 0.03:
            undone = self.call("POST", f"preferences/{preference}/undo/")
            if undone is not None and undone.status_code in (200, 204):
                self.log.undone.add(key)


class Researcher(Person):
    """Imports, exports, audits and scores, one after the other."""

    every = 4.0  # seconds
    rows = 50

    def work(self) -> None:
        jobs: list[Callable[[], None]] = [self._import, self._score, self._export, self._audit]
        for job in jobs:
            if self.stop.wait(self.every):
                return
            job()

    def _import(self) -> None:
        rows = [prompt_row(uuid.uuid4().hex, self.random) for _ in range(self.rows)]
        content = "\n".join(json.dumps(row) for row in rows).encode()
        answer = self.call(
            "POST",
            "projects/storm/imports/",
            data={"format": "prompts-responses"},
            files={"file": ("more.jsonl", content)},
        )
        if answer is not None and answer.status_code == 202:
            self.log.note("imports")

    def _export(self) -> None:
        answer = self.call("POST", "projects/storm/exports/", json={"format": "raw"})
        if answer is not None and answer.status_code == 202:
            self.log.note("exports")

    def _audit(self) -> None:
        listed = self.call("GET", "projects/storm/audits/")
        if listed is None or listed.status_code != 200:
            return
        found = listed.json()
        audits = found["results"] if isinstance(found, dict) else found
        if not audits:
            question = {
                "question": "Is the sky blue?",
                "answer_matching_behavior": " Yes",
                "answer_not_matching_behavior": " No",
            }
            self.call(
                "POST",
                "projects/storm/audits/",
                data={"name": "sky"},
                files={"file": ("sky.jsonl", json.dumps(question).encode())},
            )
            return
        answer = self.call("POST", f"audits/{audits[0]['id']}/")
        if answer is not None and answer.status_code < 300:
            self.log.note("audits")

    def _score(self) -> None:
        items = [
            {"prompt": "Which is better?", "response": sentence(self.random)} for _ in range(16)
        ]
        answer = self.call("POST", "projects/storm/reward/", json={"items": items})
        if answer is not None and answer.status_code == 200:
            self.log.note("rewards")


class Admin(Person):
    """Retrains whenever nothing is being trained, and promotes by hand what was not better."""

    every = 2.0  # seconds

    def work(self) -> None:
        if self.stop.wait(self.every):
            return
        begun = self.call("POST", "projects/storm/training-runs/", json={})
        if begun is not None and begun.status_code in (201, 202):
            self.log.note("retrains")
        listed = self.call("GET", "projects/storm/model-versions/")
        if listed is None or listed.status_code != 200:
            return
        for version in listed.json()["results"]:
            if version["state"] == "rejected" and not self.stop.is_set():
                asked = self.call("POST", f"model-versions/{version['id']}/promote/", json={})
                if asked is not None and asked.status_code in (201, 202):
                    self.log.note("promotions")
                return


WORDS = [
    "the",
    "a",
    "weight",
    "line",
    "cord",
    "wall",
    "straight",
    "hangs",
    "falls",
    "holds",
    "turns",
    "above",
    "below",
    "near",
]


def sentence(draw: random.Random) -> str:
    return " ".join(draw.choices(WORDS, k=20)).capitalize() + "."


def prompt_row(name: str, draw: random.Random) -> dict[str, Any]:
    """A row of the format prompts-responses: one question, four answers."""
    return {
        "prompt": f"What of {name}?",
        "responses": [{"text": sentence(draw), "generator": f"model {i}"} for i in range(4)],
    }
