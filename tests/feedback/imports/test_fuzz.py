"""Malformed and hostile input for every importer: a clear refusal or a counted skip, never a crash
and never half a row."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from feedback.errors import Refusal
from feedback.imports import FORMATS
from feedback.imports.importing import ImportOptions, import_file
from feedback.imports.tally import ImportReport
from feedback.models import (
    Comparison,
    Document,
    Generator,
    Preference,
    Project,
    Prompt,
    Rating,
    Response,
)
from tests.feedback.imports.test_formats import GOOD
from tests.feedback.imports.test_what_others_bring import FLAT, KAGGLE, SCORES, THEIRS

MAPPING = {
    "prompt": "q",
    "response_a": "a",
    "response_b": "b",
    "response_b_id": "b_id",
    "choice": "won",
    "rater": "who",
    "strength": "how",
    "confidence": "sure",
    "duration_ms": "ms",
    "started_at": "from",
    "answered_at": "to",
    "votes": "votes",
    "axes": ["nice"],
}
MAPPED = {
    "q": "Why?",
    "a": "So.",
    "b": "No.",
    "b_id": "n1",
    "votes": [
        {"won": "a", "who": "w1", "how": 3, "sure": 0.5, "ms": 7, "nice": 1},
        {"won": "tie", "who": "w2", "from": "2016-01-31 16:53:19", "to": "2016-01-31 16:59:52"},
    ],
}
SHAPES = {"arena in columns": KAGGLE, "flat argilla": FLAT, "scores": SCORES}
OF_SHAPE = {"arena in columns": "arena", "flat argilla": "argilla", "scores": "ranks"}
EXAMPLES: dict[str, Any] = {
    **{name: format.examples[0].rows[0] for name, format in FORMATS.items()},
    **GOOD,
    **THEIRS,
    **SHAPES,
    "mapping": MAPPED,
}
HOSTILE = st.sampled_from(
    [
        "",
        " ",
        "\0",
        "\ud800",
        "a" * 5000,
        -1,
        2**63,
        10**400,
        1e308,
        float("nan"),
        float("inf"),
        True,
        None,
        [],
        {},
        [[]],
        "{}",
        "[",
        "2016-13-45",
        "0001-01-01T00:00:00+23:59",
        253402300800,
    ]
)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | HOSTILE,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "role", "content", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths to everything inside the value."""
    inside: Any = value.items() if isinstance(value, dict) else ()
    inside = enumerate(value) if isinstance(value, list) else inside
    return [path, *(each for key, inner in inside for each in places(inner, (*path, key)))]


def changed(value: Any, path: tuple[Any, ...], to: Any) -> Any:
    """A copy with something else in one place."""
    if not path:
        return to
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], to)
    return copy


@st.composite
def nearly_good(draw: st.DrawFn, example: dict[str, Any]) -> Any:
    """The example with something else in up to three places."""
    row: Any = example
    for _ in range(draw(st.integers(0, 3))):
        row = changed(row, draw(st.sampled_from(places(row))), draw(junk))
    return row


def run(project: Project, shape: str, content: bytes, **options: Any) -> ImportReport | None:
    format = OF_SHAPE.get(shape, shape)
    mapping = MAPPING if format == "mapping" else None
    try:
        return import_file(
            project=project,
            file=io.BytesIO(content),
            format=format,
            options=ImportOptions(skip_bad=True, mapping=mapping, **options),
        )
    except Refusal as error:
        refusal = error
    assert refusal.status == 400
    assert refusal.code
    assert refusal.message
    if refusal.code == "fields_not_found":  # of a dry run, which says all the same what would be
        return cast(ImportReport, refusal.details)
    return None


def check_report(report: ImportReport) -> None:
    """Every row is accounted for, and what is stored hangs together."""
    assert report["rows"] == report["imported"] + report["duplicates"] + report["bad"]
    assert sum(report["skipped"].values()) == report["bad"]
    assert len(report["lines"]) == min(report["bad"], 100)
    assert all(each["line"] >= 1 and each["problem"] for each in report["lines"])
    assert report["prompts"] == Prompt.objects.count()
    assert report["responses"] == Response.objects.count()
    assert report["comparisons"] == Comparison.objects.count()
    assert report["preferences"] == Preference.objects.count()
    assert report["ratings"] == Rating.objects.count()
    assert report["documents"] == Document.objects.count()
    for comparison in Comparison.objects.all():
        assert comparison.answers == comparison.preferences.count() > 0
        assert comparison.response_a.prompt_id == comparison.response_b.prompt_id


def forget() -> None:
    for model in (Preference, Rating, Comparison, Response, Generator, Document, Prompt):
        model.objects.all().delete()  # type: ignore[attr-defined]


class Fuzz(TestCase):
    def setUp(self) -> None:
        self.project, _ = Project.objects.get_or_create(slug="fuzz", name="Fuzz")

    def check(self, format: str, rows: list[Any], dump: Callable[[Any], bytes]) -> None:
        content = b"\n".join(map(dump, rows))
        before = run(self.project, format, content, dry_run=True)
        assert Prompt.objects.count() == Document.objects.count() == 0
        report = run(self.project, format, content)
        assert (before is None) == (report is None)
        if report is None or before is None:
            return
        check_report(report)
        assert before | {"dry_run": True} == report | {"dry_run": True}
        again = run(self.project, format, content)
        assert again is not None
        assert again["imported"] == 0
        assert again["duplicates"] == report["imported"] + report["duplicates"]
        forget()

    @settings(max_examples=150)
    @given(st.data(), st.sampled_from(sorted(EXAMPLES)))
    def test_rows_that_are_nearly_good(self, data: st.DataObject, format: str) -> None:
        rows = data.draw(st.lists(nearly_good(EXAMPLES[format]), min_size=1, max_size=4))
        self.check(format, rows, lambda row: json.dumps(row).encode())

    @settings(max_examples=60)
    @given(st.data(), st.sampled_from(sorted(EXAMPLES)))
    def test_bytes_that_are_nearly_json(self, data: st.DataObject, format: str) -> None:
        line = json.dumps(EXAMPLES[format]).encode()
        lines = []
        for _ in range(data.draw(st.integers(1, 3))):
            at = data.draw(st.integers(0, len(line)))
            cut = data.draw(st.integers(0, 8))
            lines.append(line[:at] + data.draw(st.binary(max_size=8)) + line[at + cut :])
        self.check(format, lines, lambda line: line)

    @settings(max_examples=60)
    @given(st.binary(max_size=200), st.sampled_from(["csv", "parquet", "jsonl"]))
    def test_any_bytes_in_any_container(self, content: bytes, container: str) -> None:
        for format in ("trl", "prompts", "mapping"):
            report = run(self.project, format, content, container=container)
            assert report is None or report["imported"] == 0 or format == "prompts"
        forget()

    @settings(max_examples=60)
    @given(
        st.lists(
            st.lists(st.sampled_from(["prompt", "Why?", '"', ",", "\n", "\r", "é", "\0"])),
            max_size=8,
        )
    )
    def test_csv_that_is_cut_and_quoted_wrongly(self, cells: list[list[str]]) -> None:
        content = b"prompt,chosen,rejected\n" + "\n".join(map("".join, cells)).encode()
        report = run(self.project, "trl", content, container="csv")
        if report is not None:
            check_report(report)
        forget()

    @settings(max_examples=40)
    @given(st.data())
    def test_parquet_with_flipped_bytes(self, data: st.DataObject) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        file = io.BytesIO()
        pq.write_table(pa.Table.from_pylist([GOOD["trl"]] * 3), file)
        content = bytearray(file.getvalue())
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(4, len(content) - 1))] ^= data.draw(st.integers(1, 255))
        report = run(self.project, "trl", bytes(content))
        if report is not None:
            check_report(report)
        forget()
