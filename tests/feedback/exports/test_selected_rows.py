"""Exports of responses that their rewards select."""

from __future__ import annotations

import io

import datasets
import numpy as np
import pyarrow.parquet as pq
import pytest

from feedback.errors import Refusal
from feedback.exports.exporting import export_data
from feedback.exports.options import ExportOptions
from feedback.exports.snapshots import make_snapshot
from feedback.models import Response
from feedback.services.queueing import Opinion, record_opinions

REWARDS = {"Ash.": 0.0, "Birch.": 1.0, "Cedar.": 2.0, "Dogwood.": 3.0}


@pytest.fixture
def scored(load):
    """Two prompts with the same four answers; the second's rewards all lie ten higher."""
    rows = [
        {"prompt": prompt, "responses": [{"text": text, "generator": "wood"} for text in REWARDS]}
        for prompt in ("Which tree?", "Which wood?")
    ]
    load("prompts-responses", rows)
    opinions = {}
    for response in Response.objects.select_related("prompt"):
        higher = 10.0 if "wood" in response.prompt.messages[0]["content"] else 0.0
        doubt = 5.0 if response.text == "Dogwood." else 0.1
        opinions[response.pk] = Opinion(REWARDS[response.text] + higher, doubt, 0.5)
    record_opinions(opinions=opinions, step=7)


def test_the_best_of_each_prompt(scored, exported):
    rows = exported("best-of-n")
    assert [(row["prompt"], row["completion"]) for row in rows] == [
        ("Which tree?", "Dogwood."),
        ("Which wood?", "Dogwood."),
    ]
    assert rows[1] | {"response_id": ""} == {
        "prompt": "Which wood?",
        "completion": "Dogwood.",
        "reward": 13.0,
        "reward_std": 5.0,
        "response_id": "",
        "generator": "wood",
        "checkpoint": None,
        "candidates": 4,
    }
    assert {row["completion"] for row in exported("best-of-n", pessimism=1.0)} == {"Cedar."}
    assert [row["candidates"] for row in exported("best-of-n", best_of=2)] == [2, 2]


def test_a_quantile_and_boltzmann_weights(scored, exported, export):
    rows = exported("top-quantile", quantile=0.5)
    assert [(row["completion"], row["rank"], row["weight"]) for row in rows[:2]] == [
        ("Dogwood.", 1, 0.5),
        ("Cedar.", 2, 0.5),
    ]
    weighted = exported("boltzmann", temperature=2.0)
    of_first = {row["completion"]: row for row in weighted[:4]}
    expected = np.exp(np.array(list(REWARDS.values())) / 2)
    expected /= expected.sum()
    assert [of_first[text]["weight"] for text in REWARDS] == pytest.approx(expected.tolist())
    size = of_first["Ash."]["effective_sample_size"]
    assert size == pytest.approx(1 / (expected**2).sum())
    report, _ = export("boltzmann", temperature=2.0)
    assert report["selection"]["mean_effective_sample_size"] == pytest.approx(size)
    assert report["selection"]["candidates"] == 8
    assert report["selection"]["last_step"] == 7


def test_quality_is_relative_to_the_prompt_and_asked_for_by_a_token(scored, exported):
    rows = exported("quality-conditioned", levels=2)
    assert {row["quality"] for row in rows if row["completion"] == "Ash."} == {1}
    assert {row["quality"] for row in rows if row["completion"] == "Dogwood."} == {2}
    first = next(row for row in rows if row["completion"] == "Ash.")
    assert first["prompt"] == "<|quality_1|>\nWhich tree?"
    chat = exported("quality-conditioned", levels=2, conversational=True)[0]
    assert [turn["role"] for turn in chat["prompt"]] == ["system", "user"]
    assert chat["completion"][0]["role"] == "assistant"


def test_a_threshold_is_as_precise_as_people_say(load, exported, export):
    rows = [
        {"prompt": f"Number {number}?", "chosen": "Good.", "rejected": "Bad."}
        for number in range(60)
    ]
    load("trl", rows)
    for response in Response.objects.all():
        reward = 1.0 if response.text == "Good." else -1.0
        record_opinions(opinions={response.pk: Opinion(reward, 0.1, 0.5)}, step=1)
    kept = exported("threshold", precision=0.9)
    assert {row["completion"] for row in kept} == {"Good."}
    assert len(kept) == 60
    report, _ = export("threshold", precision=0.9)
    assert report["selection"]["precision"] == 1.0
    assert report["selection"]["precision_lower_bound"] >= 0.9
    everything, _ = export("threshold", precision=0.4)
    assert everything["rows"] == 120
    with pytest.raises(Refusal) as refused:
        export("threshold", precision=0.999)
    assert refused.value.code == "precision_out_of_reach"


def test_what_an_older_head_scored_or_none_is_left_out_and_counted(scored, export):
    first = Response.objects.order_by("pk").first()
    assert first is not None
    record_opinions(opinions={first.pk: Opinion(99.0, 0.1, 0.5)}, step=6)
    Response.objects.filter(pk=first.pk + 1).update(reward=None)
    report, content = export("best-of-n")
    assert report["unscored_left_out"] == 2
    assert b"99.0" not in content


def test_nothing_scored_is_said(load, export):
    load("prompts-responses", [{"prompt": "Why?", "responses": ["So.", "No."]}])
    with pytest.raises(Refusal) as refused:
        export("best-of-n")
    assert refused.value.code == "nothing_scored"


@pytest.mark.parametrize(
    ("format", "options"),
    [
        ("trl", {"best_of": 2}),
        ("trl", {"pessimism": 1.0}),
        ("best-of-n", {"quantile": 0.5}),
        ("best-of-n", {"best_of": 0}),
        ("best-of-n", {"streams": ("random",)}),
        ("best-of-n", {"aggregation": "majority"}),
        ("best-of-n", {"ties": "soft"}),
        ("top-quantile", {"quantile": 0.0}),
        ("boltzmann", {"temperature": 0.0}),
        ("threshold", {"precision": 1.0}),
        ("quality-conditioned", {"levels": 1}),
    ],
)
def test_options_that_mean_nothing_are_refused(project, format, options):
    with pytest.raises(Refusal) as refused:
        export_data(
            project=project, format=format, file=io.BytesIO(), options=ExportOptions(**options)
        )
    assert refused.value.code == "bad_options"


@pytest.mark.parametrize(
    "format", ["best-of-n", "boltzmann", "top-quantile", "quality-conditioned"]
)
@pytest.mark.parametrize("conversational", [False, True])
def test_a_parquet_file_has_the_same_rows(scored, export, exported, format, conversational):
    _, content = export(format, container="parquet", conversational=conversational)
    found = pq.read_table(io.BytesIO(content)).to_pylist()
    assert found == exported(format, conversational=conversational)


def test_a_snapshot_has_a_card_and_loads(scored, project, tmp_path):
    snapshot = make_snapshot(
        project=project,
        format="boltzmann",
        filename="rows.jsonl",
        options=ExportOptions(temperature=0.5),
    )
    assert "Responses selected by a reward model" in snapshot.card
    assert "| mean effective sample size |" in snapshot.card
    path = tmp_path / "rows.jsonl"
    path.write_bytes(snapshot.file.read())
    table = datasets.load_dataset("json", data_files=str(path), cache_dir=str(tmp_path))["train"]
    assert len(table) == 8
    assert sum(table["weight"]) == pytest.approx(2)
