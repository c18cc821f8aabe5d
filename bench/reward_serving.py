"""Rewards over HTTP beside sentence-transformers encoding the same texts in the same run.

PostgreSQL, Redis, the web server and a live worker. Batches of 1, 32, 256 and 512 texts of 220
words, then twenty clients at once, while one person labels. A request that is told to come back
(503 with Retry-After) comes back, as the client does; a failure is one that is never answered.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from bench.next_meanwhile import PREPARE, WAITING
from bench.report import Aim, percentile, print_report
from bench.stack import running_stack

BATCHES = (1, 32, 256, 512)
CLIENTS = 20
WORDS = 220
PROMPT = "Summarise what was said."
PATIENCE = 300.0  # seconds in which a request is sent again
LEAST_SHARE = 0.8  # of the peer's texts a second, from 32 texts on
MOST_TIMES = 2.0  # the usual wait for the next comparison, at the 95th percentile
RESEARCHER = """
from feedback.models import Membership
Membership.objects.update(role="admin")
"""


def run(*, data: Path | None = None, quick: bool = False) -> None:
    batches, clients = ((1, 32), 4) if quick else (BATCHES, CLIENTS)
    peer = Peer()
    with running_stack(parts=("web", "live", "jobs"), web_workers=2) as stack:
        prepare = PREPARE.replace("{waiting}", str(WAITING))
        token = stack.manage("shell", "-v", "0", "-c", prepare).split()[-1]
        stack.manage("shell", "-v", "0", "-c", RESEARCHER)
        headers = {"Authorization": f"Bearer {token}"}
        base = f"{stack.url}/api/v1/"
        with httpx.Client(base_url=base, headers=headers, timeout=120) as client:
            ask(client, texts(4, "warm"))
            usual = waits_of_next(client, lambda made: made < (40 if quick else 200))
            rates, peers = {}, {}
            for size in batches:
                rates[size] = rate(lambda rows: ask(client, rows), size)
                peers[size] = rate(peer.encode, size)
            meanwhile, together, failures = crowd(base, headers, client, clients, quick)
    ratios = {size: round(rates[size] / peers[size], 2) for size in batches}
    times = percentile(meanwhile, 0.95) / percentile(usual, 0.95)
    least = min(ratio for size, ratio in ratios.items() if size >= 32)
    print_report(
        name="reward_serving",
        sizes={"batches": batches, "clients": clients, "words": WORDS},
        figures={
            "texts_per_second": rates,
            "clients_texts_per_second": together,
            "of_peer": ratios,
            "failures": failures,
            "next_p95_ms": {
                "usual": round(percentile(usual, 0.95), 1),
                "meanwhile": round(percentile(meanwhile, 0.95), 1),
            },
        },
        peer={"texts_per_second": peers},
        aims=[
            Aim("texts a second, of the peer's", least, f"at least {LEAST_SHARE}",
                least >= LEAST_SHARE),
            Aim("requests never answered", failures, "none", failures == 0),
            Aim("next p95, times the usual", round(times, 2), f"at most {MOST_TIMES}",
                times <= MOST_TIMES),
        ],
    )  # fmt: skip


class Peer:
    """sentence-transformers with the same model."""

    def __init__(self) -> None:
        from sentence_transformers import SentenceTransformer

        from rewardmodel.learning.encoders.encoder import packaged_encoder

        self.model = SentenceTransformer(str(packaged_encoder()), device="cpu")
        self.model.max_seq_length = 256
        self.encode(texts(4, "warm"))

    def encode(self, rows: list[str]) -> None:
        self.model.encode(rows, batch_size=32, show_progress_bar=False)


def texts(count: int, name: str) -> list[str]:
    """Texts that nobody has seen."""
    draw = random.Random(name)
    words = "a weight hangs from the cord and the line it draws is true".split()  # noqa: SIM905
    return [" ".join([name, str(n), *draw.choices(words, k=WORDS)]) for n in range(count)]


def rate(call: Callable[[list[str]], Any], size: int) -> float:
    """Texts a second of the faster of two calls."""
    spent = []
    for turn in range(2):
        rows = texts(size, f"{size} {turn} {time.monotonic()}")
        began = time.perf_counter()
        call(rows)
        spent.append(time.perf_counter() - began)
    return round(size / min(spent), 1)


def ask(client: httpx.Client, rows: list[str]) -> bool:
    """Whether the rewards of some texts came, however often they had to be asked for."""
    body = {"items": [{"prompt": PROMPT, "response": row} for row in rows]}
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        answer = client.post("projects/asked/reward/", json=body)
        if answer.status_code == 200:
            return True
        if answer.status_code != 503:
            return False
        time.sleep(float(answer.headers["Retry-After"]))
    return False


def waits_of_next(client: httpx.Client, go_on: Callable[[int], bool]) -> list[float]:
    """Milliseconds of each time the next comparison was asked for; it is skipped then."""
    found: list[float] = []
    while go_on(len(found)):
        began = time.perf_counter()
        served = client.post("projects/asked/next/").raise_for_status()
        found.append((time.perf_counter() - began) * 1000)
        client.post(f"comparisons/{served.json()['id']}/skip/").raise_for_status()
        time.sleep(0.02)
    return found


def crowd(
    base: str, headers: dict[str, str], person: httpx.Client, clients: int, quick: bool
) -> tuple[list[float], float, int]:
    """Waits of the person, texts a second of all clients together, and failures."""
    each, requests = 32, (2 if quick else 5)
    ended = threading.Event()

    def client_of(number: int) -> int:
        with httpx.Client(base_url=base, headers=headers, timeout=120) as client:
            rows = [texts(each, f"client {number} {turn}") for turn in range(requests)]
            return sum(not ask(client, part) for part in rows)

    with ThreadPoolExecutor(clients + 1) as pool:
        waits = pool.submit(waits_of_next, person, lambda _: not ended.is_set())
        began = time.perf_counter()
        failures = sum(pool.map(client_of, range(clients)))
        spent = time.perf_counter() - began
        ended.set()
        return waits.result(), round(clients * requests * each / spent, 1), failures
