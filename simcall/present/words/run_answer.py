"""The answer of a run in sentences: each target, the hours taken from other work, and the calls still waiting."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from simcall.files.messages import counted
from simcall.measures import Estimate, JudgedLine, Kind, RunNumbers, Verdict, verdicts
from simcall.measures.measure_texts import counted_items
from simcall.present.words.figures import figure, figure_in_words
from simcall.present.words.span_texts import average_span, span_of_target
from simcall.scenario import Line
from simcall.scenario.models.quantities import plain_duration
from simcall.scenario.models.week import span_in_words

__all__ = ["TargetSentence", "calls_still_waiting", "hours_taken", "span_and_intervals", "target_sentences"]

_WAITING_SHARE = 0.01
"""Share of a line's calls that still wait at the end, from which the reader is warned."""


@dataclass(frozen=True)
class TargetSentence:
    """A target in words.

    Attributes
    ----------
    text : str
        Whether it is met, and the figure with its interval.
    spread : str
        Where a single span falls; empty if there is nothing to say.
    verdict : Verdict or None
        The verdict; None if there is no target.
    """

    text: str
    spread: str = ""
    verdict: Verdict | None = None


def target_sentences(results: RunNumbers) -> Iterator[TargetSentence]:
    """Yield a sentence about each target."""
    judged = verdicts(results)
    if not judged:
        yield TargetSentence("No line has an answer target.")
    for target in judged:
        line = results.blueprint.scenario.lines[target.line]
        text = _work_sentence(target, line) if line.is_work else _target_sentence(target)
        yield TargetSentence(text, span_of_target(target, results.blueprint.scenario.days), target.verdict)


def span_and_intervals(results: RunNumbers) -> str:
    """Say which days were simulated how often, and what the brackets mean."""
    scenario = results.blueprint.scenario
    times = counted(results.replications, "replication")
    of_average = f"[low, high]: 95 % interval of {average_span(scenario.days)}"
    intervals = of_average if results.replications > 1 else "One replication gives no intervals"
    return f"{span_in_words(scenario.start, scenario.days)}, {times}, seed {results.seed}. {intervals}."


def _target_sentence(judged: JudgedLine) -> str:
    if judged.within_s is None:
        return _abandonment_sentence(judged)
    within, target = plain_duration(judged.within_s), f"target {100 * judged.share:g} %"
    if judged.verdict is Verdict.NOBODY_RANG:
        return f"{judged.line}: nobody rang ({target} within {within})."
    if judged.estimate.mean is None:
        return f"{judged.line}: missed. Callers rang and nobody was answered ({target} within {within})."
    share = figure_in_words(judged.estimate, Kind.SHARE)
    return f"{judged.line}: {judged.verdict}. {share} of answered calls within {within} ({target})."


def _work_sentence(judged: JudgedLine, line: Line) -> str:
    """Judge the target of a line of work, which nobody rings and nobody abandons."""
    within = plain_duration(judged.within_s or 0)
    target = f"target {100 * judged.share:g} % within {within}"
    if line.grade is not None:
        return _incidents_sentence(judged, within)
    if judged.verdict is Verdict.NOBODY_RANG:
        return f"{judged.line}: no work came ({target})."
    if judged.estimate.mean is None:
        return f"{judged.line}: missed. Work came and nobody started any ({target})."
    share = figure_in_words(judged.estimate, Kind.SHARE)
    return f"{judged.line}: {judged.verdict}. {share} of items started in time ({target})."


def _incidents_sentence(judged: JudgedLine, within: str) -> str:
    """Judge the target of incidents, which units attend."""
    target = f"target {100 * judged.share:g} %"
    if judged.verdict is Verdict.NOBODY_RANG:
        return f"{judged.line}: there was no incident ({target} within {within})."
    if judged.estimate.mean is None:
        return f"{judged.line}: missed. No unit attended any incident ({target} within {within})."
    share = figure_in_words(judged.estimate, Kind.SHARE)
    return f"{judged.line}: {judged.verdict}. {share} of incidents attended within {within} ({target})."


def _abandonment_sentence(judged: JudgedLine) -> str:
    target = f"target at most {100 * judged.share:g} %"
    if judged.estimate.mean is None:
        return f"{judged.line}: {judged.verdict} ({target} abandoned)."
    share = figure_in_words(judged.estimate, Kind.SHARE)
    return f"{judged.line}: {judged.verdict}. {share} of calls abandoned ({target})."


def hours_taken(results: RunNumbers, without: Collection[str] = ()) -> Iterator[str]:
    """Say how many hours each group that has other work gives to calls, and what they cost; `without` some groups."""
    for name, group in results.blueprint.scenario.groups.items():
        duty, overrun = results.groups[name].duty_hours, results.groups[name].overrun_hours
        if group.taken_from and name not in without and (duty.mean or overrun.mean):
            hours, interval = figure(duty, Kind.HOURS)
            has_no_width = interval == f"[{hours}, {hours}]"  # planned hours hardly vary
            on_duty = hours if has_no_width else f"{hours} {interval}".rstrip()
            after_it = f" and {figure(overrun, Kind.HOURS)[0]} finishing calls after it" if overrun.mean else ""
            cost = _cost(duty, overrun, group.cost_per_hour)
            yield f"{name}: {on_duty} on duty{after_it}, taken from {group.taken_from}.{cost}"


def _cost(duty: Estimate, overrun: Estimate, per_hour: float | None) -> str:
    if per_hour is None or duty.mean is None or overrun.mean is None:
        return ""
    return f" At {per_hour:g} an hour that costs {(duty.mean + overrun.mean) * per_hour:,.0f}."


def calls_still_waiting(results: RunNumbers) -> Iterator[str]:
    """Warn of lines whose queue had not emptied when the run ended."""
    for name, estimates in results.lines.items():
        waiting, offered = estimates.still_waiting.mean, estimates.offered.mean
        if waiting and offered and waiting > _WAITING_SHARE * offered:
            items = counted_items(waiting, results.blueprint.scenario.lines[name])
            yield (
                f"{name}: {items} ({100 * waiting / offered:.1f} % of those offered) still waited when "
                "the run ended. Their waits are cut short there, so the true waits are longer."
            )
