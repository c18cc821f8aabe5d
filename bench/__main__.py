"""``python -m bench [NAME] [--data DIR] [--quick]``: runs one benchmark, or all of them."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench import (
    fairness,
    idle_memory,
    in_out,
    label_efficiency,
    label_to_live,
    monitor,
    page,
    queue,
    removals,
    reward_quality,
    reward_serving,
    storm,
    train_throughput,
    valid_inference,
)

BENCHMARKS = {
    "fairness": fairness.run,
    "idle_memory": idle_memory.run,
    "in_out": in_out.run,
    "label_efficiency": label_efficiency.run,
    "label_to_live": label_to_live.run,
    "monitor": monitor.run,
    "page": page.run,
    "queue": queue.run,
    "removals": removals.run,
    "reward_quality": reward_quality.run,
    "storm": storm.run,
    "reward_serving": reward_serving.run,
    "train_throughput": train_throughput.run,
    "valid_inference": valid_inference.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(BENCHMARKS), help="all when left out")
    parser.add_argument("--data", type=Path, help="folder of real preference data")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    asked = parser.parse_args()
    for name in [asked.name] if asked.name else sorted(BENCHMARKS):
        BENCHMARKS[name](data=asked.data, quick=asked.quick)


if __name__ == "__main__":
    main()
