"""What the report of a run says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from simcall.measures import Estimate, Kind, RunNumbers, Verdict, verdicts
from simcall.present.pictures import Picture, pictures_of, svg_text
from simcall.present.words.figures import figure_in_words
from simcall.report.again import run_again
from simcall.report.assurance import assurance
from simcall.report.content import Block, Illustration, Listing, Paragraph, Part, Section, Table
from simcall.report.reading import Folder
from simcall.report.recipe import recipe
from simcall.report.register import register, rests_on
from simcall.report.sentences import (
    capital,
    counted,
    days_of,
    figure_rows,
    in_league,
    made_again,
    main_figures,
    odd_in,
    other_version,
    target_table,
    verdict_words,
)
from simcall.report.svg import as_saved
from simcall.report.weeks import hour_tables, week_tables
from simcall.scenario import Scenario
from simcall.scenario.models.quantities import plain_duration
from simcall.studies.run import Progress

__all__ = ["answer", "of_run"]

_FIGURE_COLUMNS = ("measure", "figure", "from", "to", "definition")
_LEFT_WAITING = 0.01
"""Of the calls offered: if more still wait when a run ends, its waits are cut short."""


def of_run(folder: Folder, prefix: str, progress: Progress | None = None) -> Part:
    """Return the report of a run.

    Parameters
    ----------
    folder : Folder
        Of the run.
    prefix : str
        With which the ids of its pictures begin.
    progress : callable, optional
        As for `simcall.run`, while the results are made again.
    """
    results = run_again(folder, progress)
    scenario = results.blueprint.scenario
    league = in_league([results])
    sections = [
        Section("Pictures", _pictures(folder, results, prefix)),
        Section("By hour of the week", week_tables(results)),
        *([league] if league else []),
        Section("Every figure, with the definition in force", _figures(results)),
        assurance(
            _purpose(scenario, results),
            register(scenario),
            [made_again(folder)],
            _uncertainty(results),
            _recipe(folder, results),
        ),
    ]
    return Part(
        title=scenario.name,
        about=_about(results),
        answer=answer(results),
        alerts=tuple(_alerts(folder, results)),
        targets=target_table([results]),
        sections=tuple(sections),
        main=((scenario.name, dict(main_figures(results))),),
    )


def _about(results: RunNumbers) -> str:
    scenario = results.blueprint.scenario
    changed = f" Changed for this run: {'; '.join(results.changes)}." if results.changes else ""
    described = f" {scenario.description}" if scenario.description else ""
    return (
        f"A run of simcall: {days_of(scenario)}, {counted(results.replications, 'replication')}, seed {results.seed}."
        f"{described}{changed}"
    )


def answer(results: RunNumbers) -> tuple[str, ...]:
    """Return the answer: what happens on the first line, on the others, and what that rests on."""
    scenario = results.blueprint.scenario
    judged = {verdict.line: verdict for verdict in verdicts(results)}
    lines = sorted(scenario.lines, key=lambda name: scenario.lines[name].priority)
    first, *others = (_of_line(results, name, judged.get(name)) for name in lines)
    return (
        f"In the {days_of(scenario)}, {first}.",
        *([f"{capital('; '.join(others))}."] if others else []),
        f"{rests_on([scenario])} {_bracket(results)}",
    )


def _of_line(results: RunNumbers, name: str, verdict: Verdict | None) -> str:
    """Say what callers of a line would meet."""
    found = results.lines[name]
    given_up = f"callers would give up {figure_in_words(found.abandonment_rate, Kind.SHARE)} of the calls to {name}"
    if not found.offered.mean:
        return f"nobody would ring {name}"
    if verdict is None or found.answered_in_target.mean is None:
        target = f", and nobody would be answered: {verdict_words(verdict)}" if verdict else ""
        return f"{given_up}{target}"
    within = plain_duration(verdict.within_s)
    return (
        f"{figure_in_words(verdict.found, Kind.SHARE)} of the {name} calls that are answered would be answered within "
        f"{within}: "
        f"{verdict_words(verdict)}, and {given_up}"
    )


def _bracket(results: RunNumbers) -> str:
    if results.replications == 1:
        return "One replication gives no intervals: how far chance moves the figures is not known."
    return (
        f"The brackets say how far chance moves the mean of {results.replications} such spans (95 %), and not how far "
        "those inputs may be wrong."
    )


def _alerts(folder: Folder, results: RunNumbers) -> Iterator[str]:
    if said := other_version(folder):
        yield f"{said} It gives the same figures."
    yield from odd_in(results.blueprint.scenario)
    for name, found in results.lines.items():
        waiting, offered = found.still_waiting.mean, found.offered.mean
        if waiting and offered and waiting > _LEFT_WAITING * offered:
            yield (
                f"Line {name}: {waiting:,.0f} calls ({waiting / offered:.1%} of those offered) still waited when the "
                "run "
                "ended; its waits are cut short there, and its queue may only grow."
            )
    if results.replications == 1:
        yield "One replication: one possible course of events, with no measure of chance. Run at least 30 to act on it."


def _pictures(folder: Folder, results: RunNumbers, prefix: str) -> tuple[Illustration, ...]:
    """Return the pictures: as they are saved, if they say what they would say now; else drawn, which takes longer."""
    return tuple(
        _picture(folder.path / "figures" / f"{one.name}.svg", one, f"{prefix}-{one.name}")
        for one in pictures_of(results)
    )


def _picture(file: Path, one: Picture, prefix: str) -> Illustration:
    found = as_saved(file, one.alternative, prefix)
    if found is not None:
        return Illustration(one.title, one.alternative, partial(str, found), has_title=True)
    return Illustration(one.title, one.alternative, lambda: svg_text(one.draw(), one.alternative, prefix))


def _figures(results: RunNumbers) -> tuple[Block, ...]:
    scenario = results.blueprint.scenario
    said = Paragraph(
        "Counts and hours are means of a whole span; from and to are the ends of the 95 % interval. A share or a mean "
        "is "
        "of all replications together."
    )
    tables = [
        Table(f"{of.capitalize()} {name}", _FIGURE_COLUMNS, tuple(figure_rows(results, of, name)), name, "Measures")
        for of, names in (("line", scenario.lines), ("group", scenario.groups))
        for name in names
    ]
    hours = _taken(results)
    return (said, *([Listing(hours)] if hours else []), *tables, *hour_tables(results))


def _taken(results: RunNumbers) -> tuple[str, ...]:
    """Say whose other work pays for the help, and what it costs."""
    return tuple(
        f"{name}: {_hours(results.groups[name].duty_hours)} on duty and {_hours(results.groups[name].overrun_hours)} "
        f"after it, of which {_hours(results.groups[name].busy_hours)} with calls: hours taken from {group.taken_from}."
        for name, group in results.blueprint.scenario.groups.items()
        if group.taken_from
    )


def _hours(found: Estimate) -> str:
    return figure_in_words(Estimate(found.mean, None, None) if found.low == found.high else found, Kind.HOURS)


def _purpose(scenario: Scenario, results: RunNumbers) -> Sequence[str]:
    return (
        "To say what would happen to answer times and to abandonment in a police contact centre with these calls, "
        "these "
        "people and these rules, before it is tried on callers.",
        f'The question of this run: what would callers meet in the {days_of(scenario)} under "{scenario.name}"?'
        + (f" Changed for it: {'; '.join(results.changes)}." if results.changes else ""),
    )


def _uncertainty(results: RunNumbers) -> Sequence[str]:
    n = results.replications
    chance = (
        f"Chance: the 95 % intervals are of the mean of {n} replications. They narrow with more of them, and do not "
        "say "
        "how far one real month may stray from the mean, which is much further."
        if n > 1
        else "Chance: one replication gives no interval."
    )
    return (
        chance,
        "Inputs: the intervals do not hold that assumed and calibrated inputs may be wrong, which for most of them "
        "matters "
        "more. Vary them (simcall sweep), or predict with every set of values that meets published figures "
        "(simcall calibrate, then simcall run --ensemble).",
        "The model itself: what it leaves out (see Limits) is in no interval. Figures of the tail of answer times are "
        "the "
        "least sure (see Validation).",
    )


def _recipe(folder: Folder, results: RunNumbers) -> Section:
    command = (
        f"simcall run scenario.toml --replications {results.replications} --seed {results.seed} "
        f"--engine {results.engine} --out again"
    )
    return recipe(folder, command, {"scenario.toml": results.blueprint.scenario})
