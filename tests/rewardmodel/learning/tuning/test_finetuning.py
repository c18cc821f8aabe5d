"""Fine-tuning: learns, keeps the best, leaves its input alone, can be stopped."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from rewardmodel.learning.encoders.sentence import SentenceEncoder
from rewardmodel.learning.tuning.finetuning import FinetuneResult, Progress, finetune
from rewardmodel.learning.tuning.training_batches import PromptGroup
from rewardmodel.learning.tuning.training_state import STATE_FILE


def _finetune(
    encoder: SentenceEncoder,
    train: list[PromptGroup],
    held_out: list[PromptGroup],
    **changes: Any,
) -> FinetuneResult:
    settings: dict[str, Any] = {
        "epochs": 2,
        "learning_rate": 1e-3,
        "batch_responses": 8,
        "seed": 0,
        "on_progress": lambda _: None,
        "max_tokens": 48,
    }
    return finetune(encoder, train, held_out, **(settings | changes))


def test_training_lowers_the_training_loss(
    encoder: SentenceEncoder, groups: list[PromptGroup]
) -> None:
    result = _finetune(encoder, groups, [], epochs=14)
    losses = [entry.train_loss for entry in result.history]
    assert losses[-1] < losses[0] - 0.05  # type: ignore[operator]
    assert result.train_comparisons == 72


def test_the_encoder_passed_in_is_untouched(
    encoder: SentenceEncoder, groups: list[PromptGroup], encoder_folder: Path
) -> None:
    before = encoder.encode(groups[0].responses)
    result = _finetune(encoder, groups, [])
    assert encoder.copy().key == SentenceEncoder.load(encoder_folder).key
    np.testing.assert_array_equal(encoder.encode(groups[0].responses), before)
    assert result.encoder.key != encoder.key
    assert not result.encoder.model.training


def test_the_best_epoch_is_kept(encoder: SentenceEncoder, groups: list[PromptGroup]) -> None:
    # A rate this high ruins the features: the best epoch is the one before training.
    result = _finetune(encoder, groups[:8], groups[8:], epochs=5, learning_rate=0.5)
    assert result.best_epoch == 0
    assert result.encoder.key == encoder.key
    assert len(result.history) == 3  # before, and two epochs of patience
    losses = [entry.held_out_log_loss for entry in result.history]
    assert losses[0] == min(losses)  # type: ignore[type-var]


def test_the_same_seed_gives_the_same_encoder(
    encoder: SentenceEncoder, groups: list[PromptGroup]
) -> None:
    keys = [_finetune(encoder, groups[:4], [], seed=seed).encoder.key for seed in (0, 0, 1)]
    assert keys[0] == keys[1] != keys[2]


def test_a_tuned_encoder_reloads_to_the_same_embeddings(
    encoder: SentenceEncoder, groups: list[PromptGroup], tmp_path: Path
) -> None:
    tuned = _finetune(encoder, groups[:4], []).encoder
    tuned.save(tmp_path)
    again = SentenceEncoder.load(tmp_path, device="cpu")
    assert again.key == tuned.key
    texts = groups[0].responses
    np.testing.assert_array_equal(again.encode(texts), tuned.encode(texts))


def test_progress_covers_every_step(encoder: SentenceEncoder, groups: list[PromptGroup]) -> None:
    told: list[Progress] = []
    result = _finetune(encoder, groups[:8], groups[8:], on_progress=told.append)
    total = told[0].total_steps
    assert {entry.step for entry in told} == set(range(total + 1))
    assert [entry.epoch for entry in result.history] == [0, 1, 2]
    assert all(entry in told for entry in result.history)
    assert all(entry.held_out_log_loss is not None for entry in result.history)


class _CancelledError(Exception):
    pass


@pytest.mark.parametrize("at_step", [0, 2])
def test_cancelling_reaches_the_caller(
    encoder: SentenceEncoder, groups: list[PromptGroup], at_step: int
) -> None:
    def cancel(progress: Progress) -> None:
        if progress.step == at_step:
            raise _CancelledError

    with pytest.raises(_CancelledError):
        _finetune(encoder, groups, [], on_progress=cancel)


def test_a_prompt_that_is_held_out_is_not_trained_on(
    encoder: SentenceEncoder, groups: list[PromptGroup]
) -> None:
    result = _finetune(encoder, groups, groups[10:])
    assert result.left_out == {"prompt_also_held_out": 12}
    assert (result.train_comparisons, result.held_out_comparisons) == (60, 12)


def test_ten_comparisons_are_enough(encoder: SentenceEncoder, groups: list[PromptGroup]) -> None:
    few = [groups[0], groups[1]]
    result = _finetune(encoder, few, [], epochs=1, batch_responses=2)
    assert result.best_epoch == 1
    assert np.isfinite(result.encoder.encode(groups[0].responses)).all()


def test_nothing_to_train_on_is_refused_with_the_reason(encoder: SentenceEncoder) -> None:
    same = PromptGroup("p", ["x", "x"], np.array([[0, 1]]), np.eye(3)[:1], np.zeros(1, dtype=int))
    with pytest.raises(ValueError, match="identical_responses"):
        _finetune(encoder, [same], [])
    with pytest.raises(ValueError, match="no comparison"):
        _finetune(encoder, [], [])


class _KilledError(Exception):
    pass


@pytest.mark.parametrize("at_step", [1, 7, 10])
def test_a_killed_run_goes_on_to_the_same_result(
    encoder: SentenceEncoder, groups: list[PromptGroup], tmp_path: Path, at_step: int
) -> None:
    whole = _finetune(encoder, groups[:8], groups[8:], epochs=3)
    checkpoint: dict[str, Any] = {"checkpoint": tmp_path, "checkpoint_seconds": 0.0}

    def kill(progress: Progress) -> None:
        if progress.step == at_step:
            raise _KilledError

    with pytest.raises(_KilledError):
        _finetune(encoder, groups[:8], groups[8:], epochs=3, on_progress=kill, **checkpoint)
    resumed = _finetune(encoder, groups[:8], groups[8:], epochs=3, **checkpoint)
    assert resumed.resumed_at == at_step
    assert resumed.encoder.key == whole.encoder.key
    assert resumed.history == whole.history
    assert resumed.best_epoch == whole.best_epoch


def test_a_checkpoint_of_other_data_or_settings_or_a_damaged_one_is_passed_over(
    encoder: SentenceEncoder, groups: list[PromptGroup], tmp_path: Path
) -> None:
    _finetune(encoder, groups[:4], [], checkpoint=tmp_path)
    assert _finetune(encoder, groups[:5], [], checkpoint=tmp_path).resumed_at == 0
    assert _finetune(encoder, groups[:5], [], checkpoint=tmp_path, seed=3).resumed_at == 0
    (tmp_path / STATE_FILE).write_bytes(b"half a file")
    fresh = _finetune(encoder, groups[:4], [], checkpoint=tmp_path)
    assert fresh.resumed_at == 0
    assert fresh.encoder.key == _finetune(encoder, groups[:4], []).encoder.key


def test_gradients_that_are_added_up_equal_those_of_one_batch(
    encoder: SentenceEncoder, groups: list[PromptGroup]
) -> None:
    still = encoder.copy()
    for module in still.model.modules():  # dropout draws differently for batches of other shapes
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    settings = {"epochs": 1, "learning_rate": 1e-3}
    one = _finetune(still, groups[:4], [], batch_responses=16, **settings)
    four = _finetune(still, groups[:4], [], batch_responses=4, accumulation=4, **settings)
    np.testing.assert_allclose(
        one.encoder.encode(groups[0].responses),
        four.encoder.encode(groups[0].responses),
        atol=1e-4,
    )
    assert one.history[-1].step == four.history[-1].step == 1
