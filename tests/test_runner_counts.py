"""How ``python -m tests`` counts: from the reports, and never fewer failures than there were."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.__main__ import Counts, Services, counts_in, find_database

REPORT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"><system-out>said</system-out></testcase>
<testcase name="c"><failure message="no"/><error message="nor the teardown"/></testcase>
<testcase name="d"><error message="no"/></testcase>
<testcase name="e"><skipped message="no browser"/></testcase>
</testsuite></testsuites>"""


def test_a_case_counts_once(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    assert counts_in(report, 1) == Counts(passed=2, failed=2, skipped=1)


def test_a_run_that_ends_badly_without_a_report_is_a_failure(tmp_path: Path) -> None:
    assert counts_in(tmp_path / "none.xml", 4) == Counts(failed=1)


def test_a_bad_end_after_good_tests_is_a_failure(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text("<testsuite><testcase name='a'/></testsuite>")
    assert counts_in(report, 3) == Counts(passed=1, failed=1)


def test_the_sum_reads_as_one_plain_line() -> None:
    assert str(Counts(1, 0, 2) + Counts(3, 1, 0)) == "4 passed, 1 failed, 2 skipped"


def test_a_missing_service_is_named() -> None:
    assert Services("postgresql:///test", "redis://here").missing() == ""
    assert Services(None, "redis://here").missing() == "PostgreSQL (PLUMBLINE_TEST_DATABASE_URL)"


def test_an_address_asked_for_has_no_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_TEST_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert find_database() is None
