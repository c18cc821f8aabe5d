"""Two conversations that begin alike: what both begin with is the prompt, the rest the responses.

Where a response is more than one turn of the assistant, the later turns stay inside it with the
marks of transcripts, as in HH-RLHF.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from feedback.imports.fields import messages_of
from feedback.imports.hh_rlhf import ASSISTANT_MARK, parse_transcript, render_transcript
from feedback.imports.records import Message, RowError


def parted(
    one: Sequence[Any],
    other: Sequence[Any],
    *,
    turns: int | None = None,
    names: tuple[str, str] = ("The first conversation", "The second conversation"),
) -> tuple[list[Message], str, str]:
    """The common prompt and the two responses; ``turns`` of the assistant are looked at.

    Raises RowError: as ``messages_of``, and ``different_prompts``, ``identical_responses``,
    ``not_an_assistant_turn``, ``empty_prompt``.
    """
    first, second = (
        _first_turns(messages_of(given, name), turns)
        for given, name in zip((one, other), names, strict=True)
    )
    cut = 0
    while cut < min(len(first), len(second)) and first[cut] == second[cut]:
        cut += 1
    if first == second:
        raise RowError("identical_responses", "Both conversations are the same.")
    prompt = first[:cut]
    if not any(each["role"] == "user" and each["content"].strip() for each in prompt):
        raise RowError("different_prompts", "The conversations begin with different prompts.")
    return prompt, rest_as_text(first[cut:], names[0]), rest_as_text(second[cut:], names[1])


def rest_as_text(messages: list[Message], name: str) -> str:
    """A response of one turn or more. Raises RowError ``not_an_assistant_turn``."""
    if not messages or messages[0]["role"] != "assistant":
        raise RowError("not_an_assistant_turn", f"{name} has no turn of the assistant to compare.")
    if len(messages) == 1:
        return messages[0]["content"]
    try:
        return render_transcript(messages).removeprefix(ASSISTANT_MARK)
    except ValueError as error:
        raise RowError("bad_messages", f"{name}: {error}.") from error


def transcript_messages(text: str) -> list[Message] | None:
    """The messages of a text that is a transcript, up to an empty last turn; None of others."""
    if not text.lstrip().startswith("Human:"):
        return None
    try:
        turns = parse_transcript("\n\n" + text.lstrip())
    except ValueError:
        return None
    if turns and turns[-1].role == "assistant" and not turns[-1].content.strip():
        turns = turns[:-1]
    return [{"role": turn.role, "content": turn.content.strip()} for turn in turns] or None


def _first_turns(messages: list[Message], turns: int | None) -> list[Message]:
    if not turns:
        return messages
    seen = 0
    for index, message in enumerate(messages):
        seen += message["role"] == "assistant"
        if seen == turns:
            return messages[: index + 1]
    return messages
