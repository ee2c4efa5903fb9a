"""Results that an earlier version saved, of schema 1, are read: those of schema 2 have more figures, and no others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from simcall.errors import ResultsError
from simcall.report import report
from simcall.report.again import as_saved, comparison_again, run_again
from simcall.report.reading import open_results

SAVED = Path(__file__).parents[2] / "data" / "schema_1"
"""A day of two lines in three replications, as the last version with schema 1 saved it, without its tables."""


def test_a_run(tmp_path):
    """A report is made of it, with the figures that this version adds."""
    assert report([SAVED / "run", SAVED / "comparison"], out=tmp_path / "report.md").exists()
    results = run_again(open_results(SAVED / "run"))
    assert results.document()["schema"] == 2
    saved = json.loads((SAVED / "run" / "summary.json").read_text("utf-8"))
    assert saved["schema"] == 1
    assert results.lines["101"].offered.mean == saved["lines"]["101"]["offered"]["mean"]
    assert results.lines["101"].offered.span_high > saved["lines"]["101"]["offered"]["high"]


def test_a_comparison():
    """It is made again, and its differences are those that were saved."""
    comparison = comparison_again(open_results(SAVED / "comparison"))
    saved = json.loads((SAVED / "comparison" / "summary.json").read_text("utf-8"))
    assert saved["schema"] == 1
    difference = comparison.of("three", "asa", line="101")
    assert difference.mean == pytest.approx(saved["differences"]["three"]["lines"]["101"]["asa"]["mean"])


def test_a_figure_that_was_changed_is_refused(tmp_path):
    """An older schema does not hide that a figure is not what comes out."""
    folder = tmp_path / "run"
    shutil.copytree(SAVED / "run", folder)
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    summary["lines"]["101"]["asa"]["low"] += 1
    (folder / "summary.json").write_text(json.dumps(summary), "utf-8")
    with pytest.raises(ResultsError, match=r"lines\.101\.asa\.low"):
        run_again(open_results(folder))


def test_a_newer_schema_is_refused(tmp_path):
    """Of a schema that this version does not know it says which it reads."""
    folder = tmp_path / "run"
    shutil.copytree(SAVED / "run", folder)
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    (folder / "summary.json").write_text(json.dumps(summary | {"schema": 3}), "utf-8")
    with pytest.raises(ResultsError, match=r"it is of schema 3, and this version reads 1 to 2\. Update simcall"):
        open_results(folder)


def test_only_what_was_saved_is_compared():
    """New keys are left out at every depth; what is saved and gone still shows as a difference."""
    saved = {"lines": {"999": {"asa": {"mean": 1}}}, "gone": 2}
    simulated = {"lines": {"999": {"asa": {"mean": 1, "span_low": 0}, "overdue": {}}}, "total": {}}
    assert as_saved(saved, simulated) == {"lines": {"999": {"asa": {"mean": 1}}}}
