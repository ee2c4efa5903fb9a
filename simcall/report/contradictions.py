"""Folders whose files contradict each other, or themselves: what was changed or cut by hand is not reported on."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from simcall.errors import ResultsError
from simcall.files.documents import LIMIT_MB
from simcall.files.messages import shown
from simcall.files.scratch import scratch_folder
from simcall.files.text import BadFileError, read_text
from simcall.files.whole import write_csv
from simcall.measures import Verdict
from simcall.report.again import first_difference
from simcall.report.reading import KINDS, Folder
from simcall.scenario import Scenario
from simcall.studies.calibrate.outcomes import Outcome
from simcall.studies.calibrate.study import CalibrationTarget, in_words
from simcall.studies.sweep import SweepNumbers
from simcall.studies.sweep.parameters import Parameter
from simcall.studies.sweep.store import cell_file
from simcall.studies.typed_figures import parse_figure

__all__ = ["check_calibration", "check_sweep"]


def check_sweep(folder: Folder, sweep: SweepNumbers) -> None:
    """Refuse a sweep whose summary and table are not those that its finished points give.

    Raises
    ------
    ResultsError
        With the file, the first place that differs, and how to have it written anew.
    """
    expected = json.loads(json.dumps(sweep.document()))
    if difference := first_difference(_by_point(folder.summary), _by_point(expected)):
        path, saved, now = difference
        raise ResultsError(
            f"{folder.path / 'summary.json'}: {path} is {_brief(saved)}, and by the finished points it is "
            f"{_brief(now)}: one of them was changed or cut, or another version has written it; the same simcall sweep "
            f"command writes the tables anew{_if_cell(folder, sweep, path)}"
        )
    _check_table(folder.path / "table.csv", _table_lines(sweep))


def _by_point(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a summary with each point under its number, so that what differs can be named; the points first."""
    points = document.get("points")
    if isinstance(points, list) and all(isinstance(point, Mapping) for point in points):
        points = {str(point.get("number")): point for point in points}
    return {"points": points, **{key: value for key, value in document.items() if key != "points"}}


def _brief(value: object) -> str:
    return "nothing" if value is None else shown(value)


def _if_cell(folder: Folder, sweep: SweepNumbers, path: str) -> str:
    """Say how to have a point simulated again: the command would take its file as it is."""
    keys = {f"points.{cell.point.number}": cell.point.key for cell in sweep.cells}
    key = next((key for start, key in keys.items() if f"{path}.".startswith(f"{start}.")), None)
    if key is None:
        return ""
    file = cell_file(folder.path, sweep.names[key]).relative_to(folder.path).as_posix()
    return f"; if it is {file} that was changed, remove that file first, and the point is simulated again"


def _table_lines(sweep: SweepNumbers) -> list[str]:
    with scratch_folder() as scratch:
        write_csv(sweep.columns(), sweep.rows(), scratch / "table.csv")
        return _lines(scratch / "table.csv")


def _lines(file: Path) -> list[str]:
    return read_text(str(file), "a table", LIMIT_MB).split("\n")


def _check_table(file: Path, expected: list[str]) -> None:
    remedy = "the same simcall sweep command writes it anew"
    try:
        saved = _lines(file)
    except BadFileError as error:
        raise ResultsError(f"{file}: {error}; {remedy}") from error
    for number, (line, expected_line) in enumerate(zip_longest(saved, expected), start=1):
        if line != expected_line:
            raise ResultsError(
                f"{file}: line {number} is not what the finished points give: it was changed or cut, or another "
                f"version has written it; {remedy}"
            )


def check_calibration(folder: Folder, scenarios: Mapping[str, Scenario]) -> None:
    """Refuse a calibration whose summary contradicts its manifest, or itself.

    Raises
    ------
    ResultsError
        With the first contradiction.
    """
    contradiction = next(_in_calibration(folder.manifest, folder.summary, scenarios), None)
    if contradiction is not None:
        raise ResultsError(
            f"{folder.path / 'summary.json'}: {contradiction}; it was changed, or another version has written it: make "
            f"the results again: {KINDS['calibration']}"
        )


def _in_calibration(
    manifest: Mapping[str, Any], summary: Mapping[str, Any], scenarios: Mapping[str, Scenario]
) -> Iterator[str]:
    targets = [_target(row, scenarios) for row in summary["targets"]]
    both = {
        "study": (summary["study"], manifest["study"]),
        "seed": (summary["seed"], manifest["seed"]),
        "parameters": (_named(summary["parameters"], "name"), _named(manifest["fits"], "name")),
        "targets": ("; ".join(map(str, targets)), "; ".join(target["target"] for target in manifest["targets"])),
    }
    yield from (
        f"{name}: {in_summary!s} here, and {in_manifest!s} in manifest.json"
        for name, (in_summary, in_manifest) in both.items()
        if in_summary != in_manifest
    )
    for parameter, fit in zip(summary["parameters"], manifest["fits"], strict=True):
        yield from _in_parameter(parameter, fit)
    for row, target in zip(summary["targets"], targets, strict=True):
        yield from _in_verdict(row, target)
    yield from _in_rest(summary)


def _target(target: Mapping[str, Any], scenarios: Mapping[str, Scenario]) -> CalibrationTarget:
    figure = parse_figure(target["figure"], scenarios[target["scenario"]], "summary.json")
    return CalibrationTarget(target["scenario"], figure, target["value"], target["tolerance"], at=target["at"])


def _named(entries: list[Mapping[str, Any]], key: str) -> str:
    return in_words([str(entry[key]) for entry in entries]) or "none"


def _in_parameter(parameter: Mapping[str, Any], fit: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a value: its bounds are those of the study, and it lies between them."""
    low, high, value = parameter["low"], parameter["high"], parameter["value"]
    path = next(path for paths in fit["where"].values() for path in paths)
    declared = Parameter.of(path, fit["bounds"])
    if (low, high) != (declared.low, declared.high):
        yield f"{parameter['name']} has the bounds {low:g} and {high:g}, and {fit['bounds']} in manifest.json"
    if not low <= value <= high:
        yield f"{parameter['name']} is {value:g}, which is not between its bounds, {low:g} and {high:g}"


def _in_verdict(row: Mapping[str, Any], target: CalibrationTarget) -> Iterator[str]:
    """Yield what is wrong with a verdict: it follows from the figure, its interval and the tolerance."""
    figure, reach = (math.nan if row[key] is None else row[key] for key in ("found", "reach"))
    word = Outcome(target, figure, reach, 1).verdict
    if word != row["verdict"] and not (math.isnan(reach) and not math.isnan(figure)):
        yield f"the verdict on {target} is {shown(row['verdict'])}, and by its figures it is {shown(word)}"


def _in_rest(summary: Mapping[str, Any]) -> Iterator[str]:
    missed = any(target["verdict"] == Verdict.MISSED for target in summary["targets"])
    if missed != bool(summary["why_missed"]):
        yield "why_missed does not fit the verdicts"
    members, tried = summary["ensemble"]["members"], summary["ensemble"]["tried"]
    if len(members) > tried:
        yield "the ensemble has more sets than were tried"
