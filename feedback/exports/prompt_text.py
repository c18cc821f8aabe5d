"""A prompt as one text."""

from __future__ import annotations

from collections.abc import Sequence

from feedback.imports import Message, render_transcript
from feedback.imports.hh_rlhf import ASSISTANT_MARK

# Imported from transcripts: exported as transcripts, so that one file has one format.
TRANSCRIPTS = "hh-rlhf"


def prompt_text(messages: Sequence[Message], *, transcript: bool = False) -> str:
    """A single user message is its text; a conversation is its transcript, ended by the
    assistant's mark. ``transcript=True`` writes a single message as a transcript too.

    Raises ValueError for a conversation with roles other than user and assistant.
    """
    if len(messages) == 1 and messages[0]["role"] == "user" and not transcript:
        return messages[0]["content"]
    return render_transcript(messages) + ASSISTANT_MARK
