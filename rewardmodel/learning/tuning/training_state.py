"""Where a fine-tuning run stands, and how it is kept so that a killed run goes on."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from rewardmodel.learning.tuning.training_batches import Chunk

STATE_FILE = "state.pt"
# Epochs without a better held-out log-loss before training stops.
PATIENCE = 2


@dataclass(frozen=True)
class Progress:
    """Where training stands. Log-losses in nats a comparison; epoch 0 is before training."""

    step: int
    total_steps: int
    epoch: int
    train_loss: float | None  # mean over the epoch so far; None before the first step
    held_out_log_loss: float | None  # at the ends of epochs, where comparisons are held out


OnProgress = Callable[[Progress], None]


@dataclass
class TrainingState:
    """All that changes while training goes on, weights and optimizer apart."""

    now: Progress
    history: list[Progress] = field(default_factory=list)  # one entry an epoch, epoch 0 first
    best: int = 0  # the epoch whose weights are kept
    best_weights: dict[str, Tensor] = field(default_factory=dict)
    loss_sum: float = 0.0  # of this epoch
    comparisons: int = 0
    steps_in_epoch: int = 0

    def learned(self, loss: float, comparisons: int) -> None:
        """Counts one step whose comparisons had so much loss, in all, before it."""
        self.loss_sum += loss
        self.comparisons += comparisons
        self.steps_in_epoch += 1
        epoch, mean = len(self.history), self.loss_sum / self.comparisons
        self.now = replace(
            self.now,
            step=self.now.step + 1,
            epoch=epoch,
            train_loss=mean,
            held_out_log_loss=None,
        )

    def end_epoch(self, held_out_log_loss: float | None, network: nn.Module) -> None:
        """Keeps the weights where they are the best so far."""
        self.now = replace(self.now, held_out_log_loss=held_out_log_loss)
        self.history.append(self.now)
        if len(self.history) == 1 or self._improves():
            self.best, self.best_weights = len(self.history) - 1, trained_weights(network)
        self.loss_sum, self.comparisons, self.steps_in_epoch = 0.0, 0, 0

    def _improves(self) -> bool:
        last, best = self.history[-1].held_out_log_loss, self.history[self.best].held_out_log_loss
        return last is None or best is None or last < best

    @property
    def out_of_patience(self) -> bool:
        return len(self.history) - 1 - self.best >= PATIENCE


class Checkpoint:
    """A folder from which the same training goes on to the same result.

    One file, put in place whole: weights, optimizer, schedule and the state. It
    belongs to one training, by a fingerprint of its data and settings; another's is passed over.
    """

    def __init__(self, folder: Path, fingerprint: str, *, every_seconds: float) -> None:
        self.file = folder / STATE_FILE
        self.fingerprint = fingerprint
        self.every_seconds = every_seconds
        self._saved_at = time.monotonic()

    def save_if_due(self, state: TrainingState, network: nn.Module, *others: Any) -> None:
        if time.monotonic() - self._saved_at >= self.every_seconds:
            self.save(state, network, *others)

    def save(self, state: TrainingState, network: nn.Module, *others: Any) -> None:
        """Writes everything; `others` are whatever has a state_dict: optimizer, schedule."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        part = self.file.with_suffix(f".{os.getpid()}")
        torch.save(
            {
                "fingerprint": self.fingerprint,
                "state": asdict(state),
                "weights": trained_weights(network),
                "others": [other.state_dict() for other in others],
            },
            part,
        )
        os.replace(part, self.file)
        self._saved_at = time.monotonic()

    def restore(self, network: nn.Module, *others: Any) -> TrainingState | None:
        """Brings network and others to where they stood; None where there is nothing to go on."""
        try:
            # weights_only: tensors and plain values, no code.
            kept = torch.load(self.file, map_location="cpu", weights_only=True)
        # A file that was damaged in any way means starting again, which is always right.
        except Exception:
            return None
        if kept.get("fingerprint") != self.fingerprint:
            return None
        network.load_state_dict(kept["weights"], strict=False)
        for other, state in zip(others, kept["others"], strict=True):
            other.load_state_dict(state)
        state = kept["state"]
        history = [Progress(**entry) for entry in state["history"]]
        return TrainingState(**(state | {"now": Progress(**state["now"]), "history": history}))


def trained_weights(network: nn.Module) -> dict[str, Tensor]:
    """A copy of all that training changes; with adapters, little of the whole."""
    return {
        name: value.detach().cpu().clone()
        for name, value in network.named_parameters()
        if value.requires_grad
    }


def fingerprint(chunks: Sequence[Chunk], *settings: object) -> str:
    """sha256, as hex, over what a training depends on: its comparisons and its settings."""
    digest = hashlib.sha256(repr(settings).encode())
    for chunk in chunks:
        digest.update(repr((chunk.prompt, chunk.responses)).encode())
        for array in (chunk.words, chunk.pairs, chunk.targets, chunk.shown_first):
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
