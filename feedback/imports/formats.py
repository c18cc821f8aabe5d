"""The formats that can be imported, by name, and how each row of a file is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from feedback.imports.documents import parse_document
from feedback.imports.fields import Fields
from feedback.imports.hh_rlhf import parse_hh_rlhf
from feedback.imports.lines import MEBIBYTE, BadLine
from feedback.imports.mapping import parse_mapped, read_mapping
from feedback.imports.open_assistant import parse_open_assistant
from feedback.imports.prompts import parse_prompt, parse_prompt_and_responses
from feedback.imports.records import ParsedDocument, ParsedRow, RowError
from feedback.imports.reward_bench import parse_reward_bench, parse_reward_bench_2
from feedback.imports.rows import RawRow
from feedback.imports.summarize_from_feedback import parse_axes, parse_comparison
from feedback.imports.trl_preference import parse_trl_preference
from feedback.imports.trl_unpaired import parse_trl_unpaired
from feedback.imports.ultrafeedback import parse_ultrafeedback

Record = ParsedRow | ParsedDocument
Parser = Callable[[Fields, int], Record]


class Format(NamedTuple):
    """How the rows of a format are read, and how long one may be (bytes of a line).

    ``fields`` are those that a mapping names; ``tallies`` says that rows are votes of people whom
    nobody names, so that the same row again is another vote.
    """

    parse: Parser
    max_line_bytes: int = MEBIBYTE
    fields: tuple[str, ...] = ()
    tallies: bool = False


MAPPED = "mapping"
FORMATS: dict[str, Format] = {
    "documents": Format(parse_document, 64 * MEBIBYTE),
    "hh-rlhf": Format(parse_hh_rlhf),
    "openassistant-trees": Format(parse_open_assistant, 16 * MEBIBYTE),
    "prompts": Format(parse_prompt),
    "prompts-responses": Format(parse_prompt_and_responses, 4 * MEBIBYTE),
    "rewardbench": Format(parse_reward_bench),
    "rewardbench-2": Format(parse_reward_bench_2, 4 * MEBIBYTE),
    "summarize-from-feedback": Format(parse_comparison),
    "summarize-from-feedback-axes": Format(parse_axes),
    "trl": Format(parse_trl_preference),
    "trl-unpaired": Format(parse_trl_unpaired),
    "ultrafeedback-binarized": Format(parse_ultrafeedback),
}
NAMES = sorted([*FORMATS, MAPPED])


def format_of(name: str, mapping: object = None) -> Format:
    """The format of that name; ``mapping`` is for the format ``mapping`` alone.

    Raises KeyError for an unknown name, ValueError for a bad mapping.
    """
    if name == MAPPED:
        found = read_mapping(mapping)
        tallies = not {"rater", "votes"} & found.roles.keys() and (
            "choice" in found.roles or bool(found.columns)
        )
        parse = partial(parse_mapped, mapping=found)
        return Format(parse, 4 * MEBIBYTE, tuple(found.fields), tallies)
    if mapping is not None:
        raise ValueError(f"The format {name} takes no mapping.")
    return FORMATS[name]


def read_records(rows: Iterable[RawRow | BadLine], parse: Parser) -> Iterator[Record | BadLine]:
    """Yield a record or a line-numbered problem for each row."""
    for row in rows:
        if isinstance(row, BadLine):
            yield row
            continue
        try:
            if row.decoded is None:
                yield parse(row.fields, row.line)
            else:
                record = parse(row.decoded, row.line)
                # Its name is that of the row as it stands in the file.
                yield (
                    replace(record, fields=row.fields) if isinstance(record, ParsedRow) else record
                )
        except RowError as error:
            yield BadLine(row.line, error.problem, error.message)
