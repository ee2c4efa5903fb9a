"""The folder of a staffing: the answer as a document and a table, and its picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from simcall.files.own_folders import fresh_folder, write_manifest
from simcall.files.whole import write_csv, write_json
from simcall.studies.staff.staffing import StaffingNumbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["DOCUMENT", "KIND", "PICTURE", "TABLE", "save"]

KIND = "staffing"
DOCUMENT, TABLE, PICTURE = "staffing.json", "staffing.csv", "staffing.png"


def save(numbers: StaffingNumbers, folder: Path, *, figures: bool) -> Path:
    """Write the folder whole, or leave it as it was.

    Parameters
    ----------
    numbers : StaffingNumbers
        The answer.
    folder : Path
        Where to write.
    figures : bool
        Whether to draw the picture.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ResultsError
        If the folder holds something else, or cannot be written.
    """
    with fresh_folder(folder, KIND) as fresh:
        write_json(numbers.document(), fresh / DOCUMENT)
        frame = numbers.to_frame()
        write_csv(frame.columns.tolist(), frame.itertuples(index=False), fresh / TABLE)
        if figures:
            _draw(numbers, fresh / PICTURE)
        about = {
            "scenario": numbers.scenario.document(),
            "scenario_sha256": numbers.scenario.fingerprint(),
            "replications": numbers.replications,
            "seed": numbers.seed,
        }
        write_manifest(fresh, KIND, about)
    return folder


def _draw(numbers: StaffingNumbers, path: Path) -> None:
    import matplotlib.pyplot as plt

    from simcall.present.pictures.picture_files import save_both
    from simcall.present.pictures.staffing import alternative, draw

    figure = cast("Figure", draw(numbers)[0].figure)
    try:
        save_both(figure, path, alternative(numbers))
    finally:
        plt.close(figure)
