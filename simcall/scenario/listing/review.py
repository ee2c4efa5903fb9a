"""Warn of what is legal in a scenario but odd, before a planner waits for a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from math import gcd

from simcall.scenario.listing.coverage import Coverage, Level, week_of
from simcall.scenario.listing.follow_on_review import follow_on_warnings, lines_led_to, undone_work
from simcall.scenario.listing.holdings import Holding, holdings, set_paths
from simcall.scenario.listing.merging_review import merging_warnings, no_change_warnings
from simcall.scenario.listing.staffing_review import dated, staffing_warnings
from simcall.scenario.models.demand import Demand, SpecialDay
from simcall.scenario.models.keys import RUN_SETTINGS
from simcall.scenario.models.lines import NO_SOURCE, Group, Line, ScenarioModel
from simcall.scenario.models.paths import KeyPath, format_path
from simcall.scenario.models.quantities import plain_duration
from simcall.scenario.models.traffic import items_per_call
from simcall.scenario.models.week import MINUTES_PER_WEEK, join_steps, means_by_hour, spans_in_words
from simcall.scenario.reading.sources import WITHOUT_SOURCE

__all__ = ["Holding", "holdings", "staffing_oddities", "warnings"]

_SHOWN = 3
"""Times of the week, or values, that are named before "and N more"."""
_ARRANGEMENTS = frozenset({"priority", "overflow", "lines", "end_of_duty", "kind", "interruptible", "grade", "area"})
"""How the room is run, which the scenario's writer decides and nobody publishes."""


def warnings(scenario: ScenarioModel) -> tuple[str, ...]:
    """Return what is legal and odd in a scenario, in sentences for planners."""
    coverage = Coverage(scenario)
    lines = [
        message for name, line in scenario.lines.items() for message in _about_line(scenario, name, line, coverage)
    ]
    people = [*_overall_load(scenario, coverage), *staffing_warnings(scenario, coverage)]
    return (
        *merging_warnings(scenario),
        *lines,
        *follow_on_warnings(scenario, coverage),
        *people,
        *_outside_run(scenario, coverage),
        *no_change_warnings(scenario),
        *_unsourced(scenario),
    )


def staffing_oddities(scenario: ScenarioModel) -> tuple[str, ...]:
    """Return those of the warnings that are about who is there to answer: what a run would be wasted on."""
    coverage = Coverage(scenario)
    serving = {name: _serving(scenario, name) for name in scenario.lines}
    lines = [
        message
        for about in (_unanswerable, _too_much_work)
        for name, line in scenario.lines.items()
        for message in about(scenario, name, line, serving[name], coverage)
    ]
    people = [*_overall_load(scenario, coverage), *staffing_warnings(scenario, coverage)]
    lines += [
        message
        for name, line in scenario.lines.items()
        if line.is_work
        for message in undone_work(scenario, name, line, coverage)
    ]
    # Posts counted twice come first: they explain what follows, or hide it.
    return (*merging_warnings(scenario), *lines, *people)


def _about_line(scenario: ScenarioModel, name: str, line: Line, coverage: Coverage) -> Iterator[str]:
    serving = _serving(scenario, name)
    yield from _unanswerable(scenario, name, line, serving, coverage)
    if line.patience is None and line.pass_on is None and not line.is_work:
        yield f"callers to {name} never give up: it has no patience, so nothing is ever abandoned"
    yield from _too_much_work(scenario, name, line, serving, coverage)
    least = (
        line.connection.least_s() + line.pick_up.least_s() + min(group.pick_up.least_s() for group in serving.values())
    )
    for target in line.answer_targets or ():
        if least >= target.within:
            yield (
                f"{name} can never meet its target: connection and pick-up alone take {plain_duration(least)}, "
                f"and the target is under {plain_duration(target.within)}"
            )


def _serving(scenario: ScenarioModel, line: str) -> dict[str, Group]:
    """Return the groups that serve a line, with the times that they have on it."""
    return {name: group.on_line(line) for name, group in scenario.groups.items() if line in group.lines}


def _too_much_work(
    scenario: ScenarioModel, name: str, line: Line, serving: dict[str, Group], coverage: Coverage
) -> Iterator[str]:
    load, people = _load(scenario, name, serving.values()), sum(coverage.mean[key] for key in serving)
    if load > people:
        all_of_it, grows = (
            ("doing all of it", "the backlog keeps growing")
            if line.is_work
            else ("answering every call", "if callers never give up, the queue keeps growing")
        )
        yield (
            f"{name} brings more work than there are people: {all_of_it} would keep {_people(load)} busy on "
            f"average, and {_are_on_duty(people)}; {grows}"
        )


def _people(number: float) -> str:
    written = f"{number:.3g}"
    return f"{written} {'person' if written == '1' else 'people'}"


def _are_on_duty(number: float) -> str:
    written = f"{number:.3g}"
    return f"{written} {'is' if written == '1' else 'are'} on duty"


def _unanswerable(
    scenario: ScenarioModel, name: str, line: Line, serving: dict[str, Group], coverage: Coverage
) -> Iterator[str]:
    """Warn of hours in which calls may come and nobody on duty may take them; work can wait for other hours."""
    if line.is_work:
        return
    coming = _calls_come(scenario, name, line)
    if any(group.varies_by_date for group in serving.values()):
        empty, reserved = _dated_gaps(name, coming, serving, coverage)
    else:
        empty, reserved = _weekly_gaps(name, coming, serving)
    who = " and ".join(serving)
    if empty:
        yield f"{name} cannot be answered {empty}: nobody in {' or '.join(serving)} is on duty"
    if reserved:
        yield f"{name} cannot be answered {reserved}: everybody on duty in {who} is in the reserve kept from it"


def _weekly_gaps(name: str, coming: Sequence[bool], serving: dict[str, Group]) -> tuple[str, str]:
    """Return when nobody is on duty, and when no more than the reserves are; the same every week, or never."""
    step = gcd(*(MINUTES_PER_WEEK // len(levels) for levels in (coming, *map(week_of, serving.values()))))
    empty, reserved = [], []
    for minute in range(0, MINUTES_PER_WEEK, step):
        if not _at(coming, minute):
            continue
        people = {key: _at(week_of(group), minute) for key, group in serving.items()}
        if not any(people.values()):
            empty.append(minute)
        elif all(count <= serving[key].reserve.get(name, 0) for key, count in people.items()):
            reserved.append(minute)
    return (_hours(empty, step) if empty else "", _hours(reserved, step) if reserved else "")


def _dated_gaps(name: str, coming: Sequence[bool], serving: dict[str, Group], coverage: Coverage) -> tuple[str, str]:
    """Return the same where who is on duty depends on the date."""
    calls = "calls come"
    steps = {**{key: coverage.people[key] for key in serving}, calls: coverage.weekly(coming)}

    def nobody(levels: Mapping[str, Level]) -> bool:
        return bool(levels[calls]) and not any(levels[key] for key in serving)

    def reserved(levels: Mapping[str, Level]) -> bool:
        free = any(levels[key] > group.reserve.get(name, 0) for key, group in serving.items())
        return bool(levels[calls]) and not free and not nobody(levels)

    empty, held = (list(coverage.when(steps, holds)) for holds in (nobody, reserved))
    return (dated(empty, coverage) if empty else "", dated(held, coverage) if held else "")


def _calls_come(scenario: ScenarioModel, name: str, line: Line) -> Sequence[bool]:
    """Return, for equal steps of the week, whether calls can come; those that other lines lead to may at any time."""
    if name in lines_led_to(scenario) or line.demand.bursts:
        return (True,)
    if line.demand.mean_calls_per_hour() == 0:
        return (False,)
    return (True,) if line.demand.profile == "flat" else [float(weight) > 0 for weight in line.demand.profile]


def _at(levels: Sequence[int], minute: int) -> int:
    return levels[minute * len(levels) // MINUTES_PER_WEEK]


def _hours(minutes: Sequence[int], step: int) -> str:
    """Write times of the week: "on Mon to Thu 02:00 to 06:00 (16 h a week)"."""
    total = f"({len(minutes) * step / 60:g} h a week)"
    if len(minutes) * step == MINUTES_PER_WEEK:
        return f"at any time {total}"
    times = spans_in_words(join_steps(minutes, step))
    on = "" if times[0].startswith("every day") else "on "
    more = f" and at {len(times) - _SHOWN} more times" if len(times) > _SHOWN else ""
    return f"{on}{', '.join(times[:_SHOWN])}{more} {total}"


def _load(scenario: ScenarioModel, name: str, serving: Iterable[Group]) -> float:
    """Return the people that fresh calls and what they lead to keep busy on a line, served by its quickest group."""
    line = scenario.lines[name]
    handling_s = line.mean_handling_s() * _mean_factor(line)
    each = line.pick_up.mean_s() + min(group.handling_factor * handling_s + group.pick_up.mean_s() for group in serving)
    per_call = items_per_call(scenario.lines)
    items = sum(_calls_per_hour(cause.demand) * per_call[key].get(name, 0.0) for key, cause in scenario.lines.items())
    return items * each / 3600


def _mean_factor(line: Line) -> float:
    """Return the mean of the factors on handling by hour, over the line's ordinary calls."""
    if line.handling_by_hour is None:
        return 1.0
    weights = means_by_hour((1.0,) if line.demand.profile == "flat" else line.demand.profile)
    return sum(weight * factor for weight, factor in zip(weights, line.handling_factors(), strict=True)) / sum(weights)


def _calls_per_hour(demand: Demand) -> float:
    bursts = sum((burst.incidents_per_day or 0) * burst.calls_per_incident for burst in demand.bursts.values())
    return demand.mean_calls_per_hour() + bursts / 24


def _overall_load(scenario: ScenarioModel, coverage: Coverage) -> Iterator[str]:
    """Warn if the lines bring too much work together although none does alone."""
    served = [(name, _serving(scenario, name)) for name in scenario.lines]
    loads = [_load(scenario, name, groups.values()) for name, groups in served]
    people = sum(coverage.mean.values())
    pairs = zip(loads, served, strict=True)
    alone = any(load > sum(coverage.mean[key] for key in groups) for load, (_, groups) in pairs)
    if sum(loads) > people and not alone:
        yield (
            "all lines together bring more work than there are people: answering every call would keep "
            f"{_people(sum(loads))} busy on average, and {_are_on_duty(people)}; if callers never give up, the queue "
            "keeps growing"
        )


def _outside_run(scenario: ScenarioModel, coverage: Coverage) -> Iterator[str]:
    """Warn of special days and fixed bursts that this run never reaches."""
    begin, end = coverage.begin, coverage.end
    span = f"the run from {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
    for name, line in scenario.lines.items():
        for key, day in line.demand.special_days.items():
            if not any(last > begin and first < end for first, last in _windows(day)):
                yield f"special day {key} of {name} is outside {span}: it changes nothing"
        for key, burst in line.demand.bursts.items():
            outside = [at for at in burst.at or () if not begin <= at < end]
            if outside:
                yield f"burst {key} of {name}: {len(outside)} of {len(burst.at or ())} times are outside {span}"


def _windows(day: SpecialDay) -> Iterator[tuple[datetime, datetime]]:
    first, last = day.start or time(), day.end or time()
    for on in day.dates:
        yield (
            datetime.combine(on, first),
            datetime.combine(on + timedelta(days=int(last <= first)), last),
        )


def _unsourced(scenario: ScenarioModel) -> Iterator[str]:
    wanting = filter(_wants_source, set_paths(scenario))
    paths = [format_path(path) for path in wanting if _has_none(scenario.provenance_at(path).source)]
    if paths:
        more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
        number = "1 value has" if len(paths) == 1 else f"{len(paths)} values have"
        yield f"{number} no source: {', '.join(paths[:_SHOWN])}{more}"


def _wants_source(keys: KeyPath) -> bool:
    return keys[0] not in RUN_SETTINGS and not (len(keys) == 3 and keys[2] in _ARRANGEMENTS)


def _has_none(source: str) -> bool:
    return source == NO_SOURCE.source or source.endswith(WITHOUT_SOURCE)
