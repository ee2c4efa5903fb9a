"""The report of a run: its first page, pictures, figures and assurance record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

from simcall.files.messages import counted
from simcall.measures import Estimate, Kind, RunNumbers
from simcall.measures.definitions import DUTY_HOURS
from simcall.measures.measure_texts import ALL_LINES, counted_items
from simcall.measures.run_numbers import TOTAL
from simcall.measures.subjects import subjects_in
from simcall.present.pictures import Picture, pictures_of, svg_text
from simcall.present.pictures.drawing_at_once import texts_at_once
from simcall.present.words.figures import figure_in_words
from simcall.present.words.incidents import AttendedRow, attended_blocks
from simcall.present.words.span_texts import average_span, one_span
from simcall.report.again import run_again
from simcall.report.assurance import assurance
from simcall.report.content import Block, Illustration, Listing, Paragraph, Part, Section, Table, numbers
from simcall.report.first_page import LARGE_LINES, answer, basis, key_figures, worst_table
from simcall.report.reading import Folder
from simcall.report.recipe import recipe
from simcall.report.register import register
from simcall.report.sentences import (
    days_of,
    figure_rows,
    in_league,
    made_again,
    main_figures,
    odd_in,
    other_version,
    target_table,
)
from simcall.report.svg import as_saved
from simcall.report.weeks import hour_tables, week_tables
from simcall.scenario import Scenario
from simcall.studies.run import Progress

__all__ = ["of_run"]

_WAITING_SHARE = 0.01
"""Share of a line's calls that still wait at the end, from which the reader is warned."""
_ON_FIRST_PAGE = "demand_and_staff"
_FOLDED = ("_target_by_hour_of_week", "abandonment_by_hour_of_week", "backlog_by_interval", DUTY_HOURS.name)
"""Pictures that are folded away: maps of the week, and tables, show the same figures."""


def of_run(folder: Folder, prefix: str, progress: Progress | None = None) -> Part:
    """Return the report of a run.

    Parameters
    ----------
    folder : Folder
        The run's folder.
    prefix : str
        What the ids of its pictures begin with.
    progress : callable, optional
        As for `simcall.run`, while the run is simulated again.
    """
    results = run_again(folder, progress)
    scenario = results.blueprint.scenario
    pictures = {name: picture for name, picture in _pictures(folder, results, prefix)}
    league = in_league([results])
    sections = [
        *_incidents(results),
        Section("Through the week", (*_after_first_page(pictures), *week_tables(results))),
        Section("Every figure and its definition", _figures(results)),
        *([league] if league else []),
        assurance(
            _purpose(scenario, results),
            register(scenario),
            [made_again(folder)],
            _uncertainty(results),
            _recipe(folder, results),
        ),
    ]
    worst = worst_table(results)
    return Part(
        title=scenario.name,
        about=_about(results),
        answer=answer(results),
        alerts=tuple(_alerts(folder, results)),
        targets=_targets(results),
        sections=tuple(sections),
        main=((scenario.name, dict(main_figures(results))),),
        key_figures=tuple(key_figures(results)),
        evidence=(*([worst] if worst else []), pictures[_ON_FIRST_PAGE]),
        basis=basis(results),
    )


def _about(results: RunNumbers) -> str:
    scenario = results.blueprint.scenario
    changed = f" Changed for this run: {'; '.join(results.changes)}." if results.changes else ""
    described = f" {scenario.description}" if scenario.description else ""
    replications = counted(results.replications, "replication")
    return f"Simulation of {days_of(scenario)}: {replications}, seed {results.seed}.{described}{changed}"


def _targets(results: RunNumbers) -> Table | None:
    """Return the targets; the first page shows them in its large figures if there are few lines."""
    table = target_table([results])
    has_few_lines = len(results.lines) <= LARGE_LINES
    return None if table is None else replace(table, on_page=not has_few_lines)


def _alerts(folder: Folder, results: RunNumbers) -> Iterator[str]:
    if other := other_version(folder):
        yield f"{other} It gives the same figures."
    yield from odd_in(results.blueprint.scenario)
    for name, line in results.lines.items():
        waiting, offered = line.still_waiting.mean, line.offered.mean
        if waiting and offered and waiting > _WAITING_SHARE * offered:
            items = counted_items(waiting, results.blueprint.scenario.lines[name])
            yield (
                f"{name}: {items} ({100 * waiting / offered:.1f} % of those offered) still waited when "
                "the run ended. Their waits are cut short there, so the true waits are longer."
            )
    if results.replications == 1:
        yield "This is one replication. It shows one possible course of events. Run at least 30 before you act on it."


def _pictures(folder: Folder, results: RunNumbers, prefix: str) -> Iterator[tuple[str, Illustration]]:
    """Yield the pictures by name: the saved ones if their words are still right, otherwise drawn anew.

    Those are all drawn when a page asks for the first of them.
    """
    pictures = {picture.name: picture for picture in pictures_of(results)}
    saved = {name: _saved(folder, picture, f"{prefix}-{name}") for name, picture in pictures.items()}
    missing = {name: partial(_drawn, pictures[name], f"{prefix}-{name}") for name, svg in saved.items() if svg is None}

    @cache
    def drawn() -> dict[str, str]:
        return dict(zip(missing, texts_at_once(list(missing.values())), strict=True))

    for name, picture in pictures.items():
        svg, is_folded = saved[name], name.endswith(_FOLDED)
        draw = partial(str, svg) if svg is not None else lambda name=name: drawn()[name]
        yield (
            name,
            Illustration(picture.title, picture.alternative, draw, has_title=svg is not None, is_folded=is_folded),
        )


def _saved(folder: Folder, picture: Picture, prefix: str) -> str | None:
    return as_saved(folder.path / "figures" / f"{picture.name}.svg", picture.alternative, prefix)


def _drawn(picture: Picture, prefix: str) -> str:
    return svg_text(picture.draw(), picture.alternative, prefix)


def _incidents(results: RunNumbers) -> Iterator[Section]:
    """Yield the figures of incidents by grade and area, and of those who attend; nothing without incidents."""
    blocks = attended_blocks(results)
    if not blocks:
        return
    columns = ("figure", "value", "from", "to", "what it is of")
    tables = [
        Table(
            block.title,
            columns,
            tuple((_attended_label(row), *numbers(row.estimate, row.kind), row.note) for row in block.rows),
            block.title,
            "Answer",
        )
        for block in blocks
    ]
    yield Section("Incidents by grade and area", (Paragraph(_ATTENDED), *tables))


_ATTENDED = (
    "An incident is attended when the first unit is at the scene. Whether it is attended in target counts from when "
    "the incident was made; the other times count from the call that led to it. From and to are the ends of the 95 % "
    "interval."
)


def _attended_label(row: AttendedRow) -> str:
    return f"of these, {row.label}" if row.is_part else row.label


def _after_first_page(pictures: dict[str, Illustration]) -> Iterator[Illustration]:
    """Yield the pictures that are not on the first page, the folded ones last."""
    others = [picture for name, picture in pictures.items() if name != _ON_FIRST_PAGE]
    yield from sorted(others, key=lambda picture: picture.is_folded)


def _figures(results: RunNumbers) -> tuple[Block, ...]:
    scenario = results.blueprint.scenario
    average, span_name = average_span(scenario.days), one_span(scenario.days)
    note = Paragraph(
        "Counts and hours are means over the whole span. Shares and mean times are over all replications together. "
        f"From and to are the ends of the 95 % interval of {average}. In 95 of 100 cases {span_name} falls between its "
        "own two ends, which are further apart."
    )
    columns = ("measure", "figure", "from", "to", f"{span_name}: from", f"{span_name}: to", "definition")
    tables = [
        Table(f"{of.capitalize()} {name}", columns, tuple(figure_rows(results, of, name)), name, "Measures")
        for of, name in subjects_in(scenario)
    ]
    if results.adds_lines:
        tables.append(Table(ALL_LINES, columns, tuple(figure_rows(results, TOTAL, "")), ALL_LINES, "Measures"))
    hours = _hours_taken(results)
    return (note, *([Listing(hours)] if hours else []), *tables, *hour_tables(results))


def _hours_taken(results: RunNumbers) -> tuple[str, ...]:
    """Say how many hours each group that has other work gives to calls."""
    return tuple(
        f"{name}: {_hours(results.groups[name].duty_hours)} on duty and {_hours(results.groups[name].overrun_hours)} "
        f"finishing calls after it, taken from {group.taken_from}. Of these, {_hours(results.groups[name].busy_hours)} "
        "on calls."
        for name, group in results.blueprint.scenario.groups.items()
        if group.taken_from
    )


def _hours(estimate: Estimate) -> str:
    always_alike = estimate.low == estimate.high
    return figure_in_words(Estimate(estimate.mean, None, None) if always_alike else estimate, Kind.HOURS)


def _purpose(scenario: Scenario, results: RunNumbers) -> Sequence[str]:
    changed = f" Changed for this run: {'; '.join(results.changes)}." if results.changes else ""
    return (
        "To estimate answer times and abandonment in a police contact centre with these calls, people and rules, "
        "before anybody tries them on callers.",
        f'The question: what service would callers receive in the {days_of(scenario)} under "{scenario.name}"?'
        f"{changed}",
    )


def _uncertainty(results: RunNumbers) -> Sequence[str]:
    replications, days = results.replications, results.blueprint.scenario.days
    chance = (
        f"Chance: the 95 % intervals are of {average_span(days)}, over {replications} replications. More replications "
        f"make them narrower. {one_span(days).capitalize()} may differ from the average by much more. Every figure has "
        f"the two ends between which {one_span(days)} falls in 95 of 100 cases."
        if replications > 1
        else "Chance: one replication gives no interval."
    )
    return (
        chance,
        "Inputs: the intervals do not allow for errors in assumed and calibrated inputs, which usually matter more. "
        "To see how much, vary them with simcall sweep, or calibrate with simcall calibrate and run the ensemble.",
        "The model: no interval allows for what the model leaves out (see Limits). The longest answer times are the "
        "least certain figures (see Validation).",
    )


def _recipe(folder: Folder, results: RunNumbers) -> Section:
    command = (
        f"simcall run scenario.toml --replications {results.replications} --seed {results.seed} "
        f"--engine {results.engine} --out again"
    )
    return recipe(folder, command, {"scenario.toml": results.blueprint.scenario})
