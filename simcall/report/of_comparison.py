"""The report of a comparison: its first page, differences, pictures and assurance record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from simcall.files.messages import counted
from simcall.measures import MEASURES, verdicts
from simcall.measures.definitions import ANSWERED_IN_TARGET
from simcall.present.words.findings import findings, saved_by_pairing
from simcall.present.words.span_texts import one_span
from simcall.report.again import comparison_again
from simcall.report.assurance import assurance
from simcall.report.content import (
    Block,
    Cell,
    Illustration,
    KeyFigure,
    Listing,
    Number,
    Paragraph,
    Part,
    Section,
    Table,
    numbers,
)
from simcall.report.first_page import LARGE_LINES, headline, key_figures
from simcall.report.reading import Folder
from simcall.report.recipe import recipe
from simcall.report.register import depends_on, differing_register, register
from simcall.report.sentences import (
    days_of,
    in_league,
    made_again,
    main_figures,
    odd_in,
    other_version,
    target_table,
)
from simcall.report.svg import drawn, saved
from simcall.report.weeks import difference_tables
from simcall.studies.compare import ComparisonNumbers, Row
from simcall.studies.run import Progress

__all__ = ["answer", "basis", "of_comparison"]

_COLUMNS = ("measure", "base", "this", "difference", "from", "to", "definition")
_TITLES = {
    ANSWERED_IN_TARGET.name: "Difference in the share answered in time, by hour of the week",
    "abandonment": "Difference in the share abandoned, by hour of the week",
}


def of_comparison(folder: Folder, prefix: str, progress: Progress | None = None) -> Part:
    """Return the report of a comparison; parameters as for `simcall.report.of_run.of_run`."""
    comparison = comparison_again(folder, progress)
    base, *others = comparison.scenarios
    league = in_league(comparison.results)
    registers = (*register(base), *(block for variant in others for block in differing_register(base, variant)))
    first, *more = _pictures(folder, comparison, prefix) or (None,)
    sections = [
        Section("What differs", (*_what_differs(comparison), *more)),
        Section("Every difference and its definition", _tables(comparison)),
        *([league] if league else []),
        assurance(
            _purpose(comparison), registers, [made_again(folder)], _uncertainty(comparison), _recipe(folder, comparison)
        ),
    ]
    return Part(
        title=_title(comparison),
        about=_about(comparison),
        answer=answer(comparison),
        alerts=tuple(_alerts(folder, comparison)),
        targets=_target_table(comparison),
        sections=tuple(sections),
        main=tuple((results.blueprint.scenario.name, dict(main_figures(results))) for results in comparison.results),
        key_figures=tuple(_key_figures(comparison)),
        evidence=(first,) if first else (),
        basis=basis(comparison),
    )


def _title(comparison: ComparisonNumbers) -> str:
    base, *others = comparison.names
    return f"{' and '.join(others)}, compared with {base}"


def _about(comparison: ComparisonNumbers) -> str:
    changed = f" Changed in all of them: {'; '.join(comparison.changes)}." if comparison.changes else ""
    joint = len(comparison.others)
    together = f" The intervals of differences hold for all {joint} scenarios together." if joint > 1 else ""
    replications = counted(comparison.base.replications, "replication")
    return (
        f"Comparison over {days_of(comparison.scenarios[0])}: {replications}, seed {comparison.base.seed}, with the "
        f"same callers and people in each scenario.{together}{changed}"
    )


def answer(comparison: ComparisonNumbers) -> tuple[str, ...]:
    """Return which targets are met in the scenarios and in the base, then what each scenario changes."""
    of_base = headline(verdicts(comparison.base))
    if len(comparison.others) == 1:
        before = f" In the base: {of_base}" if verdicts(comparison.base) else ""
        return (f"{headline(verdicts(comparison.others[0]))}{before}", *_changes(comparison, comparison.names[1]))
    several = f"{len(comparison.others)} scenarios compared with {comparison.names[0]}: {of_base}"
    return (several, *(_one_of_several(comparison, name) for name in comparison.names[1:]))


def _one_of_several(comparison: ComparisonNumbers, name: str) -> str:
    results = comparison.results[comparison.names.index(name)]
    return f"{name}: {headline(verdicts(results))} {' '.join(_changes(comparison, name))}"


def _changes(comparison: ComparisonNumbers, name: str) -> tuple[str, ...]:
    return findings(comparison, name) or ("Nothing changes.",)


def _target_table(comparison: ComparisonNumbers) -> Table | None:
    """Return the targets; the first page shows them in its large figures if there are few lines and scenarios."""
    table = target_table(comparison.results)
    is_shown_large = len(comparison.others) == 1 and len(comparison.base.lines) <= LARGE_LINES
    return None if table is None else replace(table, on_page=not is_shown_large)


def _key_figures(comparison: ComparisonNumbers) -> Iterator[KeyFigure]:
    """Yield the figures of the first lines in the other scenario, with what they were in the base."""
    if len(comparison.others) > 1:
        return
    base, other = comparison.results
    of_base = {key.label: key for key in key_figures(base)}
    for key in key_figures(other):
        if before := of_base.get(key.label):
            yield replace(key, note=f"{key.note}; {before.figure} in the base")


def basis(comparison: ComparisonNumbers) -> str:
    """Say what the answer depends on, and what its intervals mean."""
    if comparison.base.replications == 1:
        meaning = "One replication gives no intervals, so nobody can tell whether a difference is chance."
    else:
        meaning = (
            "The brackets are 95 % intervals. They cover chance, but not errors in the inputs. All scenarios share "
            "these inputs, so errors in them matter less for a difference than for a level. A difference is what the "
            "changed inputs do if nothing else changes."
        )
    return f"{depends_on(comparison.scenarios)} {meaning}"


def _alerts(folder: Folder, comparison: ComparisonNumbers) -> Iterator[str]:
    if other_version_made_it := other_version(folder):
        yield f"{other_version_made_it} It gives the same figures."
    base, *others = comparison.scenarios
    yield from odd_in(base)
    for other in others:
        yield from odd_in(other, base)
    if comparison.base.replications == 1:
        yield "This is one replication. It shows one possible course of events. Run at least 30 before you act on it."


def _what_differs(comparison: ComparisonNumbers) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for name in comparison.names[1:]:
        blocks += [Paragraph(f"{name}, compared with {comparison.names[0]}:"), Listing(findings(comparison, name))]
        if gained := saved_by_pairing(comparison, name):
            blocks.append(Paragraph(gained))
    return tuple(blocks)


def _pictures(folder: Folder, comparison: ComparisonNumbers, prefix: str) -> tuple[Illustration, ...]:
    """Return the pictures: the saved ones, or drawn anew if there are none."""
    from simcall.present.pictures.comparison import save_figures

    pictures = saved(folder.path / "figures", _TITLES, prefix)
    return pictures or drawn(lambda target: save_figures(comparison, target), _TITLES, prefix)


def _tables(comparison: ComparisonNumbers) -> tuple[Block, ...]:
    note = Paragraph(
        "A difference is this scenario minus the base. From and to are the ends of its 95 % interval. Figures that are "
        "the same in every replication are left out. Counts and hours are means over the whole span."
    )
    subjects = dict.fromkeys((row.scenario, row.of, row.name) for row in comparison.rows)
    tables = [_table(comparison, *subject) for subject in subjects]
    return (note, *(table for table in tables if table.rows), *difference_tables(comparison))


def _table(comparison: ComparisonNumbers, scenario: str, of: str, name: str) -> Table:
    rows = tuple(
        _row(comparison, row)
        for row in comparison.rows
        if (row.scenario, row.of, row.name) == (scenario, of, name)
        if row.difference.mean != 0 or any((row.difference.low, row.difference.high))
    )
    several = f": {scenario}" if len(comparison.others) > 1 else ""
    return Table(f"{of.capitalize()} {name}{several}", _COLUMNS, rows, f"{name}{several}", "Measures")


def _row(comparison: ComparisonNumbers, row: Row) -> tuple[Cell, ...]:
    kind = MEASURES[row.measure].kind
    levels = (Number(row.difference.base.mean, kind), Number(row.difference.other.mean, kind))
    return row.measure, *levels, *numbers(row.difference, kind, is_difference=True), comparison.definition(row)


def _purpose(comparison: ComparisonNumbers) -> Sequence[str]:
    changed = f" Changed in all of them: {'; '.join(comparison.changes)}." if comparison.changes else ""
    others = " or ".join(f'"{name}"' for name in comparison.names[1:])
    return (
        "To estimate what a change to a police contact centre would do to answer times and abandonment, before anybody "
        "tries it on callers.",
        f'The question: what changes for callers if "{comparison.names[0]}" becomes {others}?{changed}',
    )


def _uncertainty(comparison: ComparisonNumbers) -> Sequence[str]:
    replications = counted(comparison.base.replications, "replication")
    return (
        f"Chance: the 95 % intervals are of mean differences over {replications} with the same callers. "
        f"{one_span(comparison.scenarios[0].days).capitalize()} may differ from the average by much more.",
        "Inputs: the intervals do not allow for errors in assumed and calibrated inputs. Much of that cancels in a "
        "difference, but not all. To see how much, vary the inputs with simcall sweep.",
        "The model: no interval allows for what the model leaves out (see Limits).",
    )


def _recipe(folder: Folder, comparison: ComparisonNumbers) -> Section:
    names = [f"scenario-{number}.toml" for number in range(1, len(comparison.names) + 1)]
    how = f"--replications {comparison.base.replications} --seed {comparison.base.seed} --out again"
    command = f"simcall compare {' '.join(names)} {how}"
    return recipe(folder, command, dict(zip(names, comparison.scenarios, strict=True)))
