"""What an answer says about assumptions: the intervals, the decisions, and what to measure first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simcall.files.messages import counted
from simcall.measures import CONFIDENCE, MEASURES, Kind, Verdict
from simcall.measures.measure import End
from simcall.measures.measure_texts import label_of, lines_named, worded_for
from simcall.measures.targets import Figure, Target
from simcall.present.words.differences import signed
from simcall.present.words.figures import figure as figure_cells
from simcall.present.words.figures import number_in_words
from simcall.scenario import Scenario, SpannedInput
from simcall.studies.assumptions import (
    ENSEMBLE,
    AssumptionNumbers,
    Draws,
    InputShare,
    VarianceShares,
    fewest_draws,
)

__all__ = [
    "DIFFERENCE_HEADINGS",
    "INPUT_HEADINGS",
    "SHARE_HEADINGS",
    "decision_sentences",
    "difference_cells",
    "draws_sentence",
    "figure_headings",
    "figure_label",
    "first_to_measure",
    "input_cells",
    "input_name",
    "labelled_shares",
    "level_cells",
    "listed_shares",
    "method_sentences",
    "nothing_to_measure",
    "share_cells",
    "signed_interval",
    "target_sentences",
    "what_is_drawn",
]

_INTERVAL = f"{100 * CONFIDENCE:g} % interval"
DIFFERENCE_HEADINGS = ("difference", "mean", "with assumptions", "sampling alone", "draws higher", "draws lower")
SHARE_HEADINGS = ("input", "span", "share of the variance", "interval")
INPUT_HEADINGS = ("input", "value", "span", "kind")
_SMALL_SHARE = 0.02
"""Inputs with a smaller share are counted and not listed."""
_MANY = 6
"""The most inputs that a table of shares lists."""


def figure_headings() -> tuple[str, ...]:
    """Return the headings of a table of levels."""
    return ("figure", "mean", "with assumptions", "sampling alone")


def figure_label(figure: Figure, scenario: Scenario) -> str:
    """Write a figure: "999 answered in 10 s", "101 abandoned"."""
    measure, times = worded_for(MEASURES[figure.measure], lines_named(figure.line_or_group, scenario.lines))
    return f"{figure.line_or_group} {label_of(measure, *times)}"


def draws_sentence(numbers: AssumptionNumbers) -> str:
    """Say what was simulated."""
    sets, each = counted(len(numbers.draws), "draw"), counted(numbers.sets.replications, "replication")
    return f"{sets} of {what_is_drawn(numbers.draws)}, {each} each, seed {numbers.sets.seed}. [low, high]: {_INTERVAL}."


def what_is_drawn(draws: Draws) -> str:
    """Say what a draw has values of: "12 values with a span"."""
    parts = [f"{counted(len(draws.paths), 'value')} with a span"] if draws.paths else []
    if draws.ensemble is not None:
        parts.append(f'the calibrated values of "{draws.ensemble.study}"')
    return " and ".join(parts)


def level_cells(numbers: AssumptionNumbers, number: int) -> Iterator[tuple[str, ...]]:
    """Yield the rows of `figure_headings`: each main figure of a scenario."""
    for figure in numbers.figures:
        kind = MEASURES[figure.measure].kind
        mean, interval = figure_cells(numbers.of(figure, number), kind)
        yield (
            figure_label(figure, numbers.scenarios[number]),
            mean,
            interval,
            figure_cells(numbers.sampling(figure, number), kind)[1],
        )


def difference_cells(numbers: AssumptionNumbers, number: int) -> Iterator[tuple[str, ...]]:
    """Yield the rows of `DIFFERENCE_HEADINGS`: each main figure of a scenario less that of the base."""
    for figure in numbers.figures:
        kind = MEASURES[figure.measure].kind
        whole, alone = numbers.difference(figure, number), numbers.sampling_difference(figure, number)
        direction = numbers.direction(figure, number)
        yield (
            figure_label(figure, numbers.scenarios[number]),
            "-" if whole.mean is None else signed(whole.mean, kind),
            signed_interval(whole.low, whole.high, kind),
            signed_interval(alone.low, alone.high, kind),
            f"{direction.higher} of {direction.draws}",
            f"{direction.lower} of {direction.draws}",
        )


def signed_interval(low: float | None, high: float | None, kind: Kind) -> str:
    """Write the ends of a difference's interval: "[+12.4, +18.4]"."""
    if low is None or high is None:
        return ""
    return f"[{signed(low, kind).partition(' ')[0]}, {signed(high, kind).partition(' ')[0]}]"


def target_sentences(numbers: AssumptionNumbers, number: int) -> Iterator[str]:
    """Say for each target of a scenario in how many draws it is met."""
    draws = len(numbers.draws)
    for target_draws in numbers.targets(number):
        rest = [
            f"{words} in {target_draws.counts[verdict]}"
            for verdict, words in (
                (Verdict.MISSED, "missed"),
                (Verdict.TOO_CLOSE, "too close to call"),
                (Verdict.NOBODY_RANG, "nobody rang"),
            )
            if target_draws.counts.get(verdict)
        ]
        behind = f" ({', '.join(rest)})" if rest else ""
        target = _target_in_words(target_draws.target, numbers.scenarios[number])
        yield f"{target}: met in {target_draws.met} of {draws} draws{behind}."


def _target_in_words(target: Target, scenario: Scenario) -> str:
    limit = number_in_words(target.value, MEASURES[target.measure].kind)
    bound = "at least" if target.comparison.startswith(">") else "at most"
    return f"{figure_label(target, scenario)}, {bound} {limit}"


def decision_sentences(numbers: AssumptionNumbers) -> Iterator[str]:
    """Say how often the decision would change: which scenario is better for callers, draw by draw."""
    for figure in numbers.figures if len(numbers.scenarios) > 1 else ():
        wins = numbers.best(figure)
        if wins is None or not sum(wins.values()):
            continue
        if len(numbers.scenarios) == 2:
            yield _better_of_two(numbers, figure)
            continue
        total = sum(wins.values())
        each = "; ".join(f"{name}: {n} of {total}" for name, n in wins.items())
        yield f"{figure_label(figure, numbers.scenarios[0])}, draws in which each is the best. {each}."


def _better_of_two(numbers: AssumptionNumbers, figure: Figure) -> str:
    """Say "In 61 of 64 draws …", and how sure each draw is."""
    direction = numbers.direction(figure, 1)
    higher_is_better = MEASURES[figure.measure].worse is not End.HIGHEST
    better, worse = (direction.higher, direction.lower) if higher_is_better else (direction.lower, direction.higher)
    clear = direction.clearly_higher if higher_is_better else direction.clearly_lower
    base, other = numbers.names
    label = figure_label(figure, numbers.scenarios[1])
    sure = f", clearly in {clear}" if clear != better else ""
    against = f' "{base}" is better in {worse}.' if worse else ""
    return f'{label}: "{other}" is better than "{base}" in {better} of {direction.draws} draws{sure}.{against}'


def first_to_measure(shares: VarianceShares, label: str) -> str:
    """Say what to measure first, or that the draws are too few to tell."""
    if not shares.is_clear:
        largest = shares.inputs[0]
        return (
            f"{label}: {shares.draws} draws are too few to tell which assumption matters most. The largest share, of "
            f"{input_name(largest.name)}, is {_percent(largest.share)}; chance alone gives up to "
            f"{_percent(shares.chance)}. Take more draws with --draws."
        )
    first = shares.inputs[0]
    interval = f"between {_percent(first.low)} and {_percent(first.high)}"
    if first.name == ENSEMBLE:
        return (
            f"{label}: the calibrated values account for {_percent(first.share)} of the variance ({interval}). More "
            "published or measured figures would pin them down."
        )
    return (
        f"{label}: measure {first.name} first. It accounts for {_percent(first.share)} of the variance over the draws "
        f"({interval})."
    )


def nothing_to_measure(draws: Draws, with_value: int) -> str:
    """Say why no assumption matters most.

    Parameters
    ----------
    draws : Draws
        What was drawn.
    with_value : int
        The number of draws in which the figure has a value.
    """
    fewest = fewest_draws(draws.positions())
    if with_value >= fewest:
        return "No figure differs between the draws."
    if with_value < len(draws):
        return f"{with_value} of {len(draws)} draws have a value, too few to tell which assumption matters most."
    return f"{len(draws)} draws are too few to tell which assumption matters most. Take {fewest} or more with --draws."


def labelled_shares(numbers: AssumptionNumbers) -> Iterator[tuple[str, VarianceShares]]:
    """Yield what to call each main figure that the draws change, and the share of each input in it."""
    for number, figure, shares in numbers.divided:
        label = figure_label(figure, numbers.scenarios[number])
        yield label if len(numbers.names) == 1 else f"{label}, {numbers.names[number]} less the base", shares


def listed_shares(shares: VarianceShares) -> tuple[tuple[InputShare, ...], list[tuple[str, float]]]:
    """Return the inputs that a table or a picture lists, and what is left: the other inputs, and what is not theirs."""
    listed = tuple(share for share in shares.inputs if share.share >= _SMALL_SHARE)[:_MANY]
    others = shares.inputs[len(listed) :]
    left = [(counted(len(others), "other input"), sum(share.share for share in others))] if others else []
    return listed, [*left, ("inputs together, and chance", shares.rest)]


def share_cells(shares: VarianceShares, inputs: Sequence[SpannedInput]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of `SHARE_HEADINGS`, the largest share first, and what is left."""
    spans = {spanned.path: spanned.span_in_words for spanned in inputs}
    listed, left = listed_shares(shares)
    for spanned in listed:
        yield input_name(spanned.name), spans.get(spanned.name, ""), _percent(spanned.share), _interval(spanned)
    for words, share in left:
        yield words, "", _percent(share), ""


def input_name(name: str) -> str:
    """Return what sentences call an input: its path, or the calibrated values together."""
    return "the calibrated values together" if name == ENSEMBLE else name


def _interval(share: InputShare) -> str:
    return f"[{_percent(share.low)}, {_percent(share.high)}]"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def input_cells(draws: Draws) -> Iterator[tuple[str, ...]]:
    """Yield the rows of `INPUT_HEADINGS`: what is drawn from spans."""
    for inputs in draws.inputs.values():
        for spanned in list(dict.fromkeys(own for own in inputs if own is not None)):
            yield spanned.path, spanned.value_in_words, spanned.span_in_words, spanned.kind


def method_sentences(draws: Draws) -> Iterator[str]:
    """Say how values are drawn, and what that leaves out."""
    if draws.paths:
        yield (
            "Each value is drawn uniformly over its span, independently of the others. The mean over the draws may "
            "differ from the scenario's own figure, because its values need not lie in the middle of their spans."
        )
    tied = sum(any(spanned and spanned.kind == "calibrated" for spanned in inputs) for inputs in draws.inputs.values())
    if tied and draws.ensemble is None:
        yield (
            f"{tied} of these {'is' if tied == 1 else 'are'} calibrated. Published figures tie calibrated values "
            "together, and independent draws ignore that, so the intervals are too wide. For sets of values that meet "
            "the published figures, add --ensemble with the calibration's folder."
        )
    if draws.ensemble is not None:
        yield (
            "Each draw takes one set of calibrated values, all of which meet the published figures; they were fitted "
            "with the other inputs as the scenario has them."
        )
