"""What each command of ``plumbline`` does."""

from __future__ import annotations

import getpass
import json
import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from tqdm import tqdm

from plumbline_client.client import PlumblineClient, Progress
from plumbline_client.connection import PlumblineError
from plumbline_client.credentials import Credentials, keep_credentials, read_credentials
from plumbline_client.texts import Prompt, Response

Run = Callable[[Namespace], None]


class Add(Protocol):
    """Makes the parser of a command."""

    def __call__(self, name: str, run: Run, text: str) -> ArgumentParser: ...


def login(given: Namespace) -> None:
    if not given.url:
        raise ValueError("say which server: --url https://label.example.org")
    token = os.environ.get("PLUMBLINE_TOKEN") or _ask_for_token()
    with PlumblineClient(given.url, token=token, project="", retries=given.retries) as client:
        name = client.me()["username"]
    path = keep_credentials(Credentials(given.url, token, given.project))
    print(f"Logged in as {name}; the token is kept in {path}.", file=sys.stderr)


def whoami(given: Namespace) -> None:
    with _server(given) as client:
        _show([client.me()])


def import_file(given: Namespace) -> None:
    options = {
        "container": given.container,
        "skip_bad": given.skip_bad or None,
        "dry_run": given.dry_run or None,
        "keep_raters": given.keep_raters or None,
        "mapping": _mapping(given.mapping),
        "evaluation_set": given.evaluation_set,
    }
    with _project(given) as client, given.file.open("rb") as file:
        size = given.file.stat().st_size
        with tqdm.wrapattr(
            file, "read", total=size, desc="Sending", disable=_quiet(given), file=sys.stderr
        ) as told:
            sent = cast(BinaryIO, told)
            job = client.import_file(sent, format=given.format, filename=given.file.name, **options)
        if not given.no_wait:
            with _bar("Importing", given) as progress:
                job = client.wait_for_job(job["id"], progress=progress)
        _show([job])


def export(given: Namespace) -> None:
    options = dict(_option(each) for each in given.option)
    with _project(given) as client:
        job = client.export(format=given.format, **options)
        with _bar("Exporting", given) as progress:
            job = client.wait_for_job(job["id"], progress=progress)
        with _bar("Fetching", given, unit="B") as progress:
            client.download(job["id"], given.out, progress=progress)
        _show([job])


def download(given: Namespace) -> None:
    with _server(given) as client, _bar("Fetching", given, unit="B") as progress:
        client.download(given.job, given.out, progress=progress)


def jobs(given: Namespace) -> None:
    if given.job is not None:
        with _server(given) as client:
            _show([client.job(given.job)])
        return
    with _project(given) as client:
        _show(islice(client.jobs(), given.most))


def imports(given: Namespace) -> None:
    with _project(given) as client:
        _show(islice(client.imports(), given.most))


def remove(given: Namespace) -> None:
    names = ("username", "pseudonym", "prompt", "document", "import_id", "slug")
    target = {name: getattr(given, name) for name in names if getattr(given, name) is not None}
    with _project(given) as client:
        if given.preview:
            _show([client.preview_removal(given.kind, **target)])
            return
        if not given.reason:
            raise ValueError("say why, for the audit log: --reason TEXT")
        asked = client.remove(
            given.kind,
            reason=given.reason,
            mode="anonymise" if given.anonymise else "erase",
            withdraw_snapshots=given.withdraw_snapshots,
            **target,
        )
        found = asked if given.no_wait else client.wait_for_removal(asked["id"])
        _show([found])
    if found["state"] == "failed":
        raise PlumblineError("removal_failed", found["error"])


def withdraw(given: Namespace) -> None:
    with _server(given) as client:
        _show([client.withdraw_snapshot(given.snapshot, reason=given.reason)])


def reward(given: Namespace) -> None:
    rows = _rows(given.file)
    items: list[tuple[Prompt, Response]] = [(row["prompt"], row.get("response")) for row in rows]
    with _project(given) as client, _bar("Scoring", given, unit=" items") as progress:
        found = client.rewards(
            items,
            pessimism=given.pessimism,
            length=given.length,
            length_cap=given.length_cap,
            progress=progress,
        )
    scored = zip(rows, found.rewards, strict=True)
    _show(
        row
        | {
            "reward": each.mean,
            "reward_std": each.std,
            "conservative": each.conservative,
            "version": found.version,
            "step": found.step,
        }
        for row, each in scored
    )


def score_responses(given: Namespace) -> None:
    with _project(given) as client:
        _show([{"responses": client.score_responses()}])


def metrics(given: Namespace) -> None:
    with _project(given) as client:
        _show([client.metrics(given.name)])


def runs(given: Namespace) -> None:
    with _project(given) as client:
        _show(islice(client.training_runs(), given.most))


def train(given: Namespace) -> None:
    with _project(given) as client:
        run = client.train()
        if given.wait:
            with _bar("Training", given) as progress:
                run = client.wait_for_training(run["id"], progress=progress)
        _show([run])
    if run["state"] == "failed":
        raise PlumblineError("run_failed", run["message"] or "The training run failed.")


def cancel(given: Namespace) -> None:
    with _server(given) as client:
        _show([client.cancel_training(given.run_id)])


def versions(given: Namespace) -> None:
    with _project(given) as client:
        _show(islice(client.versions(), given.most))


def export_model(given: Namespace) -> None:
    options = {"form": given.form, "length": given.length}
    asked = {name: value for name, value in options.items() if value is not None}
    with _project(given) as client:
        _show([client.export_model(given.out, given.number, **asked)])


def promote(given: Namespace) -> None:
    with _project(given) as client:
        asked = client.promote(given.number)
        found = asked
        while given.wait and found["state"] == "queued":
            time.sleep(1.0)
            found = next(each for each in client.promotions() if each["id"] == asked["id"])
        _show([found])
    if found["state"] == "failed":
        raise PlumblineError("promotion_failed", found["reason"] or "It was not promoted.")


# --- what they share ------------------------------------------------------------------------------


def _server(given: Namespace) -> PlumblineClient:
    # A kept token goes to no other server than its own.
    token = read_credentials(os.environ | {"PLUMBLINE_URL": given.url}).token
    if not given.url or not token:
        raise ValueError("log in first: plumbline login --url URL, or set PLUMBLINE_TOKEN")
    return PlumblineClient(given.url, token=token, project=given.project, retries=given.retries)


def _project(given: Namespace) -> PlumblineClient:
    if not given.project:
        raise ValueError("say which project: --project SLUG, or PLUMBLINE_PROJECT")
    return _server(given)


def _ask_for_token() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Token (made on your account page): ").strip()
    return sys.stdin.readline().strip()


def _show(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


@contextmanager
def _bar(what: str, given: Namespace, *, unit: str = "") -> Iterator[Progress]:
    """A progress bar on the standard error, where that is a terminal."""
    with tqdm(
        desc=what, total=None, unit=unit or "%", unit_scale=bool(unit), disable=_quiet(given)
    ) as bar:

        def tell(done: float, total: float) -> None:
            scale = 1.0 if unit else 100.0
            bar.total = total * scale
            bar.update(done * scale - bar.n)

        yield tell


def _quiet(given: Namespace) -> bool:
    return bool(given.quiet) or not sys.stderr.isatty()


def _mapping(said: str | None) -> Any:
    if said is None:
        return None
    return json.loads(Path(said[1:]).read_text(encoding="utf-8") if said[:1] == "@" else said)


def _option(said: str) -> tuple[str, Any]:
    """``name=value``; a value that is JSON is taken as such, anything else as a word."""
    name, is_there, value = said.partition("=")
    if not is_there:
        raise ValueError(f"an option is written NAME=VALUE, not {said!r}")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _rows(name: str) -> list[dict[str, Any]]:
    with sys.stdin if name == "-" else Path(name).open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or not {"prompt", "response"} <= row.keys():
            raise ValueError(f"row {number} has no prompt or no response")
    return rows
