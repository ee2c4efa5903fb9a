"""The results of a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simcall.faces.face import PicturedFace, presented
from simcall.measures.run_numbers import RunNumbers
from simcall.studies.run import run as run_numbers

if TYPE_CHECKING:
    import pandas as pd

    from simcall.present.pictures import Plots

__all__ = ["Results", "run"]


class Results(RunNumbers, PicturedFace[RunNumbers]):
    """The results of a run: every measure of every line and group, as a table, a picture, a page or files.

    Nothing is written until `save` is called.
    """

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
            Columns ``of`` ("line", "grade", "group" or "total"), ``name``, `by` if it is given, ``measure``, ``unit``
            ("count", "share" from 0 to 1, "seconds", "hours" or "number"), ``mean``, ``low``, ``high``, ``span_low``,
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
        """Write the results folder. It replaces earlier results of a run. The pictures come last.

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

    def _draw(self, folder: Path) -> None:
        from simcall.present.folders.run import draw

        draw(self, folder)

    def _repr_html_(self) -> str:
        """Return the main figures, for notebooks."""
        from simcall.present.notebook.run import results_html

        return results_html(self)


run = presented(run_numbers, Results.presenting)
