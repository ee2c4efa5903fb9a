"""What exports say, with the scenario that was measured from them."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from simcall.faces.face import Face, presented
from simcall.scenario import Scenario
from simcall.studies.imported import ImportNumbers
from simcall.studies.imported import import_data as import_numbers

__all__ = ["Import", "import_data"]


class Import(ImportNumbers, Face[ImportNumbers]):
    """What a phone system's exports say, with the scenario that was measured from them.

    Nothing is written until `save` is called.
    """

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


import_data = presented(import_numbers, Import.presenting)
