"""What explanations and numbers of people say over draws of what is assumed."""

from __future__ import annotations

from collections.abc import Iterator

from simcall.files.messages import capital
from simcall.measures import MEASURES
from simcall.present.words.assumptions import first_to_measure, nothing_to_measure, signed_interval
from simcall.present.words.differences import signed
from simcall.present.words.explanation import cause_in_words, figure_name
from simcall.studies.assumptions.explained import AssumedExplanationNumbers
from simcall.studies.assumptions.staffed import AssumedStaffingNumbers

__all__ = [
    "PART_HEADINGS",
    "explanation_sentences",
    "part_rows",
    "staffing_sentences",
    "what_is_divided",
    "with_an_answer",
]

PART_HEADINGS = ("cause", "mean", "with assumptions", "sampling alone", "largest in", "same direction in")


def part_rows(numbers: AssumedExplanationNumbers) -> Iterator[tuple[str, ...]]:
    """Yield the rows of `PART_HEADINGS`, the largest part first."""
    kind, draws = MEASURES[numbers.plain.figure.measure].kind, len(numbers.draws)
    for part in numbers.plain.largest_first:
        whole = numbers.of(part.cause.name)
        yield (
            cause_in_words(numbers.plain, part.cause),
            "-" if whole.mean is None else signed(whole.mean, kind),
            signed_interval(whole.low, whole.high, kind),
            signed_interval(part.low, part.high, kind),
            f"{numbers.largest_in[part.cause.name]} of {draws}",
            f"{numbers.same_sign_in[part.cause.name]} of {draws}",
        )


def explanation_sentences(numbers: AssumedExplanationNumbers) -> Iterator[str]:
    """Say in how many draws the first cause stays first, how large the change may be, and what to measure first."""
    kind, draws = MEASURES[numbers.plain.figure.measure].kind, len(numbers.draws)
    largest = numbers.plain.largest_first[0].cause
    name, change = cause_in_words(numbers.plain, largest), numbers.change
    if change.mean is None or change.low is None or change.high is None:
        yield f"There is nothing to divide: {figure_name(numbers.plain)} has no value in any draw."
        return
    largest_in = f"{numbers.largest_in[largest.name]} of {draws} draws"
    yield f"{capital(name)}: this is the largest part of {what_is_divided(numbers)} in {largest_in}."
    whole = "All causes together make" if numbers.plain.is_level else "The whole change is"
    yield (
        f"{whole} {signed(change.mean, kind)} on average, and between {signed(change.low, kind)} and "
        f"{signed(change.high, kind)} in the draws."
    )
    shares = numbers.shares(largest.name)
    if shares is None:
        yield nothing_to_measure(numbers.draws, numbers.with_value)
    else:
        yield first_to_measure(shares, f"Size of this part ({name})")


def what_is_divided(numbers: AssumedExplanationNumbers) -> str:
    """Say what is divided among the causes: a figure, or the change in it from one scenario to another."""
    figure = figure_name(numbers.plain)
    return figure if numbers.plain.is_level else f"the change in {figure}"


def with_an_answer(numbers: AssumedStaffingNumbers) -> str:
    """Say which draws the mean, the lowest and the highest number are of."""
    draws = len(numbers.draws)
    return f"the {numbers.answered} of {draws} draws with an answer" if numbers.impossible else "the draws"


def staffing_sentences(numbers: AssumedStaffingNumbers) -> Iterator[str]:
    """Say how many person-hours a week are needed, how that varies, and what to measure first."""
    if numbers.impossible:
        yield (
            f"In {len(numbers.impossible)} of {len(numbers.draws)} draws no number of people meets the targets. The "
            f"first: {numbers.impossible[0]}."
        )
    shares_by_group = {name: numbers.shares(name) for name in numbers.plain.groups}
    for name, group in numbers.plain.groups.items():
        total, now = numbers.total_hours(name), (group.required[group.required == group.required].sum())
        hours = now * numbers.plain.step_min / 60
        assert total.mean is not None
        yield (
            f"{capital(name)}: {hours:,.0f} hours a week at the phones with the scenario's own values. In "
            f"{with_an_answer(numbers)} {total.mean:,.0f} on average, between {total.low:,.0f} and {total.high:,.0f}."
        )
        if (shares := shares_by_group[name]) is not None:
            yield first_to_measure(shares, f"Hours of {name}")
    if not any(shares_by_group.values()):
        yield nothing_to_measure(numbers.draws, numbers.answered)
    if numbers.answered > 1:
        with_answer = " with an answer" if numbers.impossible else ""
        yield (
            f"Low and high are the lowest and the highest of {numbers.answered} draws. About "
            f"{100 * numbers.coverage:.0f} of 100 further draws{with_answer} lie between them."
        )
