"""The scenario with what was fitted: a file beside the imported one, which it extends."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomlkit

from simcall.errors import ResultsError
from simcall.files.whole import whole_file
from simcall.observed.saved import SCENARIO
from simcall.present.words.fitted import NOT_IDENTIFIED, settled_in_words
from simcall.scenario.models.paths import parse_path
from simcall.studies.fit.study import FitNumbers

__all__ = ["FITTED", "check_fitted_place", "fitted_text", "save"]

FITTED = "scenario-fitted.toml"
_BY = "# Written by simcall fit"


def check_fitted_place(folder: Path) -> None:
    """Refuse to replace a file that simcall has not written.

    Raises
    ------
    ResultsError
        If there is one.
    """
    path = folder / FITTED
    try:
        is_own = not path.exists() or path.read_text(encoding="utf-8").startswith(_BY)
    except (OSError, UnicodeError):
        is_own = False
    if not is_own:
        raise ResultsError(f"{path}: simcall fit did not write this file, so it does not replace it; rename the file")


def save(numbers: FitNumbers, folder: Path) -> Path:
    """Write the scenario with what was fitted, whole, or leave what was there.

    Parameters
    ----------
    numbers : FitNumbers
        What was fitted.
    folder : Path
        The folder of the import.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ResultsError
        If it would replace a file of somebody else's, or cannot be written.
    """
    check_fitted_place(folder)
    path = folder / FITTED
    try:
        with whole_file(path) as fresh:
            fresh.write_text(fitted_text(numbers), encoding="utf-8", newline="\n")
    except OSError as error:
        raise ResultsError(
            f"{path}: cannot be written ({error.strerror or error}); check that the folder can be written to"
        ) from error
    return path


def fitted_text(numbers: FitNumbers) -> str:
    """Return the file: it extends the imported scenario, and each value says where it is from and how sure it is."""
    document: Any = tomlkit.document()
    document.add(
        tomlkit.comment(f"{_BY.removeprefix('# ')} on {datetime.now(UTC):%Y-%m-%d}. The next fit replaces this file.")
    )
    document.add(tomlkit.comment("Keep your own changes in another file, which extends this one."))
    document["name"] = f"{numbers.scenario.name}, fitted"
    document["extends"] = SCENARIO
    values = numbers.fitted.values
    for path, value in values.items():
        _put(document, parse_path(path), value)
    sources = tomlkit.table()
    for path in values:
        source = tomlkit.inline_table()
        source.update({"kind": "calibrated", "source": _source(numbers)})
        sources[path] = source
    document["provenance"] = sources
    return tomlkit.dumps(document)


def _source(numbers: FitNumbers) -> str:
    """Say to what the values were fitted, and how far the data settle them."""
    weeks = f"{numbers.training.start.isoformat()} to {numbers.training.end.isoformat()}"
    fitted = numbers.fitted
    verdict = "" if fitted.is_identified else f"{NOT_IDENTIFIED} "
    return f"simcall fit, to how calls ended by line and hour of the day, {weeks}. {verdict}{settled_in_words(fitted)}"


def _put(table: Any, keys: tuple[str, ...], value: object) -> None:
    """Set a value in nested tables, which are made where missing."""
    for key in keys[:-1]:
        table = table.setdefault(key, tomlkit.table())
    table[keys[-1]] = value
