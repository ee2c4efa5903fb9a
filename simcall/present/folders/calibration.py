"""A calibration's folder: its record, the scenarios with the calibrated values, and the pictures."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, MutableMapping, Set
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from simcall.errors import ResultsError
from simcall.files.folder_names import folder_name
from simcall.files.local_paths import relative_path
from simcall.files.own_folders import begin_results, replace_files
from simcall.files.text import BadFileError, read_text
from simcall.files.whole import whole_file, write_csv, write_json
from simcall.scenario.models.paths import MISSING, child, format_path, leaves, parse_path
from simcall.studies.calibrate.calibration import CalibrationNumbers
from simcall.studies.calibrate.evaluation_folder import KIND, check_folder
from simcall.studies.calibrate.study import Study, in_words

__all__ = ["calibrated_file", "calibrated_text", "save"]

_BY = "simcall calibrate"
"""How the source of a value written here begins."""
_LIMIT_MB = 2
"""As for every scenario."""


def save(calibration: CalibrationNumbers, folder: Path, *, figures: bool) -> Path:
    """Write the folder of a calibration: each file complete, or not at all."""
    check_folder(folder)
    study = calibration.study
    tables = {
        "ensemble.csv": ((*(fit.name for fit in study.fits), *map(str, study.targets)), _members(calibration)),
        "profiles.csv": (("parameter", "value", "tolerances_missed_at_least"), _profiles(calibration)),
        "evaluations.csv": (_evaluation_columns(study), _evaluations(calibration)),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        about = {**study.document(), "effort": calibration.effort.document()}
        begin_results(folder, KIND, about, calibration.run_time_s)
        for label in study.scenarios:
            _write_calibrated(calibration, label, folder)
        with tempfile.TemporaryDirectory() as scratch:
            fresh = Path(scratch)
            for name, (columns, rows) in tables.items():
                write_csv(columns, rows, fresh / name)
            write_json(calibration.document(), fresh / "summary.json")
            if figures:
                from simcall.present.pictures.calibration import save_figures

                save_figures(calibration, fresh / "figures")
            replace_files(folder, fresh)
    except OSError as error:
        raise ResultsError(f"{folder}: the calibration could not be written: {error.strerror or error}") from error
    return folder


def calibrated_file(label: str) -> str:
    """Return the name of the file for one of the scenarios with the calibrated values."""
    return f"{folder_name(label)}-calibrated.toml"


def _write_calibrated(calibration: CalibrationNumbers, label: str, folder: Path) -> None:
    path = folder / calibrated_file(label)
    try:
        before = read_text(str(path), "a scenario file", _LIMIT_MB) if path.exists() else ""
        text = calibrated_text(calibration, label, folder, before)
    except (BadFileError, TOMLKitError, RecursionError, AttributeError, TypeError) as error:
        raise ResultsError(
            f"{path}: simcall cannot write values into this existing file ({error}); correct or remove it, and run "
            "the same command again"
        ) from error
    with whole_file(path) as file:
        file.write_text(text, encoding="utf-8", newline="\n")


def calibrated_text(calibration: CalibrationNumbers, label: str, folder: Path, before: str = "") -> str:
    """Return a scenario file that extends one of the study's with the calibrated values and their sources.

    Parameters
    ----------
    calibration : Calibration
        The calibration.
    label : str
        Of one of its scenarios.
    folder : Path
        The folder of the file.
    before : str
        The text of an existing file: its comments stay, and so do values that no calibration has written.
    """
    study = calibration.study
    document: Any = tomlkit.parse(before) if before else tomlkit.document()
    if not before:
        document.add(tomlkit.comment(f"Written by {_BY}: {study.name}."))
    values = {**_overrides(study), **study.values(label, calibration.numbers)}
    _drop_earlier(document, set(values))
    document["name"] = f"{study.scenarios[label].name}, calibrated"
    document["extends"] = relative_path(study.files[label], folder)
    for path, value in values.items():
        _put(document, parse_path(path), value)
    provenance = document.setdefault("provenance", tomlkit.table())
    for path, source in _sources(calibration, label).items():
        provenance[path] = tomlkit.inline_table()
        provenance[path].update(source)
    return tomlkit.dumps(document)


def _drop_earlier(document: Any, kept: Set[str]) -> None:
    """Remove the values of an earlier calibration, which may have fitted other paths, except at the paths kept."""
    provenance = document.get("provenance", {})
    own = [path for path, entry in provenance.items() if str(entry.get("source", "")).startswith(_BY)]
    for path in (path for path in own if path not in kept):
        del provenance[path]
        *outer, last = parse_path(path)
        table = document
        for key in outer:
            table = child(table, key) if child(table, key) is not MISSING else {}
        if isinstance(table, MutableMapping):
            table.pop(last, None)


def _put(table: Any, keys: tuple[str, ...], value: object) -> None:
    """Set a value in nested tables, which are made where missing; a number leads into a list that is there."""
    for key in keys[:-1]:
        table = table[int(key)] if isinstance(table, list) else table.setdefault(key, tomlkit.table())
    last = keys[-1]
    table[int(last) if isinstance(table, list) else last] = value


def _overrides(study: Study) -> dict[str, object]:
    """Return the overrides of the study by path."""
    return {format_path(keys): value for keys, value in leaves(study.overrides)}


def _sources(calibration: CalibrationNumbers, label: str) -> dict[str, dict[str, str]]:
    """Return the source of each value in a scenario's file, by path."""
    by = f"{_BY}, {datetime.now(UTC):%Y-%m-%d}"
    sources = {path: {"kind": "assumed", "source": f"{by}: set with --set"} for path in _overrides(calibration.study)}
    for column, fit in enumerate(calibration.study.fits):
        for path in fit.where.get(label, ()):
            sources[path] = {"kind": "calibrated", "source": f"{by}, {_fitted_to(calibration, column)}"}
    return sources


def _fitted_to(calibration: CalibrationNumbers, column: int) -> str:
    """Return the targets that a value was fitted to, how well they are met, and how well they determine it."""
    study = calibration.study
    targets = [f"{outcome.target}, found {outcome.mean:.4g} ({outcome.verdict})" for outcome in calibration.outcomes]
    text = f"{study.name}: {'; '.join(targets)}"
    spans = calibration.ensemble.spans()
    if spans is not None:
        span = study.fits[column].span_in_words(spans[column].tolist())
        text += f"; 90 % of the sets of values that fit have {span}"
    partners = calibration.identification.partners(column)
    if partners is not None:
        text += (
            f"; the targets cannot separate it from {in_words(partners)}" if partners else "; no target depends on it"
        )
    return text


def _members(calibration: CalibrationNumbers) -> Iterator[tuple[float, ...]]:
    for member, moments in zip(calibration.ensemble.members, calibration.ensemble.moments.tolist(), strict=True):
        yield (*member, *moments)


def _profiles(calibration: CalibrationNumbers) -> Iterator[tuple[Any, ...]]:
    for fit, profile in zip(calibration.study.fits, calibration.identification.profiles, strict=True):
        yield from ((fit.name, x, y) for x, y in zip(profile.values.tolist(), profile.misses.tolist(), strict=True))


def _evaluation_columns(study: Study) -> tuple[str, ...]:
    figures = [target.full_name for target in study.targets]
    reaches = [f"{figure} reach" for figure in figures]
    return ("seed", "replications", *(fit.name for fit in study.fits), *figures, *reaches)


def _evaluations(calibration: CalibrationNumbers) -> Iterator[tuple[Any, ...]]:
    for numbers, replications, seed, moments in calibration.evaluations:
        yield (seed, replications, *numbers, *moments.means.tolist(), *moments.half_widths.tolist())
