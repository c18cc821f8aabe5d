"""Training that is spread over processes: the same model, and no process left behind."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from rewardmodel.learning.encoders.sentence import SentenceEncoder
from rewardmodel.learning.tuning.finetuning import Progress, finetune
from rewardmodel.learning.tuning.launching import finetune_launched
from rewardmodel.learning.tuning.training_batches import PromptGroup

TWO_PROCESSES = """
compute_environment: LOCAL_MACHINE
distributed_type: MULTI_GPU
num_machines: 1
num_processes: 2
machine_rank: 0
main_process_port: 0
mixed_precision: 'no'
"""
OPTIONS: dict[str, Any] = {
    "epochs": 2,
    "learning_rate": 1e-3,
    "batch_responses": 6,
    "accumulation": 2,
    "seed": 0,
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "two.yaml"
    file.write_text(TWO_PROCESSES)
    return file


def _without_dropout(encoder: SentenceEncoder) -> SentenceEncoder:
    still = encoder.copy()  # dropout draws other numbers in other processes
    for module in still.model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    still.model.config.hidden_dropout_prob = 0.0
    still.model.config.attention_probs_dropout_prob = 0.0
    return still


def _processes_of(folder: Path) -> list[str]:
    """Command lines of what runs for the folder."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = file.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(folder) in line:
            found.append(line)
    return found


def test_two_processes_make_the_same_model_as_one(
    encoder: SentenceEncoder, groups: list[PromptGroup], config: Path, tmp_path: Path
) -> None:
    still = _without_dropout(encoder)
    alone: list[Progress] = []
    one = finetune(
        copy.deepcopy(still), groups[:7], groups[8:], on_progress=alone.append, **OPTIONS
    )
    told: list[Progress] = []
    folder = tmp_path / "launch"
    two = finetune_launched(
        still,
        groups[:7],
        groups[8:],
        config=config,
        folder=folder,
        on_progress=told.append,
        **OPTIONS,
    )
    texts = [text for group in groups for text in group.responses]
    before = still.encode(texts)
    apart = np.abs(two.encoder.encode(texts) - one.encoder.encode(texts)).max()
    assert apart < 1e-3 * np.abs(one.encoder.encode(texts) - before).max()
    assert two.best_epoch == one.best_epoch
    for ours, theirs in zip(two.history, one.history, strict=True):
        assert (ours.step, ours.epoch) == (theirs.step, theirs.epoch)
        assert ours.held_out_log_loss == pytest.approx(theirs.held_out_log_loss, abs=1e-4)
        assert ours.train_loss == pytest.approx(theirs.train_loss, abs=1e-4)
    assert told[-1].step == alone[-1].step == told[-1].total_steps
    assert not folder.exists()
    assert _processes_of(folder) == []


class _CancelledError(Exception):
    pass


def test_a_cancelled_one_ends_its_processes_and_goes_on_from_its_checkpoint(
    encoder: SentenceEncoder, groups: list[PromptGroup], config: Path, tmp_path: Path
) -> None:
    def cancel(progress: Progress) -> None:
        if progress.step == 2:
            raise _CancelledError

    still, folder = _without_dropout(encoder), tmp_path / "launch"
    more = OPTIONS | {"checkpoint": tmp_path / "kept", "checkpoint_seconds": 0.0}
    with pytest.raises(_CancelledError):
        finetune_launched(
            still, groups[:6], [], config=config, folder=folder, on_progress=cancel, **more
        )
    assert _processes_of(folder) == []
    alone = finetune(still, groups[:6], [], on_progress=lambda _: None, **OPTIONS)
    again = finetune_launched(
        still, groups[:6], [], config=config, folder=folder, on_progress=lambda _: None, **more
    )
    assert again.resumed_at >= 2
    texts = groups[0].responses
    np.testing.assert_allclose(again.encoder.encode(texts), alone.encoder.encode(texts), atol=1e-3)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("distributed_type: FSDP", "cuts weights into parts"),
        ("- a list", "not a configuration"),
        ("a: [", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_refused(
    encoder: SentenceEncoder, tmp_path: Path, content: str | None, says: str
) -> None:
    file = tmp_path / "config.yaml"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ValueError, match=says):
        finetune_launched(
            encoder, [], [], config=file, folder=tmp_path, on_progress=lambda _: None, **OPTIONS
        )


def test_what_went_wrong_is_told(encoder: SentenceEncoder, config: Path, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no comparison to train on"):
        finetune_launched(
            encoder,
            [],
            [],
            config=config,
            folder=tmp_path / "launch",
            on_progress=lambda _: None,
            **OPTIONS,
        )
