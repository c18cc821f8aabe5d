"""Sentence encoders: a response is embedded by itself, and so is its prompt.

Any BERT-like model of the transformers library, by folder or by name. Where the folder is one of
the sentence-transformers library, pooling, the modules after it, the prompts before texts and the
length of a window are as its configuration says, by that library's own code; a plain folder is
pooled by the mean of its tokens (Reimers & Gurevych 2019, "Sentence-BERT", section 3).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import torch
from huggingface_hub import snapshot_download
from torch import Tensor

from rewardmodel.learning.encoders.chat import Prompt, flat_text
from rewardmodel.learning.encoders.encoder import Encoder, Source, pool
from rewardmodel.learning.head.checkpoint import ArtefactError

_MODULES = "modules.json"
_LENGTH = "sentence_bert_config.json"
_PROMPTS = "config_sentence_transformers.json"
# Names under which models keep what goes before a question, and before a text that answers it.
_BEFORE_PROMPTS = ("query", "question")
_BEFORE_RESPONSES = ("document", "passage", "corpus")


@dataclass(frozen=True, eq=False)
class SentenceConfig:
    """What sentence-transformers keeps beside a transformer."""

    modules: tuple[torch.nn.Module, ...] = ()  # pooling and what follows it; () the plain mean
    window: int | None = None
    prompts: Mapping[str, str] = field(default_factory=dict)
    default_prompt: str | None = None

    def before(self, names: tuple[str, ...]) -> str:
        """What goes before a text of this kind."""
        for name in (*names, self.default_prompt):
            if name is not None and name in self.prompts:
                return self.prompts[name]
        return ""


class SentenceEncoder(Encoder):
    """A response and its prompt each by themselves; layers are pooled by their means."""

    def __init__(self, model: Any, tokenizer: Any, config: SentenceConfig | None = None) -> None:
        super().__init__(model, tokenizer)
        self.config = config or SentenceConfig()
        for module in self.config.modules:
            module.eval().requires_grad_(False).to(self.device)

    @classmethod
    def load(cls, path: Path | str, *, device: str | None = None) -> Self:
        encoder = super().load(path, device=device)
        return cls(encoder.model, encoder.tokenizer, _config_of(path))

    def texts_of(self, prompt: Prompt, response: str) -> tuple[str, str]:
        return (
            self.config.before(_BEFORE_PROMPTS) + flat_text(prompt),
            self.config.before(_BEFORE_RESPONSES) + response,
        )

    def embed(self, hidden: Tensor, mask: Tensor) -> Tensor:
        if not self.config.modules:
            return pool(hidden, mask, "mean")
        made = {"token_embeddings": hidden.float(), "attention_mask": mask}
        for module in self.config.modules:
            made = module(made)
        return made["sentence_embedding"]

    def offered_sources(self) -> tuple[Source, ...]:
        # The middle of a sentence encoder says most of a text's quality: later layers forget all
        # but what it is about.
        n = self.layers
        layers = {max(1, round(n * share)) for share in (1 / 3, 1 / 2, 2 / 3, 5 / 6)}
        return tuple(Source(layer, "mean") for layer in sorted(layers))

    @property
    def embedding_dim(self) -> int:
        dim = self.dim
        for module in self.config.modules:
            dim = int(getattr(module, "pooling_output_dimension", None) or dim)
            dim = int(getattr(module, "out_features", None) or dim)
        return dim

    @property
    def max_length(self) -> int:
        return min(super().max_length, self.config.window or 2**31)

    @property
    def pooling_key(self) -> str:
        """Tells configurations of equal weights apart; empty for the plain mean."""
        kept = self.config
        if not kept.modules and not kept.prompts and not kept.window:
            return ""
        digest = hashlib.sha256(json.dumps([self.max_length, dict(kept.prompts)]).encode())
        digest.update(str(kept.default_prompt).encode())
        for module in kept.modules:
            digest.update(type(module).__name__.encode())
            digest.update(json.dumps(_settings(module), sort_keys=True, default=str).encode())
            for tensor in module.state_dict().values():
                digest.update(tensor.detach().cpu().float().contiguous().numpy().tobytes())
        return digest.hexdigest()

    def plain(self) -> Encoder:
        return type(self)(self.model, self.tokenizer)

    def copy(self) -> Self:
        plain = super().copy()
        return type(self)(plain.model, plain.tokenizer, self.config)

    def save(self, folder: Path) -> None:
        """Writes a folder that sentence-transformers reads as well."""
        super().save(folder)
        kept = self.config
        if not kept.modules:
            return
        names = [f"{i}_{type(module).__name__}" for i, module in enumerate(kept.modules, start=1)]
        rows = [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}
        ]
        for i, (name, module) in enumerate(zip(names, kept.modules, strict=True), start=1):
            (folder / name).mkdir(exist_ok=True)
            module.save(str(folder / name))  # type: ignore[operator]
            kind = f"sentence_transformers.models.{type(module).__name__}"
            rows.append({"idx": i, "name": str(i), "path": name, "type": kind})
        (folder / _MODULES).write_text(json.dumps(rows, indent=2))
        (folder / _LENGTH).write_text(json.dumps({"max_seq_length": self.max_length}))
        prompts = {"prompts": dict(kept.prompts), "default_prompt_name": kept.default_prompt}
        (folder / _PROMPTS).write_text(json.dumps(prompts))


def _config_of(path: Path | str) -> SentenceConfig:
    folder = Path(path)
    if not folder.is_dir():
        try:
            folder = Path(snapshot_download(str(path), local_files_only=True))
        except (OSError, ValueError) as error:
            raise ArtefactError(f"cannot find the files of {path}: {error}") from error
    if not (folder / _MODULES).is_file():
        return SentenceConfig()
    try:
        return _read_config(folder)
    except ArtefactError:
        raise
    # The library raises a good many kinds for a damaged file.
    except Exception as error:
        raise ArtefactError(f"cannot read how {path} makes embeddings: {error}") from error


def _read_config(folder: Path) -> SentenceConfig:
    # A second of imports, which only such folders need.
    from sentence_transformers.base.modules import Dense, Normalize
    from sentence_transformers.sentence_transformer.modules import LayerNorm, Pooling

    kinds = {kind.__name__: kind for kind in (Pooling, Dense, Normalize, LayerNorm)}
    modules = []
    for row in json.loads((folder / _MODULES).read_text()):
        name = row["type"].rpartition(".")[2]
        if name == "Transformer":
            continue
        if name not in kinds:
            raise ArtefactError(f"{folder}: embeddings made by {row['type']} are not supported")
        modules.append(kinds[name].load(str(folder), subfolder=row["path"]))
    if not modules or not isinstance(modules[0], Pooling):
        raise ArtefactError(f"{folder}: its configuration names no pooling")
    if not modules[0].include_prompt:
        raise ArtefactError(f"{folder}: pooling without the prompt's tokens is not supported")
    length, prompts = (_json(folder / name) for name in (_LENGTH, _PROMPTS))
    return SentenceConfig(
        modules=tuple(modules),
        window=length.get("max_seq_length"),
        prompts=prompts.get("prompts") or {},
        default_prompt=prompts.get("default_prompt_name"),
    )


def _json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text())) if path.is_file() else {}


def _settings(module: torch.nn.Module) -> dict[str, Any]:
    return dict(module.get_config_dict())  # type: ignore[operator]
