"""What people hold: the results of each study, with its tables, pictures, files and notebook display.

Every class here adds presentation to the numbers of one study: `Results` to `RunNumbers`, and so on. The functions
run the study and return that class. Nothing below this module knows of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import cached_property, wraps
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

from simcall.measures import Estimate
from simcall.measures.run_numbers import RunNumbers
from simcall.scenario import Scenario, load
from simcall.studies.calibrate import load_study, study_of
from simcall.studies.calibrate.calibration import CalibrationNumbers
from simcall.studies.calibrate.calibration import calibrate as calibrate_numbers
from simcall.studies.calibrate.prediction import PredictionNumbers
from simcall.studies.calibrate.prediction import predict as predict_numbers
from simcall.studies.compare import ComparisonNumbers
from simcall.studies.compare import compare as compare_numbers
from simcall.studies.fit.study import FitNumbers
from simcall.studies.fit.study import fit as fit_numbers
from simcall.studies.imported import ImportNumbers
from simcall.studies.imported import import_data as import_numbers
from simcall.studies.recruits import RecruitsNumbers
from simcall.studies.recruits import recruits as recruits_numbers
from simcall.studies.rota import RotaNumbers
from simcall.studies.rota import rota as rota_numbers
from simcall.studies.run import run as run_numbers
from simcall.studies.sweep import Choice, best
from simcall.studies.sweep.folder import load_sweep as load_sweep_numbers
from simcall.studies.sweep.running import sweep as sweep_numbers
from simcall.studies.sweep.table import SweepNumbers
from simcall.studies.validate.study import validate as validate_numbers
from simcall.studies.validate.validation import ValidationNumbers

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from simcall.present.pictures import Plots
    from simcall.present.pictures.sweep import SweepPlots

__all__ = [
    "Calibration",
    "Choice",
    "Comparison",
    "Estimate",
    "Fit",
    "Import",
    "Prediction",
    "RecruitsView",
    "Results",
    "RotaView",
    "Scenario",
    "Sweep",
    "Validation",
    "best",
    "calibrate",
    "compare",
    "fit",
    "import_data",
    "load",
    "load_study",
    "load_sweep",
    "predict",
    "recruits",
    "rota",
    "run",
    "study_of",
    "sweep",
    "validate",
]

Parameters = ParamSpec("Parameters")
Numbers = TypeVar("Numbers")
Face = TypeVar("Face")


def _field_values(numbers: Any) -> dict[str, Any]:
    """Return the values that make a copy of a frozen record of numbers."""
    return {field.name: getattr(numbers, field.name) for field in fields(numbers)}


class Results(RunNumbers):
    """The results of a run: every measure of every line and group, as a table, a picture, a page or files.

    Nothing is written until `save` is called.
    """

    @classmethod
    def presenting(cls, numbers: RunNumbers) -> Self:
        """Return the same numbers with their presentation."""
        return cls(**_field_values(numbers))

    def to_frame(self, by: str | None = None, *, width: str = "1 h") -> pd.DataFrame:
        """Return every measure of every line and group as one tidy table, with a row for each figure.

        For the whole span it also has the total of all phone lines.

        `summary` gives the whole span too, with the definitions.

        Parameters
        ----------
        by : str, optional
            A period, as for the method `by`. By default, the whole span.
        width : str, optional
            As for the method `by`.

        Returns
        -------
        DataFrame
            Columns ``of`` ("line", "group" or "total"), ``name``, `by` if it is given, ``measure``, ``unit`` ("count",
            "share" from 0 to 1, "seconds", "hours" or "number"), ``mean``, ``low``, ``high``, ``span_low``,
            ``span_high``. With `by`, also ``hours``: how many measured hours the period has in each replication.

        Raises
        ------
        SimcallError
            For an unknown period or width.
        """
        from simcall.present.tables import tidy

        return tidy(self, by, width)

    @property
    def plot(self) -> Plots:
        """Pictures: one method for each measure, with the name of the measure."""
        from simcall.present.pictures import Plots

        return Plots(self)

    def save(self, folder: str | Path, *, figures: bool = True, records: bool = False) -> Path:
        """Write the results folder. It replaces earlier results of a run.

        Parameters
        ----------
        folder : path
            Where to write. simcall makes the folder if there is none.
        figures : bool
            Whether to draw the pictures.
        records : bool
            Whether to write the call records of every replication as Parquet.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        ResultsError
            If the folder holds something else, or cannot be written.
        """
        from simcall.present.folders.run import save

        return save(self, Path(folder), figures=figures, records=records)

    def _repr_html_(self) -> str:
        """Return the main figures, for notebooks."""
        from simcall.present.notebook.run import results_html

        return results_html(self)


class Comparison(ComparisonNumbers):
    """What differs between scenarios with the same callers, with its tables, pictures and files."""

    results: tuple[Results, ...]

    @classmethod
    def presenting(cls, numbers: ComparisonNumbers) -> Self:
        """Return the same numbers with their presentation."""
        return cls(**_field_values(numbers) | {"results": tuple(map(Results.presenting, numbers.results))})

    def plot(self, measure: str, *, line: str, by: str = "hour_of_week", ax: Axes | None = None) -> Axes:
        """Draw by how much a measure of a line differs from the base in each period, with its interval as a band."""
        from simcall.present.pictures.comparison import draw

        return draw(self, measure, line, by, ax)

    def save(self, folder: str | Path, *, figures: bool = True) -> Path:
        """Write the comparison's folder. It replaces an earlier comparison.

        Parameters
        ----------
        folder : path
            Where to write. simcall makes the folder if there is none.
        figures : bool
            Whether to draw the pictures.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        ResultsError
            If the folder holds something else, or cannot be written.
        """
        from simcall.present.folders.comparison import save

        return save(self, Path(folder), figures=figures)

    def _repr_html_(self) -> str:
        """Return the main differences, for notebooks."""
        from simcall.present.notebook.comparison import comparison_html

        return comparison_html(self)


class Sweep(SweepNumbers):
    """Many scenarios at once, with their tables, pictures and files."""

    @classmethod
    def presenting(cls, numbers: SweepNumbers) -> Self:
        """Return the same numbers with their presentation."""
        return cls(**_field_values(numbers))

    @property
    def plot(self) -> SweepPlots:
        """Pictures: ``plot.frontier()``, ``plot.heat_map("999.answered_in_target")``, ``plot.lines(…)``."""
        from simcall.present.pictures.sweep import SweepPlots

        return SweepPlots(self)

    def save(self, folder: str | Path, *, figures: bool = True) -> Path:
        """Write the tables and pictures of a sweep into its folder. Each file is written whole, or stays as it was.

        Raises
        ------
        ResultsError
            If the folder holds something else, or cannot be written.
        """
        from simcall.present.folders.sweep import save

        return save(self, Path(folder), figures=figures)

    def _repr_html_(self) -> str:
        """Return the first points, for notebooks."""
        from simcall.present.notebook.sweep import sweep_html

        return sweep_html(self)


class Calibration(CalibrationNumbers):
    """Values that meet published figures, and what these leave open, with pictures and files."""

    @classmethod
    def presenting(cls, numbers: CalibrationNumbers) -> Self:
        """Return the same numbers with their presentation."""
        return cls(**_field_values(numbers))

    def plot(self) -> Sequence[Axes]:
        """Draw the profile of each parameter, with the ensemble below it."""
        from simcall.present.pictures.calibration import draw

        return draw(self)

    def save(self, folder: str | Path, *, figures: bool = True) -> Path:
        """Write the study's record, the calibrated scenarios and the pictures into its folder.

        Raises
        ------
        ResultsError
            If the folder holds something else, or cannot be written.
        """
        from simcall.present.folders.calibration import save

        return save(self, Path(folder), figures=figures)

    def _repr_html_(self) -> str:
        """Return the values, and whether the targets are met, for notebooks."""
        from simcall.present.notebook.calibration import calibration_html

        return calibration_html(self)


class Prediction(PredictionNumbers):
    """What scenarios give over all sets of values that fit the published figures."""

    results: tuple[tuple[Results, ...], ...]

    @classmethod
    def presenting(cls, numbers: PredictionNumbers) -> Self:
        """Return the same numbers with their presentation."""
        results = tuple(tuple(map(Results.presenting, member)) for member in numbers.results)
        return cls(**_field_values(numbers) | {"results": results})


class Import(ImportNumbers):
    """What a phone system's exports say, with the scenario that was measured from them.

    Nothing is written until `save` is called.
    """

    @classmethod
    def presenting(cls, numbers: ImportNumbers) -> Self:
        """Return the same numbers with their presentation."""
        return cls(**_field_values(numbers))

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario, complete and checked."""
        from simcall.present.imported.measured_scenario import measured_scenario

        return measured_scenario(self)

    def save(self, folder: str | Path) -> Path:
        """Write the folder of an import: the scenario, its files, the counts, the answers and a page.

        It replaces an earlier import.

        Parameters
        ----------
        folder : path
            Where to write. simcall makes the folder if there is none.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        ResultsError
            If the folder holds something else, or a scenario that was changed since the last import, or cannot be
            written.
        """
        from simcall.present.folders.imported import save
        from simcall.report.of_import import import_page

        return save(self, Path(folder), import_page)

    def _repr_html_(self) -> str:
        """Return the totals of each line, for notebooks."""
        from simcall.present.notebook.imported import import_html

        return import_html(self)


class RotaView(RotaNumbers):
    """Planned duties against the expected workload, by hour of the week."""

    @classmethod
    def presenting(cls, numbers: RotaNumbers) -> Self:
        """Return the same numbers with their presentation."""
        return cls(**_field_values(numbers))

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw the people on duty by group, one upon the other, and the workload, over the hours of the week."""
        from simcall.present.pictures.rota import draw

        return draw(self, ax)

    def save_picture(self, path: Path) -> None:
        """Write the picture as PNG, and as SVG beside it. Both are written whole, or stay as they were.

        Raises
        ------
        ResultsError
            If they cannot be written there, or would replace a picture that is not simcall's.
        """
        from simcall.present.pictures.rota import save

        save(self, path)

    def _repr_html_(self) -> str:
        """Return the week, hour by hour, for notebooks."""
        from simcall.present.notebook.comparison import rota_html

        return rota_html(self)


class RecruitsView(RecruitsNumbers):
    """From which week on a line meets its target without those who help."""

    with_help: Results
    without_help: Results

    @classmethod
    def presenting(cls, numbers: RecruitsNumbers) -> Self:
        """Return the same numbers with their presentation."""
        runs = {
            "with_help": Results.presenting(numbers.with_help),
            "without_help": Results.presenting(numbers.without_help),
        }
        return cls(**_field_values(numbers) | runs)

    def plot(self, *, axes: Sequence[Axes] | None = None) -> Sequence[Axes]:
        """Draw the share answered in time, with and without help, over the hours at the phones, week by week."""
        from simcall.present.pictures.recruits import draw

        return draw(self, axes)

    def save_picture(self, path: Path) -> None:
        """Write the picture as PNG, and as SVG beside it. Both are written whole, or stay as they were.

        Raises
        ------
        ResultsError
            If they cannot be written there, or would replace a picture that is not simcall's.
        """
        from simcall.present.pictures.recruits import save

        save(self, path)


class Fit(FitNumbers):
    """What was fitted to what happened, and how far the data settle it."""

    @classmethod
    def presenting(cls, numbers: FitNumbers) -> Self:
        """Return the same numbers with their presentation."""
        return cls(**_field_values(numbers))

    def save(self, folder: str | Path) -> Path:
        """Write scenario-fitted.toml into the folder of the import. It extends the scenario there.

        Raises
        ------
        ResultsError
            If it would replace a file that simcall did not write, or cannot be written.
        """
        from simcall.present.folders.fitted import save

        return save(self, Path(folder))

    def _repr_html_(self) -> str:
        """Return what the data settle, and the weeks held out, for notebooks."""
        from simcall.present.notebook.validation import fit_html

        return fit_html(self)


class Validation(ValidationNumbers):
    """A model held against what happened, with its verdict, table and page."""

    @classmethod
    def presenting(cls, numbers: ValidationNumbers) -> Self:
        """Return the same numbers with their presentation."""
        return cls(**_field_values(numbers))

    def save(self, folder: str | Path) -> Path:
        """Write the page, and the figures as a document, into a folder. It replaces an earlier validation.

        Raises
        ------
        ResultsError
            If the folder holds something else, or cannot be written.
        """
        from simcall.present.folders.validation import save
        from simcall.report.of_validation import validation_page

        return save(self, Path(folder), validation_page)

    def _repr_html_(self) -> str:
        """Return the verdict, and your figures beside the model's, for notebooks."""
        from simcall.present.notebook.validation import validation_html

        return validation_html(self)


def _presented(study: Callable[Parameters, Numbers], face: Callable[[Numbers], Face]) -> Callable[Parameters, Face]:
    """Return a study that gives its numbers with their presentation; its signature and docstring are the study's."""

    @wraps(study)
    def presented(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Face:
        return face(study(*args, **kwargs))

    presented.__module__ = __name__
    presented.__signature__ = signature(study).replace(return_annotation=face.__self__.__name__)  # type: ignore[attr-defined]
    return presented


run = _presented(run_numbers, Results.presenting)
compare = _presented(compare_numbers, Comparison.presenting)
sweep = _presented(sweep_numbers, Sweep.presenting)
load_sweep = _presented(load_sweep_numbers, Sweep.presenting)
import_data = _presented(import_numbers, Import.presenting)
calibrate = _presented(calibrate_numbers, Calibration.presenting)
predict = _presented(predict_numbers, Prediction.presenting)
rota = _presented(rota_numbers, RotaView.presenting)
recruits = _presented(recruits_numbers, RecruitsView.presenting)
fit = _presented(fit_numbers, Fit.presenting)
validate = _presented(validate_numbers, Validation.presenting)
