"""What is imported in a format and exported in it again is equal, field by field, in order."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from feedback.exports.containers import open_writer
from feedback.exports.exporting import export_data
from feedback.exports.formats import FORMATS
from feedback.exports.options import ExportOptions
from feedback.imports.importing import ImportOptions, import_file
from feedback.models import Project

characters = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
# Newlines, quotes and marks of transcripts turn up often enough to break what splits by them.
pieces = st.text(characters, max_size=6) | st.sampled_from(["\n", '"', ",", "\n\nHuman:", " ", "["])
texts = st.lists(pieces, min_size=1, max_size=4).map("".join).filter(str.strip)
names = st.text(characters, min_size=1, max_size=12)
# PostgreSQL's JSON knows no negative zero: adding 0 makes it the positive one.
numbers = (st.floats(-1e6, 1e6) | st.integers(-1000, 1000)).map(lambda number: number + 0)
user = st.builds(lambda text: {"role": "user", "content": text}, texts)
assistant = st.builds(lambda text: {"role": "assistant", "content": text}, texts)
system = st.builds(lambda text: {"role": "system", "content": text}, texts)
chats = st.builds(
    lambda head, turns, last: [*head, *(each for turn in turns for each in turn), last],
    st.lists(system, max_size=1),
    st.lists(st.tuples(user, assistant), max_size=2),
    user,
)
pairs = st.tuples(texts, texts).filter(lambda pair: pair[0] != pair[1])


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


standard = st.builds(
    lambda prompt, pair, margin: {
        "prompt": prompt,
        "chosen": pair[0],
        "rejected": pair[1],
        **margin,
    },
    texts,
    pairs,
    optional(margin=numbers),
)
conversational = st.builds(
    lambda prompt, pair: {
        "prompt": prompt,
        "chosen": [{"role": "assistant", "content": pair[0]}],
        "rejected": [{"role": "assistant", "content": pair[1]}],
    },
    chats,
    pairs,
)
unpaired = st.builds(
    lambda prompt, text, label: {"prompt": prompt, "completion": text, "label": label},
    texts,
    texts,
    st.booleans(),
)
unpaired_conversational = st.builds(
    lambda prompt, answer, label: {"prompt": prompt, "completion": [answer], "label": label},
    chats,
    assistant,
    st.booleans(),
)


# A response that holds a mark may differ from the other in a turn of the human's alone.
unmarked = texts.filter(lambda text: "\n\nHuman:" not in text)
unmarked_pairs = st.tuples(unmarked, unmarked).filter(lambda pair: pair[0] != pair[1])


@st.composite
def hh_rows(draw: st.DrawFn) -> dict[str, str]:
    start = f"\n\nHuman: {draw(texts)}"
    for question in draw(st.lists(texts, max_size=2)):
        start += f"\n\nAssistant: Yes.\n\nHuman:{question}"
    better, worse = draw(unmarked_pairs)
    return {
        "chosen": f"{start}\n\nAssistant:{better}",
        "rejected": f"{start}\n\nAssistant:{worse}",
    }


@st.composite
def binarized_rows(draw: st.DrawFn) -> dict[str, Any]:
    chat, (better, worse) = draw(chats), draw(pairs)
    chosen = [*chat, {"role": "assistant", "content": better}]
    return {
        "prompt": next(each["content"] for each in chat if each["role"] == "user"),
        "prompt_id": draw(names),
        "chosen": chosen,
        "rejected": [*chat, {"role": "assistant", "content": worse}],
        "messages": chosen,
        "score_chosen": draw(numbers),
        "score_rejected": draw(numbers),
    }


@st.composite
def summaries(draw: st.DrawFn) -> dict[str, Any]:
    one, other = draw(pairs)
    news = draw(st.booleans())
    source = (
        {"article": draw(texts), **draw(optional(site=names, title=names | st.none()))}
        if news
        else {"post": draw(texts), **draw(optional(subreddit=names, title=names))}
    )
    return {
        "info": {"id": draw(names), **source},
        "summaries": [
            {"text": text, **draw(optional(policy=names, note=texts | st.none()))}
            for text in (one, other)
        ],
        "choice": draw(st.integers(0, 1)),
        **draw(
            optional(
                worker=st.text(characters, min_size=1, max_size=20),
                batch=names,
                split=names,
                extra=optional(confidence=st.integers(1, 9) | st.none(), seconds=numbers),
            )
        ),
    }


CASES: dict[str, tuple[str, st.SearchStrategy[Any], dict[str, Any]]] = {
    "trl": ("trl", standard, {}),
    "trl-conversational": ("trl", conversational, {}),
    "trl-unpaired": ("trl-unpaired", unpaired, {}),
    "trl-unpaired-conversational": ("trl-unpaired", unpaired_conversational, {}),
    "hh-rlhf": ("hh-rlhf", hh_rows(), {}),
    "ultrafeedback-binarized": ("ultrafeedback-binarized", binarized_rows(), {}),
    "summarize-from-feedback": ("summarize-from-feedback", summaries(), {"keep_raters": True}),
}


def write(format: str, container: str, rows: list[dict[str, Any]]) -> io.BytesIO:
    file = io.BytesIO()
    columns = dict(FORMATS[format].columns)
    if any("margin" in row for row in rows):
        columns["margin"] = "number"
    writer = open_writer(container, file, columns)
    for row in rows:
        writer.write(row)
    writer.close()
    file.seek(0)
    return file


def there_and_back(format: str, container: str, rows: list[dict[str, Any]]) -> bytes:
    project = Project.objects.create(slug="there-and-back", name="There and back")
    imported_as, _, options = CASES[format]
    file = write(format, container, rows)
    name = f"rows.{container}"
    report = import_file(
        project=project,
        file=file,
        format=imported_as,
        filename=name,
        options=ImportOptions(**options),
    )
    assert report["imported"] == len(rows), report
    back = io.BytesIO()
    export_data(
        project=project,
        format=format,
        file=back,
        options=ExportOptions(container=container, guard_formulas=False),
    )
    return back.getvalue()


def distinct(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({json.dumps(row, sort_keys=True): row for row in rows}.values())


def the_same(rows: list[dict[str, Any]]) -> list[str]:
    """Rows as text, so that 1 and true differ; null says as much as nothing."""
    return [json.dumps(_without_nulls(row), sort_keys=True) for row in rows]


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_nulls(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_without_nulls(each) for each in value]
    return float(value) if type(value) is int else value


class RoundTrips(TestCase):
    """One test a format, each with rows drawn anew."""

    def check(self, format: str, data: st.DataObject) -> None:
        rows = distinct(data.draw(st.lists(CASES[format][1], min_size=1, max_size=5)))
        # Rows that differ in a null alone are the same row.
        assume(len(set(the_same(rows))) == len(rows))
        back = there_and_back(format, "jsonl", rows)
        assert the_same([json.loads(line) for line in back.splitlines()]) == the_same(rows)

    @given(st.data())
    @settings(max_examples=15)
    def test_trl(self, data: st.DataObject) -> None:
        self.check("trl", data)

    @given(st.data())
    @settings(max_examples=15)
    def test_trl_conversational(self, data: st.DataObject) -> None:
        self.check("trl-conversational", data)

    @given(st.data())
    @settings(max_examples=15)
    def test_trl_unpaired(self, data: st.DataObject) -> None:
        self.check("trl-unpaired", data)

    @given(st.data())
    @settings(max_examples=15)
    def test_trl_unpaired_conversational(self, data: st.DataObject) -> None:
        self.check("trl-unpaired-conversational", data)

    @given(st.data())
    @settings(max_examples=15)
    def test_hh_rlhf(self, data: st.DataObject) -> None:
        self.check("hh-rlhf", data)

    @given(st.data())
    @settings(max_examples=15)
    def test_ultrafeedback_binarized(self, data: st.DataObject) -> None:
        self.check("ultrafeedback-binarized", data)

    @given(st.data())
    @settings(max_examples=15)
    def test_summarize_from_feedback(self, data: st.DataObject) -> None:
        self.check("summarize-from-feedback", data)

    @given(st.data(), st.sampled_from(["jsonl.gz", "parquet"]), st.sampled_from(sorted(CASES)))
    @settings(max_examples=30)
    def test_other_containers_come_back_byte_for_byte(
        self, data: st.DataObject, container: str, format: str
    ) -> None:
        rows = distinct(data.draw(st.lists(CASES[format][1], min_size=1, max_size=5)))
        assume(len(set(the_same(rows))) == len(rows))
        if format == "summarize-from-feedback" and container == "parquet":
            for row in rows:
                row.pop("extra", None)
        back = there_and_back(format, container, rows)
        if container == "parquet":
            import pyarrow.parquet as pq

            assert the_same(pq.read_table(io.BytesIO(back)).to_pylist()) == the_same(rows)
        else:
            import gzip

            found = [json.loads(line) for line in gzip.decompress(back).splitlines()]
            assert the_same(found) == the_same(rows)

    @given(st.lists(standard, min_size=1, max_size=5))
    @settings(max_examples=15)
    def test_csv_holds_standard_rows(self, rows: list[dict[str, Any]]) -> None:
        rows = distinct([{k: row[k] for k in ("prompt", "chosen", "rejected")} for row in rows])
        back = there_and_back("trl", "csv", rows)
        assert back == write("trl", "csv", rows).getvalue()


def test_an_implicit_prompt_comes_back_implicit(db):
    project = Project.objects.create(slug="implicit", name="Implicit")
    start = "Q: What hangs from the cord?\nA:"
    rows = [{"chosen": f"{start} A weight.", "rejected": f"{start} Nothing, I think."}]
    import_file(project=project, file=write("trl", "jsonl", rows), format="trl")
    assert project.prompts.get().messages == [{"role": "user", "content": start}]
    file = io.BytesIO()
    export_data(
        project=project, format="trl", file=file, options=ExportOptions(implicit_prompt=True)
    )
    assert json.loads(file.getvalue()) == rows[0]


def test_fields_of_other_formats_come_back_when_asked_for(load, exported):
    row = {
        "prompt": "Why?",
        "chosen": "So.",
        "rejected": "No.",
        "source": "web",
        "n": [1, {"a": 2}],
    }
    load("trl", [row])
    assert exported("trl", extra=True) == [row]
    assert exported("trl") == [{k: row[k] for k in ("prompt", "chosen", "rejected")}]


@pytest.mark.parametrize("container", ["csv", "parquet"])
def test_what_no_column_takes_is_counted(load, export, container):
    load("trl", [{"prompt": "Why?", "chosen": "So.", "rejected": "No."}])
    rows = {"info": {"id": "1", "post": "Long.", "url": "there"}, "batch": "7", "round": 3}
    summaries = [{"text": "Long."}, {"text": "Short."}]
    load("summarize-from-feedback", [{**rows, "summaries": summaries, "choice": 1}])
    report, _ = export("summarize-from-feedback", container=container)
    assert report["rows"] == 2
    assert report["fields_left_out"] == (1 if container == "csv" else 2)  # CSV holds info whole


ANSWERS = [
    {"choice": "a", "rater": "w1", "strength": 3, "why": "Plain.", "ms": 1500, "clarity": 4},
    {"choice": "b", "rater": "w2", "strength": 1, "clarity": True},
    {"choice": "tie", "rater": "w3"},
    {"choice": "both_bad", "rater": "w4", "why": "Neither."},
]
ANSWERED = {
    "prompt": "asked",
    "response_a": "one",
    "response_b": "other",
    "generator_a": "model_1",
    "generator_b": "model_2",
    "choice": "choice",
    "rater": "rater",
    "strength": "strength",
    "rationale": "why",
    "duration_ms": "ms",
    "axes": ["clarity"],
}


@pytest.mark.parametrize("container", ["jsonl", "json", "csv"])
@pytest.mark.parametrize("format", ["raw", "label-studio", "argilla"])
def test_who_said_what_of_whom_goes_through_other_tools_and_back(project, db, format, container):
    """What people chose, how clearly, why, and whose texts these were, is the same afterwards."""
    if container == "csv" and format != "raw":
        pytest.skip("Written as JSON alone")
    pair = {"asked": "Why?", "one": "So.", "other": "No.", "model_1": "m1", "model_2": "m2"}
    rows = b"".join(json.dumps(pair | answer).encode() + b"\n" for answer in ANSWERS)
    kept = ImportOptions(keep_raters=True)
    import_file(
        project=project,
        file=io.BytesIO(rows),
        format="mapping",
        options=ImportOptions(keep_raters=True, mapping=ANSWERED),
    )
    file = io.BytesIO()
    export_data(
        project=project, format=format, file=file, options=ExportOptions(container=container)
    )
    there = Project.objects.create(slug="there", name="There")
    file.seek(0)
    report = import_file(
        project=there, file=file, format=format, filename=f"x.{container}", options=kept
    )
    assert (report["imported"], report["preferences"], report["comparisons"]) == (4, 4, 1)
    assert said_in(there) == said_in(project)


def said_in(project: Project) -> list[tuple[Any, ...]]:
    sides = [f"comparison__response_{side}__{name}" for side in "ab" for name in ("text",)]
    models = [f"comparison__response_{side}__generator__name" for side in "ab"]
    fields = ("rater", "choice", "both_bad", "strength", "rationale", "duration_ms", "axes")
    return list(project.preferences.order_by("rater").values_list(*fields, *sides, *models))
