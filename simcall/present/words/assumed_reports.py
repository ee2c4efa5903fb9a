"""What a report says of an answer with assumptions: the words and tables that its folder keeps beside the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from simcall.files.messages import in_a_row, quoted
from simcall.measures import CONFIDENCE, MEASURES
from simcall.present.words.assumed_studies import (
    PART_HEADINGS,
    explanation_sentences,
    part_rows,
    staffing_sentences,
    what_is_divided,
    with_an_answer,
)
from simcall.present.words.assumptions import (
    DIFFERENCE_HEADINGS,
    INPUT_HEADINGS,
    SHARE_HEADINGS,
    decision_sentences,
    difference_cells,
    figure_headings,
    first_to_measure,
    input_cells,
    labelled_shares,
    level_cells,
    method_sentences,
    nothing_to_measure,
    share_cells,
    target_sentences,
    what_is_drawn,
)
from simcall.present.words.differences import signed
from simcall.present.words.explanation import figure_name
from simcall.present.words.hours_of_week import week_rows
from simcall.present.words.staffing import targets_sentence
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.assumptions import AssumptionNumbers, Draws, VarianceShares
from simcall.studies.assumptions.explained import AssumedExplanationNumbers
from simcall.studies.assumptions.staffed import AssumedStaffingNumbers

__all__ = ["WordedAnswer", "WordedTable", "words_of_explanation", "words_of_figures", "words_of_staffing"]

_TITLE_END = ", with assumptions"
_DRAWS = "The draws cover the spans of inputs that are not known, and not errors in other inputs."
_WITH_ASSUMPTIONS = (
    f'The intervals "with assumptions" hold {100 * CONFIDENCE:g} % of the values over the draws. They cover chance and '
    "the spans of inputs that are not known, and not errors in other inputs. Those of sampling alone are "
    f"{100 * CONFIDENCE:g} % intervals that cover chance."
)


@dataclass(frozen=True)
class WordedTable:
    """A table in words.

    Attributes
    ----------
    caption, subject : str
        What it shows, and of what.
    headings : tuple of str
        Of its columns.
    rows : tuple of tuple of str
        Its cells.
    """

    caption: str
    subject: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class MainFigures:
    """The main figures of a scenario or a study, as they stand beside those of others.

    Attributes
    ----------
    name : str
        Of the scenario or the study.
    figures : mapping of str to str
        The figures with their intervals, by what they are.
    """

    name: str
    figures: Mapping[str, str]


@dataclass(frozen=True)
class WordedAnswer:
    """An answer with assumptions in words.

    Attributes
    ----------
    title : str
        Of the report.
    question : str
        What was asked.
    about : str
        What was simulated, in a sentence.
    answer : tuple of str
        The answer, then what explains it.
    main_table : WordedTable or None
        The main figures with both intervals; None if there are too many for a first page.
    tables : tuple of WordedTable
        The other figures.
    targets : tuple of str
        In how many draws each target is met, if that is not the answer.
    intervals : str
        What the intervals hold and what they do not.
    first_to_measure : tuple of str
        For each figure, what to measure first, or why that cannot be said; empty if the answer says it.
    shares, drawn : tuple of WordedTable
        The share of each input in each figure, or in the largest part, and the spans that values were drawn from.
    method : tuple of str
        How values are drawn, and what that leaves out.
    main : tuple of MainFigures
        What stands beside other results in one report.
    command : str
        The command with its options, ``FILES`` where those of the scenarios stand.
    ensemble : str or None
        The calibration whose results the command names as ``FOLDER``; None if it names none.
    """

    title: str
    question: str
    about: str
    answer: tuple[str, ...]
    main_table: WordedTable | None
    tables: tuple[WordedTable, ...]
    targets: tuple[str, ...]
    intervals: str
    first_to_measure: tuple[str, ...]
    shares: tuple[WordedTable, ...]
    drawn: tuple[WordedTable, ...]
    method: tuple[str, ...]
    main: tuple[MainFigures, ...]
    command: str
    ensemble: str | None

    def document(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return asdict(self)


def words_of_figures(numbers: AssumptionNumbers) -> WordedAnswer:
    """Return the words of a run or a comparison with assumptions."""
    names, several = numbers.names, len(numbers.names) > 1
    question = (
        f"which is better, {' or '.join(map(quoted, names))}, if inputs are not known"
        if several
        else f"how far could the figures of {quoted(names[0])} be off because inputs are not known"
    )
    first, *others = (*_differences(numbers), *_levels(numbers))
    decisions, targets = tuple(decision_sentences(numbers)), tuple(_targets(numbers))
    replications = numbers.sets.replications
    options = f"--replications {replications} --seed {numbers.sets.seed}"
    return WordedAnswer(
        title=f"{in_a_row(names)}{_TITLE_END}",
        question=f"{question}?",
        about=f"{_drawn_in_words(numbers.draws)} Replications of each draw: {replications}. Seed {numbers.sets.seed}.",
        answer=decisions or targets or _first_figure(numbers),
        main_table=first,
        tables=tuple(others),
        targets=targets if decisions else (),
        intervals=_WITH_ASSUMPTIONS,
        first_to_measure=tuple(first_to_measure(shares, label) for label, shares in labelled_shares(numbers))
        or (nothing_to_measure(numbers.draws, numbers.with_value),),
        shares=tuple(_shares(label, shares, numbers.draws) for label, shares in labelled_shares(numbers)),
        drawn=_drawn(numbers.draws),
        method=tuple(method_sentences(numbers.draws)),
        main=tuple(_main(numbers, number) for number in range(len(names))),
        command=_command("compare" if several else "run", numbers.draws, options),
        ensemble=_calibration(numbers.draws),
    )


def words_of_explanation(numbers: AssumedExplanationNumbers) -> WordedAnswer:
    """Return the words of an explanation with assumptions."""
    plain, figure = numbers.plain, figure_name(numbers.plain)
    names = [scenario.name for scenario in plain.scenarios]
    differs = len(names) > 1
    why = f"why does {figure} differ between" if differs else f"why is {figure} as it is in"
    largest = plain.largest_first[0].cause
    shares = numbers.shares(largest.name)
    measure = f"--measure {quoted(str(plain.figure))}"
    options = f"{measure} --replications {numbers.replications} --seed {plain.seed}"
    rows = tuple(part_rows(numbers))
    title = f"Why {names[1]} differs from {names[0]}" if differs else f"Why: {names[0]}"
    return WordedAnswer(
        title=f"{title}{_TITLE_END}",
        question=f"{why} {' and '.join(map(quoted, names))}, and does the answer hold if inputs are not known?",
        about=f"{_drawn_in_words(numbers.draws)} Replications of each draw: {numbers.replications}. Seed {plain.seed}.",
        answer=tuple(explanation_sentences(numbers)),
        main_table=WordedTable(f"The part of each cause of {what_is_divided(numbers)}", "", PART_HEADINGS, rows),
        tables=(),
        targets=(),
        intervals=_WITH_ASSUMPTIONS,
        first_to_measure=(),
        shares=() if shares is None else (_shares(f"Size of this part: {rows[0][0]}", shares, numbers.draws),),
        drawn=_drawn(numbers.draws),
        method=tuple(method_sentences(numbers.draws)),
        main=(MainFigures(f"{in_a_row(names)}{_TITLE_END}", {what_is_divided(numbers): _change(numbers)}),),
        command=_command("explain", numbers.draws, options),
        ensemble=_calibration(numbers.draws),
    )


def words_of_staffing(numbers: AssumedStaffingNumbers) -> WordedAnswer:
    """Return the words of people needed with assumptions."""
    plain = numbers.plain
    divided = [(f"Hours of {name}", shares) for name in plain.groups if (shares := numbers.shares(name)) is not None]
    options = [f"--target {quoted(str(target))}" for target in plain.targets]
    options += [f"--group {quoted(name)}" for name in plain.groups]
    options += [f"--step {plain.step_min}min", f"--hold {plain.hold}", f"--seed {plain.seed}"]
    totals = {f"{name}: hours needed a week": _hours(numbers, name) for name in plain.groups}
    return WordedAnswer(
        title=f"People needed: {plain.scenario.name}{_TITLE_END}",
        question=f"how many people meet these targets, if inputs are not known? {targets_sentence(plain)}",
        about=f"{_drawn_in_words(numbers.draws)} Seed {plain.seed}.",
        answer=tuple(staffing_sentences(numbers)),
        main_table=None,
        tables=tuple(_weeks(numbers)),
        targets=(),
        intervals=_DRAWS,
        first_to_measure=(),
        shares=tuple(_shares(label, shares, numbers.draws) for label, shares in divided),
        drawn=_drawn(numbers.draws),
        method=tuple(method_sentences(numbers.draws)),
        main=(MainFigures(f"{plain.scenario.name}{_TITLE_END}", totals),),
        command=_command("staff", numbers.draws, " ".join(options)),
        ensemble=_calibration(numbers.draws),
    )


def _drawn_in_words(draws: Draws) -> str:
    return f"{len(draws):,} draws of {what_is_drawn(draws)}."


def _main(numbers: AssumptionNumbers, number: int) -> MainFigures:
    cells = {label: f"{mean} {interval}".strip() for label, mean, interval, _ in level_cells(numbers, number)}
    return MainFigures(f"{numbers.names[number]}{_TITLE_END}", cells)


def _targets(numbers: AssumptionNumbers) -> Iterator[str]:
    for number, name in enumerate(numbers.names):
        for sentence in target_sentences(numbers, number):
            yield f"{name}: {sentence}" if len(numbers.names) > 1 else sentence


def _first_figure(numbers: AssumptionNumbers) -> tuple[str, ...]:
    """Say the first main figure, if no target and no other scenario asks for anything."""
    for label, mean, interval, _ in level_cells(numbers, 0):
        return (f"{label}: {mean} {interval}, the mean of the draws." if interval else f"{label} has no value.",)
    common = " in common" if len(numbers.names) > 1 else ""
    return (f"There is no main figure{common}. summary.csv has every figure.",)


def _change(numbers: AssumedExplanationNumbers) -> str:
    kind, change = MEASURES[numbers.plain.figure.measure].kind, numbers.change
    if change.mean is None or change.low is None or change.high is None:
        return "-"
    low, high = signed(change.low, kind), signed(change.high, kind)
    return f"{signed(change.mean, kind)}, between {low} and {high} in the draws"


def _hours(numbers: AssumedStaffingNumbers, group: str) -> str:
    total = numbers.total_hours(group)
    mean, low, high = (f"{hours:,.0f}" for hours in (total.mean, total.low, total.high))
    return f"{mean}, between {low} and {high} in {with_an_answer(numbers)}"


def _levels(numbers: AssumptionNumbers) -> Iterator[WordedTable]:
    for number, name in enumerate(numbers.names):
        rows = tuple(level_cells(numbers, number))
        yield WordedTable(f"{name}: main figures", name, figure_headings(), rows)


def _differences(numbers: AssumptionNumbers) -> Iterator[WordedTable]:
    for number, name in enumerate(numbers.names[1:], start=1):
        against = f"{name} against {numbers.names[0]}"
        yield WordedTable(against, against, DIFFERENCE_HEADINGS, tuple(difference_cells(numbers, number)))


def _shares(label: str, shares: VarianceShares, draws: Draws) -> WordedTable:
    inputs = [spanned for own in draws.inputs.values() for spanned in own if spanned is not None]
    return WordedTable(label, label, SHARE_HEADINGS, tuple(share_cells(shares, inputs)))


def _drawn(draws: Draws) -> tuple[WordedTable, ...]:
    return (WordedTable("Inputs with a span", "", INPUT_HEADINGS, tuple(input_cells(draws))),) if draws.paths else ()


def _weeks(numbers: AssumedStaffingNumbers) -> Iterator[WordedTable]:
    """Yield a table by hour and weekday for each group: with the scenario's own values, and over the draws."""
    draws = with_an_answer(numbers)
    for name, group in numbers.plain.groups.items():
        mean, low, high = numbers.by_step(name)
        for kind, values, decimals in (
            ("with the scenario's own values", group.required, 0),
            (f"mean of {draws}", mean, 1),
            (f"lowest of {draws}", low, 0),
            (f"highest of {draws}", high, 0),
        ):
            caption, rows = f"{name}: people needed at the phones, {kind}", week_rows(values, decimals)
            yield WordedTable(caption, f"{name}, {kind}", ("hour", *WEEKDAYS), rows)


def _command(name: str, draws: Draws, options: str) -> str:
    ensemble = f" --ensemble FOLDER{f' --like {quoted(draws.like)}' if draws.like else ''}" if draws.ensemble else ""
    return f"simcall {name} FILES --assumptions --draws {len(draws)} {options}{ensemble} --out again"


def _calibration(draws: Draws) -> str | None:
    return None if draws.ensemble is None else draws.ensemble.study
