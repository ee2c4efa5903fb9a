"""``simcall run --ensemble``: a scenario predicted with every set of values that a calibration found to fit."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from simcall.cli.console import INTERRUPTED, messages, output, progress_of
from simcall.cli.tables import figure
from simcall.measures import CONFIDENCE, GROUP_MEASURES, LINE_MEASURES, Estimate, Measure
from simcall.measures.saving import check_place, folder_name, fresh_folder, write_csv, write_json, write_manifest
from simcall.scenario import Scenario
from simcall.studies.calibrate import Prediction, predict
from simcall.studies.targets import Figure

__all__ = ["predict_and_save"]

KIND = "prediction"
_COLUMNS = ("of", "name", "measure", "mean", "low", "high")

_Row = tuple[str, str, Measure, Estimate]


def predict_and_save(
    scenario: Scenario, folder: Path, replications: int, seed: int, jobs: int | None, out: Path | None, as_json: bool
) -> int:
    """Simulate with every member, save and print; return the exit status."""
    place = out or Path("results") / folder_name(f"{scenario.name}, ensemble")
    check_place(place, KIND)
    told = messages()
    try:
        with progress_of(told, "predicting") as advance:
            found = predict(folder, scenario, replications=replications, seed=seed, jobs=jobs, progress=advance)
    except KeyboardInterrupt:
        told.print("Interrupted: nothing was saved.")
        return INTERRUPTED
    rows = _rows(found)
    document = _document(found, rows)
    with fresh_folder(place, KIND) as fresh:
        write_json(document, fresh / "summary.json")
        write_csv(
            _COLUMNS, [(of, name, one.name, *vars(e).values()) for of, name, one, e in rows], fresh / "summary.csv"
        )
        write_manifest(fresh, KIND, {"scenario": scenario.document(), "ensemble": str(folder), "seed": seed})
    if as_json:
        text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        sys.stdout.buffer.write(text.encode())
    else:
        _print(found, rows, place)
    return 0


def _rows(found: Prediction) -> list[_Row]:
    scenario = found.scenarios[0]
    rows: list[_Row] = []
    for of, names, measures in (("line", scenario.lines, LINE_MEASURES), ("group", scenario.groups, GROUP_MEASURES)):
        rows += [(of, name, one, found.of(Figure(name, one.name))) for name in names for one in measures]
    return rows


def _document(found: Prediction, rows: list[_Row]) -> dict[str, Any]:
    tree: dict[str, Any] = {"lines": {}, "groups": {}}
    for of, name, measure, estimate in rows:
        tree[f"{of}s"].setdefault(name, {})[measure.name] = vars(estimate)
    return {
        "schema": 1,
        "scenario": found.scenarios[0].name,
        "ensemble": found.ensemble.study,
        "members": len(found.results),
        "replications": found.results[0][0].replications,
        "seed": found.seed,
        "confidence": CONFIDENCE,
        **tree,
    }


def _print(found: Prediction, rows: list[_Row], place: Path) -> None:
    out = output()
    out.print(Text(found.scenarios[0].name, style="bold"))
    out.print(
        Text(
            f"Predicted with each of {len(found.results)} sets of values that meet the targets of "
            f'"{found.ensemble.study}", {found.results[0][0].replications} replications of each, seed {found.seed}. '
            "[low, high] holds 95 % of what they give: what is not known of the parameters, and the sampling."
        )
    )
    for of, name in dict.fromkeys((row[0], row[1]) for row in rows):
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for heading in ("measure", "mean", "interval"):
            table.add_column(heading, header_style="underline", justify="right" if heading == "mean" else "left")
        for _, _, measure, estimate in (row for row in rows if row[:2] == (of, name)):
            if estimate.mean:
                table.add_row(measure.name, *(Text(cell) for cell in figure(estimate, measure.kind)))
        out.print("", Text(f"{of.capitalize()} {name}", style="bold"), table, sep="\n")
    out.print("", Text(f"Saved in {place}"), sep="\n", soft_wrap=True)
