"""What the report of a comparison says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from simcall.measures import Verdict, verdicts
from simcall.present.words.findings import findings, saved_by_pairing, targets_met
from simcall.report.again import comparison_again
from simcall.report.assurance import assurance
from simcall.report.content import Block, Cell, Illustration, Listing, Number, Paragraph, Part, Section, Table, numbers
from simcall.report.reading import Folder
from simcall.report.recipe import recipe
from simcall.report.register import differing_register, register, rests_on
from simcall.report.sentences import (
    KINDS_OF_MEASURES,
    capital,
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

__all__ = ["answer", "of_comparison"]

_COLUMNS = ("measure", "base", "this", "difference", "from", "to", "definition")
_TITLES = {
    "answered_in_target": "How far the share answered in time differs from the base's, by hour of the week",
    "abandonment": "How far the share abandoned differs from the base's, by hour of the week",
}


def of_comparison(folder: Folder, prefix: str, progress: Progress | None = None) -> Part:
    """Return the report of a comparison; parameters as for `simcall.report.of_run.of_run`."""
    found = comparison_again(folder, progress)
    base, *others = found.scenarios
    league = in_league(found.results)
    registers = (*register(base), *(block for other in others for block in differing_register(base, other)))
    sections = [
        Section("What differs", _what_differs(found)),
        Section("Pictures", _pictures(folder, found, prefix)),
        *([league] if league else []),
        Section("Every difference, with the definition in force", _tables(found)),
        assurance(_purpose(found), registers, [made_again(folder)], _uncertainty(found), _recipe(folder, found)),
    ]
    return Part(
        title=_title(found),
        about=_about(found),
        answer=answer(found),
        alerts=tuple(_alerts(folder, found)),
        targets=target_table(found.results),
        sections=tuple(sections),
        main=tuple((one.blueprint.scenario.name, dict(main_figures(one))) for one in found.results),
    )


def _title(found: ComparisonNumbers) -> str:
    base, *others = found.names
    return f"{' and '.join(others)}, against {base}"


def _about(found: ComparisonNumbers) -> str:
    changed = f" Changed in all of them: {'; '.join(found.changes)}." if found.changes else ""
    joint = len(found.others)
    together = f" The intervals of a difference hold for all {joint} scenarios together." if joint > 1 else ""
    return (
        f"A comparison by simcall: {days_of(found.scenarios[0])}, {counted(found.base.replications, 'replication')}, "
        "seed "
        f"{found.base.seed}; the same callers and people in each, paired by replication.{together}{changed}"
    )


def answer(found: ComparisonNumbers) -> tuple[str, ...]:
    """Return the answer: what changes on the first line, what else, and what it rests on."""
    return _answer_on_several(found) if len(found.others) > 1 else _answer_on_one(found)


def _answer_on_several(found: ComparisonNumbers) -> tuple[str, ...]:
    """Return what each scenario changes, one after the other: all in one sentence nobody could read."""
    base, *others = found.names
    each = (f'With "{name}": {" ".join((*findings(found, name), *targets_met(found, name)))}' for name in others)
    return (
        f'In the {days_of(found.scenarios[0])}, each is held against "{base}".',
        *each,
        f"{rests_on(found.scenarios)} {_bracket(found)}",
    )


def _answer_on_one(found: ComparisonNumbers) -> tuple[str, ...]:
    base = found.scenarios[0]
    first, *rest = sorted(base.lines, key=lambda name: base.lines[name].priority)
    said = {name: findings(found, name) for name in found.names[1:]}
    on_first = {name: [one for one in all_of if _is_about(one, first)] for name, all_of in said.items()}
    others = {name: [one for one in all_of if one not in on_first[name]] for name, all_of in said.items()}
    return (
        f'In the {days_of(base)}, against "{base.name}": {_joined(on_first)}{_targets(found, [first])}.',
        *([f"{capital(_joined(others))}{_targets(found, rest)}."] if rest or any(others.values()) else []),
        f"{rests_on(found.scenarios)} {_bracket(found)}",
    )


def _is_about(sentence: str, line: str) -> bool:
    return sentence.startswith((f"{line} ", f"{line}:"))


def _joined(said: dict[str, list[str]]) -> str:
    """Write the sentences about each scenario as one."""
    parts = {name: "; ".join(one.removesuffix(".") for one in some) or "no difference" for name, some in said.items()}
    return "; ".join(f'with "{name}", {text}' for name, text in parts.items())


def _targets(found: ComparisonNumbers, lines: Sequence[str]) -> str:
    """Say in which scenarios the targets of some lines are met."""
    return "".join(_target(found, line) for line in lines)


def _target(found: ComparisonNumbers, line: str) -> str:
    judged = [(results, one) for results in found.results for one in verdicts(results) if one.line == line]
    if not judged:
        return ""
    parts = [f'{_word(one)} with "{results.blueprint.scenario.name}"' for results, one in judged]
    shares = {one.share for _, one in judged}
    target = f"the target of {100 * shares.pop():g} %" if len(shares) == 1 else "the target"
    return f"; {target} for {line} is {', '.join(parts)}"


def _word(verdict: Verdict) -> str:
    word = "missed" if verdict.missed else "met"
    return word if verdict.sure else f"{word} (too close to call)"


def _bracket(found: ComparisonNumbers) -> str:
    if found.base.replications == 1:
        return "One replication gives no intervals: whether a difference is chance is not known."
    return (
        "The brackets say how far chance moves a difference (95 %), and not how far those inputs may be wrong; but "
        "they are "
        "the same in all scenarios, so that a difference suffers less than a level does."
    )


def _alerts(folder: Folder, found: ComparisonNumbers) -> Iterator[str]:
    if said := other_version(folder):
        yield f"{said} It gives the same figures."
    base, *others = found.scenarios
    yield from odd_in(base)
    for other in others:
        yield from odd_in(other, base)
    if found.base.replications == 1:
        yield "One replication: one possible course of events, with no measure of chance. Run at least 30 to act on it."


def _what_differs(found: ComparisonNumbers) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for name in found.names[1:]:
        blocks += [Paragraph(f"{name}, against {found.names[0]}:"), Listing(findings(found, name))]
        if gained := saved_by_pairing(found, name):
            blocks.append(Paragraph(gained))
    return tuple(blocks)


def _pictures(folder: Folder, found: ComparisonNumbers, prefix: str) -> tuple[Illustration, ...]:
    """Return the pictures; one that says nothing itself says what was found."""
    from simcall.present.pictures.comparison import save_figures

    known = saved(folder.path / "figures", _TITLES, prefix)
    pictures = known or drawn(lambda place: save_figures(found, place), _TITLES, prefix)
    return tuple(_speaking(one, found) for one in pictures)


def _speaking(picture: Illustration, found: ComparisonNumbers) -> Illustration:
    if picture.alternative != picture.title:
        return picture
    is_given_up = "abandoned" in picture.title
    said = [
        f"{name}: {sentence}"
        for name in found.names[1:]
        for sentence in findings(found, name)
        if (" abandoned: " in sentence) is is_given_up and any(_is_about(sentence, line) for line in found.base.lines)
    ]
    alternative = " ".join(said) or picture.title
    before, after = (f'aria-label="{_attribute(text)}"' for text in (picture.title, alternative))
    return replace(picture, alternative=alternative, draw=lambda: picture.draw().replace(before, after, 1))


def _attribute(text: str) -> str:
    """Write a text as it stands in an attribute of SVG."""
    from xml.sax.saxutils import escape

    return escape(text, {'"': "&quot;"})


def _tables(found: ComparisonNumbers) -> tuple[Block, ...]:
    said = Paragraph(
        "Differences are this less the base; from and to are the ends of the 95 % interval of the difference. What is "
        "the "
        "same in every replication is left out. Counts and hours are means of a whole span."
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
        "To say what a change to a police contact centre would do to answer times and to abandonment, before it is "
        "tried on "
        "callers.",
        f'The question of this comparison: what changes for callers if "{found.names[0]}" becomes {others}?{changed}',
    )


def _uncertainty(found: ComparisonNumbers) -> Sequence[str]:
    return (
        f"Chance: the intervals are of mean differences over {counted(found.base.replications, 'replication')} in "
        "which the "
        "same callers ring; they hold 95 % for each measure. They do not say how far one real month may stray.",
        "Inputs: the intervals do not hold that assumed and calibrated inputs may be wrong. Much of that cancels in a "
        "difference, but not all: see how far the difference moves when the inputs do (simcall sweep).",
        "The model itself: what it leaves out (see Limits) is in no interval.",
    )


def _recipe(folder: Folder, found: ComparisonNumbers) -> Section:
    names = [f"scenario-{place}.toml" for place in range(1, len(found.names) + 1)]
    how = f"--replications {found.base.replications} --seed {found.base.seed} --out again"
    command = f"simcall compare {' '.join(names)} {how}"
    return recipe(folder, command, dict(zip(names, found.scenarios, strict=True)))
