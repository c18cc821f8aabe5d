"""A tiny sentence encoder with random weights: everything a real one does, in milliseconds.

Run as a script, it writes one: python -m tests.rewardmodel.tiny_encoder FOLDER [SEED]
"""

from __future__ import annotations

import string
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

_WORDS = """
    the of and to in is that for with as are on by this an be or not from it a which can
    module class function object value string list return import name type file text python
    method call argument error default use used number set data example code line sequence
    answer response prompt summary sentence word good bad short long better
""".split()  # noqa: SIM905
_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def word_pieces(max_length: int) -> PreTrainedTokenizerFast:
    """Some whole words, and single characters to spell every other word with."""
    characters = string.ascii_lowercase + string.digits + string.punctuation
    pieces = [*_SPECIAL, *characters, *(f"##{c}" for c in characters)]
    pieces += [word for word in _WORDS if len(word) > 1]
    vocabulary = {piece: i for i, piece in enumerate(dict.fromkeys(pieces))}
    backend = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    backend.normalizer = BertNormalizer(lowercase=True)
    backend.pre_tokenizer = BertPreTokenizer()
    backend.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=backend,
        model_max_length=max_length,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )


def build_tiny_encoder(folder: Path, *, seed: int = 0) -> Path:
    """Writes a BERT of 2 layers and 32 dimensions, weights drawn by `seed`; returns the folder."""
    tokenizer = word_pieces(max_length=256)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=256,
        # Enough to show up where evaluation mode is forgotten, too little to hide learning.
        hidden_dropout_prob=0.02,
        attention_probs_dropout_prob=0.02,
        # Wider than usual, so that different texts get clearly different embeddings untrained.
        initializer_range=0.5,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = BertModel(config, add_pooling_layer=False)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


if __name__ == "__main__":
    print(build_tiny_encoder(Path(sys.argv[1]), seed=int(sys.argv[2]) if sys.argv[2:] else 0))
