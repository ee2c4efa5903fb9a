"""A figure or two of a month, as a planner types them: ``999.answered_in_target=0.881``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simcall.errors import Problem, ScenarioError
from simcall.files.messages import shown
from simcall.measures import MEASURES, RunNumbers
from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.scenario.models.paths import cut_at
from simcall.studies.typed_figures import parse_figure, parse_value
from simcall.studies.validate.comparison import FigureRow
from simcall.studies.validate.verdicts import Trust

__all__ = ["PublishedFigure", "parse_published", "published_rows", "published_trust"]

_EXAMPLE = "write a figure and its value, such as 999.answered_in_target=0.881"


@dataclass(frozen=True)
class PublishedFigure:
    """A figure with its value.

    Attributes
    ----------
    figure : Figure
        Of which line or group.
    value : float
        A share from 0 to 1, seconds, or a number.
    """

    figure: Figure
    value: float


def parse_published(text: str, scenario: Scenario, origin: str = "--observed") -> PublishedFigure:
    """Read a figure such as ``101.abandonment_rate=0.14``.

    Parameters
    ----------
    text : str
        Figure, an equals sign and a value.
    scenario : Scenario
        Whose lines and groups are named.
    origin : str
        What to call it in messages.

    Raises
    ------
    ScenarioError
        If it cannot be read, or names what is not there.
    """
    parts = cut_at("=", text)
    try:
        if parts is None or not parts[0].strip():
            raise ValueError(_EXAMPLE)
        figure = parse_figure(parts[0], scenario, origin)
        if figure.is_planned:
            raise ValueError("paid hours are planned; give a figure that is simulated")
        return PublishedFigure(figure, parse_value(parts[2], figure, _EXAMPLE))
    except ValueError as fault:
        raise ScenarioError([Problem(origin, "", f"{shown(text)}: {fault}")]) from None


def published_rows(run: RunNumbers, figures: Sequence[PublishedFigure]) -> tuple[FigureRow, ...]:
    """Return each published figure beside the run's, over its whole span."""
    return tuple(
        FigureRow(
            published.figure.line_or_group,
            MEASURES[published.figure.measure],
            published.value,
            run.estimate(published.figure.measure, **published.figure.subject),
        )
        for published in figures
    )


def published_trust(rows: Sequence[FigureRow]) -> Trust:
    """Return the verdict on published figures alone: they are about a level, and nothing else."""
    return Trust.LEVEL if all(row.is_inside for row in rows) else Trust.NOT_FITTING
