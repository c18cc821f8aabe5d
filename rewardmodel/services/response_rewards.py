"""What the head thinks of stored responses, written beside them."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from feedback.models import Project, Response
from feedback.selectors.candidates import ResponseKey, response_keys, response_keys_after
from feedback.services.queueing import Opinion, record_opinions
from feedback.services.work import SLICE
from rewardmodel.learning.arrays import FloatArray, IntArray
from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.learning.encoders.features import Length
from rewardmodel.learning.head.posterior import Posterior, rewards, win_probabilities
from rewardmodel.selectors.length import length_of
from rewardmodel.services.features import features_of_keys
from rewardmodel.services.heads import ensure_live_head, load_live

# Draws for win probabilities, and responses whose rewards are written in one transaction.
DRAWS = 500
BATCH = 1000


def score_responses(*, project_id: int) -> None:
    """Rewards of all responses of a project."""
    last: int | None = 0
    while last is not None:
        last = score_some(project_id=project_id, after=last)


def score_some(*, project_id: int, after: int) -> int | None:
    """Rewards of responses for some seconds, by the head that is live as it begins.

    Prompts are scored whole, so that the responses of each are compared by one head, and written
    in batches, so that memory is that of a batch.

    Args:
        after: the prompt that was scored last; 0 for the beginning.

    Returns:
        The prompt scored last; None where none is left.
    """
    project = Project.objects.get(pk=project_id)
    head = ensure_live_head(project)
    reader, posterior, _ = load_live(head)
    until = time.monotonic() + SLICE
    while time.monotonic() <= until:
        batch = _batch_after(project_id, after)
        if not batch:
            return None
        record_rewards_of(
            batch, reader=reader, posterior=posterior, step=head.step, length=length_of(project)
        )
        after = batch[-1].prompt_id
    return after


def record_rewards_of(
    responses: Sequence[ResponseKey],
    *,
    reader: Reader,
    posterior: Posterior,
    step: int,
    length: Length,
) -> None:
    """Writes reward, deviation and win probability of the responses; prompts come whole."""
    if not responses:
        return
    phi = reader.layout.capped(features_of_keys(reader, responses), length)
    columns = reader.layout.paid_columns(length)
    prompts = np.array([response.prompt_id for response in responses])
    # How sure the model is of a response against the prompt's others.
    mean, std = rewards(posterior, phi, columns, _means_by(prompts, phi))
    rng = np.random.default_rng(step)
    wins = np.zeros(len(responses))
    for prompt in np.unique(prompts):
        rows = prompts == prompt
        wins[rows] = win_probabilities(posterior, phi[rows], columns, draws=DRAWS, rng=rng)
    opinions = {
        response.pk: Opinion(float(mean[i]), float(std[i]), float(wins[i]))
        for i, response in enumerate(responses)
    }
    record_opinions(opinions=opinions, step=step)


def _means_by(group: IntArray, phi: FloatArray) -> FloatArray:
    """(N, D): of each row the mean of its group's rows."""
    _, place, counts = np.unique(group, return_inverse=True, return_counts=True)
    sums = np.zeros((len(counts), phi.shape[1]))
    np.add.at(sums, place, phi)
    means: FloatArray = (sums / counts[:, None])[place]
    return means


def _batch_after(project_id: int, prompt_id: int) -> list[ResponseKey]:
    """The responses to the next prompts, some BATCH of them; of a prompt all or none."""
    rows = response_keys_after(project_id, prompt_id, most=BATCH)
    if len(rows) < BATCH:
        return rows
    whole = [key for key in rows if key.prompt_id != rows[-1].prompt_id]
    return whole or response_keys(Response.objects.filter(prompt=rows[-1].prompt_id))
