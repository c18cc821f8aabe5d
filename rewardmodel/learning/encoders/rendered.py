"""Conversations that a trainer wrote out with its policy's chat template, read back.

Trainers send prompt and response as one decoded text. The tokenizer that decoded it may have put
spaces elsewhere, added a token for the beginning, or dropped the beginning of what was too long;
and it ends with the policy's own end markers. What was said is found again here, so that it is
scored as it was when people compared it: as messages and a text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from rewardmodel.learning.encoders.chat import Prompt

# Fewer characters than this in common with the end of a prompt may be chance.
_ENOUGH = 16
_ROLES = {"human": "user", "model": "assistant", "chatbot": "assistant", "gpt": "assistant"}
# Tokens that begin, end or fill up texts, as tokenizers spell them.
_SPECIAL = re.compile(
    r"<\|[^|<>\s]{1,40}\|>|<｜[^｜<>\s]{1,40}｜>|</?s>|<(?:bos|eos|pad|unk|BOS_TOKEN|EOS_TOKEN|PAD|UNK|end_of_turn|turn\|)>"
    r"|\[(?:BOS|EOS|PAD|CLS|SEP|UNK|MASK|gMASK)\]|<sop>|\[/?INST\]"
)
_AT_START = re.compile(rf"\A(?:\s*(?:{_SPECIAL.pattern}))+")
_AT_END = re.compile(rf"(?:(?:{_SPECIAL.pattern})\s*)+\Z")


class SeparationError(ValueError):
    """A conversation that does not begin with its prompt in any reading."""


class _Template(NamedTuple):
    header: re.Pattern[str]  # what opens a turn, with its ``role``
    end: re.Pattern[str]  # what closes one
    system_first: bool = False  # whether what the system says may stand before the first turn


_TEMPLATES = (
    # ChatML: Qwen, Yi, many others
    _Template(re.compile(r"<\|im_start\|>(?P<role>\w+)[ \t]*\n?"), re.compile(r"<\|im_end\|>")),
    # Llama 3 and 4
    _Template(
        re.compile(
            r"<\|(?:start_header_id|header_start)\|>(?P<role>[\w-]+)"
            r"<\|(?:end_header_id|header_end)\|>\s*"
        ),
        re.compile(r"<\|(?:eot_id|eom_id|eot|eom)\|>"),
    ),
    # Gemma
    _Template(
        re.compile(r"<(?:start_of_turn|\|turn)>(?P<role>\w+)\s*"),
        re.compile(r"<(?:end_of_turn|turn\|)>"),
    ),
    # Command R
    _Template(
        re.compile(r"<\|START_OF_TURN_TOKEN\|><\|(?P<role>[A-Z]+)_TOKEN\|>"),
        re.compile(r"<\|END_OF_TURN_TOKEN\|>"),
    ),
    # DeepSeek
    _Template(
        re.compile(r"<｜(?P<role>User|Assistant)｜>"),
        re.compile(r"<｜end▁of▁sentence｜>"),
        system_first=True,
    ),
    # Zephyr, Phi, GLM
    _Template(
        re.compile(r"<\|(?P<role>system|user|assistant|tool|observation)\|>\s*"),
        re.compile(r"<\|end\|>|</s>|<\|endoftext\|>"),
    ),
    # Plain transcripts of people and assistants
    _Template(re.compile(r"(?:\A|\n\n)(?P<role>Human|Assistant):[ ]?"), re.compile(r"(?!)")),
)
_INSTRUCTED = re.compile(
    r"\s*(?:(?:<s>|<bos>|\[BOS\]|<\|begin_of_text\|>)\s*)*\[(?:INST|SYSTEM_PROMPT)\]"
)
_INSTRUCTION = re.compile(r"\[(?P<closing>/?)INST\]")
_SYSTEM = re.compile(
    r"(?:<<SYS>>(?P<a>.*?)<</SYS>>|\[SYSTEM_PROMPT\](?P<b>.*?)\[/SYSTEM_PROMPT\])", re.DOTALL
)


def split_conversation(query: str, prompt: str) -> tuple[Prompt, str]:
    """Prompt and response of a decoded conversation.

    Args:
        query: prompt and response as one text, special tokens included.
        prompt: the prompt as the trainer rendered it, or as plain text.

    Returns:
        The prompt, as messages where a known template wrote it, and the response without special
        tokens; of a response in several turns, what the assistant said.

    Raises:
        SeparationError: the conversation does not begin with the prompt.
    """
    start = _end_of_prompt(query, prompt)
    if start is None:
        return _split_by_template(query, prompt)
    rest = query[start:]
    asked = turns_of(prompt) or []
    if asked and asked[-1]["role"] == "assistant":
        rest = asked.pop()["content"] + rest  # what the answer had to begin with
    response = _said_in(rest, _template_of(prompt))
    return asked or without_special_tokens(prompt), response


def turns_of(text: str) -> list[dict[str, str]] | None:
    """The messages of a rendered conversation, an empty last one of the assistant included; None
    where no known template wrote it."""
    if _INSTRUCTED.match(text):
        return _instructed(text)
    template = _template_of(text)
    if template is None:
        return None
    first = template.header.search(text)
    before = without_special_tokens(text[: first.start()]) if first else ""
    turns = _turns(text, template)
    return [{"role": "system", "content": before}, *turns] if before else turns


def without_special_tokens(text: str) -> str:
    """The text without special tokens and white space at either end."""
    return _AT_END.sub("", _AT_START.sub("", text)).strip()


def _template_of(text: str) -> _Template | None:
    """The template that wrote a text: its turns begin at once, or after a system's text."""
    for template in _TEMPLATES:
        first = template.header.search(text)
        if first and (template.system_first or not without_special_tokens(text[: first.start()])):
            return template
    return None


def _turns(text: str, template: _Template) -> list[dict[str, str]]:
    headers = list(template.header.finditer(text))
    ends = [header.start() for header in headers[1:]] + [len(text)]
    found = []
    for header, end in zip(headers, ends, strict=True):
        content = template.end.split(text[header.end() : end], maxsplit=1)[0]
        role = header["role"].lower()
        content = without_special_tokens(content)
        found.append({"role": _ROLES.get(role, role), "content": content})
    return found


def _instructed(text: str) -> list[dict[str, str]]:
    """Turns between [INST] and [/INST], as Llama 2 and Mistral write them."""
    found: list[dict[str, str]] = []
    system = _SYSTEM.search(text)
    if system:
        found.append({"role": "system", "content": (system["a"] or system["b"] or "").strip()})
        text = text[: system.start()] + text[system.end() :]
    marks = list(_INSTRUCTION.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=True):
        role = "assistant" if mark["closing"] else "user"
        content = without_special_tokens(text[mark.end() : end])
        found.append({"role": role, "content": content})
    return found


def _said_in(rest: str, template: _Template | None) -> str:
    """What the assistant said in the continuation of a prompt."""
    if template is None:
        return without_special_tokens(rest)
    first = template.header.search(rest)
    begun = rest if first is None else rest[: first.start()]
    said = [without_special_tokens(template.end.split(begun, maxsplit=1)[0])]
    if first is not None:
        turns = _turns(rest, template)
        said += [turn["content"] for turn in turns if turn["role"] == "assistant"]
    return "\n\n".join(text for text in said if text)


def _split_by_template(query: str, prompt: str) -> tuple[Prompt, str]:
    """A rendered conversation whose prompt was given as plain text."""
    turns = turns_of(query)
    asked = _letters(without_special_tokens(prompt))[0]
    if not turns or turns[-1]["role"] != "assistant" or len(turns) < 2 or not asked:
        raise SeparationError("Prompt and response could not be separated.")
    before = _letters(" ".join(turn["content"] for turn in turns[:-1]))[0]
    if asked not in before and before not in asked:
        raise SeparationError("Prompt and response could not be separated.")
    return turns[:-1], turns[-1]["content"]


def _end_of_prompt(query: str, prompt: str) -> int | None:
    """Where in the query the prompt ends, whatever became of white space, of the forms of
    characters, of tokens at the beginning, or of a beginning that was too long."""
    if query.startswith(prompt):
        return len(prompt)
    inside = _AT_START.match(query)
    offset = inside.end() if inside else 0
    said, places = _letters(query[offset:])
    opening = _AT_START.match(prompt)
    asked, _ = _letters(prompt[opening.end() if opening else 0 :])
    if not asked:
        return offset
    common = len(asked) if said.startswith(asked) else _overlap(said, asked)
    if common < min(len(asked), _ENOUGH):
        return None
    return offset + places[common - 1]


def _letters(text: str) -> tuple[str, list[int]]:
    """The characters of a text but white space, in their compatible forms, and after which place
    of the text each ends."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text, start=1):
        for letter in unicodedata.normalize("NFKC", character):
            if not letter.isspace() and letter != "\u2581":  # sentencepiece's own space
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


def _overlap(said: str, asked: str) -> int:
    """The length of the longest beginning of one that is an end of the other (Knuth, Morris and
    Pratt 1977, "Fast pattern matching in strings")."""
    said = said[: len(asked)]
    known = [0] * len(said)
    for i in range(1, len(said)):
        k = known[i - 1]
        while k and said[i] != said[k]:
            k = known[k - 1]
        known[i] = k + (said[i] == said[k])
    k = 0
    for letter in asked:
        while k and (k == len(said) or letter != said[k]):
            k = known[k - 1]
        k += bool(said) and letter == said[k]
    return k
