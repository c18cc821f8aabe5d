"""Features of a project are made by one task, in slices, and in nobody's way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections

from feedback.models import Upkeep
from feedback.services.announcing import announce_responses
from feedback.services.work.claiming import claim
from feedback.services.work.running import run_slice
from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.models import Embedding
from rewardmodel.services import features
from rewardmodel.services.features import prepare_features
from rewardmodel.services.heads import ensure_live_head, load_live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Rows that this process made of equal texts in another test would save the reading."""
    features._rows.clear()


@pytest.fixture
def read_texts(monkeypatch) -> list[str]:
    """What the encoder was given, in order."""
    given: list[str] = []
    read = Reader.read

    def noted(reader: Reader, texts: list[str]) -> Any:
        given.extend(texts)
        return read(reader, texts)

    monkeypatch.setattr(Reader, "read", noted)
    return given


def test_asked_for_often_each_text_is_embedded_once(
    project, make_comparisons, read_texts, monkeypatch
):
    make_comparisons(9)
    ensure_live_head(project)
    monkeypatch.setattr(features, "SLICE", -1.0)  # a part a slice
    monkeypatch.setattr(features, "CHUNK", 4)
    for _ in range(60):
        if len(read_texts) < 9:  # asked for again and again while it is under way
            announce_responses(project_id=project.pk)
        row = claim("soon")
        if row is None:
            break
        assert Upkeep.objects.filter(kind="features", state="running").count() <= 1
        run_slice(row)
    assert not Upkeep.objects.filter(kind="features").exists()
    assert len(read_texts) == len(set(read_texts)) == Embedding.objects.count()


def test_the_newest_open_questions_come_first(project, make_comparisons, read_texts, monkeypatch):
    made = make_comparisons(9)
    reader = load_live(ensure_live_head(project)).reader
    monkeypatch.setattr(features, "SLICE", -1.0)
    monkeypatch.setattr(features, "CHUNK", 2)
    features.embed_some(project_id=project.pk, reader=reader)
    newest = made[-1]
    assert {newest.response_a.text, newest.response_b.text} <= set(read_texts)
    assert made[0].response_a.text not in read_texts


@pytest.fixture
def on_disk(tmp_path) -> Iterator[str]:
    """The test's database as a file in WAL mode, as the embedded default has it."""
    file = str(tmp_path / "plumbline.sqlite3")
    target = sqlite3.connect(file)
    connection.ensure_connection()
    connection.connection.backup(target)
    target.execute("PRAGMA journal_mode=WAL")
    target.close()
    memory = connections["default"]
    on_file = memory.copy()
    on_file.settings_dict = memory.settings_dict | {"NAME": file}
    connections["default"] = on_file
    yield file
    on_file.close()
    connections["default"] = memory


@pytest.mark.skipif(connection.vendor != "sqlite", reason="one writer at a time is SQLite's")
@pytest.mark.django_db(transaction=True)
def test_whoever_writes_meanwhile_does_not_stop_it(project, make_comparisons, monkeypatch, request):
    make_comparisons(9)
    reader = load_live(ensure_live_head(project)).reader
    file = request.getfixturevalue("on_disk")
    monkeypatch.setattr(features, "CHUNK", 2)
    read = Reader.read

    def somebody_writes(reader: Reader, texts: list[str]) -> Any:
        other = sqlite3.connect(file, timeout=30)
        with other:
            other.execute("UPDATE feedback_project SET name = name || '.'")
        other.close()
        return read(reader, texts)

    monkeypatch.setattr(Reader, "read", somebody_writes)
    prepare_features(project_id=project.pk, reader=reader)
    assert Embedding.objects.count() >= 18
