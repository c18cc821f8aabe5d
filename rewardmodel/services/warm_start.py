"""A version of another project as the beginning of this one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from rewardmodel.learning.head.checkpoint import ArtefactError, load_head, save_head
from rewardmodel.learning.head.posterior import Posterior
from rewardmodel.models import LiveHead, ModelVersion
from rewardmodel.services.artefacts import fetch_artefact, remove_artefacts, store_artefact
from rewardmodel.services.encoders import encoder_of
from rewardmodel.services.heads import load_live


def make_seed(version: ModelVersion) -> None:
    """Writes the artefact of a version that begins as another: its encoder, and its head.

    Raises:
        ArtefactError: the other version's artefact is missing or altered, or it has no head.
    """
    source = version.seeded_from
    assert source is not None
    encoder, (head, features) = encoder_of(source), _head_of(source)
    card = {
        "project": version.project.slug,
        "seeded_from": str(source),
        "features": features,
    }
    below = f"versions/{version.project.slug}/seed-{version.pk}"
    with tempfile.TemporaryDirectory() as scratch:
        encoder.save(Path(scratch) / "encoder")
        save_head(Path(scratch) / "head", head, card)
        version.artefact, version.artefact_hash = store_artefact(Path(scratch), below=below)
    version.encoder_key, version.features = encoder.key, features
    version.metrics = {"prior_precision": head.prior_precision}
    written = ["artefact", "artefact_hash", "encoder_key", "features", "metrics"]
    version.save(update_fields=written)
    remove_artefacts(below, but=version.artefact)  # of a try that was killed, with an older head


def seed_of(version: ModelVersion) -> Posterior | None:
    """The head that a seeded version begins from; None for any other.

    Raises:
        ArtefactError: the artefact is missing or altered.
    """
    if version.seeded_from_id is None or not version.artefact:
        return None
    return load_head(fetch_artefact(version) / "head")[0]


def _head_of(source: ModelVersion) -> tuple[Posterior, dict[str, Any]]:
    """The live posterior of a live version, or what was stored with one that is not; with the
    features that it is of."""
    live = LiveHead.objects.filter(version=source).first()
    if live is not None:
        reader, posterior, _ = load_live(live)
        return posterior, source.features and reader.features.card()
    if not source.artefact:
        raise ArtefactError(f"{source} was never trained, and is not live: it has no head.")
    return load_head(fetch_artefact(source) / "head")[0], source.features
