"""What is away or full has a status and a code, and leaves nothing half done."""

from __future__ import annotations

import errno
import resource
import signal
from collections.abc import Iterator

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, connection, transaction
from kombu.exceptions import OperationalError as BrokerError

from feedback.api.outages import outage
from feedback.models import Job

IMPORT = "/api/v1/projects/plumb/imports/"
ROWS = b'{"prompt": "Say a number.", "chosen": "One.", "rejected": "Two."}\n' * 80_000


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file of this process may grow beyond a mebibyte."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, ignored)


def stored(settings) -> list[str]:
    folder = settings.STORAGES["default"]["OPTIONS"]["location"]
    return [str(path) for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db
@pytest.mark.parametrize("in_memory", [True, False], ids=["in memory", "on the disk"])
def test_a_full_disk_is_said_to_be_and_nothing_stays(client_of, settings, small_disk, in_memory):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2**30 if in_memory else 0
    body = {"file": SimpleUploadedFile("rows.jsonl", ROWS), "format": "trl"}
    refused = client_of("researcher").post(IMPORT, body, format="multipart")
    assert (refused.status_code, refused.json()["code"]) == (507, "disk_full")
    assert set(refused.json()) == {"code", "message", "details"}
    assert stored(settings) == []
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_an_upload_whose_row_cannot_be_stored_leaves_no_file(client_of, settings):
    client = client_of("researcher")
    client.raise_request_exception = False
    body = {"file": SimpleUploadedFile("rows.jsonl", ROWS[:1000]), "format": "trl"}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE feedback_job RENAME COLUMN report TO another")
        refused = client.post(IMPORT, body, format="multipart")
        transaction.set_rollback(True)
    assert refused.status_code == 500  # a fault that is none of those below
    assert stored(settings) == []


def caused(cause: BaseException) -> OperationalError:
    error = OperationalError("it failed")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(("fault", "status", "code"), [
    (OperationalError("server closed the connection unexpectedly"), 503, "database_unavailable"),
    (OperationalError("database is locked"), 503, "database_unavailable"),
    (InterfaceError("connection already closed"), 503, "database_unavailable"),
    (caused(psycopg.errors.DiskFull("could not extend file")), 507, "disk_full"),
    (OperationalError("database or disk is full"), 507, "disk_full"),
    (OSError(errno.ENOSPC, "No space left on device"), 507, "disk_full"),
    (OSError(errno.EDQUOT, "Disk quota exceeded"), 507, "disk_full"),
    (BrokerError("Connection refused"), 503, "broker_unavailable"),
])  # fmt: skip
def test_each_outage_has_its_code(fault, status, code):
    refusal = outage(fault)
    assert refusal is not None
    assert (refusal.status, refusal.code) == (status, code)
    assert bool(refusal.wait) == (status == 503)


@pytest.mark.parametrize("fault", [
    None, ValueError("wrong"), OSError(errno.ENOENT, "No such file"),
    OperationalError("no such table: feedback_job"), KeyError("name"),
])  # fmt: skip
def test_other_faults_are_none(fault):
    assert outage(fault) is None
