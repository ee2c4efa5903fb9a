"""A calibration's folder: its record, the scenarios with the calibrated values, and the pictures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomlkit

from simcall.errors import ResultsError
from simcall.measures.saving import check_place, whole_file, write_csv, write_json
from simcall.scenario.paths import parse_path
from simcall.studies.calibrate.calibration import Calibration
from simcall.studies.calibrate.evaluating import KIND, mark

__all__ = ["calibrated_text", "save"]


def save(calibration: Calibration, folder: Path, *, figures: bool) -> Path:
    """Write `Calibration.save`: each file beside its place first."""
    check_place(folder, KIND)
    study = calibration.study
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / "summary.json") as file:
            write_json(calibration.document(), file)
        with whole_file(folder / "ensemble.csv") as file:
            write_csv(_columns(calibration), _members(calibration), file)
        with whole_file(folder / "profiles.csv") as file:
            write_csv(("parameter", "value", "least_objective"), _profiles(calibration), file)
        for label in study.scenarios:
            place = folder / f"{label}-calibrated.toml"
            before = place.read_text(encoding="utf-8") if place.exists() else ""
            with whole_file(place) as file:
                file.write_text(calibrated_text(calibration, label, folder, before), encoding="utf-8", newline="\n")
        mark(folder, study, calibration.run_time_s)
    except OSError as error:
        raise ResultsError(f"{folder}: the calibration could not be written: {error.strerror or error}") from error
    if figures:
        from simcall.studies.calibrate.pictures import save_figures

        save_figures(calibration, folder / "figures")
    return folder


def calibrated_text(calibration: Calibration, label: str, folder: Path, before: str = "") -> str:
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
        What is in it already, whose comments and other values stay.
    """
    study = calibration.study
    document: Any = tomlkit.parse(before) if before else tomlkit.document()
    if not before:
        document.add(tomlkit.comment(f"Written by simcall calibrate: {study.name}."))
    document["name"] = f"{study.scenarios[label].name}, calibrated"
    document["extends"] = Path(os.path.relpath(study.files[label], folder)).as_posix()
    for path, value in study.values(label, calibration.numbers).items():
        _put(document, parse_path(path), value)
    provenance = document.setdefault("provenance", tomlkit.table())
    for place, fit in enumerate(study.fits):
        for path in fit.where.get(label, ()):
            entry = tomlkit.inline_table()
            entry.update({"kind": "calibrated", "source": _source(calibration, place)})
            provenance[path] = entry
    return tomlkit.dumps(document)


def _put(table: Any, keys: tuple[str, ...], value: object) -> None:
    """Set a value in nested tables, making those that are not there."""
    for key in keys[:-1]:
        table = table.setdefault(key, tomlkit.table(is_super_table=True))
    table[keys[-1]] = value


def _source(calibration: Calibration, place: int) -> str:
    """Say what a value was fitted to, when, and how well the targets tell it."""
    study = calibration.study
    fit = study.fits[place]
    targets = "; ".join(str(one) for one in study.wanted)
    text = f"simcall calibrate, {datetime.now(UTC):%Y-%m-%d}, to {targets}"
    if calibration.ensemble.members:
        low, high = calibration.ensemble.spans()[place]
        text += f"; 90 % of the sets of values that fit have {fit.in_words(low)} to {fit.in_words(high)}"
    return text


def _columns(calibration: Calibration) -> tuple[str, ...]:
    return (*(fit.name for fit in calibration.study.fits), *map(str, calibration.study.wanted))


def _members(calibration: Calibration) -> Iterator[tuple[float, ...]]:
    for member, moments in zip(calibration.ensemble.members, calibration.ensemble.moments, strict=True):
        yield (*member, *map(float, moments))


def _profiles(calibration: Calibration) -> Iterator[tuple[Any, ...]]:
    found = calibration.identified
    for fit, values, least in zip(calibration.study.fits, found.profile_at, found.profiles, strict=True):
        yield from ((fit.name, float(x), float(y)) for x, y in zip(values, least, strict=True) if x == x)
