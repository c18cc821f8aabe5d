"""How fast the web server serves the next comparison, before an import and while it goes on."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from bench.stack import Stack, running_stack

ASKED_BEFORE = 200
WARM_UP = 20
WAITING = 2_000  # comparisons; one that was skipped is not served again
PREPARE = """
import uuid
from datetime import timedelta
from feedback.models import (
    AccessToken, Comparison, Generator, Membership, Project, Prompt, Response, User
)
project = Project.objects.create(slug="asked", name="Asked")
user = User.objects.create_user("annotator")
Membership.objects.create(project=project, user=user, role="annotator")
generator = Generator.objects.create(project=project, name="drawn", kind="import")
keys = [uuid.uuid4().hex for _ in range({waiting})]
prompts = Prompt.objects.bulk_create([
    Prompt(project=project, messages=[dict(role="user", content=k)], content_hash=k, origin=k)
    for k in keys
])
responses = Response.objects.bulk_create([
    Response(prompt=p, generator=generator, text=t + p.origin, content_hash=t + p.origin)
    for p in prompts for t in "ab"
])
Comparison.objects.bulk_create([
    Comparison(project=project, prompt=p, response_a=a, response_b=b, stream="random")
    for p, a, b in zip(prompts, responses[0::2], responses[1::2])
])
print(AccessToken.objects.create(user=user, name="bench", expiry=timedelta(days=1))[1])
"""


def measure_next(program: str, source: Path) -> tuple[list[float], list[float]]:
    """Milliseconds of each time the next comparison was asked for, before and during an import.

    Args:
        program: Python that imports the file named by its second argument.

    Raises:
        RuntimeError: the import failed, or ended before anything was asked.
    """
    with running_stack(parts=("web",)) as stack:
        made = PREPARE.replace("{waiting}", str(WAITING))
        token = stack.manage("shell", "-v", "0", "-c", made).split()[-1]
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=f"{stack.url}/api/v1/", headers=headers, timeout=60) as client:
            asked = iter(range(WARM_UP + ASKED_BEFORE))
            before = _ask(client, lambda: next(asked, None) is not None)[WARM_UP:]
            during = _ask_during_import(stack, client, program, source)
    return before, during


def _ask_during_import(
    stack: Stack, client: httpx.Client, program: str, source: Path
) -> list[float]:
    # The workers that import are nicer than the web server; so is this.
    command = ["nice", "-n", "5", sys.executable, "-c", program, "import", str(source)]
    process = subprocess.Popen(command, env=stack.environment, stdout=subprocess.DEVNULL)
    found = _ask(client, lambda: process.poll() is None)
    if process.wait() != 0 or not found:
        raise RuntimeError("The import failed, or nothing was asked while it went on.")
    return found


def _ask(client: httpx.Client, go_on: Callable[[], bool]) -> list[float]:
    """Takes the next comparison and skips it, over and over; skips are not timed."""
    found: list[float] = []
    while go_on() and len(found) < WAITING - WARM_UP - ASKED_BEFORE:
        began = time.perf_counter()
        served = client.post("projects/asked/next/")
        found.append((time.perf_counter() - began) * 1000)
        if served.status_code != 200:
            raise RuntimeError(f"Nothing was served: {served.status_code} {served.text[:200]}")
        client.post(f"comparisons/{served.json()['id']}/skip/").raise_for_status()
        time.sleep(0.02)  # a person reads, if fast
    return found
