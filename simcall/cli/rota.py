"""``simcall rota``: planned duties beside the expected workload."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.text import Text

from simcall.cli.console import changes_in_words, messages, output, print_json
from simcall.cli.oddities import print_oddities
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.start import RotaRequest
from simcall.cli.week_blocks import MARK, WeekBlock, print_blocks
from simcall.faces.rota import RotaView, rota
from simcall.files.folder_names import folder_name
from simcall.files.own_pictures import check_own_picture
from simcall.inputs import Bools, Floats
from simcall.present.folders.saved_staffing import saved_rostered_required
from simcall.present.words.cover import cover_in_words
from simcall.scenario import Group, load, rosters_in_words
from simcall.scenario.models.lines import WITH_DUTIES
from simcall.scenario.models.quantities import plain_duration
from simcall.scenario.models.week import spans_in_words
from simcall.studies.cover import HourCover
from simcall.studies.rota import PaidHours, WorkingTimeWarning
from simcall.studies.working_time import SHORTEST_SPAN_DAYS

__all__ = ["show_rota"]

_WIDEST = 100
_HALF_A_PERSON = 0.5
_THINNEST_HOURS = 5
_WARNINGS_OF_A_RULE = 2
_WARNINGS_OF_A_RULE_IN_FULL = 8
_COVER_NOTE = (
    "Planned and present are the people who answer these lines; present is after average absence. Workload, in "
    "erlangs, is the average number of people busy if every call is answered. At 1 or less per erlang, the queue keeps "
    "growing."
)
_NOT_ADVICE = (
    "These checks apply the plain rules to the plan, before absence. Special rules, agreements and opt-outs exist "
    "(regs 5 and 21 to 24). This is not legal advice."
)


def show_rota(request: RotaRequest) -> int:
    """Load, lay out, print and draw; return the exit status."""
    scenario = load(request.file, request.overrides)
    picture = request.out or Path("results") / f"{folder_name(scenario.name)}-rota.png"
    if request.figures:
        check_own_picture(picture)  # before anything is printed
    print_oddities(messages(), scenario, request.file)
    view = rota(scenario)
    if request.figures:
        os.environ["MPLBACKEND"] = "Agg"  # the picture goes to a file, so no screen is needed
        view.save_picture(picture)
    if request.as_json:
        print_json(view.document())
    else:
        _print(view, request)
    if request.figures:
        messages().print(Text(f"Picture in {picture}, and as SVG beside it"), soft_wrap=True)
    return 0


def _print(view: RotaView, request: RotaRequest) -> None:
    """Print the answer on one screen; with --all, every hour of the week too."""
    out = output()
    out.width = min(out.width, _WIDEST)
    out.print(Text(view.scenario.name, style="bold"))
    if request.overrides:
        out.print(Text(f"Changed: {changes_in_words(request.overrides)}", style="bold"))
    for sentence in rosters_in_words(view.scenario):
        out.print(Text(sentence))
    for sentence in cover_in_words(view):
        out.print(Text(sentence, style="bold"))
    _print_thinnest(out, view)
    required = saved_rostered_required(view.scenario)
    for sentence in _against_required(view, required):
        out.print("", Text(sentence), sep="\n")
    for sentence in _absent_groups(view):
        out.print(Text(sentence))
    if request.in_full:
        _print_every_hour(out, view)
        print_blocks(out, list(_required_blocks(view, required)))
    _print_paid(out, view)
    _print_warnings(out, view, _WARNINGS_OF_A_RULE_IN_FULL if request.in_full else _WARNINGS_OF_A_RULE)
    if not request.in_full:
        out.print("", Text("Every hour of the week, for each group and line: the same command with --all"), sep="\n")


def _against_required(view: RotaView, required: Mapping[str, Floats]) -> Iterator[str]:
    """Say how the plan stands against the people who must be rostered, as `simcall staff` has found."""
    for name, needed in required.items():
        short = _fewer(view.people[name], needed)
        count, hours = int(short.sum()), int(np.isfinite(needed).sum())
        yield (
            f"{name}: in {count} of {hours} hours, fewer people are planned than simcall staff says must be rostered. "
            f"It counts breaks, absence and training. To see the hours: the same command with --all"
        )


def _required_blocks(view: RotaView, required: Mapping[str, Floats]) -> Iterator[WeekBlock]:
    for name, needed in required.items():
        yield WeekBlock(f"To be rostered: {name} ({MARK} fewer planned)", needed, 0, _fewer(view.people[name], needed))
        yield _people(f"On duty: {name}", view.people[name])


def _fewer(planned: Floats, needed: Floats) -> Bools:
    """Tell in which hours at least half a person fewer is planned than needed."""
    with np.errstate(invalid="ignore"):
        return np.asarray(needed - planned >= _HALF_A_PERSON, np.bool_)


def _print_thinnest(out: Console, view: RotaView) -> None:
    """Print the hours that have the fewest people for their workload, and what the figures mean."""
    out.print("", Text("Hours with the fewest people for their workload", style="bold"), sep="\n")
    numbers = ("planned", "present", "workload", "present per erlang")
    rows = map(_cover_cells, view.hours_by_cover[:_THINNEST_HOURS])
    out.print(plain_table(("hour", "lines", *numbers), rows, numbers=numbers))
    out.print(Text(_COVER_NOTE))


def _cover_cells(cover: HourCover) -> Iterator[str]:
    yield from spans_in_words([(60 * cover.hour, 60 * (cover.hour + 1))], in_full=True)
    yield " + ".join(cover.lines)
    yield from (f"{value:.1f}" for value in (cover.planned, cover.present, cover.load))
    yield f"{cover.present / cover.load:.2f}"


def _print_every_hour(out: Console, view: RotaView) -> None:
    out.print()
    for sentence in (_plan_in_words(view), *_workload_in_words(view)):
        out.print(Text(sentence))
    people, demand = list(_people_blocks(view)), list(_demand_blocks(view))
    for blocks in (people, demand) if len(view.calls) > 1 else (people + demand,):
        print_blocks(out, blocks)


def _plan_in_words(view: RotaView) -> str:
    return (
        "Planned duties, before absence and including breaks. This command does not simulate calls. "
        f"Means over {view.span}, in local time."
    )


def _workload_in_words(view: RotaView) -> Iterator[str]:
    """Say what workload is, and what it leaves out."""
    lines = view.scenario.lines
    handling = ", ".join(f"{name} {plain_duration(round(line.mean_handling_s(), 1))}" for name, line in lines.items())
    yield (
        "Workload, in erlangs, is the average number of people busy if every call is answered: calls x mean handling "
        f"time ({handling}). With no more people than that, the queue keeps growing; an hour with fewer is short."
    )
    if any(line.redial for line in lines.values()):
        yield "Redials are not included: calls are the first attempts of callers."
    if any(line.leads_to for line in lines.values()):
        yield (
            "What calls and work lead to when they are answered or released is included, in the hour of the call. What "
            "callers who wait or give up lead to is not."
        )
    bursts = [name for name, line in lines.items() if line.demand.bursts]
    if bursts:
        yield f"Calls about incidents (bursts) are not included: {', '.join(bursts)}."
    slower = list(_slower(view.scenario.groups))
    if slower:
        yield f"Handling factors are not included: {', '.join(slower)}."


def _slower(groups: Mapping[str, Group]) -> Iterator[str]:
    """Name each group, and each line of it, that multiplies handling times."""
    for name, group in groups.items():
        if group.handling_factor != 1:
            yield f"{name} x {group.handling_factor:g}"
        for line, own in group.on.items():
            if own.handling_factor is not None:
                yield f"{name} on {line} x {own.handling_factor:g}"


def _absent_groups(view: RotaView) -> Iterator[str]:
    """Name the groups without planned duties, which have no table."""
    for name in view.people:
        if name not in _people_by_group(view):
            yield f"{name}: no planned duties."


def _people_by_group(view: RotaView) -> dict[str, Floats]:
    """Return the people on duty in the groups that have any."""
    return {name: people for name, people in view.people.items() if np.nansum(people)}


def _people_blocks(view: RotaView) -> Iterator[WeekBlock]:
    """Return who is on duty, beside the workload of all lines."""
    people_by_group, lines = _people_by_group(view), list(view.calls)
    whose = next(iter(people_by_group)) if len(people_by_group) == 1 else "all groups"
    yield _people(f"On duty: {whose} ({MARK} short)", view.all_people, view.short)
    yield WeekBlock(f"Workload: {lines[0] if len(lines) == 1 else 'all lines'}, erlangs", view.all_load, 1)
    yield WeekBlock(f"People per erlang of workload ({MARK} short)", view.people_per_erlang, 2, view.short)
    if len(people_by_group) > 1:
        yield from (_people(f"On duty: {name}", people) for name, people in people_by_group.items())


def _demand_blocks(view: RotaView) -> Iterator[WeekBlock]:
    """Return what each line brings."""
    for name, calls in view.calls.items():
        yield WeekBlock(f"Calls per hour: {name}", calls, 1)
        if len(view.calls) > 1:
            yield WeekBlock(f"Workload: {name}, erlangs", view.load[name], 1)


def _people(title: str, people: Floats, marked: Bools | None = None) -> WeekBlock:
    defined = people[~np.isnan(people)]
    return WeekBlock(title, people, 0 if np.allclose(defined, np.round(defined)) else 1, marked)


# Hours and rules ---------------------------------------------------------------------------------------------------


def _print_paid(out: Console, view: RotaView) -> None:
    out.print("", Text("Hours per week, for duties that start in the span", style="bold"), sep="\n")
    numbers = ("people", "hours", "duties of each", "hours of each")
    rows = ((name, *_paid_cells(paid), _COUNTED[paid.staffing]) for name, paid in view.paid_hours.items())
    out.print(plain_table(("group", *numbers, "what the hours are"), rows, numbers=numbers))


_COUNTED = {
    "rota": "paid: duties less unpaid breaks",
    "roster": "paid: duties less unpaid breaks",
    "recruits": "paid: supervised duties less unpaid breaks, without the classroom",
    "headcount": "people at the phones, not paid time",
    "called up": "called up by a rule, so not planned",
}


def _paid_cells(paid: PaidHours) -> Iterator[str]:
    posts = [] if not paid.posts else ["1 post" if paid.posts == 1 else f"{paid.posts:,} posts"]
    people = [] if paid.people is None else [f"{paid.people:,}"]
    yield " + ".join(people + posts) or "-"
    yield f"{paid.hours_per_week:,.1f}"
    for mean in (paid.duties_per_person_week, paid.hours_per_person_week):
        yield "-" if mean is None else f"{mean:.2f}"


def _print_warnings(out: Console, view: RotaView, most: int) -> None:
    """Print where the plan breaks the Working Time Regulations, a few cases of each rule."""
    out.print("", Text("Working Time Regulations 1998, regs 4, 10 and 11", style="bold"), sep="\n")
    with_duties = [paid for paid in view.paid_hours.values() if paid.staffing in WITH_DUTIES]
    posts = ", ".join(name for name, paid in view.paid_hours.items() if paid.posts)
    if not with_duties:
        out.print(Text("Not checked: no group has a rota or a roster, so nobody's duties are known."))
    if posts:
        out.print(Text(f"Not checked for the fixed shifts of {posts}: they are posts, and the plan names no people."))
    if all(paid.people is None for paid in with_duties):
        return
    rules: dict[str, list[WorkingTimeWarning]] = {}
    for warning in view.warnings:
        rules.setdefault(warning.rule, []).append(warning)
    for of_rule in rules.values():
        for warning in of_rule[:most]:
            out.print(Text(f"! {warning}"))
        more = len(of_rule) - most
        if more > 0:
            out.print(Text(f"! … and {more} more cases of this rule ({of_rule[0].rule}). --json lists them all."))
    if not rules:
        whose = " for the others" if posts else ""
        out.print(Text(f"No breach found{whose}: daily rest of 11 h, weekly rest of 24 h, 48 h a week on average."))
    if view.scenario.days < SHORTEST_SPAN_DAYS:
        out.print(Text("The average week was not checked: the span is shorter than a week."))
    out.print(Text(_NOT_ADVICE))
