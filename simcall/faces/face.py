"""What the faces share: they take over the numbers of a study, and save them as a folder or as a picture."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any, ClassVar, Generic, ParamSpec, Self, TypeVar

__all__ = ["Face", "FolderFace", "PictureFace", "PicturedFace", "presented"]

Numbers = TypeVar("Numbers")
Parameters = ParamSpec("Parameters")
Presented = TypeVar("Presented")


class Face(Generic[Numbers]):
    """Presentation of the numbers of a study; the other base of each face is the dataclass of those numbers."""

    _inner_faces: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    """How to present the fields that hold numbers of other studies."""

    @classmethod
    def presenting(cls, numbers: Numbers) -> Self:
        """Return the same numbers with their presentation."""
        values = {field.name: getattr(numbers, field.name) for field in fields(numbers)}  # type: ignore[arg-type]
        inner = {name: present(values[name]) for name, present in cls._inner_faces.items()}
        face: Callable[..., Self] = cls
        return face(**values | inner)


class FolderFace(Face[Numbers]):
    """A face that is saved as a folder of tables and pictures."""

    def save(self, folder: str | Path, *, figures: bool = True) -> Path:
        """Write the folder. It replaces earlier results of the same kind.

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
        return self._write(Path(folder), figures)

    @abstractmethod
    def _write(self, folder: Path, figures: bool) -> Path:
        """Write the folder of this study, and return it."""


class PicturedFace(Face[Numbers]):
    """A face whose pictures may follow when the rest of it is saved."""

    def save_pictures(self, folder: str | Path) -> None:
        """Draw the pictures into a folder that `save` has written without them. They go there together or not at all.

        Parameters
        ----------
        folder : path
            The folder.

        Raises
        ------
        ResultsError
            If the pictures cannot be written, or the folder holds other results by now.
        """
        self._draw(Path(folder))

    @abstractmethod
    def _draw(self, folder: Path) -> None:
        """Draw the pictures of this study into its folder."""


class PictureFace(Face[Numbers]):
    """A face that is saved as a picture."""

    def save_picture(self, path: Path) -> None:
        """Write the picture as PNG, and as SVG beside it. Both are written whole, or stay as they were.

        Raises
        ------
        ResultsError
            If they cannot be written there, or would replace a picture that is not simcall's.
        """
        self._write_picture(path)

    @abstractmethod
    def _write_picture(self, path: Path) -> None:
        """Write the picture of this study."""


def presented(
    study: Callable[Parameters, Numbers], face: Callable[[Numbers], Presented]
) -> Callable[Parameters, Presented]:
    """Return a study that gives its numbers with their presentation; its signature and docstring are the study's.

    Parameters
    ----------
    study : callable
        Returns the numbers of a study.
    face : callable
        `Face.presenting` of the face of these numbers.
    """

    @wraps(study)
    def presented_study(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Presented:
        return face(study(*args, **kwargs))

    owner = face.__self__  # type: ignore[attr-defined]
    presented_study.__module__ = owner.__module__
    presented_study.__signature__ = signature(study).replace(return_annotation=owner.__name__)  # type: ignore[attr-defined]
    return presented_study
