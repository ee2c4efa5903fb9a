"""Folders whose files contradict each other, or themselves, are not reported on; a calibration that missed says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import simcall as sc
from simcall.errors import ResultsError
from simcall.report import markdown
from simcall.report.content import Document
from simcall.report.reading import open_results
from simcall.report.writing import document_of
from simcall.studies.calibrate import Effort
from tests.cli.calling import TINY

SMALL = Effort(points=4, replications=2, rounds=1, each=4, ladder=(3,), confirm=6, ensemble=8)


def told(folder: Path) -> Document:
    """Return what the report of a folder says."""
    return document_of([open_results(folder)])


def refusal(folder: Path) -> str:
    """Return why a folder is not reported on."""
    with pytest.raises(ResultsError) as refused:
        told(folder)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def rewrite(file: Path, change: Callable[[Any], object]) -> None:
    """Change a JSON document in place."""
    document = json.loads(file.read_text(encoding="utf-8"))
    change(document)
    file.write_text(json.dumps(document), encoding="utf-8")


def any_cell(folder: Path) -> Path:
    """Return the file of a finished point."""
    return min((folder / "cells").glob("*.json"))


def test_a_changed_cell(own):
    """A finished point with another figure is refused; its file is named, since the sweep would take it as it is."""
    folder = own("sweep")
    cell = any_cell(folder)

    def add(document: Any) -> None:
        document["figures"]["line"]["999"]["answered_in_target"][0] += 0.01

    rewrite(cell, add)
    said = refusal(folder)
    assert said.startswith(f"{folder / 'summary.json'}: points.")
    assert ".lines.999.answered_in_target.mean is " in said
    assert f"if it is cells/{cell.name} that was changed, remove that file first" in said


def test_a_cell_that_cannot_be_read(own):
    """A point whose figures are no numbers counts as not simulated, and the refusal says why."""
    folder = own("sweep")
    rewrite(any_cell(folder), lambda document: document["figures"].update(line=7))
    said = refusal(folder)
    assert "points are not simulated yet, 1 of them because a file is damaged. To simulate them" in said


def test_a_cell_with_another_measure(own):
    """A finished point with a figure of no measure is refused, and the figure is named."""
    folder = own("sweep")
    rewrite(any_cell(folder), lambda document: document["figures"]["line"]["999"].update(splendour=[1.0, 1.0, 1.0]))
    assert ".lines.999.splendour is nothing" in refusal(folder)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda one: one["points"].pop(), "points."),
        (lambda one: one["points"][0]["lines"]["999"]["asa"].update(mean=0.5), "points.0.lines.999.asa.mean"),
        (lambda one: one.update(frontier=[]), "frontier"),
        (lambda one: one.update(replications=99), "replications"),
        (lambda one: one.update(points=7), "points"),
    ],
)
def test_a_changed_summary(own, change, place):
    """A sweep's summary that is not what its finished points give is refused, with the place and the remedy."""
    folder = own("sweep")
    rewrite(folder / "summary.json", change)
    said = refusal(folder)
    assert said.startswith(f"{folder / 'summary.json'}: {place}")
    assert "the same simcall sweep command writes the tables anew" in said


@pytest.mark.parametrize("change", [lambda rows: rows[:-5], lambda rows: [*rows[:-2], rows[-2] + "1", rows[-1]]])
def test_a_changed_table(own, change):
    """A sweep's table that was cut, or in which a figure was changed, is refused with its line and the remedy."""
    folder = own("sweep")
    table = folder / "table.csv"
    rows = table.read_text(encoding="utf-8").split("\n")
    changed = change(rows)
    table.write_text("\n".join(changed), encoding="utf-8", newline="\n")
    first = next(n for n, row in enumerate(rows) if n >= len(changed) or row != changed[n]) + 1
    assert refusal(folder).startswith(f"{table}: line {first} is not what the finished points give")


def test_the_same_sweep_writes_it_anew(own):
    """What the refusal says to do mends the folder."""
    folder = own("sweep")
    (folder / "table.csv").write_text("cut", encoding="utf-8")
    refusal(folder)
    sc.load_sweep(folder).save(folder, figures=False)
    assert told(folder).parts


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda one: one["parameters"][0].update(value=9), "is 9, which is not between its bounds, 0.12 and 0.32"),
        (lambda one: one["parameters"][0].update(value=9, high=10), "has the bounds 0.12 and 10, and 0.12..0.32 in"),
        (lambda one: one["targets"][0].update(verdict="within noise"), 'is "within noise" (input should be '),
        (lambda one: one["targets"][0].update(verdict="within noise"), "an older simcall wrote it; make the results"),
        (lambda one: one["targets"][0].update(verdict="missed"), 'is "missed", and by its figures it is "met"'),
        (lambda one: one["targets"][0].update(tolerance=1), "targets: "),
        (lambda one: one["targets"].pop(), "targets: "),
        (lambda one: one["parameters"].pop(), "has not one value for each parameter"),
        (lambda one: one["parameters"][0].update(name="x"), "parameters: x"),
        (lambda one: one.update(seed=99), "seed: 99 here, and 1 in manifest.json"),
        (lambda one: one.update(why_missed=["because"]), "why_missed does not fit the verdicts"),
        (lambda one: one["ensemble"].update(tried=1), "the ensemble has more sets than were tried"),
        (lambda one: one["ensemble"]["members"][0].pop(), "has not one value for each parameter"),
        (lambda one: one["parameters"][0].update(value="x"), 'parameters.0.value is "x"'),
        (lambda one: one.update(targets=[7]), "targets.0 is 7"),
        (lambda one: one["targets"][0].update(figure="no.such"), "cannot be read"),
    ],
)
def test_a_changed_calibration(own, change, words):
    """A calibration whose summary contradicts its manifest, or itself, is refused."""
    folder = own("calibration")
    rewrite(folder / "summary.json", change)
    assert words in refusal(folder)


def calibration(folder: Path, value: float, tolerance: float, bounds: str) -> Path:
    """Calibrate the daily calls of a small hub to the share that is answered in time."""
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    (folder / "study.toml").write_text(STUDY.format(value, tolerance, bounds), encoding="utf-8")
    return sc.calibrate(folder / "study.toml", effort=SMALL, jobs=1).save(folder / "found", figures=False)


STUDY = """
name = "Daily calls"

[calibration.scenarios]
tiny = "tiny.toml"

[[calibration.targets]]
scenario = "tiny"
figure = "999.answered_in_target"
value = {}
tolerance = {}
source = "a page"

[[calibration.fit]]
name = "calls"
paths = ["lines.999.demand.calls_per_day"]
values = "{}"
"""


def test_a_calibration_that_missed(tmp_path):
    """If no values meet the target a report begins with that, names the bound in the way, and praises nothing."""
    folder = calibration(tmp_path, 0.99, 0.001, "400..600")
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    document = told(folder)
    first, second, last = document.parts[0].answer
    nearest = f"{summary['targets'][0]['found'] * 100:.1f} %"
    assert first.startswith("No values within the bounds meet the target. At the nearest, tiny: 999.answered_in_target")
    assert f"is {nearest} and not 99.0 %" in first
    assert summary["why_missed"][1] in second
    assert "is at its lower bound, 400" in second
    assert last.startswith("No ensemble was drawn")
    text = markdown.text(document)
    for praise in ("Values were found", "that were found", "told apart", "tell each of", "of the 0 that were tried"):
        assert praise not in text


@pytest.mark.parametrize("found", [0.9, None])
def test_one_target_of_several_missed(own, found):
    """Where some targets are met and one is not, a report counts them, and speaks of the one that is not."""
    folder = own("calibration")

    def miss(summary: Any) -> None:
        summary["targets"][0].update(found=found, verdict="missed")
        summary.update(why_missed=["the nearest", "No bound stands in the way."])
        summary["ensemble"].update(members=[], tried=0)

    rewrite(folder / "summary.json", miss)
    first, second, _ = told(folder).parts[0].answer
    assert first.startswith(
        "No values within the bounds meet all 3 targets: the nearest meet 2 of 3 targets. At the nearest"
    )
    assert f"answered_in_target is {'90.0 %' if found else 'not defined'} and not 76.8 %, checked on" in first
    assert second.startswith("No bound stands in the way. Do not use these values as calibrated")


def test_a_calibration_of_one_value(tmp_path):
    """One value alone is not told apart from others: the report says between which values every target can be met."""
    folder = calibration(tmp_path, 0.8, 0.05, "100..600")
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert [one["verdict"] for one in summary["targets"]] == ["met"]
    low, high = summary["parameters"][0]["can_be_met_with"]
    document = told(folder)
    first, _, second, _ = document.parts[0].answer
    assert first == "The model meets the target."
    assert second == f"Every target can be met with calls from {low:.0f} to {high:.0f}."
    assert "apart" not in markdown.text(document)
