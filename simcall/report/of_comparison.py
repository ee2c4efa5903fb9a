"""The report of a comparison: its first page, differences, pictures and assurance record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from simcall.measures import verdicts
from simcall.present.words.findings import findings, saved_by_pairing
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
    KINDS_OF_MEASURES,
    counted,
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
from simcall.studies import ComparisonNumbers
from simcall.studies.compare import Row
from simcall.studies.run import Progress

__all__ = ["answer", "basis", "of_comparison"]

_COLUMNS = ("measure", "base", "this", "difference", "from", "to", "definition")
_TITLES = {
    "answered_in_target": "Difference in the share answered in time, by hour of the week",
    "abandonment": "Difference in the share abandoned, by hour of the week",
}


def of_comparison(folder: Folder, prefix: str, progress: Progress | None = None) -> Part:
    """Return the report of a comparison; parameters as for `simcall.report.of_run.of_run`."""
    found = comparison_again(folder, progress)
    base, *others = found.scenarios
    league = in_league(found.results)
    registers = (*register(base), *(block for other in others for block in differing_register(base, other)))
    first, *more = _pictures(folder, found, prefix) or (None,)
    sections = [
        Section("What differs", (*_what_differs(found), *more)),
        Section("Every difference and its definition", _tables(found)),
        *([league] if league else []),
        assurance(_purpose(found), registers, [made_again(folder)], _uncertainty(found), _recipe(folder, found)),
    ]
    return Part(
        title=_title(found),
        about=_about(found),
        answer=answer(found),
        alerts=tuple(_alerts(folder, found)),
        targets=_target_table(found),
        sections=tuple(sections),
        main=tuple((results.blueprint.scenario.name, dict(main_figures(results))) for results in found.results),
        key_figures=tuple(_key_figures(found)),
        evidence=(first,) if first else (),
        basis=basis(found),
    )


def _title(found: ComparisonNumbers) -> str:
    base, *others = found.names
    return f"{' and '.join(others)}, compared with {base}"


def _about(found: ComparisonNumbers) -> str:
    changed = f" Changed in all of them: {'; '.join(found.changes)}." if found.changes else ""
    joint = len(found.others)
    together = f" The intervals of differences hold for all {joint} scenarios together." if joint > 1 else ""
    replications = counted(found.base.replications, "replication")
    return (
        f"Comparison over {days_of(found.scenarios[0])}: {replications}, seed {found.base.seed}, with the same callers "
        f"and people in each scenario.{together}{changed}"
    )


def answer(found: ComparisonNumbers) -> tuple[str, ...]:
    """Return which targets are met in the scenarios and in the base, then what each scenario changes."""
    of_base = headline(verdicts(found.base))
    if len(found.others) == 1:
        before = f" In the base: {of_base}" if verdicts(found.base) else ""
        return (f"{headline(verdicts(found.others[0]))}{before}", *_changes(found, found.names[1]))
    several = f"{len(found.others)} scenarios compared with {found.names[0]}: {of_base}"
    return (several, *(_one_of_several(found, name) for name in found.names[1:]))


def _one_of_several(found: ComparisonNumbers, name: str) -> str:
    results = found.results[found.names.index(name)]
    return f"{name}: {headline(verdicts(results))} {' '.join(_changes(found, name))}"


def _changes(found: ComparisonNumbers, name: str) -> tuple[str, ...]:
    return findings(found, name) or ("Nothing changes.",)


def _target_table(found: ComparisonNumbers) -> Table | None:
    """Return the targets; the first page shows them in its large figures if there are few lines and scenarios."""
    table = target_table(found.results)
    is_shown_large = len(found.others) == 1 and len(found.base.lines) <= LARGE_LINES
    return None if table is None else replace(table, on_page=not is_shown_large)


def _key_figures(found: ComparisonNumbers) -> Iterator[KeyFigure]:
    """Yield the figures of the first lines in the other scenario, with what they were in the base."""
    if len(found.others) > 1:
        return
    base, other = found.results
    of_base = {key.label: key for key in key_figures(base)}
    for key in key_figures(other):
        if before := of_base.get(key.label):
            yield replace(key, note=f"{key.note}; {before.figure} in the base")


def basis(found: ComparisonNumbers) -> str:
    """Say what the answer depends on, and what its intervals mean."""
    if found.base.replications == 1:
        meaning = "One replication gives no intervals, so nobody can tell whether a difference is chance."
    else:
        meaning = (
            "The brackets are 95 % intervals. They cover chance, but not errors in the inputs. All scenarios share "
            "these inputs, so errors in them matter less for a difference than for a level."
        )
    return f"{depends_on(found.scenarios)} {meaning}"


def _alerts(folder: Folder, found: ComparisonNumbers) -> Iterator[str]:
    if other_version_made_it := other_version(folder):
        yield f"{other_version_made_it} It gives the same figures."
    base, *others = found.scenarios
    yield from odd_in(base)
    for other in others:
        yield from odd_in(other, base)
    if found.base.replications == 1:
        yield "This is one replication. It shows one possible course of events. Run at least 30 before you act on it."


def _what_differs(found: ComparisonNumbers) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for name in found.names[1:]:
        blocks += [Paragraph(f"{name}, compared with {found.names[0]}:"), Listing(findings(found, name))]
        if gained := saved_by_pairing(found, name):
            blocks.append(Paragraph(gained))
    return tuple(blocks)


def _pictures(folder: Folder, found: ComparisonNumbers, prefix: str) -> tuple[Illustration, ...]:
    """Return the pictures: the saved ones, or drawn anew if there are none."""
    from simcall.present.pictures.comparison import save_figures

    known = saved(folder.path / "figures", _TITLES, prefix)
    return known or drawn(lambda place: save_figures(found, place), _TITLES, prefix)


def _tables(found: ComparisonNumbers) -> tuple[Block, ...]:
    said = Paragraph(
        "A difference is this scenario minus the base. From and to are the ends of its 95 % interval. Figures that are "
        "the same in every replication are left out. Counts and hours are means over the whole span."
    )
    subjects = dict.fromkeys((row.scenario, row.of, row.name) for row in found.rows)
    tables = [_table(found, *subject) for subject in subjects]
    return (said, *(one for one in tables if one.rows), *difference_tables(found))


def _table(found: ComparisonNumbers, scenario: str, of: str, name: str) -> Table:
    rows = tuple(
        _row(found, row)
        for row in found.rows
        if (row.scenario, row.of, row.name) == (scenario, of, name)
        if row.found.mean != 0 or any((row.found.low, row.found.high))
    )
    several = f": {scenario}" if len(found.others) > 1 else ""
    return Table(f"{of.capitalize()} {name}{several}", _COLUMNS, rows, f"{name}{several}", "Measures")


def _row(found: ComparisonNumbers, row: Row) -> tuple[Cell, ...]:
    kind = KINDS_OF_MEASURES[row.measure]
    levels = (Number(row.found.base.mean, kind), Number(row.found.other.mean, kind))
    return row.measure, *levels, *numbers(row.found, kind, is_difference=True), found.definition(row)


def _purpose(found: ComparisonNumbers) -> Sequence[str]:
    changed = f" Changed in all of them: {'; '.join(found.changes)}." if found.changes else ""
    others = " or ".join(f'"{name}"' for name in found.names[1:])
    return (
        "To estimate what a change to a police contact centre would do to answer times and abandonment, before anybody "
        "tries it on callers.",
        f'The question: what changes for callers if "{found.names[0]}" becomes {others}?{changed}',
    )


def _uncertainty(found: ComparisonNumbers) -> Sequence[str]:
    return (
        f"Chance: the 95 % intervals are of mean differences over {counted(found.base.replications, 'replication')} "
        "with the same callers. One real month may differ from the mean by much more.",
        "Inputs: the intervals do not allow for errors in assumed and calibrated inputs. Much of that cancels in a "
        "difference, but not all. To see how much, vary the inputs with simcall sweep.",
        "The model: no interval allows for what the model leaves out (see Limits).",
    )


def _recipe(folder: Folder, found: ComparisonNumbers) -> Section:
    names = [f"scenario-{place}.toml" for place in range(1, len(found.names) + 1)]
    how = f"--replications {found.base.replications} --seed {found.base.seed} --out again"
    command = f"simcall compare {' '.join(names)} {how}"
    return recipe(folder, command, dict(zip(names, found.scenarios, strict=True)))
