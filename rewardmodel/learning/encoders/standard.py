"""A reward model as a plain folder that other libraries load without this one.

Two forms, both exact up to rounding for texts of one window:

    sequence-classification   a decoder that reads its reward from the last token's state of its
                              last layer: transformers' AutoModelForSequenceClassification with one
                              label, which is what vLLM, TRL and RewardBench load
    sentence-transformers     everything else, of that library's own modules. Where nearness to the
                              prompt counts, prompt and response are embedded apart and the reward
                              is the inner product of the two embeddings; where not, the embedding
                              of a text has one number, the reward
"""

from __future__ import annotations

import copy
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from transformers import AutoModelForSequenceClassification
from transformers.models.auto.modeling_auto import (
    MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES,
)

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.encoders.chat import Prompt
from rewardmodel.learning.encoders.encoder import Encoder, quietly
from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.learning.encoders.sentence import SentenceEncoder

Form = Literal["sequence-classification", "sentence-transformers"]
# How far a folder's rewards may be from those that are served.
TOLERANCE = 1e-5
_NAME = "reward"
# Of one message its content, else every turn with its role: as sentence encoders read prompts.
_FLAT = (
    "{%- if turns | length == 1 -%}{{ turns[0]['content'] }}{%- else -%}{%- for turn in turns -%}"
    "{{ turn['role'] }}: {{ turn['content'] | trim }}"
    "{%- if not loop.last -%}{{ '\\n\\n' }}{%- endif -%}{%- endfor -%}{%- endif -%}"
)
_PROMPT_TEMPLATE = "{%- set turns = messages -%}" + _FLAT
_WHOLE_TEMPLATE = (
    "{%- set turns = messages[:-1] -%}" + _FLAT + "{{ '\\n\\n' }}{{ messages[-1]['content'] }}"
)


class NotExactError(ValueError):
    """The reward cannot be written in a standard form. The message says why, in one sentence."""


class Standard(NamedTuple):
    """What was written: its form, whether prompts are embedded apart, and tokens of a window."""

    form: Form
    apart: bool
    window: int


def standard_form(reader: Reader, weights: FloatArray) -> Form:
    """The form in which a reward, weights (D,) of the reader's features, can be written.

    Raises:
        NotExactError: there is none.
    """
    encoder, features = reader.encoder, reader.features
    content = reader.layout.encoder_dim
    if weights[content + 1] != 0:
        raise NotExactError(
            "Length is paid by counting words, which no standard model does: export it unpaid."
        )
    if len({pooling for _, pooling in features.sources}) > 1:
        raise NotExactError("Its features mix means over tokens with last tokens.")
    if len(features.sources) > 1 and features.combination == "joined":
        raise NotExactError("Its features are several layers side by side.")
    last = encoder.reads_prompts and features.sources == ((encoder.layers, "last"),)
    known = encoder.model.config.model_type in MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES
    if last and known and weights[content] == 0:
        return "sequence-classification"
    return "sentence-transformers"


def write_standard(
    folder: Path, reader: Reader, weights: FloatArray, *, form: Form | None = None
) -> Standard:
    """Writes the reward into an empty or missing folder.

    Args:
        weights: (D,) of the features that are paid; 0 for the others.
        form: a form other than the one that fits best.

    Raises:
        NotExactError: it cannot be written exactly (so).
    """
    best = standard_form(reader, weights)
    if form == "sequence-classification" != best:
        raise NotExactError(
            "A sequence classifier reads one state of its last layer, and this reward is made of "
            "more: export it for sentence-transformers."
        )
    folder.mkdir(parents=True, exist_ok=True)
    if (form or best) == "sequence-classification":
        _write_classifier(folder, reader, weights)
        return Standard("sequence-classification", apart=False, window=reader.encoder.max_length)
    apart = _write_modules(folder, reader, weights)
    return Standard("sentence-transformers", apart, reader.encoder.max_length)


def read_standard(
    folder: Path, standard: Standard, reader: Reader, pairs: Sequence[tuple[Prompt, str]]
) -> FloatArray:
    """Rewards (N,) of (prompt, response) pairs by the folder alone, for them to be compared."""
    texts = [reader.texts_of(*pair) for pair in pairs]
    with quietly():
        if standard.form == "sequence-classification":
            return _by_classifier(folder, reader.encoder, [text for _, text in texts])
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        written = model.encode_document([_unprefixed(reader, pair) for pair in pairs])
        if not standard.apart:
            return np.asarray(written, dtype=np.float64)[:, 0]
        asked = model.encode_query([_unprefixed_prompt(reader, prompt) for prompt, _ in pairs])
    products = np.asarray(asked, dtype=np.float64) * np.asarray(written, dtype=np.float64)
    rewards: FloatArray = products.sum(axis=1)
    return rewards


def _write_classifier(folder: Path, reader: Reader, weights: FloatArray) -> None:
    encoder = reader.encoder
    config = copy.deepcopy(encoder.model.config)
    config.num_labels = 1
    config.id2label, config.label2id = {0: _NAME}, {_NAME: 0}
    config.problem_type = "regression"
    tokenizer = _tokenizer(encoder)
    if tokenizer.pad_token_id in (None, tokenizer.eos_token_id):
        # The last token that is not padding is read: it must be told from the end of a text.
        tokenizer.pad_token = tokenizer.unk_token or tokenizer.bos_token
    if tokenizer.pad_token_id in (None, tokenizer.eos_token_id):
        raise NotExactError("Its tokenizer has no token to pad with but the end of a text.")
    config.pad_token_id = tokenizer.pad_token_id
    with quietly():
        kind: Any = AutoModelForSequenceClassification  # not typed
        model = kind.from_config(config).float()
        base = getattr(model, model.base_model_prefix)
        base.load_state_dict(encoder.model.state_dict())
        if not hasattr(model, "score"):
            raise NotExactError(f"The classifier of {config.model_type} is not one linear map.")
        with torch.no_grad():
            model.score.weight.copy_(_row(reader, weights))
            if model.score.bias is not None:
                model.score.bias.zero_()
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)


def _write_modules(folder: Path, reader: Reader, weights: FloatArray) -> bool:
    """Writes a model of sentence-transformers; says whether prompts are embedded apart."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize, Router, Transformer

    encoder = reader.encoder
    scratch = Path(tempfile.mkdtemp())
    try:
        with quietly():
            model = copy.deepcopy(encoder.model.config)
            encoder.model.config.output_hidden_states = True
            try:
                encoder.model.save_pretrained(scratch)
            finally:
                encoder.model.config = model
            _tokenizer(encoder).save_pretrained(scratch)
            first = Transformer(
                str(scratch),
                model_kwargs={"dtype": torch.float32},
                # Texts as they are: a chat template is the caller's to apply, once.
                modality_config={
                    "text": {"method": "forward", "method_output_name": "last_hidden_state"}
                },
                module_output_name="token_embeddings",
            )
            first.max_seq_length = encoder.max_length
            near = float(weights[reader.layout.encoder_dim])
            apart = near != 0 or not reader.features.sources
            if apart:
                asked, written = _apart(reader, weights, near)
                router = Router({"query": asked, "document": written})
                modules = [first, *_embedding(reader), Normalize(), router]
            else:
                modules = [first, *_states(reader), _linear(_row(reader, weights))]
            made = SentenceTransformer(
                modules=modules, device="cpu", similarity_fn_name="dot", prompts=_prompts(reader)
            )
            made.save(str(folder), create_model_card=False)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return apart


def _apart(reader: Reader, weights: FloatArray, near: float) -> tuple[list[Any], list[Any]]:
    """What follows the embeddings of prompts and of responses, for their inner product to be the
    reward: nearness times its weight, and what the response's content is worth."""
    width = reader.encoder.embedding_dim if reader.features.sources else reader.layout.encoder_dim
    eye = torch.eye(width)
    if not reader.features.sources:  # the content is the embedding itself
        worth = torch.tensor(weights[:width], dtype=torch.float32)
        return [_linear(near * eye, bias=worth)], [_linear(eye)]
    one = torch.zeros(width + 1)
    one[-1] = 1
    asked = _linear(torch.cat([near * eye, torch.zeros(1, width)]), bias=one)
    row = _row(reader, weights)
    both = torch.zeros(width + 1, width + row.shape[1])
    both[:width, :width] = eye
    both[-1:, width:] = row
    # Where pooling looks for the first token's state, it finds the embedding, and keeps it.
    kept = _linear(eye, to="cls_token_embeddings")
    return [asked], [kept, *_states(reader, "cls"), _linear(both)]


def _states(reader: Reader, *before: str) -> list[Any]:
    """The mean of the layers that are read, weighed as the features weigh them, and its pooling,
    after other kinds of pooling."""
    from sentence_transformers.sentence_transformer.modules import Pooling, WeightedLayerPooling

    encoder, features = reader.encoder, reader.features
    first = min(layer for layer, _ in features.sources)
    shares = torch.zeros(encoder.layers + 1 - first)
    for (layer, _), weight in zip(features.sources, features.weights(), strict=True):
        shares[layer - first] = float(weight)
    layers = WeightedLayerPooling(
        encoder.dim, encoder.layers, first, layer_weights=torch.nn.Parameter(shares)
    )
    mode = "mean" if features.sources[0].pooling == "mean" else "lasttoken"
    return [layers, Pooling(encoder.dim, pooling_mode=(*before, mode))]


def _row(reader: Reader, weights: FloatArray) -> torch.Tensor:
    """(1, E): the reward of a unit of the weighted mean of the layers."""
    content = weights[: reader.layout.encoder_dim] * reader.features.weights().sum()
    return torch.tensor(content, dtype=torch.float32)[None]


def _linear(weight: torch.Tensor, *, bias: torch.Tensor | None = None, to: str = "") -> Any:
    from sentence_transformers.base.modules import Dense

    return Dense(
        weight.shape[1],
        weight.shape[0],
        bias=bias is not None,
        activation_function=torch.nn.Identity(),
        init_weight=weight,
        init_bias=bias,
        module_output_name=to or None,
    )


def _embedding(reader: Reader) -> list[Any]:
    """The modules that make the encoder's embedding of its last layer."""
    from sentence_transformers.sentence_transformer.modules import Pooling

    encoder = reader.encoder if reader.features.sources else reader.encoder.plain()
    if isinstance(encoder, SentenceEncoder) and encoder.config.modules:
        return list(encoder.config.modules)
    mode = "lasttoken" if encoder.reads_prompts else "mean"
    return [Pooling(encoder.dim, pooling_mode=mode)]


def _tokenizer(encoder: Encoder) -> Any:
    """The tokenizer as this library uses it: control tokens in texts are characters, and what a
    chat template wrote gets no further ones."""
    tokenizer = copy.deepcopy(encoder.tokenizer)
    tokenizer.model_max_length = encoder.max_length
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.padding_side = "right"
    if encoder.adds_special_tokens:
        tokenizer.split_special_tokens = True
        tokenizer.init_kwargs["split_special_tokens"] = True
        tokenizer.chat_template = _WHOLE_TEMPLATE if encoder.reads_prompts else _PROMPT_TEMPLATE
        return tokenizer
    return _without_special_tokens(tokenizer)


def _without_special_tokens(tokenizer: Any) -> Any:
    state = json.loads(tokenizer.backend_tokenizer.to_str())
    state["post_processor"] = None
    kind = type(tokenizer.backend_tokenizer)
    tokenizer._tokenizer = kind.from_str(json.dumps(state))
    for name in ("add_bos_token", "add_eos_token"):
        if name in tokenizer.init_kwargs:
            tokenizer.init_kwargs[name] = False
    return tokenizer


def _prompts(reader: Reader) -> dict[str, str]:
    """What goes before prompts and before responses."""
    if reader.encoder.reads_prompts or not reader.features.sources:
        return {"query": "", "document": ""}
    asked, written = reader.texts_of("", "")
    return {"query": asked, "document": written}


def _unprefixed(reader: Reader, pair: tuple[Prompt, str]) -> str:
    """A response's text without what the folder itself puts before it."""
    return reader.texts_of(*pair)[1].removeprefix(_prompts(reader)["document"])


def _unprefixed_prompt(reader: Reader, prompt: Prompt) -> str:
    return reader.texts_of(prompt, "")[0].removeprefix(_prompts(reader)["query"])


def _by_classifier(folder: Path, encoder: Encoder, texts: Sequence[str]) -> FloatArray:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True)
    rewards = []
    with torch.no_grad():
        for text in texts:
            ids = tokenizer(text, return_tensors="pt")
            rewards.append(float(model.eval()(**ids).logits[0, 0]))
    return np.array(rewards)
