"""Fine-tuning of the encoder on comparisons: one loop, on accelerate.

The encoder and a linear reward head are trained together on the Davidson loss. The head begins at
the posterior mean that the untouched encoder's features give, so that training starts from the
best frozen model instead of pulling the features about for the sake of a random head (Kumar et
al. 2022, "Fine-tuning can distort pretrained features", section 4).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from torch import Tensor, nn

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.encoders.chat import flat_text
from rewardmodel.learning.encoders.encoder import Encoder, Tokenised, Windows
from rewardmodel.learning.encoders.feature_sets import FeatureSet, scale_of
from rewardmodel.learning.encoders.features import (
    LOG_LENGTH_CENTRE,
    FeatureLayout,
    comparison_features,
    item_features,
)
from rewardmodel.learning.head.likelihood import (
    negative_log_likelihood,
    torch_negative_log_likelihood,
)
from rewardmodel.learning.head.posterior import DEFAULT_PRIOR_PRECISION, Posterior, fit_posterior
from rewardmodel.learning.tuning.training_batches import (
    Batch,
    Chunk,
    PromptGroup,
    collate,
    pack,
    prepare,
)
from rewardmodel.learning.tuning.training_state import (
    Checkpoint,
    OnProgress,
    Progress,
    TrainingState,
    fingerprint,
)

__all__ = ["FinetuneResult", "Lora", "OnProgress", "Progress", "PromptGroup", "finetune"]

# The head has far fewer weights than the encoder, and larger ones.
_HEAD_RATE = 50.0
_WARM_UP = 0.1
_CLIP = 1.0
_WEIGHT_DECAY = 0.01
_CHUNKS_AT_ONCE = 32
# The head begins at a fit on comparisons of about so many responses; training takes it from there.
_HEAD_RESPONSES = 800


@dataclass(frozen=True)
class Lora:
    """Low-rank adapters in place of all weights (Hu et al. 2022, "LoRA", section 4)."""

    rank: int = 16
    alpha: int = 32
    dropout: float = 0.05


@dataclass(frozen=True)
class _Settings:
    """What `finetune` was asked for; see there."""

    epochs: int
    learning_rate: float
    batch_responses: int
    accumulation: int
    seed: int
    prior_precision: float
    lora: Lora | None
    features: FeatureSet
    cut: bool


@dataclass(frozen=True, eq=False)
class FinetuneResult:
    """A fine-tuned encoder, and what happened.

    `left_out` counts comparisons by reason; reasons of held-out ones begin with "held_out_".
    """

    encoder: Encoder
    features: FeatureSet  # the states that the reward was read from, scaled as they are now
    history: list[Progress]  # one entry an epoch, epoch 0 first
    best_epoch: int  # the epoch whose weights were kept; 0: no epoch beat the untouched encoder
    resumed_at: int  # the step that a checkpoint had reached; 0: none was gone on from
    train_comparisons: int
    held_out_comparisons: int
    left_out: dict[str, int]
    truncated_responses: int


def finetune(
    encoder: Encoder,
    train: Sequence[PromptGroup],
    held_out: Sequence[PromptGroup],
    *,
    epochs: int,
    learning_rate: float,
    batch_responses: int,
    seed: int,
    on_progress: OnProgress,
    accumulation: int = 1,
    features: FeatureSet | None = None,
    cut: bool = False,
    max_tokens: int | None = None,
    prior_precision: float = DEFAULT_PRIOR_PRECISION,
    lora: Lora | None = None,
    checkpoint: Path | None = None,
    checkpoint_seconds: float = 60.0,
) -> FinetuneResult:
    """Trains a copy of the encoder; the one passed in stays as it is.

    The weights of the epoch with the least held-out log-loss are kept, the untouched ones
    included; without a held-out comparison, those of the last epoch.

    Args:
        train, held_out: comparisons by prompt. Training comparisons of a prompt that is also held
            out are left out and counted.
        learning_rate: peak rate of the encoder, after a warm-up and before a linear decay to 0.
        batch_responses: responses encoded at a time, at least 2.
        features: the states that the reward is read from; by default the embedding.
        cut: whether layers above those that the features use are dropped.
        max_tokens: tokens of a text that are read; by default as many as the encoder reads.
        accumulation: batches whose gradients are added up for one step.
        on_progress: called after every step and epoch and while features are made; whatever it
            raises ends the training and reaches the caller.
        lora: trains adapters, merged into the weights at the end, in place of all weights.
        checkpoint: a folder where training is kept at the end of every epoch and every
            checkpoint_seconds; the same call goes on from there, to the same result.

    Raises:
        ValueError: no usable training comparison, malformed groups, or epochs or accumulation
            below 1.
        FloatingPointError: the loss is no longer finite.
    """
    if epochs < 1 or accumulation < 1:
        raise ValueError(f"epochs and accumulation must be at least 1: {epochs}, {accumulation}")
    evaluation_prompts = {flat_text(group.prompt) for group in held_out if len(group.pairs)}
    kept = [group for group in train if flat_text(group.prompt) not in evaluation_prompts]
    fit, test = (
        prepare(encoder, groups, max_tokens=max_tokens, batch_responses=batch_responses)
        for groups in (kept, held_out)
    )
    left_out = fit.left_out + Counter({f"held_out_{why}": n for why, n in test.left_out.items()})
    if leaked := sum(len(g.pairs) for g in train) - sum(len(g.pairs) for g in kept):
        left_out["prompt_also_held_out"] = leaked
    if not fit.chunks:
        raise ValueError(f"no comparison to train on; left out: {dict(left_out)}")

    settings = _Settings(
        epochs,
        learning_rate,
        batch_responses,
        accumulation,
        seed,
        prior_precision,
        lora,
        features or FeatureSet(),
        cut,
    )
    saver = None
    if checkpoint is not None:
        mark = fingerprint([*fit.chunks, *test.chunks], settings, encoder.key, len(fit.chunks))
        saver = Checkpoint(checkpoint, mark, every_seconds=checkpoint_seconds)
    with torch.random.fork_rng():  # dropout is seeded without touching the caller's generator
        torch.manual_seed(seed)
        tuned, tuned_features, state, resumed_at = _train(
            encoder, fit.chunks, test.chunks, settings, on_progress, saver
        )
    return FinetuneResult(
        encoder=tuned,
        features=tuned_features,
        history=state.history,
        best_epoch=state.best,
        resumed_at=resumed_at,
        train_comparisons=fit.comparisons,
        held_out_comparisons=test.comparisons,
        left_out=dict(left_out),
        truncated_responses=fit.truncated_responses + test.truncated_responses,
    )


def _train(
    encoder: Encoder,
    train: Sequence[Chunk],
    held_out: Sequence[Chunk],
    settings: _Settings,
    on_progress: OnProgress,
    saver: Checkpoint | None,
) -> tuple[Encoder, FeatureSet, TrainingState, int]:
    """The loop: the tuned encoder, its features, how training went, and where it was resumed."""
    accelerator = Accelerator(mixed_precision=_precision())
    tell: OnProgress = on_progress if accelerator.is_main_process else lambda _: None
    tuned = _trainable(encoder, settings, accelerator.device)
    plan = _plan(train, settings, accelerator)
    begin = Progress(0, sum(map(len, plan)), 0, None, None)

    features = _scaled(tuned, settings.features, train)
    x, targets = _comparisons(tuned, features, _sample(train), tell, begin)
    head = fit_posterior(x, targets, prior_precision=settings.prior_precision)
    network = _RewardNetwork(tuned, features, head)
    total = sum(len(chunk.pairs) for chunk in train)
    optimizer, scheduler = _optimizer(network, settings.learning_rate, begin.total_steps)
    model, optimizer = accelerator.prepare(network, optimizer)
    # Each comparison weighs the same, in whatever batch it stands; so does the head's prior.
    weight = len(plan[0]) * accelerator.num_processes / total
    decay = settings.prior_precision / total

    state = saver.restore(network, optimizer, scheduler) if saver else None
    resumed_at = state.now.step if state else 0
    if state is None:
        state = TrainingState(begin)
        state.now = Progress(0, begin.total_steps, 0, _mean_loss(network, x, targets), None)
        state.end_epoch(_log_loss(network, held_out, tell, state.now), network)
        tell(state.now)
    for steps in plan[len(state.history) - 1 :]:
        if state.out_of_patience:
            break
        model.train()
        for batches in steps[state.steps_in_epoch :]:
            losses = _step(accelerator, model, network, batches, weight, decay)
            accelerator.clip_grad_norm_(model.parameters(), _CLIP)
            optimizer.step()
            scheduler.step()
            optimizer.zero_grad()
            state.learned(losses)
            if not math.isfinite(state.loss_sum):
                raise FloatingPointError(f"the loss is not finite at step {state.now.step}")
            if saver and accelerator.is_main_process:
                saver.save_if_due(state, network, optimizer, scheduler)
            tell(state.now)
        state.end_epoch(_log_loss(network, held_out, tell, state.now), network)
        if saver and accelerator.is_main_process:
            saver.save(state, network, optimizer, scheduler)
        tell(state.now)

    network.load_state_dict(state.best_weights, strict=False)
    merged = _merged(tuned, settings.lora, encoder.device)
    return merged, _scaled(merged, features, train), state, resumed_at


def _scaled(encoder: Encoder, features: FeatureSet, chunks: Sequence[Chunk]) -> FeatureSet:
    """The features with the scales of the encoder's states as they are now."""
    if not features.sources:
        return features
    texts = [text for chunk in _sample(chunks) for text in chunk.responses][:_HEAD_RESPONSES]
    states = encoder.read(_as_read(texts), features.sources).states
    scales = tuple(scale_of(states[:, i]) for i in range(len(features.sources)))
    return replace(features, scales=scales)


def _as_read(texts: Sequence[Windows]) -> Tokenised:
    return Tokenised(list(texts), np.zeros(len(texts), dtype=np.bool_))


def _sample(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Enough chunks, evenly spread, to begin the head from: all, where these are few."""
    responses = sum(len(chunk.responses) for chunk in chunks)
    return list(chunks[:: max(1, responses // _HEAD_RESPONSES)])


def _step(
    accelerator: Accelerator,
    model: Any,
    network: _RewardNetwork,
    batches: Sequence[list[Chunk]],
    weight: float,
    decay: float,
) -> Tensor:
    """Adds up the gradients of one step; returns the losses (M,) of its comparisons."""
    parts = []
    for i, chunks in enumerate(batches):
        last = i == len(batches) - 1
        with nullcontext() if last else accelerator.no_sync(model):
            losses = model(collate(chunks))  # (M,)
            loss = losses.sum() * weight
            if last:
                loss = loss + decay * network.weight.square().sum() / 2
            accelerator.backward(loss)
        parts.append(losses.detach())
    return torch.cat(parts)


def _plan(
    train: Sequence[Chunk], settings: _Settings, accelerator: Accelerator
) -> list[list[list[list[Chunk]]]]:
    """This process's part: epochs of steps of batches of chunks."""
    rng = np.random.default_rng(settings.seed)
    plan = []
    for _ in range(settings.epochs):
        batches = _share(pack(train, settings.batch_responses, rng), accelerator)
        size = settings.accumulation
        plan.append([batches[i : i + size] for i in range(0, len(batches), size)])
    return plan


def _trainable(encoder: Encoder, settings: _Settings, device: torch.device) -> Encoder:
    """A copy on the device; with adapters, only these can be trained."""
    tuned, lora = encoder.copy(), settings.lora
    if settings.cut and settings.features.sources:
        tuned.cut(max(source.layer for source in settings.features.sources))
    if lora is not None:
        from peft import LoraConfig, get_peft_model

        config = LoraConfig(
            r=lora.rank,
            lora_alpha=lora.alpha,
            lora_dropout=lora.dropout,
            target_modules="all-linear",
        )
        tuned.model = get_peft_model(tuned.model, config)
    tuned.model.to(device)
    return tuned


def _merged(tuned: Encoder, lora: Lora | None, device: torch.device) -> Encoder:
    if lora is not None:
        tuned.model = tuned.model.merge_and_unload()
    tuned.model.to(device)
    tuned.model.requires_grad_(True)
    # A copy: its key is taken from the weights as they are now.
    return tuned.copy()


class _RewardNetwork(nn.Module):
    """Encoder and linear head as one module, from a batch to the loss of each comparison."""

    def __init__(self, encoder: Encoder, features: FeatureSet, head: Posterior) -> None:
        super().__init__()
        self.encoder, self.features = encoder, features
        self.transformer: nn.Module = encoder.model  # registers the weights
        self.weight = nn.Parameter(torch.tensor(head.mean, dtype=torch.float32))  # (D,)
        self.log_tie = nn.Parameter(torch.tensor(head.log_tie, dtype=torch.float32))

    def forward(self, batch: Batch) -> Tensor:
        """Losses (M,) of the batch's comparisons."""
        states, embedded = self.encoder.forward(batch.texts, self.features.sources)
        device = embedded.device
        of_response = torch.as_tensor(batch.response_of, device=device)
        prompts = embedded[torch.as_tensor(batch.prompt_of, device=device)]  # (R, E)
        relevance = (prompts * embedded[of_response]).sum(dim=1, keepdim=True)  # (R, 1)
        words = torch.as_tensor(batch.words, dtype=torch.float32, device=device)
        length = (torch.log1p(words) - LOG_LENGTH_CENTRE).unsqueeze(1)  # (R, 1)
        content = self._content(states, embedded)[of_response]
        rewards = torch.cat([content, relevance, length], dim=1) @ self.weight[:-1]  # (R,)
        pairs = torch.as_tensor(batch.pairs, device=device)
        order = torch.as_tensor(batch.shown_first, dtype=torch.float32, device=device)
        z = rewards[pairs[:, 0]] - rewards[pairs[:, 1]] + self.weight[-1] * order  # (M,)
        targets = torch.as_tensor(batch.targets, dtype=torch.float32, device=device)
        return torch_negative_log_likelihood(z, targets, self.log_tie)

    def _content(self, states: Tensor, embedded: Tensor) -> Tensor:
        """(T, E'): what the features make of the texts' states."""
        if not self.features.sources:
            return embedded
        weights = torch.as_tensor(self.features.weights(), dtype=torch.float32).to(states.device)
        scaled = states * weights[:, None]
        return scaled.sum(dim=1) if self.features.combination == "mean" else scaled.flatten(1)


def _comparisons(
    encoder: Encoder,
    features: FeatureSet,
    chunks: Sequence[Chunk],
    tell: OnProgress,
    now: Progress,
) -> tuple[FloatArray, FloatArray]:
    """Features (N, D) and targets (N, 3) of all comparisons, with the encoder as it is now."""
    dim = FeatureLayout(features.width(encoder)).dim
    parts, targets = [np.zeros((0, dim))], [np.zeros((0, 3))]
    for start in range(0, len(chunks), _CHUNKS_AT_ONCE):
        tell(now)
        batch = collate(chunks[start : start + _CHUNKS_AT_ONCE])
        states, embedded, _ = encoder.read(_as_read(batch.texts), features.sources)
        relevance = (embedded[batch.prompt_of] * embedded[batch.response_of]).sum(axis=1)
        content = features.content(states, embedded)[batch.response_of]
        phi = item_features(content, relevance, batch.words)
        a, b = batch.pairs.T
        parts.append(comparison_features(phi[a], phi[b], batch.shown_first))
        targets.append(batch.targets)
    return np.concatenate(parts), np.concatenate(targets)


def _mean_loss(network: _RewardNetwork, x: FloatArray, targets: FloatArray) -> float:
    z = x @ network.weight.detach().cpu().double().numpy()
    return float(negative_log_likelihood(z, targets, float(network.log_tie.detach())).mean())


def _log_loss(
    network: _RewardNetwork, chunks: Sequence[Chunk], tell: OnProgress, now: Progress
) -> float | None:
    """Held-out log-loss; None where nothing is held out."""
    if not chunks:
        return None
    return _mean_loss(network, *_comparisons(network.encoder, network.features, chunks, tell, now))


def _optimizer(network: _RewardNetwork, rate: float, steps: int) -> tuple[Any, Any]:
    """AdamW, faster for the head, and its schedule: a linear warm-up, a linear decay to 0."""
    optimizer = torch.optim.AdamW(
        [
            {"params": network.transformer.parameters(), "weight_decay": _WEIGHT_DECAY},
            {
                "params": [network.weight, network.log_tie],
                "lr": rate * _HEAD_RATE,
                "weight_decay": 0.0,  # the head's prior is part of the loss
            },
        ],
        lr=rate,
    )
    warm_up = max(1, round(steps * _WARM_UP))

    def factor(step: int) -> float:
        return min((step + 1) / warm_up, (steps - step) / max(1, steps - warm_up))

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


def _share(batches: list[list[Chunk]], accelerator: Accelerator) -> list[list[Chunk]]:
    """This process's part of an epoch: as many batches as every other process has."""
    processes = accelerator.num_processes
    wrapped = batches + batches[: -len(batches) % processes]
    return wrapped[accelerator.process_index : len(wrapped) // processes * processes : processes]


def _precision() -> str:
    return "bf16" if torch.cuda.is_available() and torch.cuda.is_bf16_supported() else "no"
