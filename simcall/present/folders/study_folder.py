"""What the folders of all studies have: documents, tables and pictures, and the manifest that lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from simcall.files.own_folders import fresh_folder, write_manifest
from simcall.files.whole import write_csv, write_json

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Drawing", "StudyFolder"]


@dataclass(frozen=True)
class Drawing:
    """A picture to draw.

    Attributes
    ----------
    draw : callable
        Draws it and returns its panels.
    alternative : str
        What to say to those who cannot see it.
    """

    draw: Callable[[], Sequence[Axes]]
    alternative: str

    def save(self, path: Path) -> None:
        """Draw it and write it as PNG, and as SVG beside it."""
        import matplotlib.pyplot as plt

        from simcall.present.pictures.picture_files import save_both

        figure = cast("Figure", self.draw()[0].figure)
        path.parent.mkdir(exist_ok=True)
        try:
            save_both(figure, path, self.alternative)
        finally:
            plt.close(figure)


@dataclass(frozen=True)
class StudyFolder:
    """What goes into the folder of a study, by the names of the files.

    Attributes
    ----------
    kind : str
        What the results are of, such as "staffing".
    about : mapping
        What made them, for the manifest.
    documents : mapping of str to dict
        JSON documents.
    tables : mapping of str to tuple
        The columns and the rows of CSV tables.
    drawings : mapping of str to Drawing
        Pictures; a name may begin with that of a folder for them, such as "figures/".
    others : mapping of str to callable
        Other files; each is given the path to write to.
    run_time_s : float or None
        How long it took, for the manifest.
    """

    kind: str
    about: Mapping[str, Any]
    documents: Mapping[str, dict[str, Any]]
    tables: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Any]]]] = field(default_factory=dict)
    drawings: Mapping[str, Drawing] = field(default_factory=dict)
    others: Mapping[str, Callable[[Path], None]] = field(default_factory=dict)
    run_time_s: float | None = None

    def save(self, folder: Path, *, figures: bool = True) -> Path:
        """Write the folder whole, or leave it as it was.

        Parameters
        ----------
        folder : Path
            Where to write.
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
        with fresh_folder(folder, self.kind) as fresh:
            for name, document in self.documents.items():
                write_json(document, fresh / name)
            for name, (columns, rows) in self.tables.items():
                write_csv(columns, rows, fresh / name)
            for name, write in self.others.items():
                write(fresh / name)
            for name, drawing in self.drawings.items() if figures else ():
                drawing.save(fresh / name)
            write_manifest(fresh, self.kind, self.about, self.run_time_s)
        return folder
