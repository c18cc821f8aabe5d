"""Snapshots are pushed to folders that fsspec knows, and load from there."""

from __future__ import annotations

import io
import json

import fsspec
import pytest
from django.core.management import CommandError, call_command

from feedback.exports.options import ExportOptions
from feedback.exports.snapshots import make_snapshot

PAIRS = [{"prompt": f"Why {i}?", "chosen": "So.", "rejected": "No."} for i in range(12)]


@pytest.fixture
def snapshot(load, project):
    load("trl", PAIRS)

    def make(filename="rows.jsonl", **options):
        return make_snapshot(
            project=project, format="trl", filename=filename, options=ExportOptions(**options)
        )

    return make


def push(snapshot, address) -> list[str]:
    said = io.StringIO()
    call_command("push_snapshot", str(snapshot.pk), address, stdout=said)
    return said.getvalue().splitlines()


def test_a_file_and_its_card_go_into_memory(snapshot):
    made = snapshot()
    written = push(made, "memory://pushed/walls")
    assert [path.rpartition("/")[2] for path in written] == ["rows.jsonl", "README.md"]
    memory = fsspec.filesystem("memory")
    rows = [json.loads(line) for line in memory.cat("/pushed/walls/rows.jsonl").splitlines()]
    assert rows == PAIRS
    assert memory.cat("/pushed/walls/README.md").decode() == made.card


def test_splits_are_unpacked_and_load_by_the_card(snapshot, tmp_path):
    datasets = pytest.importorskip("datasets")
    made = snapshot("rows.zip", splits={"train": 0.5, "test": 0.5})
    folder = tmp_path / "new" / "walls"
    assert len(push(made, f"file://{folder}")) == 3
    found = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    assert {name: len(part) for name, part in found.items()} == made.counts["splits"]


def test_what_cannot_be_written_is_said(snapshot, tmp_path):
    made = snapshot()
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match=r"unknown|not known"):
        push(made, "nowhere://walls")
    with pytest.raises(CommandError, match="file"):
        push(made, f"file://{tmp_path}/file/walls")
    with pytest.raises(CommandError, match="no snapshot"):
        call_command("push_snapshot", "0", "memory://x")
