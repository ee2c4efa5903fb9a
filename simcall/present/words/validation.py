"""A validation in words: the verdict and why, the figures, the predicted weeks, and what simpler predictors do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simcall.measures import Kind
from simcall.present.words.figures import number_in_words
from simcall.present.words.fitted import NOT_IDENTIFIED, staffing_sentences
from simcall.present.words.measure_texts import row_label
from simcall.present.words.obstacles import obstacles
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
    """Return the headings of the table of figures."""
    return ("figure", "yours", "model", span_of(numbers), "last week", "mean of earlier weeks", "Erlang A")


def figure_label(row: FigureRow, scenario: Scenario) -> str:
    """Name a figure: "101 share abandoned", "999 share answered in 10 s"."""
    return row_label(row.line, row.measure, scenario.lines.get(row.line))


def figure_rows(numbers: ValidationNumbers) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table of figures, of `figure_headings`: one for each of `shown_rows`."""
    for row in shown_rows(numbers):
        kind = row.measure.kind
        values = (row.last, row.earlier_mean, row.erlang_a)
        yield (
            figure_label(row, numbers.scenario),
            _value(row.observed, kind),
            _value(row.model.mean, kind),
            span_range(row.model, kind) or "-",
            *(_value(value, kind) for value in values),
        )


def shown_rows(numbers: ValidationNumbers) -> list[FigureRow]:
    """Return the figures that the data give; the model's alone show nothing."""
    return [row for row in numbers.rows if row.observed is not None]


def missing_figures(numbers: ValidationNumbers) -> str:
    """Say which figures the data do not give; empty if they give all."""
    missing = [figure_label(row, numbers.scenario) for row in numbers.rows if row.observed is None]
    return f"Your data do not show these figures, so the table leaves them out: {', '.join(missing)}." * bool(missing)


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
    """Yield the reasons for the verdict: first what most likely stands in the way of a better one."""
    yield from obstacles(numbers)
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
        yield (
            f"Predicted weeks: {numbers.held_out.inside} of {len(numbers.held_out.weeks)} figures lie in the interval "
            "for one such week. simcall predicts each week from the weeks before it."
        )
    if numbers.fitted is not None:
        yield from staffing_sentences(numbers.fitted)


def next_step(numbers: ValidationNumbers, folder: str = "FOLDER") -> str:
    """Say how to go on if the data disagree with the number of people in the scenario; empty if they do not.

    Parameters
    ----------
    numbers : ValidationNumbers
        The validation.
    folder : str
        The folder of the import, as it is typed.
    """
    staffing = numbers.fitted.staffing if numbers.fitted and numbers.fitted.has_queue else None
    if staffing is None or staffing.profile.low <= 1.0 <= staffing.profile.high:
        return ""
    return (
        f"What to do next: check who is on the rota, and what else they do. Then run simcall fit {folder}, which "
        "writes scenario-fitted.toml with the share of people that agrees with your data, and validate that file."
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
