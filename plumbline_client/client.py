"""A Plumbline server from Python: rewards, data in and out, training runs and versions."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from plumbline_client.connection import Connection, PlumblineError
from plumbline_client.downloading import download
from plumbline_client.texts import Prompt, Response, plain_prompt, plain_response

# Told how much is done and of how much.
Progress = Callable[[float, float], None]

# Items of one request, and characters of its texts; the server takes 512, and 2 MiB, at most.
BATCH = 128
BATCH_CHARACTERS = 10**6
ENDED = ("succeeded", "failed", "cancelled")


@dataclass(frozen=True)
class Reward:
    """A response's reward. Only differences within one prompt mean anything."""

    mean: float
    std: float
    conservative: float  # mean - pessimism x std

    @classmethod
    def of(cls, reward: Mapping[str, Any]) -> Reward:
        """What a server says of it; newer ones may say more."""
        return cls(reward["mean"], reward["std"], reward["conservative"])


@dataclass(frozen=True)
class Rewards:
    """Rewards in the order of the items, and which head gave the last of them."""

    rewards: list[Reward]
    version: int
    step: int
    truncated: list[bool] = field(default_factory=list)  # items too long to be read whole
    # Share of training responses no more usual than each item; None while unknown.
    familiarity: list[float | None] = field(default_factory=list)


class PlumblineClient:
    """One project of one server, with a token from its account page.

    Every method raises `PlumblineError` when the server refuses, or is away for longer than the
    retries last.

    Args:
        url: the server's address, such as https://label.example.org.
        retries: how often to ask again when the server is away or no scorer answers; it says
            itself how long to wait, up to ``longest_wait`` seconds.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str,
        project: str,
        timeout: float = 60.0,
        retries: int = 5,
        longest_wait: float = 60.0,
    ) -> None:
        self.project = project
        self._server = Connection(
            url, token=token, timeout=timeout, retries=retries, longest_wait=longest_wait
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._server.http.close()

    # --- rewards ------------------------------------------------------------------------------

    def rewards(
        self,
        items: Sequence[tuple[Prompt, Response]],
        *,
        pessimism: float = 0.0,
        length: str | None = None,
        length_cap: int | None = None,
        progress: Progress | None = None,
    ) -> Rewards:
        """Rewards of (prompt, response) items, asked for in batches.

        Args:
            pessimism: how many standard deviations the conservative reward lies below the mean.
            length: what is paid for length, ``unpaid``, ``paid`` or ``capped``; by default as the
                project's setting says. ``length_cap`` is in words.

        Raises:
            ValueError: there is no item.
        """
        if not items:
            raise ValueError("there are no items to score")
        found: list[Reward] = []
        truncated: list[bool] = []
        familiarity: list[float | None] = []
        answer: dict[str, Any] = {}
        for part in _batches(items):
            options = {"length": length, "length_cap": length_cap}
            body = {"items": part, "pessimism": pessimism}
            body |= {name: value for name, value in options.items() if value is not None}
            answer = self._server.post(self._path("reward/"), body)
            found += [Reward.of(reward) for reward in answer["rewards"]]
            truncated += answer.get("truncated", [])
            familiarity += answer.get("familiarity", [])
            if progress:
                progress(len(found), len(items))
        return Rewards(found, answer["version"], answer["step"], truncated, familiarity)

    def score_responses(self) -> int:
        """Has all stored responses scored by the live head; says how many there are."""
        return int(self._server.post(self._path("reward/responses/"))["responses"])

    # --- data in and out ----------------------------------------------------------------------

    def import_file(
        self, file: BinaryIO, *, format: str, filename: str, **options: Any
    ) -> dict[str, Any]:
        """Sends a file, from its beginning; the job that imports it.

        Options are those of the HTTP interface. Importing the same file again changes nothing, so
        it is sent again where the server was away.
        """
        fields = {"format": format} | {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in options.items()
            if value is not None
        }
        path, files = self._path("imports/"), {"file": (filename, file)}
        return dict(self._server.send("POST", path, data=fields, files=files))

    def export(self, *, format: str, **options: Any) -> dict[str, Any]:
        """Asks for an export; the job that makes it."""
        body = {"format": format} | {k: v for k, v in options.items() if v is not None}
        return dict(self._server.post_once(self._path("exports/"), body))

    def jobs(self) -> Iterator[dict[str, Any]]:
        """Imports and exports, newest first."""
        return self._listed(self._path("jobs/"))

    def job(self, job_id: int) -> dict[str, Any]:
        return dict(self._server.get(f"jobs/{job_id}/"))

    def wait_for_job(
        self, job_id: int, *, every: float = 1.0, progress: Progress | None = None
    ) -> dict[str, Any]:
        """The job when it has ended.

        Raises:
            PlumblineError: it failed, with the code and the details that its report gives.
        """
        job = _ended(lambda: self.job(job_id), every, progress)
        if job["state"] == "failed":
            error = job["error"] or {}
            raise PlumblineError(
                error.get("code", "job_failed"), error.get("message", ""), None, job["report"]
            )
        return job

    def download(self, job_id: int, path: Path, *, progress: Progress | None = None) -> None:
        """The file of an export; one that broke off is taken up again, also by a later call."""
        download(self._server, f"jobs/{job_id}/download/", path, progress)

    def imports(self) -> Iterator[dict[str, Any]]:
        """Files that were brought in, newest first."""
        return self._listed(self._path("imports/"))

    # --- deleting -----------------------------------------------------------------------------

    def preview_removal(self, kind: str, **target: Any) -> dict[str, Any]:
        """What `remove` would take with it: counts, and snapshots that may hold it."""
        return dict(self._server.post(self._path("removals/preview/"), {"kind": kind} | target))

    def remove(
        self,
        kind: str,
        *,
        reason: str,
        mode: str = "erase",
        withdraw_snapshots: bool = False,
        **target: Any,
    ) -> dict[str, Any]:
        """Asks for something to be deleted for good; the removal that a worker carries out.

        Args:
            kind: rater, prompt, document, import, upload (the file of an import) or project.
            mode: erase, or anonymise for a rater's answers that stay as nobody's.
            target: username or pseudonym, prompt, document, import_id, or slug.
        """
        body = {"kind": kind, "reason": reason, "mode": mode} | target
        body["withdraw_snapshots"] = withdraw_snapshots
        return dict(self._server.post_once(self._path("removals/"), body))

    def wait_for_removal(self, removal_id: int, *, every: float = 1.0) -> dict[str, Any]:
        """The removal when it has ended, however it did."""
        while True:
            found = dict(self._server.get(f"removals/{removal_id}/"))
            if found["state"] in ENDED:
                return found
            time.sleep(every)

    def withdraw_snapshot(self, snapshot_id: int, *, reason: str) -> dict[str, Any]:
        """Deletes the file of a snapshot."""
        path = f"snapshots/{snapshot_id}/withdraw/"
        return dict(self._server.post_once(path, {"reason": reason}))

    # --- the model ----------------------------------------------------------------------------

    def metrics(self, name: str) -> dict[str, Any]:
        """The figures of that name: ``accuracy``, ``calibration`` and what else there is."""
        return dict(self._server.get(self._path(f"metrics/{name}/")))

    def live_head(self) -> dict[str, Any]:
        """Version and step of the live head, and how many answers are still to be learned."""
        return dict(self._server.get(self._path("live-head/")))

    def wait_until_learned(
        self, *, every: float = 0.5, timeout: float | None = None
    ) -> dict[str, Any]:
        """The live head once it has learned every answer that was given.

        Raises:
            PlumblineError: ``not_learned`` when that takes longer than ``timeout`` seconds.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while (head := self.live_head())["pending"]:
            if end is not None and time.monotonic() >= end:
                message = f"{head['pending']} answers are not learned yet."
                raise PlumblineError("not_learned", message, None, head)
            time.sleep(every)
        return head

    def versions(self) -> Iterator[dict[str, Any]]:
        """Versions of the reward model, newest first."""
        return self._listed(self._path("model-versions/"))

    def promote(self, number: int) -> dict[str, Any]:
        """Asks for the version of that number to be made live; the promotion.

        Raises:
            PlumblineError: ``unknown_version`` where the project has none of that number.
        """
        for version in self.versions():
            if version["number"] == number:
                return dict(self._server.post_once(f"model-versions/{version['id']}/promote/"))
        raise PlumblineError("unknown_version", f"There is no version {number}.")

    def export_model(
        self, path: Path, number: int | None = None, *, every: float = 1.0, **options: Any
    ) -> dict[str, Any]:
        """Downloads a version, by default the live one, as a zip of the folder that transformers
        or sentence-transformers loads without Plumbline; the job, whose report says what it is.

        Args:
            options: ``form`` or ``length``, as the HTTP interface takes them.

        Raises:
            PlumblineError: ``unknown_version``, or ``not_exportable`` with why.
        """
        for version in self.versions():
            if version["number"] == number or (number is None and version["state"] == "live"):
                asked = self._server.post_once(f"model-versions/{version['id']}/export/", options)
                job = self.wait_for_job(asked["id"], every=every)
                self.download(job["id"], path)
                return job
        raise PlumblineError("unknown_version", "There is no such version.")

    def promotions(self) -> Iterator[dict[str, Any]]:
        return self._listed(self._path("promotions/"))

    def training_runs(self) -> Iterator[dict[str, Any]]:
        return self._listed(self._path("training-runs/"))

    def train(self) -> dict[str, Any]:
        """Queues a training run."""
        return dict(self._server.post_once(self._path("training-runs/")))

    def cancel_training(self, run_id: int) -> dict[str, Any]:
        return dict(self._server.post(f"training-runs/{run_id}/cancel/"))

    def wait_for_training(
        self, run_id: int, *, every: float = 2.0, progress: Progress | None = None
    ) -> dict[str, Any]:
        """The run when it has ended, however it did."""
        return _ended(lambda: dict(self._server.get(f"training-runs/{run_id}/")), every, progress)

    def me(self) -> dict[str, Any]:
        """Who the token belongs to."""
        return dict(self._server.get("me/"))

    def _path(self, rest: str) -> str:
        return f"projects/{self.project}/{rest}"

    def _listed(self, path: str) -> Iterator[dict[str, Any]]:
        address: str | None = path
        while address:
            page = self._server.get(address)
            yield from page["results"]
            address = page["next"]


def _ended(
    ask: Callable[[], dict[str, Any]], every: float, progress: Progress | None
) -> dict[str, Any]:
    while True:
        found = ask()
        if progress:
            progress(float(found["progress"]), 1.0)
        if found["state"] in ENDED:
            return found
        time.sleep(every)


def _batches(items: Sequence[tuple[Prompt, Response]]) -> Iterator[list[dict[str, Any]]]:
    """The items as the server takes them, in batches of so many and so long."""
    batch: list[dict[str, Any]] = []
    characters = 0
    for prompt, response in items:
        item = {"prompt": plain_prompt(prompt), "response": plain_response(response)}
        size = len(json.dumps(item))
        if batch and (len(batch) == BATCH or characters + size > BATCH_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(item)
        characters += size
    if batch:
        yield batch
