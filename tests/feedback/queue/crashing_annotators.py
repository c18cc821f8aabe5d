"""A program of annotators, one thread each, that dies now and then between lease and submit.

Run as ``python -m tests.feedback.queue.crashing_annotators PROJECT CRASH NAME...``: ends with 0
when nothing is left to answer for any of them, with 1 when something went wrong.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor


def main(slug: str, crash: float, names: list[str]) -> None:
    import django

    django.setup()
    with ThreadPoolExecutor(len(names)) as threads:
        for ended in [threads.submit(label, slug, crash, name) for name in names]:
            ended.result()


def label(slug: str, crash: float, name: str) -> None:
    from django.db import connection

    from feedback.models import Lease, Project, User
    from feedback.services.answering import submit_preference
    from feedback.services.serving import lease_next

    project, annotator = Project.objects.get(slug=slug), User.objects.get(username=name)
    try:
        while True:
            found = lease_next(project=project, annotator=annotator)
            if not isinstance(found, Lease):
                if found.reason != "all_leased":
                    return
                time.sleep(0.05)  # somebody holds what is left, and may have died with it
                continue
            if random.random() < crash:
                os.kill(os.getpid(), signal.SIGKILL)
            submit_preference(
                comparison_id=found.comparison_id,
                annotator=annotator,
                choice=random.choice("ab"),
                submission_key=str(uuid.uuid4()),
            )
    finally:
        connection.close()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3:])
