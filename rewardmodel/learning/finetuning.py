"""Fine-tuning of the encoder on comparisons: one loop, on accelerate.

The encoder and a linear reward head are trained together on the Davidson loss. The head begins at
the posterior mean that the untouched encoder's features give, so that training starts from the
best frozen model instead of pulling the features about for the sake of a random head (Kumar et
al. 2022, "Fine-tuning can distort pretrained features", section 4).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from torch import Tensor, nn

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.encoder import MAX_TOKENS, SentenceEncoder, TokenIds, length_buckets
from rewardmodel.learning.features import (
    LOG_LENGTH_CENTRE,
    FeatureLayout,
    comparison_features,
    item_features,
)
from rewardmodel.learning.likelihood import (
    negative_log_likelihood,
    torch_negative_log_likelihood,
)
from rewardmodel.learning.posterior import DEFAULT_PRIOR_PRECISION, Posterior, fit_posterior
from rewardmodel.learning.training_batches import (
    Batch,
    Chunk,
    PromptGroup,
    collate,
    pack,
    prepare,
)

__all__ = ["FinetuneResult", "Progress", "PromptGroup", "finetune"]

# The head has far fewer weights than the encoder, and larger ones.
_HEAD_RATE = 50.0
_WARM_UP = 0.1
_CLIP = 1.0
_WEIGHT_DECAY = 0.01
_PATIENCE = 2  # epochs without a better held-out log-loss before training stops
_CHUNKS_AT_ONCE = 32


@dataclass(frozen=True)
class Progress:
    """Where training stands. Log-losses in nats a comparison; epoch 0 is before training."""

    step: int
    total_steps: int
    epoch: int
    train_loss: float | None  # mean over the epoch so far; None before the first step
    held_out_log_loss: float | None  # at the ends of epochs, where comparisons are held out


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, eq=False)
class FinetuneResult:
    """A fine-tuned encoder, and what happened.

    `left_out` counts comparisons by reason; reasons of held-out ones begin with "held_out_".
    """

    encoder: SentenceEncoder
    history: list[Progress]  # one entry an epoch, epoch 0 first
    best_epoch: int  # the epoch whose weights were kept; 0: no epoch beat the untouched encoder
    train_comparisons: int
    held_out_comparisons: int
    left_out: dict[str, int]
    truncated_responses: int


def finetune(
    encoder: SentenceEncoder,
    train: Sequence[PromptGroup],
    held_out: Sequence[PromptGroup],
    *,
    epochs: int,
    learning_rate: float,
    batch_responses: int,
    seed: int,
    on_progress: OnProgress,
    max_tokens: int = MAX_TOKENS,
    prior_precision: float = DEFAULT_PRIOR_PRECISION,
) -> FinetuneResult:
    """Trains a copy of the encoder; the one passed in stays as it is.

    The weights of the epoch with the least held-out log-loss are kept, the untouched ones
    included; without a held-out comparison, those of the last epoch.

    Args:
        train, held_out: comparisons by prompt. Training comparisons of a prompt that is also held
            out are left out and counted.
        learning_rate: peak rate of the encoder, after a warm-up and before a linear decay to 0.
        batch_responses: responses encoded for one step, at least 2.
        on_progress: called after every step and epoch and while features are made; whatever it
            raises ends the training and reaches the caller.

    Raises:
        ValueError: no usable training comparison, malformed groups, or epochs below 1.
        FloatingPointError: the loss is no longer finite.
    """
    if epochs < 1:
        raise ValueError(f"epochs must be at least 1, not {epochs}")
    evaluation_prompts = {group.prompt for group in held_out if len(group.pairs)}
    kept = [group for group in train if group.prompt not in evaluation_prompts]
    fit, test = (
        prepare(encoder, groups, max_tokens=max_tokens, batch_responses=batch_responses)
        for groups in (kept, held_out)
    )
    left_out = fit.left_out + Counter({f"held_out_{why}": n for why, n in test.left_out.items()})
    if leaked := sum(len(g.pairs) for g in train if g.prompt in evaluation_prompts):
        left_out["prompt_also_held_out"] = leaked
    if not fit.chunks:
        raise ValueError(f"no comparison to train on; left out: {dict(left_out)}")

    with torch.random.fork_rng():  # dropout is seeded without touching the caller's generator
        torch.manual_seed(seed)
        tuned, history, best = _train(
            encoder,
            fit.chunks,
            test.chunks,
            epochs=epochs,
            learning_rate=learning_rate,
            batch_responses=batch_responses,
            rng=np.random.default_rng(seed),
            on_progress=on_progress,
            prior_precision=prior_precision,
        )
    return FinetuneResult(
        encoder=tuned,
        history=history,
        best_epoch=best,
        train_comparisons=fit.comparisons,
        held_out_comparisons=test.comparisons,
        left_out=dict(left_out),
        truncated_responses=fit.truncated_responses + test.truncated_responses,
    )


def _train(
    encoder: SentenceEncoder,
    train: Sequence[Chunk],
    held_out: Sequence[Chunk],
    *,
    epochs: int,
    learning_rate: float,
    batch_responses: int,
    rng: np.random.Generator,
    on_progress: OnProgress,
    prior_precision: float,
) -> tuple[SentenceEncoder, list[Progress], int]:
    """The loop: the tuned encoder, one Progress an epoch, and the epoch whose weights it has."""
    accelerator = Accelerator(mixed_precision=_precision())
    tell: OnProgress = on_progress if accelerator.is_main_process else lambda _: None
    tuned = encoder.copy()
    tuned.model.to(accelerator.device)
    plan = [_share(pack(train, batch_responses, rng), accelerator) for _ in range(epochs)]
    now = Progress(0, sum(map(len, plan)), 0, None, None)

    x, targets = _comparisons(tuned, train, tell, now)
    head = fit_posterior(x, targets, prior_precision=prior_precision)
    network = _RewardNetwork(tuned, head)
    optimizer, scheduler = _optimizer(network, learning_rate, now.total_steps)
    model, optimizer = accelerator.prepare(network, optimizer)
    # Each comparison weighs the same, in whatever batch it stands; so does the head's prior.
    weight = len(plan[0]) * accelerator.num_processes / len(x)
    decay = prior_precision / len(x)

    now = replace(now, train_loss=_mean_loss(network, x, targets))
    history = [replace(now, held_out_log_loss=_log_loss(network, held_out, tell, now))]
    tell(history[0])
    best, best_state = history[0], _snapshot(network)
    for epoch, batches in enumerate(plan, start=1):
        model.train()
        loss_sum, seen = 0.0, 0
        for chunks in batches:
            losses = model(collate(chunks))  # (M,)
            penalty = decay * network.weight.square().sum() / 2
            accelerator.backward(losses.sum() * weight + penalty)
            accelerator.clip_grad_norm_(model.parameters(), _CLIP)
            optimizer.step()
            scheduler.step()
            optimizer.zero_grad()
            loss_sum, seen = loss_sum + float(losses.detach().sum()), seen + len(losses)
            if not math.isfinite(loss_sum):
                raise FloatingPointError(f"the loss is no longer finite in epoch {epoch}")
            now = Progress(now.step + 1, now.total_steps, epoch, loss_sum / seen, None)
            tell(now)
        history.append(replace(now, held_out_log_loss=_log_loss(network, held_out, tell, now)))
        tell(history[-1])
        if _improves(history[-1], best):
            best, best_state = history[-1], _snapshot(network)
        elif epoch - best.epoch >= _PATIENCE:
            break

    network.load_state_dict(best_state)
    tuned.model.to(encoder.device)
    # A copy: its key is taken from the weights as they are now.
    return tuned.copy(), history, best.epoch


class _RewardNetwork(nn.Module):
    """Encoder and linear head as one module, from a batch to the loss of each comparison."""

    def __init__(self, encoder: SentenceEncoder, head: Posterior) -> None:
        super().__init__()
        self.encoder = encoder
        self.transformer: nn.Module = encoder.model  # registers the weights
        self.weight = nn.Parameter(torch.tensor(head.mean, dtype=torch.float32))  # (D,)
        self.log_tie = nn.Parameter(torch.tensor(head.log_tie, dtype=torch.float32))

    def forward(self, batch: Batch) -> Tensor:
        """Losses (M,) of the batch's comparisons."""
        embedded = self._embed(batch.texts)
        device = embedded.device
        prompts = embedded[torch.as_tensor(batch.prompt_of, device=device)]  # (R, E)
        responses = embedded[torch.as_tensor(batch.response_of, device=device)]  # (R, E)
        relevance = (prompts * responses).sum(dim=1, keepdim=True)  # (R, 1)
        words = torch.as_tensor(batch.words, dtype=torch.float32, device=device)
        length = (torch.log1p(words) - LOG_LENGTH_CENTRE).unsqueeze(1)  # (R, 1)
        rewards = torch.cat([responses, relevance, length], dim=1) @ self.weight[:-1]  # (R,)
        pairs = torch.as_tensor(batch.pairs, device=device)
        order = torch.as_tensor(batch.shown_first, dtype=torch.float32, device=device)
        z = rewards[pairs[:, 0]] - rewards[pairs[:, 1]] + self.weight[-1] * order  # (M,)
        targets = torch.as_tensor(batch.targets, dtype=torch.float32, device=device)
        return torch_negative_log_likelihood(z, targets, self.log_tie)

    def _embed(self, texts: Sequence[TokenIds]) -> Tensor:
        """(T, E): texts of like length run together, so that little padding is computed."""
        buckets = list(length_buckets(texts))
        parts = [self.encoder.forward(*self.encoder.pad([texts[i] for i in b])) for b in buckets]
        order = torch.tensor([i for b in buckets for i in b]).argsort()
        together = torch.cat(parts)
        return together[order.to(together.device)]


def _comparisons(
    encoder: SentenceEncoder, chunks: Sequence[Chunk], tell: OnProgress, now: Progress
) -> tuple[FloatArray, FloatArray]:
    """Features (N, D) and targets (N, 3) of all comparisons, with the encoder as it is now."""
    parts, targets = [np.zeros((0, FeatureLayout(encoder.dim).dim))], [np.zeros((0, 3))]
    for start in range(0, len(chunks), _CHUNKS_AT_ONCE):
        tell(now)
        batch = collate(chunks[start : start + _CHUNKS_AT_ONCE])
        embedded = encoder.encode_ids(batch.texts)
        phi = item_features(embedded[batch.prompt_of], embedded[batch.response_of], batch.words)
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
    return _mean_loss(network, *_comparisons(network.encoder, chunks, tell, now))


def _improves(entry: Progress, best: Progress) -> bool:
    if entry.held_out_log_loss is None or best.held_out_log_loss is None:
        return True
    return entry.held_out_log_loss < best.held_out_log_loss


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


def _snapshot(network: nn.Module) -> dict[str, Tensor]:
    return {name: value.detach().cpu().clone() for name, value in network.state_dict().items()}
