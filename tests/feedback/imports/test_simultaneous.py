"""The same file imported twice at the same instant."""

from __future__ import annotations

import io
import json
import threading

import pytest
from django.db import connection

from feedback.imports.importing import import_file
from feedback.models import Comparison, Preference, Prompt, Response

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


def test_every_row_is_stored_once(project):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only: SQLite lets one writer in at a time")
    content = b"\n".join(
        json.dumps({"prompt": f"{i % 700}", "chosen": f"{i}", "rejected": "no"}).encode()
        for i in range(3000)
    )
    reports, errors = [], []
    barrier = threading.Barrier(3)

    def run() -> None:
        try:
            barrier.wait()
            reports.append(import_file(project=project, file=io.BytesIO(content), format="trl"))
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not errors
    assert sum(report["imported"] for report in reports) == 3000
    assert sum(report["duplicates"] for report in reports) == 6000
    assert Prompt.objects.count() == 700
    assert Response.objects.count() == 3700
    assert Comparison.objects.count() == Preference.objects.count() == 3000
    assert set(Comparison.objects.values_list("answers", flat=True)) == {1}
