"""``simcall recruits``: prints the week from which helpers can return to their own work."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.console import INTERRUPTED, changes_in_words, messages, output, print_json, progress_of
from simcall.cli.oddities import print_oddities
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.what_if import RecruitsRequest
from simcall.faces.recruits import RecruitsView, recruits
from simcall.files.folder_names import folder_name
from simcall.files.own_pictures import check_own_picture
from simcall.measures import Kind
from simcall.present.words.figures import figure_in_words
from simcall.scenario import load
from simcall.scenario.models.quantities import plain_duration
from simcall.scenario.models.week import span_in_words
from simcall.studies.recruits import Week

__all__ = ["show_recruits"]


def show_recruits(request: RecruitsRequest) -> int:
    """Load, simulate twice, draw and print; return the exit status."""
    scenario = load(request.file, request.overrides)
    picture = request.out or Path("results") / f"{folder_name(scenario.name)}-recruits.png"
    if request.figures:
        check_own_picture(picture)  # before the work, not after it
    console = messages()
    print_oddities(console, scenario, request.file)
    try:
        with progress_of(console) as advance:
            view = recruits(
                scenario,
                request.without or None,
                request.line,
                request.replications,
                request.seed,
                jobs=request.jobs,
                progress=advance,
            )
        if request.figures:
            os.environ["MPLBACKEND"] = "Agg"  # the picture goes to a file, so no screen is needed
            view.save_picture(picture)
    except KeyboardInterrupt:
        console.print("Interrupted: nothing was saved.")
        return INTERRUPTED
    if request.as_json:
        print_json(view.document())
    else:
        _print(output(), view, request.overrides)
    if request.figures:
        console.print(Text(f"Picture in {picture}, and as SVG beside it"), soft_wrap=True)
    return 0


def _print(out: Console, view: RecruitsView, changes: Sequence[str]) -> None:
    out.print(Text(view.scenario.name, style="bold"))
    if changes:
        out.print(Text(f"Changed for this run: {changes_in_words(changes)}", style="bold"))
    for sentence in _answer(view):
        out.print(Text(sentence, style="bold"))
    out.print(Text(_runs(view)), "", sep="\n")
    _print_weeks(out, view)
    if cut := [f"{_day(week.monday)} ({week.days:.3g} days)" for week in view.weeks if not week.is_whole]:
        out.print(Text(f"{_CUT_OFF} Only part of the week is in the span: {', '.join(cut)}."))
    out.print(Text(_NOTES.format(replications=view.with_help.replications)))


_CUT_OFF = "*"
"""Marks a week with days outside the span."""
_NOTES = (
    "Hours are hours at the phones: on duty, without breaks, absence, training, tutoring and classrooms. In time: "
    "answered in the target's time / answered, with the 95 % interval of its mean. Kept: the number of the "
    "{replications} simulated spans in which this week met the target without help; a single week varies by chance."
)


def _runs(view: RecruitsView) -> str:
    results = view.with_help
    return (
        f"{span_in_words(view.scenario.start, view.scenario.days)}, {results.replications} replications, seed "
        f"{results.seed}; simulated with and without {_helpers(view)}, with the same callers and people."
    )


def _helpers(view: RecruitsView) -> str:
    return " and ".join(view.helpers)


def _answer(view: RecruitsView) -> Iterator[str]:
    """Yield sentences on the week from which the helpers can go back, and on what their help costs."""
    target = f"{100 * view.target.share:g} % of {view.line} in {plain_duration(view.target.within)}"
    if view.back_from is None:
        last = view.weeks[-1]
        share = figure_in_words(last.without_help, Kind.SHARE)
        yield (
            f"{_helpers(view)} cannot go back within this span without risk to the target, {target}: in the last week, "
            f"from {_day(last.monday)}, it would be {share} without them."
        )
    else:
        yield (
            f"{_helpers(view)} can go back from {_day(view.back_from)}: from then on, {target} is met without them "
            "in every week of the span."
        )
    if view.likely_from is not None and view.likely_from != view.back_from:
        yield (
            f"The estimates meet the target from {_day(view.likely_from)}. Between the two dates their intervals "
            "include it: too close to call. More replications narrow the intervals."
        )
    whole_span = f"{view.hours_of_help():,.0f} h over the whole span"
    until = f"{view.hours_of_help(view.back_from):,.0f} h until then, and " if view.back_from else ""
    taken = {view.scenario.groups[name].taken_from for name in view.helpers} - {""}
    yield f"Their help: {until}{whole_span}{', taken from ' + ' and '.join(sorted(taken)) if taken else ''}."


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _print_weeks(out: Console, view: RecruitsView) -> None:
    hours = [f"{name}, h" for name in view.scenario.groups]
    shares = (f"{view.line} in time, with {_helpers(view)}", "without")
    headings, rows = ("week of", *hours, *shares, "kept"), (_week_cells(view, week) for week in view.weeks)
    out.print(plain_table(headings, rows, numbers={*hours, "kept"}, unbroken={"week of"}))


def _week_cells(view: RecruitsView, week: Week) -> Iterator[Text]:
    """Yield the cells of a week, bold if the helpers can be back by then."""
    style = "bold" if view.back_from is not None and week.monday >= view.back_from else ""
    label = _day(week.monday) if week.is_whole else f"{_day(week.monday)} {_CUT_OFF}"
    shares = (figure_in_words(share, Kind.SHARE) for share in (week.with_help, week.without_help))
    kept = f"{week.kept * view.with_help.replications:.0f}"
    for cell in (label, *(f"{hours:,.0f}" for hours in week.hours.values()), *shares, kept):
        yield Text(cell, style=style)
