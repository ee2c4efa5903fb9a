"""The parameters and targets of a study as a planner writes them, in a study file or on the command line."""

import re
from datetime import date
from typing import Annotated, Any, Generic, NamedTuple, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from simcall.errors import Problem
from simcall.files.messages import shown
from simcall.scenario.models.base import Frozen, Text
from simcall.scenario.models.paths import cut_at

__all__ = [
    "FIT_FORM",
    "PAIR_FORM",
    "TARGET_FORM",
    "CurveEntry",
    "FitEntry",
    "Located",
    "PairEntry",
    "TargetEntry",
    "parse_fit",
    "parse_target",
]

FIT_FORM = 'write "PATH=LOW..HIGH", such as "lines.101.handling.mean=8.0 min..12.0 min"'
TARGET_FORM = 'write "LINE.MEASURE=VALUE+-TOLERANCE", such as "999.answered_in_target=0.768+-0.003"'
PAIR_FORM = 'write a pair as { at = "485 s", value = 0.355, tolerance = 0.01, force = "Kent" }'
_VALUE = re.compile(r"\s*(?P<value>.+?)\s*(?:\+-|\+/-|±)\s*(?P<tolerance>.+)", re.DOTALL)


def _number_or_text(value: object) -> str | float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("write a number, or a time such as 12 s")
    return value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


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


NumberOrText = Annotated[Any, AfterValidator(_number_or_text)]


class PairEntry(Frozen):
    """A pair of a published curve: the value of one figure where the other has a value."""

    at: NumberOrText
    """The value of the figure that the curve stands against, in its own unit."""
    value: NumberOrText | None = None
    """The published value."""
    tolerance: NumberOrText | None = None
    """The uncertainty of the value, as for a target. A range needs none."""
    low: NumberOrText | None = None
    """The lower end, where a range is published."""
    high: NumberOrText | None = None
    """The upper end of the range."""
    below: NumberOrText | None = None
    """Or only what the value is below."""
    force: Text = ""
    """Who published it. Pairs of one force are left out together to see how well the others predict them."""
    source: Text = ""
    """Where it was published."""

    @model_validator(mode="after")
    def _value_or_range(self) -> Self:
        has_range = self.low is not None or self.high is not None
        if [self.value is not None, has_range, self.below is not None].count(True) != 1:
            raise ValueError(f"give a value, or low and high, or below; {PAIR_FORM}")
        if has_range and (self.low is None or self.high is None):
            raise ValueError("a range has both ends: give low and high")
        if self.value is not None and self.tolerance is None:
            raise ValueError("a value needs a tolerance: how far it may be off")
        return self


class CurveEntry(Frozen):
    """A published curve: pairs of two figures, which some inputs move together."""

    scenario: Text = ""
    """Label of its scenario; not needed if there is only one."""
    figure: Text
    """The figure, as ``LINE.MEASURE`` or ``GROUP.MEASURE``."""
    against: Text
    """The figure that says where on the curve a pair lies."""
    moved_by: Annotated[tuple[Text, ...], BeforeValidator(_as_list), Field(min_length=1)]
    """The path, or paths, that move both figures."""
    values: Annotated[tuple[Text, ...], BeforeValidator(_as_list), Field(min_length=1)]
    """The range of each: ``"0.0..0.6"``. Several move together, from their first values to their last."""
    levels: Annotated[int, Field(ge=3, le=50, strict=True)] = 8
    """How many levels are simulated; the curve is interpolated between them."""
    discrepancy: NumberOrText = 0
    """The uncertainty of the whole curve beside the tolerances: other definitions, other spans."""
    pairs: Annotated[tuple[PairEntry, ...], Field(min_length=1)]
    """The published pairs."""


_Entry = TypeVar("_Entry", FitEntry, TargetEntry, CurveEntry)


class Located(NamedTuple, Generic[_Entry]):
    """An entry with its origin.

    Attributes
    ----------
    origin : Problem
        Its file and path, with no message yet.
    entry : FitEntry, TargetEntry or CurveEntry
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
