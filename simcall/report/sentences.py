"""Sentences and tables that reports of several kinds have in common: one source of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simcall.files.messages import capital
from simcall.measures import MEASURES, JudgedLine, Kind, RunNumbers, Verdict, verdicts
from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET
from simcall.measures.incident_words import suits, worded
from simcall.measures.measure_texts import label_of, lines_named
from simcall.present.words.figures import figure_in_words, is_worth_showing
from simcall.present.words.span_texts import one_span, span_range
from simcall.present.words.target_texts import target_in_words
from simcall.report import league
from simcall.report.content import Block, Cell, Listing, Mark, Number, Paragraph, Section, Table, Tone, numbers, spans
from simcall.report.reading import Folder
from simcall.scenario import Scenario, staffing_oddities, warnings
from simcall.scenario.models.quantities import plain_duration
from simcall.scenario.models.week import span_in_words

__all__ = [
    "INTERVALS",
    "and_list",
    "as_saved",
    "days_of",
    "figure_rows",
    "in_league",
    "made_again",
    "main_figures",
    "notes_on",
    "odd_in",
    "other_version",
    "target_table",
    "verdict_mark",
]

INTERVALS = "The brackets are 95 % intervals. They cover chance, but not errors in the inputs."
_ODD = 2
"""Odd things of a scenario that the first page names; the register of inputs has all of them."""


def days_of(scenario: Scenario) -> str:
    """Write a scenario's span: "29 days from 1 February 2024"."""
    return span_in_words(scenario.start, scenario.days)


def and_list(names: Sequence[str]) -> str:
    """Write names as a list: "999, 101 and 112"."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def verdict_mark(verdict: Verdict) -> Mark:
    """Return a verdict as a cell: in words, with a colour beside them."""
    return Mark(str(verdict), _TONES[verdict])


_TONES: Mapping[Verdict, Tone] = {
    Verdict.MET: "good",
    Verdict.MISSED: "bad",
    Verdict.TOO_CLOSE: "unsure",
    Verdict.NOBODY_RANG: "plain",
}


def target_table(runs: Sequence[RunNumbers]) -> Table | None:
    """Return every target of every line, and whether it is met; with several scenarios, each row names its own."""
    several = len(runs) > 1
    rows = tuple(
        (*([results.blueprint.scenario.name] if several else []), *_target_row(judged))
        for results in runs
        for judged in verdicts(results)
    )
    if not rows:
        return None
    span_name = one_span(runs[0].blueprint.scenario.days)
    has_incidents = any(results.grades for results in runs)
    share = "in time" if has_incidents else "answered in time"
    columns = (*(["scenario"] if several else []), "line", "target", share, "from", "to", span_name, "verdict")
    of_abandonment = any(target.within_s is None for results in runs for target in verdicts(results))
    shares = "or of calls that were abandoned" if of_abandonment else ""
    incidents = ", and of incidents that were attended in time" if has_incidents else ""
    title = f"Is each target met? The share of answered calls that were answered in time {shares}".rstrip() + incidents
    return Table(title, columns, rows, sheet="Targets")


def _target_row(judged: JudgedLine) -> tuple[Cell, ...]:
    ends = numbers(judged.estimate, Kind.SHARE)
    of_one = span_range(judged.estimate, Kind.SHARE) or "-"
    return (judged.line, target_in_words(judged), *ends, of_one, verdict_mark(judged.verdict))


def figure_rows(results: RunNumbers, of: str, name: str) -> Iterator[tuple[Cell, ...]]:
    """Yield each measure of a line or group, or of the total, with its interval and the definition in force."""
    estimates = results.tables[of][name] if name else results.total
    lines = lines_named(name, results.blueprint.scenario.lines) if of != "group" else []
    for measure_name, estimate in estimates.items():
        measure = MEASURES[measure_name]
        if is_worth_showing(measure, estimate) and suits(measure, lines):
            ends = (*numbers(estimate, measure.kind), *spans(estimate, measure.kind))
            yield measure.name, *ends, results.definition(measure.name, name)


def main_figures(results: RunNumbers) -> Iterator[tuple[str, Cell]]:
    """Yield what stands in a table of several reports beside each other."""
    for name, line in results.blueprint.scenario.lines.items():
        estimates = results.lines[name]
        if line.answer_target:
            yield (
                f"{name} {label_of(worded(ANSWERED_IN_TARGET, [line]), plain_duration(line.answer_target.within))}",
                figure_in_words(estimates.answered_in_target, Kind.SHARE),
            )
        if line.grade is None:
            yield f"{name} {label_of(ABANDONMENT_RATE)}", figure_in_words(estimates.abandonment_rate, Kind.SHARE)
    for name, group in results.groups.items():
        yield f"{name}: hours on duty", Number(group.duty_hours.mean, Kind.HOURS)


def in_league(runs: Sequence[RunNumbers]) -> Section | None:
    """Return the place that 999 would have had among the forces printed for November 2023; None if there is none."""
    places = [
        f"{results.blueprint.scenario.name}: {league.place_among(results.lines[name].answered_in_target)}"
        for results in runs
        for name, line in results.blueprint.scenario.lines.items()
        if league.counts_here(name, line.answer_target) and results.lines[name].answered_in_target.mean is not None
    ]
    if not places:
        return None
    first, last = league.published()[0], league.published()[-1]
    table = Table(
        "999 calls answered in 10 s in November 2023, as published",
        ("force", "answered in 10 s"),
        tuple((force.force, Number(force.percent / 100, Kind.SHARE)) for force in league.published()),
        is_folded=True,
    )
    blocks: tuple[Block, ...] = (
        Listing(tuple(places)),
        Paragraph(
            f"The highest published share was {first.percent:.1f} % ({first.force}), the lowest {last.percent:.1f} % "
            f"({last.force}). The figures are always those of November 2023, whatever the scenario's month. They "
            f"include the modelled hub's own force. Sources: {'; '.join(league.sources())}."
        ),
        table,
    )
    return Section("Among the forces in November 2023", blocks, sheet="Method")


def made_again(folder: Folder) -> str:
    """Say that the saved figures were made again, and came out the same."""
    return (
        "These results: for this report, simcall simulated every replication again from the manifest in the folder "
        f'"{folder.path.resolve().name}". Every figure was the same.'
    )


def as_saved(folder: Folder) -> str:
    """Say that the saved figures were read, and that nothing was simulated again."""
    return (
        f'These results: simcall read them from the folder "{folder.path.resolve().name}" and simulated nothing again. '
        "To check them, run the command below."
    )


def odd_in(scenario: Scenario, base: Scenario | None = None) -> tuple[str, ...]:
    """Say the first few things that are legal and odd in a scenario, and not in the base already.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    base : Scenario, optional
        Of which the same is said before it.

    Returns
    -------
    tuple of str
        One text, or none. Who is there to answer comes first: no figure weighs more than a line that nobody can answer.
    """
    of_base = warnings(base) if base is not None else ()
    odd = [
        message
        for message in dict.fromkeys((*staffing_oddities(scenario), *warnings(scenario)))
        if message not in of_base
    ]
    if not odd:
        return ()
    sentences = " ".join(f"{capital(message)}." for message in odd[:_ODD])
    more = f" {len(odd) - _ODD} more are in the register of inputs." if len(odd) > _ODD else ""
    return (f"Odd in {scenario.name}: {sentences}{more}",)


def notes_on(folder: Folder, scenarios: Sequence[Scenario]) -> Iterator[str]:
    """Yield that another version has made the results, and what is odd in each scenario and not in the first."""
    if other_version_made_it := other_version(folder):
        yield other_version_made_it
    first, *others = scenarios
    yield from odd_in(first)
    for other in others:
        yield from odd_in(other, first)


def other_version(folder: Folder) -> str | None:
    """Say that another version has made the results; None if it was this one."""
    from simcall.files.program import program

    versions: Mapping[str, Any] = folder.manifest.get("versions", {})
    version, now = versions.get("simcall"), program()["versions"]["simcall"]
    if version == now:
        return None
    return f"simcall {version or '(version unknown)'} made these results, and simcall {now} made this report."
