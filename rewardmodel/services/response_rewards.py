"""What the head thinks of stored responses, written beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from feedback.models import Project, Response
from feedback.selectors.candidates import ResponseKey
from feedback.services.queueing import Opinion, record_opinions
from rewardmodel.learning.arrays import Float32Array, FloatArray, IntArray
from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.learning.head.posterior import Posterior, rewards, win_probabilities
from rewardmodel.services.features import features_of_keys
from rewardmodel.services.heads import ensure_live_head, load_live

# Draws for win probabilities, and responses whose rewards are written in one transaction.
DRAWS = 500
BATCH = 1000


def score_responses(*, project_id: int) -> int:
    """Rewards of all responses of a project by the head that is live as it begins.

    Prompts are scored whole, so that the responses of each are compared by one head, and written
    in batches, so that memory is that of a batch.

    Returns:
        How many responses were scored.
    """
    head = ensure_live_head(Project.objects.get(pk=project_id))
    reader, posterior, _ = load_live(head)
    count = 0
    for batch in _batches(project_id):
        record_rewards_of(batch, reader=reader, posterior=posterior, step=head.step)
        count += len(batch)
    return count


def record_rewards_of(
    responses: Sequence[ResponseKey], *, reader: Reader, posterior: Posterior, step: int
) -> None:
    """Writes reward, deviation and win probability of the responses; prompts come whole."""
    if not responses:
        return
    phi = features_of_keys(reader, responses)
    columns = reader.layout.reward_columns
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


def _means_by(group: IntArray, phi: Float32Array) -> FloatArray:
    """(N, D): of each row the mean of its group's rows."""
    _, place, counts = np.unique(group, return_inverse=True, return_counts=True)
    sums = np.zeros((len(counts), phi.shape[1]))
    np.add.at(sums, place, phi)
    means: FloatArray = (sums / counts[:, None])[place]
    return means


def _batches(project_id: int) -> Iterator[list[ResponseKey]]:
    """Some BATCH responses at a time, no prompt's in two of them."""
    fields = ("pk", "prompt_id", "content_hash", "prompt__content_hash")
    rows = Response.objects.filter(prompt__project=project_id).order_by("prompt_id", "pk")
    batch: list[ResponseKey] = []
    # Keys alone are small: writing while a statement is read would disturb SQLite.
    for row in list(rows.values_list(*fields)):
        key = ResponseKey(*row)
        if len(batch) >= BATCH and key.prompt_id != batch[-1].prompt_id:
            yield batch
            batch = []
        batch.append(key)
    if batch:
        yield batch
