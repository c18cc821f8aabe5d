"""A download that broke off is taken up where it was, if the file is still the same."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.base import ContentFile

from feedback.models import Snapshot

CONTENT = bytes(range(200))
ETAG = f'"{hashlib.sha256(CONTENT).hexdigest()}"'


@pytest.fixture
def get(project, client_of):
    snapshot = Snapshot.objects.create(
        project=project,
        format="trl",
        filename="rows.jsonl",
        sha256=ETAG.strip('"'),
        size=len(CONTENT),
        file=ContentFile(CONTENT, name="rows.jsonl"),
    )
    client = client_of("researcher")

    def ask(**headers):
        answer = client.get(f"/api/v1/snapshots/{snapshot.pk}/download/", headers=headers)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer, body

    return ask


def test_the_whole_says_that_parts_can_be_had(get):
    answer, body = get()
    assert (answer.status_code, body) == (200, CONTENT)
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["ETag"] == ETAG
    assert answer["Content-Length"] == "200"
    assert "rows.jsonl" in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=150-", 150, 200),
        ("bytes=10-19", 10, 20),
        ("bytes=-5", 195, 200),
        ("bytes=190-999", 190, 200),
        ("bytes=-999", 0, 200),
    ],
)
def test_a_part_is_that_part(get, asked, start, end):
    answer, body = get(range=asked)
    assert (answer.status_code, body) == (206, CONTENT[start:end])
    assert answer["Content-Range"] == f"bytes {start}-{end - 1}/200"
    assert answer["Content-Length"] == str(end - start)


@pytest.mark.parametrize("asked", ["bytes=200-", "bytes=500-600", "bytes=-0"])
def test_beyond_the_end_there_is_nothing(get, asked):
    answer, _ = get(range=asked)
    assert answer.status_code == 416
    assert answer["Content-Range"] == "bytes */200"


@pytest.mark.parametrize(
    "asked", ["bytes=1-2,5-6", "lines=1-2", "bytes=-", "bytes=9-3", "nonsense"]
)
def test_what_is_no_single_range_gets_the_whole(get, asked):
    answer, body = get(range=asked)
    assert (answer.status_code, body) == (200, CONTENT)


def test_of_another_file_there_is_no_rest(get):
    same, rest = get(range="bytes=150-", **{"if-range": ETAG})
    assert (same.status_code, rest) == (206, CONTENT[150:])
    other, whole = get(range="bytes=150-", **{"if-range": '"other"'})
    assert (other.status_code, whole) == (200, CONTENT)
