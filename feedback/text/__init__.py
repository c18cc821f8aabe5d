"""Plain text seen as tokens, blocks and sentences, always with exact character spans."""

from feedback.text.blocks import Block, Kind, blocks, paragraph_spans
from feedback.text.sentences import Sentence, sentence_spans, sentences
from feedback.text.spans import Span
from feedback.text.tokens import count_tokens, token_spans, words

__all__ = [
    "Block",
    "Kind",
    "Sentence",
    "Span",
    "blocks",
    "count_tokens",
    "paragraph_spans",
    "sentence_spans",
    "sentences",
    "token_spans",
    "words",
]
