"""A fit in words: what was fitted, how far the data settle it, and how it did on weeks that it had not seen."""

from __future__ import annotations

from collections.abc import Iterator

from simcall.measures.measure_texts import row_label
from simcall.present.words.figures import number_in_words
from simcall.present.words.inputs import inputs_in_words
from simcall.present.words.span_texts import span_range
from simcall.scenario import Scenario
from simcall.studies.fit.fitting import Fitted
from simcall.studies.fit.study import FitNumbers

__all__ = [
    "HELD_OUT_HEADINGS",
    "NOT_IDENTIFIED",
    "NO_CONCLUSION",
    "held_out_rows",
    "settled_in_words",
    "staffing_sentences",
    "unsettled_staffing",
    "verdict_of_fit",
]

_PEOPLE = (("headcount",), ("headcount_profile",), ("availability",), ("absence", "probability"))
HELD_OUT_HEADINGS = ("week from", "figure", "yours", "model", "one such week")
NOT_IDENTIFIED = "Staffing is not identified: your data do not settle how many people were on duty."
"""The words of a fit and of a validation for the same verdict on the same data."""
NO_CONCLUSION = (
    "The fit makes the model agree with what happened. It does not show how many people you had, or how many you need."
)


def verdict_of_fit(fitted: Fitted) -> str:
    """Return in a sentence whether the data settle the number of people."""
    if fitted.is_identified:
        return "Your data show what share of the scenario's people the model needs."
    return NOT_IDENTIFIED


def unsettled_staffing(scenario: Scenario) -> Iterator[str]:
    """Yield a warning for each group whose people a fit chose, though the data do not settle their number."""
    for name in scenario.groups:
        paths = (("groups", name, *keys) for keys in _PEOPLE)
        if any(NOT_IDENTIFIED in scenario.provenance_at(path).source for path in paths):
            yield (
                f"The number of {name} on duty was fitted, and your data do not settle it. Do not act on figures here "
                "that depend on it: first find out how many people were on duty."
            )


def staffing_sentences(fitted: Fitted) -> Iterator[str]:
    """Yield what the data say about the number of people, and what they cannot say."""
    staffing = fitted.staffing
    if staffing is None:
        yield "Your data do not say how calls ended in each hour. So they do not say how many people were on duty."
        return
    if not fitted.has_queue:
        yield (
            "Your data show no queue. If somebody was always free, ringing alone explains how calls ended as well as "
            "any number of people does. So the data do not show how many people were on duty."
        )
        return
    low, high = _ends(fitted)
    yield (
        f"Your data agree best with {100 * staffing.factor:.0f} % of the people in the scenario "
        f"(95 % interval: {low} to {high})."
    )
    if not staffing.is_identified:
        yield "This interval has no end on one side, so your data cannot rule out many more people, or many fewer."
    if fitted.assumed:
        yield (
            f"This share rests on assumptions: {'; '.join(inputs_in_words(fitted.assumed))}. It makes up for their "
            "errors, so do not read it as a number of people."
        )


def settled_in_words(fitted: Fitted) -> str:
    """Return the same as one text, for the source of a value."""
    return " ".join(staffing_sentences(fitted))


def held_out_rows(numbers: FitNumbers) -> Iterator[tuple[str, ...]]:
    """Yield the figures of the weeks held out, of `HELD_OUT_HEADINGS`."""
    for figure in numbers.held_out:
        kind = figure.measure.kind
        mean = figure.model.mean
        span = span_range(figure.model, kind) or "-"
        yield (
            f"{figure.start.day} {figure.start:%b %Y}",
            row_label(figure.line, figure.measure, numbers.scenario.lines[figure.line]),
            number_in_words(figure.observed, kind),
            "-" if mean is None else number_in_words(mean, kind),
            span if figure.is_inside else f"{span} (outside)",
        )


def _ends(fitted: Fitted) -> tuple[str, str]:
    assert fitted.staffing is not None
    profile, ends_with_everybody = fitted.staffing.profile, fitted.staffing.ends_with_everybody
    low = "any smaller share" if profile.reaches_low_end else f"{100 * profile.low:.0f} %"
    above = "everybody whom the roster names" if ends_with_everybody else "any larger share"
    high = above if profile.reaches_high_end else f"{100 * profile.high:.0f} %"
    return low, high
