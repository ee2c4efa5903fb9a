"""The folder that the page was opened on: it shows and reads no other file."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from simcall.errors import SimcallError
from simcall.files.messages import shown
from simcall.observed.answers import ANSWERS

__all__ = ["Folder", "NoSuchFileError"]

_DEEPEST = 2
"""Folders within each other in which scenarios are looked for."""
_MOST_FILES = 500
_LARGEST = 2_000_000
"""Bytes: a scenario file has fewer."""
_OF_SCENARIOS = ("lines", "groups", "extends")
_NOT_OF_SCENARIOS = ("parameters", "scenario", "scenarios", "targets", "fit")


class NoSuchFileError(SimcallError):
    """A file that is not in the folder."""


@dataclass(frozen=True)
class Folder:
    """The folder that the page was opened on.

    Attributes
    ----------
    path : Path
        As the user named it: commands on the page write it so.
    """

    path: Path

    def scenario_files(self) -> list[str]:
        """Return the scenario files in the folder, as names relative to it."""
        names = [file.relative_to(self.path).as_posix() for file in self._toml_files() if _is_scenario(file)]
        return sorted(names, key=lambda name: (name.count("/"), name))

    def file(self, name: str) -> Path:
        """Return a file of the folder by its name in it.

        Raises
        ------
        NoSuchFileError
            If there is no such file, or it lies outside the folder, also by way of a link.
        """
        if "\0" in name or "\\" in name or not name:
            raise NoSuchFileError(f"{shown(name)} is not a file of this folder")
        path = self.path / name
        inside = path.resolve().is_relative_to(self.path.resolve())
        if Path(name).is_absolute() or ".." in Path(name).parts or not inside or not path.is_file():
            raise NoSuchFileError(f"{shown(name)} is not a file of this folder")
        return path

    def import_folders(self) -> list[str]:
        """Return the folders in which an import has been written, as names relative to it."""
        folders = [folder for folder, _ in self._visited_folders() if (folder / ANSWERS).is_file()]
        return [folder.relative_to(self.path).as_posix() for folder in folders]

    def _visited_folders(self) -> Iterator[tuple[Path, list[str]]]:
        """Yield the folders, with the files in each."""
        for folder, folders, files in os.walk(self.path):
            depth = len(Path(folder).relative_to(self.path).parts)
            folders[:] = sorted(name for name in folders if depth < _DEEPEST and not name.startswith((".", "_")))
            yield Path(folder), sorted(files)

    def _toml_files(self) -> Iterator[Path]:
        number = 0
        for folder, files in self._visited_folders():
            for name in files:
                if name.endswith(".toml") and not name.startswith("."):
                    number += 1
                    if number > _MOST_FILES:
                        return
                    yield folder / name


def _is_scenario(file: Path) -> bool:
    """Tell whether a file looks like a scenario, and not like a design, a sweep or a study."""
    try:
        if file.is_symlink() or file.stat().st_size > _LARGEST:
            return False
        keys = tomllib.loads(file.read_text(encoding="utf-8-sig")).keys()
    except (OSError, ValueError, RecursionError):
        return False
    return any(key in keys for key in _OF_SCENARIOS) and not any(key in keys for key in _NOT_OF_SCENARIOS)
