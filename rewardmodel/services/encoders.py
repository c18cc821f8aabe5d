"""Loading the encoder of a version, and keeping the last few warm in this process."""

from __future__ import annotations

from collections import OrderedDict

from django.conf import settings

from rewardmodel.learning.encoders import decoder
from rewardmodel.learning.encoders.encoder import Encoder, packaged_encoder
from rewardmodel.learning.encoders.feature_sets import FeatureSet, Reader
from rewardmodel.models import ModelVersion
from rewardmodel.services.artefacts import fetch_artefact
from rewardmodel.services.model_hub import local_folder

# The live one and the one before it: a promotion must not throw out what still serves.
KEPT = 2
_warm: OrderedDict[str, Encoder] = OrderedDict()


def base_encoder_path() -> str:
    """``PLUMBLINE_ENCODER``, or the folder of the MiniLM that a pinned package carries."""
    return str(settings.PLUMBLINE_ENCODER or packaged_encoder())


def load_encoder(path: str) -> Encoder:
    """The encoder in a folder or of that name, loaded once in this process.

    Raises:
        ArtefactError: missing, damaged, not to be downloaded, or with weights that would be
            random.
    """
    if path in _warm:
        _warm.move_to_end(path)
        return _warm[path]
    encoder = decoder.load_encoder(local_folder(path))
    encoder.most_tokens = settings.PLUMBLINE_MAX_TOKENS
    _warm[path] = encoder
    while len(_warm) > KEPT:
        _warm.popitem(last=False)
    return encoder


def encoder_of(version: ModelVersion) -> Encoder:
    """The version's encoder, checked against the key that the version was made with.

    Raises:
        ArtefactError: the artefact is missing, altered, or is another encoder.
    """
    if version.artefact:
        return load_encoder(str(fetch_artefact(version) / "encoder"))
    return load_encoder(version.encoder or base_encoder_path())


def reader_of(version: ModelVersion, features: FeatureSet | None = None) -> Reader:
    """The version's encoder with the features on its card, or with others.

    Of a text, the base encoder keeps all states that its features may be chosen among; a trained
    one keeps what it was trained to read.

    Raises:
        ArtefactError: as for `encoder_of`.
    """
    encoder = encoder_of(version)
    used = FeatureSet.of_card(version.features) if features is None else features
    choice = bool(used.sources) and not version.artefact
    return Reader(encoder, used, encoder.offered_sources() if choice else used.sources)
