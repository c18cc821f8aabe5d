"""OpenAssistant trees: one conversation tree a line; rankings of sibling replies become votes.

A line is ``{message_tree_id, prompt: message}`` or a root message itself; a message is
``{message_id, parent_id, text, role, rank, replies[]}`` with the roles ``prompter`` and
``assistant``. Every message of the prompter is a prompt together with all before it; the
assistant's replies are its responses. Of two ranked replies the one with the lower rank is the
better; equal ranks are a tie. Replies without rank are responses that nothing is said of. A reply's
``model_name`` is its generator. What else the tree and its messages say (language, labels, review)
is kept with the prompt, that of replies under their ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from feedback.imports.fields import (
    MAX_PAIRS,
    Fields,
    is_silent,
    list_of,
    mapping_of,
    name_of,
    rest_of,
    text_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import (
    Choice,
    Message,
    ParsedResponse,
    ParsedRow,
    ParsedVote,
    Part,
    RowError,
)

_ROLES = {"prompter": "user", "assistant": "assistant"}
# What a message says by its place, and what a response holds already.
_TAKEN = {"message_id", "parent_id", "text", "role", "rank", "replies", "deleted", "model_name"}
_Thread = tuple[Message, ...]


class _Reply(NamedTuple):
    response: ParsedResponse
    rank: float | None


def parse_open_assistant(fields: Fields, line: int) -> ParsedRow:
    """The tree.

    Left out and counted: ``deleted_messages`` with all below them, ``empty_replies``,
    ``identical_replies``.

    Raises RowError: ``not_a_tree``, ``missing_field``, ``not_an_object``, ``not_a_list``,
    ``not_a_string``, ``bad_role``, ``bad_rank``, ``too_many_pairs``, ``no_replies`` (nothing that
    could be compared or asked about), ``name_too_long``.
    """
    root = mapping_of(fields, "prompt") if isinstance(fields.get("prompt"), dict) else fields
    if root.get("parent_id") is not None or not isinstance(root.get("replies"), list):
        raise RowError("not_a_tree", "The line is not a root message with its replies.")
    left_out: Counter[str] = Counter()
    of_tree = rest_of(fields, {"prompt"}) if root is not fields else {}
    parts = tuple(_parts(root, of_tree, left_out))
    if not any(part.responses for part in parts):
        raise RowError("no_replies", "The tree holds no reply of the assistant.")
    if sum(len(part.votes) for part in parts) > MAX_PAIRS:
        raise RowError("too_many_pairs", f"The rankings make more than {MAX_PAIRS} pairs.")
    silent = any(is_silent(*part.responses) for part in parts)
    return ParsedRow(line, fields, parts, silent=silent, left_out=left_out)


def _parts(root: Fields, of_tree: dict[str, Any], left_out: Counter[str]) -> Iterator[Part]:
    waiting: list[tuple[Fields, _Thread]] = [(root, ())]
    while waiting:
        message, before = waiting.pop()
        if message.get("deleted") is True:
            left_out["deleted_messages"] += 1
            continue
        role, text = _role(message), text_of(message, "text")
        thread: _Thread = (*before, {"role": _ROLES[role], "content": text})
        replies = _replies(message)
        waiting += [(reply, thread) for reply in reversed(replies)]
        if role == "prompter" and text.strip():
            answers = [each for each in replies if each.get("role") == "assistant"]
            metadata = of_tree | _metadata(message, answers)
            yield _part(list(thread), answers, metadata, left_out)


def _replies(message: Fields) -> list[dict[str, Any]]:
    replies = list_of(message, "replies") if message.get("replies") is not None else []
    if not all(isinstance(reply, dict) for reply in replies):
        raise RowError("not_an_object", "A reply is not an object.")
    return replies


def _role(message: Fields) -> str:
    role = message.get("role")
    if not isinstance(role, str) or role not in _ROLES:
        raise RowError("bad_role", "A message is neither the prompter's nor the assistant's.")
    return role


def _metadata(message: Fields, answers: list[dict[str, Any]]) -> dict[str, Any]:
    """What a prompt and the replies to it say besides."""
    found = rest_of(message, _TAKEN)
    replies = {
        name_of(answer, "message_id"): kept
        for answer in answers
        if answer.get("deleted") is not True and (kept := rest_of(answer, _TAKEN))
    }
    replies.pop("", None)
    return found | ({"replies": replies} if replies else {})


def _part(
    thread: list[Message],
    answers: list[dict[str, Any]],
    metadata: dict[str, Any],
    left_out: Counter[str],
) -> Part:
    replies: dict[str, _Reply] = {}
    for answer in answers:
        text = text_of(answer, "text")
        if answer.get("deleted") is True:
            continue
        if not text:
            left_out["empty_replies"] += 1
        elif text in replies:
            left_out["identical_replies"] += 1
        else:
            key = name_of(answer, "message_id")
            generator = name_of(answer, "model_name")
            replies[text] = _Reply(ParsedResponse(text, generator, key), _rank(answer))
    found = list(replies.values())
    if len(found) ** 2 > 4 * MAX_PAIRS:
        raise RowError("too_many_pairs", f"A ranking makes more than {MAX_PAIRS} pairs.")
    responses = tuple(reply.response for reply in found)
    return Part(thread, responses, votes=tuple(_votes(found)), metadata=metadata)


def _votes(replies: list[_Reply]) -> Iterator[ParsedVote]:
    ranked = [(i, reply.rank) for i, reply in enumerate(replies) if reply.rank is not None]
    for index, (first, rank) in enumerate(ranked):
        for second, other in ranked[index + 1 :]:
            choice: Choice = "tie" if rank == other else "a" if rank < other else "b"
            yield ParsedVote(first, second, choice)


def _rank(message: Fields) -> float | None:
    rank = message.get("rank")
    if rank is None:
        return None
    if isinstance(rank, bool) or not isinstance(rank, (int, float)):
        raise RowError("bad_rank", "A rank is not a number.")
    return rank


OPEN_ASSISTANT = Format(
    name="openassistant-trees",
    label="OpenAssistant message trees",
    description=(
        "One conversation tree a line. Each message of the prompter with all before it is a "
        "prompt, the assistant's replies are its responses, and of two ranked replies the "
        "one with the lower rank wins (equal ranks tie). Deleted messages are left out with "
        "all below them, and counted."
    ),
    parse=parse_open_assistant,
    marks=(("message_tree_id", "prompt"), ("message_id", "text", "replies")),
    examples=(
        Example(
            (
                {
                    "message_tree_id": "m1",
                    "prompt": {
                        "message_id": "m1",
                        "text": "What is a plumb line?",
                        "role": "prompter",
                        "replies": [
                            {
                                "message_id": "m2",
                                "text": "A weight on a cord.",
                                "role": "assistant",
                                "rank": 0,
                                "replies": [],
                            },
                            {
                                "message_id": "m3",
                                "text": "A fruit.",
                                "role": "assistant",
                                "rank": 1,
                                "replies": [],
                            },
                        ],
                    },
                },
            )
        ),
    ),
    max_line_bytes=16 * MEBIBYTE,
)
