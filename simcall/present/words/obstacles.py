"""Say why a validation does not trust the model more, in plain sentences, the likeliest reason first."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import numpy as np

from simcall.measures.definitions import ABANDONED, OFFERED
from simcall.present.words.imported import time_span
from simcall.present.words.inputs import inputs_in_words
from simcall.studies.validate.comparison import FigureRow, LineComparison
from simcall.studies.validate.validation import ValidationNumbers
from simcall.studies.validate.verdicts import LEAST_INSIDE, LEAST_RANK_CORRELATION, Trust

__all__ = ["obstacles"]

_OTHER_HANDLING = 0.1
"""If mean handling differs by more than this share, the model has another workload."""


def obstacles(numbers: ValidationNumbers) -> Iterator[str]:
    """Yield the likeliest reasons why the verdict is not better; nothing if the model is believable."""
    if numbers.trust is Trust.WHAT_IFS:
        return
    yield from _missing_work(numbers)
    for line in numbers.lines:
        yield from _other_calls(line, rings_again=numbers.scenario.lines[line.line].redial is not None)
        yield from _other_handling(line)
    yield from _unsettled_people(numbers)
    yield from _other_hours(numbers)
    if numbers.unrostered:
        times = dict.fromkeys(time_span(spell.start, spell.end) for spell in numbers.unrostered)
        yield (
            f"Some hours are left out, because no roster or headcount of the scenario covers them: {'; '.join(times)}. "
            "Give a rota of the whole period."
        )


def _missing_work(numbers: ValidationNumbers) -> Iterator[str]:
    """Name the queues of the data that the model does not have: the same people may answer them."""
    if numbers.missing_queues:
        listed = ", ".join(f"{name} ({calls:,.0f} calls)" for name, calls in numbers.missing_queues)
        yield (
            f"Your data have queues that are not in the model: {listed}. If the same people answer them, the model "
            "lacks that work: add them as lines."
        )


def _other_calls(line: LineComparison, *, rings_again: bool) -> Iterator[str]:
    """Say that the model has more or fewer calls. On lines with redials, the calls abandoned may be the cause."""
    rows = {row.measure.name: row for row in line.rows}
    offered = rows[OFFERED.name]
    more_offered, more_abandoned = _has_more(offered), _has_more(rows[ABANDONED.name])
    if more_offered is None:
        return
    texts = f"{'more' if more_offered else 'fewer'} {line.line} calls than you had"
    figures = f"{offered.model.mean:,.0f} against {offered.observed:,.0f}"
    if rings_again and more_abandoned is more_offered:
        yield (
            f"The model has {texts} ({figures}), because {'more' if more_offered else 'fewer'} callers give up in it "
            "and ring again."
        )
    else:
        yield f"The model has {texts} ({figures}): give it the calls of this period first."


def _has_more(row: FigureRow) -> bool | None:
    """Tell whether the model has more than happened; None if what happened lies in its interval."""
    if row.is_inside is not False or row.observed is None or row.model.mean is None:
        return None
    return row.model.mean > row.observed


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


def _other_hours(numbers: ValidationNumbers) -> Iterator[str]:
    """Yield why a model that agrees with the level is not believed in its hours and weeks."""
    if numbers.observed is None or numbers.trust is not Trust.LEVEL:
        return
    for line in numbers.lines:
        hours = line.by.get("hour")
        if hours is not None and hours.rank_correlation is not None and hours.widest_gap is not None:
            yield from _hours_in_words(line.line, hours.rank_correlation, *hours.widest_gap)
    weeks = len(numbers.held_out.weeks)
    if not weeks:
        yield "The data hold fewer than two whole weeks, so no week could be predicted: give more weeks."
    elif numbers.held_out.inside < LEAST_INSIDE * weeks:
        yield f"Only {numbers.held_out.inside} of {weeks} figures of predicted weeks lie in their intervals."


def _hours_in_words(line: str, correlation: float, hour: Hashable, yours: float, model: float) -> Iterator[str]:
    """Say that the worst hours of a line are not those of the model, and name the hour that differs most."""
    if correlation < LEAST_RANK_CORRELATION:
        yield (
            f"The model's worst hours of the day for {line} are not yours: rank correlation {correlation:.2f}; a "
            f"believable model has at least {LEAST_RANK_CORRELATION}. The hour from {hour:02}:00 differs most: "
            f"{100 * yours:.1f} % abandoned in your data, {100 * model:.1f} % in the model. Check who was at the "
            "phones then."
        )
