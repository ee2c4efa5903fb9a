"""What most likely stands between a model and belief in it, in plain sentences: the most telling first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcall.measures.definitions import OFFERED
from simcall.present.words.inputs import inputs_in_words
from simcall.studies.validate.comparison import LineComparison
from simcall.studies.validate.validation import ValidationNumbers
from simcall.studies.validate.verdicts import Trust

__all__ = ["obstacles"]

_OTHER_HANDLING = 0.1
"""A tenth: handling that differs by more is another workload."""


def obstacles(numbers: ValidationNumbers) -> Iterator[str]:
    """Yield what most likely stands in the way of a better verdict; nothing if the model is believable."""
    if numbers.trust is Trust.WHAT_IFS:
        return
    yield from _missing_work(numbers)
    for line in numbers.lines:
        yield from _other_calls(line)
        yield from _other_handling(line)
    if numbers.unrostered:
        yield (
            "Some hours are left out, because no roster or headcount of the scenario covers them. Give a rota of the "
            "whole period."
        )
    yield from _unsettled_people(numbers)
    if numbers.observed is not None and numbers.trust is Trust.LEVEL and not numbers.held_out.weeks:
        yield "The data hold fewer than two whole weeks, so no week could be predicted: give more weeks."


def _missing_work(numbers: ValidationNumbers) -> Iterator[str]:
    """Yield which queues of the data the model does not have: the same people may answer them."""
    if numbers.missing_queues:
        listed = ", ".join(f"{name} ({calls:,.0f} calls)" for name, calls in numbers.missing_queues)
        yield (
            f"Your data have queues that are not in the model: {listed}. If the same people answer them, the model "
            "lacks that work: add them as lines."
        )


def _other_calls(line: LineComparison) -> Iterator[str]:
    row = next(row for row in line.rows if row.measure is OFFERED)
    if row.is_inside is False and row.observed is not None and row.model.mean is not None:
        than = "more" if row.model.mean > row.observed else "fewer"
        yield (
            f"The model has {than} {line.line} calls than you had ({row.model.mean:,.0f} against {row.observed:,.0f}): "
            "give it the calls of this period first."
        )


def _other_handling(line: LineComparison) -> Iterator[str]:
    yours, model = line.observed_calls, line.model_calls
    both = sorted(yours.handling_s.keys() & model.handling_s.keys()) if yours and model else []
    if not yours or not model or not both:
        return
    happened, simulated = (float(np.mean([side.handling_s[hour] for hour in both])) for side in (yours, model))
    if abs(simulated - happened) > _OTHER_HANDLING * happened:
        than = "longer" if simulated > happened else "shorter"
        yield (
            f"{line.line} calls take {than} in the model than in your data ({simulated:.0f} s against {happened:.0f} s "
            "on average): correct the handling time."
        )


def _unsettled_people(numbers: ValidationNumbers) -> Iterator[str]:
    fitted = numbers.fitted
    if numbers.trust is not Trust.NOT_IDENTIFIED or fitted is None or fitted.staffing is None:
        return
    if fitted.assumed:
        listed = "; ".join(inputs_in_words(fitted.assumed))
        yield f"simcall only assumes this: {listed}. If you know it, write it into the scenario."
    elif not fitted.has_queue:
        yield "Hardly anybody waits in your data, so they cannot show how many people there were."
    else:
        yield "The data agree with too wide a range of people on duty."
