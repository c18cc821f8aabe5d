"""Other libraries read what was exported: datasets loads it, TRL takes it and trains on it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F

from feedback.exports import EXTENSIONS, FORMATS
from feedback.models import Response
from tests.feedback.imports.test_formats import AXES, BENCH, BINARIZED, GOOD, SUMMARIES, TREE

datasets = pytest.importorskip("datasets")

PAIRS = [
    {"prompt": f"Which is {i}?", "chosen": f"It is {i}.", "rejected": "It is not."}
    for i in range(8)
]


@pytest.fixture
def full(load, project) -> None:
    """A project with some of everything."""
    load("trl", PAIRS)
    load("trl", [PAIRS[0] | {"chosen": "It is not.", "rejected": "It is 0."}])
    load("ultrafeedback-binarized", [BINARIZED])
    load("summarize-from-feedback", [SUMMARIES])
    load("summarize-from-feedback-axes", [AXES])
    load("openassistant-trees", [TREE])
    load("rewardbench", [BENCH])
    load("hh-rlhf", [GOOD["hh-rlhf"]])
    load("trl-unpaired", [{"prompt": "Why?", "completion": "So it is.", "label": False}])
    load("documents", [{"title": "Rain", "text": "It rained. It went on. " * 100}])
    Response.objects.update(reward=F("id"), reward_std=0.1, scored_step=1)


def asked_of(format: str) -> dict[str, float]:
    """So few judged responses make nobody sure of much."""
    return {"precision": 0.05} if format == "threshold" else {}


def read(path: Path, container: str) -> Any:
    kind = {"jsonl.gz": "json", "jsonl": "json", "json": "json"}.get(container, container)
    found = datasets.load_dataset(
        kind, data_files=str(path), split="train", cache_dir=str(path.parent / "cache")
    )
    return found


@pytest.mark.parametrize("container", sorted(EXTENSIONS))
@pytest.mark.parametrize("format", sorted(FORMATS))
def test_datasets_loads_every_format_in_every_container(full, export, tmp_path, format, container):
    if FORMATS[format].nested_only and not container.startswith("json"):
        pytest.skip("Written as JSON alone")
    report, content = export(format, container=container, **asked_of(format))
    path = tmp_path / f"rows.{container}"
    path.write_bytes(content)
    found = read(path, container)
    assert len(found) == report["rows"] > 0
    if columns := FORMATS[format].columns:
        # CSV and Parquet have all columns; JSON lines those that any row needs.
        assert set(found.column_names) <= set(columns)
        assert set(found.column_names) == set(columns) or container.startswith("json")


def test_datasets_finds_the_splits_by_the_card(full, export, tmp_path, project):
    from feedback.exports.options import ExportOptions
    from feedback.exports.snapshots import make_snapshot

    snapshot = make_snapshot(
        project=project,
        format="trl",
        filename="splits.zip",
        options=ExportOptions(splits={"train": 0.5, "test": 0.5}, licence="cc-by-4.0"),
    )
    with snapshot.file.open("rb") as file, zipfile.ZipFile(file) as packed:
        assert sorted(packed.namelist()) == ["README.md", "test.jsonl", "train.jsonl"]
        packed.extractall(tmp_path / "set")
    found = datasets.load_dataset(str(tmp_path / "set"), cache_dir=str(tmp_path / "cache"))
    sizes = {split: len(rows) for split, rows in found.items()}
    assert sizes == snapshot.counts["splits"]
    assert sum(sizes.values()) == snapshot.counts["rows"]


@pytest.mark.parametrize("container", ["jsonl", "parquet"])
@pytest.mark.parametrize("implicit", [False, True])
def test_trl_sees_what_the_rows_are(full, export, tmp_path, container, implicit):
    trl = pytest.importorskip("trl")
    options = {"container": container, "source": "imported"}
    for format, conversational in (("trl", False), ("trl-conversational", True)):
        path = tmp_path / f"{format}.{container}"
        path.write_bytes(export(format, implicit_prompt=implicit, **options)[1])
        for row in read(path, container):
            assert trl.is_conversational(row) == conversational
            whole = trl.maybe_extract_prompt(row)
            assert set(whole) == {"prompt", "chosen", "rejected"}
            assert whole["chosen"] != whole["rejected"]
    path = tmp_path / f"unpaired.{container}"
    path.write_bytes(export("trl-unpaired", **options)[1])
    assert {row["label"] for row in read(path, container)} == {True, False}


def test_trl_trains_a_step_on_an_exported_file(load, export, tmp_path):
    trl = pytest.importorskip("trl")
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    from tests.rewardmodel.tiny_encoder import build_tiny_encoder

    load("trl", PAIRS)
    path = tmp_path / "rows.jsonl"
    path.write_bytes(export("trl")[1])
    folder = build_tiny_encoder(tmp_path / "encoder")
    model = BertForSequenceClassification(BertConfig.from_pretrained(folder, num_labels=1))
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.eos_token = tokenizer.sep_token
    before = {name: each.detach().clone() for name, each in model.named_parameters()}
    trainer = trl.RewardTrainer(
        model=model,
        processing_class=tokenizer,
        train_dataset=read(path, "jsonl"),
        args=trl.RewardConfig(
            output_dir=str(tmp_path / "out"),
            max_steps=1,
            per_device_train_batch_size=4,
            learning_rate=1e-3,
            report_to="none",
            use_cpu=True,
            bf16=False,
            save_strategy="no",
        ),
    )
    done = trainer.train()
    assert done.global_step == 1
    assert 0 < done.training_loss < 10
    changed = [n for n, each in model.named_parameters() if not each.equal(before[n])]
    assert changed


def test_a_row_of_json_lines_is_one_line(full, export):
    for format in FORMATS:
        report, content = export(format, **asked_of(format))
        rows = [json.loads(line) for line in io.BytesIO(content)]
        assert len(rows) == report["rows"]
