"""The live head of a project: made, read, published."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import numpy as np
from django.db import transaction

from feedback.models import Project
from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.encoders.feature_sets import FeatureSet, Reader, first_features
from rewardmodel.learning.encoders.reference_texts import REFERENCE_TEXTS
from rewardmodel.learning.head.familiarity import Familiarity
from rewardmodel.learning.head.posterior import Posterior, prior_posterior
from rewardmodel.models import HeadState, LiveHead, ModelVersion
from rewardmodel.services.encoders import base_encoder_path, load_encoder, reader_of

# What is written of a head when it is published.
PUBLISHED = (
    "version", "step", "reader_key", "drift", "lift", "forgetting", "length_worth", "published_at",
)  # fmt: skip


class Live(NamedTuple):
    """The live head as it computes: how texts are read, and what is believed of the features."""

    reader: Reader
    posterior: Posterior
    usual: Familiarity | None = None  # None while too few responses were learned from


class _State(NamedTuple):
    posterior: Posterior
    features: FeatureSet
    usual: Familiarity | None


# The last state read of each head; the rest of the key moves whenever it is published anew.
_read: dict[int, tuple[tuple[int, int, datetime], _State]] = {}


def ensure_live_head(project: Project) -> LiveHead:
    """The project's live head; version 1, the base encoder under the prior, is made when needed."""
    head = LiveHead.objects.select_related("version").filter(project=project).first()
    if head is not None:
        return head
    path = base_encoder_path()
    encoder = load_encoder(path)
    features = first_features(encoder, REFERENCE_TEXTS)
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
            features=features.card(),
        )
        head = LiveHead(project=project, version=version)
        reader = reader_of(version)
        publish(head, Live(reader, prior_posterior(reader.layout.dim)))
    return head


def load_live(head: LiveHead) -> Live:
    """The head's features and posterior, read together.

    Raises:
        ArtefactError: the version's encoder is missing or altered.
    """
    state = _state_of(head)
    return Live(reader_of(head.version, state.features), state.posterior, state.usual)


def load_posterior(head: LiveHead) -> Posterior:
    """The published posterior of the head; from memory while it has not moved."""
    return _state_of(head).posterior


def _state_of(head: LiveHead) -> _State:
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
    found = _State(posterior, FeatureSet.of_card(state.features), _usual_of(state))
    _read[head.pk] = (published, found)
    return found


def publish(head: LiveHead, live: Live) -> None:
    """Saves the head with its posterior; both are seen when the caller's transaction commits."""
    posterior, features = live.posterior, live.reader.features
    usual, head.reader_key = live.usual, live.reader.key
    if head.pk is None:
        head.save()
    else:  # what the queue has taken over is written by others
        head.save(update_fields=PUBLISHED)
    values = {
        "mean": np.ascontiguousarray(posterior.mean, dtype=np.float64).tobytes(),
        "covariance": _pack(posterior.covariance),
        "log_tie": posterior.log_tie,
        "prior_precision": posterior.prior_precision,
        "features": features.card() if features.sources else {},
        "usual_mean": b"" if usual is None else usual.mean.tobytes(),
        "usual_precision": b"" if usual is None else _pack(usual.precision),
        "usual_distances": b"" if usual is None else usual.distances.tobytes(),
    }
    if not HeadState.objects.filter(head=head).update(**values):
        HeadState.objects.create(head=head, **values)
    published = (head.version_id, head.step, head.published_at)
    _read[head.pk] = (published, _State(posterior, features, usual))


def _usual_of(state: HeadState) -> Familiarity | None:
    if not state.usual_mean:
        return None
    mean = np.frombuffer(state.usual_mean, dtype=np.float64)
    precision = _unpack(state.usual_precision, len(mean))
    return Familiarity(mean, precision, np.frombuffer(state.usual_distances, dtype=np.float64))


def _pack(covariance: FloatArray) -> bytes:
    """The upper triangle (D(D+1)/2,) in single precision: a quarter of the bytes to store."""
    return covariance[np.triu_indices(len(covariance))].astype(np.float32).tobytes()


def _unpack(packed: bytes | memoryview, dim: int) -> FloatArray:
    covariance = np.zeros((dim, dim))
    covariance[np.triu_indices(dim)] = np.frombuffer(packed, dtype=np.float32)
    return covariance + np.triu(covariance, 1).T
