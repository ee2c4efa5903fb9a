"""The parameters and targets of a study as a planner writes them, in a study file or on the command line."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Generic, NamedTuple, Self, TypeVar

from pydantic import AfterValidator, model_validator

from simcall.errors import Problem
from simcall.files.messages import shown
from simcall.scenario.models.base import Frozen, Text
from simcall.scenario.models.paths import cut_at

__all__ = ["FIT_FORM", "TARGET_FORM", "FitEntry", "Located", "TargetEntry", "parse_fit", "parse_target"]

FIT_FORM = 'write "PATH=LOW..HIGH", such as "lines.101.handling.mean=8.0 min..12.0 min"'
TARGET_FORM = 'write "LINE.MEASURE=VALUE+-TOLERANCE", such as "999.answered_in_target=0.768+-0.003"'
_VALUE = re.compile(r"\s*(?P<value>.+?)\s*(?:\+-|\+/-|±)\s*(?P<tolerance>.+)", re.DOTALL)


def _number_or_text(value: object) -> str | float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("write a number, or a time such as 12 s")
    return value


def _period(value: object) -> str:
    if not isinstance(value, str | date):
        raise ValueError('write an hour of the week, such as "Fri 18", or the date of a Monday')
    return str(value)


class FitEntry(Frozen):
    """A parameter to fit."""

    path: Text = ""
    """The path that takes its value, as an override names it."""
    paths: tuple[Text, ...] = ()
    """Or several paths that take the same value."""
    values: Text = ""
    """Its bounds: ``"0.1..0.3"``, ``"1..6"`` for whole numbers, ``"8.0 min..12.0 min"``; by default, from half to twice
    the value that the scenario has."""
    scenarios: tuple[Text, ...] = ()
    """Labels of the scenarios that have it; by default, all that have its paths."""
    name: Text = ""
    """Its name; by default, its first path."""

    @model_validator(mode="after")
    def _path_or_paths(self) -> Self:
        if self.path and self.paths:
            raise ValueError("give either path or paths")
        if not self.path and not self.paths:
            raise ValueError('name a path, such as path = "lines.101.handling.mean"')
        return self

    @property
    def all_paths(self) -> tuple[str, ...]:
        """Its path, or its paths."""
        return self.paths or (self.path,)


class TargetEntry(Frozen):
    """A target."""

    scenario: Text = ""
    """Label of its scenario; not needed if there is only one."""
    figure: Text
    """As ``LINE.MEASURE`` or ``GROUP.MEASURE``."""
    at: Annotated[Any, AfterValidator(_period)] = ""
    """One hour of the week (``"Fri 18"``) or week (the date of its Monday); by default, the whole span."""
    value: Annotated[Any, AfterValidator(_number_or_text)]
    """In the measure's own unit: a share from 0 to 1, a time in seconds or with a unit."""
    tolerance: Annotated[Any, AfterValidator(_number_or_text)]
    """The uncertainty of the value: with a probability of 95 %, the true figure lies within one tolerance of it."""
    source: Text = ""
    """Where the value comes from."""


_Entry = TypeVar("_Entry", FitEntry, TargetEntry)


class Located(NamedTuple, Generic[_Entry]):
    """An entry with its origin.

    Attributes
    ----------
    origin : Problem
        Its file and path, with no message yet.
    entry : FitEntry or TargetEntry
        The entry.
    """

    origin: Problem
    entry: _Entry


def parse_fit(text: str) -> Located[FitEntry]:
    """Parse ``LABEL:PATH=LOW..HIGH``."""
    target, _, values = cut_at("=", text) or (text, "", "")
    label, colon, path = cut_at(":", target) or ("", "", target.strip())
    entry = FitEntry(paths=(path,), values=values, scenarios=(label,) if colon else ())
    return Located(Problem("--fit", "", ""), entry)


def parse_target(text: str) -> Located[TargetEntry]:
    """Parse ``LABEL:LINE.MEASURE@AT=VALUE+-TOLERANCE``.

    Raises
    ------
    ValueError
        If the text has another form.
    """
    left, _, right = cut_at("=", text) or ("", "", "")
    label_and_figure, _, at = cut_at("@", left) or (left, "", "")
    label, _, figure = cut_at(":", label_and_figure) or ("", "", label_and_figure)
    match = _VALUE.fullmatch(right)
    if match is None or not figure:
        raise ValueError(f"{shown(text)}: {TARGET_FORM}")
    entry = TargetEntry(scenario=label, figure=figure, at=at, **match.groupdict(), source="--target")
    return Located(Problem("--target", "", ""), entry)
