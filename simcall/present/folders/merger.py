"""The folder of a merger, and the two scenario files: both rooms apart, and the merged room that extends them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simcall.errors import ResultsError
from simcall.files.folder_names import folder_name
from simcall.files.text import BadFileError, read_text
from simcall.files.whole import whole_file
from simcall.present.folders.study_folder import Drawing, StudyFolder
from simcall.present.words.merger import LINE_HEADINGS, answer_in_words, line_cells
from simcall.studies.merge import MergeNumbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["KIND", "apart_file", "check_files", "folder_of", "save", "write_scenarios"]

KIND = "merger"
PICTURE = "figures/by_hour.png"
_MARK = "# Written by simcall merge"
_LIMIT_MB = 2


def folder_of(labels: tuple[str, str]) -> Path:
    """Return the folder in which a merger is saved by default."""
    return Path("results") / f"{folder_name(' and '.join(labels))}-merged"


def save(numbers: MergeNumbers, folder: Path, *, figures: bool) -> Path:
    """Write a merger; see `simcall.faces.face.FolderFace.save`."""
    return StudyFolder(
        KIND,
        {
            "scenarios": [numbers.rooms.apart.document(), numbers.rooms.merged.document()],
            "changed_for_this_run": list(numbers.changes),
            "seed": numbers.seed,
            "replications": numbers.replications,
        },
        {"summary.json": {**numbers.document(), "answer": list(answer_in_words(numbers))}},
        {"lines.csv": (LINE_HEADINGS, line_cells(numbers))},
        {PICTURE: Drawing(partial(_draw, numbers), " ".join(answer_in_words(numbers)))},
        {name: partial(_write_text, text) for name, text in _scenario_texts(numbers, Path("merged.toml")).items()},
        run_time_s=numbers.run_time_s,
    ).save(folder, figures=figures)


def _draw(numbers: MergeNumbers) -> list[Axes]:
    from simcall.present.pictures.merger import draw

    return [draw(numbers)]


def apart_file(merged: Path) -> Path:
    """Return the file of the rooms apart, beside that of the merged room."""
    return merged.with_name(f"{merged.stem}-apart{merged.suffix}")


def check_files(merged: Path) -> None:
    """Refuse a place where no scenario file can be written, and to replace one that somebody has written.

    Raises
    ------
    ResultsError
        If the name is not that of a TOML file in a folder that is there, or a file there is not simcall's.
    """
    if merged.suffix != ".toml":
        raise ResultsError(f'{merged}: a scenario file ends in .toml; write --out "merged.toml"')
    if not merged.parent.is_dir():
        raise ResultsError(f"{merged}: there is no folder {merged.parent}; make it, or name another file with --out")
    for file in (merged, apart_file(merged)):
        try:
            is_ours = not file.exists() or read_text(str(file), "a scenario file", _LIMIT_MB).startswith(_MARK)
        except BadFileError:
            is_ours = False
        if not is_ours:
            raise ResultsError(f"{file}: simcall merge has not written this file; name another with --out")


def write_scenarios(numbers: MergeNumbers, merged: Path) -> None:
    """Write the scenario of the merged room, and that of the rooms apart beside it."""
    for name, text in _scenario_texts(numbers, merged).items():
        with whole_file(merged.with_name(name)) as fresh:
            _write_text(text, fresh)


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _scenario_texts(numbers: MergeNumbers, merged: Path) -> dict[str, str]:
    """Return the texts of both scenario files by name; the merged one extends the other."""
    apart = apart_file(merged)
    rooms = numbers.rooms
    return {
        apart.name: _text(
            f"{_MARK}: both rooms, each with its own lines and people.",
            {**rooms.apart.document(), "start": rooms.apart.start},
        ),
        merged.name: _text(
            f"{_MARK}: what changes when {' and '.join(rooms.together)} is answered together.",
            {
                "name": rooms.merged.name,
                "description": rooms.merged.description,
                "extends": apart.name,
                "groups": rooms.changes,
                "provenance": rooms.sources,
            },
        ),
    }


def _text(heading: str, document: Mapping[str, Any]) -> str:
    import tomlkit

    written = tomlkit.item({key: value for key, value in document.items() if key != "provenance"})
    sources = tomlkit.table()
    for path, entry in document.get("provenance", {}).items():
        sources[path] = tomlkit.inline_table()
        sources[path].update(entry)
    return f"{heading}\n{tomlkit.dumps(written)}\n{tomlkit.dumps({'provenance': sources})}"
