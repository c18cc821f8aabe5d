"""Encoders that are named by a Hugging Face id: downloaded once, and kept in the model cache."""

from __future__ import annotations

import json
from pathlib import Path

from huggingface_hub import snapshot_download
from huggingface_hub.constants import HF_HUB_OFFLINE
from huggingface_hub.errors import GatedRepoError, LocalEntryNotFoundError, RepositoryNotFoundError

from rewardmodel.learning.head.checkpoint import ArtefactError

FILES = ["*.json", "*.txt", "*.model", "*.jinja", "*.safetensors"]
# The same model for other libraries.
OTHERS = ["onnx/*", "openvino/*", "coreml/*", "original/*"]


def local_folder(name: str) -> str:
    """The folder of an encoder: what is a path already, or the id's files in the model cache
    (``HF_HOME``), which are downloaded where they are not there. What is there is never replaced:
    a model that its authors change would be another encoder.

    Raises:
        ArtefactError: it is not there and cannot be downloaded; the message says why.
    """
    if Path(name).exists() or name.startswith(("/", ".", "~")) or name.count("/") > 1:
        return name
    try:
        folder = snapshot_download(name, local_files_only=True)
        if _is_whole(Path(folder)):
            return folder
    except LocalEntryNotFoundError:
        pass
    if HF_HUB_OFFLINE:
        raise ArtefactError(_absent(name, "HF_HUB_OFFLINE is set, so nothing is downloaded"))
    try:
        return _download(name)
    except GatedRepoError as error:
        why = "the model hub asks for a token (HF_TOKEN) whose owner may read it"
        raise ArtefactError(_absent(name, why)) from error
    except RepositoryNotFoundError as error:
        raise ArtefactError(_absent(name, "the model hub does not know it")) from error
    except LocalEntryNotFoundError as error:
        why = "the model hub cannot be reached from here"
        raise ArtefactError(_absent(name, why)) from error
    except OSError as error:
        raise ArtefactError(_absent(name, f"downloading it failed: {error}")) from error


def _download(name: str) -> str:
    folder = snapshot_download(name, allow_patterns=FILES, ignore_patterns=OTHERS)
    if not _is_whole(Path(folder)):  # it has its weights in the older format only
        folder = snapshot_download(name, allow_patterns=[*FILES, "*.bin"], ignore_patterns=OTHERS)
    return folder


def _is_whole(folder: Path) -> bool:
    """Whether configuration and weights are there, all parts of them where they are in parts."""
    for kind in ("model.safetensors", "pytorch_model.bin"):
        index = folder / f"{kind}.index.json"
        if index.is_file():
            parts = set(json.loads(index.read_text())["weight_map"].values())
        else:
            parts = {kind}
        if all((folder / part).is_file() for part in parts):
            return (folder / "config.json").is_file()
    return False


def _absent(name: str, why: str) -> str:
    return (
        f"The encoder {name} is neither a folder nor in the model cache, and {why}. "
        "Name a folder, or bring its files into the cache."
    )
