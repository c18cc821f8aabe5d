"""A tiny decoder language model with random weights and a chat template."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import LlamaConfig, LlamaModel

from tests.rewardmodel.tiny_encoder import word_pieces

TEMPLATE = (
    "{{ '[CLS]' }}{% for message in messages %}[MASK]{{ message['role'] }} "
    "{{ message['content'] }}[SEP]{% endfor %}"
    "{% if add_generation_prompt %}[MASK]assistant {% endif %}"
)


def build_tiny_decoder(folder: Path, *, seed: int = 0, template: bool = True) -> Path:
    """Writes a Llama of 2 layers and 32 dimensions, weights drawn by `seed`; returns the folder.

    The template begins with [CLS] as its BOS, opens turns with [MASK] and ends them with [SEP].
    """
    tokenizer = word_pieces(max_length=256)
    tokenizer.bos_token, tokenizer.eos_token = "[CLS]", "[SEP]"
    if template:
        tokenizer.chat_template = TEMPLATE
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        intermediate_size=64,
        max_position_embeddings=256,
        initializer_range=0.5,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = LlamaModel(config)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
