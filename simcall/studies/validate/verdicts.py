"""How far to trust a model that was compared with what happened: stated rules, and which file to add next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET
from simcall.scenario import Scenario
from simcall.studies.evidence.observed_hours import ObservedHours
from simcall.studies.fit.availability import headcount_groups
from simcall.studies.fit.fitting import Fitted
from simcall.studies.validate.comparison import LineComparison
from simcall.studies.validate.held_out import HeldOut

__all__ = [
    "LEAST_INSIDE",
    "LEAST_RANK_CORRELATION",
    "RULES",
    "RULES_OF_FIGURES",
    "Evidence",
    "Trust",
    "most_telling_file",
    "trust_of",
    "verdict_on",
]

LEAST_RANK_CORRELATION = 0.5
"""Of the share abandoned by hour of the day, what happened against the model."""
LEAST_INSIDE = 0.5
"""Of the weeks that were predicted, the share in the model's interval."""

RULES = (
    "Staffing not identified: the data agree with too wide a range of people on duty, show no queue or no outcomes by "
    "hour, or the people or the mean handling times are only assumed. Do not read from the model what a change of the "
    "rota would do.",
    "Otherwise, does not fit: the share abandoned lies outside the model's interval for one such month.",
    "Otherwise, level only: the share abandoned lies in that interval, but the hours or the weeks do not agree. Trust "
    "the average, but not the figures of single hours.",
    "Otherwise, believable for what-ifs: the model's hours of the day rank as yours do (rank correlation of at least "
    "0.5), and at least half of the predicted weeks lie in their intervals.",
)
"""Where nothing is abandoned, the share answered in target takes its place."""
RULES_OF_FIGURES = (
    "Does not fit: a figure lies outside the model's interval for one such month.",
    "Otherwise, level only: figures of a month say nothing about hours or people, so no better verdict is possible.",
)
"""If there are published figures alone."""


class Trust(StrEnum):
    """How far the model is to be believed."""

    WHAT_IFS = "believable for what-ifs"
    LEVEL = "level only"
    NOT_FITTING = "does not fit"
    NOT_IDENTIFIED = "staffing not identified"


@dataclass(frozen=True)
class Evidence:
    """What the verdict rests on.

    Attributes
    ----------
    staffing_is_settled : bool
        Whether the data settle how many people were on duty, as `simcall fit` says: `Fitted.is_identified`.
    level_is_inside : bool
        Whether the main figure of each line lies in the model's interval for one such month.
    hours_follow : bool
        Whether the hours of the day rank as they did; not where the data hold no hours.
    weeks_follow : bool
        Whether at least half of the predicted weeks lie in their intervals.
    """

    staffing_is_settled: bool
    level_is_inside: bool
    hours_follow: bool
    weeks_follow: bool


def verdict_on(evidence: Evidence) -> Trust:
    """Return how far to trust a model, by `RULES`."""
    if not evidence.staffing_is_settled:
        return Trust.NOT_IDENTIFIED
    if not evidence.level_is_inside:
        return Trust.NOT_FITTING
    return Trust.WHAT_IFS if evidence.hours_follow and evidence.weeks_follow else Trust.LEVEL


def trust_of(lines: Sequence[LineComparison], held_out: HeldOut, fitted: Fitted) -> Trust:
    """Return how far to trust a model that was compared with some weeks.

    Parameters
    ----------
    lines : sequence of LineComparison
        The model's lines, compared with what happened.
    held_out : HeldOut
        The weeks that were predicted.
    fitted : Fitted
        What the data say of the number of people.
    """
    correlations = [line.by["hour"].rank_correlation for line in lines if "hour" in line.by]
    return verdict_on(
        Evidence(
            fitted.is_identified,
            all(_level_is_inside(line) for line in lines),
            bool(correlations) and all(value is not None and value >= LEAST_RANK_CORRELATION for value in correlations),
            bool(held_out.weeks) and held_out.inside >= LEAST_INSIDE * len(held_out.weeks),
        )
    )


def _level_is_inside(line: LineComparison) -> bool:
    """Tell whether the main figure is in its interval: abandonment, or else answers in time."""
    rows = {row.measure.name: row.is_inside for row in line.rows}
    inside = next((rows[name] for name in _MAIN if rows.get(name) is not None), None)
    return bool(inside)


_MAIN = (ABANDONMENT_RATE.name, ANSWERED_IN_TARGET.name)


def most_telling_file(scenario: Scenario, observed: ObservedHours) -> str:
    """Name the file to add next, and why."""
    if headcount_groups(scenario):
        return (
            "log-ins, or the rota with absence: the number of people on duty is only an estimate, and abandonment "
            "depends on it more than on anything else."
        )
    if any(line.is_daily for line in observed.lines.values()):
        return "a report by half hour: daily figures do not show when callers wait."
    if all(line.answers.empty for line in observed.lines.values()):
        return "a call log, with one row for each call: it shows how long callers wait and when they give up."
    if observed.days < 28:
        return "more weeks of the same report: fewer than four weeks say little about a usual week."
    return "the next month of the same report: predict it first, then compare it with the prediction."
