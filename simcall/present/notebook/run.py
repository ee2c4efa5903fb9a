"""How a run shows itself in a notebook: the main figures of each line and group, each with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from simcall.measures.definitions import GROUP_MEASURES, LINE_MEASURES
from simcall.measures.measure import Kind, Measure
from simcall.measures.verdicts import JudgedLine, verdicts
from simcall.present.words.figures import figure_in_words
from simcall.present.words.span_texts import average_span, span_of_target
from simcall.present.words.target_texts import target_in_words
from simcall.scenario.listing.notebook_tables import Cell, display, folded, note, table
from simcall.scenario.models.quantities import plain_duration
from simcall.scenario.models.week import span_in_words

if TYPE_CHECKING:
    from simcall.measures import Estimates, RunNumbers
    from simcall.scenario import Line

__all__ = ["results_html"]


def results_html(results: RunNumbers) -> str:
    """Return the main figures of a run as tables, and the definitions in force below them."""
    of_lines = [measure for measure in LINE_MEASURES if measure.is_main]
    return display(
        results.blueprint.scenario.name,
        note("; ".join(results.changes) and f"Changed for this run: {'; '.join(results.changes)}"),
        note(_what_was_run(results)),
        *(note(_sentence(results, judged)) for judged in verdicts(results)),
        _measures(results, "Line", results.lines, of_lines),
        *([_measures(results, "Grade", results.grades, of_lines)] if results.grades else []),
        _measures(results, "Group", results.groups, GROUP_MEASURES),
        folded("Definitions", _definitions(results, of_lines)),
    )


def _what_was_run(results: RunNumbers) -> str:
    scenario = results.blueprint.scenario
    times = "1 replication" if results.replications == 1 else f"{results.replications} replications"
    of_average = f"[low, high] is the 95 % interval of {average_span(scenario.days)}"
    interval = of_average if results.replications > 1 else "one replication gives no intervals"
    return (
        f"{span_in_words(scenario.start, scenario.days)}, {times}, seed {results.seed}. "
        f"Counts and hours are means of a whole span; {interval}. to_frame() has every measure."
    )


def _sentence(results: RunNumbers, judged: JudgedLine) -> str:
    scenario = results.blueprint.scenario
    verdict = _verdict_sentence(judged, scenario.lines[judged.line])
    return " ".join(filter(None, (verdict, span_of_target(judged, scenario.days))))


def _verdict_sentence(judged: JudgedLine, line: Line) -> str:
    share = figure_in_words(judged.estimate, Kind.SHARE)
    if judged.within_s is None:
        return f"{judged.line}: {share} of calls abandoned; target {target_in_words(judged)}: {judged.in_words}."
    target = f"{100 * judged.share:g} % within {plain_duration(judged.within_s)}"
    whole = "incidents attended" if line.grade else "answered calls"
    return f"{judged.line}: {share} of {whole} in time; target {target}: {judged.in_words}."


def _measures(results: RunNumbers, of: str, tables: Mapping[str, Estimates], measures: Sequence[Measure]) -> str:
    """Return a table with a row for each measure and a column for each line or group."""
    rows: list[Sequence[Cell | str]] = [
        (
            measure.name,
            *(
                Cell(figure_in_words(estimates[measure.name], measure.kind), results.definition(measure.name, name))
                for name, estimates in tables.items()
            ),
        )
        for measure in measures
    ]
    return table((of, *tables), rows)


def _definitions(results: RunNumbers, of_lines: Sequence[Measure]) -> dict[str, str]:
    pairs = [(name, measure) for name in results.lines for measure in of_lines]
    pairs += [(name, measure) for name in results.grades for measure in of_lines]
    pairs += [(name, measure) for name in results.groups for measure in GROUP_MEASURES]
    return {f"{name}: {measure.name}": results.definition(measure.name, name) for name, measure in pairs}
