"""The first page of a run's report: the answer, the key figures, the worst hours and what the answer depends on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simcall.measures import Estimate, Estimates, JudgedLine, Kind, RunNumbers, Verdict, verdicts
from simcall.measures.measure_texts import done_within, stretch_in_words
from simcall.measures.stretches import worst_stretches
from simcall.present.words.figures import number_in_words
from simcall.present.words.span_texts import average_span, one_span
from simcall.present.words.target_texts import line_and_target
from simcall.report.content import Cell, KeyFigure, Number, Table
from simcall.report.register import depends_on
from simcall.report.sentences import and_list, verdict_mark
from simcall.scenario import Line
from simcall.scenario.models.quantities import plain_duration

__all__ = ["LARGE_LINES", "answer", "basis", "headline", "key_figures", "worst_table"]

LARGE_LINES = 2
"""Lines that have large figures on the first page; it has a table of targets if there are more lines."""


def answer(results: RunNumbers) -> tuple[str, ...]:
    """Return the answer in a sentence, then a sentence about each line."""
    judged = verdicts(results)
    main = {target.line: target for target in judged if target.is_main}
    lines = _by_priority(results)[:LARGE_LINES]
    return (headline(judged), *(_line_in_words(results, name, main.get(name)) for name in lines))


def headline(judged: Sequence[JudgedLine]) -> str:
    """Say which targets are met: "999 meets its target; 101 misses its target."."""
    if not judged:
        return "No line has a target."
    lines_of: dict[Verdict, list[str]] = {}
    for target in judged:
        lines_of.setdefault(target.verdict, []).append(line_and_target(target))
    parts = [_lines_in_words(verdict, lines) for verdict, lines in lines_of.items()]
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _lines_in_words(verdict: Verdict, lines: Sequence[str]) -> str:
    names, several = and_list(lines), len(lines) > 1
    match verdict:
        case Verdict.MET:
            return f"{names} {'meet their targets' if several else 'meets its target'}"
        case Verdict.MISSED:
            return f"{names} {'miss their targets' if several else 'misses its target'}"
        case Verdict.TOO_CLOSE:
            return f"for {names} it is too close to call"
        case Verdict.NOBODY_RANG:
            return f"nobody rang {names}"


def _line_in_words(results: RunNumbers, name: str, judged: JudgedLine | None) -> str:
    """Say what happens to the calls of a line."""
    line = results.lines[name]
    if results.blueprint.scenario.lines[name].is_work:
        return _work_in_words(name, line, judged, is_incidents=results.blueprint.scenario.lines[name].grade is not None)
    if not line.offered.mean:
        return f"Nobody would ring {name}."
    abandoned = f"{number_in_words(line.abandonment_rate.mean or 0.0, Kind.SHARE)} of {name} calls would be abandoned"
    if line.asa.mean is None:
        return f"No {name} call would be answered, and {abandoned}."
    if judged is None or judged.within_s is None or judged.estimate.mean is None:
        return f"{name} callers would wait {number_in_words(line.asa.mean, Kind.SECONDS)} on average, and {abandoned}."
    share = number_in_words(judged.estimate.mean, Kind.SHARE)
    within = plain_duration(judged.within_s)
    answered = f"{share} of answered {name} calls would be answered within {within}"
    return f"{answered}; the target is {100 * judged.share:g} %. {abandoned}."


def _work_in_words(name: str, line: Estimates, judged: JudgedLine | None, *, is_incidents: bool) -> str:
    """Say what happens to the items of a line of work, which nobody rings and nobody abandons."""
    done, person = ("attended", "a unit is at the scene") if is_incidents else ("started", "somebody starts")
    if not line.offered.mean:
        return f"No {'incident' if is_incidents else 'work'} would come to {name}."
    if line.asa.mean is None:
        return f"No unit would attend {name}." if is_incidents else f"Nobody would start any work of {name}."
    if judged is None or judged.within_s is None or judged.estimate.mean is None:
        return f"{name} would wait {number_in_words(line.asa.mean, Kind.SECONDS)} on average until {person}."
    share = number_in_words(judged.estimate.mean, Kind.SHARE)
    started = f"{share} of {name} that are {done} would be {done} within {plain_duration(judged.within_s)}"
    return f"{started}; the target is {100 * judged.share:g} %."


def key_figures(results: RunNumbers) -> Iterator[KeyFigure]:
    """Yield two large figures for each of the first lines: what its target is about, and the share abandoned."""
    judged = {target.line: target for target in verdicts(results) if target.is_main}
    for name in _by_priority(results)[:LARGE_LINES]:
        line, is_work = results.lines[name], results.blueprint.scenario.lines[name].is_work
        if name in judged:
            yield _target_figure(judged[name], results.blueprint.scenario.lines[name])
        else:
            label, note = ("start", "of items started") if is_work else ("answer", "of answered calls")
            if results.blueprint.scenario.lines[name].grade:
                label, note = "attend", "of incidents attended"
            yield _key_figure(f"{name}: mean time to {label}", line.asa, Kind.SECONDS, note)
        if not is_work:
            yield _key_figure(f"{name}: abandoned", line.abandonment_rate, Kind.SHARE, f"of {name} calls")


def _target_figure(judged: JudgedLine, line: Line) -> KeyFigure:
    whole = "answered calls" if not line.is_work else "incidents attended" if line.grade else "items started"
    label = f"{judged.line}: {done_within(line)} {plain_duration(judged.within_s or 0.0)}"
    note = f"of {whole}; target {100 * judged.share:g} %"
    return _key_figure(label, judged.estimate, Kind.SHARE, note, judged.verdict)


def _key_figure(label: str, estimate: Estimate, kind: Kind, note: str, verdict: Verdict | None = None) -> KeyFigure:
    value = "-" if estimate.mean is None else number_in_words(estimate.mean, kind)
    interval = ""
    if estimate.low is not None and estimate.high is not None:
        interval = f"between {number_in_words(estimate.low, kind)} and {number_in_words(estimate.high, kind)}"
    return KeyFigure(label, value, interval, note, None if verdict is None else verdict_mark(verdict))


def worst_table(results: RunNumbers) -> Table | None:
    """Return the worst stretches of the week of the first lines; None if no stretch stands out."""
    rows = tuple(row for name in _by_priority(results)[:LARGE_LINES] for row in _worst_rows(results, name))
    if not rows:
        return None
    columns = ("line", "worst hours", "measure", "share", "from", "to", "all week")
    return Table("The worst hours of the week, with the 95 % interval of each share", columns, rows, sheet="Answer")


def _worst_rows(results: RunNumbers, line: str) -> Iterator[tuple[Cell, ...]]:
    for stretch in worst_stretches(results, line):
        words = stretch_in_words(stretch, results.blueprint.scenario.lines[line])
        ends = (stretch.estimate.mean, stretch.estimate.low, stretch.estimate.high)
        all_week = results.lines[line][stretch.measure].mean
        yield line, stretch.name, words, *(Number(end, Kind.SHARE) for end in (*ends, all_week))


def basis(results: RunNumbers) -> str:
    """Say what the answer depends on, and what its intervals mean."""
    sentences = (_intervals_in_words(results), _one_span_in_words(results))
    return " ".join(filter(None, (depends_on([results.blueprint.scenario]), *sentences)))


def _intervals_in_words(results: RunNumbers) -> str:
    if results.replications == 1:
        return "One replication gives no intervals, so nobody can tell how much of this is chance."
    return (
        f"The intervals are 95 % intervals of {average_span(results.blueprint.scenario.days)}, over "
        f"{results.replications} replications. They cover chance, but not errors in the inputs."
    )


def _one_span_in_words(results: RunNumbers) -> str:
    """Say where the first line's target figure falls in a single span."""
    judged = {target.line: target for target in verdicts(results) if target.is_main}
    target = next((judged[name] for name in _by_priority(results)[:LARGE_LINES] if name in judged), None)
    if target is None or target.estimate.span_low is None or target.estimate.span_high is None:
        return ""
    ends = (number_in_words(end, Kind.SHARE) for end in (target.estimate.span_low, target.estimate.span_high))
    within, span_name = plain_duration(target.within_s or 0.0), one_span(results.blueprint.scenario.days)
    return (
        f"In 95 of 100 cases, between {' and '.join(ends)} of answered {target.line} calls would be answered within "
        f"{within} in {span_name}."
    )


def _by_priority(results: RunNumbers) -> list[str]:
    """Return the lines in the order of their priority, phone lines before work."""
    lines = results.blueprint.scenario.lines
    return sorted(lines, key=lambda name: (lines[name].is_work, lines[name].priority))
