"""Sentences about a comparison: how much more or less, when most, and how many hours of duty it takes."""

from __future__ import annotations

from collections.abc import Iterator

from simcall.errors import SimcallError
from simcall.files.messages import in_a_row
from simcall.measures import MEASURES, Difference, JudgedLine, Kind, verdicts
from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET, ASA, DUTY_HOURS
from simcall.measures.incident_words import worded
from simcall.measures.measure_texts import label_of
from simcall.present.words.differences import against, by_how_much, points
from simcall.present.words.span_texts import one_span, span_range
from simcall.present.words.target_texts import line_and_target, target_in_words
from simcall.scenario import Scenario
from simcall.scenario.models.quantities import plain_duration
from simcall.scenario.models.week import spans_in_words
from simcall.studies.compare import ComparisonNumbers
from simcall.studies.peaks import peak_of

__all__ = ["findings", "saved_by_pairing", "spans_of_targets", "targets_met"]

_LEAST_HOURS = 1.0
"""A smaller difference over the whole span only means that breaks fall at other times."""
_WHOLE_POINTS = 0.1
"""A difference at its peak of this size or more is written in whole points."""
_NOTHING_SAVED = 1.0
"""With this ratio of variances or less, the same callers save no replications."""


def findings(comparison: ComparisonNumbers, scenario: str) -> tuple[str, ...]:
    """Describe what a scenario changes, in sentences for planners.

    Parameters
    ----------
    comparison : ComparisonNumbers
        The comparison.
    scenario : str
        The scenario that is compared with the base.

    Returns
    -------
    tuple of str
        For each line the share answered in time and the share abandoned, or how long its work waits, then the share of
        each grade of incidents attended in target, and the hours of each group that changes.
    """
    base, other = _base_and_variant(comparison, scenario)
    return (
        *(sentence for line in base.lines for sentence in _about_line(comparison, scenario, line)),
        *(f"{line}: this line is only in {scenario}." for line in other.lines if line not in base.lines),
        *(sentence for grade in base.grades for sentence in _about_grade(comparison, scenario, grade)),
        *_about_groups(comparison, scenario),
    )


def saved_by_pairing(comparison: ComparisonNumbers, scenario: str) -> str | None:
    """Say how many replications the same callers in both scenarios save; None if they save none."""
    base, other = _base_and_variant(comparison, scenario)
    multiples = [
        f"{_multiple(ratio)} times as many for {_subject(base, other, line, measure)}"
        for line in base.lines
        if line in other.lines
        for measure in (ANSWERED_IN_TARGET.name, ABANDONMENT_RATE.name)
        if (ratio := comparison.of(scenario, measure, line=line).variance_ratio) is not None and ratio > _NOTHING_SAVED
    ]
    if not multiples:
        return None
    return (
        "Both scenarios have the same callers. With different callers, intervals as narrow as these would need more "
        f"replications: {', '.join(multiples)}."
    )


def targets_met(comparison: ComparisonNumbers, scenario: str) -> tuple[str, ...]:
    """Say for each line with a target whether a scenario meets it, and whether the base does.

    Parameters
    ----------
    comparison : ComparisonNumbers
        The comparison.
    scenario : str
        The scenario that is compared with the base.

    Returns
    -------
    tuple of str
        One sentence for each target that a line has in either, in the words of `simcall.measures.Verdict`.
    """
    _base_and_variant(comparison, scenario)
    results = comparison.results[comparison.names.index(scenario)]
    scenario_verdicts = {(verdict.line, verdict.target.measure): verdict for verdict in verdicts(results)}
    base_verdicts = {(verdict.line, verdict.target.measure): verdict for verdict in verdicts(comparison.base)}
    # In the order of the lines of the base, and of their targets.
    lines = list(dict.fromkeys(line for line, _ in (*base_verdicts, *scenario_verdicts)))
    targets = sorted({**base_verdicts, **scenario_verdicts}, key=lambda key: lines.index(key[0]))
    return tuple(_met_or_missed(key[0], scenario_verdicts.get(key), base_verdicts.get(key)) for key in targets)


def spans_of_targets(comparison: ComparisonNumbers, scenario: str) -> tuple[str, ...]:
    """Say for each target where a single span falls: in a scenario, and in the base.

    Parameters
    ----------
    comparison, scenario
        As for `targets_met`.

    Returns
    -------
    tuple of str
        One sentence for each target that a line has in both. None from one replication.
    """
    _base_and_variant(comparison, scenario)
    results = comparison.results[comparison.names.index(scenario)]
    base_verdicts = {verdict.target: verdict for verdict in verdicts(comparison.base)}
    span_name = one_span(comparison.scenarios[0].days).capitalize()
    return tuple(
        f"{span_name}, {line_and_target(verdict)}: {ends} in 95 of 100 cases. In the base: {base_ends}."
        for verdict in verdicts(results)
        if verdict.target in base_verdicts
        if (ends := span_range(verdict.estimate, Kind.SHARE))
        if (base_ends := span_range(base_verdicts[verdict.target].estimate, Kind.SHARE))
    )


def _met_or_missed(line: str, verdict: JudgedLine | None, base_verdict: JudgedLine | None) -> str:
    """Write "999, target 90 % in 10 s: met. In the base: missed."; name both targets if they differ."""
    if verdict is not None and base_verdict is not None and target_in_words(verdict) == target_in_words(base_verdict):
        return f"{line}, {_verdict_in_words(verdict)}. In the base: {base_verdict.in_words}."
    return f"{line}, {_verdict_in_words(verdict)}. In the base, {_verdict_in_words(base_verdict)}."


def _verdict_in_words(verdict: JudgedLine | None) -> str:
    return "no target" if verdict is None else f"target {target_in_words(verdict)}: {verdict.in_words}"


def _multiple(ratio: float) -> str:
    """Write a ratio with three significant figures."""
    rounded = float(f"{ratio:.3g}")
    return f"{rounded:,.0f}" if rounded >= 100 else f"{rounded:g}"


def _base_and_variant(comparison: ComparisonNumbers, scenario: str) -> tuple[Scenario, Scenario]:
    """Return the base and a scenario that is compared with it."""
    if scenario not in comparison.names[1:]:
        raise SimcallError(
            f'"{scenario}" is not compared with the base; choose one of {", ".join(comparison.names[1:])}'
        )
    return comparison.scenarios[0], comparison.scenarios[comparison.names.index(scenario)]


def _about_line(comparison: ComparisonNumbers, scenario: str, line: str) -> Iterator[str]:
    base, other = _base_and_variant(comparison, scenario)
    if line not in other.lines:
        yield f"{line}: this line is only in {base.name}."
        return
    with_target = base.lines[line].answer_target or other.lines[line].answer_target
    is_work = base.lines[line].is_work and other.lines[line].is_work
    if is_work and not with_target:
        verb = "attend" if base.lines[line].grade and other.lines[line].grade else "start"
        yield from _about_starts(comparison.of(scenario, ASA.name, line=line), f"{line} mean time to {verb}")
    measures = ((ANSWERED_IN_TARGET.name, with_target), (ABANDONMENT_RATE.name, not is_work))
    for measure in (name for name, applies in measures if applies):
        difference = comparison.of(scenario, measure, line=line)
        subject = _subject(base, other, line, measure)
        if difference.mean is None or difference.base.mean is None or difference.other.mean is None:
            yield f"{subject}: no comparison, because one of the two has no value."
            continue
        shares = against(difference, difference.other.mean, difference.base.mean)
        peak = _peak_in_words(comparison, scenario, line, measure, difference)
        yield f"{subject}: {shares}, {by_how_much(difference, Kind.SHARE)}{peak}."


def _about_grade(comparison: ComparisonNumbers, scenario: str, grade: str) -> Iterator[str]:
    """Say how many more incidents of a grade are attended in time, in all of its lines together."""
    base, other = _base_and_variant(comparison, scenario)
    if grade not in other.grades or len(base.grades[grade]) == len(other.grades[grade]) == 1:
        return  # the sentence about its only line says it
    difference = comparison.of(scenario, ANSWERED_IN_TARGET.name, line=grade)
    if difference.mean is None or difference.base.mean is None or difference.other.mean is None:
        return
    shares = against(difference, difference.other.mean, difference.base.mean)
    yield f"{grade} incidents attended in target, all together: {shares}, {by_how_much(difference, Kind.SHARE)}."


def _about_starts(difference: Difference, subject: str) -> Iterator[str]:
    """Say how much sooner or later work without a target is started, because no other sentence names its line."""
    if difference.base.mean is None or difference.other.mean is None:
        return
    levels = " against ".join(points(level, Kind.SECONDS) for level in (difference.other.mean, difference.base.mean))
    yield f"{subject}: {levels}, {by_how_much(difference, Kind.SECONDS)}."


def _subject(base: Scenario, variant: Scenario, line: str, measure: str) -> str:
    """Name a measure of a line, with the target's time if it is the same in both."""
    models = [scenario.lines[line] for scenario in (base, variant)]
    times = [plain_duration(model.answer_target.within) for model in models if model.answer_target is not None]
    label = f"{line} {label_of(worded(MEASURES[measure], models), *dict.fromkeys(times))}"
    if MEASURES[measure].needs_target and len(set(times)) > 1:
        return f"{label} ({times[1]}, in the base {times[0]})"
    return label


def _peak_in_words(
    comparison: ComparisonNumbers, scenario: str, line: str, measure: str, difference: Difference
) -> str:
    """Write ", largest Fri and Sat 22:00 to 00:00 (30 points)"; nothing if there is no peak."""
    peak = peak_of(comparison, scenario, line, measure, difference)
    if peak is None:
        return ""
    when = in_a_row(spans_in_words(peak.spans))
    if peak.is_every_day:
        when = f"between {when.removeprefix('every day ').replace(' to ', ' and ')}"
    return f", largest {when} ({_size(peak.difference)})"


def _size(share: float) -> str:
    """Write how large a difference is at its peak: a large one in whole points."""
    return f"{100 * abs(share):.0f} points" if abs(share) >= _WHOLE_POINTS else points(share, Kind.SHARE)


def _about_groups(comparison: ComparisonNumbers, scenario: str) -> Iterator[str]:
    """Say which groups are on duty for more or fewer hours, and what work those hours are taken from."""
    base, other = _base_and_variant(comparison, scenario)
    for row in comparison.rows:
        if (row.scenario, row.of, row.measure) != (scenario, "group", DUTY_HOURS.name):
            continue
        difference, name = row.difference, row.name
        if (
            difference.mean is None
            or abs(difference.mean) < _LEAST_HOURS
            or not (difference.clear or difference.low is None)
        ):
            continue
        scenarios = (other, base) if difference.mean > 0 else (base, other)
        group = next(scenario_model.groups[name] for scenario_model in scenarios if name in scenario_model.groups)
        direction = "taken from" if difference.mean > 0 else "given back to"
        work = f", {direction} {group.taken_from}" if group.taken_from else ""
        yield f"{name}: {by_how_much(difference, Kind.HOURS)}{work}."
