"""A validation in words: the verdict and why, the figures, the predicted weeks, and what simpler predictors do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from simcall.files.advice import Advice, Give
from simcall.measures import Kind
from simcall.measures.definitions import OFFERED
from simcall.measures.measure_texts import row_label
from simcall.measures.targets import Figure
from simcall.present.words.figures import number_in_words
from simcall.present.words.fitted import NOT_IDENTIFIED, staffing_sentences
from simcall.present.words.span_texts import one_span, span_range
from simcall.scenario import Scenario
from simcall.scenario.models.week import span_in_words, span_noun
from simcall.studies.validate.comparison import FigureRow
from simcall.studies.validate.validation import ValidationNumbers
from simcall.studies.validate.verdicts import Trust

__all__ = [
    "PREDICTOR_NAMES",
    "WEEK_HEADINGS",
    "error_rows",
    "figure_headings",
    "figure_label",
    "figure_rows",
    "honest_sentences",
    "missing_figures",
    "next_step",
    "period_of",
    "reasons",
    "scaled_counts",
    "shown_rows",
    "span_of",
    "verdict_sentence",
    "week_rows",
]

WEEK_HEADINGS = (
    "week from",
    "figure",
    "yours",
    "model",
    "one such week",
    "previous week",
    "mean of earlier weeks",
    "Erlang A",
)
PREDICTOR_NAMES: Mapping[str, str] = {
    "model": "the model",
    "last": "the previous week",
    "earlier_mean": "the mean of all earlier weeks",
    "erlang_a": "Erlang A by half hour",
}
_SIMPLE: Mapping[str, Callable[[FigureRow], float | None]] = {
    "last week": lambda row: row.last,
    "mean of earlier weeks": lambda row: row.earlier_mean,
    "Erlang A": lambda row: row.erlang_a,
}
_AS_GOOD = 0.005
"""Half a percentage point: a simpler predictor whose mean error is no more than this above the model's is as good."""
_MEANINGS = {
    Trust.WHAT_IFS: "The model is believable for what-ifs: it agrees with your month, your hours and your weeks.",
    Trust.LEVEL: "The model gives the level only: trust its average for the month, but not its single hours.",
    Trust.NOT_FITTING: "The model does not fit your month. Do not use it until you know why.",
    Trust.NOT_IDENTIFIED: f"{NOT_IDENTIFIED} Do not read from this model what a change of the rota would do.",
}


def verdict_sentence(numbers: ValidationNumbers) -> str:
    """Return the verdict and what it means."""
    return _MEANINGS[numbers.trust]


def period_of(numbers: ValidationNumbers) -> str:
    """Return the time that was compared: "28 days from 1 February 2027"."""
    if numbers.observed is None:
        return span_in_words(numbers.scenario.start, numbers.scenario.days)
    return span_in_words(numbers.observed.start, numbers.observed.days)


def span_of(numbers: ValidationNumbers) -> str:
    """Return what the model's wider interval is of: "one such month", "27 such days"."""
    days = numbers.observed.days if numbers.observed else numbers.scenario.days
    return f"{days:g} such days" if span_noun(days).startswith("span") else one_span(days)


def figure_headings(numbers: ValidationNumbers) -> tuple[str, ...]:
    """Return the headings of the table of figures, with the predictors that have any."""
    return ("figure", "yours", "model", f"interval for {span_of(numbers)}", *_predictors(numbers))


def _predictors(numbers: ValidationNumbers) -> list[str]:
    """Return the predictors that predict a figure; a published figure alone has none."""
    rows = shown_rows(numbers)
    return [name for name, value in _SIMPLE.items() if any(value(row) is not None for row in rows)]


def figure_label(row: FigureRow, scenario: Scenario) -> str:
    """Name a figure: "101 share abandoned", "999 share answered in 10 s"."""
    return row_label(row.line, row.measure, scenario.lines.get(row.line))


def figure_rows(numbers: ValidationNumbers) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table of figures, of `figure_headings`: one for each of `shown_rows`."""
    predictors = [_SIMPLE[name] for name in _predictors(numbers)]
    for row in shown_rows(numbers):
        kind = row.measure.kind
        yield (
            figure_label(row, numbers.scenario),
            _value(row.observed, kind),
            _value(row.model.mean, kind),
            span_range(row.model, kind) or "-",
            *(_value(predictor(row), kind) for predictor in predictors),
        )


def shown_rows(numbers: ValidationNumbers) -> list[FigureRow]:
    """Return the figures that the data give; the model's alone show nothing."""
    return [row for row in numbers.rows if row.observed is not None]


def missing_figures(numbers: ValidationNumbers) -> str:
    """Say which figures the data do not give, each once with the lines that lack it; empty if they give all."""
    lines = {row.line for row in numbers.rows}
    lacking: dict[str, list[str]] = {}
    for row in numbers.rows:
        if row.observed is None:
            label = figure_label(row, numbers.scenario).removeprefix(f"{row.line} ")
            lacking.setdefault(label, []).append(row.line)
    listed = [label if len(of) == len(lines) else f"{label} ({', '.join(of)})" for label, of in lacking.items()]
    return f"Your data do not show these figures, so the table leaves them out: {'; '.join(listed)}." * bool(listed)


def scaled_counts(numbers: ValidationNumbers) -> str:
    """Say that a week's counts stand for the whole time in the table of figures; empty if there are none."""
    if numbers.observed is None or all(row.last is None for row in numbers.rows):
        return ""
    return f"simcall has scaled the counts of last week and of earlier weeks to all {numbers.observed.days} days."


def week_rows(numbers: ValidationNumbers) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the weeks that were predicted, of `WEEK_HEADINGS`."""
    for week in numbers.held_out.weeks:
        kind = week.measure.kind
        yield (
            f"{week.start.day} {week.start:%b %Y}",
            row_label(week.line, week.measure, numbers.scenario.lines[week.line]),
            _value(week.observed, kind),
            _value(week.model.mean, kind),
            f"{span_range(week.model, kind) or '-'}{'' if week.is_inside else ' (outside)'}",
            *(_value(value, kind) for value in (week.last, week.earlier_mean, week.erlang_a)),
        )


def error_rows(numbers: ValidationNumbers) -> Iterator[tuple[str, str]]:
    """Yield each predictor with its mean error over the weeks, in percentage points."""
    for predictor, error in numbers.held_out.mean_errors.items():
        yield PREDICTOR_NAMES[predictor], "-" if error is None else _points(error)


def reasons(numbers: ValidationNumbers) -> Iterator[str]:
    """Yield what the verdict rests on: the level, the hours of the day, the predicted weeks and the people."""
    for row in numbers.published or _main_rows(numbers):
        yield f"{figure_label(row, numbers.scenario)}: {_beside_the_model(row, span_of(numbers))}."
    for line in numbers.lines:
        hours = line.by.get("hour")
        if hours is not None and hours.rank_correlation is not None and hours.mean_error is not None:
            yield (
                f"{line.line} share abandoned by hour of the day: the model is wrong by {_points(hours.mean_error)} on "
                f"average. Rank correlation: {hours.rank_correlation:.2f} (1 means that its hours rank as yours do, 0 "
                "that there is no relation)."
            )
    if numbers.held_out.weeks:
        people = ", with the share of the people that fits those weeks" if numbers.fitted else ""
        yield (
            f"Predicted weeks: {numbers.held_out.inside} of {len(numbers.held_out.weeks)} figures lie in the interval "
            f"for one such week. simcall predicts each week from the weeks before it{people}."
        )
    if numbers.fitted is not None:
        yield from staffing_sentences(numbers.fitted)


def next_step(numbers: ValidationNumbers, folder: str = "FOLDER") -> Advice:
    """Say how to go on if published figures or the people in the scenario disagree with the model; empty otherwise.

    Parameters
    ----------
    numbers : ValidationNumbers
        The validation.
    folder : str
        The folder of the import, as it is typed.
    """
    if numbers.observed is None:
        return _after_published(numbers) if numbers.trust is Trust.NOT_FITTING else Advice()
    staffing = numbers.fitted.staffing if numbers.fitted and numbers.fitted.has_queue else None
    if staffing is None or staffing.profile.low <= 1.0 <= staffing.profile.high:
        return Advice()
    return Advice(
        f"What to do next: your data agree best with {100 * staffing.factor:.0f} % of the people in the scenario. "
        f"Check who is on the rota, and what else they do. Then run simcall fit {folder}, which writes "
        "scenario-fitted.toml with the share of people that agrees with your data, and validate that file."
    )


def _after_published(numbers: ValidationNumbers) -> Advice:
    """Say what to correct first in a model that misses published figures."""
    line = next(iter(numbers.scenario.lines))
    return Advice(
        "What to do next: compare the calls offered as well, with ",
        Give("--observed", f"{Figure(line, OFFERED.name)}=9000"),
        ". If they differ, correct the calls a day first. If they agree, correct the people on duty, then the handling "
        "times. simcall calibrate can choose values with which the model meets your figures.",
    )


def honest_sentences(numbers: ValidationNumbers) -> Iterator[str]:
    """Yield which simpler predictors did as well as the model, and what the model is for."""
    errors = numbers.held_out.mean_errors
    own = errors["model"]
    if own is None:
        return
    as_good = [
        (name, error)
        for name, error in errors.items()
        if name != "model" and error is not None and error <= own + _AS_GOOD
    ]
    if not as_good:
        yield f"No simpler predictor came within half a percentage point of the model's mean error of {_points(own)}."
        return
    listed = "; ".join(f"{PREDICTOR_NAMES[name]} ({_points(error)})" for name, error in as_good)
    yield (
        f"Simpler predictors did as well as the model or better. The model's mean error is {_points(own)}. The others' "
        f"are: {listed}. To predict next week's level you do not need a simulation."
    )
    if numbers.trust in (Trust.WHAT_IFS, Trust.LEVEL):
        yield "Use the model for what they cannot answer: another rota, priorities, reserves."


def _main_rows(numbers: ValidationNumbers) -> list[FigureRow]:
    """Return the shares abandoned and answered in target of each line."""
    return [row for row in numbers.rows if row.measure.kind is Kind.SHARE and row.observed is not None]


def _beside_the_model(row: FigureRow, span: str) -> str:
    """Write "6.4 % in your data, 6.8 % in the model; inside the interval for one such month (5.5 % to 8.2 %)"."""
    kind = row.measure.kind
    yours, model = _value(row.observed, kind), _value(row.model.mean, kind)
    if row.is_inside is None:
        return f"{yours} in your data; the model gives no interval to compare it with"
    interval = f"{'inside' if row.is_inside else 'outside'} the interval for {span} ({span_range(row.model, kind)})"
    return f"{yours} in your data, {model} in the model; {interval}"


def _value(value: float | None, kind: Kind) -> str:
    return "-" if value is None else number_in_words(value, kind)


def _points(error: float) -> str:
    return f"{100 * error:.1f} points"
