"""A calibration's folder: its record, the scenarios with the calibrated values, and the pictures."""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from simcall.errors import ResultsError
from simcall.files.own_folders import folder_name
from simcall.files.whole import whole_file, write_csv, write_json
from simcall.scenario.models.paths import format_path, leaves, parse_path
from simcall.studies.calibrate.calibration import CalibrationNumbers
from simcall.studies.calibrate.evaluating import FIGURES, check_folder, mark
from simcall.studies.calibrate.study import Study, in_words

__all__ = ["calibrated_file", "calibrated_text", "save"]

_BY = "simcall calibrate"
"""How the source of a value begins that was written here."""


def save(calibration: CalibrationNumbers, folder: Path, *, figures: bool) -> Path:
    """Write `Calibration.save`: each file beside its place first."""
    check_folder(folder)
    study = calibration.study
    tables = {
        "ensemble.csv": ((*(fit.name for fit in study.fits), *map(str, study.wanted)), _members(calibration)),
        "profiles.csv": (("parameter", "value", "tolerances_missed_at_least"), _profiles(calibration)),
        "evaluations.csv": (_evaluation_columns(study), _evaluations(calibration)),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mark(folder, {**study.document(), "effort": calibration.effort.document()}, calibration.run_time_s)
        for label in study.scenarios:
            _write_calibrated(calibration, label, folder)
        for name, (columns, rows) in tables.items():
            with whole_file(folder / name) as file:
                write_csv(columns, rows, file)
        with whole_file(folder / "summary.json") as file:
            write_json(calibration.document(), file)
    except OSError as error:
        raise ResultsError(f"{folder}: the calibration could not be written: {error.strerror or error}") from error
    if figures:
        from simcall.present.pictures.calibration import save_figures

        save_figures(calibration, folder / FIGURES)
    return folder


def calibrated_file(label: str) -> str:
    """Return the name of the file that holds one of the scenarios with the calibrated values."""
    return f"{folder_name(label)}-calibrated.toml"


def _write_calibrated(calibration: CalibrationNumbers, label: str, folder: Path) -> None:
    place = folder / calibrated_file(label)
    try:
        before = place.read_text(encoding="utf-8") if place.exists() else ""
        text = calibrated_text(calibration, label, folder, before)
    except (TOMLKitError, UnicodeDecodeError, AttributeError, TypeError) as error:
        raise ResultsError(
            f"{place}: is there already, and no values can be put into it ({error}); mend or remove it, and the same "
            "command goes on"
        ) from error
    with whole_file(place) as file:
        file.write_text(text, encoding="utf-8", newline="\n")


def calibrated_text(calibration: CalibrationNumbers, label: str, folder: Path, before: str = "") -> str:
    """Return a scenario file that extends one of the study's with the calibrated values, and says where they are from.

    Parameters
    ----------
    calibration : Calibration
        The calibration.
    label : str
        Which of its scenarios.
    folder : Path
        Where the file is to be.
    before : str
        What is in it already: its comments stay, and the values that no calibration has written.
    """
    study = calibration.study
    document: Any = tomlkit.parse(before) if before else tomlkit.document()
    if not before:
        document.add(tomlkit.comment(f"Written by {_BY}: {study.name}."))
    values = {**_overrides(study), **study.values(label, calibration.numbers)}
    _drop_earlier(document, set(values))
    document["name"] = f"{study.scenarios[label].name}, calibrated"
    document["extends"] = _way_to(study.files[label], folder)
    for path, value in values.items():
        _put(document, parse_path(path), value)
    provenance = document.setdefault("provenance", tomlkit.table())
    for path, source in _sources(calibration, label).items():
        provenance[path] = tomlkit.inline_table()
        provenance[path].update(source)
    return tomlkit.dumps(document)


def _way_to(file: str, folder: Path) -> str:
    """Return a file's name relative to a folder, or as it is where there is no such way, as between two drives."""
    try:
        way = os.path.relpath(os.path.realpath(file), os.path.realpath(folder))
    except ValueError:
        way = os.path.realpath(file)
    return Path(way).as_posix()


def _drop_earlier(document: Any, kept: Set[str]) -> None:
    """Take out what an earlier calibration has written, but for some paths: it may have fitted other values."""
    provenance = document.get("provenance", {})
    own = [path for path, entry in provenance.items() if str(entry.get("source", "")).startswith(_BY)]
    for path in (path for path in own if path not in kept):
        del provenance[path]
        *outer, last = parse_path(path)
        table = document
        for key in outer:
            table = table.get(key, {})
        table.pop(last, None)


def _put(table: Any, keys: tuple[str, ...], value: object) -> None:
    """Set a value in nested tables, making those that are not there."""
    for key in keys[:-1]:
        table = table.setdefault(key, tomlkit.table())
    table[keys[-1]] = value


def _overrides(study: Study) -> dict[str, object]:
    """Return by path what was laid over the scenarios."""
    return {format_path(keys): value for keys, value in leaves(study.overrides)}


def _sources(calibration: CalibrationNumbers, label: str) -> dict[str, dict[str, str]]:
    """Return where each value is from that is written into a scenario's file, by path."""
    by = f"{_BY}, {datetime.now(UTC):%Y-%m-%d}"
    found = {path: {"kind": "assumed", "source": f"{by}: set with --set"} for path in _overrides(calibration.study)}
    for place, fit in enumerate(calibration.study.fits):
        for path in fit.where.get(label, ()):
            found[path] = {"kind": "calibrated", "source": f"{by}, {_fitted_to(calibration, place)}"}
    return found


def _fitted_to(calibration: CalibrationNumbers, place: int) -> str:
    """Say what a value was fitted to, how well that was met, and how well the targets tell it."""
    study = calibration.study
    targets = [f"{one.wanted}, found {one.found:.4g} ({one.verdict})" for one in calibration.outcomes]
    text = f"{study.name}: {'; '.join(targets)}"
    spans = calibration.ensemble.spans()
    if spans is not None:
        low, high = map(study.fits[place].in_words, spans[place])
        text += f"; 90 % of the sets of values that fit have {low} to {high}"
    others = calibration.identified.partners(place)
    if others is not None:
        text += f"; the targets do not tell it{f' apart from {in_words(others)}' if others else ''}"
    return text


def _members(calibration: CalibrationNumbers) -> Iterator[tuple[float, ...]]:
    for member, moments in zip(calibration.ensemble.members, calibration.ensemble.moments.tolist(), strict=True):
        yield (*member, *moments)


def _profiles(calibration: CalibrationNumbers) -> Iterator[tuple[Any, ...]]:
    for fit, profile in zip(calibration.study.fits, calibration.identified.profiles, strict=True):
        yield from ((fit.name, x, y) for x, y in zip(profile.values.tolist(), profile.off.tolist(), strict=True))


def _evaluation_columns(study: Study) -> tuple[str, ...]:
    figures = [one.what for one in study.wanted]
    return ("seed", "replications", *(fit.name for fit in study.fits), *figures, *(f"{one} reach" for one in figures))


def _evaluations(calibration: CalibrationNumbers) -> Iterator[tuple[Any, ...]]:
    for one in calibration.evaluations:
        yield (one.seed, one.replications, *one.numbers, *one.moments.found.tolist(), *one.moments.reach.tolist())
