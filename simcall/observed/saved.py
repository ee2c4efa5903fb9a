"""Write observations into a folder, and read them back: counts, without a caller, an agent or a call.

The folder of an import holds them in ``observed/``, so that `simcall fit` and `simcall validate` no longer need the
exports. Calls are not kept: what is known of single calls stays in memory, as privacy requires.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from simcall.errors import SimcallError
from simcall.files.documents import SCHEMA, check_schema, check_shape, read_document
from simcall.files.whole import write_csv, write_json
from simcall.observed.measured import FaultySpell, Missing
from simcall.observed.observations import (
    ANSWER_COLUMNS,
    COUNT_COLUMNS,
    CallFigures,
    FileRead,
    Finding,
    Observations,
)
from simcall.observed.statistics.spells import Spell, calls_outside

__all__ = [
    "ANSWER_BINS_S",
    "SCENARIO",
    "LeftOut",
    "answers_of_calls",
    "read_left_out",
    "read_observations",
    "with_call_figures",
    "write_observations",
]

ANSWER_BINS_S = (0.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0, 600.0, np.inf)
"""Seconds at which calls are divided by their wait, where the files hold single calls and no bins of their own."""
SCENARIO = "scenario.toml"
"""The name of the scenario in the folder of an import."""
_ABOUT, _COUNTS, _TRANSFERRED, _ANSWERS = "observed.json", "counts.csv", "transferred.csv", "answers.csv"
_REMEDY = "import the files again"


@dataclass(frozen=True)
class LeftOut:
    """A time that is left out of what is measured, and that a comparison with the model must leave out too.

    Attributes
    ----------
    start, end : datetime
        On the local clock.
    lines : tuple of str
        The lines that it spoils.
    text : str
        Why, in one sentence.
    """

    start: datetime
    end: datetime
    lines: tuple[str, ...]
    text: str


_Seconds = Annotated[float, Field(ge=0)]
_Share = Annotated[float, Field(ge=0, le=1)]
_Hour = Annotated[int, Field(ge=0, le=23)]


class _Shape(BaseModel):
    """What every part of the document has."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class _SavedFile(_Shape):
    name: str
    kind: str
    rows_read: int
    left_out: dict[str, int]
    system: str = ""


class _SavedFinding(_Shape):
    kind: str
    text: str


class _SavedSpell(_Shape):
    start: datetime
    end: datetime
    lines: tuple[str, ...]
    text: str


class _SavedFigures(_Shape):
    still_waiting: tuple[tuple[_Seconds, _Share], ...] = ()
    handling_s: dict[_Hour, _Seconds] = {}
    has_wrap_up: bool = True

    @model_validator(mode="after")
    def _falls(self) -> Self:
        if any(earlier >= later or more < less for (earlier, more), (later, less) in pairwise(self.still_waiting)):
            raise ValueError("still_waiting must fall from step to step, at rising times")
        return self


class _Saved(_Shape):
    zone: str
    queues: dict[str, str]
    files: tuple[_SavedFile, ...]
    findings: tuple[_SavedFinding, ...]
    left_out: tuple[_SavedSpell, ...]
    has_answers: bool
    has_transferred: bool = False  # folders of an older simcall do not say
    call_figures: dict[str, _SavedFigures] = {}  # folders of an older simcall have none


def with_call_figures(observations: Observations, left_out: Iterable[Spell]) -> Observations:
    """Return observations with what their calls tell outside some times; as they are if the files hold no calls.

    Parameters
    ----------
    observations : Observations
        What the files say.
    left_out : iterable of Spell
        The times that are left out of what is measured.
    """
    if observations.calls is None:
        return observations
    from simcall.observed.statistics.call_figures import call_figures  # SciPy, which reading a folder does not need

    return replace(observations, call_figures=call_figures(calls_outside(observations.calls, left_out)))


def write_observations(
    observations: Observations, folder: Path, left_out: Iterable[FaultySpell | Missing | LeftOut] = ()
) -> None:
    """Write the counts by period, the answer times by bin, and what they are of.

    Parameters
    ----------
    observations : Observations
        What the files say.
    folder : Path
        A new folder, which this makes.
    left_out : iterable of FaultySpell, Missing or LeftOut
        The times that were left out of what was measured.
    """
    folder.mkdir()
    spells = tuple(left_out)
    observations = with_call_figures(observations, spells)
    answers = observations.answers
    if answers is None and observations.calls is not None:
        answers = answers_of_calls(observations.calls)
    _write_table(observations.counts, tuple(COUNT_COLUMNS), folder / _COUNTS)
    if observations.transferred is not None:
        _write_table(observations.transferred, tuple(COUNT_COLUMNS), folder / _TRANSFERRED)
    if answers is not None:
        _write_table(answers, tuple(ANSWER_COLUMNS), folder / _ANSWERS)
    write_json(_document(observations, spells, has_answers=answers is not None), folder / _ABOUT)


def answers_of_calls(calls: pd.DataFrame) -> pd.DataFrame:
    """Count answered calls by line, hour and bin of the wait; only bins with calls have a row.

    Parameters
    ----------
    calls : pandas.DataFrame
        As `CALL_COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        As `ANSWER_COLUMNS`.
    """
    answered = calls[(calls["outcome"] == "answered") & (calls["wait"] >= 0)]
    edges = np.array(ANSWER_BINS_S)
    bins = np.searchsorted(edges, answered["wait"].to_numpy(), side="right") - 1
    keys = {
        "line": answered["line"],
        "start": answered["start"].dt.floor("h"),
        "low": edges[bins],
        "high": edges[bins + 1],
    }
    counted = pd.DataFrame(keys).groupby(list(keys), sort=True).size()
    return counted.rename("answered").reset_index().astype(dict(ANSWER_COLUMNS))


def read_observations(folder: str | Path) -> Observations:
    """Read the observations that an import has written.

    Parameters
    ----------
    folder : str or Path
        The folder of an import, or its ``observed`` folder.

    Returns
    -------
    Observations
        Without calls and people.

    Raises
    ------
    SimcallError
        If it holds no such observations, or somebody has changed them.
    """
    observed_folder = _observed_folder(Path(folder))
    about = _read_about(observed_folder)
    return Observations(
        zone=about.zone,
        queues=about.queues,
        counts=_read_table(observed_folder / _COUNTS, COUNT_COLUMNS),
        transferred=_read_table(observed_folder / _TRANSFERRED, COUNT_COLUMNS) if about.has_transferred else None,
        answers=_read_table(observed_folder / _ANSWERS, ANSWER_COLUMNS) if about.has_answers else None,
        files=tuple(
            FileRead(file.name, file.kind, file.rows_read, file.left_out, (), file.system) for file in about.files
        ),
        findings=tuple(Finding(finding.kind, finding.text) for finding in about.findings),
        call_figures={
            line: CallFigures(figures.still_waiting, figures.handling_s, figures.has_wrap_up)
            for line, figures in about.call_figures.items()
        },
    )


def read_left_out(folder: str | Path) -> tuple[LeftOut, ...]:
    """Read which times an import has left out; parameters and errors as for `read_observations`."""
    about = _read_about(_observed_folder(Path(folder)))
    return tuple(LeftOut(spell.start, spell.end, spell.lines, spell.text) for spell in about.left_out)


def _observed_folder(folder: Path) -> Path:
    return folder if (folder / _ABOUT).is_file() else folder / "observed"


def _read_about(observed_folder: Path) -> _Saved:
    path = observed_folder / _ABOUT
    if not path.is_file():
        raise SimcallError(
            f"{observed_folder.parent}: simcall import did not write this folder; name one that it has written"
        )
    document = read_document(path, _REMEDY)
    check_schema(document, path, _REMEDY)
    return check_shape(document, _Saved, path, _REMEDY)


def _document(
    observations: Observations, left_out: Sequence[FaultySpell | Missing | LeftOut], *, has_answers: bool
) -> dict[str, Any]:
    saved = _Saved(
        zone=observations.zone,
        queues=dict(observations.queues),
        files=tuple(
            _SavedFile(
                name=file.name,
                kind=file.kind,
                rows_read=file.rows_read,
                left_out=dict(file.left_out),
                system=file.system,
            )
            for file in observations.files
        ),
        findings=tuple(_SavedFinding(kind=finding.kind, text=finding.text) for finding in observations.findings),
        left_out=tuple(
            _SavedSpell(start=spell.start, end=spell.end, lines=spell.lines, text=spell.text) for spell in left_out
        ),
        has_answers=has_answers,
        has_transferred=observations.transferred is not None,
        call_figures={line: _SavedFigures(**vars(own)) for line, own in observations.call_figures.items()},
    )
    return {"schema": SCHEMA, **saved.model_dump(mode="json")}


def _write_table(table: pd.DataFrame, columns: tuple[str, ...], path: Path) -> None:
    """Write a table; a cell is empty if no file gives its value, because a zero would be a value."""
    written = table[list(columns)].copy()
    written["start"] = written["start"].dt.strftime("%Y-%m-%dT%H:%M:%S")
    cells = written.astype(object).where(written.notna(), "")
    write_csv(columns, cells.itertuples(index=False, name=None), path)


def _read_table(path: Path, columns: Mapping[str, str]) -> pd.DataFrame:
    texts = {"line", "start"}
    numbers = {name: "float64" for name in columns if name not in texts}
    try:
        table = pd.read_csv(
            path,
            usecols=list(columns),
            dtype={"line": "str", "start": "str", **numbers},
            keep_default_na=False,
            na_values={name: [""] for name in numbers},
        )
        table["start"] = pd.to_datetime(table["start"], format="%Y-%m-%dT%H:%M:%S")
        return table[list(columns)].astype(dict(columns))
    except (OSError, ValueError) as error:
        raise SimcallError(f"{path}: cannot be read ({error}); {_REMEDY}") from error
