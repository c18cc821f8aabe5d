"""The formats that can be imported, by name, in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from feedback.imports.arena import ARENA
from feedback.imports.argilla import ARGILLA
from feedback.imports.documents import DOCUMENTS
from feedback.imports.format import Format, Parser, Record
from feedback.imports.hh_rlhf import HH_RLHF
from feedback.imports.label_studio import LABEL_STUDIO
from feedback.imports.lines import BadLine
from feedback.imports.mapping_format import MAPPING, format_by
from feedback.imports.open_assistant import OPEN_ASSISTANT
from feedback.imports.openai_preference import OPENAI_PREFERENCE
from feedback.imports.prodigy import PRODIGY
from feedback.imports.prompts import PROMPTS, PROMPTS_RESPONSES
from feedback.imports.ranked import BEST_OF_N, RANKS
from feedback.imports.raw_answers import RAW
from feedback.imports.records import ParsedRow, RowError
from feedback.imports.reward_bench import REWARD_BENCH, REWARD_BENCH_2
from feedback.imports.rows import RawRow
from feedback.imports.scored_completions import SCORED_COMPLETIONS
from feedback.imports.share_gpt import SHARE_GPT
from feedback.imports.summarize_from_feedback import SUMMARIES, SUMMARIES_ON_AXES
from feedback.imports.trl_preference import TRL
from feedback.imports.trl_unpaired import TRL_UNPAIRED
from feedback.imports.ultrafeedback import ULTRAFEEDBACK
from feedback.imports.web_gpt import WEB_GPT

FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        TRL,
        TRL_UNPAIRED,
        HH_RLHF,
        ULTRAFEEDBACK,
        SCORED_COMPLETIONS,
        OPENAI_PREFERENCE,
        SHARE_GPT,
        ARENA,
        RANKS,
        BEST_OF_N,
        WEB_GPT,
        SUMMARIES,
        SUMMARIES_ON_AXES,
        OPEN_ASSISTANT,
        REWARD_BENCH,
        REWARD_BENCH_2,
        LABEL_STUDIO,
        ARGILLA,
        PRODIGY,
        RAW,
        PROMPTS,
        PROMPTS_RESPONSES,
        DOCUMENTS,
        MAPPING,
    )
}


def format_of(name: str, mapping: object = None) -> Format:
    """The format of that name; ``mapping`` is for the format ``mapping`` alone.

    Raises KeyError for an unknown name, ValueError for a bad mapping.
    """
    found = FORMATS[name]
    if found is MAPPING:
        return format_by(mapping)
    if mapping is not None:
        raise ValueError(f"The format {name} takes no mapping.")
    return found


def read_records(rows: Iterable[RawRow | BadLine], parse: Parser) -> Iterator[Record | BadLine]:
    """Yield a record or a line-numbered problem for each row."""
    for row in rows:
        if isinstance(row, BadLine):
            yield row
            continue
        try:
            record = parse(row.decoded or row.fields, row.line)
            if row.decoded and isinstance(record, ParsedRow):
                # Its name is that of the row as it stands in the file.
                record = replace(record, fields=row.fields)
            yield record
        except RowError as error:
            yield BadLine(row.line, error.problem, error.message)
