"""Sentences and tables about the people that each hour needs: the answer first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcall.inputs import Floats, Ints
from simcall.measures import MEASURES
from simcall.measures.targets import Figure
from simcall.present.words.figures import figure_in_words
from simcall.present.words.fitted import unsettled_staffing
from simcall.scenario.models.week import MINUTES_PER_DAY, join_steps, span_in_words, spans_in_words
from simcall.studies.figure_names import figure_name, requirement_in_words
from simcall.studies.staff.staffing import GroupStaffing, StaffingNumbers
from simcall.studies.staff.worth import HourWorth

__all__ = [
    "FIGURE_HEADINGS",
    "answer_sentences",
    "figure_rows",
    "hours_sentences",
    "method_sentences",
    "targets_sentence",
    "worth_sentences",
]

FIGURE_HEADINGS = ("target", "as staffed today", "with these people")
_NEAR_WORST = 0.6
"""Steps next to the worst one belong to its spell if they are short by at least this share of it."""
_STEP_NOUNS = {60: "hour", 30: "half hour", 15: "quarter of an hour"}
_STEP_PLURALS = {60: "hours", 30: "half hours", 15: "quarter hours"}
_EXTREMES = 3
_NEARLY_ENOUGH = 0.95
"""From this share of the hours that are needed, moving people does more than adding some."""


def targets_sentence(numbers: StaffingNumbers) -> str:
    """Say which targets the answer meets, and over what time."""
    lines = numbers.scenario.lines
    by_step = [target for target in numbers.targets if target not in numbers.held_over_span]
    over_span = list(numbers.held_over_span)
    parts = []
    if by_step:
        named = ", and ".join(requirement_in_words(target, lines) for target in by_step)
        parts.append(f"Targets in every {_STEP_NOUNS[numbers.step_min]}: {named}.")
    if over_span:
        named = ", and ".join(requirement_in_words(target, lines) for target in over_span)
        span = span_in_words(numbers.scenario.start, numbers.scenario.days)
        parts.append(f"Targets over {span}: {named}.")
    return " ".join(parts)


def answer_sentences(numbers: StaffingNumbers) -> Iterator[str]:
    """Say for each group how many people it needs by hour, and when it is short today."""
    for name, staffing in numbers.groups.items():
        yield f"{name}: {_range(numbers, staffing)}. {_short(numbers, staffing)}."


def _range(numbers: StaffingNumbers, staffing: GroupStaffing) -> str:
    low, high = int(np.nanmin(staffing.required)), int(np.nanmax(staffing.required))
    step = _STEP_NOUNS[numbers.step_min]
    if low == high:
        return f"{_people(low)} needed at the phones in every {step}"
    return f"{low} to {_people(high)} needed at the phones, depending on the {step}"


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _short(numbers: StaffingNumbers, staffing: GroupStaffing) -> str:
    short = staffing.is_short
    count, steps = int(short.sum()), int(np.isfinite(staffing.required).sum())
    if not count:
        return f"No {_STEP_NOUNS[numbers.step_min]} is short today"
    are = "is" if count == 1 else "are"
    spell, most = _worst_spell(staffing.short, numbers.step_min)
    return (
        f"Today {count:,} of {steps:,} {_STEP_PLURALS[numbers.step_min]} {are} short, most {spell} "
        f"(up to {most:.1f} people short)"
    )


def _worst_spell(short: Floats, step_min: int) -> tuple[str, float]:
    """Name the spell around the step that is short by most, and say by how much that is."""
    values = np.nan_to_num(short)
    worst = int(values.argmax())
    near = values >= _NEAR_WORST * values[worst]
    spells = join_steps((step_min * np.flatnonzero(near)).tolist(), step_min)
    minute = worst * step_min
    around = next(span for span in spells if span[0] <= minute < span[1] or minute + 10_080 < span[1])
    alike = [span for span in spells if span[1] - span[0] == around[1] - around[0] and _same_time(span, around)]
    named = spans_in_words(alike, in_full=True)[0]
    return (named if named.startswith(("every", "all")) else f"on {named}"), float(values[worst])


def _same_time(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return (span[0] - other[0]) % MINUTES_PER_DAY == 0


def hours_sentences(numbers: StaffingNumbers) -> Iterator[str]:
    """Say how many person-hours a week that is, at the phones and on the rota, beside those of today."""
    step_h = numbers.step_min / 60
    for name, staffing in numbers.groups.items():
        unit = "a week" if np.isfinite(staffing.required).all() else "in the hours simulated"
        needed, today = float(np.nansum(staffing.required)) * step_h, float(np.nansum(staffing.on_duty)) * step_h
        sums = f"{name} at the phones: {needed:,.0f} person-hours {unit} are needed; today there are {today:,.0f}."
        yield " ".join(filter(None, (sums, _enough(staffing, numbers.step_min, today / needed if needed else 0.0))))
        rostered = float(np.nansum(staffing.rostered)) * step_h
        to_roster = float(np.nansum(staffing.rostered_required)) * step_h
        if rostered and not np.isclose(rostered, today, rtol=1e-3):
            yield (
                f"{name} on the rota: with as many on breaks, absent or otherwise away as today, that takes "
                f"{to_roster:,.0f} person-hours {unit}; today {rostered:,.0f} are rostered."
            )
    yield from unsettled_staffing(numbers.scenario)


def _enough(staffing: GroupStaffing, step_min: int, share: float) -> str:
    """Say whether people at other times would do, or there are too few in all; nothing if no step is short."""
    if not staffing.is_short.any():
        return ""
    if share < _NEARLY_ENOUGH:
        return "There are too few in all: moving people is not enough."
    spare = int((np.nan_to_num(staffing.on_duty - staffing.required) >= 1).sum())
    if not spare:
        return ""
    nearly = "" if share >= 1 else "nearly "
    steps = _STEP_NOUNS[step_min] if spare == 1 else _STEP_PLURALS[step_min]
    return f"That is {nearly}enough, at other times: {spare:,} {steps} have one person or more to spare."


def figure_rows(numbers: StaffingNumbers) -> Iterator[tuple[str, str, str]]:
    """Yield each target, with its figure over the span today and with the people found."""
    for target in numbers.targets:
        figure = Figure(target.line_or_group, target.measure)
        kind = MEASURES[target.measure].kind
        yield (
            requirement_in_words(target, numbers.scenario.lines),
            figure_in_words(numbers.today[str(figure)], kind),
            figure_in_words(numbers.checked[str(figure)], kind),
        )


def method_sentences(numbers: StaffingNumbers) -> Iterator[str]:
    """Say how sure the answer is, and what it leaves as it is."""
    steps = _STEP_PLURALS[numbers.step_min]
    checked = f"simcall checked these numbers in {numbers.replications:,} simulations with new callers"
    if numbers.hold == "every-hour":
        sure = f"{100 * numbers.confidence:g} % confidence"
        yield f"{checked}: each {_STEP_NOUNS[numbers.step_min]} meets its targets with {sure}."
    else:
        yield f"{checked}. The targets are met over the whole span, and missed in some hours."
    close = int(sum(staffing.too_close.sum() for staffing in numbers.groups.values()))
    if close:
        noun = steps if close > 1 else _STEP_NOUNS[numbers.step_min]
        yield f"In {close:,} {noun}, one person fewer may be enough: the result is too close to call."
    if numbers.open_steps:
        yield (
            f"In {numbers.open_steps:,} {steps}, there are too few calls to be that sure. There the figures themselves "
            "meet the targets. Try --step 1h or a longer span."
        )
    if numbers.kept:
        yield f"On duty as in the scenario, and not part of the search: {', '.join(numbers.kept)}."
    yield from _pooling(numbers)


def _pooling(numbers: StaffingNumbers) -> Iterator[str]:
    """Say which hours were judged together."""
    if numbers.cycle_min == MINUTES_PER_DAY:
        yield "Every day of the week has the same demand, so the same hours of all days are judged together."
    elif numbers.cycle_min == numbers.step_min:
        yield "Demand is the same all week, so all hours are judged together."
    if any(line.demand.special_days for line in numbers.scenario.lines.values()):
        yield "simcall counts special days in the hours of the week in which they fall."


def worth_sentences(numbers: StaffingNumbers) -> Iterator[str]:
    """Say for each target in which hours one more person helps most, and in how many not clearly."""
    if numbers.worth is None:
        return
    for name, worths in numbers.worth.groups.items():
        for worth in worths:
            yield _worth_sentence(name, worth, numbers)


def _worth_sentence(group: str, worth: HourWorth, numbers: StaffingNumbers) -> str:
    known = np.flatnonzero(np.isfinite(worth.calls))
    order = known[np.argsort(worth.calls[known], kind="stable")]
    most, least = order[-_EXTREMES:][::-1], order[:_EXTREMES]
    figure = figure_name(Figure(worth.target.line_or_group, worth.target.measure), numbers.scenario.lines)
    gain = "fewer calls a week" if worth.target.comparison in ("<=", "<") else "more calls a week"
    unclear = int((worth.low[known] <= 0).sum())
    lowest = f"least on {_hours_with_calls(worth, least, gain)}"
    if unclear:  # the least of many numbers near zero is the work of chance
        lowest = f"no clear difference in {unclear} of {len(known)} hours"
    highest = f"most on {_hours_with_calls(worth, most, gain)}"
    return f"What one more person in {group} changes in {figure}: {highest}; {lowest}."


def _hours_with_calls(worth: HourWorth, hours: Ints, gain: str) -> str:
    """Write "Friday 18:00 to 19:00 (3.2 more calls a week, between 2.9 and 3.5)" for some hours."""
    parts = []
    for number, hour in enumerate(hours.tolist()):
        named = spans_in_words([(60 * hour, 60 * (hour + 1))], in_full=True)[0]
        unit = f" {gain}" if not number else ""
        interval = f"between {worth.low[hour]:.1f} and {worth.high[hour]:.1f}"
        parts.append(f"{named} ({worth.calls[hour]:.1f}{unit}, {interval})")
    return ", ".join(parts)
