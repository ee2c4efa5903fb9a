"""The week from which helpers can go back to their own work, while recruits join and people leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Floats
from simcall.measures import Estimate, RunNumbers, Verdict, judge
from simcall.measures.definitions import ANSWERED_IN_TARGET, DUTY_HOURS, OFFERED
from simcall.measures.targets import Target
from simcall.scenario import Scenario
from simcall.scenario.models.calls import AnswerTarget
from simcall.scenario.models.lines import cohorts_joining
from simcall.scenario.models.paths import format_path
from simcall.studies.run import DEFAULT_REPLICATIONS, DEFAULT_SEED, Progress, run_all

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RecruitsNumbers", "Week", "recruits"]

_DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class Week:
    """One week of the span, with the helpers and without them.

    Attributes
    ----------
    monday : datetime.date
        Its first day; the span may begin or end within the week.
    days : float
        Number of its days in the span: 7, or fewer where the span begins or ends.
    hours : mapping of str to float
        By group, the mean person-hours on duty at the phones, with the helpers.
    with_help, without_help : Estimate
        The line's ``answered_in_target``.
    kept : float
        The share of replications in which the week met the target without the helpers.
    rang : bool
        Whether anybody rang the line without the helpers.
    """

    monday: date
    days: float
    hours: Mapping[str, float]
    with_help: Estimate
    without_help: Estimate
    kept: float
    rang: bool

    @property
    def is_whole(self) -> bool:
        """Whether all of it is in the span."""
        return self.days >= _DAYS_PER_WEEK


@dataclass(frozen=True)
class RecruitsNumbers:
    """The service of a line week by week, with the helpers and without them.

    Attributes
    ----------
    with_help, without_help : RunNumbers
        The scenario with and without `helpers`; all callers and other people are the same.
    helpers : tuple of str
        The groups that would go back to their own work.
    line : str
        The line whose target has to be met.
    """

    with_help: RunNumbers
    without_help: RunNumbers
    helpers: tuple[str, ...]
    line: str

    @property
    def scenario(self) -> Scenario:
        """The scenario, with the helpers."""
        return self.with_help.blueprint.scenario

    @property
    def target(self) -> AnswerTarget:
        """The line's target."""
        target = self.scenario.lines[self.line].answer_target
        assert target is not None
        return target

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """Every week of the span."""
        with_help, without = (_by_week(results, self.line) for results in (self.with_help, self.without_help))
        mondays, in_time, answered = self.without_help.totals(ANSWERED_IN_TARGET.name, line=self.line, by="week")
        kept = ((in_time >= self.target.share * answered) & (answered > 0)).mean(axis=0)
        offered = self.without_help.totals(OFFERED.name, line=self.line, by="week")[1].sum(axis=0)
        hours = {name: _hours(self.with_help, name) for name in self.scenario.groups}
        return tuple(
            Week(
                monday,
                _days_within(monday, self.scenario),
                {name: float(by_week[i]) for name, by_week in hours.items()},
                with_help[i],
                without[i],
                float(kept[i]),
                bool(offered[i]),
            )
            for i, monday in enumerate(mondays)
        )

    @property
    def back_from(self) -> date | None:
        """The Monday from which the target is surely met without help, in every week to the end of the span.

        A week is sure if its whole 95 % interval is at or above the target, or if nobody rang. The search goes back
        from the last week and ends at the first that is not sure. Therefore the statement about all these weeks
        together, like that about each, is wrong in at most one case in 40. None if the last week is not sure.
        """
        return _since(self.weeks, [self._judged(week).passes for week in self.weeks])

    @property
    def likely_from(self) -> date | None:
        """The Monday from which the estimates are at or above the target; never after `back_from`."""
        likely = [
            self._judged(week).passes or (week.without_help.mean or 0.0) >= self.target.share for week in self.weeks
        ]
        return _since(self.weeks, likely)

    def _judged(self, week: Week) -> Verdict:
        """Return whether a week meets the target without the helpers."""
        target = Target(self.line, ANSWERED_IN_TARGET.name, ">=", self.target.share)
        return judge(target, week.without_help, rang=week.rang, needs_interval=True)

    def hours_of_help(self, before: date | None = None) -> float:
        """Return the mean person-hours of help in the weeks before a Monday; by default, in all weeks."""
        return sum(
            week.hours[name] for week in self.weeks for name in self.helpers if before is None or week.monday < before
        )

    def document(self) -> dict[str, Any]:
        """Return the view as one JSON document."""
        return {
            "schema": 1,
            "scenario": self.scenario.name,
            "seed": self.with_help.seed,
            "replications": self.with_help.replications,
            "without": list(self.helpers),
            "line": self.line,
            "target": {"within_s": self.target.within, "share": self.target.share},
            "back_from": _iso(self.back_from),
            "likely_from": _iso(self.likely_from),
            "hours_of_help": {"until_back": self.hours_of_help(self.back_from), "whole_span": self.hours_of_help()},
            "weeks": [
                {
                    "week": week.monday.isoformat(),
                    "days": week.days,
                    DUTY_HOURS.name: dict(week.hours),
                    "with_help": week.with_help.interval,
                    "without_help": week.without_help.interval,
                    "kept_without_help": week.kept,
                }
                for week in self.weeks
            ],
        }

    def by_week(self) -> pd.DataFrame:
        """Return the weeks as a table.

        Returns
        -------
        DataFrame
            Columns ``week``, ``days`` of it in the span, ``duty_hours_GROUP`` for each group, ``with_help``,
            ``with_help_low``, ``with_help_high``, the same of ``without_help``, and ``kept_without_help``.
        """
        import pandas as pd

        return pd.DataFrame(
            {
                "week": week.monday,
                "days": week.days,
                **{f"{DUTY_HOURS.name}_{name}": hours for name, hours in week.hours.items()},
                **_columns("with_help", week.with_help),
                **_columns("without_help", week.without_help),
                "kept_without_help": week.kept,
            }
            for week in self.weeks
        )


def recruits(
    scenario: Scenario,
    without: Sequence[str] | None = None,
    line: str | None = None,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> RecruitsNumbers:
    """Find the week from which a line's target is met without the helpers.

    The scenario is run twice, with and without them, with the same callers and people. A week passes on to the next
    only the queue and the redials of one night. So a run without the helpers from the start shows each week as if they
    had left at its beginning.

    Parameters
    ----------
    scenario : Scenario
        Some weeks or months, in which recruits may join and people leave.
    without : sequence of str, optional
        The groups that would go back; by default, those that are `taken_from` other work. Recruits and a group that
        recruits join cannot go.
    line : str, optional
        The line whose target has to be met; by default, the line of the highest priority that they serve and that has a
        target.
    replications : int
        At least 2: one replication gives no interval, and no week would be sure.
    seed, jobs
        As for `run`.
    progress : callable, optional
        As for `run`; a replication counts when both runs have it.

    Returns
    -------
    RecruitsNumbers

    Raises
    ------
    SimcallError
        If there is no such group or line, the line has no target, the group cannot go, no group is left without the
        helpers, or there is only one replication.
    """
    helpers = _helpers(scenario, without)
    line = _line_with_target(scenario, helpers, line)
    if replications == 1:
        raise SimcallError("1 replication gives no interval, so no week is sure; give at least 2 (--replications)")
    removal: dict[str, object] = {format_path(("groups", name)): None for name in helpers}
    alone = scenario.update(removal, name=f"{scenario.name}, without {' and '.join(helpers)}")
    with_help, without_help = run_all([scenario, alone], replications, seed, jobs=jobs, progress=progress)
    return RecruitsNumbers(with_help, without_help, helpers, line)


def _helpers(scenario: Scenario, without: Sequence[str] | None) -> tuple[str, ...]:
    groups = scenario.groups
    helpers = [name for name, group in groups.items() if group.taken_from] if without is None else list(without)
    if unknown := [name for name in helpers if name not in groups]:
        raise SimcallError(f'there is no group "{unknown[0]}"; the groups are {", ".join(groups)}')
    if not helpers:
        raise SimcallError(
            "no group is taken from other work; name the groups that would go back (--without), or set taken_from"
        )
    if len(set(helpers)) == len(groups):
        raise SimcallError(f"without {' and '.join(helpers)} no group is left")
    for name in helpers:
        _check_can_go(scenario, name)
    return tuple(dict.fromkeys(helpers))


def _check_can_go(scenario: Scenario, name: str) -> None:
    """Refuse a group that has recruits, or that recruits join."""
    groups = scenario.groups
    if joined := sorted({cohort.joins for cohort in (groups[name].recruits or {}).values()}):
        reason = f"its recruits join {' and '.join(joined)}, and have no other work to go back to"
    elif homes := sorted({home for home, _, _ in cohorts_joining(groups, name)}):
        reason = f"the recruits of {' and '.join(homes)} join it"
    else:
        return
    helpers = [helper for helper, group in groups.items() if group.taken_from and helper != name]
    names = f"{' or '.join(helpers)}, taken from other work" if helpers else "a group that helps from other work"
    raise SimcallError(f"without {name} (--without): it cannot go, as {reason}; name {names}")


def _line_with_target(scenario: Scenario, helpers: Sequence[str], line: str | None) -> str:
    lines = scenario.lines
    if line is not None and line not in lines:
        raise SimcallError(f'there is no line "{line}"; the lines are {", ".join(lines)}')
    served = {name for helper in helpers for name in scenario.groups[helper].lines}
    by_priority = sorted(served, key=lambda name: (lines[name].priority, list(lines).index(name)))
    candidates = by_priority if line is None else [line]
    with_target = [name for name in candidates if lines[name].answer_target]
    if not with_target:
        raise SimcallError(f"{' and '.join(candidates)} has no answer_target; give it one, or name another line")
    return with_target[0]


def _by_week(results: RunNumbers, line: str) -> list[Estimate]:
    rows = results.rows_by("week", line=line, measures=[ANSWERED_IN_TARGET.name])
    return [row.estimate for row in rows]


def _days_within(monday: date, scenario: Scenario) -> float:
    """Return the number of days of a week that are in the span, by the clock."""
    begins = datetime.combine(monday, time())
    ends = min(begins + timedelta(days=_DAYS_PER_WEEK), scenario.run_until)
    return (ends - max(begins, scenario.measured_from)) / timedelta(days=1)


def _hours(results: RunNumbers, group: str) -> Floats:
    mean: Floats = np.mean(results.totals(DUTY_HOURS.name, group=group, by="week")[1], axis=0)
    return mean


def _since(weeks: Sequence[Week], kept: Sequence[bool]) -> date | None:
    """Return the Monday of the first week from which all weeks are kept."""
    first = len(kept)
    while first and kept[first - 1]:
        first -= 1
    return weeks[first].monday if first < len(weeks) else None


def _columns(name: str, estimate: Estimate) -> dict[str, float | None]:
    return {name: estimate.mean, f"{name}_low": estimate.low, f"{name}_high": estimate.high}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
