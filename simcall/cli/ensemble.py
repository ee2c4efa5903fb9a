"""``simcall run --ensemble``: a scenario predicted with every set of values that a calibration found to fit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simcall.api import Prediction, predict
from simcall.cli.console import INTERRUPTED, changes_in_words, messages, output, print_json, progress_of
from simcall.files.own_folders import check_place, folder_name, fresh_folder, write_manifest
from simcall.files.whole import write_csv, write_json
from simcall.measures import CONFIDENCE, GROUP_MEASURES, LINE_MEASURES, Estimate, Measure
from simcall.present.words.figures import figure
from simcall.scenario import Scenario
from simcall.studies.calibrate import load_ensemble
from simcall.studies.targets import Figure

__all__ = ["EnsembleRequest", "predict_and_save"]

KIND = "prediction"
_COLUMNS = ("of", "name", "measure", "mean", "low", "high")


@dataclass(frozen=True)
class EnsembleRequest:
    """What the user asked for."""

    scenario: Scenario
    ensemble: Path
    like: str | None
    changes: tuple[str, ...]
    replications: int
    seed: int
    jobs: int | None
    out: Path | None
    as_json: bool


@dataclass(frozen=True)
class _Row:
    """A figure over the ensemble."""

    of: str
    name: str
    measure: Measure
    found: Estimate


def predict_and_save(request: EnsembleRequest) -> int:
    """Simulate with every member, save and print; return the exit status."""
    scenario = request.scenario
    place = request.out or Path("results") / folder_name(f"{scenario.name}, ensemble")
    check_place(place, KIND)  # before the work, not after it
    values = load_ensemble(request.ensemble)
    told = messages()
    try:
        with progress_of(told, "predicting") as advance:
            found = predict(
                values,
                scenario,
                replications=request.replications,
                seed=request.seed,
                jobs=request.jobs,
                like=request.like,
                progress=advance,
            )
    except KeyboardInterrupt:
        told.print("Interrupted: nothing was saved.")
        return INTERRUPTED
    rows = _rows(found)
    document = _document(found, rows)
    _save(place, request, rows, document)
    if request.as_json:
        print_json(document)
    else:
        _print(output(), request, found, rows)
        output().print("", Text(f"Saved in {place}"), sep="\n", soft_wrap=True)
    return 0


def _rows(found: Prediction) -> list[_Row]:
    """Return every measure of every line and group."""
    scenario = found.scenarios[0]
    tables = (("line", scenario.lines, LINE_MEASURES), ("group", scenario.groups, GROUP_MEASURES))
    return [
        _Row(of, name, one, found.of(Figure(name, one.name)))
        for of, names, measures in tables
        for name in names
        for one in measures
    ]


def _document(found: Prediction, rows: list[_Row]) -> dict[str, Any]:
    """Return the prediction as one JSON document; lines and groups as `simcall run` has them."""
    tree: dict[str, Any] = {"lines": {}, "groups": {}}
    for row in rows:
        tree[f"{row.of}s"].setdefault(row.name, {})[row.measure.name] = asdict(row.found)
    return {
        "schema": 1,
        "scenario": found.scenarios[0].name,
        "ensemble": found.ensemble.study,
        "members": len(found.results),
        "paths": list(found.overrides()[0]),
        "fitted_to": list(found.ensemble.fitted_to),
        "replications": found.replications,
        "seed": found.seed,
        "confidence": CONFIDENCE,
        **tree,
    }


def _save(place: Path, request: EnsembleRequest, rows: list[_Row], document: dict[str, Any]) -> None:
    cells = [(row.of, row.name, row.measure.name, row.found.mean, row.found.low, row.found.high) for row in rows]
    about = {
        "scenario": request.scenario.document(),
        "changes": list(request.changes),
        "ensemble": str(request.ensemble),
        "seed": request.seed,
        "replications": request.replications,
    }
    with fresh_folder(place, KIND) as fresh:
        write_json(document, fresh / "summary.json")
        write_csv(_COLUMNS, cells, fresh / "summary.csv")
        write_manifest(fresh, KIND, about)


def _print(out: Console, request: EnsembleRequest, found: Prediction, rows: list[_Row]) -> None:
    out.print(Text(found.scenarios[0].name, style="bold"))
    if request.changes:
        out.print(Text(f"Changed for this run: {changes_in_words(request.changes)}", style="bold"))
    out.print(
        Text(
            f"Predicted with each of {len(found.results)} sets of values that meet the targets of "
            f'"{found.ensemble.study}", {found.replications} replications of each, seed {found.seed}. [low, high] '
            f"holds {100 * CONFIDENCE:g} % of what they give: what the targets leave open, and the sampling."
        )
    )
    out.print(Text(f"What differs between them: {', '.join(found.overrides()[0])}."))
    fitted_to = "; ".join(found.ensemble.fitted_to)
    out.print(Text(f"Fitted to: {fitted_to}. Every other figure is a prediction that none of these has tested."))
    for of, name in dict.fromkeys((row.of, row.name) for row in rows):
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for heading in ("measure", "mean", "interval"):
            table.add_column(heading, header_style="underline", justify="right" if heading == "mean" else "left")
        for row in rows:
            if (row.of, row.name) == (of, name) and row.found.mean:
                table.add_row(row.measure.name, *map(Text, figure(row.found, row.measure.kind)))
        if not table.row_count:  # a group with nobody
            continue
        out.print("", Text(f"{of.capitalize()} {name}", style="bold"), table, sep="\n")
