"""What people who are moved from other work bring and cost, in sentences and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simcall.files.messages import in_a_row
from simcall.measures import Estimate, Kind
from simcall.measures.targets import Figure
from simcall.present.words.differences import points, signed
from simcall.present.words.figure_texts import lines_with_one_target
from simcall.scenario.models.paths import lookup, parse_path
from simcall.scenario.models.shifts import written_times
from simcall.studies.figure_names import counted_name
from simcall.studies.sweep.exchange import PER_HOURS, Exchange
from simcall.studies.sweep.table import SweepNumbers

__all__ = ["EXCHANGE_NOTE", "exchange_columns", "exchange_rows", "exchange_sentences"]

EXCHANGE_NOTE = (
    f"For each {PER_HOURS:.0f} hours moved: how many more or fewer there are, as a mean over the other values of the "
    "sweep, with its 95 % interval. The same callers ring at all values."
)
"""What stands beside the table."""


def exchange_sentences(sweep: SweepNumbers) -> tuple[str, ...]:
    """Say what the first people who are moved bring and cost, and what the last do: a sentence or two for each path."""
    steps: dict[str, list[Exchange]] = {}
    for exchange in sweep.exchanges:
        steps.setdefault(exchange.path, []).append(exchange)
    return tuple(_sentence(sweep, of_path[1:] or of_path) for of_path in steps.values())


def exchange_columns(sweep: SweepNumbers) -> tuple[str, ...]:
    """Return the headings of `exchange_rows`."""
    return "who is moved", "people", "hours moved", *(_name(sweep, figure) for figure in _figures(sweep))


def exchange_rows(sweep: SweepNumbers) -> Iterator[tuple[str, ...]]:
    """Yield a row for each step of each path, after one for its whole range."""
    figures = _figures(sweep)
    for exchange in sweep.exchanges:
        changes = (_change(exchange.changes[figure]) if figure in exchange.changes else "-" for figure in figures)
        yield _where(sweep, exchange), f"{exchange.low} to {exchange.high}", f"{exchange.hours:,.0f} h", *changes


def _figures(sweep: SweepNumbers) -> tuple[Figure, ...]:
    """Return the figures of which at least one step knows the change, in the order of the sweep's own figures."""
    known = {figure for exchange in sweep.exchanges for figure in exchange.changes}
    return tuple(figure for figure in dict.fromkeys(aim.figure for aim in sweep.aims) if figure in known)


def _sentence(sweep: SweepNumbers, steps: Sequence[Exchange]) -> str:
    first, last = steps[0], steps[-1]
    moved = f"{first.group} {_where(sweep, first)}"
    of_first = (
        f"Each {PER_HOURS:.0f} hours of the first {'of the' if first.high == 1 else f'{first.high:g}'} {moved}"
        if first.low == 0
        else f"Between {first.low:g} and {first.high:g} {moved}, each {PER_HOURS:.0f} hours"
    )
    first_sentence = f"{of_first} mean {_changes_in_words(sweep, first)}."
    if last is first:
        return first_sentence
    return f"{first_sentence} Between {last.low:g} and {last.high:g} they mean {_changes_in_words(sweep, last)}."


def _changes_in_words(sweep: SweepNumbers, exchange: Exchange) -> str:
    """Write all that changes: "62.0 more 999 calls answered in less than 10 s [40.4, 83.5] and …"."""
    return in_a_row([_part(sweep, figure, estimate) for figure, estimate in exchange.changes.items()])


def _part(sweep: SweepNumbers, figure: Figure, estimate: Estimate) -> str:
    name, mean = _name(sweep, figure), estimate.mean or 0.0
    size = f"{points(mean, Kind.COUNT)} {'more' if mean > 0 else 'fewer'} {name}"
    if estimate.low is None or estimate.high is None:
        return size
    if estimate.low * estimate.high <= 0:
        return f"no clear change in {name} ({signed(estimate.low, Kind.COUNT)} to {signed(estimate.high, Kind.COUNT)})"
    ends = sorted((abs(estimate.low), abs(estimate.high)))
    return f"{size} [{', '.join(points(end, Kind.COUNT) for end in ends)}]"


def _change(estimate: Estimate) -> str:
    """Write "+62.0 [58.1, 65.9]"."""
    mean = signed(estimate.mean or 0.0, Kind.COUNT)
    if estimate.low is None or estimate.high is None:
        return mean
    return f"{mean} [{signed(estimate.low, Kind.COUNT)}, {signed(estimate.high, Kind.COUNT)}]"


def _name(sweep: SweepNumbers, figure: Figure) -> str:
    return counted_name(figure, lines_with_one_target(sweep.design))


def _where(sweep: SweepNumbers, exchange: Exchange) -> str:
    """Say when people are moved: by the times of their shift, or by what is varied."""
    *post, _ = parse_path(exchange.path)
    document = sweep.design.base.document()
    shift = sweep.design.base.shifts.get(str(lookup(document, (*post, "shift"))))
    if shift is None:
        return f"with {sweep.design.labels.get(exchange.path, exchange.path)}"
    return f"from {written_times(shift).partition(' (')[0]}"
