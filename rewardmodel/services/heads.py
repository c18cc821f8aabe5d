"""The live head of a project: made, read, published."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.db import transaction

from feedback.models import Project
from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.encoders.features import FeatureLayout
from rewardmodel.learning.head.posterior import Posterior, prior_posterior
from rewardmodel.models import HeadState, LiveHead, ModelVersion
from rewardmodel.services.encoders import base_encoder_path, load_encoder

# The last posterior read of each head; the rest of the key moves whenever it is published anew.
_read: dict[int, tuple[tuple[int, int, datetime], Posterior]] = {}


def ensure_live_head(project: Project) -> LiveHead:
    """The project's live head; version 1, the base encoder under the prior, is made when needed."""
    head = LiveHead.objects.select_related("version").filter(project=project).first()
    if head is not None:
        return head
    path = base_encoder_path()
    encoder = load_encoder(path)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        head = LiveHead.objects.select_related("version").filter(project=project).first()
        if head is not None:
            return head
        version = ModelVersion.objects.create(
            project=project,
            number=1,
            state=ModelVersion.State.LIVE,
            encoder=path,
            encoder_key=encoder.key,
        )
        head = LiveHead(project=project, version=version)
        publish(head, prior_posterior(FeatureLayout(encoder.dim).dim))
    return head


def load_posterior(head: LiveHead) -> Posterior:
    """The published posterior of the head; from memory while it has not moved."""
    published = (head.version_id, head.step, head.published_at)
    known = _read.get(head.pk)
    if known is not None and known[0] == published:
        return known[1]
    state = HeadState.objects.get(head=head)
    mean = np.frombuffer(state.mean, dtype=np.float64)
    posterior = Posterior(
        mean=mean,
        covariance=_unpack(state.covariance, len(mean)),
        log_tie=state.log_tie,
        prior_precision=state.prior_precision,
    )
    _read[head.pk] = (published, posterior)
    return posterior


def publish(head: LiveHead, posterior: Posterior) -> None:
    """Saves the head with its posterior; both are seen when the caller's transaction commits."""
    if head.pk is None:
        head.save()
    else:  # what the queue has taken over is written by others
        head.save(update_fields=["version", "step", "drift", "lift", "published_at"])
    values = {
        "mean": np.ascontiguousarray(posterior.mean, dtype=np.float64).tobytes(),
        "covariance": _pack(posterior.covariance),
        "log_tie": posterior.log_tie,
        "prior_precision": posterior.prior_precision,
    }
    if not HeadState.objects.filter(head=head).update(**values):
        HeadState.objects.create(head=head, **values)
    _read[head.pk] = ((head.version_id, head.step, head.published_at), posterior)


def _pack(covariance: FloatArray) -> bytes:
    """The upper triangle (D(D+1)/2,) in single precision: a quarter of the bytes to store."""
    return covariance[np.triu_indices(len(covariance))].astype(np.float32).tobytes()


def _unpack(packed: bytes | memoryview, dim: int) -> FloatArray:
    covariance = np.zeros((dim, dim))
    covariance[np.triu_indices(dim)] = np.frombuffer(packed, dtype=np.float32)
    return covariance + np.triu(covariance, 1).T
