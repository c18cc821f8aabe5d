"""A version of another project as the beginning of this one."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rewardmodel.learning.head.checkpoint import ArtefactError, load_head, save_head
from rewardmodel.learning.head.posterior import Posterior, widened
from rewardmodel.models import LiveHead, ModelVersion
from rewardmodel.services.artefacts import fetch_artefact, remove_artefacts, store_artefact
from rewardmodel.services.encoders import encoder_of
from rewardmodel.services.heads import load_posterior

# Another project's people want something alike, not the same: their beliefs count as if from a
# quarter of the answers.
DOUBT = 4.0


def make_seed(version: ModelVersion) -> None:
    """Writes the artefact of a version that begins as another: its encoder, and its head.

    Raises:
        ArtefactError: the other version's artefact is missing or altered, or it has no head.
    """
    source = version.seeded_from
    assert source is not None
    encoder, head = encoder_of(source), _head_of(source)
    card = {"project": version.project.slug, "seeded_from": str(source)}
    below = f"versions/{version.project.slug}/seed-{version.pk}"
    with tempfile.TemporaryDirectory() as scratch:
        encoder.save(Path(scratch) / "encoder")
        save_head(Path(scratch) / "head", head, card)
        version.artefact, version.artefact_hash = store_artefact(Path(scratch), below=below)
    version.encoder_key = encoder.key
    version.metrics = {"prior_precision": head.prior_precision}
    version.save(update_fields=["artefact", "artefact_hash", "encoder_key", "metrics"])
    remove_artefacts(below, but=version.artefact)  # of a try that was killed, with an older head


def seed_prior(version: ModelVersion) -> Posterior | None:
    """What a seeded version believes before the first answer; None for any other.

    Raises:
        ArtefactError: the artefact is missing or altered.
    """
    if version.seeded_from_id is None or not version.artefact:
        return None
    head, _ = load_head(fetch_artefact(version) / "head")
    return widened(head, DOUBT)


def _head_of(source: ModelVersion) -> Posterior:
    """The live posterior of a live version, or what was stored with one that is not."""
    live = LiveHead.objects.filter(version=source).first()
    if live is not None:
        return load_posterior(live)
    if not source.artefact:
        raise ArtefactError(f"{source} was never trained, and is not live: it has no head.")
    return load_head(fetch_artefact(source) / "head")[0]
