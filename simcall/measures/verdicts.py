"""Whether a target is met: one rule for runs, comparisons, sweeps, choices and reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from simcall.measures.definitions import ANSWERED_IN_TARGET, MEASURES
from simcall.measures.estimates import Estimate
from simcall.measures.measure import AnswerShare
from simcall.measures.run_numbers import RunNumbers
from simcall.measures.targets import Target, own_targets

__all__ = ["JudgedLine", "JudgedTarget", "Verdict", "judge", "overall", "verdicts"]


class Verdict(StrEnum):
    """The verdict on a target, in the words that people and files have."""

    MET = "met"
    MISSED = "missed"
    TOO_CLOSE = "too close to call"
    NOBODY_RANG = "nobody rang"

    @property
    def passes(self) -> bool:
        """Whether nothing is wrong: the target is met, or nobody rang."""
        return self in (Verdict.MET, Verdict.NOBODY_RANG)


@dataclass(frozen=True)
class JudgedTarget:
    """A target, the figure that it is about, and the verdict.

    Attributes
    ----------
    target : Target
        The target.
    estimate : Estimate
        The figure.
    verdict : Verdict
        The verdict.
    """

    target: Target
    estimate: Estimate
    verdict: Verdict

    @property
    def counts_as_miss(self) -> bool:
        """Whether ``--require-target`` counts it as a miss: if it is too close to call, the estimate decides."""
        if self.verdict is Verdict.TOO_CLOSE:
            return self.estimate.mean is not None and not self.target.met_by(self.estimate.mean)
        return self.verdict is Verdict.MISSED

    @property
    def in_words(self) -> str:
        """The verdict, with the reason if no call was answered."""
        no_answer = self.verdict is Verdict.MISSED and self.estimate.mean is None
        return f"{self.verdict}: nobody was answered" if no_answer else str(self.verdict)


@dataclass(frozen=True)
class JudgedLine(JudgedTarget):
    """A target that a line has in its scenario, judged.

    Attributes
    ----------
    within_s : float or None
        The time in seconds within which calls should be answered; None for a target of abandonment.
    is_main : bool
        Whether it is the line's main answer target.
    is_only : bool
        Whether the line has no other target.
    """

    within_s: float | None
    is_main: bool = True
    is_only: bool = True

    @property
    def line(self) -> str:
        """The line."""
        return self.target.line_or_group

    @property
    def share(self) -> float:
        """The share of answered calls that should be answered in time, or the most that may be abandoned."""
        return self.target.value


def judge(target: Target, estimate: Estimate, *, rang: bool, needs_interval: bool = False) -> Verdict:
    """Return the verdict on a target.

    A target is met or missed if the whole interval lies on one side of it, and too close to call if the interval
    contains it. A figure that is not defined misses the target if anybody rang.

    Parameters
    ----------
    target : Target
        The target.
    estimate : Estimate
        The figure.
    rang : bool
        Whether anybody rang the line; True for a figure of a group.
    needs_interval : bool
        Whether a figure without an interval, from one replication, is too close to call; by default the estimate
        itself decides.
    """
    if estimate.mean is None:
        return Verdict.MISSED if rang else Verdict.NOBODY_RANG
    if estimate.low is None or estimate.high is None:
        if needs_interval:
            return Verdict.TOO_CLOSE
        ends = [estimate.mean]
    else:
        ends = [estimate.low, estimate.high]
    is_met = {target.met_by(end) for end in ends}
    if len(is_met) > 1:
        return Verdict.TOO_CLOSE
    return Verdict.MET if is_met == {True} else Verdict.MISSED


def overall(several: Iterable[Verdict]) -> Verdict:
    """Return the verdict on several targets together: missed if one is, and met only if none is too close to call."""
    on_each = set(several)
    worst_first = (Verdict.MISSED, Verdict.TOO_CLOSE, Verdict.MET, Verdict.NOBODY_RANG)
    return next((verdict for verdict in worst_first if verdict in on_each), Verdict.MET)


def verdicts(results: RunNumbers) -> tuple[JudgedLine, ...]:
    """Return the verdict on every target of every line."""
    targets = own_targets(results.blueprint.scenario)
    per_line = Counter(target.line_or_group for target in targets)
    return tuple(_judged_line(results, target, is_only=per_line[target.line_or_group] == 1) for target in targets)


def _judged_line(results: RunNumbers, target: Target, *, is_only: bool) -> JudgedLine:
    name = target.line_or_group
    figures, measure = results.lines[name], target.measure
    answer_target = results.blueprint.scenario.lines[name].answer_target
    estimate = figures[measure] if measure in figures else results.estimate(measure, line=name)
    verdict = judge(target, estimate, rang=bool(figures.offered.mean))
    is_main = measure == ANSWERED_IN_TARGET.name
    within_s = answer_target.within if is_main and answer_target else _limit_s(measure)
    return JudgedLine(target, estimate, verdict, within_s, is_main, is_only)


def _limit_s(name: str) -> float | None:
    """Return the time of a share of calls answered within a time; None for another measure."""
    measure = MEASURES[name]
    return measure.limit_s if isinstance(measure, AnswerShare) else None
