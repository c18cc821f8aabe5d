"""Decoder language models as encoders: the last token's hidden state of prompt and response.

The last token is the only one that has seen the whole text, which is why reward models on
decoders read their score there (Ouyang et al. 2022, "InstructGPT", section 3.4). Prompt and
response are rendered by the tokenizer's chat template, here and nowhere else, so that training and
scoring cannot differ; a tokenizer without one gets the plain text of both.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from torch import Tensor
from transformers import AutoConfig
from transformers.models.auto.modeling_auto import (
    MODEL_FOR_CAUSAL_LM_MAPPING_NAMES,
    MODEL_FOR_MASKED_LM_MAPPING_NAMES,
)

from rewardmodel.learning.encoders.chat import Prompt, as_messages, flat_text
from rewardmodel.learning.encoders.encoder import Encoder, Source, pool
from rewardmodel.learning.encoders.sentence import SentenceEncoder
from rewardmodel.learning.head.checkpoint import ArtefactError

# Put into what people wrote where it spells a control token, so that it cannot end a turn.
_ZERO_WIDTH = "\u200b"


class DecoderEncoder(Encoder):
    """Features of a decoder language model: of its last token, or the mean of all.

    Texts that are too long lose their beginning.
    """

    reads_prompts = True
    keeps_the_end = True

    def __init__(self, model: Any, tokenizer: Any) -> None:
        super().__init__(model, tokenizer)
        self.tokenizer.truncation_side = "left"  # the response stands at the end
        self.has_template = bool(getattr(tokenizer, "chat_template", None))
        self.adds_special_tokens = not self.has_template

    def texts_of(self, prompt: Prompt, response: str) -> tuple[str, str]:
        if not self.has_template:
            text = flat_text(prompt)
            return text, f"{text}\n\n{response}"
        asked = [self._disarmed(turn) for turn in as_messages(prompt)]
        answered = [*asked, self._disarmed({"role": "assistant", "content": response})]
        return self._render(asked, answering=True), self._render(answered, answering=False)

    def embed(self, hidden: Tensor, mask: Tensor) -> Tensor:
        return pool(hidden, mask, "last")

    def offered_sources(self) -> tuple[Source, ...]:
        # Later layers turn towards the next token (Skean et al. 2025, "Layer by layer").
        n = self.layers
        layers = sorted({max(1, round(n * share)) for share in (1 / 2, 3 / 4)} | {n})
        return tuple(Source(layer, pooling) for layer in layers for pooling in ("last", "mean"))

    def _render(self, messages: list[dict[str, str]], *, answering: bool) -> str:
        rendered: str = self.tokenizer.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=answering
        )
        return rendered

    def _disarmed(self, turn: dict[str, str]) -> dict[str, str]:
        content = turn["content"]
        for token in self.tokenizer.all_special_tokens:
            content = content.replace(token, token[:1] + _ZERO_WIDTH + token[1:])
        return {"role": turn["role"], "content": content}


def load_encoder(path: Path | str, *, device: str | None = None) -> Encoder:
    """The encoder in a folder or of that name: a decoder language model, or a sentence encoder.

    Raises:
        ArtefactError: missing, corrupt, or lacking weights that would be random.
    """
    try:
        config = AutoConfig.from_pretrained(str(path), local_files_only=True)
    # The library raises a good many kinds for a damaged file.
    except Exception as error:
        raise ArtefactError(f"cannot load an encoder from {path}: {error}") from error
    kind = config.model_type
    # Many a BERT can be run as a decoder; what fills in masked words was not made to be one.
    decoder = (
        kind in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES and kind not in MODEL_FOR_MASKED_LM_MAPPING_NAMES
    )
    return (DecoderEncoder if decoder else SentenceEncoder).load(path, device=device)
