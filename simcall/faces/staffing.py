"""How many people each hour needs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simcall.errors import SimcallError
from simcall.faces.face import FolderFace, presented
from simcall.studies.staff.staffing import StaffingNumbers
from simcall.studies.staff.study import staff as staff_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Staffing", "staff"]


class Staffing(StaffingNumbers, FolderFace[StaffingNumbers]):
    """How many people each hour needs, with its table, picture and files."""

    def plot(self) -> Sequence[Axes]:
        """Draw the people needed and on duty by hour of the week, with a panel for each group."""
        from simcall.present.pictures.staffing import draw

        return draw(self)

    def plot_worth(self) -> Sequence[Axes]:
        """Draw where one more person helps most: a map of the week for each group and target.

        Raises
        ------
        SimcallError
            If it was not worked out: ask for it with ``worth=True``.
        """
        from simcall.present.pictures.staffing_worth import draw_worth

        if self.worth is None:
            raise SimcallError("what one more person is worth was not worked out: ask for it with worth=True")
        return draw_worth(self, self.worth)

    def _write(self, folder: Path, figures: bool) -> Path:
        from simcall.present.folders.staffing import save

        return save(self, folder, figures=figures)

    def _repr_html_(self) -> str:
        """Return the answer and the week, hour by hour, for notebooks."""
        from simcall.present.notebook.staffing import staffing_html

        return staffing_html(self)


staff = presented(staff_numbers, Staffing.presenting)
