"""Warn of work that cannot be done, of call-backs that wait too long, and of lines that nobody reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simcall.scenario.listing.coverage import Coverage
from simcall.scenario.models.lines import Group, Line, ScenarioModel
from simcall.scenario.models.quantities import plain_duration
from simcall.scenario.models.staffing import OFF

__all__ = ["follow_on_warnings", "lines_led_to", "undone_work"]

_LONG_MINUTES = 7 * 24 * 60
"""No weekly pattern of duties leaves work alone for so long."""


def follow_on_warnings(scenario: ScenarioModel, coverage: Coverage) -> Iterator[str]:
    """Yield what is odd about announcements, call-backs, work and lines without callers."""
    for name, line in scenario.lines.items():
        yield from _long_announcement(name, line)
        yield from _late_call_backs(scenario, name, line)
        yield from _never_rung(scenario, name, line)
        if line.is_work:
            yield from undone_work(scenario, name, line, coverage)
            yield from _never_interrupted(scenario, name, line)
    yield from _misspelt_sources(scenario)


def lines_led_to(scenario: ScenarioModel) -> set[str]:
    """Return the lines that other calls lead to, or that redials are diverted to."""
    lines = scenario.lines.values()
    diverts = [
        line.redial.divert.to for line in lines if line.redial and line.redial.divert and line.redial.divert.share
    ]
    return {entry.to for line in lines for entry in line.leads_to if entry.share} | set(diverts)


def undone_work(scenario: ScenarioModel, name: str, line: Line, coverage: Coverage) -> Iterator[str]:
    """Warn of work that nobody can take, or that nobody can finish."""
    serving = {key: group.on_line(name) for key, group in scenario.groups.items() if name in group.lines}
    who = " or ".join(serving)
    last = max((_last_minute(coverage, key, group.reserve.get(name, 0)) for key, group in serving.items()), default=0)
    if last == 0:
        yield f"nobody can ever take {name}: in the whole run, nobody in {who} is on duty and free of its reserve"
    elif last <= coverage.minutes - _LONG_MINUTES:
        until = f"{coverage.begin + (coverage.end - coverage.begin) * (last / coverage.minutes):%Y-%m-%d %H:%M}"
        yield f"{name} that is left on {until} is never done: the last duty in {who} that may take it ends then"
    if line.interruptible and serving and _never_picked_up(scenario, line, serving):
        yield (
            f"{name} is never done: to pick it up takes longer than any duty in {who}, and a duty's end puts it down; "
            "give a shorter pick_up, or interruptible = false"
        )


def _never_interrupted(scenario: ScenarioModel, name: str, line: Line) -> Iterator[str]:
    """Warn of work that may be put down, but not for anything that comes."""
    people = [set(group.lines) for group in scenario.groups.values() if name in group.lines]
    more_urgent = {other for other, rest in scenario.lines.items() if rest.priority < line.priority}
    if line.interruptible and not any(lines & more_urgent for lines in people):
        yield (
            f"{name} is interruptible, but nobody puts it down for a call: no other line of its groups has a better "
            f"priority than {line.priority}"
        )


def _last_minute(coverage: Coverage, group: str, reserve: int) -> int:
    """Return the last minute of the run at which more people of a group than its reserve are on duty; 0 if none."""
    steps = coverage.people[group]
    ends = [minute for minute, _ in steps[1:]] + [coverage.minutes]
    return max((end for (_, level), end in zip(steps, ends, strict=True) if level > reserve), default=0)


def _never_picked_up(scenario: ScenarioModel, line: Line, serving: Mapping[str, Group]) -> bool:
    """Tell whether the shortest pick-up outlasts every duty of every group."""
    return all(
        line.pick_up.least_s() + group.pick_up.least_s() >= _longest_duty_s(scenario, group)
        for group in serving.values()
    )


def _longest_duty_s(scenario: ScenarioModel, group: Group) -> float:
    """Return how long the longest duty of a group lasts; infinite where duties are not known."""
    if group.roster is not None:
        return max((duty.end - duty.start).total_seconds() for duty in group.roster.duties)
    if group.rota is None:
        return float("inf")
    names = {*group.rota.pattern, *(fixed.shift for fixed in group.rota.fixed.values())} - {OFF}
    return 60.0 * max(scenario.shifts[name].minutes for name in names) if names else 0.0


def _long_announcement(name: str, line: Line) -> Iterator[str]:
    if line.announcement and line.patience and line.announcement.length > line.patience.mean_s():
        yield (
            f"the announcement of {name} ({plain_duration(line.announcement.length)}) is longer than its callers' mean "
            f"patience ({plain_duration(round(line.patience.mean_s(), 1))}). Patience does not run during it: only "
            "leave_share says who hangs up in it"
        )


def _late_call_backs(scenario: ScenarioModel, name: str, line: Line) -> Iterator[str]:
    """Warn of call-backs in place of a queue that come after the callers who go on waiting."""
    for target in dict.fromkeys(entry.to for entry in line.leads_to if entry.when == "waiting"):
        back = scenario.lines[target]
        shared = [
            key for key, group in scenario.groups.items() if {name, target} <= set(group.lines) and not group.prefers
        ]
        if back.is_work and not line.is_work and back.priority > line.priority and shared:
            yield (
                f"{target} has a worse priority ({back.priority}) than {name} ({line.priority}), which leads to it: "
                f"{' and '.join(shared)} call nobody back while anybody waits on {name}"
            )


def _never_rung(scenario: ScenarioModel, name: str, line: Line) -> Iterator[str]:
    rung = line.demand.mean_calls_per_hour() > 0 or line.demand.bursts
    if not rung and name not in lines_led_to(scenario):
        yield f"nothing ever comes to {name}: it has no demand, and no other line leads to it"


def _misspelt_sources(scenario: ScenarioModel) -> Iterator[str]:
    """Warn where the work that people are taken from differs from a group's name only in capitals or spaces."""
    by_letters = {_letters(name): name for name in scenario.groups}
    for name, group in scenario.groups.items():
        source = group.taken_from
        group_name = by_letters.get(_letters(source)) if source and source not in scenario.groups else None
        if group_name:
            remedy = f'to take people from {group_name}, write "{group_name}"'
            yield f'{name} is taken from "{source}", which is not a group; {remedy}'


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
