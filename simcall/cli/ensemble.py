"""``simcall run --ensemble``: predicts a scenario with every set of values of a calibration's ensemble."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from simcall.cli.console import INTERRUPTED, changes_in_words, messages, output, print_json, progress_of
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.start import RunRequest
from simcall.errors import SimcallError
from simcall.faces.calibration import Prediction, predict
from simcall.files.folder_names import folder_name
from simcall.files.own_folders import check_place, fresh_folder, write_manifest
from simcall.files.whole import write_csv, write_json
from simcall.measures import CONFIDENCE, Estimate, Measure
from simcall.measures.subjects import listed_measures, subjects_in
from simcall.measures.targets import Figure
from simcall.present.words.figures import figure
from simcall.scenario import Scenario
from simcall.studies.calibrate import load_ensemble
from simcall.studies.calibrate.prediction import DEFAULT_REPLICATIONS
from simcall.studies.run import DEFAULT_ENGINE

__all__ = ["predict_and_save"]

KIND = "prediction"
_COLUMNS = ("of", "name", "measure", "mean", "low", "high")


@dataclass(frozen=True)
class _Row:
    """A figure over the ensemble."""

    of: str
    name: str
    measure: Measure
    estimate: Estimate


def predict_and_save(scenario: Scenario, request: RunRequest) -> int:
    """Simulate with every member, save and print; return the exit status."""
    if request.until or request.engine != DEFAULT_ENGINE or request.records or request.require_target:
        raise SimcallError("with --ensemble, use only --like, --replications, --seed, --jobs, --out and --json")
    assert request.ensemble is not None
    folder = request.out or Path("results") / folder_name(f"{scenario.name}, ensemble")
    check_place(folder, KIND)  # before the work, not after it
    values = load_ensemble(request.ensemble)
    console = messages()
    try:
        with progress_of(console, "predicting") as advance:
            prediction = predict(
                values,
                scenario,
                replications=DEFAULT_REPLICATIONS if request.replications is None else request.replications,
                seed=request.seed,
                jobs=request.jobs,
                like=request.like,
                progress=advance,
            )
    except KeyboardInterrupt:
        console.print("Interrupted: nothing was saved.")
        return INTERRUPTED
    rows = _rows(prediction)
    document = _document(prediction, rows)
    _save(folder, request, prediction, rows, document)
    if request.as_json:
        print_json(document)
    else:
        _print(output(), request, prediction, rows)
        output().print("", Text(f"Saved in {folder}"), sep="\n", soft_wrap=True)
    return 0


def _rows(prediction: Prediction) -> list[_Row]:
    """Return every measure of every line and group."""
    scenario = prediction.scenarios[0]
    return [
        _Row(of, name, measure, prediction.of(Figure(name, measure.name)))
        for of, name in subjects_in(scenario)
        for measure in listed_measures(scenario, of, name)
    ]


def _document(prediction: Prediction, rows: list[_Row]) -> dict[str, Any]:
    """Return the prediction as one JSON document; lines and groups as `simcall run` has them."""
    tree: dict[str, Any] = {f"{row.of}s": {} for row in rows}
    for row in rows:
        tree[f"{row.of}s"].setdefault(row.name, {})[row.measure.name] = row.estimate.interval
    return {
        "schema": 1,
        "scenario": prediction.scenarios[0].name,
        "ensemble": prediction.ensemble.study,
        "members": len(prediction.results),
        "paths": list(prediction.overrides()[0]),
        "fitted_to": list(prediction.ensemble.fitted_to),
        "replications": prediction.replications,
        "seed": prediction.seed,
        "confidence": CONFIDENCE,
        **tree,
    }


def _save(
    folder: Path, request: RunRequest, prediction: Prediction, rows: list[_Row], document: dict[str, Any]
) -> None:
    cells = [
        (row.of, row.name, row.measure.name, row.estimate.mean, row.estimate.low, row.estimate.high) for row in rows
    ]
    about = {
        "scenario": prediction.scenarios[0].document(),
        "changes": list(request.overrides),
        "ensemble": str(request.ensemble),
        "seed": prediction.seed,
        "replications": prediction.replications,
    }
    with fresh_folder(folder, KIND) as fresh:
        write_json(document, fresh / "summary.json")
        write_csv(_COLUMNS, cells, fresh / "summary.csv")
        write_manifest(fresh, KIND, about)


def _print(out: Console, request: RunRequest, prediction: Prediction, rows: list[_Row]) -> None:
    out.print(Text(prediction.scenarios[0].name, style="bold"))
    if request.overrides:
        out.print(Text(f"Changed for this run: {changes_in_words(request.overrides)}", style="bold"))
    out.print(
        Text(
            f"Predicted with {len(prediction.results)} sets of values that meet the targets of "
            f'"{prediction.ensemble.study}": {prediction.replications} replications of each, seed {prediction.seed}. '
            f"{100 * CONFIDENCE:g} % of the results lie in the interval, which includes the uncertainty of the values "
            "and of the sampling."
        )
    )
    for of, name in dict.fromkeys((row.of, row.name) for row in rows):
        _print_measures(out, f"{of.capitalize()} {name}", [row for row in rows if (row.of, row.name) == (of, name)])
    fitted_to = "; ".join(prediction.ensemble.fitted_to)
    out.print("", Text(f"The sets differ in: {', '.join(prediction.overrides()[0])}."), sep="\n")
    out.print(Text(f"Fitted to: {fitted_to}. Every other figure is a prediction that no target has tested."))


def _print_measures(out: Console, title: str, rows: list[_Row]) -> None:
    """Print the measures of one line or group; nothing for a group with nobody on duty."""
    cells = [(row.measure.name, *figure(row.estimate, row.measure.kind)) for row in rows if row.estimate.mean]
    if cells:
        table = plain_table(("measure", "mean", "interval"), cells, numbers={"mean"})
        out.print("", Text(title, style="bold"), table, sep="\n")
